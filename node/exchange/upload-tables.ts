/** The tables of what is too large to travel inside a message: what a Single Window uploads before it is sent, and what is under way to or from a peer. */
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** `large`: where its bytes are. `at`: when something was last added to it, or it was last used, in milliseconds. */
    upload: { client: string; id: string; large: string; mediaType: string; at: number }
    /**
     * A part under way after the manifest that names it. `key`: of its stream (RFC 8188), erased with the row; `large`: where its bytes are, or are stored as they
     * come; `size`, `digest`: as signed.
     */
    transfer: {
      direction: string
      peer: string
      message: string
      part: string
      manifestDigest: string
      size: number
      digest: string
      salt: Buffer
      key: Buffer
      large: string
      /** Whether its digest was found to be that of the manifest. */
      whole: number
      at: number
    }
  }
}

export const uploadTables: Migration = {
  number: 15,
  name: 'uploads',
  minReader: 1,
  statements: (dialect) => {
    const blob = dialect === 'sqlite' ? 'blob' : 'bytea'
    return [
      `alter table "part" add column "large" text`,
      `create index "partLarge" on "part" ("message") where "large" is not null`,
      `create table "upload" ("client" text not null, "id" text not null, "large" text not null, "mediaType" text not null, "at" bigint not null,
          primary key ("client", "id"))`,
      `create index "uploadAt" on "upload" ("at")`,
      `create table "transfer" ("direction" text not null, "peer" text not null, "message" text not null, "part" text not null,
          "manifestDigest" text not null, "size" bigint not null, "digest" text not null, "salt" ${blob} not null, "key" ${blob} not null,
          "large" text not null, "whole" integer not null, "at" bigint not null, primary key ("direction", "peer", "message", "part"))`,
      `create index "transferAt" on "transfer" ("direction", "at")`,
    ]
  },
}
