/** What rows look like to those who ask for them: peers, agreements, keys. */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Identity } from '../message/identity.ts'
import type { NewLeaf, Tx } from './tx.ts'

/** Who may use a message or key; kept apart from the secret, which is stored as a hash only. */
export type ApiKeyRow = {
  id: MessageId
  client: string
  name: string
  hash: string
  roles: string[]
  agency: string | null
  procedures: string[] | null
  /** `type`, or `procedure/type`; null: all of its procedures. */
  types: string[] | null
  /** From where it may be used (CIDR); null: from anywhere. */
  addresses: string[] | null
  createdAt: number
  /** From when on it opens nothing. */
  expiresAt: number
  revokedAt: number | null
}

export type PeerRow = {
  country: Country
  name: string
  state: 'active' | 'blocked'
  /** Newest identity (JWS compact) and its version. */
  identity: string
  identityVersion: number
  /** The pinned identity key as a public JWK. */
  identityKey: string
  exchangeUrl: string
  /** PEM of the authority that issues the peer's TLS certificates. */
  tlsAuthority: string
  createdAt: number
}

export type AgreementRow = {
  hash: Digest
  peer: Country
  state: 'draft' | 'proposed' | 'received' | 'in-force' | 'revoked' | 'withdrawn' | 'declined'
  /** RFC 8785 text that is hashed and signed. */
  document: string
  ourSignature: string | null
  theirSignature: string | null
  inForceAt: number | null
  revokedAt: number | null
  /** Why it was revoked, withdrawn or declined, as whoever did so said. */
  reason: string | null
  createdAt: number
  /** When either side would have it end where the other wants that too, in seconds since 1970; null where it has not said so. */
  ourEnd: number | null
  theirEnd: number | null
  /** The newest word of either side on what it suspends, as JSON (peers/suspensions.ts). */
  ourSuspension: string | null
  theirSuspension: string | null
}

export interface PeerStore {
  peers(): Promise<PeerRow[]>
  /** A peer with the identity it was introduced by. `anew`: what is stored of it from that version on cannot be read, and goes. */
  savePeer(row: PeerRow, leaf: NewLeaf, identity: Identity, anew: boolean, at: number): Promise<void>
  setPeerState(country: Country, state: PeerRow['state'], leaf: NewLeaf, at: number): Promise<void>
  /** With the leaf `key` of each. */
  identities(country: Country): Promise<{ version: number; jws: string; shard: string; index: number }[]>
  /** Whose each name of an identity is: see `readOwners`. */
  owners(): Promise<ReadonlyMap<string, Country>>
  /** Fails as `storeIdentity` does. `also`: of our own, what is done in the same commit. */
  saveIdentity(identity: Identity, jws: string, at: number, also?: (tx: Tx) => Promise<void>): Promise<void>
  agreements(): Promise<AgreementRow[]>
  /** The newest leaf that holds both signatures; null until there are. */
  agreementLeaf(hash: Digest): Promise<{ shard: string; index: number } | null>
  /** Grows with every change of a peer, identity or agreement, so that replicas know when to read again. */
  revision(): Promise<number>
}

export interface KeyStore {
  keyByHash(hash: string): Promise<ApiKeyRow | null>
  keyById(id: MessageId): Promise<ApiKeyRow | null>
  keys(): Promise<ApiKeyRow[]>
  createKey(row: ApiKeyRow, leaf: NewLeaf): Promise<void>
  revokeKey(id: MessageId, at: number, leaf: NewLeaf): Promise<boolean>
}
