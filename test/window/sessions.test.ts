/** Sessions of the console: a cookie that no script reads, that no other page can use, and that opens nothing once its time, its key or its person is gone. */
import t from 'tap'
import { replicaOf, startTestNodes, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

const [sqlite, postgres] = stores()

type Headers = Record<string, string>
const OWN: Headers = { 'x-juxta-console': '1', 'sec-fetch-site': 'same-origin' }

const keyOf = async (node: TestNode, body: Record<string, unknown>): Promise<{ id: string; secret: string }> => {
  const made = (await node.call('POST', '/v1/keys', { name: 'night shift', ...body })).body
  return { id: made.key.id, secret: made.secret }
}
const ask = async (
  node: TestNode,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  headers: Headers = {},
  payload?: object,
  remoteAddress = '127.0.0.1',
) => {
  const answer = await node.node.window.inject({
    method,
    url,
    remoteAddress,
    headers: { host: 'node.example', ...headers, ...(payload ? { 'content-type': 'application/json' } : {}) },
    ...(payload ? { payload: JSON.stringify(payload) } : {}),
  })
  const set = [answer.headers['set-cookie'] ?? []].flat()
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.body === '' ? undefined : answer.json<any>(),
    set,
    cookie: set[0]?.split(';')[0] ?? '',
  }
}
const signIn = (node: TestNode, secret: string, headers: Headers = OWN) =>
  ask(node, 'POST', '/console/session', headers, { key: secret })
const who = async (node: TestNode, cookie: string) =>
  (await ask(node, 'GET', '/console/session', { cookie })).body.person

for (const store of [sqlite!, postgres!])
  t.test(
    `a key opens a session, which does what the key may, and ends with it: ${store.name}`,
    store.options,
    async (t) => {
      const order = { countries: ['XA'], env: async () => ({ JUXTA_STORE: await store.make(t) }) }
      const [one] = (await startTestNodes(t, order)) as [TestNode]
      const two = store.name === 'postgres' ? await replicaOf(t, one) : one
      const { id, secret } = await keyOf(one, { roles: ['operator'] })
      t.equal((await ask(one, 'GET', '/console/session')).body.person, null)
      const { status, cookie, set, headers } = await signIn(one, secret)
      t.equal(status, 204)
      t.match(set, [/^juxta_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/])
      t.equal(headers['cache-control'], 'no-store')
      t.match(await who(two, cookie), { name: 'night shift', client: 'night shift', roles: ['operator'], agency: null })
      for (const node of [one, two]) t.equal((await ask(node, 'GET', '/v1/queues', { cookie })).status, 200)
      t.match(await ask(two, 'GET', '/v1/inbox', { cookie }), { status: 403, body: { rule: 'role' } })
      // On record is the client of the key, as for a bearer token, and that he signed in.
      t.equal((await ask(one, 'POST', '/v1/keys', { ...OWN, cookie }, { name: 'a', roles: ['operator'] })).status, 201)
      const { items } = (await one.call('GET', `/v1/audit?who=${id}`)).body
      t.match(
        items.map((r: any) => [r.what, r.client, r.outcome]),
        [
          ['createKey', 'night shift', 'done'],
          ['readInbox', 'night shift', 'refused'],
          ['openConsoleSession', 'night shift', 'done'],
        ],
      )
      t.equal((await two.call('POST', `/v1/keys/${id}/revoke`)).status, 204)
      for (const node of [one, two]) {
        t.match(await ask(node, 'GET', '/v1/queues', { cookie }), { status: 401, body: { rule: 'session' } })
        t.equal(await who(node, cookie), null)
      }
      t.match(await signIn(one, secret), { status: 401, set: [] })
    },
  )

t.test('a session ends when nobody does anything there, at its time whoever does, and on sign-out', async (t) => {
  const env = () => ({ JUXTA_SESSION_IDLE_MINUTES: '10', JUXTA_SESSION_HOURS: '1' })
  const [a] = (await startTestNodes(t, { countries: ['XA'], env })) as [TestNode]
  const { secret } = await keyOf(a, { roles: ['operator'] })
  const idle = await signIn(a, secret)
  const used = await signIn(a, secret)
  const writes = await signIn(a, secret)
  const open = await signIn(a, secret)
  const begun = Date.now()
  const at = (minutes: number): void => void (a.clock.offset = begun - Date.now() + minutes * 60_000)
  for (const minutes of [9, 18, 27, 36, 45, 54]) {
    at(minutes)
    t.match(await who(a, used.cookie), { name: 'night shift' }, `in use after ${minutes} minutes`)
    if (minutes > 9) t.equal(await who(a, idle.cookie), null, 'unused')
    const made = await ask(a, 'POST', '/v1/keys', { ...OWN, cookie: writes.cookie }, { name: 'b', roles: ['operator'] })
    t.equal(made.status, 201, 'what writes is somebody')
    for (const read of ['/v1/queues', '/v1/changes?after=now'])
      t.equal(
        (await ask(a, 'GET', read, { cookie: open.cookie })).status,
        minutes > 9 ? 401 : 200,
        `a page that was left open reads ${read}`,
      )
    if (minutes === 9) a.clock.offset = 0
  }
  at(61)
  t.equal(await who(a, used.cookie), null, 'at its end')
  a.clock.offset = 0
  const { cookie } = await signIn(a, secret)
  t.equal((await ask(a, 'DELETE', '/console/session', { cookie })).status, 403, 'no other page signs anybody out')
  const out = await ask(a, 'DELETE', '/console/session', { ...OWN, cookie })
  t.match(out.set, [/^juxta_session=; .*Max-Age=0/])
  t.equal(await who(a, cookie), null)
})

