/** Cases between two real nodes: the same on both sides, forbidden at once for the sender, rejected with a signature for whoever sends it anyway. */
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { json, settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'

const PERSON = { xDecidedBy: officer('XA-77') }
const CLAIMED = { xSchema: 'opening-hours', ...PERSON }
const proposal = (xSide: string, more: object = {}) =>
  json({
    xVersion: 1,
    exitOffice: { id: 'XA000101' },
    xEntryOffice: 'XB000214',
    xSide,
    xTimeZone: 'Europe/Helsinki',
    xTzdb: '2026a',
    xValidFrom: '2027-03-01T00:00:00Z',
    xRules: [
      {
        direction: 'both',
        modeCode: ['3'],
        agency: 'customs',
        service: 'clearance',
        weekly: [{ day: 'mo', from: '08:00', to: '20:00' }],
        exceptions: [],
      },
    ],
    ...more,
  })
const hours = (from: TestNode, to: TestNode, type: string, document: object, more: object = {}) =>
  submit(from, to, { procedure: 'opening-hours', type, context: CLAIMED, document, ...more })
const caseOf = async (node: TestNode, conversation: string, query = '') =>
  (await node.call('GET', `/v1/cases/${conversation}${query}`)).body
const HELD = ['delivered', 'collected', 'accepted', 'rejected']

t.test('a case is the same on both sides, and heads and hash are given by the node', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const first = (await hours(a, b, 'proposal', proposal('XA'))).body
  await untilState(a, first.id, ...HELD)
  const again = { conversation: first.conversation }
  const counter = (await hours(b, a, 'counter-proposal', proposal('XB'), again)).body
  await untilState(b, counter.id, ...HELD)
  const { versions } = (await a.call('GET', '/v1/opening-hours/XA000101/XB000214')).body
  const { digest, tzdb } = versions.find((v: any) => v.id === counter.id).intervals
  const acceptance = json({ xVersion: 1, xIntervalsDigest: digest, xTzdb: tzdb })
  const accepting = await hours(a, b, 'acceptance', acceptance, { ...again, inReplyTo: counter.id })
  t.equal(accepting.status, 202, JSON.stringify(accepting.body))
  const accepted = accepting.body
  t.match((await a.call('GET', `/v1/messages/${accepted.id}`)).body.context, { xHeads: [counter.id] })
  await untilState(a, accepted.id, ...HELD)
  const [ours, theirs] = [await caseOf(a, first.conversation), await caseOf(b, first.conversation)]
  t.equal(ours.hash, theirs.hash)
  t.same(ours.state, theirs.state)
  t.same(ours.roles, { exit: 'XA', entry: 'XB' })
  t.same(
    ours.messages.map((m: any) => [m.type, m.status, m.sameCase]),
    [
      ['proposal', 'applied', undefined],
      ['counter-proposal', 'applied', true],
      ['acceptance', 'applied', true],
    ],
  )

  t.test('as of a time, it is rebuilt from what was in it then', async (t) => {
    const { history } = (await b.call('GET', `/v1/messages/${counter.id}`)).body
    const at = history.find((h: any) => h.state === 'delivered').at
    const then = await caseOf(b, first.conversation, `?asOf=${encodeURIComponent(at)}`)
    t.same(
      then.messages.map((m: any) => m.type),
      ['proposal', 'counter-proposal'],
    )
    t.same(then.heads, [counter.id])
  })

  t.test('what the case forbids is refused to the caller at once, by rule and pointer', async (t) => {
    const { status, body } = await hours(a, b, 'acceptance', acceptance, { ...again, inReplyTo: counter.id })
    t.equal(status, 409)
    t.match(body, { type: '/problems/case-conflict', pointer: String, rule: String })
    const alone = await submit(a, b, {
      procedure: 'release-time',
      type: 'correction',
      context: { xSchema: 'x' },
      document: json({}),
    })
    t.equal(alone.status, 422)
    t.match(alone.body, { type: '/problems/schema-invalid', rule: 'schema', pointer: /^\/document\// })
    const machine = await hours(a, b, 'rejection', json({ xVersion: 1 }), { ...again, context: { xSchema: 'x' } })
    t.match(machine.body, { rule: 'decided-by', pointer: '/context/xDecidedBy' })
    const decidedBy = (xDecidedBy: object) =>
      hours(a, b, 'rejection', json({ xVersion: 1 }), { ...again, context: { xSchema: 'x', xDecidedBy } })
    const robot = await decidedBy({ ...officer('1'), kind: 'robot' })
    t.match(robot, { status: 400, body: { rule: 'schema', pointer: '/context/xDecidedBy/kind' } })
    const another = await decidedBy({ ...officer('1'), client: 'somebody else' })
    t.match(another, { status: 400, body: { rule: 'caller', pointer: '/context/xDecidedBy/client' } })
    const { context } = (await b.call('GET', `/v1/messages/${counter.id}`)).body
    t.match(context.xDecidedBy, { ...officer('XA-77'), client: String }, 'both know by whose call it was stated')
  })

  t.test('the same request again is answered as the first time, though the case has moved on', async (t) => {
    const order = {
      to: 'XB',
      procedure: 'opening-hours',
      type: 'withdrawal',
      context: CLAIMED,
      document: json({ xVersion: 1 }),
      ...again,
    }
    const key = { 'idempotency-key': randomUUID() }
    const one = await a.call('POST', '/v1/messages', order, key)
    const two = await a.call('POST', '/v1/messages', order, key)
    t.equal(one.status, 202, JSON.stringify(one.body))
    t.same(two.body, one.body)
    t.equal(two.headers['idempotent-replayed'], 'true')
  })

  t.test('the list of cases names it; a key without the procedure sees nothing', async (t) => {
    const { items } = (await b.call('GET', '/v1/cases?procedure=opening-hours')).body
    t.match(items, [{ conversation: first.conversation, peer: 'XA', open: true }])
    const { secret } = (await b.call('POST', '/v1/keys', { name: 'aeo only', roles: ['window'], procedures: ['aeo'] }))
      .body
    const other = { authorization: `Bearer ${secret}` }
    t.equal((await b.call('GET', `/v1/cases/${first.conversation}`, undefined, other)).status, 404)
    t.equal((await b.call('GET', '/v1/cases?procedure=opening-hours', undefined, other)).status, 403)
  })
})

t.test('two messages one after the other need not wait for each other', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await b.node.exchange.close()
  const first = (await hours(a, b, 'proposal', proposal('XA'))).body
  const more = await hours(a, b, 'withdrawal', json({ xVersion: 1 }), { conversation: first.conversation })
  t.equal(more.status, 202, JSON.stringify(more.body))
  t.match((await a.call('GET', `/v1/messages/${more.body.id}`)).body.context, { xHeads: [first.id] })
  const held = await caseOf(a, first.conversation)
  t.same([held.messages, held.pending.sort()], [[], [first.id, more.body.id].sort()], 'neither is in the case yet')
  await b.restart()
  await untilState(a, more.body.id, ...HELD)
  await untilState(a, first.id, ...HELD)
  t.equal((await caseOf(a, first.conversation)).hash, (await caseOf(b, first.conversation)).hash)
})

t.test(
  'what the sender did not see coming is rejected by the machine, with a signature, rule and pointer',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const first = (await hours(a, b, 'proposal', proposal('XA'))).body
    await untilState(a, first.id, ...HELD)
    // A caller that names heads of its own was not judged by what it has seen since.
    const stranger = { conversation: first.conversation }
    const [one, two] = await Promise.all([
      hours(a, b, 'withdrawal', json({ xVersion: 1 }), stranger),
      hours(b, a, 'rejection', json({ xVersion: 1 }), { ...stranger, inReplyTo: first.id }),
    ])
    t.same([one.status, two.status], [202, 202], JSON.stringify([one.body, two.body]))
    const done = await settled('one of them is rejected', async () => {
      const states = [
        (await a.call('GET', `/v1/messages/${one.body.id}`)).body,
        (await b.call('GET', `/v1/messages/${two.body.id}`)).body,
      ]
      return states.every((m) => HELD.includes(m.state)) && states.find((m) => m.state === 'rejected')
    })
    t.ok(
      done.events.some((e: any) => e.event === 'rejected'),
      'the answer is a signed event',
    )
    const [ours, theirs] = [await caseOf(a, first.conversation), await caseOf(b, first.conversation)]
    t.equal(ours.hash, theirs.hash)
    t.equal(ours.messages.filter((m: any) => m.status === 'fault').length, 1)
  },
)

