/** The log in the store: leaves as they were appended, tiles, what we witnessed of others, timestamps, and how one shard follows another. */
import {
  checkpointsIn,
  keepCheckpoint,
  newestCheckpoint,
  writeTiles,
  type Published,
  type TileRow,
} from './checkpoints.ts'
import type { Write } from './commit.ts'
import { meanwhile } from './faults.ts'
import { inStore, type Store } from './store.ts'
import { LOST_CHANGES, lockHead, Tx, type AppendedLeaf, type LogHead, type NewLeaf } from './tx.ts'

/** A place in the log: what stands after it is later. */
export type LogPlace = { readonly shard: string; readonly index: number }

/** `loggedAt`: when a leaf last said so, in milliseconds since 1970; 0 for never. */
export type WitnessedRow = { size: number; root: Buffer; note: string; loggedAt: number }

/** Times in milliseconds since 1970. The leaf `timestamp` commits to the token with `salt`. */
export type TimestampRow = {
  shard: string
  size: number
  token: Buffer
  genTime: number
  validUntil: number
  salt: Buffer
  leafShard: string
  leafIndex: number
}

export type ClosingShard = LogHead & { readonly published: Published | null; readonly tail: readonly Buffer[] }
export type ShardEnd = {
  readonly checkpoint: { size: number; root: Buffer; note: string; tiles: readonly TileRow[] } | null
  /** The first is of kind `shard`. */
  readonly leaves: readonly NewLeaf[]
  /** What is written in the same transaction after the leaves. */
  also(tx: Tx): Promise<unknown>
}

const append: Write<NewLeaf, AppendedLeaf> = async (tx, items) => items.map((leaf) => tx.append(leaf))

function leavesOf({ read, commit }: Store) {
  return {
    async head(): Promise<LogHead> {
      return read
        .selectFrom('node')
        .innerJoin('logHead', 'logHead.shard', 'node.shard')
        .select(['logHead.shard', 'origin', 'size'])
        .executeTakeFirstOrThrow()
    },
    shards: (): Promise<LogHead[]> =>
      read.selectFrom('logHead').select(['shard', 'origin', 'size']).orderBy('shard').execute(),
    /** Leaves of a shard from `from` on, in order. */
    leaves: (shard: string, from: number, limit: number): Promise<{ index: number; data: Buffer; hash: Buffer }[]> =>
      read
        .selectFrom('leaf')
        .select(['idx as index', 'data', 'hash'])
        .where('shard', '=', shard)
        .where('idx', '>=', from)
        .orderBy('idx')
        .limit(limit)
        .execute(),
    append: (leaf: NewLeaf): Promise<AppendedLeaf> => commit(append, leaf),
    /** What is kept beside a leaf: the object it commits to, and the salt; null where nothing is. */
    async kept(shard: string, index: number): Promise<{ salt: Buffer; object: string } | null> {
      const row = await read
        .selectFrom('leaf')
        .select(['ownSalt', 'ownObject'])
        .where('shard', '=', shard)
        .where('idx', '=', index)
        .executeTakeFirst()
      return row?.ownSalt && row.ownObject !== null ? { salt: row.ownSalt, object: row.ownObject } : null
    },
    /** What is kept beside the leaves of a shard from `from` on and before `to`, in order, where something is. */
    async ownLeaves(
      shard: string,
      from: number,
      to: number,
      limit: number,
    ): Promise<{ index: number; salt: Buffer; object: string }[]> {
      const rows = await read
        .selectFrom('leaf')
        .select(['idx as index', 'ownSalt', 'ownObject'])
        .where('shard', '=', shard)
        .where('idx', '>=', from)
        .where('idx', '<', to)
        .where('ownSalt', 'is not', null)
        .orderBy('idx')
        .limit(limit)
        .execute()
      return rows.map(({ index, ownSalt, ownObject }) => ({ index, salt: ownSalt!, object: ownObject! }))
    },
    /** The newest bytes of a hash tile, which a smaller tree uses a prefix of; null where there is none. */
    async tile(shard: string, level: number, index: number): Promise<Buffer | null> {
      const row = await read
        .selectFrom('tile')
        .select('bytes')
        .where('shard', '=', shard)
        .where('level', '=', level)
        .where('idx', '=', index)
        .executeTakeFirst()
      return row?.bytes ?? null
    },
  }
}

