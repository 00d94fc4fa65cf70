/** What a node says of itself to anybody who asks: schemas, errors, documents. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { readDocument } from '../../node/http/operations.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { INBOUND_STATES, OUTBOUND_STATES } from '../../node/message/lifecycle.ts'
import { ERRORS } from '../../node/values/errors.ts'
import { startTestNodes, untilState, type TestNode } from '../nodes.ts'

type Json = Record<string, any>

t.test('documentation', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const ask = async (path: string, accept = '*/*') => {
    const answer = await a.node.window.inject({ method: 'GET', url: path, headers: { accept } })
    const { statusCode: status, headers, payload: text } = answer
    return { status, type: String(headers['content-type'] ?? ''), headers, text }
  }
  const json = async (path: string): Promise<Json> => JSON.parse((await ask(path)).text) as Json

  t.test('/ leads to the documents', async (t) => {
    const { status, headers } = await ask('/')
    t.same([status, headers['location']], [302, '/docs'])
    t.equal((await ask('/docs')).status, 200)
  })

  t.test('the schema of every type is served, whole in itself, and judges documents', async (t) => {
    const { items } = await json('/v1/schemas')
    t.ok(items.length > 90, `${items.length} types`)
    const ids = new Set<string>()
    for (const { procedure, version, type, href } of items) {
      t.equal(href, `/v1/schemas/${procedure}/${version}/${type}`)
      const answer = await ask(href)
      t.match(answer.type, /^application\/schema\+json/)
      const schema = JSON.parse(answer.text) as Json
      ids.add(schema['$id'])
      t.notMatch(answer.text, /\.yaml/, `${href} refers to nothing outside itself`)
      const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, date: true } })
      t.doesNotThrow(() => ajv.compile(schema), href)
    }
    t.equal(ids.size, items.length, 'each has an $id of its own')
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, date: true } })
    const declaration = ajv.compile(await json('/v1/schemas/pre-arrival/1/declaration'))
    t.equal(declaration({ functionalReferenceId: 'L1', goodsShipment: {} }), true)
    t.equal(declaration({ functionalReferenceId: 7 }), false)
    for (const path of ['pre-arrival/2/declaration', 'pre-arrival/1/cheese', 'cheese/1/declaration', 'constructor/1/x'])
      t.equal((await ask(`/v1/schemas/${path}`)).status, 404, path)
  })

  t.test('the type of a problem is an address of this node that says more, to programs and to people', async (t) => {
    const { body } = await a.call('GET', `/v1/messages/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`)
    t.equal(body.type, '/problems/not-found')
    t.match(await json(body.type), {
      type: body.type,
      code: 'not-found',
      status: 404,
      retryable: false,
      turn: 'caller',
    })
    const page = await ask(body.type, 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8')
    t.match(page.type, /^text\/html/)
    t.match(page.text, ERRORS['not-found'].title)
    t.notMatch(page.text, /<script|<img| src=/)
    t.match(page.headers['content-security-policy'], "script-src 'self'")
    const { items } = await json('/problems')
    t.same(
      items.map((k: Json) => k['code']),
      Object.keys(ERRORS),
    )
    for (const { type } of items) t.equal((await ask(type)).status, 200, type)
    t.equal((await ask('/problems/cheese')).status, 404)
    t.equal((await ask('/problems/constructor')).status, 404)
  })

  t.test('numbers and flags of a query are judged as such, and nothing else is taken for them', async (t) => {
    for (const [query, rule] of [
      ['limit=0', 'minimum'],
      ['limit=501', 'maximum'],
      ['limit=010', 'type'],
      ['limit=1e2', 'type'],
      ['limit=', 'type'],
      ['limit=1.5', 'type'],
      ['limit=1&limit=2', 'type'],
      ['test=1', 'type'],
      ['state=cheese', 'enum'],
    ] as const) {
      const { status, body } = await a.call('GET', `/v1/messages?${query}`)
      t.same([status, body.rule], [400, rule], query)
    }
    for (const query of ['limit=500', 'test=true', 'state=delivered'])
      t.equal((await a.call('GET', `/v1/messages?${query}`)).status, 200, query)
    for (const query of ['after=&wait=0', 'wait=0'])
      t.equal((await a.call('GET', `/v1/inbox?${query}`)).status, 200, query)
    t.equal((await a.call('GET', '/v1/inbox?wait=61')).status, 400)
  })

  t.test('a raw document names its profile and its schema', async (t) => {
    const send = (query: string, type: string, bytes: string) =>
      a.call('POST', `/v1/messages?to=XB&${query}`, Buffer.from(bytes), {
        'content-type': type,
        'idempotency-key': randomUUID(),
      })
    const good = await send(
      'procedure=pre-arrival&type=declaration&schema=pre-arrival',
      'application/json',
      '{"functionalReferenceId":"LRN-1"}',
    )
    t.equal(good.status, 202, JSON.stringify(good.body))
    await untilState(a, good.body.id, 'delivered')
    t.match((await b.call('GET', `/v1/messages/${good.body.id}`)).body.context, { xSchema: 'pre-arrival' })
    const bad = await send('procedure=pre-arrival&type=declaration&schema=pre-arrival', 'application/json', '{"a":1}')
    t.match(bad, { status: 422, body: { type: '/problems/schema-invalid', pointer: /^\/document/ } })
    const unclaimed = await send('procedure=pre-arrival&type=declaration', 'application/json', '{"a":1}')
    t.equal(unclaimed.status, 202, 'what claims nothing is carried')
    const xml = await send('procedure=pre-arrival&type=declaration&profile=wco-dec-dms-2', 'application/xml', '<a/>')
    t.equal(xml.status, 202)
    t.match((await a.call('GET', `/v1/messages/${xml.body.id}`)).body.context, { xProfile: 'wco-dec-dms-2' })
    const unknown = await send('procedure=pre-arrival&type=declaration&profile=cheese', 'application/xml', '<a/>')
    t.match(unknown, { status: 400, body: { pointer: '/query/profile', rule: 'enum' } })
  })

  t.test('an answer that is repeated is answered as the first time, another one names the first', async (t) => {
    const sent = await a.call(
      'POST',
      '/v1/messages?to=XB&procedure=pre-arrival&type=declaration',
      Buffer.from('{"a":2}'),
      { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    )
    await untilState(a, sent.body.id, 'delivered')
    const answer = (body: object) => b.call('POST', `/v1/inbox/${sent.body.id}/answer`, body)
    const word = { outcome: 'rejected', reason: 'no permit', pointer: '/a' }
    t.equal((await answer(word)).status, 200)
    const again = await answer(word)
    t.equal(again.status, 200, JSON.stringify(again.body))
    t.equal(again.body.events.filter((e: Json) => e['event'] === 'rejected').length, 1, 'it was signed once')
    for (const other of [{ outcome: 'accepted' }, { ...word, reason: 'cheese' }, { outcome: 'rejected' }]) {
      const refused = await answer(other)
      t.match(refused, { status: 409, body: { type: '/problems/state-conflict', rule: 'answered', given: word } })
    }
  })
})

