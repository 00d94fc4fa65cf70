/** Suspension of what was agreed: of each party its newest word counts, which names every procedure that it suspends, and from when. */
import type { Country } from '../values/country.ts'
import type { AgreementRow } from '../store/types.ts'
import type { AgreementDocument } from './agreement.ts'
import { afterNotice, GRACE_SECONDS, noticeFrom, SKEW_SECONDS } from './notice.ts'

/** Times in seconds since 1970; without an end, until it is taken back. */
export type Suspended = { readonly name: string; readonly from: number; readonly until?: number }

/** What a party said last. `said` and `jti`: of the event that says it. */
export type Suspension = {
  readonly by: Country
  readonly procedures: readonly Suspended[]
  readonly said: number
  readonly jti: string
  readonly reason?: string
  /** Of our own word: which client said it. */
  readonly client?: string
}

const HOUR = 3600

const termsOf = ({ procedures }: AgreementDocument, name: string) => procedures.find((p) => p.name === name)?.suspension

/** From when a suspension that is told at `said` may count: after its notice. */
export const earliest = (document: AgreementDocument, name: string, said: number): number =>
  said + (termsOf(document, name)?.notice_hours ?? 0) * HOUR

const endOf = ({ until = Infinity }: Suspended): number => until

/**
 * Whether `next`, said at `said`, only carries on what is suspended already: it has not ended by then, and either ends no later than it did, or the notice of what is added
 * to it, until `may`, is over before it ends.
 */
export const carriesOn = (before: Suspended, next: Suspended, said: number, may: number): boolean =>
  before.name === next.name &&
  before.from <= next.from &&
  endOf(before) > said &&
  (endOf(next) <= endOf(before) || may <= endOf(before))

/** The word as it counts that came at `came`: a start before the notice is over is moved to its end, but of what was suspended before. */
export function counting(
  document: AgreementDocument,
  word: Suspension,
  before: Suspension | null,
  came: number,
): Suspension {
  const procedures = word.procedures.map((p): Suspended => {
    const said = noticeFrom(word.said, came)
    const may = earliest(document, p.name, said)
    const known = before?.procedures.some((one) => carriesOn(one, p, said, may)) ?? false
    // Never before it came: who had not heard of it has kept to what was agreed.
    return known ? p : { ...p, from: Math.max(came, afterNotice(p.from, may)) }
  })
  return { ...word, procedures: procedures.filter((p) => endOf(p) > p.from) }
}

/** When a word is said that takes the place of `last`: after that, but where that is of a clock that was far ahead, whose word nobody has taken. */
export function saidAfter(last: Pick<Suspension, 'said'> | null, now: number): number {
  const next = (last?.said ?? 0) + 1
  return next > now && next <= now + SKEW_SECONDS ? next : now
}

/** Whether a word was said after another: by its time, and in the same second by its id. */
export const isNewer = (
  word: Pick<Suspension, 'said' | 'jti'>,
  than: Pick<Suspension, 'said' | 'jti'> | null,
): boolean => than === null || word.said > than.said || (word.said === than.said && word.jti > than.jti)

/** The first message of a conversation that a node holds: when it was signed, and since when the node holds it. In seconds. */
export type Opened = { readonly signed: number; readonly held: number }

/**
 * The suspension that stops what was signed at `iat`, now, in a case that is open as `opened` says; undefined where none does. A time that a message states of itself
 * carries it past a suspension for as long as it may have been under way, and no longer: so it is with the message that opened its case.
 */
export function stoppedBy(
  document: AgreementDocument,
  words: readonly Suspension[],
  q: { readonly procedure: string; readonly iat: number; readonly now: number; readonly opened?: Opened | undefined },
): (Suspended & { readonly by: Country }) | undefined {
  const goesOn = termsOf(document, q.procedure)?.open_cases !== 'stop'
  const wasOpen = (from: number): boolean =>
    q.opened !== undefined && q.opened.signed < from && q.opened.held <= from + GRACE_SECONDS
  for (const { by, procedures } of words)
    for (const p of procedures) {
      const begun = p.from <= q.iat || q.now > p.from + GRACE_SECONDS
      if (p.name === q.procedure && begun && q.iat < endOf(p) && !(goesOn && wasOpen(p.from))) return { ...p, by }
    }
  return undefined
}

/** The words of both, as they are stored: each was read when it was kept. */
export const wordsOf = ({ ourSuspension, theirSuspension }: AgreementRow): Suspension[] =>
  [ourSuspension, theirSuspension].flatMap((word) => wordOf(word) ?? [])

export const wordOf = (stored: string | null): Suspension | null =>
  stored === null ? null : (JSON.parse(stored) as Suspension)
