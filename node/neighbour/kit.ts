/** What the trials of a neighbour's implementation share: a node that plays its peer, one request to it, and what they judge again and again. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningNode } from '../assemble.ts'
import { parseRefused } from '../message/security-event.ts'
import { isSigning, type Identity } from '../message/identity.ts'
import type { PeerAnswer, PeerRequest } from '../peers/transport.ts'
import { openSecurityEvent, type ReadSet } from '../seal/security-event.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { Book } from './book.ts'
import type { Clause } from './clauses.ts'
import { forge, type About, type Forged, type Wrong } from './forged.ts'

export type Kit = {
  readonly node: RunningNode
  readonly peer: Country
  readonly book: Book
  readonly about: About
  /** A certificate of our own authority for a key that nobody has pinned. */
  readonly stranger: { readonly cert: string; readonly key: string }
  /** The hash of the agreement in force. */
  agreement: string
  /** Its logs, by the versions of its identity; the last is the one that it writes. */
  logs: readonly Identity['log'][]
}

export class Broken extends Error {}

/** Fails the trial in the words of `what`. */
export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what)
}

/** One request, which is noted in the book with its answer. Whoever asks for time says for how long (ERR-4). */
export async function ask(kit: Kit, request: PeerRequest): Promise<PeerAnswer> {
  const { node, peer, book } = kit
  let answer: PeerAnswer
  try {
    answer = await node.transport.request(peer, { timeoutMs: 20_000, ...request })
  } catch (error) {
    book.overheard(request, null)
    throw error
  }
  book.overheard(request, answer)
  if (
    (answer.status === 503 || answer.status === 429) &&
    request.path !== '/add-checkpoint' &&
    !request.path.startsWith('/log/')
  )
    judgeBusy(kit, `${request.method} ${request.path}`, answer.status, answer)
  return answer
}

/** What an answer of 503 or 429 has to say, by ERR-4. */
export function judgeBusy(
  kit: Kit,
  tried: string,
  status: number,
  answer: Pick<PeerAnswer, 'contentType' | 'body' | 'retryAfter'>,
): void {
  const problem = judgeForm(kit, tried, { status, ...answer })
  const name = String(problem?.['type'] ?? '').replace('urn:juxta:problem:', '')
  const right =
    (name === 'busy' || name === 'log-unavailable') && answer.retryAfter !== null && problem?.['retryable'] === true
  const expected = 'busy or log-unavailable, retryable, with Retry-After in seconds'
  kit.book.write('ERR-4', tried, right, `${status} ${name}, Retry-After ${answer.retryAfter ?? 'absent'}`, expected)
}

export const put = (kit: Kit, { jti, jwe }: Pick<Forged, 'jti' | 'jwe'>): Promise<PeerAnswer> =>
  ask(kit, { method: 'PUT', path: `/v1/messages/${jti}`, contentType: 'application/jose', body: jwe })

export const make = (kit: Kit, wrong: Wrong = {}): Promise<Forged> => forge(kit.node, kit.peer, kit, wrong)

export const typeOf = ({ contentType }: Pick<PeerAnswer, 'contentType'>): string =>
  contentType.split(';')[0]!.trim().toLowerCase()

/** `attempt` until it answers that it did well, three times at most: a newest identity is fetched every few seconds. */
export async function soon<T>(attempt: () => Promise<T>, well: (answer: T) => boolean): Promise<T> {
  for (let n = 1; ; n++) {
    const answer = await attempt()
    if (well(answer) || n === 3) return answer
    await sleep(3000)
  }
}

export const said = ({ status, contentType, body }: PeerAnswer): string =>
  `${status} ${contentType}: ${body.slice(0, 300)}`

/** A SET of the neighbour, verified by a key of its identity. */
export async function openTheirs({ node, peer }: Kit, jws: string): Promise<ReadSet> {
  const set = await openSecurityEvent(jws, node.directory.get(peer).identity.keys.filter(isSigning))
  expect(
    set.claims.iss === peer && set.claims.aud === node.country,
    `the SET is from ${set.claims.iss} to ${set.claims.aud}`,
  )
  return set
}

/** How a refusal is to be: one of the problems, and signed or not; null where either may be. */
export type Wanted = { readonly problems: readonly string[]; readonly signed: boolean | null }

/** Sends what is wrong, and judges the refusal: by `clause` what it names, by ERR-1 to ERR-3 its form. */
export async function refused(kit: Kit, clause: Clause, tried: string, message: Forged, wanted: Wanted): Promise<void> {
  const answer = await put(kit, message).catch((error: unknown) => asJuxtaError(error))
  if (answer instanceof Error) return void kit.book.write(clause, tried, false, answer.message)
  if (answer.status < 300) return void kit.book.write(clause, tried, false, `it was taken: ${said(answer)}`)
  const problem = judgeForm(kit, tried, answer)
  if (problem === null) return
  const name = String(problem['type'] ?? '').replace('urn:juxta:problem:', '')
  const how = wanted.signed === null ? '' : wanted.signed ? ', signed' : ', unsigned'
  const expected = `the refusal ${wanted.problems.join(' or ')}${how}`
  kit.book.write(clause, tried, wanted.problems.includes(name), `${answer.status} ${name}`, expected)
  if (wanted.signed === false)
    kit.book.write(
      'ERR-2',
      tried,
      problem['set'] === undefined,
      problem['set'] === undefined ? 'unsigned' : 'it is signed',
    )
  if (wanted.signed === true)
    await kit.book.try('ERR-3', tried, async () => {
      expect(typeof problem['set'] === 'string', 'the problem has no member set')
      const { event, body, claims } = await openTheirs(kit, problem['set'])
      expect(event === 'refused', `the event is ${event}`)
      const told = parseRefused(body)
      expect(told.message === message.jti && claims.txn === message.txn, 'it is about another message')
      expect(told.manifest_digest === message.digest, 'it is for another manifest digest')
      expect(
        told.problem === name && told.retryable === problem['retryable'],
        'it says something else than the problem',
      )
      return `refused, signed by ${claims.iss}`
    })
}

/** The problem of an answer, by ERR-1; null where it is none. */
export function judgeForm({ book }: Kit, tried: string, answer: PeerAnswer): Record<string, unknown> | null {
  let problem: unknown = null
  try {
    problem = parseStrictJson(answer.body)
  } catch {
    // Not even JSON.
  }
  const there = isObject(problem) ? problem : {}
  const right =
    typeOf(answer) === 'application/problem+json' &&
    /^urn:juxta:problem:[a-z-]+$/.test(String(there['type'])) &&
    typeof there['title'] === 'string' &&
    there['status'] === answer.status &&
    typeof there['retryable'] === 'boolean'
  book.write('ERR-1', tried, right, said(answer))
  return isObject(problem) ? problem : null
}
