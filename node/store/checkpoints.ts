/** Checkpoints of the log: published one after the other, cosigned by witnesses, and found again by the leaf that they cover. */
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { inStore, type Reader } from './store.ts'
import type { Tables } from './tables.ts'

export type Published = { shard: string; size: number; root: Buffer; note: string; at: number }
/** `witness`: the name of its key; `line`: its signature lines, one for each of its keys; `time` in seconds since 1970. */
export type CosignatureRow = { witness: string; line: string; time: number }
export type Cosigned = Published & { cosignatures: CosignatureRow[] }
export type TileRow = { level: number; index: number; bytes: Buffer }

/** A checkpoint with the cosignatures under it, as C2SP has it in one text. */
export const notes = ({ note, cosignatures }: Pick<Cosigned, 'note' | 'cosignatures'>): string =>
  note + cosignatures.map((c) => c.line).join('')

/** Among so many cosignatures the best checkpoint over a leaf is looked for. */
const COSIGNATURES_READ = 200
/** How long a checkpoint is kept for cosignatures to come. */
const UNWITNESSED_MS = 60_000

const checkpoints = (db: Pick<Reader, 'selectFrom'>, shard: string) =>
  db.selectFrom('checkpoint').select(['shard', 'size', 'root', 'note', 'at']).where('shard', '=', shard)

/** Null before the first. */
export const newestCheckpoint = async (db: Pick<Reader, 'selectFrom'>, shard: string): Promise<Published | null> =>
  (await checkpoints(db, shard).orderBy('size', 'desc').limit(1).executeTakeFirst()) ?? null

/** Of two sizes of a tile the larger stands: the smaller is its beginning. */
export async function writeTiles(db: Kysely<Tables>, shard: string, tiles: readonly TileRow[]): Promise<void> {
  for (const { level, index, bytes } of tiles)
    await db
      .insertInto('tile')
      .values({ shard, level, idx: index, bytes })
      .onConflict((c) => c.columns(['shard', 'level', 'idx']).doUpdateSet({ bytes }))
      .execute()
}

/** Says that something names the checkpoint; false where it was given up meanwhile. */
export const keepCheckpoint = async (db: Kysely<Tables>, shard: string, size: number): Promise<boolean> =>
  (await db
    .updateTable('checkpoint')
    .set({ kept: 1 })
    .where('shard', '=', shard)
    .where('size', '=', size)
    .returning('size')
    .executeTakeFirst()) !== undefined

/** A size that `size` selects of each witness, from name to name by the index: the cosignatures are many, the witnesses few. */
export const ofEachWitness = (
  read: Reader,
  size: RawBuilder<unknown>,
): Promise<{ rows: { witness: string; size: number | null }[] }> =>
  sql<{ witness: string; size: number | null }>`
    with recursive "named" ("witness") as (
      select min("witness") from "cosignature"
      union all
      select (select min("c"."witness") from "cosignature" as "c" where "c"."witness" > "named"."witness")
      from "named" where "named"."witness" is not null
    )
    select "witness", (${size}) as "size" from "named" where "witness" is not null`.execute(read)

