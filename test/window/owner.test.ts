/** Whose a message is: what one agency has sent is not there for another, operators see that it passed and not what it says, and a key of some types sees its part of a case. */
import t from 'tap'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

type Headers = Record<string, string>
const keyOf = async (node: TestNode, more: Record<string, unknown>): Promise<Headers> => {
  const { status, body } = await node.call('POST', '/v1/keys', { name: 'a key', roles: ['window'], ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { authorization: `Bearer ${body.secret}` }
}
const idsIn = (body: any): string[] => body.items.map((m: any) => m.id)

t.test('whose a message is', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const keys = {
    customs: await keyOf(a, { agency: 'customs', client: 'customs desk' }),
    again: await keyOf(a, { agency: 'customs', client: 'another desk' }),
    police: await keyOf(a, { agency: 'police', client: 'police desk' }),
    moved: await keyOf(a, { agency: 'police', client: 'customs desk' }),
    whole: await keyOf(a, { client: 'the window' }),
    operator: await keyOf(a, { roles: ['operator'] }),
    auditor: await keyOf(a, { roles: ['auditor'], agency: 'police' }),
  }
  const post = (key: Headers, more: object) =>
    a.call(
      'POST',
      '/v1/messages',
      { procedure: 'documents', type: 'query', document: json({}), ...more },
      { ...key, 'idempotency-key': 'one of each client' },
    )
  const context = { xReferences: [{ type: 'national', value: 'FILE-7' }] }
  const sent = (await post(keys.customs, { to: [{ country: 'XB', agency: 'police' }], context })).body
  const [{ id }] = sent.messages
  const central = (await post(keys.whole, { to: 'XB' })).body.id
  await untilState(a, id, 'delivered')
  const ROUTES: readonly (readonly ['GET' | 'POST', string])[] = [
    ['GET', `/v1/messages/${id}`],
    ['GET', `/v1/messages/${id}/document`],
    ['GET', `/v1/messages/${id}/fields`],
    ['GET', `/v1/messages/${id}/evidence`],
    ['GET', `/v1/submissions/${sent.submission}`],
    ['GET', `/v1/cases/${id}`],
    ['POST', `/v1/messages/${id}/cancel`],
    ['POST', `/v1/messages/${id}/retry`],
  ]

  await t.test('what an agency has sent is there for it and for who speaks for all, and for no other', async (t) => {
    for (const [method, path] of ROUTES) {
      for (const who of ['customs', 'again', 'moved', 'whole'] as const)
        t.not((await a.call(method, path, undefined, keys[who])).status, 404, `${who} ${path}`)
      t.equal((await a.call(method, path, undefined, keys.police)).status, 404, path)
    }
    for (const [who, seen] of [
      ['customs', [id]],
      ['again', [id]],
      ['moved', [id]],
      ['police', []],
      ['auditor', []],
      ['whole', [id, central]],
      ['operator', [id, central]],
    ] as const)
      t.same(idsIn((await a.call('GET', '/v1/messages', undefined, keys[who])).body).sort(), [...seen].sort(), who)
  })

  await t.test('a list of cases holds those of which something may be read', async (t) => {
    const cases = async (who: keyof typeof keys): Promise<string[]> => {
      const { body } = await a.call('GET', '/v1/cases?procedure=documents', undefined, keys[who])
      return body.items.map((c: any) => c.conversation).sort()
    }
    t.same(await cases('whole'), [id, central].sort())
    t.same(await cases('operator'), [id, central].sort())
    t.same(await cases('customs'), [id])
    t.same(await cases('police'), [])
  })

  await t.test('an operator sees that a message passed, and neither what it says nor what it is about', async (t) => {
    const get = async (path: string, who: keyof typeof keys = 'operator') => a.call('GET', path, undefined, keys[who])
    const [seen, whole] = [(await get(`/v1/messages/${id}`)).body, (await get(`/v1/messages/${id}`, 'whole')).body]
    t.match(whole, { context, references: context.xReferences, state: 'delivered' })
    t.match(seen, { id, state: 'delivered', references: [] })
    t.notOk('context' in seen)
    t.notOk(JSON.stringify(seen).includes('FILE-7'))
    t.same(idsIn((await get('/v1/messages?reference=FILE-7')).body), [])
    t.same(idsIn((await get('/v1/messages?reference=FILE-7', 'whole')).body), [id])
    t.match((await get(`/v1/cases/${id}`)).body, { conversation: id, inPart: true, state: null, due: [] })
    for (const path of [
      '/v1/permits',
      '/v1/pre-arrivals',
      '/v1/traders',
      '/v1/crossings',
      `/v1/messages/${id}/evidence`,
    ])
      t.match(await get(path), { status: 403, body: { rule: 'role' } }, path)
    const said = { outcome: 'rejected', reason: 'FILE-7 is closed' }
    t.equal((await b.call('POST', `/v1/inbox/${id}/answer`, said)).status, 200)
    await untilState(a, id, 'rejected')
    t.match(JSON.stringify((await get(`/v1/messages/${id}`, 'whole')).body.history), /FILE-7/)
    const rejected = (await get(`/v1/messages/${id}`)).body
    t.notMatch(JSON.stringify(rejected), /FILE-7/)
    t.same(
      rejected.events.map((e: any) => [e.event, 'set' in e]).filter(([event]: any) => event === 'rejected'),
      [['rejected', false]],
    )
  })
})

t.test('a key of some types sees its part of a case, and of what it comes to nothing', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const first = (await submit(a, b, { procedure: 'documents', type: 'query', document: json({ of: 'SECRET' }) })).body
  await untilState(a, first.id, 'delivered')
  const conversation = first.conversation
  const second = (await submit(b, a, { procedure: 'documents', type: 'use', document: json({}), conversation })).body
  await untilState(b, second.id, 'delivered')
  const of = (...types: string[]) => keyOf(a, { types })
  const get = async (key: Headers | undefined, path = `/v1/cases/${conversation}`) =>
    a.call('GET', path, undefined, key)
  const all: any = await settled('both are there', async () => {
    const { body } = await get(undefined)
    return body.messages?.length + body.waiting?.length === 2 && body
  })
  t.notOk(all.inPart)
  const [queries, both, none] = [await of('documents/query'), await of('query', 'use'), await of('status')]
  const part = (await get(queries)).body
  t.match(part, { inPart: true, state: null, due: [], procedure: 'documents' })
  t.same(
    [...part.messages, ...part.waiting].map((m: any) => m.id),
    [first.id],
  )
  t.notOk(JSON.stringify(part).includes(second.id), 'not even that the other is there')
  t.same((await get(both)).body, all, 'who reads all of its messages sees what they come to')
  t.equal((await get(none)).status, 404)
  const listed = async (key: Headers) => (await get(key, '/v1/cases?procedure=documents')).body.items
  t.match(await listed(queries), [{ conversation }])
  t.notOk(JSON.stringify(await listed(queries)).includes(second.id))
  t.same(await listed(none), [])
  for (const path of ['/v1/permits', '/v1/pre-arrivals', '/v1/traders'])
    t.match(await get(queries, path), { status: 403, body: { rule: 'procedure' } }, path)
})
