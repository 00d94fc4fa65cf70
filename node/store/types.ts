/**
 * The port behind which everything durable lives: messages, parts, outbox, log, peers, agreements, keys. Longer than most files because the
 * guarantees of one transaction boundary belong on one page.
 */
import type { Country, Digest, MessageId } from '../values/ids.ts'
import type { Direction, State } from '../message/lifecycle.ts'
import type { Readable } from '../message/agencies.ts'
import type { LogPlace } from './log.ts'
import type { NewLeaf } from './tx.ts'

export type { AppendedLeaf, LogHead, NewLeaf } from './tx.ts'
export type { Cosigned, CosignatureRow, Published, TileRow } from './checkpoints.ts'
export type { ClosingShard, LogPlace, LogStore, ShardEnd, TimestampRow, WitnessedRow } from './log.ts'

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

export type Erasure = 'documents' | 'manifests'

/** What is erased when its time has come: documents and their salts first, manifests, message salts and events later. Leaves and tiles stay. */
export interface RetentionStore {
  /** Messages under `agreement` from before `before` (milliseconds) of which `what` is still there; none that is still to be delivered. */
  due(agreement: Digest, before: number, what: Erasure, limit: number): Promise<MessageId[]>
  /** Erases and appends the leaf that says so. Answers how many messages it was. */
  erase(ids: readonly MessageId[], what: Erasure, cause: string, leaf: NewLeaf, at: number): Promise<number>
}

/** A bilateral case by its name. */
export type CaseName = { readonly peer: Country; readonly conversation: MessageId }
export type CaseEntry = {
  readonly id: MessageId
  readonly peer: Country
  readonly direction: Direction
  readonly state: State
}
/** What the case engine reads of a message. `context` and `document` are null where there are none, or where they were erased. */
export type CaseContent = Pick<
  MessageRow,
  | 'id'
  | 'direction'
  | 'peer'
  | 'procedure'
  | 'type'
  | 'version'
  | 'conversation'
  | 'ref'
  | 'iat'
  | 'test'
  | 'agreement'
  | 'contextJson'
> & { readonly document: { readonly mediaType: string; readonly bytes: Buffer } | null }

/** Cases are rebuilt from their messages: here is only where to find those, and what becomes due in which case. */
export interface CaseStore {
  /** All messages of a conversation, whoever they are exchanged with. */
  entries(conversation: MessageId): Promise<CaseEntry[]>
  contents(ids: readonly MessageId[]): Promise<CaseContent[]>
  /** When each message came into its case, in milliseconds since 1970: received here, or its receipt held. */
  entered(ids: readonly MessageId[]): Promise<ReadonlyMap<string, number>>
  /** Conversations of a procedure, newest first by id. */
  ofProcedure(
    procedure: string,
    before: MessageId | null,
    limit: number,
    peer?: string,
  ): Promise<(CaseName & { first: number })[]>
  /** Conversations in which a message names `value`, newest first by id, before `before`. */
  naming(
    type: Reference['type'],
    value: string,
    limit: number,
    before?: MessageId | null,
  ): Promise<(CaseName & { procedure: string })[]>
  /** What messages name of a type, each once, in order, after `after`. */
  named(type: Reference['type'], after: string | null, limit: number): Promise<string[]>
  /** Messages that came into a case after a place of the log, in its order. */
  enteredSince(
    after: LogPlace | null,
    limit: number,
  ): Promise<(CaseName & { id: MessageId; direction: Direction; at: LogPlace })[]>
  /** Messages that are in a case now. */
  inCase(name: CaseName): Promise<MessageId[]>
  /**
   * When something becomes due next in a case (null: nothing), and up to when alerts were raised. `was`: what `planned` said when the case was
   * looked at; somebody who has woken the case since stays heard.
   */
  plan(name: CaseName, at: number | null, actedTo: number, was: number | null): Promise<void>
  planned(name: CaseName): Promise<{ at: number | null; actedTo: number } | null>
  due(now: number, limit: number): Promise<CaseName[]>
}

/** A message that names a permit and that its issuer has not entered yet. */
export type Unentered = CaseName & { readonly id: MessageId; readonly direction: Direction }
/** `message`: what it was made of, unique for the permit. `body` is the entry as JSON (procedures/documents/ledger.ts). */
export type PermitEntryRow = { readonly message: string; readonly body: string }

/**
 * The issuer's ledger of each of its permits, over all who use it. Entries are never changed and never taken back: an entry that is there is the
 * decision, whoever has made it.
 */
export interface PermitStore {
  /** In their order. */
  entries(permit: string): Promise<string[]>
  /** Messages of procedure `documents` that name the permit, are no test and have no entry, in the order of the log. */
  unentered(permit: string): Promise<Unentered[]>
  /**
   * Asks `decide` for the entries that follow those that are there, under the log's lock, so that of two replicas the second sees what the first
   * has decided; with them, in the same commit, the leaf and the cases that are to be looked at. Called again where the commit is tried again.
   */
  enter(
    permit: string,
    at: number,
    decide: (entries: readonly string[]) => {
      readonly entries: readonly PermitEntryRow[]
      readonly wake: readonly CaseName[]
      readonly leaf?: NewLeaf
    },
  ): Promise<void>
  /** Permits that entries or messages name, in the order of their ids after `after`; `own`: those with an entry. */
  permits(after: string | null, limit: number): Promise<{ permit: string; own: boolean }[]>
}
