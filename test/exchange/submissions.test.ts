/** The same request is taken once and answered as the first time, whatever has changed since. */
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { JuxtaError } from '../../node/values/errors.ts'
import { agree, replicaOf, isLookedAt, startTestNodes, untilState, xml, type TestNode } from '../nodes.ts'
import { queues, stores } from '../servers.ts'

const DAY = 86_400_000
const inDays = (node: TestNode, days: number): string =>
  new Date(node.clock.now() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z')
const order = (text = '<a/>') => ({ to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: xml(text) })
const send = (node: TestNode, key: string, body: unknown) =>
  node.call('POST', '/v1/messages', body, { 'idempotency-key': key })
const messagesOf = async (node: TestNode): Promise<string[]> =>
  (await node.call('GET', '/v1/messages?direction=out&limit=200')).body.items.map((m: any) => m.id)

t.test('a request that could not be made any more', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]

  t.test('is answered as the first time after its time has ended', async (t) => {
    const body = { ...order(), expiresAt: inDays(a, 1) }
    const first = await send(a, 'one', body)
    await untilState(a, first.body.id, 'delivered')
    a.clock.offset = 2 * DAY
    const again = await send(a, 'one', body)
    a.clock.offset = 0
    t.same([again.status, again.body, again.headers['idempotent-replayed']], [202, first.body, 'true'])
  })

  t.test('is another under another key, and is judged as such', async (t) => {
    const body = { ...order(), expiresAt: inDays(a, 1) }
    a.clock.offset = 2 * DAY
    const late = await send(a, 'two', body)
    a.clock.offset = 0
    t.match(late, { status: 400, body: { pointer: '/expiresAt', rule: 'future' } })
    t.equal((await send(a, 'two', body)).status, 202, 'what was refused was not kept')
  })

  t.test('does not give its answer to another request, even to one that breaks a rule', async (t) => {
    await send(a, 'three', order('<first/>'))
    for (const body of [
      order('<second/>'),
      { ...order(), procedure: 'cheese' },
      { ...order(), expiresAt: inDays(a, -1) },
    ])
      t.match(await send(a, 'three', body), { status: 409, body: { type: '/problems/idempotency-conflict' } })
  })

  t.test('is answered as the first time after the agreement has ended', async (t) => {
    const first = await send(a, 'four', order())
    await untilState(a, first.body.id, 'delivered')
    const { items } = (await a.call('GET', '/v1/agreements')).body
    for (const { hash } of items)
      await a.call('POST', `/v1/agreements/${encodeURIComponent(hash)}/revoke`, { reason: 'the end' })
    t.match(await send(a, 'five', order()), { status: 403, body: { type: '/problems/no-agreement' } })
    const again = await send(a, 'four', order())
    t.same([again.status, again.body], [202, first.body])
    await agree(a, b)
  })

  t.test('is answered as the first time while nothing new is taken', async (t) => {
    const first = await send(a, 'six', order())
    const { admission } = a.node
    admission.admitting = () => {
      throw new JuxtaError('log-unavailable', 'the log is looked at')
    }
    const [again, other] = [await send(a, 'six', order()), await send(a, 'seven', order())]
    Reflect.deleteProperty(admission, 'admitting')
    t.same([again.status, again.body, other.status], [202, first.body, 503])
  })

  t.test('is new once its messages and their manifests were erased', async (t) => {
    const first = await send(a, 'eight', order())
    await untilState(a, first.body.id, 'delivered')
    await isLookedAt(a, first.body.id)
    a.clock.offset = 40 * 365 * DAY
    await a.node.retain.round()
    a.clock.offset = 0
    const again = await send(a, 'eight', order())
    t.equal(again.status, 202)
    t.not(again.body.id, first.body.id)
  })
})

const [, postgres] = stores()
const redis = queues()[1]!
t.test('replicas take a request once between them', { ...postgres!.options, ...redis.options }, async (t) => {
  const url = await redis.make(t)
  const [a] = (await startTestNodes(t, {
    env: async (country): Promise<Record<string, string>> =>
      country === 'XB'
        ? {}
        : { JUXTA_STORE: await postgres!.make(t), JUXTA_QUEUE: url.url, JUXTA_QUEUE_PREFIX: url.prefix },
  })) as [TestNode, TestNode]
  const two = await replicaOf(t, a)
  for (let round = 0; round < 5; round++) {
    const key = randomUUID()
    const before = await messagesOf(a)
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => send(i % 2 ? a : two, key, order())))
    t.same(new Set(answers.map((x) => `${x.status} ${x.body.id}`)).size, 1)
    t.equal((await messagesOf(a)).length, before.length + 1)
  }
})
