/** The one schema: tables as Kysely sees them, and the numbered migrations that make them in either dialect. */
import { sql, type Generated, type Kysely } from 'kysely'
import type { Dialect } from './database.ts'

type Text = string | null
type Blob = Buffer | null

export interface Tables {
  migration: { number: number; name: string; minReader: number; at: number }
  node: { id: number; country: string; name: string; shard: string; revision: number }
  logHead: { shard: string; origin: string; size: number }
  leaf: { shard: string; idx: number; data: Buffer; hash: Buffer; ownSalt: Blob; ownObject: Text }
  message: {
    id: string
    direction: string
    peer: string
    procedure: string
    type: string
    version: string
    conversation: string
    ref: Text
    priority: number
    test: number
    state: string
    agreement: string
    iat: number
    exp: number
    createdAt: number
    manifest: string
    manifestDigest: string
    salt: Blob
    sealedDigest: Text
    receipt: Text
    receiptIndex: number | null
    /** The shard of the peer's log in which its receipt names a leaf; null where no receipt is held. */
    receiptShard: Generated<string | null>
    shard: string
    logIndex: number
    submission: Text
    agency: Text
    contextJson: Text
    withdrawing: number
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
    salt: Blob
    bytes: Blob
  }
  reference: { message: string; type: string; value: string }
  history: { message: string; seq: number; state: string; at: number; cause: string }
  crossing: {
    crossing: string
    root: string
    seenAt: number
    startAt: number | null
    revision: number
    summary: string
  }
  supersededManifest: {
    message: string
    manifestDigest: string
    manifest: string
    shard: string
    logIndex: number
    iat: number
    exp: number
  }
  outbox: {
    id: string
    peer: string
    kind: string
    subject: string
    priority: number
    dueAt: number
    attempts: number
    body: Text
    bodyDigest: Text
    expiresAt: number
    lastError: Text
    createdAt: number
    withdraw: Generated<number>
    leaseOwner: Text
    leaseUntil: Generated<number>
  }
  securityEvent: {
    jti: string
    direction: string
    peer: string
    event: string
    message: Text
    manifestDigest: Text
    jws: string
    shard: string
    logIndex: number
    at: number
  }
  refusal: {
    iss: string
    jti: string
    manifestDigest: string
    problem: string
    sealedDigest: string
    status: number
    jws: string
  }
  tombstone: { jti: string; iss: string; manifestDigest: string; at: number }
  idempotency: { client: string; key: string; fingerprint: string; answer: string; at: number }
  peer: {
    country: string
    name: string
    state: string
    identity: string
    identityVersion: number
    identityKey: string
    exchangeUrl: string
    tlsAuthority: string
    createdAt: number
    tallied: Generated<number>
    talliedShard: Generated<string>
  }
  identity: { country: string; version: number; jws: string }
  agreement: {
    hash: string
    peer: string
    state: string
    document: string
    ourSignature: Text
    theirSignature: Text
    inForceAt: number | null
    revokedAt: number | null
    createdAt: number
  }
  apiKey: {
    id: string
    client: string
    name: string
    hash: string
    roles: string
    agency: Text
    procedures: Text
    types: Text
    createdAt: number
    revokedAt: number | null
  }
  /** The newest bytes of each hash tile: partial ones grow in place, and what a smaller checkpoint needs is a prefix. */
  tile: { shard: string; level: number; idx: number; bytes: Buffer }
  checkpoint: { shard: string; size: number; root: Buffer; note: string; at: number; kept: number }
  cosignature: { shard: string; size: number; witness: string; line: string; time: number }
  /** What this node has cosigned of the logs of others. */
  witnessed: { origin: string; size: number; root: Buffer; note: string; at: number; loggedAt: Generated<number> }
  timestamp: {
    shard: string
    size: number
    token: Buffer
    genTime: number
    validUntil: number
    salt: Buffer
    leafShard: string
    leafIndex: number
  }
  alert: { id: string; at: number; kind: string; peer: Text; detail: string; closedAt: number | null }
  subscription: { id: string; agency: string; procedure: string; types: Text; createdAt: number }
  /** How far an agency (empty: the whole node) is with a message that came. */
  collection: { message: string; agency: string; state: string; at: number }
  /** How far in the log somebody who follows it has come. */
  follower: { name: string; shard: string; idx: number }
  /** One list of traders for each case of aeo; `last` is the delta that counts last in `edition`. */
  traderList: {
    peer: string
    conversation: string
    granting: string
    edition: number | null
    sequence: number
    last: Text
    rebuilds: number
    loading: number | null
    at: number
    recognition: string
  }
  /** 0 is being filled, 1 counts, 2 is to be deleted, 3 was deleted. */
  traderEdition: { edition: number; state: number }
  /** Messages that are wholly in an edition. */
  traderPart: { edition: number; message: string }
  trader: {
    edition: number
    id: string
    programme: string
    type: string
    role: string
    record: string
    former: number
  }
  traderAlso: {
    edition: number
    also: string
    kind: string
    id: string
    programme: string
    type: string
    role: string
  }
  /** Which list counts for a programme of a granting country. */
  traderProgramme: { peer: string; granting: string; programme: string; conversation: string }
  /** Keyed hashes of traders that withdrew their consent, until the message that said so is erased. */
  traderTombstone: { peer: string; mac: string; at: number; message: string }
  /** Cases in which something becomes due, and up to when alerts were raised. */
  caseDue: { peer: string; conversation: string; at: number | null; actedTo: number }
  /** What was decided about a permit of ours, in its order. */
  permitEntry: { permit: string; seq: number; message: string; body: string; at: number }
  /** The index of the pre-arrival cases, and the keys by which an arrival finds its case. */
  preArrival: {
    peer: string
    conversation: string
    side: string
    messages: number
    status: string
    late: number
    doNotLoad: number
    office: Text
    mode: Text
    estimatedArrival: number | null
    attentionFrom: number | null
    urgency: number
    keyDigest: string
    body: string
  }
  preArrivalKey: { peer: string; conversation: string; type: string; value: string }
}

