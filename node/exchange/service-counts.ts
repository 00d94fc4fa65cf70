/** What is counted of the service of each neighbour by the month: how often it answered when it was asked, and how soon what was sent to it had its receipt. Read behind the messages, never on their way. */
import { sql, type SqlBool, type Transaction } from 'kysely'
import type { Migration } from '../store/migrate.ts'
import { toldIn } from '../operate/change-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import { firstIdAt } from '../values/id.ts'
import { COUNTED } from './outbox.ts'
import { PENDING } from './tables.ts'

/**
 * `answered`, `silent`: of the times that a neighbour was asked; `maintenance`: silent while it had said in time that it would be. `receipt`: messages whose receipt
 * is held, by the least bound of its time; `unreceipted`: that expired without one; `excused`: of both, that waited in a maintenance. `judged`: the month was judged.
 */
export type Counted = 'answered' | 'silent' | 'maintenance' | 'receipt' | 'unreceipted' | 'excused' | 'judged'

/** `bound`: milliseconds, of a receipt; 0 of all others. */
export type Count = {
  readonly peer: Country
  readonly month: string
  readonly what: Counted
  readonly bound: number
  readonly count: number
}

declare module '../store/tables.ts' {
  interface Tables {
    serviceCount: { peer: string; month: string; what: string; bound: number; count: number }
    /** Up to which place among all changes messages are counted. */
    serviceCounted: { id: number; place: number }
  }
}

export const serviceTables: Migration = {
  number: 20,
  name: 'service-levels',
  minReader: 1,
  statements: () => [
    `create table "serviceCount" ("peer" text not null, "month" text not null, "what" text not null, "bound" bigint not null,
        "count" bigint not null, primary key ("peer", "month", "what", "bound"))`,
    `create table "serviceCounted" ("id" integer primary key, "place" bigint not null)`,
  ],
}

/** Places that are looked through at once, and messages that are counted. */
const [PLACES_AT_ONCE, ROWS] = [20_000, 1000]

/** Of a message that was sent: when it was made, and when it first had its receipt, or expired without. */
export type Ended = {
  readonly peer: Country
  readonly made: number
  readonly ended: number
  readonly receipted: boolean
}

export type Page = { readonly after: number; readonly upTo: number; readonly ended: readonly Ended[] }

async function add(db: Transaction<Tables>, counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return
  await db
    .insertInto('serviceCount')
    .values([...counts])
    .onConflict((c) =>
      c
        .columns(['peer', 'month', 'what', 'bound'])
        .doUpdateSet({ count: sql<number>`"serviceCount"."count" + excluded."count"` }),
    )
    .execute()
}

export const serviceCountsIn = inStore((store: Store) => {
  const { read, apart } = store
  return {
    add: (counts: readonly Count[]): Promise<void> => apart((db) => add(db, counts)),

    /** All of a month, which are few. */
    async of(peer: Country, month: string): Promise<Count[]> {
      const rows = await read
        .selectFrom('serviceCount')
        .selectAll()
        .where('peer', '=', peer)
        .where('month', '=', month)
        .orderBy('what')
        .orderBy('bound')
        .execute()
      return rows.map((row) => ({
        ...(row as Count),
        bound: Number(row.bound),
        count: Number(row.count),
      }))
    },

    /** The first month after another of which something was counted; undefined where there is none. */
    async monthAfter(peer: Country, month: string): Promise<string | undefined> {
      const row = await read
        .selectFrom('serviceCount')
        .select('month')
        .where('peer', '=', peer)
        .where('month', '>', month)
        .orderBy('month')
        .limit(1)
        .executeTakeFirst()
      return row?.month
    },

    /** Which messages have ended on their way since the last page that was kept; null where nothing has changed. */
    async next(): Promise<Page | null> {
      const { from, last } = await toldIn(store).span()
      const row = await read.selectFrom('serviceCounted').select('place').where('id', '=', 1).executeTakeFirst()
      const after = Number(row?.place ?? 0)
      const begin = Math.max(after, from)
      if (begin >= last) return null
      const end = Math.min(last, begin + PLACES_AT_ONCE)
      const rows = await read
        .selectFrom('history')
        .innerJoin('message', 'message.id', 'history.message')
        .select(['message.peer', 'message.createdAt', 'history.place', 'history.seq', 'history.state', 'history.at'])
        .select((e) =>
          e
            .selectFrom('history as held')
            .select((h) => h.fn.min('held.seq').as('seq'))
            .whereRef('held.message', '=', 'history.message')
            .where('held.state', '=', 'delivered')
            .as('held'),
        )
        .where('history.place', '>', begin)
        .where('history.place', '<=', end)
        .where('history.state', 'in', ['delivered', 'expired'])
        .orderBy('history.place')
        .limit(ROWS)
        .execute()
      const upTo = rows.length < ROWS ? end : Number(rows.at(-1)!.place)
      // What a log lost is sent anew, and has its receipt for the second time.
      const first = rows.filter(({ held, seq }) => held === null || Number(held) >= Number(seq))
      const ended = first.map((row): Ended => ({
        peer: row.peer as Country,
        made: Number(row.createdAt),
        ended: Number(row.at),
        receipted: row.state === 'delivered',
      }))
      return { after, upTo, ended }
    },

    /** Keeps what a page came to, once: false where another process has kept it. */
    keep: ({ after, upTo }: Page, counts: readonly Count[]): Promise<boolean> =>
      apart(async (db) => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('serviceCounted')
          .values({ id: 1, place: upTo })
          .onConflict((c) => c.column('id').doUpdateSet({ place: upTo }).where('serviceCounted.place', '=', after))
          .executeTakeFirst()
        if (Number(numInsertedOrUpdatedRows ?? 0) === 0) return false
        await add(db, counts)
        return true
      }),

    /** How many messages to `peer` that were made in a span wait for their receipt, counted up to `COUNTED`; those that wait for a person here are not among them. */
    async waiting(peer: Country, from: number, to: number): Promise<number> {
      if (from >= to) return 0
      const found = await read
        .selectFrom((e) =>
          e
            .selectFrom('message')
            .select('id')
            .where('peer', '=', peer)
            .where(sql.raw<SqlBool>(PENDING))
            .where('id', '>=', firstIdAt(from))
            .where('id', '<', firstIdAt(to))
            .where('state', '<>', 'parked')
            .limit(COUNTED)
            .as('waits'),
        )
        .select((e) => e.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      return Number(found.count)
    },
  }
})
