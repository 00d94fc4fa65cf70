/** Floods against real nodes: who asks for too much is turned away by name, others are answered, and people are told once. */
import t from 'tap'
import { forge } from '../forge.ts'
import { drafted, settled, startTestNodes, submit, untilState, type Answer, type TestNode } from '../nodes.ts'
import { rowsOf } from '../tamper.ts'

const alertsOf = async ({ call }: TestNode, open = true): Promise<any[]> =>
  (await call('GET', '/v1/alerts')).body.items.filter(
    (a: any) => a.kind === 'quota-reached' && (a.closedAt === null) === open,
  )
const statuses = (answers: readonly Answer[]): Record<number, number> => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

t.test(
  '3,000 requests of a peer: those above its quota are busy, another peer is answered, one alert opens and closes',
  async (t) => {
    const [a, b, c] = (await startTestNodes(t, {
      countries: ['XA', 'XB', 'XC'],
      env: (country) => (country === 'XA' ? { JUXTA_PEER_QUOTA: 'requests=50,concurrent=40' } : {}),
    })) as [TestNode, TestNode, TestNode]
    const answers: Answer[] = []
    const flood = Array.from({ length: 60 }, async () => {
      for (let i = 0; i < 50; i++)
        answers.push((await b.node.transport.request('XA' as never, { method: 'GET', path: '/v1/ping' })) as never)
    })
    t.equal((await c.ask(a, 'GET', '/v1/ping')).status, 200, 'in the middle of it')
    await Promise.all(flood)
    const counts = statuses(answers)
    t.same(Object.keys(counts), ['200', '503'])
    t.equal(counts[200]! + counts[503]!, 3000)
    t.ok(counts[503]! > 1000, `${counts[503]} were turned away`)
    const shed = answers.find(({ status }) => status === 503) as never as { body: string; retryAfter: number }
    t.match(JSON.parse(shed.body), { type: 'urn:juxta:problem:busy', retryable: true, rule: /requests|concurrent/ })
    t.ok(shed.retryAfter >= 1)
    const [alert, ...more] = await settled('an alert is open', async () => {
      const open = await alertsOf(a)
      return open.length > 0 && open
    })
    t.same(more, [])
    t.match(alert, {
      kind: 'quota-reached',
      peer: 'XB',
      detail: /^peer XB has asked for more than its quota: more than (50 requests a second|40 requests at once)$/,
      count: 1,
    })
    a.clock.offset += 61_000
    await settled('the alert is closed', async () => (await alertsOf(a)).length === 0)
    t.match(
      (await a.call('GET', '/metrics')).body.toString(),
      /juxta_requests_shed_total\{whose="peer",quota="(requests|concurrent)"\} \d+/,
    )
  },
)

t.test('the description says what a peer may do', async (t) => {
  const [a, b] = (await startTestNodes(t, { env: () => ({ JUXTA_PEER_QUOTA: 'requests=70,events=5000' }) })) as [
    TestNode,
    TestNode,
  ]
  const { body } = await b.ask<string>(a, 'GET', '/.well-known/juxta')
  t.match(JSON.parse(Buffer.from(body.split('.')[1]!, 'base64url').toString()).limits, {
    message_bytes: 4_194_304,
    requests_per_second: 70,
    bytes_per_second: 67_108_864,
    concurrent_requests: 128,
    leaves_per_hour: 1_000_000,
    events_per_hour: 5000,
    work_ms_per_minute: 30_000,
    pending_agreements: 20,
    pending_agreement_bytes: 1_048_576,
    pending_part_bytes: 8_589_934_592,
  })
})

t.test('a key that asks for too much gets 429 with Retry-After; other keys and health are answered', async (t) => {
  const [a] = (await startTestNodes(t, {
    countries: ['XA'],
    env: () => ({ JUXTA_KEY_QUOTA: 'requests=100,concurrent=60', JUXTA_ADDRESS_QUOTA: 'requests=5' }),
  })) as [TestNode]
  const made = (await a.call('POST', '/v1/keys', { name: 'flood', client: 'flood', roles: ['window'] })).body
  const ask = (key: string): Promise<Answer> =>
    a.call('GET', '/v1/messages', undefined, { authorization: `Bearer ${key}` })
  const answers = await Promise.all(Array.from({ length: 600 }, () => ask(made.secret)))
  const counts = statuses(answers)
  t.same(Object.keys(counts), ['200', '429'])
  t.ok(counts[429]! > 200)
  const shed = answers.find(({ status }) => status === 429)!
  t.match(shed.body, {
    type: '/problems/too-many-requests',
    status: 429,
    retryable: true,
    limit: /^(100|60)$/,
    rule: /^(requests|concurrent)$/,
  })
  t.equal(shed.headers['retry-after'], '1')
  t.equal((await ask(a.localKey)).status, 200)
  for (let i = 0; i < 61; i++)
    await settled(
      'the places of requests that are over are free again',
      async () => (await ask(made.secret)).status === 200,
    )
  const wrong = await Promise.all(Array.from({ length: 50 }, () => ask('jx_0123456789')))
  t.same(Object.keys(statuses(wrong)), ['401', '429'], 'keys are tried for a while only')
  t.equal((await a.call('GET', '/readyz')).status, 200, 'the load balancer goes on asking')
  const both = await Promise.all(
    Array.from({ length: 30 }, () => [ask('jx_0123456789'), a.call('GET', '/problems')]).flat(),
  )
  const shedToo = both.filter((_, i) => i % 2 === 1).some(({ status }) => status === 429)
  t.ok(shedToo, 'of the same address what is open is asked no more often')
  const open = await settled('both are told', async () => {
    const found = await alertsOf(a)
    return found.length === 2 && found
  })
  t.same(open.map((o: any) => o.detail.split(' has asked')[0]).sort(), ['address 127.0.0.1', `key ${made.key.id}`])
})

