/** The tables of webhooks: who is told where, what waits to be told, and every attempt. */
import type { Migration } from '../store/migrate.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** Times in milliseconds since 1970. Lists are joined by commas; null: not limited. */
    webhook: {
      id: string
      /** Whose it is, and the key by whose rights it is told. */
      client: string
      key: string
      url: string
      kinds: string | null
      procedures: string | null
      states: string | null
      description: string | null
      createdAt: number
      /** Which of the secrets that follow from the key of the folder signs, and how it is known that the folder still has that key. */
      secretNumber: number
      secretCheck: string
      /** Until when the secret before it signs too. */
      previousUntil: number
      /** Why nothing is delivered, and since when; null: it is. */
      disabled: string | null
      disabledAt: number | null
      /** How far the feed of changes was read for it. */
      place: number
      /** The number of what is put into the queue next. */
      nextSeq: number
      /** Since when nothing has been taken, where the last attempt failed. */
      failingSince: number | null
      /** Until when the target has asked to be left in peace. */
      pausedUntil: number
      /** A replay that goes on: how far the feed was read for it and where it ends, and of when the changes are that are told again. */
      replayPlace: number | null
      replayEnd: number | null
      replaySince: number | null
      replayUntil: number | null
      /** The process that delivers, and until when no other one does. */
      leaseOwner: string | null
      leaseUntil: number
    }
    /**
     * What waits: a change by its place in the feed, in the lane of its conversation. What it tells is read there when it is delivered, by the rights of that moment.
     * `firstAt`: when it was first tried in vain.
     */
    webhookEvent: {
      webhook: string
      seq: number
      event: string
      lane: string
      type: string
      place: number
      queuedAt: number
      attempts: number
      dueAt: number
      firstAt: number | null
    }
    webhookAttempt: {
      id: string
      webhook: string
      event: string
      type: string
      at: number
      attempt: number
      status: number | null
      error: string | null
      answer: string
      ms: number
      nextAt: number | null
    }
  }
}

export const webhookTables: Migration = {
  number: 18,
  name: 'webhooks',
  minReader: 1,
  statements: () => [
    `create table "webhook" ("id" text primary key, "client" text not null, "key" text not null, "url" text not null, "kinds" text, "procedures" text, "states" text,
          "description" text, "createdAt" bigint not null, "secretNumber" integer not null, "secretCheck" text not null, "previousUntil" bigint not null,
          "disabled" text, "disabledAt" bigint, "place" bigint not null, "nextSeq" bigint not null, "failingSince" bigint, "pausedUntil" bigint not null,
          "replayPlace" bigint, "replayEnd" bigint,
          "replaySince" bigint, "replayUntil" bigint, "leaseOwner" text, "leaseUntil" bigint not null)`,
    `create index "webhookClient" on "webhook" ("client", "id")`,
    `create table "webhookEvent" ("webhook" text not null, "seq" bigint not null, "event" text not null, "lane" text not null, "type" text not null, "place" bigint not null,
          "queuedAt" bigint not null, "attempts" integer not null, "dueAt" bigint not null, "firstAt" bigint, primary key ("webhook", "seq"))`,
    `create unique index "webhookEventOnce" on "webhookEvent" ("webhook", "event")`,
    `create index "webhookEventLane" on "webhookEvent" ("webhook", "lane", "seq")`,
    `create index "webhookEventDue" on "webhookEvent" ("webhook", "dueAt")`,
    `create table "webhookAttempt" ("id" text primary key, "webhook" text not null, "event" text not null, "type" text not null, "at" bigint not null,
          "attempt" integer not null, "status" integer, "error" text, "answer" text not null, "ms" integer not null, "nextAt" bigint)`,
    `create index "webhookAttemptOf" on "webhookAttempt" ("webhook", "id")`,
    `create index "webhookAttemptEvent" on "webhookAttempt" ("webhook", "event", "id")`,
  ],
}
