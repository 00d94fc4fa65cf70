/** A node that cannot start says why and ends within seconds, with nothing of it left open; without Redis it starts. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { makeNode } from '../../node/cli/make-node.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { needsRedis, sparePort, startRedis, temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'

type Scope = Parameters<typeof temporaryFolder>[0]

/** `juxta start` of a node whose settings are changed by `env`, until it ends. */
async function startedWith(
  t: Scope,
  env: Record<string, string>,
): Promise<{ code: number | null; said: string; ms: number }> {
  const dir = join(temporaryFolder(t), 'xa')
  const exchangeUrl = `https://127.0.0.1:${await sparePort()}`
  await makeNode({
    dir,
    country: 'XA',
    name: 'Customs of XA',
    exchangeUrl,
    windowPort: await sparePort(),
    development: true,
    more: {},
  })
  const began = Date.now()
  const child = spawn(process.execPath, [join(ROOT, 'dist/node/main.js'), 'start', '--dir', dir], {
    env: { ...process.env, ...env, JUXTA_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  clearTimeout(late)
  return { code, said, ms: Date.now() - began }
}

const SOON_MS = 20_000

t.test('PostgreSQL is away', async (t) => {
  const port = await sparePort()
  const { code, said, ms } = await startedWith(t, { JUXTA_STORE: `postgres://juxta:s3cret@127.0.0.1:${port}/juxta` })
  t.equal(code, 1)
  t.ok(ms < SOON_MS, `it ended after ${ms} ms`)
  t.match(said, /the store cannot be used: .*ECONNREFUSED/)
  t.notMatch(said, /s3cret/)
})

t.test('PostgreSQL takes the connection and says nothing', async (t) => {
  const silent = createServer(() => undefined)
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const { port } = silent.address() as { port: number }
  t.teardown(() => silent.close())
  const { code, said, ms } = await startedWith(t, { JUXTA_STORE: `postgres://juxta@127.0.0.1:${port}/juxta` })
  t.equal(code, 1)
  t.ok(ms < SOON_MS, `it ended after ${ms} ms`)
  t.match(said, /the store cannot be used: .*timeout/)
})

for (const [what, setting] of [
  ['window', 'JUXTA_WINDOW_LISTEN'],
  ['exchange side', 'JUXTA_EXCHANGE_LISTEN'],
] as const)
  t.test(`the port of the ${what} is taken`, async (t) => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    t.teardown(() => other.close())
    const { port } = other.address() as { port: number }
    const { code, said, ms } = await startedWith(t, { [setting]: `127.0.0.1:${port}` })
    t.equal(code, 1)
    t.ok(ms < SOON_MS, `it ended after ${ms} ms`)
    t.match(said, new RegExp(`${setting}.*EADDRINUSE`))
  })

t.test('Redis is away: the node starts, and delivers', async (t) => {
  const port = await sparePort()
  const [a, b] = (await startTestNodes(t, {
    env: (country) => (country === 'XA' ? { JUXTA_QUEUE: `redis://127.0.0.1:${port}` } : {}),
  })) as [TestNode, TestNode]
  const { body } = await submit(a, b)
  t.equal((await untilState(a, body.id, 'delivered')).state, 'delivered')
})

t.test('Redis goes and comes back in a running node', needsRedis(), async (t) => {
  const server = await startRedis()
  t.teardown(() => server.stop())
  const [a, b] = (await startTestNodes(t, {
    env: (country) => (country === 'XA' ? { JUXTA_QUEUE: server.url } : {}),
  })) as [TestNode, TestNode]
  const send = async (): Promise<void> => {
    const { body } = await submit(a, b)
    t.equal((await untilState(a, body.id, 'delivered')).state, 'delivered')
  }
  await send()
  await server.kill()
  await send()
  await server.restart()
  await send()
})
