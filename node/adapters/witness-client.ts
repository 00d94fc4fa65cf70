/** Asking a witness beyond the neighbours over HTTPS (C2SP tlog-witness). Where a name leads is looked at before anything is sent: not into networks that nobody has allowed. */
import { Agent } from 'undici'
import { isPublic, isWithin } from '../values/address.ts'
import { readBounded, unreachable } from './bounded-answer.ts'
import { expectAddress, guardedLookup, type Guard } from './guarded-lookup.ts'

const MAX_ANSWER = 64 * 1024
const TIMEOUT_MS = 10_000

/** Bytes of a whole answer that come within the time; attacker-controlled. */
export type WitnessClient = {
  /** Fails with `unreachable` or `answer-invalid`. Redirections are not followed: they are answers as any other. */
  addCheckpoint(prefix: string, body: string): Promise<{ readonly status: number; readonly body: string }>
  close(): Promise<void>
}

/** `networks`: private ones that it may lead into. */
const guardOf = (networks: readonly string[]): Guard => ({
  may: (address) => isPublic(address) || isWithin(address, networks),
  refused: (host) =>
    Object.assign(new Error(`${host} is in a private network, which JUXTA_WITNESS_NETWORKS does not name`), {
      code: 'PRIVATE',
    }),
})

/** `networks`: private ones in which a witness may be. */
export function witnessClient(networks: readonly string[]): WitnessClient {
  const guard = guardOf(networks)
  const agent = new Agent({ connections: 1, connect: { timeout: TIMEOUT_MS, lookup: guardedLookup(guard) } })
  return {
    async addCheckpoint(prefix, body) {
      try {
        const url = new URL(`${prefix.replace(/\/$/, '')}/add-checkpoint`)
        expectAddress(url, guard)
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
