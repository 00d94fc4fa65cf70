/** What the trials of a neighbour's implementation share: a node that plays its peer, one request to it, and the book of what each clause came to. */
import type { RunningNode } from '../assemble.ts'
import { parseRefused } from '../message/security-event.ts'
import { isSigning } from '../message/identity.ts'
import type { PeerAnswer, PeerRequest } from '../peers/transport.ts'
import { openSecurityEvent, type ReadSet } from '../seal/security-event.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { CLAUSES, type Clause } from './clauses.ts'
import { forge, type About, type Forged, type Wrong } from './forged.ts'

export type Outcome = 'pass' | 'fail' | 'not tested'
/** One thing that was tried, and what came of it. */
export type Tried = { readonly tried: string; readonly answered: string; readonly ok: boolean }
export type Result = {
  readonly clause: Clause
  readonly demands: string
  readonly outcome: Outcome
  readonly trials: readonly Tried[]
}

/** What was tried of each clause. A clause holds where something of it was tried and nothing failed. */
export class Book {
  readonly #trials = new Map<Clause, Tried[]>()

  write(clause: Clause, tried: string, ok: boolean, answered: string): boolean {
    const found = this.#trials.get(clause) ?? []
    found.push({ tried, ok, answered })
    this.#trials.set(clause, found)
    return ok
  }

  /** What fails inside is a failure of the clause, in its own words. */
  async try(clause: Clause, tried: string, work: () => Promise<string>): Promise<boolean> {
    try {
      return this.write(clause, tried, true, await work())
    } catch (error) {
      return this.write(clause, tried, false, asJuxtaError(error).message)
    }
  }

  results(): Result[] {
    return (Object.keys(CLAUSES) as Clause[]).map((clause) => {
      const trials = this.#trials.get(clause) ?? []
      const outcome = trials.length === 0 ? 'not tested' : trials.every((t) => t.ok) ? 'pass' : 'fail'
      return { clause, demands: CLAUSES[clause], outcome, trials }
    })
  }
}

export type Kit = {
  readonly node: RunningNode
  readonly peer: Country
  readonly book: Book
  readonly about: About
  /** A certificate of our own authority for a key that nobody has pinned. */
  readonly stranger: { readonly cert: string; readonly key: string }
  /** The hash of the agreement in force. */
  agreement: string
}

export class Broken extends Error {}

/** Fails the trial in the words of `what`. */
export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what)
}

export const ask = ({ node, peer }: Kit, request: PeerRequest): Promise<PeerAnswer> =>
  node.transport.request(peer, { timeoutMs: 20_000, ...request })

export const put = (kit: Kit, { jti, jwe }: Pick<Forged, 'jti' | 'jwe'>): Promise<PeerAnswer> =>
  ask(kit, { method: 'PUT', path: `/v1/messages/${jti}`, contentType: 'application/jose', body: jwe })

export const make = (kit: Kit, wrong: Wrong = {}): Promise<Forged> => forge(kit.node, kit.peer, kit, wrong)

export const typeOf = ({ contentType }: PeerAnswer): string => contentType.split(';')[0]!.trim().toLowerCase()

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
  kit.book.write(clause, tried, wanted.problems.includes(name), `${answer.status} ${name}`)
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
