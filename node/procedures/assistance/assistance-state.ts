/** What a case of mutual assistance holds: states, terms and limits, and none of the content. */
import type { components } from '../../generated/procedures/assistance.ts'
import { defined, type Rec } from '../../cases/state-record.ts'

export type Bodies = components['schemas']

export type AssistanceState =
  'none' | 'received' | 'accepted' | 'conditional' | 'postponed' | 'refused' | 'answered' | 'closed'

/** Something that was given: an answer, a part of one, or information unasked. */
export type Given = {
  readonly type: 'partial-answer' | 'answer' | 'spontaneous'
  /** Of what was given unasked; null: as of the request. */
  readonly instrument: Bodies['spontaneous']['xInstrument'] | null
  readonly marking: string | null
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

/** What was asked, but for its content. `at`: seconds since 1970. */
export type Requested = {
  readonly id: string
  readonly at: number
  readonly instrument: Bodies['request']['xInstrument']
  readonly urgent: boolean
  readonly marking: string | null
  readonly language: string | null
  readonly form: Bodies['request']['xEvidentialForm'] | null
  /** Whether it is answered once its instrument is in force no more, by the agreement under which it was made. */
  readonly afterEnd: 'go-on' | 'stop'
}

export type Assistance = {
  readonly state: AssistanceState
  /** Where a postponed request goes on. */
  readonly before: AssistanceState | null
  readonly reason: string | null
  /** The message that asked, and when it was signed (seconds since 1970); null: unasked. */
  readonly request: Requested | null
  /** Milliseconds since 1970: the term that was named or moved last, of a request that of the agreement; null: nothing was requested. */
  readonly answerBy: number | null
  readonly postponedUntil: number | null
  /** Terms later than was asked or agreed, by the message that names one: they move nothing. */
  readonly laterTerms: Rec<number>
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
  laterTerms: {},
  personalData: false,
  conditions: null,
  supplements: [],
  given: {},
  onward: {},
}

/** States in which an answer is still owed. */
export const OPEN: readonly AssistanceState[] = ['received', 'accepted', 'conditional', 'postponed']

/** When the answer is due, in milliseconds since 1970: the term asked or agreed, also of what is put off for longer; null where none is owed. */
export const answerDue = ({ state, answerBy }: Assistance): number | null => (OPEN.includes(state) ? answerBy : null)

/** Until when what was given may be used at all; null where nothing is left. */
export function retainedUntil(s: Assistance): number | null {
  const kept = Object.values(s.given).filter((g) => g.destroyed === null)
  return kept.length === 0 ? null : Math.max(...kept.map((g) => g.retainUntil))
}

/** Under what the case is, and how it is marked: as was asked, else as was first told unasked. */
const under = (s: Assistance) => s.request ?? Object.values(s.given).find((g) => g.instrument !== null)

/** One line of the register: states and terms, nothing of the content. */
export const registerLine = (s: Assistance) =>
  defined({
    state: s.state,
    reason: s.reason ?? undefined,
    instrument: under(s)?.instrument ?? undefined,
    urgent: s.request?.urgent,
    marking: under(s)?.marking ?? undefined,
    language: s.request?.language ?? undefined,
    evidentialForm: s.request?.form ?? undefined,
    personalData: s.personalData,
    due: answerDue(s) ?? undefined,
    postponedUntil: s.postponedUntil ?? undefined,
    laterTerm: Object.keys(s.laterTerms).length > 0 || undefined,
    retainUntil: retainedUntil(s) ?? undefined,
    answers: Object.values(s.given).filter((g) => g.type !== 'spontaneous').length,
    spontaneous: Object.values(s.given).filter((g) => g.type === 'spontaneous').length,
    onwardUses: Object.values(s.onward).length,
    onwardOpen: Object.values(s.onward).filter((o) => o.granted === null).length,
  })
