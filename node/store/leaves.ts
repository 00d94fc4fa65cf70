/** Leaves to append: the commitment of what is signed under the salt of its message, or of an object under a salt of its own. */
import { commitment, type LeafKind } from '../log/entry.ts'
import { signingInput } from '../message/manifest.ts'
import type { Country } from '../values/country.ts'
import { freshBytes } from '../values/random.ts'
import type { NewLeaf } from './tx.ts'

/** A leaf over a compact JWS that stands in the store with its salt. It commits to the signing input: an ES256 signature has a twin. */
export const signedLeaf = (kind: LeafKind, peer: Country, salt: Uint8Array, jws: string): NewLeaf => ({
  kind,
  peer,
  c: commitment(kind, salt, signingInput(jws)),
})

/** The leaf of an event that is under no message's salt: the log keeps a salt of its own and the whole JWS. */
export function ownEventLeaf(peer: Country, jws: string): NewLeaf {
  const salt = freshBytes(32)
  return { ...signedLeaf('event', peer, salt, jws), own: { salt, object: jws } }
}

/** A leaf over what only the log keeps, with a salt of its own (log.md: "own, stored"). */
export function ownLeaf(kind: LeafKind, peer: Country, object: string): NewLeaf {
  const salt = freshBytes(32)
  return { kind, peer, c: commitment(kind, salt, object), own: { salt, object } }
}
