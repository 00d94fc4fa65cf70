/**
 * Fetching what an address in somebody's certificate names, over HTTP: few bytes, in little time, no redirection, and from public addresses alone unless it is
 * said otherwise, so that a certificate leads nobody into the network of this node.
 */
import { Agent, request } from 'undici'
import { isPublic } from '../values/address.ts'
import { JuxtaError } from '../values/errors.ts'
import { readOk, unreachable } from './bounded-answer.ts'
import { expectAddress, guardedLookup, type Guard } from './guarded-lookup.ts'

const MAX_LIST = 4 * 1024 * 1024
const TIMEOUT_MS = 15_000

const guard: Guard = {
  may: isPublic,
  refused: (host) =>
    new JuxtaError('unreachable', `${host} is no public address, and JUXTA_REVOCATION does not allow others`, {
      rule: 'address',
    }),
}

const agents = {
  public: new Agent({ connect: { lookup: guardedLookup(guard), timeout: TIMEOUT_MS }, pipelining: 0 }),
  any: new Agent({ connect: { timeout: TIMEOUT_MS }, pipelining: 0 }),
}

/** The bytes at `url` (http). Fails with `unreachable` or `answer-invalid`. The answer is attacker-controlled. */
export async function fetchList(url: string, { anyAddress }: { anyAddress: boolean }): Promise<Buffer> {
  try {
    if (!anyAddress) expectAddress(new URL(url), guard)
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
