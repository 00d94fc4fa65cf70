/**
 * The port behind which everything durable lives: messages, parts, outbox, log, peers, agreements, keys. Longer than most files because the
 * guarantees of one transaction boundary belong on one page.
 */
import type { Country, Digest, MessageId } from '../values/ids.ts'
import type { Direction, State } from '../message/lifecycle.ts'
import type { Readable } from '../message/agencies.ts'
import type { LogPlace } from './log.ts'
import type { AppendedLeaf, NewLeaf } from './tx.ts'

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

export type Submission = {
  message: Omit<MessageRow, 'shard' | 'logIndex' | 'receipt' | 'sealedDigest'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  /** Milliseconds since 1970 after which no attempt is made any more. */
  expiresAt: number
}

export type Idempotency = { client: string; key: string; fingerprint: string; answer: string }

export type SubmitItem = { submissions: Submission[]; idempotency: Idempotency | null; at: number }
/** `replayed`: the key was used before, with `fingerprint`, and `answer` is what was answered then; nothing was written. */
export type SubmitResult = { replayed: null } | { replayed: { fingerprint: string; answer: string } }

/** What waits to be delivered to one peer. `event` and `agreement` carry their bytes; a `message` its sealed bytes once it was sealed. */
export type OutboxRow = {
  id: string
  peer: Country
  kind: 'message' | 'event' | 'agreement'
  /** Message id, SET jti or agreement hash. */
  subject: string
  priority: number
  dueAt: number
  attempts: number
  body: string | null
  bodyDigest: Digest | null
  expiresAt: number
  lastError: string | null
  createdAt: number
  /** Set when a withdrawal was asked for. */
  withdraw: boolean
}

/** A SET (RFC 8417) that was issued or received: receipt, refusal or later event. */
export type SetRow = {
  jti: string
  direction: 'issued' | 'received'
  peer: Country
  event: string
  message: string | null
  manifestDigest: string | null
  jws: string
  shard: string
  logIndex: number
  at: number
}

export type SettleItem = {
  outboxId: string
  messageId: MessageId
  set: { jti: string; event: string; jws: string; manifestDigest: Digest }
  leaf: NewLeaf
  state: State
  cause: string
  sealedDigest: Digest | null
  /** Shard and index of the leaf `received` in the peer's log, as its receipt names it; null for a refusal. */
  receiptShard: string | null
  receiptIndex: number | null
  /** Digest of the earlier manifest that the receipt is of, where the message was signed anew meanwhile. */
  superseded?: Digest
  at: number
}

export type AcceptItem = {
  message: Omit<MessageRow, 'shard' | 'logIndex' | 'receipt'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  /** What its history begins with, where that is not the ordinary way. */
  cause?: string
  /** Signs the receipt once the index is known; called under the log's lock, so it must not wait for a network. */
  receipt(appended: AppendedLeaf): Promise<{ jti: string; jws: string; leaf: NewLeaf }>
  at: number
}
/** `known`: a message with this id was there already; nothing was written. */
export type AcceptResult = { receipt: string } | { known: KnownMessage }

export type KnownMessage = {
  iss: Country
  direction: Direction
  manifestDigest: Digest
  receipt: string | null
  state: State
  tombstone: boolean
}

export type IssueSetItem = {
  set: { jti: string; event: string; jws: string; message: MessageId | null; manifestDigest: Digest | null }
  peer: Country
  leaf: NewLeaf
  /** Delivered to the peer through the outbox, with this priority; otherwise it leaves with an answer. */
  deliver: { priority: number; expiresAt: number } | null
  /** Moves a message along in the same transaction, if its state is one of `from`; otherwise nothing of the item is written. */
  move?: { id: MessageId; from: readonly State[]; to: State; cause: string }
  /**
   * What one agency (empty: the whole node) made of the message. Nothing of the item is written where it has said so or more before, or where others than
   * `answered` of them have answered meanwhile. `move` then only follows where it can.
   */
  collection?: { message: MessageId; agency: string; state: 'collected' | 'answered'; answered: readonly string[] }
  /** Refuses this id for ever (a withdrawn message that never came). */
  tombstone?: { iss: Country; jti: MessageId; digest: Digest }
  at: number
}

