/** The table of the crossings. */
import type { Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    crossing: {
      crossing: string
      root: string
      seenAt: number
      startAt: number | null
      revision: number
      summary: string
    }
  }
}

export const crossingTables: Migration = {
  number: 7,
  name: 'crossings',
  minReader: 1,
  statements: () => [
    `create table "crossing" ("crossing" text primary key, "root" text not null, "seenAt" bigint not null, "startAt" bigint,
          "revision" bigint not null, "summary" text not null)`,
    `create index "crossingStart" on "crossing" ("startAt")`,
    `create index "crossingSeen" on "crossing" ("seenAt", "crossing") where "crossing" = "root"`,
  ],
}
