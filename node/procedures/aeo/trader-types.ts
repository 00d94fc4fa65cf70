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
/** `former`: kept by the next snapshot, which no longer names it. `also`: other identifiers, and those of whom it succeeds. */
export type NewTrader = TraderName & {
  readonly record: string
  readonly former: boolean
  readonly also: readonly { readonly id: string; readonly kind: 'alias' | 'succeeds' }[]
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

export interface TraderStore {
  list(name: CaseName): Promise<TraderList | null>
  openList(name: CaseName, granting: Country): Promise<TraderList>
  counting(): Promise<CountingList[]>
  /** Says which edition is being filled; the one before it is dropped, unless it counts. */
  beginEdition(name: CaseName, edition: number): Promise<void>
  /** Which messages have filled `edition`. */
  filledBy(edition: number): Promise<ReadonlySet<string>>
  /** False where the edition was dropped meanwhile. With `done`, the message is whole. */
  fill(edition: number, rows: readonly NewTrader[], done: MessageId | null): Promise<boolean>
  /** Makes an edition the one that counts, if `seen` is still there. What it replaces is dropped. */
  activate(seen: TraderList, next: { edition: number; sequence: number; at: number }): Promise<boolean>
  /** One delta, whole, if `seen` is still there. */
  change(
    seen: TraderList,
    next: { message: MessageId; sequence: number; at: number },
    change: { puts: readonly NewTrader[]; removes: readonly TraderName[]; tombstones: readonly Tombstone[] },
  ): Promise<boolean>
  /** The edition is to be made anew: another number is given to it. */
  rebuild(seen: TraderList): Promise<void>
  setRecognition(name: CaseName, recognition: string): Promise<void>
  setIncomplete(name: CaseName, incomplete: Incomplete | null): Promise<void>
  /** The lists that do not hold all that was said, those among them of which no snapshot was ever whole. */
  incomplete(): Promise<TraderList[]>
  /** All records with one of these identifiers. */
  find(editions: readonly number[], ids: readonly string[]): Promise<TraderRow[]>
  /** Traders that are also called by one of `ids`, or that succeed them. */
  also(
    editions: readonly number[],
    ids: readonly string[],
    kind: 'alias' | 'succeeds',
  ): Promise<(TraderName & { edition: number; also: string })[]>
  /** In the order of their keys, after one of them. */
  page(
    edition: number,
    after: TraderName | null,
    limit: number,
    filter: { programme?: string; type?: string; role?: string },
  ): Promise<TraderRow[]>
  count(edition: number): Promise<number>
  /** Of these, who withdrew their consent. */
  tombstones(peer: Country, macs: readonly string[]): Promise<Tombstone[]>
  /** Deletes a part of what was dropped; true while there is more. */
  clean(): Promise<boolean>
}
