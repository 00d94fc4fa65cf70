/** The tables of the cases: how far in the log they have come, and what becomes due in them. */
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** How far in the log somebody who follows it has come. */
    follower: { name: string; shard: string; idx: number }
    /** Cases in which something becomes due, and up to when alerts were raised. */
    caseDue: { peer: string; conversation: string; at: number | null; actedTo: number }
  }
}

export const caseTables: Migration = {
  number: 4,
  name: 'cases',
  minReader: 1,
  statements: () => [
    `create table "follower" ("name" text primary key, "shard" text not null, "idx" bigint not null)`,
    `create table "caseDue" ("peer" text not null, "conversation" text not null, "at" bigint, "actedTo" bigint not null,
          primary key ("peer", "conversation"))`,
    `create index "caseDueAt" on "caseDue" ("at")`,
  ],
}