type Migration = {
  readonly number: number
  readonly name: string
  readonly minReader: number
  readonly statements: (d: Dialect) => string[]
}

const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'exchange',
    minReader: 1,
    statements: (dialect) => {
      const blob = dialect === 'sqlite' ? 'blob' : 'bytea'
      return [
        `create table "node" ("id" integer primary key, "country" text not null, "name" text not null, "shard" text not null, "revision" bigint not null)`,
        `create table "logHead" ("shard" text primary key, "origin" text not null unique, "size" bigint not null)`,
        `create table "leaf" ("shard" text not null, "idx" bigint not null, "data" ${blob} not null, "hash" ${blob} not null,
          "ownSalt" ${blob}, "ownObject" text, primary key ("shard", "idx"))`,
        `create table "message" ("id" text primary key, "direction" text not null, "peer" text not null, "procedure" text not null,
          "type" text not null, "version" text not null, "conversation" text not null, "ref" text, "priority" integer not null,
          "test" integer not null, "state" text not null, "agreement" text not null, "iat" bigint not null, "exp" bigint not null,
          "createdAt" bigint not null, "manifest" text not null, "manifestDigest" text not null, "salt" ${blob}, "sealedDigest" text,
          "receipt" text, "receiptIndex" bigint, "shard" text not null, "logIndex" bigint not null, "submission" text, "agency" text,
          "contextJson" text, "withdrawing" integer not null default 0)`,
        `create index "messageFeed" on "message" ("direction", "shard", "logIndex")`,
        `create index "messageConversation" on "message" ("conversation")`,
        `create index "messageSubmission" on "message" ("submission")`,
        `create index "messageSealed" on "message" ("sealedDigest", "peer", "direction")`,
        `create index "messagePeer" on "message" ("peer", "direction", "receiptIndex")`,
        `create index "messageState" on "message" ("state", "id")`,
        `create table "part" ("message" text not null, "part" text not null, "ordinal" integer not null, "mediaType" text not null,
          "size" bigint not null, "digest" text not null, "salt" ${blob}, "bytes" ${blob}, primary key ("message", "part"))`,
        `create table "reference" ("message" text not null, "type" text not null, "value" text not null,
          primary key ("value", "type", "message"))`,
        `create index "referenceMessage" on "reference" ("message")`,
        `create table "history" ("message" text not null, "seq" integer not null, "state" text not null, "at" bigint not null,
          "cause" text not null, primary key ("message", "seq"))`,
        `create table "outbox" ("id" text primary key, "peer" text not null, "kind" text not null, "subject" text not null,
          "priority" integer not null, "dueAt" bigint not null, "attempts" integer not null, "body" text, "bodyDigest" text,
          "expiresAt" bigint not null, "lastError" text, "createdAt" bigint not null, "withdraw" integer not null default 0,
          "leaseOwner" text, "leaseUntil" bigint not null default 0)`,
        `create index "outboxDue" on "outbox" ("peer", "dueAt")`,
        `create index "outboxSubject" on "outbox" ("subject")`,
        `create table "securityEvent" ("jti" text not null, "direction" text not null, "peer" text not null, "event" text not null,
          "message" text, "manifestDigest" text, "jws" text not null, "shard" text not null, "logIndex" bigint not null,
          "at" bigint not null, primary key ("peer", "jti", "direction"))`,
        `create index "securityEventMessage" on "securityEvent" ("message")`,
        `create index "securityEventIndex" on "securityEvent" ("peer", "direction", "logIndex")`,
        `create table "refusal" ("iss" text not null, "jti" text not null, "manifestDigest" text not null, "problem" text not null,
          "sealedDigest" text not null, "status" integer not null, "jws" text not null,
          primary key ("iss", "jti", "manifestDigest", "problem"))`,
        `create index "refusalSealed" on "refusal" ("sealedDigest", "iss")`,
        `create table "tombstone" ("jti" text primary key, "iss" text not null, "manifestDigest" text not null, "at" bigint not null)`,
        `create table "idempotency" ("client" text not null, "key" text not null, "fingerprint" text not null, "answer" text not null,
          "at" bigint not null, primary key ("client", "key"))`,
        `create table "peer" ("country" text primary key, "name" text not null, "state" text not null, "identity" text not null,
          "identityVersion" integer not null, "identityKey" text not null, "exchangeUrl" text not null, "tlsAuthority" text not null,
          "createdAt" bigint not null, "tallied" bigint not null default 0)`,
        `create table "identity" ("country" text not null, "version" integer not null, "jws" text not null,
          primary key ("country", "version"))`,
        `create table "agreement" ("hash" text primary key, "peer" text not null, "state" text not null, "document" text not null,
          "ourSignature" text, "theirSignature" text, "inForceAt" bigint, "revokedAt" bigint, "createdAt" bigint not null)`,
        `create table "apiKey" ("id" text primary key, "client" text not null, "name" text not null, "hash" text not null unique,
          "roles" text not null, "agency" text, "procedures" text, "createdAt" bigint not null, "revokedAt" bigint)`,
        `create table "alert" ("id" text primary key, "at" bigint not null, "kind" text not null, "peer" text, "detail" text not null,
          "closedAt" bigint)`,
      ]
    },
  },
  {
    number: 2,
    name: 'log',
    minReader: 1,
    statements: (dialect) => {
      const blob = dialect === 'sqlite' ? 'blob' : 'bytea'
      return [
        `create table "tile" ("shard" text not null, "level" integer not null, "idx" bigint not null, "bytes" ${blob} not null,
          primary key ("shard", "level", "idx"))`,
        `create table "checkpoint" ("shard" text not null, "size" bigint not null, "root" ${blob} not null, "note" text not null,
          "at" bigint not null, "kept" integer not null default 0, primary key ("shard", "size"))`,
        `create table "cosignature" ("shard" text not null, "size" bigint not null, "witness" text not null, "line" text not null,
          "time" bigint not null, primary key ("shard", "size", "witness"))`,
        `create index "cosignatureWitness" on "cosignature" ("witness", "shard", "size")`,
        `create table "witnessed" ("origin" text primary key, "size" bigint not null, "root" ${blob} not null, "note" text not null,
          "at" bigint not null)`,
        `alter table "message" add column "erased" integer not null default 0`,
        `create index "messageRetention" on "message" ("erased", "agreement", "createdAt")`,
        `create table "timestamp" ("shard" text not null, "size" bigint not null, "token" ${blob} not null, "genTime" bigint not null,
          "validUntil" bigint not null, "salt" ${blob} not null, "leafShard" text not null, "leafIndex" bigint not null,
          primary key ("leafShard", "leafIndex"))`,
      ]
    },
  },
  {
    number: 3,
    name: 'cases',
    minReader: 1,
    statements: () => [
      `create table "follower" ("name" text primary key, "shard" text not null, "idx" bigint not null)`,
      `create table "caseDue" ("peer" text not null, "conversation" text not null, "at" bigint, "actedTo" bigint not null,
          primary key ("peer", "conversation"))`,
      `create index "caseDueAt" on "caseDue" ("at")`,
      `create index "messageProcedure" on "message" ("procedure", "conversation")`,
      `create index "securityEventLog" on "securityEvent" ("event", "direction", "shard", "logIndex")`,
    ],
  },
  {
    number: 4,
    name: 'traders',
    minReader: 1,
    statements: (dialect) => {
      // A row is found by its key alone: the table is the index.
      const keyed = dialect === 'sqlite' ? ' without rowid' : ''
      return [
        `create table "traderList" ("peer" text not null, "conversation" text not null, "granting" text not null, "edition" bigint,
          "sequence" bigint not null, "last" text, "rebuilds" integer not null, "loading" bigint, "at" bigint not null,
          "recognition" text not null, primary key ("peer", "conversation"))`,
        `create table "traderEdition" ("edition" bigint primary key, "state" integer not null)`,
        `create table "traderPart" ("edition" bigint not null, "message" text not null, primary key ("edition", "message"))`,
        `create table "trader" ("edition" bigint not null, "id" text not null, "programme" text not null, "type" text not null,
          "role" text not null, "record" text not null, "former" integer not null,
          primary key ("edition", "id", "programme", "type", "role"))${keyed}`,
        `create index "traderFormer" on "trader" ("edition") where "former" = 1`,
        `create table "traderAlso" ("edition" bigint not null, "also" text not null, "kind" text not null, "id" text not null,
          "programme" text not null, "type" text not null, "role" text not null,
          primary key ("edition", "also", "kind", "id", "programme", "type", "role"))${keyed}`,
        `create index "traderAlsoOf" on "traderAlso" ("edition", "id")`,
        `create table "traderProgramme" ("peer" text not null, "granting" text not null, "programme" text not null,
          "conversation" text not null, primary key ("peer", "granting", "programme"))`,
        `create table "traderTombstone" ("peer" text not null, "mac" text not null, "at" bigint not null, "message" text not null,
          primary key ("peer", "mac"))`,
        `create index "traderTombstoneMessage" on "traderTombstone" ("message")`,
      ]
    },
  },
  {
    number: 5,
    name: 'agencies',
    minReader: 1,
    statements: () => [
      `alter table "apiKey" add column "types" text`,
      `create table "subscription" ("id" text primary key, "agency" text not null, "procedure" text not null, "types" text,
        "createdAt" bigint not null)`,
      `create table "collection" ("message" text not null, "agency" text not null, "state" text not null, "at" bigint not null,
        primary key ("message", "agency"))`,
    ],
  },
  {
    number: 6,
    name: 'permits',
    minReader: 1,
    statements: () => [
      `create table "permitEntry" ("permit" text not null, "seq" bigint not null, "message" text not null, "body" text not null,
          "at" bigint not null, primary key ("permit", "seq"))`,
      `create unique index "permitEntryMessage" on "permitEntry" ("permit", "message")`,
    ],
  },
  {
    number: 7,
    name: 'crossings',
    minReader: 1,
    statements: () => [
      `create index "referenceType" on "reference" ("type", "value")`,
      `create table "crossing" ("crossing" text primary key, "root" text not null, "seenAt" bigint not null, "startAt" bigint,
          "revision" bigint not null, "summary" text not null)`,
      `create index "crossingStart" on "crossing" ("startAt")`,
      `create index "crossingSeen" on "crossing" ("seenAt", "crossing")`,
    ],
  },
  {
    number: 8,
    name: 'pre-arrivals',
    minReader: 1,
    statements: () => [
      `create table "preArrival" ("peer" text not null, "conversation" text not null, "side" text not null, "messages" bigint not null,
        "status" text not null, "late" integer not null, "doNotLoad" integer not null, "office" text, "mode" text,
        "estimatedArrival" bigint, "attentionFrom" bigint, "urgency" integer not null, "keyDigest" text not null, "body" text not null,
        primary key ("conversation", "peer"))`,
      `create index "preArrivalStatus" on "preArrival" ("status", "conversation")`,
      `create index "preArrivalOffice" on "preArrival" ("office", "conversation")`,
      `create index "preArrivalStopped" on "preArrival" ("conversation") where "doNotLoad" = 1`,
      `create index "preArrivalAttention" on "preArrival" ("urgency", "attentionFrom") where "attentionFrom" is not null`,
      `create table "preArrivalKey" ("peer" text not null, "conversation" text not null, "type" text not null, "value" text not null,
        primary key ("value", "type", "conversation", "peer"))`,
      `create index "preArrivalKeyCase" on "preArrivalKey" ("conversation", "peer")`,
    ],
  },
  {
    number: 9,
    name: 'shards',
    // An older release would go on appending to a shard that was closed.
    minReader: 9,
    statements: () => [
      `alter table "message" add column "receiptShard" text`,
      `update "message" set "receiptShard" = '' where "receiptIndex" is not null`,
      `drop index "messagePeer"`,
      `create index "messagePeer" on "message" ("peer", "direction", "receiptShard", "receiptIndex")`,
      `alter table "peer" add column "talliedShard" text not null default ''`,
      `alter table "witnessed" add column "loggedAt" bigint not null default 0`,
    ],
  },
  {
    number: 10,
    name: 'signed anew',
    minReader: 1,
    statements: () => [
      // What was signed with a key that was withdrawn later: a receiver that holds it still answers with its receipt.
      `create table "supersededManifest" ("message" text not null, "manifestDigest" text not null, "manifest" text not null,
        "shard" text not null, "logIndex" bigint not null, "iat" bigint not null, "exp" bigint not null,
        primary key ("message", "manifestDigest"))`,
    ],
  },
]

