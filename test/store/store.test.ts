/** The door to the store: what a bad item costs the others, what is tried again beside the log, what is refused when too many wait, and what can only be read. */
import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { SCHEMA } from '../../node/schema.ts'
import { looking, type Committed, type Write } from '../../node/store/commit.ts'
import { meanwhile } from '../../node/store/faults.ts'
import { AT_ONCE, SQLITE_WAL_BYTES, WAITING } from '../../node/store/limits.ts'
import { insertRows } from '../../node/store/insert-rows.ts'
import { logIn } from '../../node/store/log.ts'
import { withSnapshot } from '../../node/store/dump.ts'
import { initialiseStore, openStore, type Store } from '../../node/store/store.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { Country } from '../../node/values/country.ts'
import { stores, type TestStore } from '../servers.ts'

type Scope = Parameters<TestStore['make']>[0]

async function opened(t: Scope, store: TestStore, onFatal: (e: JuxtaError) => void = () => undefined): Promise<Store> {
  const url = await store.make(t)
  const node = { country: 'XA' as Country, name: 'Customs of XA', shard: '2026', origin: 'xa.example/2026' }
  await initialiseStore(url, SCHEMA, node, Date.now())
  const open = await openStore(url, SCHEMA, onFatal)
  t.teardown(() => open.close())
  return open
}

const faultOf = (work: Promise<unknown>): Promise<JuxtaError> =>
  work.then(
    () => {
      throw new Error('it was written')
    },
    (error: unknown) => error as JuxtaError,
  )

