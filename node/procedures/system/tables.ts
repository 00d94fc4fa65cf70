/** The tables of what systems say of themselves: small rows beside their cases, so that nobody reads the cases to know when a side is away, where its data stand, and what else was said. */
import type { Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    /**
     * Maintenances of all of a side’s system that are not cancelled, by the message that announced each. `startsAt`, `endsAt`: milliseconds since 1970. `said`: seconds
     * since 1970 of its signature; `came`: seconds since 1970 at which this node had it.
     */
    maintenance: {
      peer: string
      conversation: string
      message: string
      country: string
      startsAt: number
      endsAt: number
      said: number
      came: number
    }
    /** The case in which the newest reference data of a side stand. */
    statedData: { peer: string; country: string; version: number; conversation: string }
    /**
     * What lists are made of: by its kind and the message that said it first, or the country whose contacts they are. `about`: by what else it is looked for. `said`: seconds
     * since 1970 of its signature. `view`: how it stands, as JSON.
     */
    systemEntry: {
      peer: string
      conversation: string
      kind: string
      name: string
      about: string
      said: number
      view: string
    }
  }
}

export const systemTables: Migration = {
  number: 21,
  name: 'system',
  minReader: 1,
  statements: () => [
    `create table "maintenance" ("peer" text not null, "conversation" text not null, "message" text not null, "country" text not null,
        "startsAt" bigint not null, "endsAt" bigint not null, "said" bigint not null, "came" bigint not null,
        primary key ("conversation", "peer", "message"))`,
    `create index "maintenanceEnds" on "maintenance" ("peer", "country", "endsAt", "startsAt")`,
    `create table "statedData" ("peer" text not null, "country" text not null, "version" bigint not null, "conversation" text not null,
        primary key ("peer", "country"))`,
    `create table "systemEntry" ("peer" text not null, "conversation" text not null, "kind" text not null, "name" text not null,
        "about" text not null, "said" bigint not null, "view" text not null, primary key ("conversation", "peer", "kind", "name"))`,
    `create index "systemEntryOf" on "systemEntry" ("peer", "kind", "name")`,
    `create index "systemEntryKind" on "systemEntry" ("kind", "name")`,
    `create index "systemEntryAbout" on "systemEntry" ("peer", "kind", "about", "said", "name")`,
  ],
}
