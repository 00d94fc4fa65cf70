/**
 * What is too large for a row: kept in chunks of one size outside the tables that are read all the time, appended to in order, read a chunk at a time. Whoever names
 * one is counted (`uses`); what nobody names any more is erased a few chunks at a time.
 */
import { sql, type Kysely, type Transaction } from 'kysely'
import { setImmediate as breath } from 'node:timers/promises'
import { JuxtaError } from '../values/errors.ts'
import { insertRows } from './insert-rows.ts'
import type { Migration } from './migrate.ts'
import { inStore, type Store } from './store.ts'
import type { Tables } from './tables.ts'

declare module './tables.ts' {
  interface Tables {
    /** `size`: bytes that it is to have; `stored`: the first of them, that it has. */
    large: { id: string; size: number; stored: number; uses: number }
    chunk: { large: string; seq: number; bytes: Buffer }
  }
}

/** Bytes of every chunk but the last. */
export const CHUNK = 262_144
/** Chunks that are erased in one commit. */
const AT_ONCE = 16

export const UNUSED = `"uses" = 0`

export const largeTables: Migration = {
  number: 14,
  name: 'large',
  minReader: 1,
  statements: (dialect) => [
    `create table "large" ("id" text primary key, "size" bigint not null, "stored" bigint not null, "uses" integer not null)`,
    `create index "largeUnused" on "large" ("id") where ${UNUSED}`,
    `create table "chunk" ("large" text not null, "seq" integer not null, "bytes" ${dialect === 'sqlite' ? 'blob' : 'bytea'} not null,
        primary key ("large", "seq"))`,
    // What was encrypted or compressed before is not tried again.
    ...(dialect === 'postgres' ? [`alter table "chunk" alter column "bytes" set storage external`] : []),
  ],
}

/** Makes room for `size` bytes, for one who names it. */
export async function makeLarge(db: Transaction<Tables>, id: string, size: number): Promise<void> {
  await db.insertInto('large').values({ id, size, stored: 0, uses: 1 }).execute()
}

/** One more names it, or `n` fewer do. False where it is not there, or nobody names it any more: then it is being erased. */
export async function countUses(db: Transaction<Tables>, id: string, n: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('large')
    .set((e) => ({ uses: e('uses', '+', n) }))
    .where('id', '=', id)
    .where('uses', '>', 0)
    .executeTakeFirst()
  return Number(numUpdatedRows) > 0
}

async function chunkAt(db: Pick<Kysely<Tables>, 'selectFrom'>, large: string, seq: number): Promise<Buffer | null> {
  const row = await db
    .selectFrom('chunk')
    .select('bytes')
    .where('large', '=', large)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return row?.bytes ?? null
}

/** Writes `bytes` from `offset` on, into chunks of which the first may be begun already. */
async function writeChunks(db: Transaction<Tables>, large: string, offset: number, bytes: Buffer): Promise<void> {
  const begun = offset % CHUNK
  let seq = Math.floor(offset / CHUNK)
  let at = 0
  if (begun > 0) {
    const before = await chunkAt(db, large, seq)
    at = Math.min(bytes.length, CHUNK - begun)
    const whole = Buffer.concat([before!.subarray(0, begun), bytes.subarray(0, at)])
    await db.updateTable('chunk').set({ bytes: whole }).where('large', '=', large).where('seq', '=', seq).execute()
    seq++
  }
  const rows: Tables['chunk'][] = []
  for (; at < bytes.length; at += CHUNK) rows.push({ large, seq: seq++, bytes: bytes.subarray(at, at + CHUNK) })
  await insertRows(db, 'chunk', rows)
}

export const largeIn = inStore(({ read, apart, dialect }: Store) => ({
  /** Its size, and how much of it is there; null where it is not. */
  async of(id: string): Promise<{ size: number; stored: number } | null> {
    const row = await read.selectFrom('large').select(['size', 'stored']).where('id', '=', id).executeTakeFirst()
    return row ? { size: Number(row.size), stored: Number(row.stored) } : null
  },

  /**
   * Appends `bytes`, which begin at `offset`; nothing where somebody else has appended meanwhile, or it is gone: fails with `mismatching-upload-offset`. `within`:
   * what is written with it.
   */
  append(
    id: string,
    offset: number,
    bytes: Buffer,
    within: (db: Transaction<Tables>) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const end = offset + bytes.length
    let tried = false
    return apart(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('large')
        .set({ stored: end })
        .where('id', '=', id)
        .where('stored', '=', offset)
        .where('size', '>=', end)
        .where('uses', '>', 0)
        .executeTakeFirst()
      if (Number(numUpdatedRows) > 0) await writeChunks(db, id, offset, bytes)
      else {
        const there = await db.selectFrom('large').select('stored').where('id', '=', id).executeTakeFirst()
        // Tried again after a commit of which nobody heard that it was done.
        if (!tried || Number(there?.stored) !== end) throw offsetFault(offset, Number(there?.stored ?? 0))
      }
      tried = true
      await within(db)
    })
  },

  /** The bytes from `from` to before `to`, a chunk at a time. Fails with `gone` where they are erased meanwhile. */
  async *bytes(id: string, from: number, to: number): AsyncGenerator<Buffer> {
    for (let seq = Math.floor(from / CHUNK); seq * CHUNK < to; seq++) {
      const bytes = await chunkAt(read, id, seq)
      const [start, end] = [Math.max(0, from - seq * CHUNK), Math.min(CHUNK, to - seq * CHUNK)]
      if (bytes === null || bytes.length < end) throw new JuxtaError('gone', 'the document was erased')
      yield bytes.subarray(start, end)
      await breath()
    }
  },

  /** Erases what nobody names. Answers how many chunks it was. */
  async sweep(): Promise<number> {
    let count = 0
    const unused = sql.raw<boolean>(UNUSED)
    for (;;) {
      const found = await read.selectFrom('large').select('id').where(unused).limit(1).executeTakeFirst()
      if (!found) return count
      const { id } = found
      for (let more = true; more; await breath())
        more = await apart(async (db) => {
          const rows = await db
            .selectFrom('chunk')
            .select('seq')
            .where('large', '=', id)
            .orderBy('seq')
            .limit(AT_ONCE)
            .execute()
          count += rows.length
          const seqs = rows.map((row) => row.seq)
          // On SQLite bytes are overwritten in place before their pages are set free.
          if (dialect === 'sqlite' && seqs.length > 0)
            await db
              .updateTable('chunk')
              .set({ bytes: sql<Buffer>`zeroblob(length("bytes"))` })
              .where('large', '=', id)
              .where('seq', '>=', seqs[0]!)
              .where('seq', '<=', seqs.at(-1)!)
              .execute()
          if (seqs.length > 0)
            await db.deleteFrom('chunk').where('large', '=', id).where('seq', '<=', seqs.at(-1)!).execute()
          if (seqs.length === AT_ONCE) return true
          await db.deleteFrom('large').where('id', '=', id).where(unused).execute()
          return false
        })
    }
  },
}))

/** As problem of the draft of resumable uploads (draft-ietf-httpbis-resumable-upload §7.1). */
export const offsetFault = (provided: number, expected: number): JuxtaError =>
  new JuxtaError('mismatching-upload-offset', `the upload stands at ${expected}, not at ${provided}`, {
    pointer: '/header/upload-offset',
    rule: 'upload-offset',
    members: { 'expected-offset': expected, 'provided-offset': provided },
  })
