/** What two administrations do with the window side, told from both; on every store and queue that this machine has. */
import { logIn } from '../../node/store/log.ts'
import { setsIn } from '../../node/exchange/sets.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import t from 'tap'
import { readJws } from '../forge.ts'
import { queues, stores } from '../servers.ts'
import { agree, json, settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()
const HOUSES = [
  { name: 'SQLite and the embedded queue', store: sqlite!, queue: embedded! },
  { name: 'PostgreSQL and Redis', store: postgres!, queue: redis! },
]

for (const { name, store, queue } of HOUSES)
  t.test(name, { ...store.options, ...queue.options }, async (t) => {
    const [a, b, c] = (await startTestNodes(t, {
      countries: ['XA', 'XB', 'XC'],
      env: async () => {
        const { url, prefix } = await queue.make(t)
        return { JUXTA_STORE: await store.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
      },
    })) as [TestNode, TestNode, TestNode]

    t.test('a message is sent, receipted, collected and answered, and both sides see it', async (t) => {
      const context = {
        xPurpose: 'risk analysis',
        xLegalBasis: 'the agreement',
        xReferences: [{ type: 'mrn', value: '26XAB0417000000011' }],
      }
      const { status, body } = await submit(a, b, { context })
      t.equal(status, 202)
      t.match(body, { id: /^[0-9a-f-]{36}$/, state: 'queued', conversation: body.id })
      const delivered = await untilState(a, body.id, 'delivered')
      t.same(
        delivered.history.map((h: any) => h.state),
        ['queued', 'sealed', 'delivered'],
      )
      t.equal(readJws(delivered.receipt).claims['iss'], 'XB')
      const { messages, next } = (await b.call('GET', '/v1/inbox')).body
      const [arrived] = messages.filter((m: any) => m.id === body.id)
      t.match(arrived, {
        id: body.id,
        from: 'XA',
        procedure: 'pre-arrival',
        type: 'declaration',
        conversation: body.id,
      })
      t.same((await b.call('GET', '/v1/inbox')).body.next, next, 'reading changes nothing')
      t.same((await b.call('GET', `/v1/inbox?after=${next}`)).body.messages, [])
      const found = await b.call('GET', '/v1/messages?reference=mrn:26XAB0417000000011')
      t.same(
        found.body.items.map((m: any) => m.id),
        [body.id],
      )
      t.equal((await b.call('POST', `/v1/inbox/${body.id}/collected`)).status, 200)
      await untilState(a, body.id, 'collected')
      t.equal(
        (
          await b.call('POST', `/v1/inbox/${body.id}/answer`, {
            outcome: 'rejected',
            reason: 'no cheese',
            pointer: '/Declaration',
          })
        ).status,
        200,
      )
      const answered = await untilState(a, body.id, 'rejected')
      t.match(answered.history.at(-1).cause, /no cheese/)
      t.equal((await b.call('POST', `/v1/inbox/${body.id}/answer`, { outcome: 'accepted' })).status, 409, 'once')
      t.equal((await a.call('POST', `/v1/messages/${body.id}/cancel`)).status, 409, 'too late to withdraw')
    })

    t.test('the exact bytes of every kind of document arrive', async (t) => {
      const documents = [
        Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<a>\t“ü” \u{1f9c0}</a>\r\n'),
        Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xfc</a>', 'latin1'),
        Buffer.from(`<a>${'x'.repeat(3_000_000)}</a>`),
      ]
      for (const bytes of documents) {
        const sent = await a.call('POST', '/v1/messages?to=XB&procedure=pre-arrival&type=declaration', bytes, {
          'content-type': 'application/xml',
          'idempotency-key': randomUUID(),
        })
        t.equal(sent.status, 202, JSON.stringify(sent.body))
        await untilState(a, sent.body.id, 'delivered')
        t.ok(bytes.equals((await b.call('GET', `/v1/messages/${sent.body.id}/document`)).body))
      }
      const attachment = randomBytes(1000)
      const { body } = await submit(a, b, {
        document: json({ a: [1, 2.5, '\u2028'] }),
        attachments: [{ mediaType: 'application/pdf', data: attachment.toString('base64') }],
      })
      await untilState(a, body.id, 'delivered')
      t.ok(attachment.equals((await b.call('GET', `/v1/messages/${body.id}/document?part=attachment-1`)).body))
    })

    t.test('an Idempotency-Key submits once', async (t) => {
      const key: string = randomUUID()
      const order = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: xml('<a/>') }
      const send = (body: unknown, k = key) => a.call('POST', '/v1/messages', body, { 'idempotency-key': k })
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(order)))
      t.same(new Set(answers.map((x) => x.body.id)).size, 1, 'concurrent ones too')
      t.equal((await send(order)).headers['idempotent-replayed'], 'true')
      const other = await send({ ...order, document: xml('<b/>') })
      t.same([other.status, other.body.type], [409, '/problems/idempotency-conflict'])
      const wrong = { ...order, procedure: 'cheese' }
      t.equal((await send(wrong, 'second')).status, 400)
      t.equal((await send(order, 'second')).status, 202, 'a 4xx is not kept')
      const none = await fetch(`${a.node.window.listeningOrigin}/v1/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${a.localKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(order),
      })
      t.same([none.status, ((await none.json()) as any).type], [400, '/problems/idempotency-key-missing'])
    })

    t.test('bad submissions are refused by field and rule, and leave nothing', async (t) => {
      const before = (await a.call('GET', '/v1/messages?direction=out&limit=200')).body.items.length
      const cases: [string, any, number, string, string?][] = [
        ['no document', { document: undefined }, 400, 'request-invalid', '/document'],
        ['a number for a text', { procedure: 5 }, 400, 'request-invalid', '/procedure'],
        ['an unknown member', { more: 1 }, 400, 'request-invalid'],
        ['an unknown peer', { to: 'XZ' }, 403, 'receiver-unknown'],
        ['a DOCTYPE', { document: xml('<!DOCTYPE a><a/>') }, 422, 'schema-invalid'],
        ['no XML', { document: xml('cheese') }, 422, 'schema-invalid'],
        ['XML that is not well-formed', { document: xml('<a></b>') }, 422, 'schema-invalid', '/document'],
        ['such an attachment', { attachments: [xml('<a></b>')] }, 422, 'schema-invalid', '/attachments/0'],
        ['no JSON', { document: { mediaType: 'application/json', text: '{' } }, 422, 'schema-invalid', '/document'],
        [
          'JSON with a key twice',
          { document: { mediaType: 'application/json', text: '{"a":1,"a":1}' } },
          422,
          'schema-invalid',
        ],
        ['a raised priority', { priority: 0 }, 400, 'request-invalid', '/priority'],
        ['base64 that is none', { document: { mediaType: 'application/pdf', data: '***' } }, 400, 'request-invalid'],
        ['too much', { document: xml(`<a>${'x'.repeat(4_200_000)}</a>`) }, 413, 'too-large', '/document'],
      ]
      for (const [what, change, status, problem, pointer] of cases) {
        const answer = await submit(a, b, change)
        t.same(
          [answer.status, answer.body.type],
          [status, `/problems/${problem}`],
          `${what}: ${JSON.stringify(answer.body)}`,
        )
        t.ok(answer.body.rule || answer.body.pointer || answer.body.detail, `${what} is explained`)
        if (pointer) t.equal(answer.body.pointer, pointer, what)
      }
      const raw = await a.call('POST', '/v1/messages', '{"to":"XB","to":"XC"}', { 'idempotency-key': randomUUID() })
      t.same([raw.status, raw.body.rule], [400, 'duplicate-key'])
      const deep = await a.call('POST', '/v1/messages', '['.repeat(100) + ']'.repeat(100), {
        'idempotency-key': randomUUID(),
      })
      t.same([deep.status, deep.body.rule], [400, 'depth'])
      t.equal((await a.call('GET', '/v1/messages?direction=out&limit=200')).body.items.length, before)
    })

    t.test('one submission to several countries and agencies has one status', async (t) => {
      const { status, body } = await a.call('POST', '/v1/messages', {
        to: [{ country: 'XB', agency: 'veterinary' }, { country: 'XC' }],
        procedure: 'opening-hours',
        type: 'proposal',
        document: json({ x: 1 }),
      })
      t.equal(status, 202)
      t.equal(body.messages.length, 2)
      await settled(
        'delivered to both',
        async () => (await a.call('GET', `/v1/submissions/${body.submission}`)).body.status === 'delivered',
      )
      const none = await a.call('POST', '/v1/messages', {
        to: [{ country: 'XB' }, { country: 'XZ' }],
        procedure: 'opening-hours',
        type: 'proposal',
        document: json({}),
      })
      t.equal(none.status, 403, 'all or nothing')
    })

    t.test('a neighbour that is away costs time, not messages, and delays nobody else', async (t) => {
      await b.node.stop()
      const waiting = await Promise.all(Array.from({ length: 12 }, () => submit(a, b)))
      const other = await submit(a, c)
      await untilState(a, other.body.id, 'delivered')
      await settled('the circuit opens', async () => (await a.call('GET', '/v1/peers/XB')).body.circuit === 'open')
      const urgent = await submit(a, b, { type: 'do-not-load', document: json({}) })
      t.equal(urgent.status, 202)
      await b.restart()
      for (const { body } of [...waiting, urgent]) await untilState(a, body.id, 'delivered')
      const ids = (await b.call('GET', '/v1/inbox?limit=200')).body.messages.map((m: any) => m.id)
      for (const { body } of waiting) t.equal(ids.filter((id: string) => id === body.id).length, 1)
    })

    t.test('withdrawing: at once before an attempt, afterwards only with the receiver’s signed word', async (t) => {
      await b.node.stop()
      const [one, two] = [(await submit(a, b)).body.id, (await submit(a, b)).body.id]
      await settled(
        'an attempt was made',
        async () => (await a.call('GET', `/v1/messages/${one}`)).body.state === 'sealed',
      )
      t.equal((await a.call('POST', `/v1/messages/${one}/cancel`)).status, 202)
      t.not((await a.call('GET', `/v1/messages/${one}`)).body.state, 'cancelled', 'nobody has answered yet')
      await b.restart()
      await untilState(a, one, 'cancelled')
      await untilState(a, two, 'delivered')
      t.equal((await b.call('GET', `/v1/messages/${one}`)).status, 404, 'the receiver never took it')
      t.equal((await a.call('GET', `/v1/messages/${one}`)).body.history.at(-1).state, 'cancelled')
    })

    t.test('what no agreement allows does not leave', async (t) => {
      const held = (await a.call('GET', '/v1/agreements')).body.items.find(
        (x: any) => x.peer === 'XC' && x.state === 'in-force',
      )
      t.equal(
        (await a.call('POST', `/v1/agreements/${encodeURIComponent(held.hash)}/revoke`, { reason: 'test' })).status,
        200,
      )
      a.clock.offset = c.clock.offset = 3000
      const { status, body } = await submit(a, c)
      t.same([status, body.type], [403, '/problems/no-agreement'])
      await settled(
        'XC knows',
        async () => (await c.call('GET', `/v1/agreements/${encodeURIComponent(held.hash)}`)).body.state === 'revoked',
      )
      await agree(a, c)
      const again = await submit(a, c)
      await untilState(a, again.body.id, 'delivered')
      a.clock.offset = c.clock.offset = 0
    })

    t.test('tallies agree', async (t) => {
      t.equal(await a.node.tally.send(b.country), true)
      await settled('the tally arrived', async () =>
        (await a.call('GET', '/v1/queues')).body.items.every((q: any) => q.peer !== 'XB' || q.waiting === 0),
      )
      t.same(
        (await b.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind.startsWith('tally')),
        [],
      )
    })

    t.test('keys are held to their roles and procedures', async (t) => {
      const make = async (body: any) => (await a.call('POST', '/v1/keys', body)).body.secret as string
      const narrow = await make({ name: 'narrow', roles: ['window'], procedures: ['opening-hours'] })
      const auditor = await make({ name: 'auditor', roles: ['auditor'] })
      const as = (key: string) => ({ authorization: `Bearer ${key}` })
      const order = { to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: xml('<a/>') }
      t.equal((await a.call('POST', '/v1/messages', order, as(narrow))).status, 403)
      t.equal((await a.call('POST', '/v1/messages', order, as(auditor))).status, 403)
      t.equal((await a.call('POST', '/v1/peers/invite', undefined, as(narrow))).status, 403)
      t.equal((await a.call('GET', '/v1/messages', undefined, as('jx_wrong'))).status, 401)
      t.equal((await a.call('GET', '/v1/messages', undefined, { authorization: '' })).status, 401)
      const seen = (await a.call('GET', '/v1/messages?limit=200', undefined, as(narrow))).body.items
      t.ok(seen.length > 0 && seen.every((m: any) => m.procedure === 'opening-hours'))
      const foreign = (await a.call('GET', '/v1/messages?procedure=pre-arrival&limit=1')).body.items[0].id
      t.equal((await a.call('GET', `/v1/messages/${foreign}`, undefined, as(narrow))).status, 404)
    })

    t.test('a receipt names the leaf that the receiver wrote, and indexes are used once', async (t) => {
      const { body } = await submit(a, b)
      const message = await untilState(a, body.id, 'delivered')
      const set = (await setsIn(a.node.store).setsOf(body.id)).find((s) => s.event === 'received')!
      t.equal(set.jws, message.receipt)
      const { log } = readJws(set.jws).claims['events']['urn:juxta:event:received']
      const { shard, size } = await logIn(b.node.store).head()
      const leaves = await logIn(b.node.store).leaves(shard, 0, size)
      t.equal(leaves[log.index]!.data.toString(), log.leaf)
      t.same(
        leaves.map((l) => l.index),
        Array.from({ length: size }, (_, i) => i),
      )
    })
  })
