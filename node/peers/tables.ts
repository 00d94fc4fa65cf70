/** The tables of what changes rarely: peers, identities, agreements and API keys. */
import type { Generated } from 'kysely'
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    peer: {
      country: string
      name: string
      state: string
      identity: string
      identityVersion: number
      identityKey: string
      exchangeUrl: string
      tlsAuthority: string
      createdAt: number
      tallied: Generated<number>
      talliedShard: Generated<string>
    }
    /** With the leaf `key` that says when it became known here. */
    identity: { country: string; version: number; jws: string; shard: string; logIndex: number }
    /** What identities name, each of the country that named it first. `vkey` of a log; `revokedAt` in seconds, of a key. */
    identityName: { kind: string; name: string; country: string; vkey: string | null; revokedAt: number | null }
    agreement: {
      hash: string
      peer: string
      state: string
      document: string
      ourSignature: string | null
      theirSignature: string | null
      inForceAt: number | null
      revokedAt: number | null
      reason: string | null
      createdAt: number
      ourEnd: number | null
      theirEnd: number | null
      ourSuspension: string | null
      theirSuspension: string | null
      /** The leaf that holds both signatures; null until there are. */
      shard: string | null
      logIndex: number | null
    }
    apiKey: {
      id: string
      client: string
      name: string
      hash: string
      roles: string
      agency: string | null
      procedures: string | null
      types: string | null
      addresses: string | null
      createdAt: number
      expiresAt: number
      revokedAt: number | null
    }
  }
}

export const peerTables: Migration = {
  number: 2,
  name: 'peers',
  minReader: 1,
  statements: () => [
    `create table "peer" ("country" text primary key, "name" text not null, "state" text not null, "identity" text not null,
          "identityVersion" integer not null, "identityKey" text not null, "exchangeUrl" text not null, "tlsAuthority" text not null,
          "createdAt" bigint not null, "tallied" bigint not null default 0,
          "talliedShard" text not null default '')`,
    `create table "identity" ("country" text not null, "version" integer not null, "jws" text not null,
          "shard" text not null, "logIndex" bigint not null, primary key ("country", "version"))`,
    `create table "identityName" ("kind" text not null, "name" text not null, "country" text not null, "vkey" text, "revokedAt" bigint,
          primary key ("kind", "name"))`,
    `create table "agreement" ("hash" text primary key, "peer" text not null, "state" text not null, "document" text not null,
          "ourSignature" text, "theirSignature" text, "inForceAt" bigint, "revokedAt" bigint, "reason" text, "createdAt" bigint not null,
          "ourEnd" bigint, "theirEnd" bigint, "ourSuspension" text, "theirSuspension" text, "shard" text, "logIndex" bigint)`,
    `create table "apiKey" ("id" text primary key, "client" text not null, "name" text not null, "hash" text not null unique,
          "roles" text not null, "agency" text, "procedures" text, "types" text, "addresses" text, "createdAt" bigint not null,
          "expiresAt" bigint not null, "revokedAt" bigint)`,
  ],
}
