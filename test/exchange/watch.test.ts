/** What a node looks at by itself: each thing that is worth waking somebody for is an alert when it begins, and closed when it is over. */
import { appendFileSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'libsql'
import t from 'tap'
import { processesIn } from '../../node/operate/processes.ts'
import { endOf } from '../../node/exchange/watch.ts'
import { logIn } from '../../node/store/log.ts'
import { DAY, time } from '../../node/values/time.ts'
import { tlsCertificate } from '../certificates.ts'
import { agree, introduce, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { needsRedis, startRedis, stores } from '../servers.ts'

const open = async (node: TestNode, kind: string): Promise<any[]> =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((i: any) => i.kind === kind)

/** Looks until `is` alerts of a kind are open; each look a while after the one before. */
const lookUntil = (node: TestNode, kind: string, is: number): Promise<any[]> =>
  settled(`${is} alerts ${kind} of ${node.country} are open`, async () => {
    node.clock.offset += 21_000
    await node.node.watch()
    const found = await open(node, kind)
    return found.length === is ? found : undefined
  })

t.test('an end is told 60, 30, 7 and 1 days before, and when it has come', async (t) => {
  const now = Date.UTC(2026, 0, 1)
  const said = [61, 60, 59, 30, 29, 7, 6, 1, 0.5, 0].map((days) => endOf('it', now + days * DAY, now))
  const days = [null, null, 60, 60, 30, 30, 7, 7, 1]
  t.same(
    said.slice(0, -1).map((text) => (text === null ? null : Number(/less than (\d+) days/.exec(text)![1]))),
    days,
  )
  t.equal(said.at(-1), `it has ended: ${time(now)}`)
})

for (const store of stores())
  t.test(`a neighbour that is away, and what waits for it: ${store.name}`, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) =>
        country === 'XA' ? { JUXTA_STORE: await store.make(t), JUXTA_BACKLOG_SECONDS: '60' } : {},
    })) as [TestNode, TestNode]
    await a.node.watch()
    t.same((await a.call('GET', '/v1/alerts')).body.items, [], 'nothing in a healthy pair')
    await b.node.stop()
    const { heard } = a.node.levels
    a.node.levels.heard = () => Promise.reject(new Error('it cannot be counted'))
    const { body } = await submit(a, b)
    t.match(await lookUntil(a, 'peer-down', 1), [{ peer: 'XB', severity: 'warning', closes: /./ }])
    t.match(await lookUntil(a, 'backlog-old', 1), [{ peer: 'XB', detail: /more than 60 s/ }])
    a.node.levels.heard = heard
    const [{ count }] = await open(a, 'peer-down')
    t.equal(count, 1, 'looking again is not told again')
    a.clock.offset = 0
    await b.restart()
    await untilState(a, body.id, 'delivered')
    await lookUntil(a, 'peer-down', 0)
    await lookUntil(a, 'backlog-old', 0)
  })

for (const store of stores())
  t.test(
    `another process of the node that says nothing any more, or whose clock is wrong: ${store.name}`,
    store.options,
    async (t) => {
      const [a] = (await startTestNodes(t, {
        countries: ['XA'],
        env: async () => ({ JUXTA_STORE: await store.make(t) }),
      })) as [TestNode]
      const processes = processesIn(a.node.store)
      const look = async (says: number | null): Promise<string[]> => {
        if (says !== null) await processes.works('other:7443', a.clock.now() + says)
        await a.node.watch()
        return [...(await open(a, 'process-down')), ...(await open(a, 'clock'))].map((i) => `${i.kind} ${i.subject}`)
      }
      t.same(await look(0), [])
      for (let looks = 0; looks < 5; looks++) t.same(await look(null), [], 'a pause is none')
      a.clock.offset += 30_000
      t.same(await look(null), ['process-down other:7443'])
      t.same(await look(1), [], 'it is back')
      t.same(await look(90_000), ['clock other:7443'])
      t.same(await look(null), ['clock other:7443'], 'which is judged by what it says alone')
      t.same(await look(2), [])
      await processes.ended('other:7443')
      for (let looks = 0; looks < 7; looks++) t.same(await look(null), [], 'who has ended in order is not missed')
      t.ok((await processes.all()).has(a.node.owner))
      await a.node.stop()
      await a.restart()
    },
  )

