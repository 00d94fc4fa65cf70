/** One submission to several countries and agencies; and a receiver's agencies that share an inbox and take nothing from each other. */
import t, { type Test } from 'tap'
import { queues, stores } from '../servers.ts'
import { settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'

const HELD = ['delivered', 'collected', 'accepted', 'rejected'] as const
const keyOf = async (node: TestNode, agency: string, more: object = {}) => {
  const { status, body } = await node.call('POST', '/v1/keys', { name: agency, roles: ['window'], agency, ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { authorization: `Bearer ${body.secret}` }
}
const inbox = async (node: TestNode, key: Record<string, string>, query = '') =>
  (await node.call('GET', `/v1/inbox${query}`, undefined, key)).body
const ids = (page: { messages: { id: string }[] }) => page.messages.map((m) => m.id)

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()
const HOUSES = [
  { name: 'SQLite and the embedded queue', store: sqlite!, queue: embedded! },
  { name: 'PostgreSQL and Redis', store: postgres!, queue: redis! },
]
type House = (typeof HOUSES)[number]

for (const house of HOUSES)
  t.test(house.name, { ...house.store.options, ...house.queue.options }, (t) => {
    stories(t, house)
    t.end()
  })

function stories(t: Pick<Test, 'test'>, { store, queue }: House): void {
  const start = async (t: Test, countries = ['XA', 'XB']): Promise<TestNode[]> =>
    startTestNodes(t, {
      countries,
      env: async () => {
        const { url, prefix } = await queue.make(t)
        return { JUXTA_STORE: await store.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
      },
    })

  t.test(
    'one submission to two countries and two agencies of one of them has one status, and each its own',
    async (t) => {
      const [a, b, c] = (await start(t, ['XA', 'XB', 'XC'])) as [TestNode, TestNode, TestNode]
      const to = [{ country: 'XB', agency: 'customs' }, { country: 'XB', agency: 'veterinary' }, { country: 'XC' }]
      const { status, body } = await submit(a, b, { to })
      t.equal(status, 202, JSON.stringify(body))
      t.same(
        body.messages.map((m: any) => m.to),
        ['XB', 'XB', 'XC'],
      )
      const submission = async () => (await a.call('GET', `/v1/submissions/${body.submission}`)).body
      for (const { id } of body.messages) await untilState(a, id, ...HELD)
      t.equal((await submission()).status, 'delivered')
      const [customs, veterinary] = [await keyOf(b, 'customs'), await keyOf(b, 'veterinary')]
      const [first, second, third] = body.messages.map((m: any) => m.id)
      t.same([ids(await inbox(b, customs)), ids(await inbox(b, veterinary))], [[first], [second]], 'each gets its own')
      t.equal((await b.call('POST', `/v1/inbox/${first}/collected`, undefined, veterinary)).status, 404)
      t.equal((await b.call('GET', `/v1/messages/${first}`, undefined, veterinary)).status, 404)
      t.same(
        (await b.call('GET', '/v1/messages', undefined, veterinary)).body.items.map((m: any) => m.id),
        [second],
      )
      const accept = { outcome: 'accepted' }
      await b.call('POST', `/v1/inbox/${first}/answer`, accept, customs)
      await c.call('POST', `/v1/inbox/${third}/answer`, accept)
      await untilState(a, first, 'accepted')
      await untilState(a, third, 'accepted')
      t.equal((await submission()).status, 'delivered', 'one is still out')
      await b.call('POST', `/v1/inbox/${second}/answer`, { outcome: 'rejected', reason: 'no permit' }, veterinary)
      await untilState(a, second, 'rejected')
      t.match(await submission(), {
        status: 'partly-failed',
        messages: body.messages
          .map((m: any) => ({ id: m.id, state: m.id === second ? 'rejected' : 'accepted' }))
          .sort((x: any, y: any) => (x.id < y.id ? 1 : -1)),
      })
      const twice = await submit(a, b, { to: [...to, { country: 'XC' }] })
      t.match(twice.body, { status: 400, pointer: '/to/3', rule: 'unique' })
    },
  )

  t.test(
    'agencies subscribe by procedure and type; each has its cursor, collects and answers for itself',
    async (t) => {
      const [a, b] = (await start(t)) as [TestNode, TestNode]
      const [customs, veterinary, port] = [
        await keyOf(b, 'customs'),
        await keyOf(b, 'veterinary'),
        await keyOf(b, 'port'),
      ]
      const subscribe = async (agency: string, procedure: string, types?: string[], key = {}) =>
        b.call('POST', '/v1/subscriptions', { agency, procedure, ...(types === undefined ? {} : { types }) }, key)
      t.equal((await subscribe('customs', 'pre-arrival', undefined, customs)).status, 201)
      t.equal((await subscribe('veterinary', 'pre-arrival', ['declaration'])).status, 201)
      t.match((await subscribe('customs', 'pre-arrival', undefined, veterinary)).body, { status: 403, rule: 'agency' })
      t.match((await subscribe('customs', 'pre-arrival', ['sunrise'])).body, { rule: 'known', pointer: '/types/0' })
      t.equal((await b.call('GET', '/v1/subscriptions')).body.items.length, 2)

      const document = xml('<Declaration/>')
      const sent: string[] = []
      for (const type of ['declaration', 'exit']) {
        const { body } = await submit(a, b, { type, document })
        sent.push(body.id)
        await untilState(a, body.id, ...HELD)
      }
      const [declaration, exit] = sent as [string, string]
      const atCustoms = await inbox(b, customs)
      t.same([ids(atCustoms), ids(await inbox(b, veterinary))], [[declaration, exit], [declaration]])
      t.same(ids(await inbox(b, port)), [declaration, exit], 'without a subscription an agency gets all')
      t.same(ids(await inbox(b, customs, `?after=${atCustoms.next}`)), [])

      const collect = (key: Record<string, string>) =>
        b.call('POST', `/v1/inbox/${declaration}/collected`, undefined, key)
      t.equal((await collect(customs)).body.state, 'collected')
      t.equal((await collect(customs)).status, 200, 'again is like once')
      const states = async (key: Record<string, string>) => (await inbox(b, key)).messages.map((m: any) => m.state)
      t.same([await states(customs), await states(veterinary)], [['collected', 'received'], ['received']])
      t.equal((await collect(veterinary)).status, 200)
      t.same(await states(veterinary), ['collected'])
      const collected = await settled('XA has both words', async () => {
        const { body } = await a.call('GET', `/v1/messages/${declaration}`)
        return body.agencies.length === 2 && body
      })
      t.equal(collected.state, 'collected')
      t.same(collected.agencies.map((x: any) => [x.agency, x.state]).sort(), [
        ['customs', 'collected'],
        ['veterinary', 'collected'],
      ])
      t.equal(collected.events.filter((e: any) => e.event === 'collected').length, 2, 'each signed once')

      const answer = (key: Record<string, string>, outcome: string) =>
        b.call('POST', `/v1/inbox/${declaration}/answer`, { outcome }, key)
      const answers = await Promise.all([answer(customs, 'accepted'), answer(veterinary, 'accepted')])
      t.same(
        answers.map((x) => x.status),
        [200, 200],
      )
      t.match((await answer(customs, 'rejected')).body, { status: 409, rule: 'answered' })
      // The word that closes it may overtake the other one on their way.
      const accepted = await settled('XA has both answers', async () => {
        const { body } = await a.call('GET', `/v1/messages/${declaration}`)
        return body.state === 'accepted' && body.agencies.every((x: any) => x.state === 'accepted') && body
      })
      t.same(
        accepted.agencies.map((x: any) => x.state),
        ['accepted', 'accepted'],
      )
      t.equal((await b.call('GET', `/v1/messages/${declaration}`)).body.state, 'answered')

      t.test('it is not accepted while one agency has not answered, and rejected as soon as one rejects', async (t) => {
        const { body } = await submit(a, b, { document })
        await untilState(a, body.id, ...HELD)
        const say = (key: Record<string, string>, outcome: string) =>
          b.call('POST', `/v1/inbox/${body.id}/answer`, { outcome, reason: 'so' }, key)
        await say(customs, 'accepted')
        await settled(
          'XA has the word of customs',
          async () => (await a.call('GET', `/v1/messages/${body.id}`)).body.agencies.length,
        )
        t.equal((await a.call('GET', `/v1/messages/${body.id}`)).body.state, 'collected')
        t.equal((await b.call('GET', `/v1/messages/${body.id}`)).body.state, 'collected')
        await say(veterinary, 'rejected')
        t.match(await untilState(a, body.id, 'rejected'), { agencies: [{ state: 'accepted' }, { state: 'rejected' }] })
      })

      t.test('an end of a subscription is an end', async (t) => {
        const { items } = (await b.call('GET', '/v1/subscriptions', undefined, customs)).body
        t.equal((await b.call('DELETE', `/v1/subscriptions/${items[0].id}`, undefined, veterinary)).status, 404)
        t.equal((await b.call('DELETE', `/v1/subscriptions/${items[0].id}`, undefined, customs)).status, 204)
        t.equal((await b.call('GET', '/v1/subscriptions')).body.items.length, 1)
      })
    },
  )

  t.test('a key sends and reads the types that it names', async (t) => {
    const [a, b] = (await start(t)) as [TestNode, TestNode]
    const sender = await keyOf(a, 'desk', { types: ['pre-arrival/declaration'] })
    const order = { to: 'XB', procedure: 'pre-arrival', document: xml('<Declaration/>') }
    const send = (type: string) =>
      a.call('POST', '/v1/messages', { ...order, type }, { ...sender, 'idempotency-key': type })
    const allowed = await send('declaration')
    t.equal(allowed.status, 202)
    t.match((await send('exit')).body, { status: 403, pointer: '/type', rule: 'type' })
    const other = (await submit(a, b, { type: 'exit', document: xml('<Declaration/>') })).body
    for (const { id } of [allowed.body, other]) await untilState(a, id, ...HELD)
    const reader = await keyOf(b, 'gate', { types: ['exit'] })
    t.same(ids(await inbox(b, reader)), [other.id])
    t.same(
      (await b.call('GET', '/v1/messages', undefined, reader)).body.items.map((m: any) => m.id),
      [other.id],
    )
    t.equal((await b.call('GET', `/v1/messages/${allowed.body.id}`, undefined, reader)).status, 404)
    const { items } = (await b.call('GET', '/v1/keys')).body
    t.same(items.find((k: any) => k.name === 'gate').types, ['exit'])
  })
}