const trader = (n: number, id = `t${n}`) => ({
  edition: 1,
  id,
  programme: 'p',
  type: 't',
  role: 'r',
  record: '{}',
  former: 0,
})

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    t.test('a batch with one bad item is halved: it alone is refused, and a few transactions do it', async (t) => {
      const open = await opened(t, store)
      let runs = 0
      const write: Write<number, number> = async (tx, items) => {
        runs++
        for (const n of items)
          await tx.db
            .insertInto('idempotency')
            .values({ client: 'c', key: n === 77 ? 'k0' : `k${n}`, fingerprint: 'f', answer: 'a', at: 1, message: 'm' })
            .execute()
        return items.map((n) => n * 2)
      }
      const results = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => open.commit(write, n)))
      const refused = results.flatMap((r, n) => (r.status === 'rejected' ? [[n, r.reason.code, r.reason.rule]] : []))
      t.same(refused, [[77, 'store-conflict', 'store-constraint']])
      t.same(
        results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : [])),
        Array.from({ length: 100 }, (_, n) => n * 2).filter((n) => n !== 154),
      )
      t.ok(runs <= 16, `${runs} runs, not one for each of a hundred`)
      const rows = await open.read.selectFrom('idempotency').select('key').execute()
      t.equal(rows.length, 99)
    })

    t.test(
      'a value that the store cannot hold is refused by name, and what shared its commit is written',
      async (t) => {
        const fatal: unknown[] = []
        const open = await opened(t, store, (e) => fatal.push(e))
        const keys = ['one', 'with \0 in it', 'x'.repeat(1000), 'two']
        const done = await Promise.allSettled(
          keys.map((key) =>
            open.transact(({ db }) =>
              db
                .insertInto('idempotency')
                .values({ client: 'c', key, fingerprint: 'f', answer: 'a', at: 1, message: 'm' })
                .execute(),
            ),
          ),
        )
        const said = done.map((d) => (d.status === 'fulfilled' ? 'written' : (d.reason as JuxtaError).code))
        // SQLite takes both; in PostgreSQL a text has no U+0000, and an entry of an index is short.
        const refused = store.name === 'postgres' ? 'schema-invalid' : 'written'
        t.same(said, ['written', refused, 'written', 'written'])
        const long = await Promise.allSettled([
          open.transact(({ db }) =>
            db
              .insertInto('reference')
              .values({ message: 'm', type: 'ucr', value: randomBytes(6000).toString('hex'), plain: '' })
              .execute(),
          ),
        ])
        t.equal(long[0].status === 'rejected' ? (long[0].reason as JuxtaError).code : 'written', refused)
        t.same(fatal, [])
      },
    )

    t.test('what somebody came between is tried again; what a feature refuses is not', async (t) => {
      const open = await opened(t, store)
      let runs = 0
      const answer = await open.transact(async () => {
        if (++runs < 4) throw meanwhile('somebody came between')
        return 'done'
      })
      t.same([answer, runs], ['done', 4])
      runs = 0
      const fault = await faultOf(
        open.transact(async () => {
          runs++
          throw new JuxtaError('conflict', 'no')
        }),
      )
      t.same([fault.code, runs], ['conflict', 1])
    })

    t.test('what a write looks for is there before anything of its commit is written', async (t) => {
      const open = await opened(t, store)
      const order: string[] = []
      const add = looking(
        async (db, _names: string[]) => {
          order.push('looked')
          const rows = await db.selectFrom('reference').select('value').where('message', '=', 'looking').execute()
          return new Set(rows.map((row) => row.value))
        },
        async (tx, names, there) => {
          order.push('written')
          await insertRows(
            tx.db,
            'reference',
            names
              .filter((name) => !there.has(name))
              .map((value) => ({ message: 'looking', type: 'mrn', value, plain: value })),
          )
          return names.map((name) => there.has(name))
        },
      )
      const other = open.transact(async (tx) => {
        order.push('another')
        return tx.db.selectFrom('reference').select('value').where('message', '=', 'looking').execute()
      })
      t.same(await Promise.all([other, open.commit(add, 'a'), open.commit(add, 'b')]), [
        [{ value: 'a' }, { value: 'b' }],
        false,
        false,
      ])
      t.same(order, ['looked', 'written', 'another'], 'one commit')
      t.equal(await open.commit(add, 'a'), true)
    })

    t.test('a conflict is tried again in a transaction beside the log too', async (t) => {
      const open = await opened(t, store)
      for (const code of ['40P01', '40001', '55P03', 'SQLITE_BUSY', '57P01']) {
        let runs = 0
        await open.apart(async () => {
          if (++runs === 1) throw Object.assign(new Error('driver'), { code })
        })
        t.equal(runs, 2, code)
      }
    })

    // An embedded store has one writer.
    if (store.name === 'postgres')
      t.test('two replicas that lock two rows in the other order are both written (40P01)', async (t) => {
        const url = await store.make(t)
        const node = { country: 'XA' as Country, name: 'Customs of XA', shard: '2026', origin: 'xa.example/2026' }
        await initialiseStore(url, SCHEMA, node, Date.now())
        const replicas = await Promise.all(
          [0, 1].map(() =>
            openStore(url, SCHEMA, (error) => {
              throw error
            }),
          ),
        )
        t.teardown(() => Promise.all(replicas.map((r) => r.close())))
        await replicas[0]!.apart((db) => insertRows(db, 'trader', [trader(0), trader(1)]))
        const runs = [0, 0]
        const holding = new Set<number>()
        let bothHold = (): void => undefined
        const held = new Promise<void>((done) => (bothHold = done))
        const add = (replica: 0 | 1) =>
          replicas[replica]!.apart(async (db) => {
            const first = ++runs[replica]! === 1
            const count = (id: string) =>
              db
                .updateTable('trader')
                .set((e) => ({ former: e('former', '+', 1) }))
                .where('id', '=', id)
                .execute()
            await count(`t${replica}`)
            // Each holds one row, and goes on to the one that the other holds.
            holding.add(replica)
            if (holding.size === 2) bothHold()
            if (first) await held
            await count(`t${1 - replica}`)
          })
        await Promise.all([add(0), add(1)])
        t.ok(runs[0]! + runs[1]! >= 3, `${runs.join(' and ')} runs: one was the victim, and was tried again`)
        const rows = await replicas[0]!.read.selectFrom('trader').select('former').execute()
        t.same(
          rows.map((r) => Number(r.former)),
          [2, 2],
          'and each was written once',
        )
      })

    t.test('no more than so many wait; the next is told to come back', async (t) => {
      const open = await opened(t, store)
      let go = (): void => undefined
      const held = new Promise<void>((done) => (go = done))
      const first = open.transact(() => held)
      await new Promise((done) => setTimeout(done, 50))
      const waiting = Array.from({ length: WAITING }, (_, n) => open.transact(async () => n))
      const fault = await faultOf(open.transact(async () => 'one too many'))
      t.match(fault, { code: 'log-unavailable', rule: 'store-crowded', retryAfter: 5 })
      go()
      await first
      t.equal((await Promise.all(waiting)).length, WAITING, 'those that waited are written')
      await open.transact(async () => undefined)
    })

    t.test('any number of rows is inserted, at one time', async (t) => {
      const open = await opened(t, store)
      const rows = Array.from({ length: 12_000 }, (_, n) => trader(n))
      await open.apart((db) => insertRows(db, 'trader', rows))
      const { n } = await open.read
        .selectFrom('trader')
        .select((e) => e.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
      t.equal(Number(n), rows.length)
      await open.apart((db) => insertRows(db, 'trader', [trader(1), trader(0, 'new')], 'stays'))
      t.match(await faultOf(open.apart((db) => insertRows(db, 'trader', [trader(1)]))), { code: 'store-conflict' })
    })

    t.test(
      'who listens hears of each commit: how many shared it, and that the lock was held no longer than it took',
      async (t) => {
        const open = await opened(t, store)
        const heard: Committed[] = []
        open.listen((done) => heard.push(done))
        await Promise.all(Array.from({ length: 40 }, (_, n) => open.transact(async () => n)))
        await open.apart(async () => 1)
        const writes = heard.reduce((n, done) => n + done.writes, 0)
        t.equal(writes, 41)
        t.equal(heard[0]!.writes, 40, 'what was asked for in one turn is one commit')
        t.ok(heard.every(({ took, waited, held }) => waited >= 0 && held >= 0 && waited + held <= took + 1e-6))
        t.equal(heard.at(-1)!.kind, store.name === 'postgres' ? 'apart' : 'log')
      },
    )

    t.test('a read of everything, whole or broken off in the middle, holds nothing when it is over', async (t) => {
      const url = await store.make(t)
      const node = { country: 'XA' as Country, name: 'x', shard: '2026', origin: 'xa.example/2026' }
      await initialiseStore(url, SCHEMA, node, Date.now())
      const open = await openStore(url, SCHEMA, () => undefined)
      t.teardown(() => open.close())
      let n = 0
      const part = () => ({
        message: `m${++n}`,
        part: 'p',
        ordinal: 0,
        mediaType: '',
        size: 0,
        digest: '',
        salt: null,
        bytes: Buffer.alloc(store.name === 'sqlite' ? SQLITE_WAL_BYTES / 4 : 1),
      })
      const read = (broken: boolean): Promise<void> =>
        withSnapshot(url, SCHEMA, async (snapshot) => {
          for (const table of snapshot.tables) for await (const _ of snapshot.pages(table)) if (broken) break
          for (let i = 0; i < 6; i++) await open.apart((db) => insertRows(db, 'part', [part()]))
          const ahead = open.writeAhead()
          t.ok(ahead === null || ahead > SQLITE_WAL_BYTES, `${ahead} while it is read`)
          if (broken) throw new Error('whoever read it has gone')
        })
      for (const broken of [false, true]) {
        if (broken) t.match(await faultOf(read(true)), { message: /has gone/ })
        else await read(false)
        // The first brings it into the file, the second begins it anew.
        for (let i = 0; i < 3; i++) await open.apart((db) => insertRows(db, 'trader', [trader(++n)]))
        const ahead = open.writeAhead()
        t.ok(ahead === null || ahead <= SQLITE_WAL_BYTES, `${ahead} when it is over`)
      }
      if (store.name === 'postgres') {
        const { rows } = await sql`select "pid" from "pg_stat_activity"
          where "datname" = current_database() and "state" like 'idle in transaction%'`.execute(open.read)
        t.same(rows, [])
      }
      const rows = open.read.selectFrom('trader').select('id').stream()
      t.match(
        await faultOf(rows[Symbol.asyncIterator]().next()),
        { message: 'rows are read in pages' },
        'nor can a reader stop half way',
      )
    })

    t.test('a thousand leaves at once get each its place', async (t) => {
      const open = await opened(t, store)
      const leaf = { kind: 'operator', peer: 'XA' as Country, c: `sha-256:${'A'.repeat(43)}` }
      const places = await Promise.all(Array.from({ length: AT_ONCE * 7 }, () => logIn(open).append(leaf)))
      t.same(
        places.map((p) => p.index).sort((x, y) => x - y),
        places.map((_, n) => n),
      )
      t.equal((await logIn(open).head()).size, AT_ONCE * 7)
    })

    t.test('a place of the log that is given twice is the end: it stops, once, and takes nothing more', async (t) => {
      const fatal: JuxtaError[] = []
      const open = await opened(t, store, (e) => fatal.push(e))
      const leaf = { kind: 'operator', peer: 'XA' as Country, c: `sha-256:${'A'.repeat(43)}` }
      await logIn(open).append(leaf)
      await open.apart((db) => db.updateTable('logHead').set({ size: 0 }).execute())
      t.match(await faultOf(logIn(open).append(leaf)), { code: 'store-failed', rule: 'store-invariant' })
      t.match(await faultOf(logIn(open).append(leaf)), { code: 'store-failed' })
      t.equal(fatal.length, 1)
    })

    t.test('what reads cannot write', async (t) => {
      const open = await opened(t, store)
      const fault = await faultOf(sql`delete from "node"`.execute(open.read))
      t.match(fault, { code: 'log-unavailable', rule: 'store-read-only' })
    })

    t.test('an error of a read is an answer too', async (t) => {
      const open = await opened(t, store)
      t.match(await faultOf(sql`select * from "nothing"`.execute(open.read)), { code: 'internal' })
      if (store.name === 'postgres')
        t.match(await faultOf(open.read.selectFrom('peer').selectAll().where('country', '=', '\0').execute()), {
          code: 'schema-invalid',
          rule: 'store-value',
        })
    })
  })
