/** The processes of a node that share its store: each says again and again that it works, so that the others notice when it does not. */
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'

declare module '../store/tables.ts' {
  interface Tables {
    process: { owner: string; at: number }
  }
}

export const processTables: Migration = {
  number: 12,
  name: 'processes',
  minReader: 1,
  statements: () => [`create table "process" ("owner" text primary key, "at" bigint not null)`],
}

export const processesIn = inStore(({ read, apart }: Store) => ({
  /** `owner` works, at this time of its own clock. */
  works: (owner: string, at: number): Promise<unknown> =>
    apart((db) =>
      db
        .insertInto('process')
        .values({ owner, at })
        .onConflict((oc) => oc.column('owner').doUpdateSet({ at }))
        .execute(),
    ),

  /** Each by its name, with what its clock showed when it said so last. */
  async all(): Promise<ReadonlyMap<string, number>> {
    const rows = await read.selectFrom('process').selectAll().execute()
    return new Map(rows.map(({ owner, at }) => [owner, Number(at)]))
  },

  /** `owner` has ended in order. */
  ended: (owner: string): Promise<unknown> =>
    apart((db) => db.deleteFrom('process').where('owner', '=', owner).execute()),

  /** Those that have not come back since are not missed any more. */
  forget: (before: number): Promise<unknown> =>
    apart((db) => db.deleteFrom('process').where('at', '<', before).execute()),
}))
