/**
 * Every statement seeks: whatever the suites send to a store, no plan goes through a table that grows, or sorts what it holds. The statements are those of the
 * folder `$JUXTA_TEST_STATEMENTS` (a whole run of the tests, in .ci/run); without it some suites are run here and listened to.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import t from 'tap'
import { SCHEMA } from '../../node/schema.ts'
import { initialiseStore, openStore } from '../../node/store/store.ts'
import type { Country } from '../../node/values/country.ts'
import { stores, temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { fillBacklog } from './backlog.ts'
import { shapeOf, type Heard } from './heard.ts'
import { counted, plansOf } from './plans.ts'
import { FINE, STILL, type Listed } from './still.ts'

/** What sends most kinds of statements, on both stores. */
const SUITES = [
  'http/filters',
  'exchange/delivery',
  'exchange/take-event',
  'exchange/tally',
  'evidence/evidence',
  'cases/documents',
  'cases/cases',
  'cases/aeo',
]

function listenTo(folder: string): void {
  for (const suite of SUITES)
    spawnSync(
      process.execPath,
      ['--import', join(ROOT, 'dist/test/store/heard.js'), join(ROOT, `dist/test/${suite}.test.js`)],
      {
        env: { ...process.env, JUXTA_TEST_RECORD: folder },
        stdio: 'ignore',
      },
    )
}

/** Each statement once a dialect. A pool loses who asks: what SQLite was asked too has the same sender. */
function heardIn(folder: string): Heard[] {
  const found = new Map<string, Heard>()
  const senders = new Map<string, string>()
  for (const file of readdirSync(folder))
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (!line.endsWith('}')) continue
      const heard = JSON.parse(line) as Heard
      const shape = shapeOf(heard.sql)
      if (heard.from !== '') senders.set(shape, heard.from)
      found.set(`${heard.dialect} ${shape}`, heard)
    }
  return [...found.values()]
    .map((h) => ({ ...h, from: h.from === '' ? (senders.get(shapeOf(h.sql)) ?? '') : h.from }))
    .filter((h) => !/^(test\/|node\/store\/(dump|migrate)|node\/cli\/make-node|$)/.test(h.from))
}

t.test('every statement seeks', async (t) => {
  if (process.env['JUXTA_TEST_RECORD'] !== undefined)
    return void t.pass('this run is listened to, and judged when it is over')
  const folder = process.env['JUXTA_TEST_STATEMENTS'] ?? temporaryFolder(t)
  if (process.env['JUXTA_TEST_STATEMENTS'] === undefined) listenTo(folder)
  const heard = heardIn(folder)
  for (const store of stores())
    await t.test(store.name, store.options, async (t) => {
      const url = await store.make(t)
      const node = { country: 'XA' as Country, name: 'x', shard: '2026', origin: 'xa.example/2026' }
      await initialiseStore(url, SCHEMA, node, Date.now())
      const open = await openStore(url, SCHEMA, () => undefined)
      t.teardown(() => open.close())
      await fillBacklog(open)
      const plans = await plansOf(open, heard)
      if (store.name === 'sqlite') {
        // A node never has its planner count: without numbers every statement must seek too.
        const counts = await counted(open)
        await open.apart((db) => sql`drop table sqlite_stat1`.execute(db))
        const uncounted = await openStore(url, SCHEMA, () => undefined)
        t.teardown(() => uncounted.close())
        plans.push(...(await plansOf(uncounted, heard, counts)))
      }
      t.ok(plans.length > 60, `${plans.length} statements were heard`)
      const bad = plans
        .filter(({ faults }) => faults.length > 0)
        .map(({ statement, faults }) => ({
          from: statement.from,
          faults: faults.join('; '),
          sql: shapeOf(statement.sql),
        }))
      const listed = (list: readonly Listed[], b: { sql: string }): Listed | undefined =>
        list.find((l) => (l.dialect ?? store.name) === store.name && l.statement.test(b.sql))
      t.same(
        bad.filter((b) => !listed(STILL, b) && !listed(FINE, b)),
        [],
      )
      for (const b of bad) if (listed(STILL, b)) t.comment(`still: ${b.from}: ${b.faults}: ${b.sql.slice(0, 200)}`)
    })
})
