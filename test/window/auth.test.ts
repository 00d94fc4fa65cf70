/** Who may do what on the window side: roles, the types of message a key is for, and a revocation that counts at once, at every replica. */
import t from 'tap'
import { forge, put } from '../forge.ts'
import { json, replicaOf, settled, startTestNodes, submit, untilState, type Answer, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

const [sqlite, postgres] = stores()

type Key = { id: string; as: { authorization: string } }
const keyOf = async (node: TestNode, body: Record<string, unknown>): Promise<Key> => {
  const made = (await node.call('POST', '/v1/keys', { name: 'a key', ...body })).body
  if (made.key === undefined) throw new Error(JSON.stringify(made))
  return { id: made.key.id, as: { authorization: `Bearer ${made.secret}` } }
}

for (const store of [sqlite!, postgres!])
  t.test(`a revoked key opens nothing from then on: ${store.name}`, store.options, async (t) => {
    const order = { countries: ['XA'], env: async () => ({ JUXTA_STORE: await store.make(t) }) }
    const [one] = (await startTestNodes(t, order)) as [TestNode]
    // SQLite has one process; on PostgreSQL the operator may speak with another replica than the key's holder.
    const two = store.name === 'postgres' ? await replicaOf(t, one) : one
    const { id, as } = await keyOf(one, { roles: ['window'] })
    for (const node of [one, two]) t.equal((await node.call('GET', '/v1/inbox', undefined, as)).status, 200)
    t.equal((await two.call('POST', `/v1/keys/${id}/revoke`)).status, 204)
    for (const node of [one, two]) t.equal((await node.call('GET', '/v1/inbox', undefined, as)).status, 401)
    t.equal((await one.call('POST', `/v1/keys/${id}/revoke`)).status, 404, 'once')
  })

t.test('a long poll that began before the revocation of its key is not answered after it', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { id, as } = await keyOf(b, { roles: ['window'] })
  const wide = await keyOf(b, { roles: ['window'] })
  const polls = [as, wide.as].map((key) => b.call('GET', '/v1/inbox?wait=60', undefined, key))
  // Both have been let in and wait: the second was asked last.
  await settled('they wait', async () => (await b.call('GET', '/v1/inbox')).status === 200)
  await new Promise((r) => setTimeout(r, 150))
  t.equal((await b.call('POST', `/v1/keys/${id}/revoke`)).status, 204)
  await submit(a, b)
  const [revoked, whole] = await Promise.all(polls)
  t.match(whole, { status: 200, body: { messages: [{ from: 'XA' }] } })
  t.match(revoked, { status: 401, body: { rule: 'bearer' } })
})

t.test('a key ends, and may be for some addresses alone; which keys there are nobody learns', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const get = async (as: Key['as'], remoteAddress = '127.0.0.1') => {
    const answer = await a.node.window.inject({ url: '/v1/inbox', headers: as, remoteAddress })
    return [answer.statusCode, answer.json<{ rule?: string }>().rule]
  }
  const made = (await a.call('POST', '/v1/keys', { name: 'for a year', roles: ['window'] })).body
  t.ok(Math.abs(Date.parse(made.key.expiresAt) - Date.now() - 365 * 86_400_000) < 60_000)
  const soon = new Date(Date.now() + 60_000).toISOString()
  const ended = await keyOf(a, { roles: ['window'], expiresAt: soon })
  t.same(await get(ended.as), [200, undefined])
  a.clock.offset = 60_001
  t.same(await get(ended.as), [401, 'expired'])
  a.clock.offset = 0
  const near = await keyOf(a, { roles: ['window'], addresses: ['10.1.0.0/16', '2001:db8::/32', '192.0.2.7'] })
  for (const address of ['10.1.255.3', '::ffff:10.1.0.1', '2001:db8:1::1', '192.0.2.7', '::ffff:192.0.2.7'])
    t.same(await get(near.as, address), [200, undefined], address)
  for (const address of ['10.2.0.1', '::ffff:10.2.0.1', '2001:db9::1', '192.0.2.8', '127.0.0.1', '::1'])
    t.same(await get(near.as, address), [403, 'address'], address)
  t.same(await get({ authorization: `Bearer jx_${'a'.repeat(43)}` }, '10.2.0.1'), [401, 'bearer'])
  const bad = async (more: object) => {
    const { status, body } = await a.call('POST', '/v1/keys', { name: 'k', roles: ['window'], ...more })
    return [status, body.pointer, body.rule]
  }
  for (const address of ['10.0.0.0/33', '::/129', '::ffff:10.0.0.1', 'example.org', '10.0.0', '10.0.0.1/08', ' ::1'])
    t.same(await bad({ addresses: ['::1', address] }), [400, '/addresses/1', 'cidr'], address)
  t.same(await bad({ expiresAt: '2020-01-01T00:00:00Z' }), [400, '/expiresAt', 'future'])
  t.same(await bad({ expiresAt: '2029-12-31T23:59:60Z' }), [400, '/expiresAt', 'format'])
})

