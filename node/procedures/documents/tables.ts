/** The tables of the permits’ ledger. */
import { orderedText, type Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    /** What was decided about a permit of ours, in its order. */
    permitEntry: { permit: string; seq: number; message: string; body: string; at: number }
    /** Permits of ours as lists show them, each of the agency that has put it into the register. */
    permitShown: { permit: string; plain: string; agency: string; body: string }
    /** Permits by their numbers: those in the register of this side, and those that cases name. */
    permitKnown: { permit: string; issuer: string; own: number }
    /** What one case says of a permit, and when its issuer last spoke there; what it has not stated is null. Of one of ours the register says it. */
    permitCase: {
      peer: string
      conversation: string
      permit: string
      issuer: string
      /** How many messages the case had: a row of fewer is older. */
      size: number
      stated: number
      typeCode: string
      standing: string
      validTo: string | null
      replacedBy: string | null
      issued: string | null
      balance: string | null
    }
    /** What was said of permits, thing by thing: uses and reservations, interceptions, discrepancies, questions. */
    permitSaid: {
      kind: string
      message: string
      permit: string
      issuer: string
      /** In which order it was said. */
      place: number
      peer: string
      conversation: string
      /** Of an entry of a ledger of ours, which stays when its case is erased. */
      own: number
      size: number
      body: string
    }
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
    `create table "permitShown" ("permit" ${orderedText(dialect)} primary key, "plain" ${orderedText(dialect)} not null, "agency" text not null,
          "body" text not null)`,
    `create table "permitQuota" ("quota" text not null, "permit" text not null, "total" text not null, "unitCode" text not null,
          "granted" bigint not null, "grantedPart" bigint not null, "taken" bigint not null, "takenPart" bigint not null,
          "until" bigint not null, primary key ("quota", "permit"))`,
    `create table "permitKnown" ("permit" ${orderedText(dialect)} not null, "issuer" ${orderedText(dialect)} not null,
          "own" integer not null, primary key ("permit", "issuer"))`,
    `create table "permitCase" ("peer" text not null, "conversation" text not null,
          "permit" ${orderedText(dialect)} not null, "issuer" ${orderedText(dialect)} not null, "size" bigint not null, "stated" bigint not null, "typeCode" text not null, "standing" text not null, "validTo" text,
          "replacedBy" text, "issued" text, "balance" text, primary key ("conversation", "peer"))`,
    `create index "permitCaseStated" on "permitCase" ("permit", "issuer", "stated", "conversation")`,
    `create index "permitCaseStanding" on "permitCase" ("permit", "issuer", "standing")`,
    `create index "permitCaseSaid" on "permitCase" ("permit", "issuer", "stated", "conversation") where "standing" <> 'unknown'`,
    ...['validTo', 'replacedBy', 'issued', 'balance'].map(
      (column) =>
        `create index "permitCase-${column}" on "permitCase" ("permit", "issuer", "stated", "conversation") where "${column}" is not null`,
    ),
    `create table "permitSaid" ("kind" text not null, "message" text not null, "permit" text not null, "issuer" text not null,
          "place" bigint not null, "peer" text not null, "conversation" text not null, "own" integer not null, "size" bigint not null,
          "body" text not null, primary key ("message", "kind"))`,
    `create index "permitSaidPlace" on "permitSaid" ("permit", "issuer", "kind", "place", "message")`,
    `create index "permitSaidCase" on "permitSaid" ("conversation", "peer")`,
    `create index "permitQuotaPermit" on "permitQuota" ("permit")`,
    `create index "permitShownPlain" on "permitShown" ("plain", "permit")`,
  ],
}
