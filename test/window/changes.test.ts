/** The feed of changes over HTTP: pages, long polls and Server-Sent Events, which go on where they were and end with the right to them. */
import t from 'tap'
import { changesIn } from '../../node/exchange/changes.ts'
import { toldIn } from '../../node/operate/change-rows.ts'
import { replicaOf, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { addressOf, follow } from './follow.ts'

const postgres = stores().find((s) => s.name === 'postgres')!

const keyOf = async (node: TestNode, body: Record<string, unknown>) => {
  const { key, secret } = (await node.call('POST', '/v1/keys', { name: 'a key', ...body })).body
  return { id: key.id as string, as: { authorization: `Bearer ${secret}` } }
}

/** What a page of the node itself sends along. */
const OWN = { 'x-juxta-console': '1', 'sec-fetch-site': 'same-origin' }
/** The cookie of a session that a key has opened. */
async function signIn(node: TestNode, { authorization }: { authorization: string }): Promise<Record<string, string>> {
  const answer = await fetch(`${addressOf(node)}/console/session`, {
    method: 'POST',
    headers: { ...OWN, 'content-type': 'application/json' },
    body: JSON.stringify({ key: authorization.replace('Bearer ', '') }),
  })
  return { cookie: answer.headers.get('set-cookie')!.split(';')[0]! }
}

const told = ({ items }: { items: any[] }) =>
  items.map(({ kind, state }) => (kind === 'message' ? state : kind) as string)

t.test('a sender learns what becomes of his message without asking for it, page by page and from now on', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const now = (await a.call('GET', '/v1/changes?after=now')).body
  t.same(now.items, [])
  const poll = a.call('GET', `/v1/changes?after=${now.next}&wait=60&kind=message`)
  const { id } = (await submit(a, b)).body
  t.match((await poll).body.items[0], { kind: 'message', message: id, direction: 'out', peer: 'XB' })
  await untilState(a, id, 'delivered')
  await b.call('POST', `/v1/inbox/${id}/answer`, { outcome: 'accepted' })
  await untilState(a, id, 'accepted')
  const page = (await a.call('GET', `/v1/changes?after=${now.next}`)).body
  t.same(
    told(page).filter((s) => s !== 'alert'),
    ['queued', 'sealed', 'delivered', 'case', 'accepted'],
  )
  t.match(page.items.at(-1), { cause: /^accepted by the receiver/ })
  t.same(told((await b.call('GET', '/v1/changes?kind=message')).body), ['received', 'answered'])
  const one = (await a.call('GET', `/v1/changes?after=${now.next}&limit=1`)).body
  t.same(one.items, page.items.slice(0, 1))
  const rest = (await a.call('GET', `/v1/changes?after=${one.next}`)).body
  t.same(rest.items, page.items.slice(1))
  t.same((await a.call('GET', `/v1/changes?after=${rest.next}`)).body, { items: [], next: rest.next })
  t.same((await a.call('GET', '/v1/changes?after=')).body.items, (await a.call('GET', '/v1/changes')).body.items)
})

t.test(
  'a cursor of another list, of another node, or that is older than what is kept is refused by name',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const { id } = (await submit(a, b)).body
    await untilState(a, id, 'delivered')
    const { next } = (await a.call('GET', '/v1/changes?limit=1')).body
    const inbox = (await b.call('GET', '/v1/inbox')).body.next as string
    for (const [node, cursor] of [
      [b, next],
      [b, inbox],
      [a, 'nonsense'],
      [a, 'NOW'],
      [a, `${next}A`],
      [a, Buffer.from('["x",-1]').toString('base64url')],
    ] as const) {
      const refused = { status: 400, body: { rule: 'cursor' } }
      t.match(await node.call('GET', `/v1/changes?after=${cursor}`), { ...refused, body: { pointer: '/query/after' } })
      t.match(await node.call('GET', '/v1/changes', undefined, { 'last-event-id': cursor }), refused)
    }
    for (const [query, pointer] of [
      ['kind=person', '/query/kind'],
      ['limit=0', '/query/limit'],
      ['limit=501', '/query/limit'],
      ['wait=61', '/query/wait'],
      ['wait=-1', '/query/wait'],
      [`after=${'a'.repeat(4001)}`, '/query/after'],
    ])
      t.match(await a.call('GET', `/v1/changes?${query}`), { status: 400, body: { pointer } }, query!)
    await toldIn(a.node.store).forget(Date.now() + 60_000, 200)
    const gone = await a.call('GET', `/v1/changes?after=${next}`)
    t.match(gone, { status: 410, body: { type: '/problems/changes-gone', rule: 'kept' } })
    t.match(await follow(t, a, `?after=${next}`), { status: 410 }, 'before anything is streamed')
    const on = await a.call('GET', `/v1/changes?after=${gone.body.next}`)
    t.match(on, { status: 200, body: { items: [] } })
    t.same((await a.call('GET', '/v1/changes')).body, on.body)
  },
)