t.test(
  'leaves and events an hour: what is above them is busy, and what was answered before is answered still',
  async (t) => {
    const [a, b, c] = (await startTestNodes(t, {
      countries: ['XA', 'XB', 'XC'],
      // Peering and the agreement have taken some.
      env: (country) => (country === 'XA' ? { JUXTA_PEER_QUOTA: 'leaves=60,events=10' } : {}),
    })) as [TestNode, TestNode, TestNode]
    const put = ({ jti, jwe }: { jti: string; jwe: string }): Promise<Answer> =>
      b.ask(a, 'PUT', `/v1/messages/${jti}`, 'application/jose', jwe)
    const first = await forge(b, a)
    const receipt = await put(first)
    t.equal(receipt.status, 202)
    const event = (): Promise<Answer> => b.ask(a, 'POST', '/v1/events', 'application/secevent+jwt', 'x.y.z')
    const events = []
    for (let i = 0; i < 15; i++) events.push(await event())
    t.same(Object.keys(statuses(events)), ['400', '503'])
    t.match(events.at(-1), { body: { rule: 'events', retryable: true }, headers: { 'retry-after': /^\d+$/ } })
    let last = receipt
    for (let i = 0; i < 40 && last.status === 202; i++) last = await put(await forge(b, a))
    t.match(last, { status: 503, body: { type: 'urn:juxta:problem:busy', rule: 'leaves', limit: 60 } })
    t.ok(Number(last.headers['retry-after']) > 30, 'an hour’s worth comes in an hour')
    const again = await put(first)
    t.same([again.status, again.body], [202, receipt.body], 'the same bytes have their stored answer')
    t.equal(
      (await untilState(c, (await submit(c, a)).body.id, 'delivered')).state,
      'delivered',
      'another peer has its own',
    )
  },
)

t.test('agreements that nobody has asked for: so many wait, and no more', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    env: (country) => (country === 'XA' ? { JUXTA_PEER_QUOTA: 'agreements=2,agreement-bytes=100000' } : {}),
  })) as [TestNode, TestNode]
  const received = async (): Promise<any[]> =>
    (await a.call('GET', '/v1/agreements')).body.items.filter((x: any) => x.state === 'received')
  const propose = async (title: string): Promise<string> =>
    (await b.call('POST', '/v1/agreements', { ...drafted(b.country, a.country, Math.floor(Date.now() / 1000)), title }))
      .body.hash
  const refused = (hash: string): Promise<unknown> =>
    settled('it was turned away', async () =>
      rowsOf(b, `select "lastError" from "outbox" where "subject" = '${hash}'`).some(({ lastError }) =>
        /answered busy: more than 2 proposed/.test(lastError ?? ''),
      ),
    )
  await propose('one')
  await propose('two')
  await settled('two are there', async () => (await received()).length === 2)
  await refused(await propose('three'))
  const all = await received()
  t.equal(all.length, 2)
  await a.call('POST', `/v1/agreements/${encodeURIComponent(all[0].hash)}/accept`)
  const four = await propose('four')
  await settled('there is room again', async () => (await received()).some((x) => x.hash === four))
  const withdraw = (hash: string) =>
    b.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/withdraw`, { reason: 'x' })
  t.equal((await withdraw(four)).status, 200)
  await settled('it is taken back', async () => (await received()).length === 1)
  await refused(await propose('five'))
  t.equal((await received()).length, 1, 'what is taken back makes no room for more')
  a.clock.offset = b.clock.offset = 31 * 86_400_000
  const six = await propose('six')
  await settled('but for a month', async () => (await received()).some((x) => x.hash === six))
})

t.test('agreements of 7 MB: refused by their size at each door before anybody reads them', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const now = Math.floor(Date.now() / 1000)
  const large = { ...drafted(b.country, a.country, now), default_context: { xNote: 'x'.repeat(7_000_000) } }
  const hash = `sha-256:${'A'.repeat(43)}`
  const offer = (agreement: unknown): Promise<Answer> =>
    b.ask(
      a,
      'PUT',
      `/v1/agreements/${encodeURIComponent(hash)}`,
      'application/json',
      JSON.stringify({ agreement, signatures: { XB: 'x.y.z' } }),
    )
  const text = JSON.stringify(large)
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => offer(text).catch(() => ({ status: 0 }) as Answer)),
  )
  for (const { status, body } of answers)
    // Whoever sends on after the answer may find the connection gone.
    if (status !== 0)
      t.match([status, body], [413, { type: 'urn:juxta:problem:too-large', retryable: false, limit: 524_288 }])
  t.ok(answers.some(({ status }) => status === 413))
  t.match(await offer('x'.repeat(70_000)), {
    status: 413,
    body: { rule: 'agreement-bytes', pointer: '/agreement', limit: 65_536 },
  })
  t.match(await a.call('POST', '/v1/agreements', large), { status: 413, body: { limit: 131_072 } })
  t.match(
    await a.call('POST', '/v1/agreements', { ...large, default_context: { xNote: Array(35).fill('x'.repeat(2000)) } }),
    {
      status: 413,
      body: { rule: 'agreement-bytes', limit: 65_536 },
    },
  )
  t.match(await a.call('POST', '/v1/keys', { name: 'x'.repeat(2_000_000) }), {
    status: 413,
    body: { limit: 1_048_576 },
  })
  t.equal((await a.call('GET', '/v1/agreements')).body.items.length, 1, 'nothing of it is kept')
})