export const checkpointsIn = inStore(({ read, transact }) => {
  async function cosigned(row: Published | null | undefined): Promise<Cosigned | null> {
    if (!row) return null
    const cosignatures = await read
      .selectFrom('cosignature')
      .select(['witness', 'line', 'time'])
      .where('shard', '=', row.shard)
      .where('size', '=', row.size)
      .orderBy('witness')
      .execute()
    return { ...row, cosignatures }
  }
  const checkpoint = async (shard: string, size: number): Promise<Cosigned | null> =>
    cosigned(await checkpoints(read, shard).where('size', '=', size).executeTakeFirst())
  const sizes = (shard: string) => read.selectFrom('cosignature').select('size').where('shard', '=', shard).limit(1)
  return {
    /** The newest checkpoint that was published; null before the first. */
    published: (shard: string): Promise<Published | null> => newestCheckpoint(read, shard),
    /**
     * Publishes the checkpoint that follows the one of `from` leaves (null: the first): compared and swapped under the head's lock, in which `sign` is
     * called, so that no replica ever signs a size smaller than one that is signed. False where another one was there first; nothing was signed then.
     */
    publish: (
      next: { shard: string; from: number | null; size: number; root: Buffer; tiles: readonly TileRow[]; at: number },
      sign: () => Promise<string>,
    ): Promise<boolean> =>
      transact(async ({ db }) => {
        const { shard, from, size, root, tiles, at } = next
        // Writing to the head's row takes its lock: replicas publish one after the other, and see what the one before them signed.
        await db
          .updateTable('logHead')
          .set((e) => ({ size: e.ref('size') }))
          .where('shard', '=', shard)
          .execute()
        const there = (await newestCheckpoint(db, shard))?.size ?? null
        if (there !== from || (from !== null && size <= from)) return false
        const note = await sign()
        await writeTiles(db, shard, tiles)
        await db.insertInto('checkpoint').values({ shard, size, root, note, at, kept: 0 }).execute()
        // What nobody cosigned or dated proves nothing that a later one does not; but a neighbour may be about to.
        await db
          .deleteFrom('checkpoint')
          .where('shard', '=', shard)
          .where('kept', '=', sql.lit(0))
          .where('at', '<', at - UNWITNESSED_MS)
          .where('size', '<', size)
          .execute()
        return true
      }),
    /**
     * Of the first checkpoints over leaf `index` that somebody cosigned the one that most witnesses have, the earlier of equals: not all are asked as often. Where nobody has
     * cosigned one, the newest over it; null where it is not published.
     */
    async covering(shard: string, index: number): Promise<Cosigned | null> {
      const rows = await sizes(shard).where('size', '>', index).orderBy('size').limit(COSIGNATURES_READ).execute()
      const counts = new Map<number, number>()
      for (const { size } of rows) counts.set(size, (counts.get(size) ?? 0) + 1)
      const [best] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)
      if (best) return checkpoint(shard, best[0])
      const newest = await newestCheckpoint(read, shard)
      return newest && newest.size > index ? cosigned(newest) : null
    },
    /** The size of the first checkpoint over leaf `index` that each witness has cosigned, ascending. */
    async firstCosigned(shard: string, index: number): Promise<number[]> {
      const { rows } = await ofEachWitness(
        read,
        sql`select min("c"."size") from "cosignature" as "c"
          where "c"."witness" = "named"."witness" and "c"."shard" = ${shard} and "c"."size" > ${index}`,
      )
      return [...new Set(rows.flatMap(({ size }) => (size === null ? [] : [size])))].sort((a, b) => a - b)
    },
    /** The newest checkpoints of `from` leaves or more, the newest first. */
    async newestFrom(shard: string, from: number, limit: number): Promise<Cosigned[]> {
      const rows = await checkpoints(read, shard)
        .where('size', '>=', from)
        .orderBy('size', 'desc')
        .limit(limit)
        .execute()
      const all: Cosigned[] = []
      for (const row of rows) all.push((await cosigned(row))!)
      return all
    },
    /** The newest cosigned checkpoint that does not reach to leaf `index`; null where there is none. */
    async before(shard: string, index: number): Promise<Cosigned | null> {
      const last = await sizes(shard).where('size', '<=', index).orderBy('size', 'desc').executeTakeFirst()
      return last ? checkpoint(shard, last.size) : null
    },
    /** The newest cosigned checkpoint, else the newest; null before the first. */
    async newestCosigned(shard: string): Promise<Cosigned | null> {
      const newest = await sizes(shard).orderBy('size', 'desc').executeTakeFirst()
      return newest ? checkpoint(shard, newest.size) : cosigned(await newestCheckpoint(read, shard))
    },
    checkpoint,
    addCosignatures: (shard: string, size: number, rows: readonly CosignatureRow[]): Promise<void> =>
      transact(async ({ db }) => {
        // It was given up meanwhile: the witness is asked again for a newer one.
        if (!(await keepCheckpoint(db, shard, size))) return
        for (const row of rows)
          await db
            .insertInto('cosignature')
            .values({ ...row, shard, size })
            .onConflict((c) => c.doNothing())
            .execute()
      }),
    /** The largest size that each witness has cosigned, by the name of its key. */
    async cosignedSizes(shard: string): Promise<ReadonlyMap<string, number>> {
      const { rows } = await ofEachWitness(
        read,
        sql`select max("c"."size") from "cosignature" as "c" where "c"."witness" = "named"."witness" and "c"."shard" = ${shard}`,
      )
      return new Map(rows.flatMap(({ witness, size }) => (size === null ? [] : [[witness, size] as const])))
    },
  }
})
