/** Changes that no row of a message tells of, alerts and what registers hold, each at its place in the order of commits: what feeds and webhooks read beside the history of messages. */
import type { Transaction } from 'kysely'
import type { Migration } from '../store/migrate.ts'
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { PLACES, type Tx } from '../store/tx.ts'

/** Rows of one commit. */
const AT_ONCE = 200

/** For whom it is, and what is told (`body`, JSON). */
type NewRow = {
  id: string
  at: number
  kind: string
  /** Of which procedure it tells; null: of the node and its neighbours. */
  procedure: string | null
  /** As what of the procedure it is told. */
  doing: string
  /** To whose agency it belongs; null: to none in particular. */
  agency: string | null
  /** Of what somebody proposes: who did, and of which type the message would be; null: it is of nobody, of no type. */
  client: string | null
  type: string | null
  /** The case that it is of, which must be whole to whoever hears of it; null: it is of none. */
  peer: string | null
  conversation: string | null
  body: string
}

declare module '../store/tables.ts' {
  interface Tables {
    change: NewRow & { place: number }
    /** What was written beside the log and has no place yet. */
    untold: NewRow
  }
}

const TOLD = `"at" bigint not null, "kind" text not null, "procedure" text, "doing" text not null, "agency" text, "client" text, "type" text,
        "peer" text, "conversation" text, "body" text not null`

export const changeTables: Migration = {
  number: 17,
  name: 'changes',
  minReader: 1,
  statements: () => [
    `create table "change" ("place" bigint primary key, "id" text not null, ${TOLD})`,
    `create unique index "changeId" on "change" ("id")`,
    `create table "untold" ("id" text primary key, ${TOLD})`,
  ],
}