t.test(
  'a document that claims a schema and breaks it is refused by the receiver too; one that claims none arrives and changes nothing',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const plain = (
      await submit(a, b, { procedure: 'opening-hours', type: 'proposal', document: json({ hello: 'world' }) })
    ).body
    const picture = (await submit(a, b, { document: xml('<Declaration/>') })).body
    for (const { id } of [plain, picture]) await untilState(a, id, ...HELD)
    const held = await caseOf(b, plain.conversation)
    t.same(held.state, null)
    t.match(held.messages, [{ status: 'noted', note: { rule: 'schema', pointer: /^\/document/ } }])
    t.equal((await b.call('GET', `/v1/messages/${plain.id}`)).body.state, 'received', 'nobody rejected it')
    t.same((await caseOf(b, picture.conversation)).messages[0].note, undefined)
  },
)

t.test(
  'what answers a document that no profile reads is taken, and the case says that it was only noted',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const first = (await submit(a, b, { document: xml('<Declaration/>') })).body
    await untilState(a, first.id, ...HELD)
    const outcome = await submit(b, a, {
      type: 'risk-outcome',
      conversation: first.conversation,
      inReplyTo: first.id,
      document: json({ xComplete: true }),
    })
    t.equal(outcome.status, 202, JSON.stringify(outcome.body))
    await untilState(b, outcome.body.id, 'delivered')
    await settled('both are in the case', async () => (await caseOf(a, first.conversation)).messages?.length === 2)
    t.same(
      (await caseOf(a, first.conversation)).messages.map((m: any) => m.status),
      ['noted', 'noted'],
    )
    t.equal((await b.call('GET', `/v1/messages/${outcome.body.id}`)).body.state, 'delivered', 'and it is not rejected')
  },
)