export type ReceiveSetItem = {
  set: { jti: string; event: string; jws: string; message: MessageId | null; manifestDigest: Digest | null }
  peer: Country
  leaf: NewLeaf
  move?: { id: MessageId; from: readonly State[]; to: State; cause: string }
  at: number
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

export type FeedRow = {
  message: MessageRow
  parts: Omit<PartRow, 'bytes' | 'salt'>[]
  references: Reference[]
  receivedAt: number
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

export type AlertRow = {
  id: MessageId
  at: number
  kind: string
  peer: Country | null
  /** What it is about, so that it is open once: a case, a message, an origin; empty where it is about the peer or the node. */
  subject: string
  /** What was said last. */
  detail: string
  /** How often it was raised while it is open, and when last. */
  count: number
  lastAt: number
  closedAt: number | null
}

/** Counts for operators: what waits for whom. */
export type QueueRow = { peer: Country; waiting: number; due: number; parked: number; oldest: number | null }

export interface OutboundStore {
  submit(item: SubmitItem): Promise<SubmitResult>
  findIdempotent(client: string, key: string): Promise<Idempotency | null>
  /** Takes up to `limit` due rows of `peer` for `leaseMs`, best priority and oldest first; nobody else gets them before the lease ends. */
  claimDue(peer: Country, owner: string, now: number, limit: number, leaseMs: number): Promise<OutboxRow[]>
  /** Stores sealed bytes where none are stored yet; answers what is stored afterwards. */
  storeSealed(
    outboxId: string,
    sealed: { body: string; digest: Digest; at: number },
  ): Promise<{ body: string; digest: Digest }>
  /** Forgets the sealed bytes, because the peer refused the encryption key. */
  unseal(outboxId: string): Promise<void>
  /** Replaces the manifest by one that was signed anew; the earlier one is kept, and what was sealed is forgotten. */
  signAnew(item: {
    outboxId: string
    messageId: MessageId
    manifest: string
    manifestDigest: Digest
    iat: number
    exp: number
    leaf: NewLeaf
    at: number
  }): Promise<void>
  /** An earlier manifest of a message that was signed anew; null where there is none with this digest. */
  superseded(messageId: MessageId, digest: Digest): Promise<string | null>
  /** Logs and stores a peer's signed answer, moves the message and removes the outbox row. */
  settle(item: SettleItem): Promise<void>
  /** Removes an outbox row whose event or agreement was taken. */
  delivered(outboxId: string): Promise<void>
  postpone(outboxId: string, dueAt: number, error: string): Promise<void>
  /** Gives up: the row goes, the message waits for a person. `retryOutbound` brings it back. */
  park(outboxId: string, messageId: MessageId | null, cause: string, at: number): Promise<void>
  /** Ends a message of which no attempt was ever made. */
  endUnattempted(id: MessageId, to: 'cancelled' | 'expired', at: number): Promise<void>
  retryOutbound(id: MessageId, at: number): Promise<boolean>
  /** Cancels at once where no attempt was made (`cancelled`), else marks the row so that the receiver is asked (`asking`). */
  cancel(id: MessageId, at: number): Promise<'cancelled' | 'asking' | 'too-late'>
  /** The receiver says the message had arrived: it is tried once more, to fetch the stored receipt. */
  clearWithdrawal(id: MessageId, at: number): Promise<void>
  /**
   * Keeps a peer's `rollback` and puts back into the outbox what it had receipted at or above `lost.size`. `gone`: what cannot be sent again, because
   * its documents were erased or its time has ended. Null where this SET was received before.
   */
  requeue(
    item: Omit<ReceiveSetItem, 'move'> & { lost: { shard: string; size: number } },
  ): Promise<{ requeued: MessageId[]; gone: MessageId[] } | null>
  /** Peers with due rows, for the sweep; and the next due time of any. */
  duePeers(now: number): Promise<{ peers: Country[]; next: number | null }>
  /** Makes everything that waits for `peer` due now. */
  wakePeer(peer: Country, now: number): Promise<void>
  /** Ends the leases of `owner`, or of everybody where the store has a single user. */
  releaseLeases(owner: string | null): Promise<void>
  queues(now: number): Promise<QueueRow[]>
}

export interface InboundStore {
  /** Whatever is known under `jti`, be it accepted or a tombstone. */
  known(jti: MessageId): Promise<KnownMessage | null>
  /** The stored answer to identical sealed bytes from `peer`: a receipt or a signed refusal. */
  storedAnswer(peer: Country, sealedDigest: Digest): Promise<{ status: number; set: string } | null>
  accept(item: AcceptItem): Promise<AcceptResult>
  /** Stores a signed refusal once per (jti, digest, problem); answers the one that is stored. */
  refuse(item: {
    iss: Country
    jti: MessageId
    manifestDigest: Digest
    sealedDigest: Digest
    problem: string
    status: number
    set: { jti: string; jws: string }
    leaf: NewLeaf
    at: number
  }): Promise<{ status: number; set: string }>
  /** In the order of the log, from `after` (exclusive) on. */
  feed(after: { shard: string; index: number } | null, limit: number, filter: Readable): Promise<FeedRow[]>
}

export interface SetStore {
  /** False where the move was no longer possible: nothing was written. */
  issue(item: IssueSetItem): Promise<boolean>
  /** False where this SET was received before. A move that is not possible now is left for `applyWaiting`. */
  receive(item: ReceiveSetItem): Promise<boolean>
  setsOf(message: MessageId): Promise<SetRow[]>
  setsSince(after: number, peer: Country, limit: number): Promise<SetRow[]>
}

export interface MessageStore {
  message(id: MessageId): Promise<MessageRow | null>
  parts(id: MessageId, withBytes: boolean): Promise<PartRow[]>
  part(id: MessageId, part: string): Promise<PartRow | null>
  history(id: MessageId): Promise<HistoryRow[]>
  references(id: MessageId): Promise<Reference[]>
  /** Newest first. */
  search(filter: MessageFilter, before: MessageId | null, limit: number): Promise<MessageRow[]>
  outboxOf(id: MessageId): Promise<OutboxRow | null>
  /** Manifest digests exchanged with `peer` whose leaf lies in [from, to) of a shard of our own log, for tallies. */
  digestsReceived(peer: Country, shard: string, from: number, to: number): Promise<Digest[]>
  /** Of what was sent to `peer`: digests receipted at an index in [from, to) of a shard of the peer's log, and those without a receipt. */
  digestsSent(
    peer: Country,
    shard: string,
    from: number,
    to: number,
  ): Promise<{ receipted: { digest: Digest; id: MessageId; index: number }[]; pending: Digest[] }>
  /** The receipt of `peer` that names the highest index of a shard of its log; null where none is held. */
  highestReceipt(peer: Country, shard: string): Promise<{ index: number; receipt: string } | null>
  /** Up to which place of the peer's log our last tally went. */
  tallied(peer: Country): Promise<LogPlace>
  setTallied(peer: Country, to: LogPlace): Promise<void>
  /** The first shard of the peer's log, from `from` on, in which receipts that are held name leaves not tallied yet; null where there is none. */
  shardToTally(peer: Country, from: LogPlace): Promise<string | null>
}

export interface PeerStore {
  peers(): Promise<PeerRow[]>
  savePeer(row: PeerRow, leaf: NewLeaf): Promise<void>
  setPeerState(country: Country, state: PeerRow['state'], leaf: NewLeaf): Promise<void>
  identities(country: Country): Promise<{ version: number; jws: string }[]>
  saveIdentity(country: Country, version: number, jws: string, leaf: NewLeaf): Promise<void>
  agreements(): Promise<AgreementRow[]>
  saveAgreement(
    row: AgreementRow,
    leaf: NewLeaf | null,
    deliver: { body: string; expiresAt: number } | null,
  ): Promise<void>
  /** Grows with every change of a peer, identity or agreement, so that replicas know when to read again. */
  revision(): Promise<number>
}

export interface KeyStore {
  keyByHash(hash: string): Promise<ApiKeyRow | null>
  keys(): Promise<ApiKeyRow[]>
  createKey(row: ApiKeyRow, leaf: NewLeaf): Promise<void>
  revokeKey(id: MessageId, at: number, leaf: NewLeaf): Promise<boolean>
}

export interface AlertStore {
  /** Raises an alert; where one of its kind is open for the same peer and subject, that one is counted up. True where it is new. */
  raise(row: Omit<AlertRow, 'closedAt' | 'count' | 'lastAt'>): Promise<boolean>
  /** Closes what is open of a kind for a peer and subject. */
  settle(kind: string, peer: Country | null, subject: string, at: number): Promise<boolean>
  alerts(open: boolean): Promise<AlertRow[]>
  closeAlert(id: MessageId, at: number): Promise<boolean>
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