t.test('a line on which requests are lost or late again and again, until all goes well for a while', async (t) => {
  const [a] = (await startTestNodes(t)) as [TestNode, TestNode]
  let lost = 3
  a.node.transport.faredTo = () => ({ requests: 100, lost, late: 0 })
  const look = async (): Promise<any[]> => {
    a.clock.offset += 21_000
    await a.node.watch()
    return open(a, 'peer-unsteady')
  }
  t.same(await look(), [], 'once is none')
  t.match(await look(), [{ peer: 'XB', count: 1 }])
  lost = 0
  t.equal((await look()).length, 1)
  lost = 2
  t.same(await look(), [], 'a few are none')
})

t.test('two who get to know each other wake nobody', async (t) => {
  const [a, b] = (await startTestNodes(t, { peered: false })) as [TestNode, TestNode]
  const { invite, words } = (await b.call('POST', '/v1/peers/invite')).body
  t.equal((await a.call('POST', '/v1/peers', { invite, trust: true, words })).status, 200)
  await a.node.publish()
  t.ok(
    (await logIn(a.node.store).published((await logIn(a.node.store).head()).shard))!.size > 0,
    'it has what is to be cosigned',
  )
  await a.node.witness.submit()
  await a.node.watch()
  t.same((await a.call('GET', '/v1/alerts')).body.items, [], 'one trusts, and is not trusted yet')
  await introduce(a, b)
  await agree(a, b)
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  for (const node of [a, b]) {
    await settled('its log is cosigned', async () => (await node.call('GET', '/v1/log')).body.cosigned.length === 1)
    await node.node.watch()
    t.same((await node.call('GET', '/v1/alerts')).body.items, [])
  }
})

t.test('what is parked, until it is not', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await b.node.stop()
  const { body } = await submit(a, b, { expiresAt: time(a.clock.now() + 3_600_000) })
  const failed = new Promise<void>((done) => {
    a.node.events.listen((event) => event.kind === 'attempt-failed' && event.id === body.id && done())
  })
  await failed
  a.clock.offset = 9 * DAY
  await untilState(a, body.id, 'parked')
  t.match(await lookUntil(a, 'parked', 1), [{ peer: 'XB', detail: /1 messages to XB are parked/ }])
  a.clock.offset = 0
  t.equal((await a.call('POST', `/v1/messages/${body.id}/retry`)).status, 202)
  await lookUntil(a, 'parked', 0)
})

t.test('clocks, certificates and keys', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  b.clock.offset = 90_000
  // The clocks of both go on alike, by more than lies between two pings, however long a look takes.
  const look = async (): Promise<void> => {
    for (const { clock } of [a, b]) clock.offset += 21_000
    await a.node.watch()
  }
  await look()
  t.match(await open(a, 'clock'), [{ peer: 'XB', detail: /the clock of XB is ahead of ours/ }])
  b.clock.offset = a.clock.offset
  for (let looks = 0; looks < 2; looks++) await look()
  t.equal((await open(a, 'clock')).length, 1, 'several clocks may answer there: one that is right is not all')
  await look()
  t.same(await open(a, 'clock'), [])

  const certificate = join(a.dir, 'certificates', 'tls.pem')
  const { notAfter } = await ends(a)
  a.clock.offset = notAfter - 20 * DAY - Date.now()
  await a.node.watch()
  t.match(
    (await open(a, 'certificate-expiry')).find((i) => i.subject === 'TLS certificate'),
    { count: 1, detail: /less than 30 days/ },
  )
  a.clock.offset += 15 * DAY
  await a.node.watch()
  t.match(
    (await open(a, 'certificate-expiry')).find((i) => i.subject === 'TLS certificate'),
    { count: 2, detail: /less than 7 days/ },
  )
  t.ok(
    (await open(a, 'key-expiry')).some((i) => i.peer === null),
    'our keys end with it',
  )
  t.ok(
    (await open(a, 'key-expiry')).some((i) => i.peer === 'XB'),
    'and so do those of the neighbour',
  )
  a.clock.offset = 0
  writeFileSync(certificate, await tlsCertificate(a))
  await a.node.watch()
  t.same(await open(a, 'certificate-expiry'), [])
  t.same(await open(a, 'key-expiry'), [])
})

/** MiB by which it is less than full, or fuller than it may be. */
const MARGIN = 32

