/** Who may do what on the window side: roles, the types of message a key is for, and a revocation that counts at once, at every replica. */
import t from 'tap'
import { forge, put } from '../forge.ts'
import { json, replicaOf, settled, startTestNodes, submit, untilState, type Answer, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

const [sqlite, postgres] = stores()

type Key = { id: string; as: { authorization: string } }
const keyOf = async (node: TestNode, body: Record<string, unknown>): Promise<Key> => {
  const made = (await node.call('POST', '/v1/keys', { name: 'a key', ...body })).body
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
