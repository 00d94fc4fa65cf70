/** Data that one side has found wrong and the other has sent: asked for by the one, put right or upheld by the other, within the hours of the agreement. */
import { fault, type CaseFault } from '../../cases/case-message.ts'
import type { Said } from '../../cases/define.ts'
import type { Due } from '../../cases/procedure.ts'
import { get, put, type Rec } from '../../cases/state-record.ts'
import type { components } from '../../generated/procedures/system.ts'
import { HOUR } from '../../values/time.ts'

type Bodies = components['schemas']

/**
 * Data of `country` that the other side has found wrong. Times in milliseconds since 1970: `asked` when that was signed, `due` when they are to be put right by the
 * agreement under which they were sent; null where that names no hours.
 */
export type Correction = {
  readonly country: string
  readonly procedure: string
  /** By which they were sent. */
  readonly message: string
  readonly pointers: readonly string[]
  readonly asked: number
  readonly due: number | null
  readonly result: Bodies['correction-answer']['xResult'] | null
  readonly answered: number | null
  /** The message that puts them right. */
  readonly by: string | null
}

type Corrections = Rec<Correction>

/** How wrong data stand at `now` (milliseconds since 1970), the same on both sides. */
export const correctionAt = ({ result, due }: Correction, now: number): 'open' | 'overdue' | 'corrected' | 'refused' =>
  result ?? (due !== null && due <= now ? 'overdue' : 'open')

/** Beyond the schema: who lets data stand says why. */
export function checkAnswer({ xResult, xCorrectedBy, xText }: Bodies['correction-answer']): CaseFault | undefined {
  if (xResult !== 'refused') return undefined
  if (xText === undefined) return fault('reason', '/document/xText', 'why the data stand as they were sent')
  if (xCorrectedBy === undefined) return undefined
  return fault('refused', '/document/xCorrectedBy', 'nothing puts right what stands')
}

/** The other side has found data wrong that this side has sent. */
export function askCorrection(list: Corrections, m: Said<Bodies['correction-request']>): Corrections {
  const { xProcedure: procedure, xMessage: message, xPointers: pointers = [] } = m.body
  const asked = m.iat * 1000
  const hours = m.sentUnder?.correctionHours
  const due = hours === undefined ? null : asked + hours * HOUR
  const more = { pointers, asked, due, result: null, answered: null, by: null }
  return put(list, m.id, { country: m.to, procedure, message, ...more })
}

/** Whose data they are says what becomes of them: late rather than not at all. */
export function answerCorrection(list: Corrections, m: Said<Bodies['correction-answer']>): Corrections | CaseFault {
  const asked = m.ref === undefined ? undefined : get(list, m.ref)
  if (asked === undefined) return fault('no-correction', '/ref', 'it answers no request for a correction of this case')
  if (asked.country !== m.from) return fault('not-own', '/ref', 'only the side whose data they are corrects them')
  if (asked.result !== null) return fault('answered', '/ref', 'it was answered before')
  const { xResult: result, xCorrectedBy: by = null } = m.body
  return put(list, m.ref!, { ...asked, result, answered: m.iat * 1000, by })
}

/** When those that are open are to be put right. */
export const correctionsDue = (list: Corrections): Due[] =>
  Object.entries(list).flatMap(([id, { result, due: at }]): Due[] =>
    result !== null || at === null
      ? []
      : [{ key: `correction:${id}`, at, owner: 'both', kind: 'alert', what: 'wrong data not corrected', ref: id }],
  )
