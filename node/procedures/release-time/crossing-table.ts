/** What is known of each crossing, one row each, so that lists and statistics need no case. The cases stay the truth: a row can be made again from them. */
import { inStore, type Store } from '../../store/store.ts'
import type { CrossingRow, CrossingStore } from './crossing-types.ts'

type Raw = {
  crossing: string
  root: string
  seenAt: number
  startAt: number | null
  revision: number
  summary: string
}
const row = (r: Raw): CrossingRow => ({
  ...r,
  seenAt: Number(r.seenAt),
  revision: Number(r.revision),
  startAt: r.startAt === null ? null : Number(r.startAt),
})

export function crossingStore({ read, apart }: Store): CrossingStore {
  return {
    async put({ crossing, root, seenAt, startAt, revision, summary }) {
      await apart((db) =>
        db
          .insertInto('crossing')
          .values({ crossing, root, seenAt, startAt, revision, summary })
          .onConflict((c) =>
            c
              .column('crossing')
              .doUpdateSet({ root, startAt, revision, summary })
              .where('crossing.revision', '<=', revision),
          )
          .execute(),
      )
    },

    async find(crossing) {
      const found = await read.selectFrom('crossing').selectAll().where('crossing', '=', crossing).executeTakeFirst()
      return found ? row(found) : null
    },

    async newest(before, limit) {
      let query = read.selectFrom('crossing').selectAll().whereRef('crossing', '=', 'root')
      if (before !== null)
        query = query.where((e) =>
          e.or([
            e('seenAt', '<', before.seenAt),
            e.and([e('seenAt', '=', before.seenAt), e('crossing', '<', before.crossing)]),
          ]),
        )
      return (await query.orderBy('seenAt', 'desc').orderBy('crossing', 'desc').limit(limit).execute()).map(row)
    },

    async started(from, to) {
      const rows = await read
        .selectFrom('crossing')
        .selectAll()
        .whereRef('crossing', '=', 'root')
        .where('startAt', '>=', from)
        .where('startAt', '<', to)
        .orderBy('startAt')
        .execute()
      return rows.map(row)
    },
  }
}

export const crossingsIn = inStore(crossingStore)
