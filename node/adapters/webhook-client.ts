/**
 * Posting to the address of a webhook, which a client of this node has named and nobody here knows: to public addresses and those that an operator has allowed, over
 * TLS that is verified, without following anything, and with little taken of what is answered.
 */
import { performance } from 'node:perf_hooks'
import { Agent, type Dispatcher } from 'undici'
import { isPublic, isWithin } from '../values/address.ts'
import { JuxtaError } from '../values/errors.ts'
import { clipped } from '../values/text.ts'
import { parseHttpDate } from '../values/time.ts'
import { dnsLookup, expectAddress, guardedLookup, type Guard, type Lookup } from './guarded-lookup.ts'

/** In how long a connection stands, and in how long a whole attempt has ended. Milliseconds. */
const CONNECT_MS = 5000
export const ATTEMPT_MS = 20_000
/** How much of an answer is kept, in characters; twice as many octets are read at most, and for no longer than this. */
export const KEPT = 200
const READ_MS = 2000
/** Plain HTTP is for this machine alone. */
export const LOOPBACK = ['127.0.0.0/8', '::1']

/** What came of an attempt: a status, or why there is none. */
export type Attempted = {
  readonly status: number | null
  /** Why nothing was answered, in the words of this node: no address that a name leads to is in it. */
  readonly error: string | null
  /** The beginning of what was answered, attacker-controlled. */
  readonly answer: string
  /** How long it asks to be left in peace, in milliseconds. */
  readonly retryAfterMs: number | null
  readonly ms: number
}

export type WebhookClient = {
  /** Never fails. `gone` ends it. */
  post(url: URL, headers: Readonly<Record<string, string>>, body: string, gone: AbortSignal): Promise<Attempted>
  close(): Promise<void>
}

/** Which addresses a target may have: `networks` (CIDR) beside the public ones. */
export const guardOf = (networks: readonly string[], plain: boolean): Guard => ({
  may: (address) =>
    plain
      ? isWithin(address, LOOPBACK) && isWithin(address, networks)
      : isPublic(address) || isWithin(address, networks),
  refused: (host) =>
    new JuxtaError(
      'request-invalid',
      plain
        ? `${host} is not on this machine, where alone plain http may lead, and only where JUXTA_WEBHOOK_TARGETS allows it`
        : `${host} leads to no public address, and JUXTA_WEBHOOK_TARGETS does not allow others`,
      { pointer: '/url', rule: 'address' },
    ),
})

/** Seconds, or a date (RFC 9110 §10.2.3). */
function waitOf(header: string | string[] | undefined, now: number): number | null {
  const text = [header].flat()[0]?.trim() ?? ''
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000
  const at = parseHttpDate(text)
  return at === undefined ? null : Math.max(0, at - now)
}

/** The beginning of a body as one line of text; the rest is not read. */
async function beginningOf({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  // What a hostile receiver lets drip is not waited for: whether it took the event stands in its status.
  const late = setTimeout(() => body.destroy(), READ_MS)
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, KEPT * 2))
      size += chunk.length
      if (size >= KEPT * 2) break
    }
  } catch {
    // It broke off: what came of it is shown.
  } finally {
    clearTimeout(late)
    body.on('error', () => undefined).destroy()
  }
  // Whatever is no letter, mark or sign (controls, formats, halves of pairs) would steer a terminal or mislead an eye.
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/[\p{C}\s]+/gu, ' ')
  return clipped(text.trim(), KEPT)
}

/** Why there is no answer, without what the resolver or the system says of addresses. */
function reasonOf(error: unknown, late: boolean): string {
  if (late) return `no answer within ${ATTEMPT_MS / 1000} seconds`
  if (error instanceof JuxtaError) return error.message
  const { code, name } = error as { code?: string; name?: string }
  const known: Record<string, string> = {
    ENOTFOUND: 'the name of the host leads nowhere',
    ENODATA: 'the name of the host leads nowhere',
    ETIMEOUT: 'the name of the host cannot be looked up at the moment',
    ESERVFAIL: 'the name of the host cannot be looked up at the moment',
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was reset',
    UND_ERR_SOCKET: 'the connection broke off',
    UND_ERR_CONNECT_TIMEOUT: `no connection within ${CONNECT_MS / 1000} seconds`,
    UND_ERR_HEADERS_OVERFLOW: 'the header of the answer is too large',
  }
  if (name === 'AbortError') return 'the node was stopped'
  return code === undefined ? 'no HTTP was answered' : (known[code] ?? `it cannot be reached (${clipped(code, 64)})`)
}

/** `networks`: beside public addresses those in which a target may be. `lookup`: what leads from names to addresses. */
export function webhookClient(
  networks: readonly string[],
  now: () => number,
  lookup: Lookup = dnsLookup(),
): WebhookClient {
  const agentFor = (plain: boolean): Agent =>
    new Agent({
      connect: { timeout: CONNECT_MS, lookup: guardedLookup(guardOf(networks, plain), lookup) },
      headersTimeout: ATTEMPT_MS,
      bodyTimeout: ATTEMPT_MS,
      // Of two clients of the node with one target none waits for the other.
      connections: null,
    })
  const agents = { 'https:': agentFor(false), 'http:': agentFor(true) }
  return {
    async post(url, headers, body, gone) {
      const began = performance.now()
      const late = AbortSignal.timeout(ATTEMPT_MS)
      const ended = (came: Omit<Attempted, 'ms'>): Attempted => ({ ...came, ms: Math.round(performance.now() - began) })
      try {
        expectAddress(url, guardOf(networks, url.protocol === 'http:'))
        const answer = await agents[url.protocol as keyof typeof agents].request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.any([late, gone]),
        })
        const { statusCode: status, headers: answered } = answer
        const retryAfterMs = waitOf(answered['retry-after'], now())
        return ended({ status, error: null, answer: await beginningOf(answer), retryAfterMs })
      } catch (error) {
        return ended({ status: null, error: reasonOf(error, late.aborted), answer: '', retryAfterMs: null })
      }
    },
    close: async () => void (await Promise.all([agents['https:'].destroy(), agents['http:'].destroy()])),
  }
}
