/** The tables of the permits’ ledger. */
import { orderedText, type Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    /** What was decided about a permit of ours, in its order. */
    permitEntry: { permit: string; seq: number; message: string; body: string; at: number }
    /** Permits of ours as lists show them, each of the agency that has put it into the register. */
    permitShown: { permit: string; plain: string; agency: string; body: string }
    /** What permits of ours take of annual quotas (quotas.ts): the whole units and their billionths, each by itself. */
    permitQuota: {
      quota: string
      permit: string
      total: string
      unitCode: string
      granted: string
      grantedPart: number
      taken: string
      takenPart: number
      until: number
    }
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
    `create table "permitQuota" ("quota" text not null, "permit" text not null, "total" text not null, "unitCode" text not null,
          "granted" bigint not null, "grantedPart" bigint not null, "taken" bigint not null, "takenPart" bigint not null,
          "until" bigint not null, primary key ("quota", "permit"))`,
    `create index "permitQuotaPermit" on "permitQuota" ("permit")`,
    `create index "permitShownPlain" on "permitShown" ("plain", "permit")`,
  ],
}
