/**
 * Where the traders of granting countries are kept (SAFE Pillar 2), one list for each case of `aeo`. A list stands in an edition, which a snapshot
 * fills and which counts from the moment it is whole; deltas change it in their order. Every write compares what is there with what its caller saw,
 * so that the same message, told twice or by two replicas, counts once.
 */
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Incomplete } from './trader-chain.ts'

/** The parts of a key; `type` and `role` are empty where a key has none. */
export type TraderName = {
  readonly id: string
  readonly programme: string
  readonly type: string
  readonly role: string
}
export type TraderRow = TraderName & {
  readonly edition: number
  /** JSON, as who fills the list wrote it. */
  readonly record: string
}
/** `former`: kept by the next snapshot, which no longer names it. `also`: other identifiers, those of whom it succeeds, and the plain forms of all that it is called. */
export type NewTrader = TraderName & {
  readonly record: string
  readonly former: boolean
  readonly also: readonly { readonly id: string; readonly kind: 'alias' | 'succeeds' | 'plain' }[]
}
export type TraderList = CaseName & {
  readonly granting: Country
  /** Null before the first snapshot was whole. */
  readonly edition: number | null
  readonly sequence: number
  /** The last delta that counts in this edition. */
  readonly last: MessageId | null
  /** How often an edition had to be made anew from its messages. */
  readonly rebuilds: number
  /** The edition that is being filled. */
  readonly loading: number | null
  /** When the last snapshot or delta was applied, in milliseconds since 1970. */
  readonly at: number
  /** JSON: when the receiving country did not recognise whom. */
  readonly recognition: string
  /** Null where it holds all that its granting country has said. */
  readonly incomplete: Incomplete | null
}
/** A list that counts for a programme: of two of the same country, the one whose case began later. */
export type CountingList = TraderList & { readonly edition: number; readonly programmes: ReadonlySet<string> }
export type Tombstone = { readonly mac: string; readonly at: number; readonly message: MessageId }
