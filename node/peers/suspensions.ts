/** Suspension of what was agreed: of each party its newest word counts, which names all that it suspends, and from when. A procedure may stand there several times: what is planned goes on beside what runs. */
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

/** Whether the two are one: what is suspended is told apart by its procedure, and from when on it is. */
export const isSame = (one: Pick<Suspended, 'name' | 'from'>, other: Pick<Suspended, 'name' | 'from'>): boolean =>
  one.name === other.name && one.from === other.from

/** Whether all of `next` is suspended by `one` already. */
export const covers = (one: Suspended, next: Suspended): boolean =>
  one.name === next.name && one.from <= next.from && endOf(next) <= endOf(one)

export const hasEnded = (p: Suspended, now: number): boolean => endOf(p) <= now

/** Whether what was signed while it ran may still come: so long a word repeats what has ended. */
export const isHeardOf = ({ limits }: AgreementDocument, p: Suspended, now: number): boolean =>
  now <= endOf(p) + limits.expiry_days * 24 * HOUR + SKEW_SECONDS

const stretch = (name: string, from: number, end: number): Suspended =>
  end === Infinity ? { name, from } : { name, from, until: end }

/** What both suspend; it ends no later than it begins, where that is nothing. */
const both = (one: Suspended, other: Suspended): Suspended =>
  stretch(one.name, Math.max(one.from, other.from), Math.min(endOf(one), endOf(other)))

/** Stretches of one procedure as fewer ones, in their order: what overlaps, or follows at once, is one. */
function joined(stretches: readonly Suspended[]): Suspended[] {
  const all: Suspended[] = []
  for (const next of stretches.filter((p) => endOf(p) > p.from).sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last === undefined || next.from > endOf(last)) all.push(next)
    else all[all.length - 1] = stretch(last.name, last.from, Math.max(endOf(last), endOf(next)))
  }
  return all
}

/** Each stretch once: of a word in which many things overlap with many that ran before there would be ten thousand. */
const distinct = (stretches: readonly Suspended[]): Suspended[] => [
  ...new Map(stretches.map((p) => [`${p.name} ${p.from} ${p.until ?? ''}`, p])).values(),
]

/**
 * The word as it counts that came at `came`. Of each that it suspends that stretch counts which was suspended before, and the rest from the end of its notice on: so what
 * is said again keeps its beginning, and nothing new begins before it came, as who had not heard of it has kept to what was agreed.
 */
export function counting(
  document: AgreementDocument,
  word: Suspension,
  before: Suspension | null,
  came: number,
): Suspension {
  const said = noticeFrom(word.said, came)
  const procedures = word.procedures.flatMap((p): Suspended[] => {
    const known = before?.procedures.filter(({ name }) => name === p.name) ?? []
    const from = Math.max(came, afterNotice(p.from, earliest(document, p.name, said)))
    return joined([...known.map((one) => both(one, p)), { ...p, from }])
  })
  return { ...word, procedures: distinct(procedures) }
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
