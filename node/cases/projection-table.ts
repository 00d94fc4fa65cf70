/** How far each projection of the log has come, which replica runs it, and which cases are set aside in it. */
import { sql, type RawBuilder, type Selectable } from 'kysely'
import { fixed } from '../store/fixed.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import type { LogPlace } from '../store/log.ts'
import type { CaseName } from './case-table.ts'

/** A case whose work has failed in a projection: nothing is done in it until it is tried again. Times in milliseconds since 1970. */
export type SetAside = CaseName & {
  readonly projection: string
  readonly error: string
  readonly since: number
  readonly attempts: number
  /** Somebody has asked to have it tried again. */
  readonly again: boolean
}

const place = (row: { shard: string; idx: number }): LogPlace => ({ shard: row.shard, index: Number(row.idx) })

/** The place of a case that is set aside among the others. */
export type AsidePlace = readonly [projection: string, conversation: MessageId, peer: Country]

const setAsideOf = (row: Selectable<Tables['setAside']>): SetAside => ({
  ...row,
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
  since: Number(row.since),
  again: Number(row.again) === 1,
})

const moved = fixed((db, v: LogPlace & { name: string; owner: string }) =>
  db
    .updateTable('projection')
    .set({ shard: v.shard, idx: v.index })
    .where('name', '=', v.name)
    .where('owner', '=', v.owner),
)

export const projectionsIn = inStore(({ read, apart, dialect }: Store) => {
  /** Replicas measure a lease by the one clock that they share, the database's; an embedded store has one user and its clock. */
  const instant = (now: number): RawBuilder<number> =>
    dialect === 'postgres'
      ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
      : sql<number>`cast(${now} as integer)`

  return {
    /**
     * Takes or prolongs the lease of a projection for `ms` milliseconds, and answers where it stands in the log; null before its first step. Undefined
     * where another replica holds it.
     */
    async lease(name: string, owner: string, ms: number, now: number): Promise<LogPlace | null | undefined> {
      const until = sql<number>`${instant(now)} + ${ms}`
      const row = await apart((db) =>
        db
          .insertInto('projection')
          .values({ name, shard: '', idx: -1, owner, until })
          .onConflict((c) =>
            c
              .column('name')
              .doUpdateSet({ owner, until })
              .where((e) => e.or([e('projection.owner', '=', owner), e('projection.until', '<=', instant(now))])),
          )
          .returning(['shard', 'idx'])
          .executeTakeFirst(),
      )
      return row === undefined ? undefined : row.shard === '' ? null : place(row)
    },

    /** Moves a projection on. False where its lease has gone to another replica, whose place stays. */
    async move(name: string, owner: string, to: LogPlace): Promise<boolean> {
      return (await apart((db) => moved.change(db, { name, owner, ...to }))) > 0
    },

    /** Ends the leases of `owner`. */
    async release(owner: string): Promise<void> {
      await apart((db) => db.updateTable('projection').set({ until: 0 }).where('owner', '=', owner).execute())
    },

    async standing(): Promise<{ name: string; owner: string; at: LogPlace | null }[]> {
      const rows = await read.selectFrom('projection').selectAll().orderBy('name').execute()
      return rows.map((row) => ({ name: row.name, owner: row.owner, at: row.shard === '' ? null : place(row) }))
    },

    async setAside({ projection, peer, conversation }: CaseName & { projection: string }, error: string, at: number) {
      await apart((db) =>
        db
          .insertInto('setAside')
          .values({ projection, peer, conversation, error, since: at, attempts: 1, again: 0 })
          .onConflict((c) =>
            c
              .columns(['projection', 'conversation', 'peer'])
              .doUpdateSet((e) => ({ error, again: 0, attempts: e('setAside.attempts', '+', 1) })),
          )
          .execute(),
      )
    },

    async done({ projection, peer, conversation }: CaseName & { projection: string }): Promise<void> {
      await apart((db) =>
        db
          .deleteFrom('setAside')
          .where('projection', '=', projection)
          .where('conversation', '=', conversation)
          .where('peer', '=', peer)
          .execute(),
      )
    },

    /** Asks to have them tried again, those of one conversation or all. Answers how many. */
    async tryAgain(conversation: MessageId | undefined): Promise<number> {
      const asked = await apart((db) => {
        const update = db.updateTable('setAside').set({ again: 1 }).returning('conversation')
        return (conversation === undefined ? update : update.where('conversation', '=', conversation)).execute()
      })
      return asked.length
    },

    /** Those of a projection, or of all. */
    async aside(projection?: string): Promise<SetAside[]> {
      let query = read.selectFrom('setAside').selectAll().orderBy('projection').orderBy('conversation').orderBy('peer')
      if (projection !== undefined) query = query.where('projection', '=', projection)
      return (await query.execute()).map(setAsideOf)
    },

    /** A page of all, after a place. */
    async asidePage(after: AsidePlace | null, limit: number): Promise<SetAside[]> {
      let query = read.selectFrom('setAside').selectAll()
      if (after !== null)
        query = query.where((e) => e(e.refTuple('projection', 'conversation', 'peer'), '>', e.tuple(...after)))
      const page = query.orderBy('projection').orderBy('conversation').orderBy('peer').limit(limit)
      return (await page.execute()).map(setAsideOf)
    },

    /** Those of a conversation. */
    async asideOf(conversation: MessageId): Promise<SetAside[]> {
      const query = read.selectFrom('setAside').selectAll().where('conversation', '=', conversation)
      return (await query.orderBy('peer').orderBy('projection').execute()).map(setAsideOf)
    },
  }
})
