/** What is known of each crossing, one row each, so that lists and statistics need no case. The cases stay the truth: a row can be made again from them. */
import { inStore, type Store } from '../../store/store.ts'

export type CrossingRow = {
  readonly crossing: string
  /** The crossing that it was merged into; its own id where it stands for itself. */
  readonly root: string
  /** When it was first heard of, in milliseconds since 1970; never changed. */
  readonly seenAt: number
  /** Its first clock time. */
  readonly startAt: number | null
  /** How many messages it was made of: a row is never put in the place of one that was made of more. */
  readonly revision: number
  /** JSON, made and read by the view of crossings. */
  readonly summary: string
}

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

/** Crossings that are read at once where many are asked for. */
const AT_ONCE = 1000

export const crossingsIn = inStore(({ read, apart }: Store) => {
  const between = (from: number, to: number) =>
    read
      .selectFrom('crossing')
      .selectAll()
      .whereRef('crossing', '=', 'root')
      .where('startAt', '>=', from)
      .where('startAt', '<', to)
      .orderBy('startAt')

  return {
    /** Puts the row in the place of the one that is there, whose `seenAt` stays. */
    async put({ crossing, root, seenAt, startAt, revision, summary }: CrossingRow): Promise<void> {
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

    async find(crossing: string): Promise<CrossingRow | null> {
      const found = await read.selectFrom('crossing').selectAll().where('crossing', '=', crossing).executeTakeFirst()
      return found ? row(found) : null
    },

    /** Those that stand for themselves, newest first. */
    async newest(before: { seenAt: number; crossing: string } | null, limit: number): Promise<CrossingRow[]> {
      let query = read.selectFrom('crossing').selectAll().whereRef('crossing', '=', 'root')
      if (before !== null)
        query = query.where((e) => e(e.refTuple('seenAt', 'crossing'), '<', e.tuple(before.seenAt, before.crossing)))
      return (await query.orderBy('seenAt', 'desc').orderBy('crossing', 'desc').limit(limit).execute()).map(row)
    },

    /** Those that stand for themselves and whose first clock time lies in [from, to), in its order, some at a time: between them whoever else asks has his turn. */
    async *started(from: number, to: number): AsyncGenerator<readonly CrossingRow[]> {
      for (let begin = from; ;) {
        const some = await between(begin, to).limit(AT_ONCE).execute()
        if (some.length < AT_ONCE) {
          yield some.map(row)
          return
        }
        // However many began in the last moment, the next page begins after it.
        const last = Number(some.at(-1)!.startAt)
        yield some.filter(({ startAt }) => Number(startAt) < last).map(row)
        yield (await between(last, last + 1).execute()).map(row)
        begin = last + 1
        await new Promise((turn) => setImmediate(turn))
      }
    },
  }
})

export type CrossingTable = ReturnType<typeof crossingsIn>
