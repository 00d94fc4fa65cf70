/**
 * Fetching what an address in somebody's certificate names, over HTTP: few bytes, in little time, no redirection, and from public addresses alone unless it is
 * said otherwise, so that a certificate leads nobody into the network of this node.
 */
import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { isPublic } from '../values/address.ts'
import { JuxtaError } from '../values/errors.ts'
import { readOk, unreachable } from './bounded-answer.ts'

const MAX_LIST = 4 * 1024 * 1024
const TIMEOUT_MS = 15_000

const refused = (host: string): JuxtaError =>
  new JuxtaError('unreachable', `${host} is no public address, and JUXTA_REVOCATION does not allow others`, {
    rule: 'address',
  })

/** What a name leads to is looked at where it is connected to, so that nothing changes between. */
const publicLookup: LookupFunction = (hostname, options, done) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0)
    const found = addresses.filter(({ address }) => isPublic(address))
    if (found.length === 0) return done(refused(hostname), '', 0)
    if (options.all) return done(null, found)
    done(null, found[0]!.address, found[0]!.family)
  })

const agents = {
  public: new Agent({ connect: { lookup: publicLookup, timeout: TIMEOUT_MS }, pipelining: 0 }),
  any: new Agent({ connect: { timeout: TIMEOUT_MS }, pipelining: 0 }),
}

/** The bytes at `url` (http). Fails with `unreachable` or `answer-invalid`. The answer is attacker-controlled. */
export async function fetchList(url: string, { anyAddress }: { anyAddress: boolean }): Promise<Buffer> {
  try {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
    if (!anyAddress && isIP(host) && !isPublic(host)) throw refused(host)
    const answer = await request(url, {
      dispatcher: agents[anyAddress ? 'any' : 'public'],
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(4 * TIMEOUT_MS),
    })
    return await readOk(answer, MAX_LIST)
  } catch (cause) {
    throw unreachable(cause)
  }
}
