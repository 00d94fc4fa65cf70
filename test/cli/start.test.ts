/** A node that cannot start says why and ends within seconds, with nothing of it left open; a folder has one owner; without Redis it starts. */
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { makeNode } from '../../node/cli/make-node.ts'
import { SCHEMA } from '../../node/schema.ts'
import { makeKey } from '../../node/seal/keys.ts'
import { initialiseStore, migrateStore } from '../../node/store/store.ts'
import type { Country } from '../../node/values/country.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { needsRedis, sparePort, startRedis, stores, temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { juxta, juxtaWith } from './juxta.ts'

type Scope = Parameters<typeof temporaryFolder>[0]

type Ended = { code: number | null; said: string; ms: number }

async function make(t: Scope, more: Record<string, string> = {}): Promise<string> {
  const dir = join(temporaryFolder(t), 'xa')
  const exchangeUrl = `https://127.0.0.1:${await sparePort()}`
  await makeNode({
    dir,
    country: 'XA',
    name: 'Customs of XA',
    exchangeUrl,
    windowPort: await sparePort(),
    development: true,
    more,
  })
  return dir
}

/** `juxta start` of the node in `dir`, its settings changed by `env`. */
function launch(t: Scope, dir: string, env: Record<string, string> = {}, ...words: string[]) {
  const began = Date.now()
  const child = spawn(process.execPath, [join(ROOT, 'bin/juxta.js'), 'start', '--dir', dir, ...words], {
    env: { ...process.env, ...env, JUXTA_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const heard = new Set<() => void>()
  const listen = (chunk: Buffer): void => {
    said += chunk.toString()
    for (const look of heard) look()
  }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', listen)
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const ended = new Promise<Ended>((done) =>
    child.once('close', (code) => {
      clearTimeout(late)
      done({ code, said, ms: Date.now() - began })
    }),
  )
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const ready = new Promise<void>((done, fail) => {
    heard.add(() => said.includes('"msg":"ready"') && done())
    void ended.then(() => fail(new Error(`it did not start: ${said}`)))
  })
  ready.catch(() => undefined)
  return { child, ended, ready }
}

/** `juxta start` of a node whose settings are changed by `env`, until it ends. */
const startedWith = async (t: Scope, env: Record<string, string>): Promise<Ended> => launch(t, await make(t), env).ended

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

const [, postgres] = stores()
t.test('PostgreSQL takes no writes, and then does', postgres!.options, async (t) => {
  const url = await postgres!.make(t)
  const name = new URL(url).pathname.slice(1)
  const set = async (value: 'on' | 'off'): Promise<void> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('set default_transaction_read_only = off')
    await client.query(`alter database ${name} set default_transaction_read_only = ${value}`)
    await client.end()
  }
  const dir = await make(t, { JUXTA_STORE: url })
  await set('on')
  const { code, said, ms } = await launch(t, dir).ended
  t.equal(code, 1)
  t.ok(ms < SOON_MS, `it ended after ${ms} ms`)
  t.match(said, /the store cannot be used: .*read-only/)
  const checked = await juxta('start', '--check', '--dir', dir)
  t.match([checked.code, checked.out], [1, /FAIL start: the store cannot be used: .*read-only/])
  await set('off')
  const { child, ended, ready } = launch(t, dir)
  await ready
  child.kill('SIGTERM')
  t.equal((await ended).code, 0)
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

t.test('what cannot be read is named in one line', async (t) => {
  const dir = await make(t)
  const signing = readdirSync(join(dir, 'keys')).find((name) => name.startsWith('signing-'))!
  const faults: [string, string, (path: string) => void, RegExp][] = [
    [
      'a key that is none',
      `keys/${signing}`,
      (path) => writeFileSync(path, 'no key', { mode: 0o600 }),
      /cannot be read: /,
    ],
    [
      'a key that others may read',
      'keys/log.pem',
      (path) => chmodSync(path, 0o644),
      /may be read by others: chmod 600/,
    ],
    ['a certificate that is none', 'certificates/tls.pem', (path) => writeFileSync(path, 'x'), /holds no PEM/],
    [
      'a TLS key of another pair',
      'keys/tls.pem',
      (path) => writeFileSync(path, other, { mode: 0o600 }),
      /certificates.tls\.pem/,
    ],
    [
      'settings that are a folder',
      'juxta.env',
      (path) => (rmSync(path), mkdirSync(path)),
      /juxta\.env cannot be read: EISDIR/,
    ],
    ['no folder of keys', 'keys', (path) => rmSync(path, { recursive: true }), /keys cannot be read: ENOENT/],
    [
      'a store that is no database',
      'juxta.db',
      (path) => (rmSync(`${path}-wal`, { force: true }), writeFileSync(path, 'x'.repeat(8192))),
      /the store cannot be used: .*not a database/,
    ],
  ]
  const other = (await makeKey('ES256')).pem
  for (const [what, name, spoil, says] of faults)
    await t.test(what, async (t) => {
      const copy = join(temporaryFolder(t), 'xa')
      cpSync(dir, copy, { recursive: true })
      spoil(join(copy, name))
      const { code, out } = await juxta('start', '--dir', copy)
      t.equal(code, 1)
      t.match(out, says)
      t.equal(out.trim().split('\n').length, 1, out)
    })
})

for (const store of stores())
  t.test(`a store of another version: ${store.name}`, store.options, async (t) => {
    const env = { JUXTA_STORE: await store.make(t) }
    const said = async (): Promise<string> => {
      const { code, out } = await juxtaWith(env, 'start', '--dir', dir)
      t.equal(code, 1)
      return out
    }
    const dir = await make(t)
    t.match(await said(), /holds no schema: run init first/)
    await initialiseStore(
      env.JUXTA_STORE,
      SCHEMA.slice(0, -1),
      { country: 'XA' as Country, name: 'a', shard: 's', origin: 'o' },
      0,
    )
    t.match(await said(), /older than this release: run migrate/)
    await migrateStore(env.JUXTA_STORE, SCHEMA, 0)
    const later = { number: SCHEMA.length + 1, name: 'later', minReader: SCHEMA.length + 1, statements: () => [] }
    await migrateStore(env.JUXTA_STORE, [...SCHEMA, later], 0)
    t.match(await said(), /newer than this release can read/)
  })

t.test('a folder has one owner, until its process ends', async (t) => {
  const dir = await make(t)
  const first = launch(t, dir)
  await first.ready
  const ports = { JUXTA_EXCHANGE_LISTEN: '127.0.0.1:0', JUXTA_WINDOW_LISTEN: '127.0.0.1:0' }
  const second = await launch(t, dir, ports).ended
  t.equal(second.code, 1)
  t.match(second.said, new RegExp(`belongs to a node that runs: process ${first.child.pid} on `))
  const create = () => juxtaWith(ports, 'key', 'create', '--dir', dir, '--name', 'desk', '--role', 'window')
  t.equal((await create()).code, 0, 'a command goes through the node that runs')
  first.child.kill('SIGSTOP')
  const command = await create()
  t.equal(command.code, 1, 'nor does a command work in it, where it cannot reach the node')
  t.match(command.out, /belongs to a node that runs/)
  first.child.kill('SIGKILL')
  await first.ended
  const third = launch(t, dir, ports)
  await third.ready
  third.child.kill('SIGTERM')
  t.equal((await third.ended).code, 0)
  t.equal((await create()).code, 0)
  const fourth = launch(t, dir, ports)
  await fourth.ready
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

t.test('a rollback is accepted by two where that is set', async (t) => {
  const dir = await make(t)
  const accept = (...more: string[]) =>
    launch(t, dir, { JUXTA_TWO_PERSONS: 'rollback' }, '--accept-rollback', 'the disk was lost', ...more)
  const alone = await accept().ended
  t.match([alone.code, alone.said], [3, /--second-key-file/])
  const own = await accept('--second-key-file', join(dir, 'local.key')).ended
  t.match([own.code, own.said], [1, /of another client/])
  const made = await juxta('key', 'create', '--name', 'ben', '--role', 'operator', '--dir', dir, '--json')
  const file = join(dir, 'ben.key')
  writeFileSync(file, made.json.secret)
  const { child, ended, ready } = accept('--second-key-file', file)
  await ready
  child.kill('SIGTERM')
  t.equal((await ended).code, 0)
  const { items } = (await juxta('audit', '--what', 'confirm rollback', '--dir', dir, '--json')).json
  t.match(items, [{ client: 'ben', key: made.json.key.id, outcome: 'done', address: 'local' }])
})
