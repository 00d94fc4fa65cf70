/** What rows look like to those who ask for them: messages, peers, agreements, keys, cases, permits. */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Direction, State } from '../message/lifecycle.ts'
import type { Readable } from '../message/agencies.ts'
import type { NewLeaf } from './tx.ts'

/** What a message names and is found by: references of the trade, and what cases are about. */
export type Reference = {
  /** What kind of key: the trade's own (`mrn`, `lrn`, `ucr`, `national`), `crossing`, or one of a procedure. */
  readonly type: string
  readonly value: string
}

/** A message as both sides keep it. Times in milliseconds since 1970, `iat` and `exp` in seconds as in the manifest. */
export type MessageRow = {
  id: MessageId
  direction: Direction
  peer: Country
  procedure: string
  type: string
  version: string
  conversation: MessageId
  ref: MessageId | null
  priority: number
  test: boolean
  state: State
  agreement: Digest
  iat: number
  exp: number
  createdAt: number
  /** The manifest as signed (JWS compact) and the digest of its signing input. */
  manifest: string
  manifestDigest: Digest
  /** The salt that commits to the manifest; null once erased. */
  salt: Buffer | null
  /** Digest of the sealed bytes: as received, or of the sealing that was receipted. */
  sealedDigest: Digest | null
  /** The receipt (SET) issued or held. */
  receipt: string | null
  /** Where our own log holds the leaf `sent` or `received`. */
  shard: string
  logIndex: number
  submission: MessageId | null
  agency: string | null
  contextJson: string | null
  /** How often it was tried when it last left the outbox. */
  attempts: number
}

export type PartRow = {
  part: string
  mediaType: string
  size: number
  digest: Digest
  /** null once erased. */
  salt: Buffer | null
  bytes: Buffer | null
}

export type HistoryRow = { state: State; at: number; cause: string }

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
  createdAt: number
  revokedAt: number | null
}

export type MessageFilter = {
  peer?: string
  direction?: Direction
  procedure?: string
  type?: string
  state?: string
  conversation?: string
  submission?: string
  reference?: { type?: string; value: string }
  since?: number
  until?: number
  test?: boolean
  /** Only what this reader may read. */
  reader?: Omit<Readable, 'subscriptions'>
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
  state: 'draft' | 'proposed' | 'received' | 'in-force' | 'revoked'
  /** RFC 8785 text that is hashed and signed. */
  document: string
  ourSignature: string | null
  theirSignature: string | null
  inForceAt: number | null
  revokedAt: number | null
  createdAt: number
}

export interface PeerStore {
  peers(): Promise<PeerRow[]>
  savePeer(row: PeerRow, leaf: NewLeaf): Promise<void>
  setPeerState(country: Country, state: PeerRow['state'], leaf: NewLeaf): Promise<void>
  identities(country: Country): Promise<{ version: number; jws: string }[]>
  saveIdentity(country: Country, version: number, jws: string, leaf: NewLeaf): Promise<void>
  agreements(): Promise<AgreementRow[]>
  /** Grows with every change of a peer, identity or agreement, so that replicas know when to read again. */
  revision(): Promise<number>
}

export interface KeyStore {
  keyByHash(hash: string): Promise<ApiKeyRow | null>
  keys(): Promise<ApiKeyRow[]>
  createKey(row: ApiKeyRow, leaf: NewLeaf): Promise<void>
  revokeKey(id: MessageId, at: number, leaf: NewLeaf): Promise<boolean>
}
