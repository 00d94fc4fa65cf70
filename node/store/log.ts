/** The log in the store: leaves as they were appended, tiles and checkpoints as they were published, cosignatures, timestamps, and what we witnessed. */
import { inStore } from './store.ts'
import { JuxtaError } from '../values/errors.ts'
import type { AppendedLeaf, Cosigned, CosignatureRow, LogStore, NewLeaf, Published, TimestampRow } from './types.ts'
import { lockHead, Tx, type Committer, type Write } from './commit.ts'
import type { Database } from './database.ts'

const append: Write<NewLeaf, AppendedLeaf> = async (tx, items) => items.map((leaf) => tx.append(leaf))
const run: Write<(tx: Tx) => Promise<unknown>, unknown> = async (tx, items) => {
  const results: unknown[] = []
  for (const item of items) results.push(await item(tx))
  return results
}

/** How long a checkpoint is kept for cosignatures to come. */
const UNWITNESSED_MS = 60_000

type CheckpointRow = { shard: string; size: number; root: Buffer; note: string; at: number }
const published = (row: CheckpointRow): Published => ({
  shard: row.shard,
  size: Number(row.size),
  root: row.root,
  note: row.note,
  at: Number(row.at),
})

/** A checkpoint with the cosignatures under it, as C2SP has it in one text. */
export const notes = ({ note, cosignatures }: Pick<Cosigned, 'note' | 'cosignatures'>): string =>
  note + cosignatures.map((c) => c.line).join('')

