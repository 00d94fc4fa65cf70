/** What is known of each crossing, one row each, so that lists and statistics need no case. The cases stay the truth: a row can be made again from them. */
import { sql, type SqlBool } from 'kysely'
import type { Readable } from '../../message/agencies.ts'
import { typesOf, type Asked } from '../../message/reference.ts'
import { readable } from '../../http/readable.ts'
import { alike } from '../../values/plain.ts'
import { inStore, type Store } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import { digestOf } from '../../values/digest.ts'
import { DAY } from '../../values/time.ts'
import { pages } from '../../cases/case-table.ts'

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
  /** With which others it is counted, and what of it (movements.ts); null where nothing is. */
  readonly stratum: string | null
  readonly figures: string | null
}

/** Where a page of a list ended. */
export type CrossingPlace = Pick<CrossingRow, 'seenAt' | 'crossing'>

type Raw = Tables['crossing']
const row = (r: Raw): CrossingRow => ({
  ...r,
  seenAt: Number(r.seenAt),
  revision: Number(r.revision),
  startAt: r.startAt === null ? null : Number(r.startAt),
})

/** Movements that are read at once where many are counted. */
const AT_ONCE = 5000
/** Strata that are kept in mind. */
const KNOWN = 1000

/** The day also of a time before 1970. */
const WHICH_DAY = sql.raw(`select "startAt" - (("startAt" % ${DAY} + ${DAY}) % ${DAY}) as "day"`)

/** Movements of one day and stratum: the figures of each, one behind the other, between commas. */
export type Counted = {
  /** When their day began (UTC), in milliseconds since 1970. */
  readonly day: number
  readonly stratum: string
  readonly figures: string
}

/** One movement, as it is counted. */
export type CountedOne = {
  readonly crossing: string
  readonly startAt: number
  readonly stratum: string
  readonly figures: string
}

/** What is counted of each whose first clock time lies in [from, to); asked for a time that holds no more than are read at once. */
const eachOf =
  (read: Store['read']) =>
  async (from: number, to: number): Promise<CountedOne[]> => {
    const found = await read
      .selectFrom('crossing')
      .innerJoin('stratum as s', 's.digest', 'crossing.stratum')
      .select(['crossing.crossing', 'crossing.startAt', 's.stratum', 'crossing.figures'])
      .where('crossing.stratum', 'is not', null)
      .where('crossing.startAt', '>=', from)
      .where('crossing.startAt', '<', to)
      .execute()
    return found.map((r) => ({ ...r, startAt: Number(r.startAt), figures: r.figures! }))
  }

