/** What is known of a log of a bundle once it was checked: whose it is, and which of its leaves stand. */
import type { Country } from '../values/country.ts'
import type { ProvenLeaf, Subject } from '../evidence/bundle.ts'
import type { ReadCheckpoint } from '../log/checkpoint.ts'
import type { Leaf } from '../log/entry.ts'

/** A checkpoint that a log signed. */
export type SignedCheckpoint = { readonly read: ReadCheckpoint; readonly owner: Country }
/** A leaf that is proven to stand under its checkpoint; `opened`: it says what the bundle says of it. */
export type StandingLeaf = { readonly entry: ProvenLeaf; readonly leaf: Leaf | null; readonly opened: boolean }
export type CheckedLog = SignedCheckpoint & {
  readonly at: string
  readonly leaves: readonly StandingLeaf[]
  /** What its leaves are about. */
  readonly subjects: ReadonlySet<Subject>
  /** The checkpoint before the message, where it is proven to be that. */
  readonly before: SignedCheckpoint | null
}