t.test('a stream tells what happens, goes on after the last event that was read, and ends with the node', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { stream, status, type, close } = await follow(t, a, '?after=now')
  t.match({ status, type }, { status: 200, type: /^text\/event-stream/ })
  await settled('it says where it is', async () => stream.at !== '')
  const { id } = (await submit(a, b)).body
  await settled('it tells', async () => stream.events.some((e) => e.data.state === 'delivered'))
  t.same(stream.events.filter((e) => e.event === 'message').map((e) => e.data.state), ['queued', 'sealed', 'delivered']) // prettier-ignore
  t.ok(stream.events.every((e) => e.event === e.data.kind && typeof e.id === 'string'))
  const first = stream.events[0]!
  close()
  const again = await follow(t, a, '?after=now&kind=message', { 'last-event-id': first.id! })
  await settled('it goes on', async () => again.stream.events.length === 2)
  t.same(
    again.stream.events.map((e) => e.data.state),
    ['sealed', 'delivered'],
  )
  t.same(again.stream.events[0]!.data, (await a.call('GET', `/v1/changes?after=${first.id}&limit=1`)).body.items[0])
  await b.call('POST', `/v1/inbox/${id}/answer`, { outcome: 'rejected', reason: 'no' })
  await settled('it goes on', async () => again.stream.events.at(-1)!.data.state === 'rejected')
  await a.restart()
  await settled('it ends', async () => again.stream.ended)
  const after = await follow(t, a, '', { 'last-event-id': again.stream.at })
  await settled('it says where it is', async () => after.stream.at !== '')
  t.same(after.stream.events, [], 'nothing twice')
})

t.test('a stream ends with its key or session, and says nothing that happens after', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const { id, as } = await keyOf(a, { roles: ['operator'] })
  const soon = await keyOf(a, { roles: ['operator'], expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
  const person = await keyOf(a, { roles: ['operator'] })
  const [out, ofKey] = [await signIn(a, person.as), await signIn(a, as)]
  const streams = await Promise.all([as, soon.as, out, ofKey].map((who) => follow(t, a, '?after=now', who)))
  const whole = await follow(t, a, '?after=now')
  t.same(
    streams.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  await settled('they wait', async () => streams.every(({ stream }) => stream.at !== ''))
  t.equal((await a.call('POST', `/v1/keys/${id}/revoke`)).status, 204)
  t.equal(
    (await fetch(`${addressOf(a)}/console/session`, { method: 'DELETE', headers: { ...OWN, ...out } })).status,
    204,
  )
  a.clock.offset = 3_700_000
  // Something has happened: each stream asks who reads before it tells.
  await a.node.alert('clock', null, 'a test')
  await settled('they end', async () => streams.every(({ stream }) => stream.ended))
  a.clock.offset = 0
  t.same(
    streams.flatMap(({ stream }) => stream.events),
    [],
  )
  for (const who of [as, out, ofKey]) t.match(await follow(t, a, '', who), { status: 401 })
  await settled('the other goes on', async () => whole.stream.events.some((e) => e.data.name === 'clock'))
})

t.test('a stream is no use of its session: a console that was left open is signed out', async (t) => {
  const env = () => ({ JUXTA_SESSION_IDLE_MINUTES: '10' })
  const [a] = (await startTestNodes(t, { countries: ['XA'], env })) as [TestNode]
  const { as } = await keyOf(a, { roles: ['operator'] })
  const { stream } = await follow(t, a, '?after=now', await signIn(a, as))
  const heard = (subject: string): boolean => stream.events.some((e) => e.data.subject === subject)
  for (const minutes of [0, 9]) {
    a.clock.offset = minutes * 60_000
    await a.node.alert('clock', null, 'a test', `after ${minutes}`)
    await settled('it tells', async () => heard(`after ${minutes}`))
  }
  a.clock.offset = 11 * 60_000
  await a.node.alert('clock', null, 'a test', 'after 11')
  await settled('it ends', async () => stream.ended)
  t.notOk(heard('after 11'))
})

t.test('one key follows a hundred streams at once, and another its own', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const key = await keyOf(a, { roles: ['operator'] })
  const open: Awaited<ReturnType<typeof follow>>[] = []
  for (let n = 0; n < 100; n++) open.push(await follow(t, a, '?after=now', key.as))
  t.ok(open.every(({ status }) => status === 200))
  t.match(await follow(t, a, '?after=now', key.as), { status: 429 })
  t.match(await follow(t, a, '?after=now'), { status: 200 })
  await a.node.alert('clock', null, 'a test')
  await settled('all hear', async () => open.every(({ stream }) => stream.events.length === 1))
  open[0]!.close()
  await settled('there is room', async () => (await follow(t, a, '?after=now', key.as)).status === 200)
})

t.test('who follows at one replica hears what another has done', postgres.options, async (t) => {
  const url = await postgres.make(t)
  const [a] = (await startTestNodes(t, { countries: ['XA'], env: () => ({ JUXTA_STORE: url }) })) as [TestNode]
  const two = await replicaOf(t, a)
  const { stream } = await follow(t, two, '?after=now')
  await settled('it waits', async () => stream.at !== '')
  await a.node.alert('clock', null, 'a test')
  await settled('it hears', async () => stream.events.some((e) => e.data.name === 'clock'))
  t.match((await two.call('GET', '/v1/changes?kind=alert')).body.items.at(-1), { name: 'clock', state: 'open' })
  t.ok((await changesIn(a.node.store).span()).last > 0)
})