t.test('nobody grants what he lacks', async (t) => {
  const [a] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const own = {
    client: 'desk',
    roles: ['operator', 'window'],
    agency: 'customs',
    procedures: ['aeo', 'documents'],
    types: ['aeo/delta', 'query'],
    addresses: ['127.0.0.0/8', '10.1.0.0/16'],
    expiresAt,
  }
  const { as } = await keyOf(a, own)
  const make = async (more: Record<string, unknown>, key = as) => {
    const order = Object.fromEntries(
      Object.entries({ ...own, name: 'made', ...more }).filter(([, v]) => v !== undefined),
    )
    const { status, body } = await a.call('POST', '/v1/keys', order, key)
    return [status, body.pointer, body.rule]
  }
  t.equal((await make({}))[0], 201, 'as much as he has')
  t.equal((await make({ roles: ['window'], types: ['documents/query'], addresses: ['10.1.2.0/24'] }))[0], 201)
  t.equal((await make({ expiresAt: undefined }))[0], 201, 'no longer than his own')
  for (const [more, pointer, rule] of [
    [{ roles: ['window', 'auditor'] }, '/roles/1', 'role'],
    [{ roles: ['assistance'] }, '/roles/0', 'role'],
    [{ agency: 'police' }, '/agency', 'agency'],
    [{ agency: undefined }, '/agency', 'agency'],
    [{ client: 'another desk' }, '/client', 'client'],
    [{ procedures: ['aeo', 'pre-arrival'] }, '/procedures', 'procedure'],
    [{ procedures: undefined }, '/procedures', 'procedure'],
    [{ types: ['delta'] }, '/types', 'type'],
    [{ types: ['aeo/delta', 'aeo/snapshot'] }, '/types', 'type'],
    [{ types: undefined }, '/types', 'type'],
    [{ addresses: ['10.0.0.0/8'] }, '/addresses', 'address'],
    [{ addresses: ['::1'] }, '/addresses', 'address'],
    [{ addresses: undefined }, '/addresses', 'address'],
    [{ expiresAt: new Date(Date.now() + 2 * 86_400_000).toISOString() }, '/expiresAt', 'expiry'],
  ] as const)
    t.same(await make(more), [403, pointer, rule], JSON.stringify(more))
  const operator = await keyOf(a, { roles: ['operator'] })
  t.same(await make({ roles: ['window'] }, operator.as), [403, '/roles/0', 'role'], 'an operator is no window')
})