/** What this node has cosigned of the logs of others. */
function witnessedOf({ read, transact, dialect }: Store) {
  return {
    async witnessed(origin: string): Promise<WitnessedRow | null> {
      const row = await read
        .selectFrom('witnessed')
        .select(['size', 'root', 'note', 'loggedAt'])
        .where('origin', '=', origin)
        .executeTakeFirst()
      return row ?? null
    },
    allWitnessed: (): Promise<{ origin: string; size: number; note: string; at: number }[]> =>
      read.selectFrom('witnessed').select(['origin', 'size', 'note', 'at']).orderBy('origin').execute(),
    /** Decides under a lock on what was cosigned of `origin`; what `decide` answers as `store` is durable before this answers. */
    witness: <T>(
      origin: string,
      at: number,
      decide: (seen: WitnessedRow | null) => { store: WitnessedRow | null; leaf?: NewLeaf; result: T },
    ): Promise<T> =>
      transact(async (tx) => {
        let query = tx.db
          .selectFrom('witnessed')
          .select(['size', 'root', 'note', 'loggedAt'])
          .where('origin', '=', origin)
        if (dialect === 'postgres') query = query.forUpdate()
        const seen = await query.executeTakeFirst()
        const { store, leaf, result } = decide(seen ?? null)
        if (!store) return result
        if (leaf) tx.append(leaf)
        if (seen)
          await tx.db
            .updateTable('witnessed')
            .set({ ...store, at })
            .where('origin', '=', origin)
            .execute()
        else {
          const made = await tx.db
            .insertInto('witnessed')
            .values({ ...store, origin, at })
            .onConflict((c) => c.doNothing())
            .executeTakeFirst()
          if (Number(made.numInsertedOrUpdatedRows ?? 0) === 0)
            throw meanwhile('another replica witnessed this log at the same moment')
        }
        return result
      }),
  }
}

function timestampsOf({ read, transact }: Store) {
  const dated = (shard: string) => read.selectFrom('timestamp').selectAll().where('shard', '=', shard).limit(1)
  return {
    /** Keeps a token and appends its leaf. */
    addTimestamp: (row: Omit<TimestampRow, 'leafShard' | 'leafIndex'>, leaf: NewLeaf): Promise<void> =>
      transact(async (tx) => {
        const { shard, index } = tx.append(leaf)
        await tx.db
          .insertInto('timestamp')
          .values({ ...row, leafShard: shard, leafIndex: index })
          .execute()
        await keepCheckpoint(tx.db, row.shard, row.size)
      }),
    /** The first timestamp of a checkpoint over leaf `index`. */
    timestampOver: async (shard: string, index: number): Promise<TimestampRow | null> =>
      (await dated(shard).where('size', '>', index).orderBy('size').executeTakeFirst()) ?? null,
    newestTimestamp: async (shard: string): Promise<TimestampRow | null> =>
      (await dated(shard).orderBy('size', 'desc').executeTakeFirst()) ?? null,
    /** The newest timestamp over a checkpoint of a shard that states a time up to `time` (milliseconds since 1970). */
    timestampBy: async (shard: string, time: number): Promise<TimestampRow | null> =>
      (await dated(shard).where('genTime', '<=', time).orderBy('genTime', 'desc').executeTakeFirst()) ?? null,
  }
}

function shardsOf({ apart }: Store) {
  return {
    /**
     * Closes the shard of the head and opens the next, in one transaction under the head's lock: nothing is appended to a closed shard any more. `close`
     * gets the hashes of its leaves that are not under a checkpoint yet, and answers its last checkpoint (null: the one that is published is the last),
     * the identity that names the next log, and what the next shard begins with. A crash leaves all of it or nothing; not a write among others, since what
     * shares a commit is appended to one shard.
     */
    openShard: (
      { shard, origin, at }: { shard: string; origin: string; at: number },
      close: (last: ClosingShard) => Promise<ShardEnd>,
    ): Promise<LogHead> =>
      apart(async (db) => {
        const head = await lockHead(db)
        const last = await newestCheckpoint(db, head.shard)
        const tail = await db
          .selectFrom('leaf')
          .select('hash')
          .where('shard', '=', head.shard)
          .where('idx', '>=', last?.size ?? 0)
          .orderBy('idx')
          .execute()
        const end = await close({ ...head, published: last, tail: tail.map((row) => row.hash) })
        if (end.checkpoint) {
          const { size, root, note, tiles } = end.checkpoint
          await writeTiles(db, head.shard, tiles)
          await db.insertInto('checkpoint').values({ shard: head.shard, size, root, note, at, kept: 1 }).execute()
        }
        // What a log lost with its end had given out is given to no other change.
        const changes = head.changes + LOST_CHANGES
        await db.insertInto('logHead').values({ shard, origin, size: 0, changes }).execute()
        await db
          .updateTable('node')
          .set((e) => ({ shard, revision: e('revision', '+', 1) }))
          .where('id', '=', 1)
          .execute()
        const tx = new Tx(db, { shard, origin, size: 0, changes })
        for (const leaf of end.leaves) tx.append(leaf)
        await end.also(tx)
        await tx.flush()
        return { shard, origin, size: tx.size }
      }),
  }
}

export const logIn = inStore((store) => ({
  ...leavesOf(store),
  ...checkpointsIn(store),
  ...witnessedOf(store),
  ...timestampsOf(store),
  ...shardsOf(store),
}))

export type LogStore = ReturnType<typeof logIn>
