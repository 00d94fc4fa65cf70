/** The servers that other tests stand on: each is empty at first, survives kill -9 with what it acknowledged, and leaves nothing behind. */
import { existsSync } from 'node:fs'
import { Redis } from 'ioredis'
import pg from 'pg'
import t from 'tap'
import { needsPostgres, needsRedis, queues, sparePort, startPostgres, startRedis, stores } from './servers.ts'

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

// Read here, before a test below sets CI.
const STORES = stores()
const [POSTGRES, REDIS] = [needsPostgres(), needsRedis()]

t.test('a port is given once, even if nobody listens on it now', async (t) => {
  const ports = new Set<number>()
  for (let i = 0; i < 500; i++) ports.add(await sparePort())
  t.equal(ports.size, 500)
})

t.test('an absent server is a reason to skip, and with CI=true a failure', async (t) => {
  t.intercept(process, 'env', { value: { ...process.env, JUXTA_TEST_POSTGRES: '', JUXTA_TEST_REDIS: '', CI: '' } })
  t.same(
    stores().map((s) => [s.name, s.options]),
    [
      ['sqlite', {}],
      ['postgres', { skip: 'JUXTA_TEST_POSTGRES names no server' }],
    ],
  )
  t.same(
    queues().map((q) => [q.name, q.options]),
    [
      ['embedded', {}],
      ['redis', { skip: 'JUXTA_TEST_REDIS names no server' }],
    ],
  )
  process.env['CI'] = 'true'
  t.throws(() => stores(), { message: 'CI=true and JUXTA_TEST_POSTGRES names no server' })
  t.throws(() => queues(), { message: 'CI=true and JUXTA_TEST_REDIS names no server' })
})

t.test('a PostgreSQL of the test’s own keeps what it committed over kill -9', POSTGRES, async (t) => {
  const server = await startPostgres()
  t.teardown(() => server.stop())
  const ask = async (text: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: server.url })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  await ask('create table kept (n int); insert into kept values (7)')
  const before = server.pid
  await server.kill()
  t.notOk(isRunning(before))
  await server.restart()
  t.not(server.pid, before)
  t.same(await ask('select n from kept'), [{ n: 7 }])
  t.same(await ask('show fsync'), [{ fsync: 'on' }])
})

t.test('a Redis of the test’s own keeps its keys over kill -9, and loses them when emptied', REDIS, async (t) => {
  const server = await startRedis()
  const ask = async <T>(work: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(server.url)
    try {
      return await work(redis)
    } finally {
      redis.disconnect()
    }
  }
  await ask((r) => r.set('kept', '7'))
  await server.kill()
  await server.restart()
  t.equal(await ask((r) => r.get('kept')), '7')
  const dir = (await ask((r) => r.config('GET', 'dir'))) as string[]
  await server.restart({ empty: true })
  t.equal(await ask((r) => r.get('kept')), null)
  const { pid } = server
  await server.stop()
  t.notOk(isRunning(pid))
  t.notOk(existsSync(dir[1]!))
})

for (const store of STORES)
  t.test(`each test has an empty ${store.name} store of its own`, store.options, async (t) => {
    const [one, other] = [await store.make(t), await store.make(t)]
    t.not(one, other)
    t.match(one, store.name === 'sqlite' ? /^sqlite:/ : /^postgres(ql)?:\/\/.*\/juxta_test_[0-9a-f]{12}$/)
  })
