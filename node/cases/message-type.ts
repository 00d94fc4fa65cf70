/** What is known of a type of message whatever its content: who may send it, how urgent it is, who answers for it. */
import type { components } from '../generated/procedures/release-time-2.ts'

/** A type of message, in the version of its procedure that it is of. */
export type MessageTypeName = { readonly procedure: string; readonly version: string; readonly type: string }

/** What a party is in a case. A party has one role; where a type says `both`, either party may send it. */
export type Role = 'exit' | 'entry' | 'granting' | 'receiving' | 'issuer' | 'holder' | 'requesting' | 'requested'

/** The clock times of a movement over the border (WCO TRS). */
export type EventCode = components['schemas']['EventCode']

/** Where a message states a clock time. */
export type ClockTime = {
  readonly code: EventCode
  /** Paths of members, first found first. A message that carries none of them states no time. */
  readonly at: readonly string[]
  readonly actor?: NonNullable<components['schemas']['event']['xActor']>
  /** Whether this message says so at all. */
  readonly when?: (body: Readonly<Record<string, unknown>>) => boolean
}

/** What a message takes back: clock times that its sender has stated before, of the same things. */
export type TakenBack = {
  readonly codes: readonly EventCode[]
  /** Only those of the agency that takes back its decision. */
  readonly ofAgency?: true
}

/** Of some messages of a type alone a person answers; `when` says of which, to people. */
export type Sometimes = {
  readonly person: (body: Readonly<Record<string, unknown>>) => boolean
  readonly when: string
}

/** Of a type of message, what whoever is to confirm it is told that it does (JUXTA_TWO_PERSONS, `grave`); `some`: only those messages do of which it says so, and in words which. */
export type Grave = {
  readonly does: string
  readonly some?: { is(body: Readonly<Record<string, unknown>>): boolean; readonly when: string }
}

export type MessageType = {
  /** The roles that may send it. */
  readonly from: readonly Role[] | 'both'
  /** It states a fact that its sender owns; a request decides nothing. Among concurrent messages facts go before requests. */
  readonly decides: boolean
  /** Default priority, 0 (goes first) to 9; a caller may only lower it. */
  readonly priority: number
  /** Who answers for it: a machine by itself, a person, whom `context.xDecidedBy` must name then, or either; or a person where it says what touches one. */
  readonly by: 'machine' | 'person' | 'either' | Sometimes
  /** The clock time of the movement that it states, where it states one: what a release-time study need not be told twice. */
  readonly clock?: ClockTime
  readonly takesBack?: TakenBack
  /** A request that each agency of the other side answers for itself, whichever it was addressed to. */
  readonly toEach?: true
  /** What it says is for those alone who have this role beside one that reads messages; that it passed is for all who see the case. */
  readonly reservedFor?: string
  /** `false`: it takes part in the case at once, even where messages that its sender had seen are still missing. */
  readonly waits: boolean
}

const type = (from: Role | 'both', decides: boolean): MessageType => ({
  from: from === 'both' ? from : [from],
  decides,
  priority: 5,
  by: 'either',
  waits: true,
})

/** A fact that only this role may state. What else is particular to the type is written beside it. */
export const states = (from: Role | 'both'): MessageType => type(from, true)

/** A request of this role, which decides nothing. */
export const asks = (from: Role | 'both'): MessageType => type(from, false)
