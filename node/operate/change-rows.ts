/** Changes that no row of a message tells of, alerts and what registers hold, each at its place in the order of commits: what feeds and webhooks read beside the history of messages. */
import type { Migration } from '../store/migrate.ts'
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import { PLACES, type Tx } from '../store/tx.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** `procedure`: of which procedure it tells; null: of the node and its neighbours. `body`: JSON of what is told. */
    change: { place: number; id: string; at: number; kind: string; procedure: string | null; body: string }
  }
}

export const changeTables: Migration = {
  number: 17,
  name: 'changes',
  minReader: 1,
  statements: () => [
    `create table "change" ("place" bigint primary key, "id" text not null, "at" bigint not null, "kind" text not null, "procedure" text,
        "body" text not null)`,
    `create unique index "changeId" on "change" ("id")`,
  ],
}

export const CHANGE_KINDS = ['message', 'case', 'list', 'alert'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export type NewChange = {
  /** Stable, and unique among all changes. */
  readonly id: string
  readonly at: number
  readonly kind: 'list' | 'alert'
  readonly procedure: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** Tells of changes in the transaction that makes them, which holds the lock of the log: their places are in the order of commits. */
export const tell = (tx: Tx, changes: readonly NewChange[]): Promise<void> =>
  insertRows(
    tx.db,
    'change',
    changes.map(({ body, ...change }) => ({ ...change, place: tx.place(), body: JSON.stringify(body) })),
  )

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
