/** PostgreSQL fails in every way that passes, while messages flow between real processes: nothing ends, all arrives, none twice. */
import pg from 'pg'
import t from 'tap'
import { call, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { readSettings } from '../../node/operate/settings.ts'
import { needsPostgres, startPostgres, type Server } from '../servers.ts'
import { exactlyOnce, flow, keepRunning, pause, replicaOf, startPair } from './processes.ts'

/** One statement as the superuser, on a connection of its own that is tried for until there is one. */
async function said<T extends pg.QueryResultRow>(url: string, statement: string): Promise<T[]> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return (await client.query<T>(statement)).rows
    } catch (error) {
      if (attempt > 50) throw error
      await pause(200)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

const END_ALL = 'select pg_terminate_backend(pid) from pg_stat_activity where datname like $$juxta%$$'

/** What happens to the server, and how it passes. */
const OUTAGES: readonly (readonly [string, (server: Server) => Promise<void>])[] = [
  [
    'it is away for three seconds',
    async (server) => {
      await server.kill()
      await pause(3000)
      await server.restart()
    },
  ],
  [
    'it ends all connections, three times',
    async ({ url }) => {
      for (let i = 0; i < 3; i++) {
        await said(url, END_ALL)
        await pause(700)
      }
    },
  ],
  [
    'it takes no writes',
    async ({ url }) => {
      await setting(url, 'default_transaction_read_only', 'on')
      await pause(3000)
      await setting(url, 'default_transaction_read_only', null)
    },
  ],
  [
    'it gives up every statement',
    async ({ url }) => {
      await setting(url, 'statement_timeout', '1ms')
      await said(url, END_ALL).catch(() => undefined)
      await pause(3000)
      await setting(url, 'statement_timeout', null)
    },
  ],
  [
    'it has no connection to give',
    async ({ url }) => {
      const taken: pg.Client[] = []
      await said(url, END_ALL)
      for (const end = Date.now() + 3000; Date.now() < end;) {
        const client = new pg.Client({ connectionString: url })
        client.on('error', () => undefined)
        const got = await client.connect().then(
          () => true,
          () => false,
        )
        if (got) taken.push(client)
        else await pause(100)
      }
      await Promise.all(taken.map((client) => client.end().catch(() => undefined)))
    },
  ],
]

async function setting(url: string, name: string, value: string | null): Promise<void> {
  await said(url, value === null ? `alter system reset ${name}` : `alter system set ${name} = '${value}'`)
  await said(url, 'select pg_reload_conf()')
}

t.test('outages of PostgreSQL under load', needsPostgres(), async (t) => {
  const server = await startPostgres()
  t.teardown(() => server.stop())
  const [a, b] = await startPair(t, { store: server.url })
  const kept = [a, b].map((node) => keepRunning(t, node))
  const ids: string[] = []
  for (const [what, happens] of OUTAGES)
    await t.test(what, async (t) => {
      let over = false
      const flowing = flow(a, b, () => !over, 4, 200)
      await pause(500)
      const refused = await Promise.all([happens(server), untold(a)])
      t.comment(`${refused[1]} answers of 503`)
      await pause(500)
      over = true
      ids.push(...(await flowing))
      t.same(
        kept.flatMap((k) => k.ends),
        [],
        'no process has ended',
      )
    })
  await exactlyOnce(t, a, b, ids, ids.length)
})

/** Reads for some seconds; each answer comes soon, and what is not there says that it will be. Answers how often. */
async function untold(node: DemoNode): Promise<number> {
  let refused = 0
  for (const end = Date.now() + 3500; Date.now() < end; await pause(200)) {
    const answer = await fetch(`${node.window}/v1/messages?limit=1`, {
      headers: { authorization: `Bearer ${node.keys.window}` },
      signal: AbortSignal.timeout(15_000),
    })
    const body = (await answer.json()) as { type?: string }
    if (answer.ok) continue
    if (answer.status !== 503 || body.type !== '/problems/log-unavailable')
      throw new Error(`a read was answered ${answer.status}: ${JSON.stringify(body)}`)
    if (!answer.headers.get('retry-after')) throw new Error('nothing says when to come back')
    refused++
  }
  return refused
}

t.test('a replica stands still inside its transaction', needsPostgres(), async (t) => {
  const server = await startPostgres()
  t.teardown(() => server.stop())
  const [a, b] = await startPair(t, { store: server.url })
  const frozen = await replicaOf(a)
  t.teardown(() => {
    frozen.process.kill('SIGCONT')
    return stopNodes([frozen])
  })
  const kept = [a, b].map((node) => keepRunning(t, node))
  let ended: unknown = null
  frozen.process.once('exit', (code, signal) => (ended ??= signal ?? code))
  let over = false
  const flowing = [flow(a, b, () => !over, 4, 100), flow(frozen, b, () => !over, 4, 20)]
  await pause(1000)

  const { store } = readSettings(a.dir, process.env).settings
  const held = async (): Promise<boolean> =>
    (
      await said(
        store,
        `select 1 from pg_stat_activity where state = 'idle in transaction' and state_change < now() - interval '300 ms'
         and pid in (select pid from pg_locks where mode = 'RowShareLock' and relation = '"logHead"'::regclass)`,
      )
    ).length > 0
  let inside = false
  for (let tries = 0; tries < 200 && !inside; tries++) {
    await pause(20 + Math.random() * 50)
    frozen.process.kill('SIGSTOP')
    await pause(400)
    inside = await held()
    if (!inside) frozen.process.kill('SIGCONT')
  }
  t.ok(inside, 'it holds the log and does nothing')
  const since = Date.now()
  const { id } = await until202(a, b)
  const ms = Date.now() - since
  t.comment(`the other replica went on after ${ms} ms`)
  t.ok(ms < 10_000, 'the other replica of the country goes on within seconds')
  t.ok(id)
  await pause(3000)
  frozen.process.kill('SIGCONT')
  await pause(2000)
  over = true
  const ids = (await Promise.all(flowing)).flat()
  t.same([...kept.flatMap((k) => k.ends), ended], [null], 'no process has ended')
  ids.push(id)
  await exactlyOnce(t, a, b, ids, ids.length)
})

async function until202(from: DemoNode, to: DemoNode): Promise<{ id: string }> {
  return call(
    from,
    'POST',
    '/v1/messages',
    {
      to: to.country,
      procedure: 'pre-arrival',
      type: 'declaration',
      document: { mediaType: 'application/xml', text: '<Declaration/>' },
    },
    'window',
    { 'idempotency-key': `still-${Date.now()}` },
  )
}
