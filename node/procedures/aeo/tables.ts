/** The tables of the register of recognised traders. */
import { orderedText, type Migration } from '../../store/migrate.ts'

declare module '../../store/tables.ts' {
  interface Tables {
    /** One list of traders for each case of aeo; `last` is the delta that counts last in `edition`. */
    traderList: {
      peer: string
      conversation: string
      granting: string
      edition: number | null
      sequence: number
      last: string | null
      rebuilds: number
      loading: number | null
      at: number
      recognition: string
      /** JSON; null where the list holds all that was said. */
      incomplete: string | null
    }
    /** 0 is being filled, 1 counts, 2 is to be deleted, 3 was deleted. */
    traderEdition: { edition: number; state: number }
    /** Messages that are wholly in an edition. */
    traderPart: { edition: number; message: string }
    trader: {
      edition: number
      id: string
      programme: string
      type: string
      role: string
      record: string
      former: number
    }
    traderAlso: {
      edition: number
      also: string
      kind: string
      id: string
      programme: string
      type: string
      role: string
    }
    /** The programmes that the rows of an edition name. */
    traderEditionProgramme: { edition: number; programme: string }
    /** Which list counts for a programme of a granting country. */
    traderProgramme: { peer: string; granting: string; programme: string; conversation: string }
    /** Keyed hashes of traders that withdrew their consent, until the message that said so is erased. */
    traderTombstone: { peer: string; mac: string; at: number; message: string }
  }
}

export const traderTables: Migration = {
  number: 5,
  name: 'traders',
  minReader: 1,
  statements: (dialect) => {
    // A row is found by its key alone: the table is the index.
    const keyed = dialect === 'sqlite' ? ' without rowid' : ''
    return [
      `create table "traderList" ("peer" text not null, "conversation" text not null, "granting" text not null, "edition" bigint,
          "sequence" bigint not null, "last" text, "rebuilds" integer not null, "loading" bigint, "at" bigint not null,
          "recognition" text not null, "incomplete" text, primary key ("peer", "conversation"))`,
      `create index "traderListIncomplete" on "traderList" ("peer") where "incomplete" is not null`,
      `create table "traderEdition" ("edition" bigint primary key, "state" integer not null)`,
      `create table "traderPart" ("edition" bigint not null, "message" text not null, primary key ("edition", "message"))`,
      `create table "traderEditionProgramme" ("edition" bigint not null, "programme" text not null, primary key ("edition", "programme"))`,
      `create table "trader" ("edition" bigint not null, "id" ${orderedText(dialect)} not null, "programme" text not null, "type" text not null,
          "role" text not null, "record" text not null, "former" integer not null,
          primary key ("edition", "id", "programme", "type", "role"))${keyed}`,
      `create index "traderFormer" on "trader" ("edition") where "former" = 1`,
      `create table "traderAlso" ("edition" bigint not null, "also" ${orderedText(dialect)} not null, "kind" text not null, "id" text not null,
          "programme" text not null, "type" text not null, "role" text not null,
          primary key ("edition", "also", "kind", "id", "programme", "type", "role"))${keyed}`,
      `create index "traderAlsoOf" on "traderAlso" ("edition", "id")`,
      `create table "traderProgramme" ("peer" text not null, "granting" text not null, "programme" text not null,
          "conversation" text not null, primary key ("peer", "granting", "programme"))`,
      `create table "traderTombstone" ("peer" text not null, "mac" text not null, "at" bigint not null, "message" text not null,
          primary key ("peer", "mac"))`,
      `create index "traderTombstoneMessage" on "traderTombstone" ("message")`,
    ]
  },
}
