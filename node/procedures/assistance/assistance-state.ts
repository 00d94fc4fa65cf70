/** What a case of mutual assistance holds: states, terms and limits, and none of the content. */
import type { components } from '../../generated/procedures/assistance.ts'
import { defined, type Rec } from '../../cases/state-record.ts'

export type Bodies = components['schemas']

export type AssistanceState =
  'none' | 'received' | 'accepted' | 'conditional' | 'postponed' | 'refused' | 'answered' | 'closed'

/** Something that was given: an answer, a part of one, or information unasked. */
export type Given = {
  readonly type: 'partial-answer' | 'answer' | 'spontaneous'
  /** Seconds since 1970. */
  readonly at: number
  /** Milliseconds since 1970: used and passed on no more from then on. */
  readonly retainUntil: number
  /** By part; `document` is the text. */
  readonly limitations: Rec<Bodies['UseLimitation']>
  readonly destroyed: string | null
}

export type OnwardUse = {
  readonly given: string
  readonly parts: readonly string[] | null
  readonly granted: boolean | null
}

export type Assistance = {
  readonly state: AssistanceState
  /** Where a postponed request goes on. */
  readonly before: AssistanceState | null
  readonly reason: string | null
  /** The message that asked, and when it was signed (seconds since 1970); null: unasked. */
  readonly request: { readonly id: string; readonly at: number; readonly instrument: string; urgent: boolean } | null
  /** Milliseconds since 1970: the term that was named or moved last; null: the default of each side. */
  readonly answerBy: number | null
  readonly postponedUntil: number | null
  readonly personalData: boolean
  readonly conditions: string | null
  readonly supplements: readonly string[]
  readonly given: Rec<Given>
  readonly onward: Rec<OnwardUse>
}

export const EMPTY: Assistance = {
  state: 'none',
  before: null,
  reason: null,
  request: null,
  answerBy: null,
  postponedUntil: null,
  personalData: false,
  conditions: null,
  supplements: [],
  given: {},
  onward: {},
}

const DAY = 86_400_000

/** States in which an answer is still owed. */
export const OPEN: readonly AssistanceState[] = ['received', 'accepted', 'conditional', 'postponed']

/** When the answer is due, in milliseconds since 1970: the term named, or `days` after the request; null where none is owed. */
export function answerDue(s: Assistance, days: number): number | null {
  if (s.request === null || !OPEN.includes(s.state)) return null
  const term = s.answerBy ?? s.request.at * 1000 + days * DAY
  return s.state === 'postponed' && s.postponedUntil !== null ? Math.max(term, s.postponedUntil) : term
}

/** Until when what was given may be used at all; null where nothing is left. */
export function retainedUntil(s: Assistance): number | null {
  const kept = Object.values(s.given).filter((g) => g.destroyed === null)
  return kept.length === 0 ? null : Math.max(...kept.map((g) => g.retainUntil))
}

/** One line of the register: states and terms, nothing of the content. */
export const registerLine = (s: Assistance, days: number) =>
  defined({
    state: s.state,
    reason: s.reason ?? undefined,
    instrument: s.request?.instrument,
    urgent: s.request?.urgent,
    personalData: s.personalData,
    due: answerDue(s, days) ?? undefined,
    postponedUntil: s.postponedUntil ?? undefined,
    retainUntil: retainedUntil(s) ?? undefined,
    answers: Object.values(s.given).filter((g) => g.type !== 'spontaneous').length,
    spontaneous: Object.values(s.given).filter((g) => g.type === 'spontaneous').length,
    onwardUses: Object.values(s.onward).length,
    onwardOpen: Object.values(s.onward).filter((o) => o.granted === null).length,
  })
