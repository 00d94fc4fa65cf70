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
      /** Null: no statistics read it. */
      stratum: string | null
      figures: string | null
    }
    /** By the digest of it. */
    stratum: { digest: string; stratum: string }
  }
}

export const crossingTables: Migration = {
  number: 7,
  name: 'crossings',
  minReader: 1,
  statements: () => [
    `create table "crossing" ("crossing" text primary key, "root" text not null, "seenAt" bigint not null, "startAt" bigint,
          "revision" bigint not null, "summary" text not null, "stratum" text, "figures" text)`,
    `create table "stratum" ("digest" text primary key, "stratum" text not null)`,
    // All that statistics read.
    `create index "crossingStart" on "crossing" ("startAt", "stratum", "figures") where "stratum" is not null`,
    `create index "crossingSeen" on "crossing" ("seenAt", "crossing") where "crossing" = "root"`,
  ],
}
