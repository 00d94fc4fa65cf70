/** The tables of the node and of its log: leaves, tiles, checkpoints, cosignatures, timestamps, and what we witnessed. */
import type { Generated } from 'kysely'
import type { Migration } from './migrate.ts'

declare module './tables.ts' {
  interface Tables {
    /** `changesFrom`: up to which place changes are no longer kept. */
    node: { id: number; country: string; name: string; shard: string; revision: number; changesFrom: Generated<number> }
    /** `changes`: the last place that was given to a change (tx.ts). */
    logHead: { shard: string; origin: string; size: number; changes: Generated<number> }
    leaf: { shard: string; idx: number; data: Buffer; hash: Buffer; ownSalt: Buffer | null; ownObject: string | null }
    /** The newest bytes of each hash tile: partial ones grow in place, and what a smaller checkpoint needs is a prefix. */
    tile: { shard: string; level: number; idx: number; bytes: Buffer }
    /** `kept`: 0 while nobody has cosigned it, 1 when somebody has, 2 where it is what is left of its minute. */
    checkpoint: { shard: string; size: number; root: Buffer; note: string; at: number; kept: number }
    cosignature: { shard: string; size: number; witness: string; line: string; time: number }
    /** What this node has cosigned of the logs of others. */
    witnessed: { origin: string; size: number; root: Buffer; note: string; at: number; loggedAt: Generated<number> }
    timestamp: {
      shard: string
      size: number
      token: Buffer
      genTime: number
      validUntil: number
      salt: Buffer
      leafShard: string
      leafIndex: number
    }
  }
}

export const logTables: Migration = {
  number: 1,
  name: 'log',
  minReader: 1,
  statements: (dialect) => {
    const blob = dialect === 'sqlite' ? 'blob' : 'bytea'
    const keyed = dialect === 'sqlite' ? ' without rowid' : ''
    return [
      `create table "node" ("id" integer primary key, "country" text not null, "name" text not null, "shard" text not null, "revision" bigint not null,
          "changesFrom" bigint not null default 0)`,
      `create table "logHead" ("shard" text primary key, "origin" text not null unique, "size" bigint not null,
          "changes" bigint not null default 0)`,
      `create table "leaf" ("shard" text not null, "idx" bigint not null, "data" ${blob} not null, "hash" ${blob} not null,
          "ownSalt" ${blob}, "ownObject" text, primary key ("shard", "idx"))${keyed}`,
      `create table "tile" ("shard" text not null, "level" integer not null, "idx" bigint not null, "bytes" ${blob} not null,
          primary key ("shard", "level", "idx"))`,
      `create table "checkpoint" ("shard" text not null, "size" bigint not null, "root" ${blob} not null, "note" text not null,
          "at" bigint not null, "kept" integer not null default 0, primary key ("shard", "size"))`,
      `create index "checkpointUnkept" on "checkpoint" ("shard", "at") where "kept" = 0`,
      `create index "checkpointDense" on "checkpoint" ("at") where "kept" = 1`,
      `create table "cosignature" ("shard" text not null, "size" bigint not null, "witness" text not null, "line" text not null,
          "time" bigint not null, primary key ("shard", "size", "witness"))`,
      `create index "cosignatureWitness" on "cosignature" ("witness", "shard", "size")`,
      `create table "witnessed" ("origin" text primary key, "size" bigint not null, "root" ${blob} not null, "note" text not null,
          "at" bigint not null, "loggedAt" bigint not null default 0)`,
      `create table "timestamp" ("shard" text not null, "size" bigint not null, "token" ${blob} not null, "genTime" bigint not null,
          "validUntil" bigint not null, "salt" ${blob} not null, "leafShard" text not null, "leafIndex" bigint not null,
          primary key ("leafShard", "leafIndex"))`,
      `create index "timestampSize" on "timestamp" ("shard", "size")`,
      `create index "timestampTime" on "timestamp" ("shard", "genTime")`,
    ]
  },
}
