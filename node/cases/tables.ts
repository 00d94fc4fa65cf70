/** The tables of the cases: how far in the log they have come, what lists show of them, and what becomes due in them. */
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
    /** What lists show of each case, and of which messages it cannot do without (0: of none); `view` is what its procedure says of it, null where it is shown nowhere. */
    caseRow: {
      peer: string
      conversation: string
      procedure: string
      test: number
      open: number
      size: number
      openedAt: number
      heads: string
      hash: string
      status: string | null
      side: string | null
      due: number | null
      neededFrom: number
      neededUntil: number
      view: string | null
    }
    /** By what cases are found. */
    caseKey: { type: string; value: string; conversation: string; peer: string }
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
    `create index "setAsideCase" on "setAside" ("conversation", "peer")`,
    `create table "caseDue" ("peer" text not null, "conversation" text not null, "at" bigint, "actedTo" bigint not null,
          primary key ("peer", "conversation"))`,
    `create table "caseRow" ("peer" text not null, "conversation" text not null, "procedure" text not null, "test" integer not null,
          "open" integer not null, "size" bigint not null, "openedAt" bigint not null, "heads" text not null, "hash" text not null,
          "status" text, "side" text, "due" bigint, "neededFrom" bigint not null default 0, "neededUntil" bigint not null default 0, "view" text, primary key ("conversation", "peer"))`,
    `create index "caseRowProcedure" on "caseRow" ("procedure", "conversation", "peer")`,
    `create table "caseKey" ("type" text not null, "value" text not null, "conversation" text not null, "peer" text not null,
          primary key ("type", "value", "conversation", "peer"))`,
    `create index "caseKeyCase" on "caseKey" ("conversation", "peer")`,
    `create index "caseDueAt" on "caseDue" ("at")`,
  ],
}
