/** What evidence needs and no other feature keeps: where each erasure stands in the log, and what a receiver once proved. */
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** The leaf `erased` that names a message. */
    erasure: { message: string; what: string; shard: string; logIndex: number }
    /** The receiver's proof of its leaf about a message (`c2sp.org/tlog-proof@v1`), as it was fetched last. */
    receiverProof: { message: string; proof: string }
  }
}

export const evidenceTables: Migration = {
  number: 13,
  name: 'evidence',
  minReader: 1,
  statements: () => [
    `create table "erasure" ("message" text not null, "what" text not null, "shard" text not null, "logIndex" bigint not null,
          primary key ("message", "what"))`,
    `create table "receiverProof" ("message" text primary key, "proof" text not null)`,
  ],
}
