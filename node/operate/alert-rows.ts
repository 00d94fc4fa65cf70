/** The alerts that were raised: one open for each kind, peer and subject, counted while it is. */
import type { Transaction } from 'kysely'
import { deleteOldest } from '../store/delete-oldest.ts'
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { rankOf } from './alert-ranks.ts'
import { alertOf, type AlertKind, type ClosingKind } from './alerts.ts'
import { keepAlertUntold, tellAlert, toldIn, type AlertChange } from './change-rows.ts'

declare module '../store/tables.ts' {
  interface Tables {
    alert: {
      id: string
      at: number
      kind: string
      /** Its place in lists (`rankOf`), as it was when it was raised. */
      rank: number
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
    `create table "alert" ("id" text primary key, "at" bigint not null, "kind" text not null, "rank" integer not null, "peer" text not null, "subject" text not null,
          "detail" text not null, "count" bigint not null, "lastAt" bigint not null, "closedAt" bigint)`,
    `create unique index "alertOpen" on "alert" ("kind", "peer", "subject") where "closedAt" is null`,
    `create index "alertListed" on "alert" ("rank", "id" desc)`,
    `create index "alertOpenListed" on "alert" ("rank", "id" desc) where "closedAt" is null`,
    `create index "alertClosed" on "alert" ("closedAt") where "closedAt" is not null`,
  ],
}

export type AlertRow = {
  readonly id: MessageId
  /** Milliseconds since 1970, as all times here. */
  readonly at: number
  readonly kind: string
  readonly rank: number
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
  readonly ranks?: readonly number[]
  /** What comes after the alert of this rank and id. */
  readonly after?: readonly [number, MessageId] | undefined
  readonly limit: number
}

type NewAlert = Omit<AlertRow, 'rank' | 'closedAt' | 'count' | 'lastAt'> & { readonly kind: AlertKind }

type Tell = (change: AlertChange) => Promise<void>

const changeOf = (
  { id, kind, peer, subject }: { id: string; kind: string; peer: string; subject: string },
  state: 'open' | 'closed',
  at: number,
): AlertChange => ({ alert: id, name: kind, severity: alertOf(kind).severity, subject, peer: peer || null, state, at })

/** Raises an alert; where one of its kind is open for the same peer and subject, that one is counted up. True where it is new. */
export const raiseAlert = (tx: Tx, row: NewAlert): Promise<boolean> =>
  writeAlert(tx.db, row, (change) => tellAlert(tx, change))

async function writeAlert(db: Transaction<Tables>, { peer, ...row }: NewAlert, tell: Tell): Promise<boolean> {
  const { id, count } = await db
    .insertInto('alert')
    .values({ ...row, rank: rankOf(row.kind), peer: peer ?? '', count: 1, lastAt: row.at, closedAt: null })
    .onConflict((oc) =>
      oc
        .columns(['kind', 'peer', 'subject'])
        .where('closedAt', 'is', null)
        .doUpdateSet((e) => ({ count: e('alert.count', '+', 1), lastAt: row.at, detail: row.detail })),
    )
    .returning(['id', 'count'])
    .executeTakeFirstOrThrow()
  const fresh = Number(count) === 1
  if (fresh) await tell(changeOf({ ...row, id, peer: peer ?? '' }, 'open', row.at))
  return fresh
}

function alertStore(store: Store) {
  const { read, apart } = store

  /** Beside the log: what is wrong is on record also where nobody gets the lock of the log's head. The feed hears of it afterwards, at the latest with the next round. */
  async function beside(work: (db: Transaction<Tables>, tell: Tell) => Promise<boolean>): Promise<boolean> {
    const changed = await apart((db) => work(db, (change) => keepAlertUntold(db, change)))
    if (changed)
      await toldIn(store)
        .tellKept()
        .catch(() => undefined)
    return changed
  }

  const closeAlert = (id: MessageId, at: number): Promise<boolean> =>
    beside(async (db, tell) => {
      const row = await db
        .updateTable('alert')
        .set({ closedAt: at })
        .where('id', '=', id)
        .where('closedAt', 'is', null)
        .returning(['id', 'kind', 'peer', 'subject'])
        .executeTakeFirst()
      if (row) await tell(changeOf(row, 'closed', at))
      return row !== undefined
    })
  return {
    /** As `raiseAlert`, in a transaction of its own. */
    raise: (row: NewAlert) => beside((db, tell) => writeAlert(db, row, tell)),

    /** Closes what is open of a kind for a peer and subject: its cause is gone. Where nothing is, it only reads. */
    async settle(kind: ClosingKind, peer: Country | null, subject: string, at: number): Promise<boolean> {
      const open = await read
        .selectFrom('alert')
        .select('id')
        .where('kind', '=', kind)
        .where('peer', '=', peer ?? '')
        .where('subject', '=', subject)
        .where('closedAt', 'is', null)
        .executeTakeFirst()
      return open !== undefined && closeAlert(open.id as MessageId, at)
    },

    /** What is about security first, then by severity; the newest first of each. */
    async alerts({ open, ranks, after, limit }: AlertFilter): Promise<AlertRow[]> {
      let query = read.selectFrom('alert').selectAll().orderBy('rank').orderBy('id', 'desc').limit(limit)
      if (open) query = query.where('closedAt', 'is', null)
      if (ranks) query = query.where('rank', 'in', ranks)
      if (after) {
        const [rank, id] = after
        query = query.where('rank', '>=', rank).where((e) => e.or([e('rank', '>', rank), e('id', '<', id)]))
      }
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
    async openOf(kind: AlertKind): Promise<Pick<AlertRow, 'peer' | 'subject' | 'detail' | 'lastAt'>[]> {
      const rows = await read
        .selectFrom('alert')
        .select(['peer', 'subject', 'detail', 'lastAt'])
        .where('kind', '=', kind)
        .where('closedAt', 'is', null)
        .execute()
      return rows.map(({ peer, lastAt, ...row }) => ({
        ...row,
        lastAt: Number(lastAt),
        peer: peer === '' ? null : (peer as Country),
      }))
    },

    closeAlert,

    /** Deletes up to `limit` alerts that were closed before `before`, the oldest first. Answers how many. */
    forget: (before: number, limit: number): Promise<number> =>
      apart(async (db) => (await deleteOldest(db, 'alert', 'closedAt', before, limit)).length),
  }
}

export const alertsIn = inStore(alertStore)