t.test('what writes by a session comes from a page of this node, whatever another page can send', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const { secret } = await keyOf(a, { roles: ['operator'] })
  const { cookie } = await signIn(a, secret)
  const write = (headers: Headers) =>
    ask(a, 'POST', '/v1/keys', { cookie, ...headers }, { name: 'planted', roles: ['operator'] })
  const ours = { 'x-juxta-console': '1' }
  for (const [what, headers] of Object.entries<Headers>({
    'a form of another site': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    'one of a neighbouring name': { ...ours, 'sec-fetch-site': 'same-site', origin: 'https://other.example' },
    'no header of ours': { 'sec-fetch-site': 'same-origin', origin: 'https://node.example' },
    'nothing that says from where': ours,
    'another origin, of a browser that says no more': { ...ours, origin: 'http://evil.example' },
    'no origin at all': { ...ours, origin: 'null' },
    'this host at another port': { ...ours, origin: 'http://node.example:8080' },
    'typed by hand': { ...ours, 'sec-fetch-site': 'none' },
  }))
    t.match(await write(headers), { status: 403, body: { rule: /^(same-origin|console-header)$/ } }, what)
  t.equal((await write(OWN)).status, 201)
  t.equal((await write({ ...ours, origin: 'http://node.example' })).status, 201, 'a browser over plain HTTP')
  // Nor does another page read.
  for (const site of ['cross-site', 'same-site'])
    t.equal((await ask(a, 'GET', '/v1/queues', { cookie, 'sec-fetch-site': site })).status, 403, site)
  t.equal(
    (await signIn(a, secret, { 'sec-fetch-site': 'cross-site' })).status,
    403,
    'nobody is signed in by another page',
  )
})

t.test(
  'nobody plants a session: what a browser brings is never what it gets, and of two cookies none counts',
  async (t) => {
    const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
    const { secret } = await keyOf(a, { roles: ['operator'] })
    const planted = `juxta_session=${'A'.repeat(43)}`
    const { cookie } = await signIn(a, secret, { ...OWN, cookie: planted })
    t.not(cookie, planted)
    t.equal(await who(a, planted), null)
    t.match(await who(a, cookie), { name: 'night shift' })
    // Signing in again ends the session that was there.
    const again = await signIn(a, secret, { ...OWN, cookie })
    t.not(again.cookie, cookie)
    t.equal(await who(a, cookie), null)
    for (const two of [`${planted}; ${again.cookie}`, `${again.cookie}; ${planted}`]) t.equal(await who(a, two), null)
    t.match(await who(a, `other=1; ${again.cookie}`), { name: 'night shift' })
    for (const odd of [
      'juxta_session=',
      'juxta_session',
      `juxta_session=${'='.repeat(43)}`,
      `JUXTA_SESSION=${'A'.repeat(43)}`,
      ';;;',
    ])
      t.equal(await who(a, odd), null, odd)
    // A bearer token counts before a cookie: a program that shows a bad one is not let in by the other.
    t.equal(
      (await ask(a, 'GET', '/v1/queues', { cookie: again.cookie, authorization: 'Bearer wrong-wrong-wrong' })).status,
      401,
    )
  },
)

t.test(
  'the store holds no value of a cookie, and a key for some addresses opens sessions from those alone',
  async (t) => {
    const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
    const { secret } = await keyOf(a, { roles: ['operator'], addresses: ['10.0.0.0/8'] })
    t.equal((await signIn(a, secret)).status, 403, 'from elsewhere')
    const { cookie, status } = await ask(a, 'POST', '/console/session', OWN, { key: secret }, '10.1.2.3')
    t.equal(status, 204)
    const from = (address: string) => ask(a, 'GET', '/v1/queues', { cookie }, undefined, address)
    t.equal((await from('10.1.2.3')).status, 200)
    t.equal((await from('192.0.2.1')).status, 403, 'a cookie that was carried away')
    const rows = JSON.stringify(await a.node.store.read.selectFrom('session').selectAll().execute())
    t.notMatch(rows, cookie.split('=')[1]!)
    t.match(rows, /"hash":"[A-Za-z0-9_-]{43}"/)
  },
)

t.test('whoever tries keys at the sign-in is slowed by the quota of his address', async (t) => {
  const env = () => ({ JUXTA_ADDRESS_QUOTA: 'requests=5' })
  const [a] = (await startTestNodes(t, { countries: ['XA'], env })) as [TestNode]
  const statuses: number[] = []
  for (let i = 0; i < 30; i++) statuses.push((await signIn(a, `jx_${String(i).padStart(43, '0')}`)).status)
  t.ok(statuses.includes(401))
  t.ok(statuses.includes(429))
  const { items } = (await a.call('GET', '/v1/audit?what=openConsoleSession')).body
  t.same(items, [], 'and he fills no store')
})
