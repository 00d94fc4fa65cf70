/** What passed between this node and each neighbour in a period, counted up to a bound; and how far both have counted it together. */
import { sql, type SqlBool } from 'kysely'
import { readable } from '../http/readable.ts'
import type { Readable } from '../message/agencies.ts'
import type { Direction, State } from '../message/lifecycle.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Country } from '../values/country.ts'
import { OF_ITSELF } from './tables.ts'

/** Messages of one neighbour that are counted, newest first: more are said to be more. */
export const COUNTED = 10_000

export type Traffic = {
  /** How many of each direction and state there are. */
  readonly counts: readonly { readonly direction: Direction; readonly state: State; readonly count: number }[]
  readonly more: boolean
}

export const trafficIn = inStore(({ read }: Store) => ({
  /** From `since` on and before `until`, in milliseconds since 1970. */
  async between(
    peer: Country,
    since: number,
    until: number,
    reader: Omit<Readable, 'subscriptions'>,
  ): Promise<Traffic> {
    const some = read
      .selectFrom('message')
      .select(['direction', 'state'])
      .where('peer', '=', peer)
      .where('createdAt', '>=', since)
      .where('createdAt', '<', until)
      .where((e) => readable(e, reader))
      .orderBy('createdAt', 'desc')
      .limit(COUNTED + 1)
      .as('some')
    const rows = await read
      .selectFrom(some)
      .select((e) => ['direction', 'state', e.fn.countAll().as('count')])
      .groupBy(['direction', 'state'])
      .execute()
    const counts = rows.map((row) => ({
      direction: row.direction as Direction,
      state: row.state as State,
      count: Number(row.count),
    }))
    return { counts, more: counts.reduce((sum, { count }) => sum + count, 0) > COUNTED }
  },

  /** When the newest tally of each side came to stand here; null before the first. */
  async tallied(peer: Country): Promise<{ sent: number | null; received: number | null }> {
    const newest = async (direction: 'issued' | 'received'): Promise<number | null> => {
      const row = await read
        .selectFrom('securityEvent')
        .select('at')
        .where('peer', '=', peer)
        .where('direction', '=', direction)
        .where('event', '=', 'tally')
        .where(sql.raw<SqlBool>(OF_ITSELF))
        .orderBy('shard', 'desc')
        .orderBy('logIndex', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? null : Number(row.at)
    }
    return { sent: await newest('issued'), received: await newest('received') }
  },
}))
