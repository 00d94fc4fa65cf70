/** What a case knows of the transit under which its goods move, and what follows of it for everything else. */
import type { Rec } from '../../cases/state-record.ts'
import { isBeyond } from './limit-day.ts'

/**
 * `crossed`: the office of transit has seen it pass; `arrived`: the office of destination has it; `ended`: that office has found it in order, `irregular`: it has
 * not; `diverted`: it goes to an office of destination elsewhere, and not by way of this side; `discharged`: the office of departure has written it off, and the
 * guarantee is free.
 */
export type TransitPhase = 'under-transit' | 'crossed' | 'diverted' | 'arrived' | 'ended' | 'irregular' | 'discharged'

export type Guarantee = {
  /** As the code list of the profile has it (WCO 101). */
  readonly type: string
  /** GRN, or the number of the carnet (WCO 100). */
  readonly reference: string | null
  readonly amount: { readonly value: string; readonly currencyCode: string } | null
}

export type Enquiry = {
  /** Seconds since 1970. */
  readonly asked: number
  readonly outcome: 'not-found' | 'arrived' | 'diverted' | 'lost' | null
}

export type Transit = {
  /** The message that told of it. */
  readonly by: string
  readonly mrn: string
  readonly type: string
  /** What the entry side is to it. */
  readonly entry: 'destination' | 'transit'
  readonly departure: string
  readonly transit: readonly string[]
  readonly destination: string
  /** RFC 3339: by when it must be presented at the office of destination, or on which day at the latest. */
  readonly limit: string
  /** The zone of that office, where the agreement says it. */
  readonly zone: string | null
  readonly guarantees: readonly Guarantee[]
  readonly phase: TransitPhase
  /** RFC 3339: when the office of transit saw it pass, or that of destination had it. */
  readonly at: string | null
  /** The last control results: the message, what they come to, and when they were said (seconds since 1970), which is when a transit that is in order has ended. */
  readonly result: { readonly id: string; readonly outcome: string; readonly at: number } | null
  /** The message that discharged it, and on which ground; of TIR perhaps the operation of the exit side alone, while that of the entry side is in its phase. */
  readonly discharge: { readonly id: string; readonly ground: string } | null
  /** By the message that asked. */
  readonly enquiries: Rec<Enquiry>
}

/** Whether each country ends and discharges the operation on its own territory, as the type of the declaration says. */
export const isTir = (t: Transit | null): boolean => t?.type.toUpperCase() === 'TIR'

/** Whether customs may not release its goods for free circulation: not before the transit has ended here, or was discharged where the agreement says so. */
export const isHeld = (t: Transit | null, untilDischarged: boolean): boolean =>
  t !== null && t.phase !== 'discharged' && (t.phase !== 'ended' || untilDischarged)

/** Whether nothing is owed in it any more between these two: to an office of transit it is over once it has passed, and to a side that it does not come to any more at once. */
export const isOver = (t: Transit | null): boolean =>
  t === null || ['discharged', 'crossed', 'diverted'].includes(t.phase)

/** Whether it was presented at the office of destination after its limit. */
export const isPresentedLate = ({ entry, at, limit }: Transit): boolean =>
  entry === 'destination' && at !== null && isBeyond(at, limit)