t.test('what the document lists is what the code knows', async (t) => {
  const document: any = readDocument('window')
  const { paths, components } = document
  t.same(
    components.schemas.ProfileName.enum,
    PROCEDURES.profiles.map((p) => p.name),
  )
  t.same(new Set(components.schemas.MessageState.enum), new Set([...OUTBOUND_STATES, ...INBOUND_STATES]))
  t.same(components.schemas.InboxMessage.properties.state.enum, INBOUND_STATES)
  for (const [path, item] of Object.entries<Json>(paths))
    for (const operation of Object.values<Json>(item)) {
      const can = ['400']
      if (operation['x-roles']) can.push('401', '403')
      if (path.includes('{')) can.push('404')
      if (operation['requestBody']) can.push('413', '415')
      for (const status of can) t.ok(operation['responses'][status], `${operation['operationId']} names ${status}`)
      t.ok(operation['summary'] && operation['tags']?.length === 1, operation['operationId'])
    }
})

t.test('/openapi.json refers to nothing outside itself', async (t) => {
  const refs = JSON.stringify(readDocument('window')).match(/"\$ref":"[^"]+"/g) ?? []
  t.ok(refs.length > 500)
  t.same(
    refs.filter((ref) => !ref.startsWith('"$ref":"#/')),
    [],
  )
})
