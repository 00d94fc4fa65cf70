/** What is promised is on the disk, and so is what is read; all else goes on while it is written there. */
import { sql, type Kysely } from 'kysely'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { judge } from '../../node/store/faults.ts'
import { fixed } from '../../node/store/fixed.ts'
import { openSqlite } from '../../node/store/sqlite.ts'
import type { Tables } from '../../node/store/tables.ts'

type Done = (error: Error | null) => void

/** A disk that writes when it is told to. */
async function slowDisk(t: Test) {
  const waiting: Done[] = []
  const db = openSqlite(join(t.testdir(), 'slow.db'), judge, {
    beside: true,
    sync: (_fd, done) => void waiting.push(done),
  })
  const write = (text: string): Promise<unknown> =>
    db.writer.transaction().execute((tx) => sql`insert into "x" values (${text})`.execute(tx))
  const syncs = async (n: number): Promise<void> => {
    while (waiting.length < n) await new Promise(setImmediate)
  }
  const answer = async (error: Error | null = null): Promise<void> => {
    await syncs(1)
    waiting.shift()!(error)
  }
  const made = db.writer.transaction().execute((tx) => sql`create table "x" ("a" text)`.execute(tx))
  await answer()
  await made
  t.teardown(() => db.close())
  return { db, write, waiting, syncs, answer }
}

const texts = fixed((_db, _: object) => ({ compile: () => sql<{ a: string }>`select "a" from "x"`.compile(_db) }))
/** Every way in which something is read. */
const ways: readonly ((db: Kysely<Tables>) => Promise<number>)[] = [
  async (db) => (await sql`select "a" from "x"`.execute(db)).rows.length,
  async (db) =>
    (
      await db
        .selectFrom('x' as never)
        .selectAll()
        .execute()
    ).length,
  async (db) => (await texts.all(db, {})).length,
  async (db) => ((await texts.first(db, {})) ? 1 : 0),
]

/** Whether it is fulfilled after some turns of the event loop. */
async function isDone(work: Promise<unknown>): Promise<boolean> {
  let done = false
  const look = (): void => void (done = true)
  work.then(look, look)
  for (let i = 0; i < 10; i++) await new Promise(setImmediate)
  return done
}

t.test('a write is done when it is on the disk, and what it wrote is not told before', async (t) => {
  const { db, write, syncs, answer } = await slowDisk(t)
  const written = write('one')
  await syncs(1)
  const reads = ways.map((read) => read(db.reader))
  const next = write('two')
  for (const early of [written, next, ...reads]) t.notOk(await isDone(early))
  await answer()
  await written
  t.same(await Promise.all(reads), [1, 1, 1, 1])
  t.notOk(await isDone(next))
  await answer()
  await next
  t.same(await Promise.all(ways.map((read) => read(db.reader))), [2, 2, 2, 1])
})

t.test('a write that the disk refuses is not promised, and nobody is told of it later', async (t) => {
  const { db, write, answer } = await slowDisk(t)
  const written = write('lost')
  const fatal = { code: 'store-failed', rule: 'store-io' }
  await Promise.all([t.rejects(written, fatal), answer(Object.assign(new Error('EIO'), { code: 'EIO' }))])
  for (const read of ways) await t.rejects(read(db.reader), fatal)
})

t.test('what is read of a store that rests waits for nothing', async (t) => {
  const { db, waiting } = await slowDisk(t)
  t.same(await Promise.all(ways.map((read) => read(db.reader))), [0, 0, 0, 0])
  t.equal(waiting.length, 0)
})

t.test('with a disk of this machine', async (t) => {
  const db = openSqlite(join(t.testdir(), 'real.db'), judge, { beside: true })
  t.teardown(() => db.close())
  await db.writer.transaction().execute((tx) => sql`create table "x" ("a" text)`.execute(tx))
  await db.writer.transaction().execute((tx) => sql`insert into "x" values ('one')`.execute(tx))
  t.equal(await ways[0]!(db.reader), 1)
})