export const crossingsIn = inStore(({ read, apart, dialect }: Store) => {
  const joined = sql.raw(dialect === 'sqlite' ? 'group_concat' : 'string_agg')
  const counted = (from: number, to: number) =>
    sql<{ day: number; stratum: string; figures: string; n: number; last: number }>`${WHICH_DAY}, "stratum",
        ${joined}("figures", ',') as "figures", count(*) as "n", max("startAt") as "last"
      from "crossing" where "stratum" is not null and "startAt" >= ${from} and "startAt" < coalesce(
        (select "startAt" + 1 from "crossing" where "stratum" is not null and "startAt" >= ${from} and "startAt" < ${to}
          order by "startAt" limit 1 offset ${sql.lit(AT_ONCE - 1)}), ${to})
      group by 1, 2`.execute(read)

  /** Strata that are on record for sure. */
  const known = new Set<string>()

  return {
    /** Puts the row in the place of the one that is there, whose `seenAt` stays. */
    async put({ crossing, root, seenAt, startAt, revision, summary, figures, ...row }: CrossingRow): Promise<void> {
      const digest = row.stratum === null ? null : digestOf(row.stratum)
      await apart(async (db) => {
        if (row.stratum !== null && digest !== null && !known.has(digest))
          await db
            .insertInto('stratum')
            .values({ digest, stratum: row.stratum })
            .onConflict((c) => c.doNothing())
            .execute()
        await db
          .insertInto('crossing')
          .values({ crossing, root, seenAt, startAt, revision, summary, stratum: digest, figures })
          .onConflict((c) =>
            c
              .column('crossing')
              .doUpdateSet({ root, startAt, revision, summary, stratum: digest, figures })
              .where('crossing.revision', '<=', revision),
          )
          .execute()
      })
      if (digest === null || known.has(digest)) return
      if (known.size === KNOWN) known.clear()
      known.add(digest)
    },

    async find(crossing: string): Promise<CrossingRow | null> {
      const found = await read.selectFrom('crossing').selectAll().where('crossing', '=', crossing).executeTakeFirst()
      return found ? row(found) : null
    },

    /** Those that stand for themselves, newest first. */
    async newest(before: CrossingPlace | null, limit: number): Promise<CrossingRow[]> {
      let query = read.selectFrom('crossing').selectAll().whereRef('crossing', '=', 'root')
      if (before !== null)
        query = query.where((e) => e(e.refTuple('seenAt', 'crossing'), '<', e.tuple(before.seenAt, before.crossing)))
      return (await query.orderBy('seenAt', 'desc').orderBy('crossing', 'desc').limit(limit).execute()).map(row)
    },

    /** Of these the places of all that messages with a reference are part of, as far as `reader` may read those messages: found by the reference, and put in order. */
    async named(
      asked: Asked,
      reader: Omit<Readable, 'subscriptions'>,
      before: CrossingPlace | null,
    ): Promise<CrossingPlace[]> {
      let found = read
        .selectFrom('reference as r')
        .innerJoin('message', 'message.id', 'r.message')
        .innerJoin('reference as c', 'c.message', 'r.message')
        .innerJoin('crossing as x', 'x.crossing', 'c.value')
        .select('x.root')
        .distinct()
        .where('r.plain', '=', alike(asked.value))
        .where(sql<string>`coalesce("c"."type", '')`, '=', 'crossing')
        .where((e) => readable(e, reader))
      if (asked.type !== undefined) found = found.where('r.type', 'in', typesOf(asked))
      const seenAt = sql<number>`"crossing"."seenAt" + 0`
      let query = read
        .selectFrom(found.as('f'))
        .innerJoin('crossing', 'crossing.crossing', 'f.root')
        .select(['crossing.seenAt', 'crossing.crossing'])
        .orderBy(seenAt, 'desc')
        .orderBy('crossing.crossing', 'desc')
      if (before !== null)
        query = query.where(sql<SqlBool>`(${seenAt}, "crossing"."crossing") < (${before.seenAt}, ${before.crossing})`)
      return (await query.execute()).map(({ seenAt, crossing }) => ({ seenAt: Number(seenAt), crossing }))
    },

    /** The rows at these places, in their order. */
    async at(places: readonly CrossingPlace[]): Promise<CrossingRow[]> {
      const ids = places.map(({ crossing }) => crossing)
      if (ids.length === 0) return []
      const found = await read.selectFrom('crossing').selectAll().where('crossing', 'in', ids).execute()
      const rows = new Map(found.map((r) => [r.crossing, row(r)]))
      return ids.flatMap((id) => rows.get(id) ?? [])
    },

    each: eachOf(read),

    /** All that is counted of those whose first clock time lies in [from, to), some at a time: between them whoever else asks has his turn. */
    async *counted(from: number, to: number): AsyncGenerator<Counted> {
      const strata = new Map<string, string>()
      for (let begin = from; ;) {
        const { rows } = await counted(begin, to)
        const unread = new Set(rows.map(({ stratum }) => stratum).filter((digest) => !strata.has(digest)))
        for (const page of pages([...unread]))
          for (const { digest, stratum } of await read
            .selectFrom('stratum')
            .selectAll()
            .where('digest', 'in', page)
            .execute())
            strata.set(digest, stratum)
        let [n, last] = [0, begin]
        for (const { day, stratum, figures, ...page } of rows) {
          n += Number(page.n)
          last = Math.max(last, Number(page.last))
          yield { day: Number(day), stratum: strata.get(stratum)!, figures }
        }
        // However many began in its last moment, a page holds all of them.
        if (n < AT_ONCE) return
        begin = last + 1
        await new Promise((turn) => setImmediate(turn))
      }
    },
  }
})

export type CrossingTable = ReturnType<typeof crossingsIn>
