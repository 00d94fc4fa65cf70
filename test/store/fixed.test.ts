/** Statements of fixed text: what they insert is what is found, they are built once, whatever the values, and reads of one turn are one. */
import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { sql } from 'kysely'
import { keysIn } from '../../node/peers/registry.ts'
import { fixed, oneOf } from '../../node/store/fixed.ts'
import { gathered } from '../../node/store/gather.ts'
import { insertAll, insertRows } from '../../node/store/insert-rows.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { AT_ONCE, INSERT_BYTES } from '../../node/store/limits.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import { newMessageId } from '../../node/values/id.ts'
import { emptyStore, openAt, XA } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    t.test(
      'rows of several tables come back as they went in, whatever is in them and however large they are',
      async (t) => {
        const { store: open } = await emptyStore(t, store)
        const part = (n: number, salt: Buffer | null, bytes: Buffer | null) => ({
          message: `m${n}`,
          part: `it's "${n}"\\ {NULL},`,
          ordinal: n,
          mediaType: 'NULL',
          size: bytes?.length ?? 0,
          digest: '',
          salt,
          bytes,
          large: null,
        })
        const large = randomBytes(Math.floor(INSERT_BYTES / 3))
        const parts = [
          part(0, null, Buffer.alloc(0)),
          part(1, randomBytes(32), null),
          part(2, randomBytes(32), Buffer.from('it\0is\'"\\')),
          ...[3, 4, 5, 6].map((n) => part(n, null, large)),
          part(7, null, randomBytes(INSERT_BYTES + 1)),
          part(8, null, Buffer.from([0, 255])),
        ]
        const history = ['', 'é"\\ß'.repeat(2000), '\u{1f4e6}', 'x'.repeat(9000)].map((cause, seq) => ({
          message: 'm0',
          seq,
          state: 'é',
          at: 2 ** 50,
          cause,
          place: seq === 0 ? null : 2 ** 52 + seq,
        }))
        await open.apart((db) =>
          insertAll(db, [
            { table: 'part', rows: parts },
            { table: 'reference', rows: [] },
            { table: 'history', rows: history, there: 'stays' },
          ]),
        )
        const found = await open.read.selectFrom('part').selectAll().orderBy('ordinal').execute()
        t.ok(isDeepStrictEqual(found, parts))
        t.same(await open.read.selectFrom('history').selectAll().orderBy('seq').execute(), history)
      },
    )

    if (store.name === 'postgres')
      t.test('what is large is compressed by LZ4, where the server knows it', async (t) => {
        const { store: open } = await emptyStore(t, store)
        await open.apart((db) =>
          insertRows(db, 'history', [
            { message: 'm', seq: 0, state: 's', at: 1, cause: 'it repeats itself. '.repeat(500) },
          ]),
        )
        const { rows } = await sql<{ by: string; known: boolean }>`select pg_column_compression("cause") as "by",
          (select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression') as "known" from "history"`.execute(
          open.read,
        )
        t.equal(rows[0]!.by, rows[0]!.known ? 'lz4' : 'pglz')
      })

    // What SQLite keeps prepared it prepares anew by itself.
    if (store.name === 'postgres')
      t.test('what is kept prepared goes on where the schema has changed, or nothing is kept any more', async (t) => {
        const { store: open } = await emptyStore(t, store)
        const all = fixed((db, v: { message: string }) =>
          db.selectFrom('reference').selectAll().where('message', '=', v.message),
        )
        await open.apart((db) => insertRows(db, 'reference', [{ message: 'm', type: 'mrn', value: 'x', plain: 'X' }]))
        const both = () =>
          Promise.all([all.all(open.read, { message: 'm' }), open.apart((db) => all.all(db, { message: 'm' }))])
        for (let i = 0; i < 8; i++) t.match(await both(), [[{ value: 'x' }], [{ value: 'x' }]])
        await open.apart((db) => sql`alter table "reference" add column "more" integer not null default 5`.execute(db))
        t.match(await both(), [[{ value: 'x', more: 5 }], [{ value: 'x', more: 5 }]])
        await open.apart((db) => sql`deallocate all`.execute(db))
        await sql`deallocate all`.execute(open.read)
        t.match(await both(), [[{ value: 'x', more: 5 }], [{ value: 'x', more: 5 }]])
      })

    t.test('a statement of fixed text is built once, and runs with the values of each use', async (t) => {
      const { store: open } = await emptyStore(t, store)
      let built = 0
      const some = fixed((db, v: { keys: readonly string[]; from: number; answer: string }) => {
        built++
        return db
          .selectFrom('idempotency')
          .select(['key', 'at'])
          .where(oneOf(db, 'key', v.keys))
          .where('at', '>=', v.from)
          .where('answer', '=', v.answer)
          .orderBy('key')
      })
      const move = fixed((db, v: { key: string; at: number }) =>
        db.updateTable('idempotency').set({ at: v.at }).where('key', '=', v.key),
      )
      const keys = ['a"b', "c'd", '\\', '{}', ...Array.from({ length: 500 }, (_, n) => `k${n}`)]
      await open.apart(async (db) => {
        const rows = keys.map((key, at) => ({ client: 'c', key, fingerprint: 'f', answer: 'a', at, message: 'm' }))
        await insertRows(db, 'idempotency', rows)
        t.equal((await some.all(db, { keys, from: 0, answer: 'a' })).length, keys.length, 'what is written in it')
        t.equal(await move.change(db, { key: 'k7', at: 5000 }), 1)
        t.equal(await move.change(db, { key: 'nobody', at: 5000 }), 0)
      })
      t.same(
        await some.all(open.read, { keys: ['k7', '{}', 'nobody'], from: 3, answer: 'a' }),
        [
          { key: 'k7', at: 5000 },
          { key: '{}', at: 3 },
        ].sort((a, b) => (a.key < b.key ? -1 : 1)),
      )
      t.same(await some.first(open.read, { keys: [], from: 0, answer: 'a' }), undefined)
      t.same((await some.all(open.read, { keys, from: 5000, answer: 'a' })).length, 1)
      t.ok(built <= 2, 'for what writes and what reads')
      await t.rejects(
        open.apart((db) => move.change(db, { key: 'k1', at: null as never })),
        { code: 'store-conflict' },
      )
    })

    t.test('a key that another replica has revoked opens nothing from then on, whoever asks with it', async (t) => {
      const { store: open, url } = await emptyStore(t, store)
      const [here, there] = [keysIn(open), keysIn(await openAt(t, url))]
      const made = ['one', 'two'].map((hash) => ({
        id: newMessageId(1),
        client: 'c',
        name: hash,
        hash,
        roles: ['submitter', 'reader'],
        agency: null,
        procedures: null,
        types: null,
        addresses: null,
        createdAt: 1,
        expiresAt: 2,
        revokedAt: null,
      }))
      for (const key of made) await there.createKey(key, ownLeaf('operator', XA, key.name))
      const asked = ['one', 'two', 'nobody', 'one']
      const ask = () => Promise.all(asked.map((hash) => here.keyByHash(hash)))
      t.same(await ask(), [made[0], made[1], null, made[0]])
      await there.revokeKey(made[0]!.id, 7, ownLeaf('operator', XA, 'revoked'))
      t.same(
        (await ask()).map((row) => row?.revokedAt),
        [7, null, undefined, 7],
      )
    })
  })