/** The schema this release writes. */
export const SCHEMA = MIGRATIONS.at(-1)!.number

/** The schema that is there: its number and the oldest release schema that may still read it; null for an empty database. */
export async function schemaOf(db: Kysely<Tables>): Promise<{ number: number; minReader: number } | null> {
  const tables = await db.introspection.getTables()
  if (!tables.some((t) => t.name === 'migration')) return null
  const row = await db
    .selectFrom('migration')
    .select(['number', 'minReader'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Brings the schema up to number `upTo` (this release's, unless told), one transaction a migration. Answers how many were run. */
export async function migrate(db: Kysely<Tables>, dialect: Dialect, now: number, upTo = SCHEMA): Promise<number> {
  await sql`create table if not exists "migration" ("number" integer primary key, "name" text not null, "minReader" integer not null,
    "at" bigint not null)`.execute(db)
  let run = 0
  for (const migration of MIGRATIONS) {
    if (migration.number > upTo) break
    const done = await db.transaction().execute(async (tx) => {
      // Two replicas that migrate at once: the second waits here, then finds the work done.
      if (dialect === 'postgres') await sql`lock table "migration" in exclusive mode`.execute(tx)
      const there = await tx
        .selectFrom('migration')
        .select('number')
        .where('number', '=', migration.number)
        .executeTakeFirst()
      if (there) return false
      for (const statement of migration.statements(dialect)) await sql.raw(statement).execute(tx)
      const { number, name, minReader } = migration
      await tx.insertInto('migration').values({ number, name, minReader, at: now }).execute()
      return true
    })
    if (done) run++
  }
  return run
}
