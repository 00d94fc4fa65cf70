/** The alerts that were raised: one open for each kind, peer and subject, counted while it is. */
import type { Transaction } from 'kysely'
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import type { AlertKind, ClosingKind } from './alerts.ts'

declare module '../store/tables.ts' {
  interface Tables {
    alert: {
      id: string
      at: number
      kind: string
      /** Empty: it is about the node. */
      peer: string
      subject: string
      detail: string
      count: number
      lastAt: number
      closedAt: number | null
    }
  }
}

export const alertTables: Migration = {
  number: 9,
  name: 'alerts',
  minReader: 1,
  statements: () => [
    `create table "alert" ("id" text primary key, "at" bigint not null, "kind" text not null, "peer" text not null, "subject" text not null,
          "detail" text not null, "count" bigint not null, "lastAt" bigint not null, "closedAt" bigint)`,
    `create unique index "alertOpen" on "alert" ("kind", "peer", "subject") where "closedAt" is null`,
    `create index "alertNewest" on "alert" ("id") where "closedAt" is null`,
  ],
}

export type AlertRow = {
  readonly id: MessageId
  /** Milliseconds since 1970, as all times here. */
  readonly at: number
  readonly kind: string
  readonly peer: Country | null
  /** What it is about, so that it is open once: a case, a message, an origin; empty where it is about the peer or the node. */
  readonly subject: string
  /** What was said last. */
  readonly detail: string
  /** How often it was raised while it is open, and when last. */
  readonly count: number
  readonly lastAt: number
  readonly closedAt: number | null
}

export type AlertFilter = {
  /** Those that nobody has closed. */
  readonly open: boolean
  readonly kinds?: readonly AlertKind[]
  /** Older than this one. */
  readonly before?: MessageId | undefined
  readonly limit: number
}

type NewAlert = Omit<AlertRow, 'closedAt' | 'count' | 'lastAt'> & { readonly kind: AlertKind }

/** Raises an alert; where one of its kind is open for the same peer and subject, that one is counted up. True where it is new. */
export async function raiseAlert(db: Transaction<Tables>, { peer, ...row }: NewAlert): Promise<boolean> {
  const { count } = await db
    .insertInto('alert')
    .values({ ...row, peer: peer ?? '', count: 1, lastAt: row.at, closedAt: null })
    .onConflict((oc) =>
      oc
        .columns(['kind', 'peer', 'subject'])
        .where('closedAt', 'is', null)
        .doUpdateSet((e) => ({ count: e('alert.count', '+', 1), lastAt: row.at, detail: row.detail })),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  return Number(count) === 1
}

function alertStore({ read, transact }: Store) {
  return {
    /** As `raiseAlert`, in a transaction of its own. */
    raise: (row: NewAlert) => transact((tx) => raiseAlert(tx.db, row)),

    /** Closes what is open of a kind for a peer and subject: its cause is gone. */
    settle: (kind: ClosingKind, peer: Country | null, subject: string, at: number) =>
      transact(async (tx) => {
        const closed = await tx.db
          .updateTable('alert')
          .set({ closedAt: at })
          .where('kind', '=', kind)
          .where('peer', '=', peer ?? '')
          .where('subject', '=', subject)
          .where('closedAt', 'is', null)
          .returning('id')
          .executeTakeFirst()
        return closed !== undefined
      }),

    /** Newest first. */
    async alerts({ open, kinds, before, limit }: AlertFilter): Promise<AlertRow[]> {
      let query = read.selectFrom('alert').selectAll().orderBy('id', 'desc').limit(limit)
      if (open) query = query.where('closedAt', 'is', null)
      if (kinds) query = query.where('kind', 'in', kinds.length > 0 ? kinds : [''])
      if (before) query = query.where('id', '<', before)
      return (await query.execute()).map((row) => ({
        ...row,
        id: row.id as MessageId,
        peer: row.peer === '' ? null : (row.peer as Country),
        at: Number(row.at),
        count: Number(row.count),
        lastAt: Number(row.lastAt),
        closedAt: row.closedAt === null ? null : Number(row.closedAt),
      }))
    },

    /** How many are open, by kind. */
    async open(): Promise<{ kind: string; count: number }[]> {
      const rows = await read
        .selectFrom('alert')
        .select(['kind', (e) => e.fn.countAll().as('count')])
        .where('closedAt', 'is', null)
        .groupBy('kind')
        .execute()
      return rows.map(({ kind, count }) => ({ kind, count: Number(count) }))
    },

    /** What is open of one kind. */
    async openOf(kind: AlertKind): Promise<{ peer: Country | null; subject: string }[]> {
      const rows = await read
        .selectFrom('alert')
        .select(['peer', 'subject'])
        .where('kind', '=', kind)
        .where('closedAt', 'is', null)
        .execute()
      return rows.map(({ peer, subject }) => ({ peer: peer === '' ? null : (peer as Country), subject }))
    },

    closeAlert: (id: MessageId, at: number) =>
      transact(async (tx) => {
        const row = await tx.db
          .updateTable('alert')
          .set({ closedAt: at })
          .where('id', '=', id)
          .where('closedAt', 'is', null)
          .returning('id')
          .executeTakeFirst()
        return row !== undefined
      }),
  }
}

export const alertsIn = inStore(alertStore)
