/** The history of checkpoints, thinned out: of those that witnesses have cosigned second by second one a minute is left when they are old. */
import { sql, type Kysely } from 'kysely'
import { newestCheckpoint, ofEachWitness, type Published } from './checkpoints.ts'
import { inStore } from './store.ts'
import type { Tables } from './tables.ts'

const MINUTE = 60_000

type Place = Pick<Published, 'shard' | 'size'>

const cosignaturesOf = async (db: Kysely<Tables>, { shard, size }: Place): Promise<number> =>
  (await db.selectFrom('cosignature').select('witness').where('shard', '=', shard).where('size', '=', size).execute())
    .length

/** Whether a checkpoint is more than one of many: a timestamp dates it, it is the newest of its shard, or a witness has cosigned no larger one. */
async function isNamed(db: Kysely<Tables>, { shard, size }: Place): Promise<boolean> {
  const dated = await db
    .selectFrom('timestamp')
    .select('size')
    .where('shard', '=', shard)
    .where('size', '=', size)
    .limit(1)
    .executeTakeFirst()
  if (dated || Number((await newestCheckpoint(db, shard))?.size) === Number(size)) return true
  const last = await ofEachWitness(
    db,
    sql`select max("c"."size") from "cosignature" as "c" where "c"."witness" = "named"."witness" and "c"."shard" = ${shard}`,
  )
  return last.rows.some((row) => Number(row.size) === Number(size))
}

export const oldCheckpointsIn = inStore(({ apart }) => ({
  /**
   * Of the checkpoints of before `before`, the oldest `limit` of which nothing was thinned out: keeps of each minute the one that most witnesses have cosigned, the
   * earlier of equals, and what else names one: a timestamp, what a witness has cosigned last, the end of a shard. Answers how many it looked at.
   */
  thin: (before: number, limit: number): Promise<number> =>
    apart(async (db) => {
      const found = await db
        .selectFrom('checkpoint')
        .select(['shard', 'size', 'at'])
        .where('kept', '=', sql.lit(1))
        .where('at', '<', before)
        .orderBy('at')
        .limit(limit)
        .execute()
      const minute = ({ shard, at }: { shard: string; at: number }): string =>
        `${shard} ${Math.floor(Number(at) / MINUTE)}`
      // The last minute may go on behind the limit; more than a limit of them in one minute were never made.
      const last =
        found.length === limit && found.some((c) => minute(c) !== minute(found.at(-1)!)) ? minute(found.at(-1)!) : null
      const minutes = new Map<string, { shard: string; size: number; cosignatures: number }[]>()
      for (const row of found) {
        if (minute(row) === last) continue
        const there = minutes.get(minute(row)) ?? []
        minutes.set(minute(row), [
          ...there,
          { shard: row.shard, size: Number(row.size), cosignatures: await cosignaturesOf(db, row) },
        ])
      }
      for (const all of minutes.values()) {
        const [best] = [...all].sort((a, b) => b.cosignatures - a.cosignatures || a.size - b.size)
        for (const one of all)
          if (one === best || (await isNamed(db, one)))
            await db
              .updateTable('checkpoint')
              .set({ kept: 2 })
              .where('shard', '=', one.shard)
              .where('size', '=', one.size)
              .execute()
          else
            for (const table of ['cosignature', 'checkpoint'] as const)
              await db.deleteFrom(table).where('shard', '=', one.shard).where('size', '=', one.size).execute()
      }
      return [...minutes.values()].flat().length
    }),
}))