t.test('each role does its own', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  const asked = (await submit(a, b, { procedure: 'assistance', type: 'request', document: json({}) })).body
  const keys = Object.fromEntries(
    await Promise.all(
      ['window', 'operator', 'auditor', 'assistance'].map(async (role) => [
        role,
        (await keyOf(b, { roles: [role] })).as,
      ]),
    ),
  ) as Record<string, Key['as']>
  const can = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<string[]> => {
    const able = []
    for (const [role, as] of Object.entries(keys)) {
      const { status } = await b.call(method, path, body, as)
      if (status !== 403 && status !== 404) able.push(role)
    }
    return able
  }
  await settled('it is there', async () => (await b.call('GET', `/v1/messages/${id}`)).status === 200)

  t.same(await can('GET', `/v1/messages/${id}`), ['window', 'operator', 'auditor'])
  t.same(await can('GET', `/v1/messages/${id}/document`), ['window', 'auditor'], 'no operator reads a document')
  t.same(await can('GET', `/v1/messages/${id}/fields`), ['window', 'auditor'])
  t.same(await can('GET', `/v1/messages/${id}/evidence?documents=true`), ['window', 'auditor'])
  t.same(await can('GET', '/v1/inbox'), ['window', 'assistance'])
  t.same(await can('POST', `/v1/inbox/${id}/collected`), ['window'])
  t.same(await can('GET', '/v1/peers'), ['window', 'operator', 'auditor', 'assistance'])
  for (const path of ['/v1/keys', '/v1/queues', '/v1/alerts']) t.same(await can('GET', path), ['operator'], path)
  t.same(await can('POST', '/v1/peers/invite'), ['operator'])
  t.same(await can('POST', '/v1/peers/XA/test'), ['operator'])
  t.same(await can('POST', `/v1/messages/${id}/erase`, { reason: 'x' }), ['operator'])

  if (t.equal(asked.state, 'queued', JSON.stringify(asked))) {
    await untilState(a, asked.id, 'delivered')
    t.same(await can('GET', `/v1/messages/${asked.id}`), ['assistance'], 'mutual assistance is for its own role')
    t.same(await can('GET', `/v1/messages/${asked.id}/document`), ['assistance'])
    const listed = async (role: string): Promise<boolean> =>
      (await b.call('GET', '/v1/messages', undefined, keys[role])).body.items.some((m: any) => m.id === asked.id)
    t.same([await listed('window'), await listed('operator'), await listed('assistance')], [false, false, true])
    const arrived = async (role: string): Promise<boolean> =>
      (await b.call('GET', '/v1/inbox', undefined, keys[role])).body.messages.some((m: any) => m.id === asked.id)
    t.same([await arrived('window'), await arrived('assistance')], [false, true])
  }
})

t.test('a key for a type of one procedure is none for its namesake in another', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const narrow = await keyOf(b, {
    roles: ['window'],
    types: ['juxtaposed-office/returned', 'opening-hours/acceptance'],
  })
  const wide = await keyOf(b, { roles: ['window'], types: ['returned'] })
  const returned = await forge(a, b, { claims: (x) => ({ ...x, type: 'returned' }) })
  t.equal((await put(a, b, returned)).status, 202)
  const id = returned.jti
  const sees = async ({ as }: Key): Promise<(boolean | number)[]> => {
    const found = async (path: string, of: (body: any) => any[]): Promise<boolean> =>
      of((await b.call('GET', path, undefined, as)).body).some((m: any) => m.id === id)
    return [
      (await b.call('GET', `/v1/messages/${id}`, undefined, as)).status,
      await found('/v1/messages', (x) => x.items),
      await found('/v1/inbox', (x) => x.messages),
    ]
  }
  t.same(await sees(wide), [200, true, true])
  t.same(await sees(narrow), [404, false, false])
  const send = (procedure: string, type: string, { as }: Key): Promise<Answer> =>
    b.call('POST', '/v1/messages', { to: 'XA', procedure, type, document: json({}) }, as)
  t.match(await send('joint-control', 'acceptance', narrow), { status: 403, body: { rule: 'type' } })
  t.not((await send('opening-hours', 'acceptance', narrow)).status, 403)
})
