/** The tables of the permits’ ledger. */
import { orderedText, type Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    /** What was decided about a permit of ours, in its order. */
    permitEntry: { permit: string; seq: number; message: string; body: string; at: number }
    /** Permits of ours as lists show them, each of the agency that has put it into the register. */
    permitShown: { permit: string; plain: string; agency: string; body: string }
    /** Which permits of ours are of an annual quota. */
    permitQuota: { quota: string; permit: string }
  }
}

export const permitTables: Migration = {
  number: 6,
  name: 'permits',
  minReader: 1,
  statements: (dialect) => [
    `create table "permitEntry" ("permit" text not null, "seq" bigint not null, "message" text not null, "body" text not null,
          "at" bigint not null, primary key ("permit", "seq"))`,
    `create unique index "permitEntryMessage" on "permitEntry" ("permit", "message")`,
    `create table "permitShown" ("permit" text primary key, "plain" ${orderedText(dialect)} not null, "agency" text not null,
          "body" text not null)`,
    `create table "permitQuota" ("quota" text not null, "permit" text not null, primary key ("quota", "permit"))`,
    `create index "permitShownPlain" on "permitShown" ("plain", "permit")`,
  ],
}
