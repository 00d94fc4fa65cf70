/** Suspension of what was agreed: of each party its newest word counts, which names every procedure that it suspends, and from when. */
import type { Country } from '../values/country.ts'
import type { AgreementRow } from '../store/types.ts'
import type { AgreementDocument } from './agreement.ts'

/** Times in seconds since 1970. */
export type Suspended = { readonly name: string; readonly from: number }

/** What a party said last. `said` and `jti`: of the event that says it. */
export type Suspension = {
  readonly by: Country
  readonly procedures: readonly Suspended[]
  readonly said: number
  readonly jti: string
  readonly reason?: string
}

const HOUR = 3600
/** How far two clocks may be apart. */
const SKEW = 300

const termsOf = ({ procedures }: AgreementDocument, name: string) => procedures.find((p) => p.name === name)?.suspension

/** From when a suspension that is told at `said` may count: after its notice. */
export const earliest = (document: AgreementDocument, name: string, said: number): number =>
  said + (termsOf(document, name)?.notice_hours ?? 0) * HOUR

/** The word as it counts: a start before the notice is over is moved to its end, but of what was suspended before. */
export function counting(document: AgreementDocument, word: Suspension, before: Suspension | null): Suspension {
  const procedures = word.procedures.map(({ name, from }): Suspended => {
    const known = before?.procedures.some((p) => p.name === name && p.from <= from) ?? false
    const may = earliest(document, name, word.said)
    return { name, from: known || from >= may - SKEW ? from : may }
  })
  return { ...word, procedures }
}

/** Whether a word was said after another: by its time, and in the same second by its id. */
export const isNewer = (word: Suspension, than: Suspension | null): boolean =>
  than === null || word.said > than.said || (word.said === than.said && word.jti > than.jti)

/** The suspension that stops what was signed at `at`, in a case that was opened at `opened`; undefined where none does. */
export function stoppedBy(
  document: AgreementDocument,
  words: readonly Suspension[],
  q: { readonly procedure: string; readonly at: number; readonly opened?: number | undefined },
): (Suspended & { readonly by: Country }) | undefined {
  const goesOn = termsOf(document, q.procedure)?.open_cases !== 'stop'
  for (const { by, procedures } of words)
    for (const { name, from } of procedures)
      if (name === q.procedure && from <= q.at && !(goesOn && q.opened !== undefined && q.opened < from))
        return { name, from, by }
  return undefined
}

/** The words of both, as they are stored: each was read when it was kept. */
export const wordsOf = ({ ourSuspension, theirSuspension }: AgreementRow): Suspension[] =>
  [ourSuspension, theirSuspension].flatMap((word) => wordOf(word) ?? [])

export const wordOf = (stored: string | null): Suspension | null =>
  stored === null ? null : (JSON.parse(stored) as Suspension)
