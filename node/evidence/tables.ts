/** What evidence needs and no other feature keeps: where each erasure stands in the log, what a receiver once proved, and what is not signed of a signature. */
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** The leaf `erased` that names a message. */
    erasure: { message: string; what: string; shard: string; logIndex: number }
    /** The receiver's proof of its leaf about a message (`c2sp.org/tlog-proof@v1`), as it was fetched last. */
    receiverProof: { message: string; proof: string }
    /** The `etsiU` array (JSON) of the signature `jws`; `validUntil`: when the certificate behind the last token in it ends. */
    signatureTimes: { message: string; of: string; jws: string; etsiU: string; validUntil: number }
    /** The newest list (CRL, DER) that an authority gives at an address; times in milliseconds since 1970. */
    revocation: { url: string; der: Buffer; thisUpdate: number; nextUpdate: number | null; fetchedAt: number }
  }
}

export const evidenceTables: Migration = {
  number: 13,
  name: 'evidence',
  minReader: 1,
  statements: (dialect) => [
    `create table "erasure" ("message" text not null, "what" text not null, "shard" text not null, "logIndex" bigint not null,
          primary key ("message", "what"))`,
    `create table "receiverProof" ("message" text primary key, "proof" text not null)`,
    `create table "signatureTimes" ("message" text not null, "of" text not null, "jws" text not null, "etsiU" text not null, "validUntil" bigint not null,
          primary key ("message", "of"))`,
    `create index "signatureTimesEnd" on "signatureTimes" ("validUntil")`,
    `create table "revocation" ("url" text primary key, "der" ${dialect === 'sqlite' ? 'blob' : 'bytea'} not null, "thisUpdate" bigint not null,
          "nextUpdate" bigint, "fetchedAt" bigint not null)`,
  ],
}
