/** The tables of the way of a message: what was sent and received, what waits, what was said about it, and which agency has it. */
import type { Generated } from 'kysely'
import { orderedText, type Migration } from '../store/migrate.ts'
import { LEGAL_HOLD_TABLE } from './legal-hold-rows.ts'
import { PUT_BACK_TABLE } from './put-back.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** Times in milliseconds since 1970, `iat` and `exp` in seconds as in the manifest. */
    message: {
      id: string
      direction: string
      peer: string
      procedure: string
      type: string
      version: string
      conversation: string
      ref: string | null
      priority: number
      test: number
      state: string
      agreement: string
      iat: number
      exp: number
      createdAt: number
      /** The manifest as signed (JWS compact) and the digest of its signing input. */
      manifest: string
      manifestDigest: string
      /** Commits to the manifest; null once erased. */
      salt: Buffer | null
      /** Digest of the sealed bytes: as received, or of the sealing that was receipted. */
      sealedDigest: string | null
      /** The id (`jti`) of the receipt issued or held, which stands in `securityEvent`. */
      receiptJti: string | null
      receiptIndex: number | null
      /** The shard of the peer's log in which its receipt names a leaf; null where no receipt is held. */
      receiptShard: Generated<string | null>
      /** Where our own log holds the leaf `sent` or `received`. */
      shard: string
      logIndex: number
      submission: string | null
      agency: string | null
      /** Of a message that was sent: the client and the agency of the key that sent it; null: the machine of this node, a key of no agency. */
      ownerClient: string | null
      ownerAgency: string | null
      contextJson: string | null
      /** How many lines its history has. */
      moves: number
      /** How often it was tried when it last left the outbox. */
      attempts: Generated<number>
      /** 0 nothing, 1 the documents, 2 manifest, salt and events too. */
      erased: Generated<number>
    }
    part: {
      message: string
      part: string
      ordinal: number
      mediaType: string
      size: number
      digest: string
      /** Null once erased, as the bytes. */
      salt: Buffer | null
      bytes: Buffer | null
      /** Where its bytes are, of one that is too large for the row. */
      large: string | null
    }
    reference: { message: string; type: string; value: string; plain: string }
    /** `place`: where the move stands among all changes (changes.ts); null of a line that moved nothing. */
    history: { message: string; seq: number; state: string; at: number; cause: string; place: number | null }
    /** Of a manifest or a receipt of the message, by the digest of its payload. */
    secondSignature: { message: string; payload: string; jws: string }
    supersededManifest: {
      message: string
      manifestDigest: string
      manifest: string
      shard: string
      logIndex: number
      iat: number
      exp: number
    }
    /** What is claimed, or waits for its time, is not `ready`; `dueAt` is when that ends. */
    outbox: {
      id: string
      peer: string
      kind: string
      subject: string
      priority: number
      ready: Generated<number>
      dueAt: number
      attempts: number
      body: string | null
      expiresAt: number
      lastError: string | null
      createdAt: number
      withdraw: Generated<number>
      /** Who has claimed it. */
      leaseOwner: string | null
    }
    securityEvent: {
      jti: string
      direction: string
      peer: string
      event: string
      message: string | null
      manifestDigest: string | null
      jws: string
      shard: string
      logIndex: number
      at: number
    }
    /** `jti`: the address that it came to, which is not always that of the message. */
    refusal: {
      iss: string
      jti: string
      manifestDigest: string
      problem: string
      sealedDigest: string
      status: number
      jws: string
    }
    /** `heads`: what the message named as its heads, as its sender has told; null where it has not. */
    tombstone: { jti: string; iss: string; manifestDigest: string; at: number; heads: string | null }
    /** `message`: the first of those that were submitted under the key, with which it is erased. */
    /** What is known of the log of a neighbour; `about`: what, and of which log. */
    logWarning: { about: string; owner: string; body: string; at: number }
    /** Who has heard of it: 1 where it was believed. */
    logWarned: { about: string; peer: string; believed: number; at: number }
    idempotency: { client: string; key: string; fingerprint: string; answer: string; at: number; message: string }
    subscription: { id: string; agency: string; procedure: string; types: string | null; createdAt: number }
    /** How far an agency (empty: the whole node) is with a message that came. */
    collection: { message: string; agency: string; state: string; at: number }
  }
}

/** Words of conditions by which a database finds a partial index: they must stand in a statement as they stand in the index. */
export const READY = `"ready" = 1`
export const LATER = `"ready" = 0`
export const PENDING = `"state" in ('queued', 'sealed', 'parked')`
export const PARKED = `"state" = 'parked'`
export const OF_ITSELF = `"message" is null`
export const RECEIVED = `"direction" = 'in'`

