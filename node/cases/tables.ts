/** The tables of the cases: how far in the log they have come, and what becomes due in them. */
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** How far in the log each projection has come, and which replica runs it until when. */
    projection: { name: string; shard: string; idx: number; owner: string; until: number }
    /** Cases whose work has failed in a projection, until it is tried again. */
    setAside: {
      projection: string
      peer: string
      conversation: string
      error: string
      since: number
      attempts: number
      again: number
    }
    /** Cases in which something becomes due, and up to when alerts were raised. */
    caseDue: { peer: string; conversation: string; at: number | null; actedTo: number }
  }
}

export const caseTables: Migration = {
  number: 4,
  name: 'cases',
  minReader: 1,
  statements: () => [
    `create table "projection" ("name" text primary key, "shard" text not null, "idx" bigint not null, "owner" text not null,
          "until" bigint not null)`,
    `create table "setAside" ("projection" text not null, "peer" text not null, "conversation" text not null, "error" text not null,
          "since" bigint not null, "attempts" integer not null, "again" integer not null,
          primary key ("projection", "conversation", "peer"))`,
    `create table "caseDue" ("peer" text not null, "conversation" text not null, "at" bigint, "actedTo" bigint not null,
          primary key ("peer", "conversation"))`,
    `create index "caseDueAt" on "caseDue" ("at")`,
  ],
}