t.test('reads that are asked for in one turn', async (t) => {
  let now = 1
  const reads: number[][] = []
  const read = gathered(async (questions: readonly number[]) => {
    reads.push([...questions])
    if (questions.includes(13)) throw Object.assign(new Error('no such value'), { code: '22021' })
    if (questions.includes(99)) throw new JuxtaError('log-unavailable', 'away', { rule: 'store-away' })
    return questions.map((n) => n * now)
  })
  t.same(await Promise.all([3, 1, 3].map(read)), [3, 1, 3])
  t.same(reads.splice(0), [[3, 1, 3]], 'are one, and each gets its own answer')

  const early = read(5)
  now = 10
  t.equal(await early, 50, 'what was there when it was made')
  now = 100
  t.equal(await read(5), 500, 'nothing is kept')
  reads.splice(0)

  const many = Array.from({ length: AT_ONCE + 1 }, (_, n) => n + 100)
  t.same(
    await Promise.all(many.map(read)),
    many.map((n) => n * 100),
  )
  t.same(
    reads.splice(0).map((r) => r.length),
    [AT_ONCE, 1],
  )

  const some = await Promise.allSettled([1, 13, 2].map(read))
  t.match(some, [{ value: 100 }, { reason: { code: '22021' } }, { value: 200 }], 'the fault of one is its own')
  t.same(reads.splice(0), [[1, 13, 2], [1], [13], [2]])

  const away = await Promise.allSettled([1, 99].map(read))
  t.match(away, [{ reason: { code: 'log-unavailable' } }, { reason: { code: 'log-unavailable' } }])
  t.same(reads.splice(0), [[1, 99]], 'what is away is not asked again for each')
  t.equal(await read(1), 100)
})
