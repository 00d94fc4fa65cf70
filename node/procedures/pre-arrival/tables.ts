/** The tables of the register of pre-arrival cases. */
import { orderedText, type Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    /** The index of the pre-arrival cases, and the keys by which an arrival finds its case. */
    preArrival: {
      peer: string
      conversation: string
      side: string
      messages: number
      status: string
      late: number
      doNotLoad: number
      office: string | null
      mode: string | null
      estimatedArrival: number | null
      urgent0: number | null
      urgent1: number | null
      urgent2: number | null
      urgent3: number | null
      keyDigest: string
      body: string
    }
    preArrivalKey: { peer: string; conversation: string; type: string; value: string; plain: string }
  }
}

export const preArrivalTables: Migration = {
  number: 8,
  name: 'pre-arrivals',
  minReader: 1,
  statements: (dialect) => [
    `create table "preArrival" ("peer" text not null, "conversation" text not null, "side" text not null, "messages" bigint not null,
        "status" text not null, "late" integer not null, "doNotLoad" integer not null, "office" text, "mode" text,
        "estimatedArrival" bigint, "urgent0" bigint, "urgent1" bigint, "urgent2" bigint, "urgent3" bigint,
        "keyDigest" text not null, "body" text not null,
        primary key ("conversation", "peer"))`,
    `create index "preArrivalStatus" on "preArrival" ("status", "conversation", "peer")`,
    `create index "preArrivalOffice" on "preArrival" ("office", "conversation", "peer")`,
    `create index "preArrivalStopped" on "preArrival" ("conversation", "peer") where "doNotLoad" = 1`,
    `create index "preArrivalLate" on "preArrival" ("conversation", "peer") where "late" = 1 and "status" <> 'closed'`,
    ...[0, 1, 2, 3].flatMap((urgency) => [
      `create index "preArrivalUrgent${urgency}" on "preArrival" ("urgent${urgency}", "conversation", "peer") where "urgent${urgency}" is not null`,
      `create index "preArrivalOfficeUrgent${urgency}" on "preArrival" ("office", "urgent${urgency}", "conversation", "peer") where "urgent${urgency}" is not null`,
    ]),
    `create table "preArrivalKey" ("peer" text not null, "conversation" text not null, "type" text not null, "value" text not null,
        "plain" ${orderedText(dialect)} not null, primary key ("plain", "type", "conversation", "peer"))`,
    `create index "preArrivalKeyPlain" on "preArrivalKey" ("plain", "conversation" desc, "peer")`,
    `create index "preArrivalKeyCase" on "preArrivalKey" ("conversation", "peer")`,
  ],
}
