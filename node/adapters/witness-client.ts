/** Asking a witness beyond the neighbours over HTTPS (C2SP tlog-witness). Where a name leads is looked at before anything is sent: not into networks that nobody has allowed. */
import { lookup, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { Agent } from 'undici'
import { isPublic, isWithin } from '../values/address.ts'
import { readBounded, unreachable } from './bounded-answer.ts'

const MAX_ANSWER = 64 * 1024
const TIMEOUT_MS = 10_000

/** Bytes of a whole answer that come within the time; attacker-controlled. */
export type WitnessClient = {
  /** Fails with `unreachable` or `answer-invalid`. Redirections are not followed: they are answers as any other. */
  addCheckpoint(prefix: string, body: string): Promise<{ readonly status: number; readonly body: string }>
  close(): Promise<void>
}

const mayBeAt = (address: string, networks: readonly string[]): boolean =>
  isPublic(address) || isWithin(address, networks)

const kept = (host: string): Error =>
  Object.assign(new Error(`${host} is in a private network, which JUXTA_WITNESS_NETWORKS does not name`), {
    code: 'PRIVATE',
  })

/** `networks`: private ones in which a witness may be. */
export function witnessClient(networks: readonly string[]): WitnessClient {
  type Done = (error: Error | null, address: LookupAddress[]) => void
  const agent = new Agent({
    connections: 1,
    connect: {
      timeout: TIMEOUT_MS,
      lookup: (host: string, _options: unknown, done: Done) =>
        lookup(host, { all: true }, (error, found) => {
          const allowed = (found ?? []).filter(({ address }) => mayBeAt(address, networks))
          if (error) done(error, [])
          else if (allowed.length === 0) done(kept(host), [])
          else done(null, allowed)
        }),
    },
  })
  return {
    async addCheckpoint(prefix, body) {
      try {
        const url = new URL(`${prefix.replace(/\/$/, '')}/add-checkpoint`)
        const host = url.hostname.replace(/^\[|\]$/g, '')
        // An address is not looked up.
        if (isIP(host) !== 0 && !mayBeAt(host, networks)) throw kept(host)
        const answer = await agent.request({
          origin: url.origin,
          path: url.pathname,
          method: 'POST',
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body,
          headersTimeout: TIMEOUT_MS,
          bodyTimeout: TIMEOUT_MS,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        })
        return { status: answer.statusCode, body: (await readBounded(answer, MAX_ANSWER)).toString('utf8') }
      } catch (cause) {
        throw unreachable(cause)
      }
    },
    close: () => agent.destroy(),
  }
}
