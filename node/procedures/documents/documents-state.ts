/** What a case about a permit holds: what one user has asked and what the issuer has stated of it. */
import type { components } from '../../generated/procedures/documents.ts'
import { at } from '../../cases/define.ts'
import { WHILE_OPEN, type Case, type Needed } from '../../cases/procedure.ts'
import { put, type Rec } from '../../cases/state-record.ts'

export type Bodies = components['schemas']

export type Balance = Bodies['Balance']

export type LineState = Bodies['LineState']

export type Standing = Bodies['Standing']

export type UsePoint = Bodies['UsePoint']

export type RefusalReason = Bodies['RefusalReason']

/** What one item comes to at one use point. */
export type Line = {
  readonly item: string
  readonly usePoint: UsePoint
  readonly state: LineState
  /** As the issuer has last stated it; null while it has not. */
  readonly balance: Omit<Balance, 'item' | 'usePoint'> | null
}

export type Reservation = {
  readonly item: string
  readonly usePoint: UsePoint
  readonly value: string
  readonly unitCode: string
  /** Milliseconds since 1970. */
  readonly until: number
  readonly asked: number
  readonly state: 'requested' | 'reserved' | 'refused' | 'lapsed' | 'cancelled' | 'used'
  readonly reason?: RefusalReason
  /** Why its issuer wants it back. */
  readonly withdrawn?: string
}

export type Use = {
  readonly useId: string
  readonly item: string
  readonly usePoint: UsePoint
  readonly value: string
  readonly unitCode: string
  readonly declaration: string
  readonly final: boolean
  readonly reservation?: string
  readonly exportedAt?: string
  /** Seconds since 1970 at which it was signed. */
  readonly asked: number
  readonly state: 'requested' | 'provisional' | 'confirmed' | 'refused' | 'cancelled'
  readonly reason?: RefusalReason
  /** Another use of the same balance was refused for this one; or this one for another. */
  readonly contested?: boolean
  /** The issuer has said that it knows of this fact. */
  readonly noted?: boolean
}

/** What a status states of a document, whatever became of it: its kind and what stands in it. */
export type Issued = Bodies['Particulars'] & Pick<Bodies['status'], 'xUse' | 'xValidFrom'>

/** How a document stands, or whether it is the one that was issued: the answer, and of the latter what differs and what was not compared. */
export type Question = {
  readonly asked: number
  readonly answer: Standing | NonNullable<Bodies['status']['xVerification']> | null
  readonly differs?: readonly string[]
  readonly notCompared?: readonly string[]
}

/** A fact of the using side of which the issuer has said that it knows. */
type Noted = { readonly noted?: boolean }

export type Documents = {
  readonly document: Bodies['AdditionalDocument'] | null
  readonly standing: Standing
  readonly validTo: string | null
  readonly replacedBy: string | null
  /** By use point and item. */
  readonly lines: Rec<Line>
  /** These by the id of the message that made them. */
  readonly reservations: Rec<Reservation>
  readonly uses: Rec<Use>
  readonly cancellations: Rec<{ readonly of: string; readonly noted: boolean }>
  readonly questions: Rec<Question>
  readonly endorsements: Rec<Noted & { item: string; value: string; unitCode: string; at: string }>
  readonly extensions: Rec<Noted & { arrivedAt: string; validTo: string }>
  /** What the issuer has stated of it beside its standing and balance. */
  readonly issued: Issued | null
  readonly interceptions: Rec<{ item?: string; reason: string; measure?: string }>
  readonly discrepancies: Rec<{ use: string; reason: RefusalReason; overdrawn?: string }>
}

export const EMPTY: Documents = {
  document: null,
  standing: 'unknown',
  validTo: null,
  replacedBy: null,
  lines: {},
  reservations: {},
  uses: {},
  cancellations: {},
  questions: {},
  endorsements: {},
  extensions: {},
  issued: null,
  interceptions: {},
  discrepancies: {},
}

export const lineKey = (l: { item: string; usePoint: UsePoint }): string => `${l.usePoint}:${l.item}`

const LIVE: readonly Use['state'][] = ['confirmed', 'provisional']

/** The state of a line by what the issuer has stated and what was said in this case since. */
function stateOf(s: Documents, l: Line): LineState {
  if (isOver(s)) return s.standing as LineState
  const here = (x: { item: string; usePoint: UsePoint }): boolean => x.item === l.item && x.usePoint === l.usePoint
  const uses = Object.values(s.uses).filter((u) => here(u) && LIVE.includes(u.state))
  if (l.balance?.state === 'used' || uses.some((u) => u.final)) return 'used'
  if (l.balance?.state === 'partly-used' || uses.length > 0) return 'partly-used'
  const reserved = Object.values(s.reservations).some((r) => here(r) && r.state === 'reserved')
  return l.balance?.state === 'reserved' || reserved ? 'reserved' : 'issued'
}

/** The lines with their states as they follow from the rest. */
export function settle(s: Documents, touched: readonly { item: string; usePoint: UsePoint }[] = []): Documents {
  const lines: Record<string, Line> = { ...s.lines }
  for (const { item, usePoint } of touched)
    lines[lineKey({ item, usePoint })] ??= { item, usePoint, state: 'issued', balance: null }
  for (const [key, line] of Object.entries(lines)) lines[key] = { ...line, state: stateOf(s, line) }
  return { ...s, lines }
}

/** What the issuer states of the balance. */
export function state(s: Documents, balances: readonly Balance[] | undefined): Documents {
  let lines = s.lines
  for (const { item, usePoint, ...balance } of balances ?? [])
    lines = put(lines, lineKey({ item, usePoint }), { item, usePoint, state: 'issued', balance })
  return settle({ ...s, lines })
}

/** Whether the document is good no more, as its issuer has stated it. */
export const isOver = ({ standing }: Documents): boolean => standing !== 'issued' && standing !== 'unknown'

/** As long as the permit may be used, be it without end, and as long as somebody waits for an answer. */
export function needed({ state: s }: Case<Documents>): Needed | undefined {
  const { standing, validTo, lines } = s
  const isAsked =
    Object.values(s.questions).some(({ answer }) => answer === null) ||
    [...Object.values(s.reservations), ...Object.values(s.uses)].some((one) => one.state === 'requested')
  if (isAsked) return { until: WHILE_OPEN }
  const states = Object.values(lines).map((line) => line.state)
  const isUsed = states.length > 0 && states.every((one) => one === 'used')
  if (isUsed || isOver(s)) return undefined
  return validTo !== null ? { until: at(validTo) } : standing === 'issued' ? { until: WHILE_OPEN } : undefined
}
