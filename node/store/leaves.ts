/** Leaves to append: the commitment of an object under the salt that stands beside it, or under one of its own. */
import { randomBytes } from 'node:crypto'
import { commitment, type LeafKind } from '../log/entry.ts'
import type { Country } from '../values/country.ts'
import type { NewLeaf } from './tx.ts'

/** A leaf over `object` (a signing input, or the exact bytes). `keep`: nothing else in the store holds the salt and the object. */
export const leafOf = (
  kind: LeafKind,
  peer: Country,
  salt: Uint8Array,
  object: string,
  keep: 'keep' | 'held' = 'held',
): NewLeaf => ({
  kind,
  peer,
  c: commitment(kind, salt, object),
  ...(keep === 'keep' ? { own: { salt: Buffer.from(salt), object } } : {}),
})

/** A leaf over what only the log keeps, with a salt of its own (log.md: "own, stored"). */
export const ownLeaf = (kind: LeafKind, peer: Country, object: string): NewLeaf =>
  leafOf(kind, peer, randomBytes(32), object, 'keep')