export const exchangeTables: Migration = {
  number: 3,
  name: 'exchange',
  minReader: 1,
  statements: (dialect) => {
    const blob = dialect === 'sqlite' ? 'blob' : 'bytea'
    return [
      `create table "message" ("id" text primary key, "direction" text not null, "peer" text not null, "procedure" text not null,
          "type" text not null, "version" text not null, "conversation" text not null, "ref" text, "priority" integer not null,
          "test" integer not null, "state" text not null, "agreement" text not null, "iat" bigint not null, "exp" bigint not null,
          "createdAt" bigint not null, "manifest" text not null, "manifestDigest" text not null, "salt" ${blob}, "sealedDigest" text,
          "receiptJti" text, "receiptIndex" bigint, "receiptShard" text, "shard" text not null, "logIndex" bigint not null, "submission" text, "agency" text,
          "ownerClient" text, "ownerAgency" text, "contextJson" text, "moves" integer not null, "attempts" integer not null default 0,
          "erased" integer not null default 0)`,
      `create index "messageFeed" on "message" ("direction", "shard", "logIndex")`,
      `create index "messageConversation" on "message" ("conversation", "createdAt", "id")`,
      `create index "messageCase" on "message" ("conversation", "peer", "shard", "logIndex")`,
      `create index "messageSubmission" on "message" ("submission", "createdAt", "id") where "submission" is not null`,
      `create index "messageNewest" on "message" ("createdAt", "id")`,
      `create index "messagePeer" on "message" ("peer", "createdAt", "id")`,
      `create index "messageState" on "message" ("state", "createdAt", "id")`,
      `create index "messageType" on "message" ("procedure", "createdAt", "id")`,
      `create index "messageProcedure" on "message" ("procedure", "conversation", "peer", "createdAt")`,
      `create index "messageRetention" on "message" ("erased", "agreement", "procedure", "createdAt")`,
      `create index "messageReceived" on "message" ("peer", "shard", "logIndex") where ${RECEIVED}`,
      `create index "messageReceipted" on "message" ("peer", "receiptShard", "receiptIndex") where "receiptShard" is not null`,
      `create index "messagePending" on "message" ("peer", "id") where ${PENDING}`,
      `create index "messageParked" on "message" ("peer") where ${PARKED}`,
      `create table "part" ("message" text not null, "part" text not null, "ordinal" integer not null, "mediaType" text not null,
          "size" bigint not null, "digest" text not null, "salt" ${blob}, "bytes" ${blob}, primary key ("message", "part"))`,
      `create table "reference" ("message" text not null, "type" text not null, "value" text not null,
          "plain" ${orderedText(dialect)} not null, primary key ("value", "type", "message"))`,
      `create index "referencePlain" on "reference" ("plain", "message" desc)`,
      `create index "referenceMessage" on "reference" ("message")`,
      `create index "referenceType" on "reference" ("type", "value")`,
      `create table "history" ("message" text not null, "seq" integer not null, "state" text not null, "at" bigint not null,
          "cause" text not null, "place" bigint, primary key ("message", "seq"))`,
      `create unique index "historyPlace" on "history" ("place") where "place" is not null`,
      `create table "supersededManifest" ("message" text not null, "manifestDigest" text not null, "manifest" text not null,
        "shard" text not null, "logIndex" bigint not null, "iat" bigint not null, "exp" bigint not null,
        primary key ("message", "manifestDigest"))`,
      `create table "secondSignature" ("message" text not null, "payload" text not null, "jws" text not null,
        primary key ("message", "payload"))`,
      `create index "supersededLog" on "supersededManifest" ("shard", "logIndex")`,
      `create table "outbox" ("id" text primary key, "peer" text not null, "kind" text not null, "subject" text not null,
          "priority" integer not null, "ready" integer not null default 1, "dueAt" bigint not null, "attempts" integer not null,
          "body" text, "expiresAt" bigint not null, "lastError" text, "createdAt" bigint not null,
          "withdraw" integer not null default 0, "leaseOwner" text)`,
      `create index "outboxReady" on "outbox" ("peer", "priority", "createdAt", "id") where ${READY}`,
      `create index "outboxLater" on "outbox" ("peer", "dueAt") where ${LATER}`,
      `create index "outboxOldest" on "outbox" ("peer", "createdAt")`,
      `create index "outboxClaimed" on "outbox" ("leaseOwner") where "leaseOwner" is not null`,
      `create table "securityEvent" ("jti" text not null, "direction" text not null, "peer" text not null, "event" text not null,
          "message" text, "manifestDigest" text, "jws" text not null, "shard" text not null, "logIndex" bigint not null,
          "at" bigint not null, primary key ("peer", "jti", "direction"))`,
      `create index "securityEventMessage" on "securityEvent" ("message")`,
      `create index "securityEventIndex" on "securityEvent" ("peer", "direction", "shard", "logIndex")`,
      `create index "securityEventOwn" on "securityEvent" ("peer", "direction", "event", "shard", "logIndex") where ${OF_ITSELF}`,
      `create index "securityEventHeld" on "securityEvent" ("shard", "logIndex") where "event" = 'received' and "direction" = 'received'`,
      `create table "refusal" ("iss" text not null, "jti" text not null, "manifestDigest" text not null, "problem" text not null,
          "sealedDigest" text not null, "status" integer not null, "jws" text not null,
          primary key ("iss", "jti", "manifestDigest", "problem"))`,
      `create index "refusalSealed" on "refusal" ("sealedDigest", "iss")`,
      `create table "tombstone" ("jti" text primary key, "iss" text not null, "manifestDigest" text not null, "at" bigint not null,
          "heads" text)`,
      `create table "logWarning" ("about" text primary key, "owner" text not null, "body" text not null, "at" bigint not null)`,
      `create table "logWarned" ("about" text not null, "peer" text not null, "believed" integer not null, "at" bigint not null,
          primary key ("about", "peer"))`,
      `create table "idempotency" ("client" text not null, "key" text not null, "fingerprint" text not null, "answer" text not null,
          "at" bigint not null, "message" text not null, primary key ("client", "key"))`,
      `create index "idempotencyMessage" on "idempotency" ("message")`,
      `create table "subscription" ("id" text primary key, "agency" text not null, "procedure" text not null, "types" text,
        "createdAt" bigint not null)`,
      ...LEGAL_HOLD_TABLE,
      ...PUT_BACK_TABLE,
      `create table "collection" ("message" text not null, "agency" text not null, "state" text not null, "at" bigint not null,
        primary key ("message", "agency"))`,
    ]
  },
}