t.test('the disk of the folder is nearly full, until there is room', async (t) => {
  // A file system in memory, where there is one. Others use it too, so that it is filled until it is full, and looked at until it is seen.
  const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'juxta-disk-'))
  t.teardown(() => rmSync(place, { recursive: true, force: true }))
  const free = (): number => {
    const { bavail, bsize } = statfsSync(place)
    return Math.floor((bavail * bsize) / 2 ** 20)
  }
  const limit = free() - MARGIN
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = place
  t.teardown(() => (before === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = before)))
  const env = { JUXTA_DISK_FREE_MIB: `${limit}` }
  const [a] = (await startTestNodes(t, { countries: ['XA'], env: () => env })) as [TestNode]
  await lookUntil(a, 'disk', 0)
  const filling = join(place, 'filling')
  const full = settled('the disk is seen to be full', async () => {
    while (free() > limit - MARGIN) appendFileSync(filling, Buffer.alloc(2 ** 20, 1))
    await a.node.watch()
    const found = await open(a, 'disk')
    return found.length === 1 ? found : undefined
  })
  t.match(await full, [{ severity: 'critical', detail: /MiB are free at/ }])
  rmSync(filling)
  await lookUntil(a, 'disk', 0)
})

t.test('Redis goes and comes back', needsRedis(), async (t) => {
  const server = await startRedis()
  t.teardown(() => server.stop())
  const [a] = (await startTestNodes(t, { countries: ['XA'], env: () => ({ JUXTA_QUEUE: server.url }) })) as [TestNode]
  await settled('Redis is reached', async () => (await a.call('GET', '/readyz')).body.checks.queue === 'ok')
  await a.node.watch()
  t.same(await open(a, 'redis'), [])
  await server.kill()
  await lookUntil(a, 'redis', 1)
  await server.restart()
  await lookUntil(a, 'redis', 0)
  const { pid } = server
  process.kill(pid, 'SIGSTOP')
  await lookUntil(a, 'redis', 1)
  process.kill(pid, 'SIGCONT')
  await lookUntil(a, 'redis', 0)
})

t.test('a store that takes no writes for a while is told of when it does again', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const other = new Sqlite(join(a.dir, 'juxta.db'))
  other.exec('begin immediate')
  const looked = a.node.watch()
  await looked
  t.equal((await a.call('GET', '/readyz')).status, 503)
  other.exec('rollback')
  other.close()
  await a.node.watch()
  t.same(await open(a, 'store'), [], 'it is over')
  const { items } = (await a.call('GET', '/v1/alerts?all=true')).body
  t.match(
    items.find((i: any) => i.kind === 'store'),
    { severity: 'critical', detail: /could not be used from .* to .*: the store is held by somebody else/ },
  )
})

async function ends(node: TestNode): Promise<{ notAfter: number }> {
  const { X509Certificate } = await import('node:crypto')
  const { validTo } = new X509Certificate(node.node.tls.exchange.used().certificate)
  return { notAfter: Date.parse(validTo) }
}

/** What a look at the store asks of PostgreSQL, and nothing else does: all else is as fast as ever, so that nobody waits for what is not looked at. */
const IN_LOOK = /set "revision" = "revision"/

const [, postgres] = stores()
t.test('a store that is slow, until it is not', postgres!.options, async (t) => {
  const url = new URL(await postgres!.make(t))
  const server = { host: url.hostname, port: Number(url.port || 5432) }
  let lateMs = 0
  const sockets = new Set<Socket>()
  const between = createServer((socket) => {
    const there = connect(server)
    for (const [from, to] of [
      [socket, there],
      [there, socket],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined).on('close', () => (sockets.delete(from), to.destroy()))
    }
    there.on('data', (chunk) => socket.write(chunk))
    let order = Promise.resolve()
    socket.on('data', (chunk: Buffer) => {
      const at = Date.now() + (IN_LOOK.test(chunk.toString('latin1')) ? lateMs : 0)
      order = order.then(() => pause(Math.max(0, at - Date.now()))).then(() => void there.write(chunk))
    })
  })
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done))
  t.teardown(() => {
    between.close()
    for (const socket of sockets) socket.destroy()
  })
  url.host = `127.0.0.1:${(between.address() as AddressInfo).port}`
  const [a] = (await startTestNodes(t, { countries: ['XA'], env: () => ({ JUXTA_STORE: url.href }) })) as [TestNode]
  await a.node.watch()
  t.same(await open(a, 'store'), [], 'a fast one is none')
  // Late by a little more than what it may take.
  lateMs = 2100
  for (let looks = 0; looks < 2; looks++) await a.node.watch()
  t.match(await open(a, 'store'), [{ severity: 'critical', count: 1, detail: /takes more than 2000 ms/ }])
  lateMs = 0
  await settled('it is over', async () => (await open(a, 'store')).length === 0)
  t.pass('it is closed by itself')
})