export const CHANGE_KINDS = ['message', 'case', 'list', 'alert'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export type AlertChange = {
  readonly alert: string
  readonly name: string
  readonly severity: string
  readonly subject: string
  readonly peer: string | null
  readonly state: 'open' | 'closed'
  readonly at: number
}

/** A row of a register that has changed; with no subject the register as a whole, of this peer. */
export type ListChange = {
  readonly list: string
  readonly subject: string
  readonly peer: string | null
  readonly at: number
  /** Who hears of it; without: all who may ask for the registers of the node. */
  readonly of?: {
    readonly procedure: string
    readonly doing: Doing
    readonly agency?: string | null
    readonly case?: { readonly peer: string; readonly conversation: string }
  }
  /** The same of what two persons must want, which this one proposed; `act`: the grave act that it is. */
  readonly proposed?: {
    readonly client: string
    readonly act: { readonly procedure: string; readonly type: string; readonly agency: string | null } | null
  }
}
type Doing = 'facts' | 'contents'

const alertRow = ({ at, ...body }: AlertChange): NewRow => ({
  ...{ id: `${body.alert}.${body.state}`, at, kind: 'alert', procedure: null, doing: 'facts' },
  ...{ agency: null, client: null, type: null, peer: null, conversation: null, body: JSON.stringify(body) },
})

/** `id`: unique among all changes. */
const listRow = (id: string, { at, of, proposed, ...body }: ListChange): NewRow => ({
  ...{
    id,
    at,
    kind: 'list',
    doing: of?.doing ?? 'facts',
    procedure: of?.procedure ?? proposed?.act?.procedure ?? null,
  },
  ...{ agency: of?.agency ?? proposed?.act?.agency ?? null, client: proposed?.client ?? null },
  ...{ type: proposed?.act?.type ?? null, peer: of?.case?.peer ?? null, conversation: of?.case?.conversation ?? null },
  body: JSON.stringify(body),
})

/** Tells of changes in the transaction that makes them, which holds the lock of the log: their places are in the order of commits. */
export const tellAlert = (tx: Tx, change: AlertChange): Promise<void> =>
  insertRows(tx.db, 'change', [{ place: tx.place(), ...alertRow(change) }])

export const tellList = (tx: Tx, change: ListChange): Promise<void> => {
  const place = tx.place()
  return insertRows(tx.db, 'change', [{ place, ...listRow(`${change.list}.${place}`, change) }])
}

/**
 * The same where what changes is written beside the log: it is kept with it, and `tellKept` gives it its place in a commit of its own. `id`: unique among all
 * changes; what is told under it is told once.
 */
export const keepUntold = (
  db: Transaction<Tables>,
  changes: readonly { readonly id: string; readonly change: ListChange }[],
): Promise<void> =>
  insertRows(
    db,
    'untold',
    changes.map(({ id, change }) => listRow(id, change)),
    'stays',
  )

/** The same of an alert. */
export const keepAlertUntold = (db: Transaction<Tables>, change: AlertChange): Promise<void> =>
  insertRows(db, 'untold', [alertRow(change)], 'stays')

/** Between which places the feed has something: what is told up to `from` is no longer kept, and nothing is told yet after `last`. */
export type Told = { readonly from: number; readonly last: number }

export const toldIn = inStore(({ read, transact }: Store) => ({
  async span(): Promise<Told> {
    const { changesFrom, changes } = await read
      .selectFrom('node')
      .innerJoin('logHead', 'logHead.shard', 'node.shard')
      .select(['node.changesFrom', 'logHead.changes'])
      .where('node.id', '=', 1)
      .executeTakeFirstOrThrow()
    // The place after the last one given is that of its case.
    const last = Number(changes)
    return { from: Number(changesFrom), last: last === 0 ? 0 : last + PLACES - 1 }
  },

  /** Tells what was kept untold. A crash before leaves it to the next call, of whatever replica. */
  async tellKept(): Promise<void> {
    while (await read.selectFrom('untold').select('id').limit(1).executeTakeFirst())
      await transact(async (tx) => {
        const kept = await tx.db.selectFrom('untold').selectAll().orderBy('id').limit(AT_ONCE).execute()
        if (kept.length === 0) return
        const ids = kept.map((row) => row.id)
        const there = await tx.db.selectFrom('change').select('id').where('id', 'in', ids).execute()
        const known = new Set(there.map((row) => row.id))
        const fresh = kept.filter(({ id }) => !known.has(id)).sort((a, b) => Number(a.at) - Number(b.at))
        await insertRows(
          tx.db,
          'change',
          fresh.map((row) => ({ ...row, place: tx.place() })),
        )
        await tx.db.deleteFrom('untold').where('id', 'in', ids).execute()
      })
  },

  /**
   * Looks through up to `limit` changes from the oldest on, and keeps those no longer that were made before `before`: their rows go, and the feed begins after
   * them. What the history of a message says stays. Answers how many they were.
   */
  forget: (before: number, limit: number): Promise<number> =>
    transact(async ({ db }) => {
      const { changesFrom } = await db.selectFrom('node').select('changesFrom').where('id', '=', 1).executeTakeFirstOrThrow() // prettier-ignore
      const from = Number(changesFrom)
      const moves = await db.selectFrom('history').select(['place', 'at']).where('place', '>', from).orderBy('place').limit(limit).execute() // prettier-ignore
      const others = await db.selectFrom('change').select(['place', 'at']).where('place', '>', from).orderBy('place').limit(limit).execute() // prettier-ignore
      const oldest = [...moves, ...others]
        .map(({ place, at }) => ({ place: Number(place), at: Number(at) }))
        .sort((a, b) => a.place - b.place)
        .slice(0, limit)
      const kept = oldest.findIndex(({ at }) => at >= before)
      const old = kept < 0 ? oldest : oldest.slice(0, kept)
      const last = old.at(-1)
      if (last === undefined) return 0
      const upTo = last.place + PLACES - 1
      await db.deleteFrom('change').where('place', '<=', upTo).execute()
      await db.updateTable('node').set({ changesFrom: upTo }).where('id', '=', 1).execute()
      return old.length
    }),
}))