export function logStore({ reader, writer, dialect }: Database, committer: Committer): LogStore {
  const inTx = <O>(work: (tx: Tx) => Promise<O>): Promise<O> => committer.commit(run, work) as Promise<O>

  async function cosigned(row: CheckpointRow | undefined): Promise<Cosigned | null> {
    if (!row) return null
    const lines = await reader
      .selectFrom('cosignature')
      .select(['witness', 'line', 'time'])
      .where('shard', '=', row.shard)
      .where('size', '=', Number(row.size))
      .orderBy('witness')
      .execute()
    return {
      ...published(row),
      cosignatures: lines.map((l): CosignatureRow => ({ ...l, time: Number(l.time) })),
    }
  }
  const checkpoints = () => reader.selectFrom('checkpoint').select(['shard', 'size', 'root', 'note', 'at'])
  const timestamp = (row: Record<string, unknown> | undefined): TimestampRow | null =>
    row
      ? ({
          ...row,
          size: Number(row['size']),
          genTime: Number(row['genTime']),
          validUntil: Number(row['validUntil']),
          leafIndex: Number(row['leafIndex']),
        } as TimestampRow)
      : null

  return {
    async head() {
      const head = await reader
        .selectFrom('node')
        .innerJoin('logHead', 'logHead.shard', 'node.shard')
        .select(['logHead.shard', 'origin', 'size'])
        .executeTakeFirstOrThrow()
      return { ...head, size: Number(head.size) }
    },
    shards: async () =>
      (await reader.selectFrom('logHead').select(['shard', 'origin', 'size']).orderBy('shard').execute()).map(
        (head) => ({ ...head, size: Number(head.size) }),
      ),
    async leaves(shard, from, limit) {
      const rows = await reader
        .selectFrom('leaf')
        .select(['idx', 'data', 'hash'])
        .where('shard', '=', shard)
        .where('idx', '>=', from)
        .orderBy('idx')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ index: Number(row.idx), data: row.data, hash: row.hash }))
    },
    append: (leaf) => committer.commit(append, leaf),
    async kept(shard, index) {
      const row = await reader
        .selectFrom('leaf')
        .select(['ownSalt', 'ownObject'])
        .where('shard', '=', shard)
        .where('idx', '=', index)
        .executeTakeFirst()
      return row?.ownSalt && row.ownObject !== null ? { salt: row.ownSalt, object: row.ownObject } : null
    },
    async tile(shard, level, index) {
      const row = await reader
        .selectFrom('tile')
        .select('bytes')
        .where('shard', '=', shard)
        .where('level', '=', level)
        .where('idx', '=', index)
        .executeTakeFirst()
      return row?.bytes ?? null
    },
    async published(shard) {
      const row = await checkpoints().where('shard', '=', shard).orderBy('size', 'desc').limit(1).executeTakeFirst()
      return row ? published(row) : null
    },
    publish: ({ shard, from, size, root, tiles, at }, sign) =>
      inTx(async ({ db }) => {
        // Writing to the head's row takes its lock: replicas publish one after the other, and see what the one before them signed.
        await db
          .updateTable('logHead')
          .set((e) => ({ size: e.ref('size') }))
          .where('shard', '=', shard)
          .execute()
        const last = await db
          .selectFrom('checkpoint')
          .select((e) => e.fn.max('size').as('size'))
          .where('shard', '=', shard)
          .executeTakeFirst()
        const there = last?.size === null || last?.size === undefined ? null : Number(last.size)
        if (there !== from || (from !== null && size <= from)) return false
        const note = await sign()
        for (const { level, index, bytes } of tiles)
          await db
            .insertInto('tile')
            .values({ shard, level, idx: index, bytes })
            .onConflict((c) => c.columns(['shard', 'level', 'idx']).doUpdateSet({ bytes }))
            .execute()
        await db.insertInto('checkpoint').values({ shard, size, root, note, at, kept: 0 }).execute()
        // What nobody cosigned or dated proves nothing that a later one does not; but a neighbour may be about to.
        await db
          .deleteFrom('checkpoint')
          .where('shard', '=', shard)
          .where('size', '<', size)
          .where('kept', '=', 0)
          .where('at', '<', at - UNWITNESSED_MS)
          .execute()
        return true
      }),
    async covering(shard, index) {
      const over = () => checkpoints().where('shard', '=', shard).where('size', '>', index)
      const first = await over()
        .where((e) =>
          e.exists(
            e
              .selectFrom('cosignature')
              .select('cosignature.size')
              .whereRef('cosignature.shard', '=', 'checkpoint.shard')
              .whereRef('cosignature.size', '=', 'checkpoint.size'),
          ),
        )
        .orderBy('size')
        .limit(1)
        .executeTakeFirst()
      return cosigned(first ?? (await over().orderBy('size', 'desc').limit(1).executeTakeFirst()))
    },
    async newestCosigned(shard) {
      const newest = await reader
        .selectFrom('cosignature')
        .select((e) => e.fn.max('size').as('size'))
        .where('shard', '=', shard)
        .executeTakeFirst()
      const size = newest?.size
      if (size !== null && size !== undefined)
        return cosigned(
          await checkpoints().where('shard', '=', shard).where('size', '=', Number(size)).executeTakeFirst(),
        )
      return cosigned(
        await checkpoints().where('shard', '=', shard).orderBy('size', 'desc').limit(1).executeTakeFirst(),
      )
    },
    checkpoint: async (shard, size) =>
      cosigned(await checkpoints().where('shard', '=', shard).where('size', '=', size).executeTakeFirst()),
    addCosignatures: (shard, size, rows) =>
      inTx(async ({ db }) => {
        const kept = await db
          .updateTable('checkpoint')
          .set({ kept: 1 })
          .where('shard', '=', shard)
          .where('size', '=', size)
          .executeTakeFirst()
        // It was given up meanwhile: the witness is asked again for a newer one.
        if (Number(kept.numUpdatedRows) === 0) return
        for (const row of rows)
          await db
            .insertInto('cosignature')
            .values({ ...row, shard, size })
            .onConflict((c) => c.doNothing())
            .execute()
      }),
    async cosignedSizes(shard) {
      const rows = await reader
        .selectFrom('cosignature')
        .select(['witness', (e) => e.fn.max('size').as('size')])
        .where('shard', '=', shard)
        .groupBy('witness')
        .execute()
      return new Map(rows.map((row) => [row.witness, Number(row.size)]))
    },
    async witnessed(origin) {
      const row = await reader
        .selectFrom('witnessed')
        .select(['size', 'root', 'note', 'loggedAt'])
        .where('origin', '=', origin)
        .executeTakeFirst()
      return row ? { ...row, size: Number(row.size), loggedAt: Number(row.loggedAt) } : null
    },
    witness: (origin, at, decide) =>
      inTx(async (tx) => {
        const { db } = tx
        let query = db.selectFrom('witnessed').select(['size', 'root', 'note', 'loggedAt']).where('origin', '=', origin)
        if (dialect === 'postgres') query = query.forUpdate()
        const seen = await query.executeTakeFirst()
        const { store, leaf, result } = decide(
          seen ? { ...seen, size: Number(seen.size), loggedAt: Number(seen.loggedAt) } : null,
        )
        if (!store) return result
        if (leaf) tx.append(leaf)
        if (seen)
          await db
            .updateTable('witnessed')
            .set({ ...store, at })
            .where('origin', '=', origin)
            .execute()
        else {
          const made = await db
            .insertInto('witnessed')
            .values({ ...store, origin, at })
            .onConflict((c) => c.doNothing())
            .executeTakeFirst()
          if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0)
            throw new JuxtaError('store-conflict', 'another replica witnessed this log at the same moment')
        }
        return result
      }),
    openShard: ({ shard, origin, at }, close) =>
      // Not a write among others: what shares a commit is appended to one shard.
      writer.transaction().execute(async (db) => {
        const head = await lockHead(db, dialect)
        const last = await db
          .selectFrom('checkpoint')
          .select(['shard', 'size', 'root', 'note', 'at'])
          .where('shard', '=', head.shard)
          .orderBy('size', 'desc')
          .limit(1)
          .executeTakeFirst()
        const tail = await db
          .selectFrom('leaf')
          .select('hash')
          .where('shard', '=', head.shard)
          .where('idx', '>=', last ? Number(last.size) : 0)
          .orderBy('idx')
          .execute()
        const end = await close({
          ...head,
          published: last ? published(last) : null,
          tail: tail.map((row) => row.hash),
        })
        if (end.checkpoint) {
          const { size, root, note, tiles } = end.checkpoint
          for (const { level, index, bytes } of tiles)
            await db
              .insertInto('tile')
              .values({ shard: head.shard, level, idx: index, bytes })
              .onConflict((c) => c.columns(['shard', 'level', 'idx']).doUpdateSet({ bytes }))
              .execute()
          await db.insertInto('checkpoint').values({ shard: head.shard, size, root, note, at, kept: 1 }).execute()
        }
        await db.insertInto('logHead').values({ shard, origin, size: 0 }).execute()
        await db
          .updateTable('node')
          .set((e) => ({ shard, revision: e('revision', '+', 1) }))
          .where('id', '=', 1)
          .execute()
        await db.insertInto('identity').values(end.identity).execute()
        const tx = new Tx(db, { shard, origin, size: 0 })
        for (const leaf of end.leaves) tx.append(leaf)
        await end.also(tx)
        await tx.flush()
        return { shard, origin, size: tx.size }
      }),
    addTimestamp: (row, leaf) =>
      inTx(async (tx) => {
        const { shard, index } = tx.append(leaf)
        await tx.db
          .insertInto('timestamp')
          .values({ ...row, leafShard: shard, leafIndex: index })
          .execute()
        await tx.db
          .updateTable('checkpoint')
          .set({ kept: 1 })
          .where('shard', '=', row.shard)
          .where('size', '=', row.size)
          .execute()
      }),
    timestampOver: async (shard, index) =>
      timestamp(
        await reader
          .selectFrom('timestamp')
          .selectAll()
          .where('shard', '=', shard)
          .where('size', '>', index)
          .orderBy('size')
          .limit(1)
          .executeTakeFirst(),
      ),
    newestTimestamp: async (shard) =>
      timestamp(
        await reader
          .selectFrom('timestamp')
          .selectAll()
          .where('shard', '=', shard)
          .orderBy('size', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ),
  }
}

export const logIn = inStore(({ database, committer }) => logStore(database, committer))
