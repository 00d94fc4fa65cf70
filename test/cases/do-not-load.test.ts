/** Do-not-load between two real nodes: it goes before everything that waits for the peer, waits for nothing itself, and is not left unanswered in silence. */
import t from 'tap'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { Border, box, HELD, listed, lorry, offBoard, onBoard, PERSON, tell } from './border.ts'

const ONE = box('XATU1000001')

t.test('it is delivered before a long queue, and to a case of which its receiver has seen nothing', async (t) => {
  // One attempt at a time, so that what arrives is in the order of the attempts.
  const [a, b] = (await startTestNodes(t, { env: () => ({ JUXTA_IN_FLIGHT: '1' }) })) as [TestNode, TestNode]
  const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001']))
  await border.says('XB', 'registered', { declaration: { id: '26XB0000000000001A' } })
  await a.node.exchange.close()
  const queue: string[] = []
  for (let i = 0; i < 150; i++) {
    const { status, body } = await submit(b, a, { type: 'presentation' })
    if (status !== 202) throw new Error(JSON.stringify(body))
    queue.push(body.id)
  }
  const asked = (await tell(b, a, 'information-request', {}, { conversation: border.conversation })).body
  const stop = (
    await tell(b, a, 'do-not-load', { xSubject: [ONE] }, { conversation: border.conversation, context: PERSON })
  ).body
  t.same((await b.call('GET', `/v1/messages/${stop.id}`)).body.priority, 0)
  const lowered = await tell(b, a, 'presentation', {}, {})
  t.equal(lowered.status, 409, 'what the case forbids does not even queue')
  t.match(
    (await submit(b, a, { type: 'presentation', priority: 0 })).body,
    { rule: 'priority-raise' },
    'nothing else can be put before it',
  )
  await a.restart()
  await untilState(b, stop.id, ...HELD)
  await untilState(b, asked.id, ...HELD)
  for (const id of queue) await untilState(b, id, ...HELD)
  const order: string[] = []
  for (let after = ''; ;) {
    const { body } = await a.call('GET', `/v1/inbox?limit=500${after}`)
    order.push(...body.messages.map((m: any) => m.id))
    if (body.messages.length < 500) break
    after = `&after=${body.next}`
  }
  const waited = order.filter((id) => queue.includes(id) || id === stop.id || id === asked.id)
  t.equal(waited.length, 152)
  t.ok(
    waited.indexOf(stop.id) <= 1,
    'but for the one that was just being tried it came before all that had waited longer',
  )
  await border.same(4)
})

t.test('its answer is for single containers; unanswered, it alerts both sides; only its issuer lifts it', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    agreement: (draft) => ({ ...draft, deadlines: { 'pre-arrival': { doNotLoadAnswer: 5 } } }),
  })) as [TestNode, TestNode]
  // Before any declaration: the ship is known from elsewhere.
  const border = await Border.open(
    b,
    a,
    'do-not-load',
    { xSubject: [ONE, box('XATU1000002')] },
    { context: { ...PERSON, xFromAgency: 'aviation' } },
    [a, b],
  )
  const alerts = async (node: TestNode) =>
    (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === 'deadline')
  t.same([await alerts(a), await alerts(b)], [[], []])
  const half = { xOutcome: 'executed', xSubject: [box('XATU1000002')] }
  await border.says('XA', 'do-not-load-answer', half, { inReplyTo: border.conversation })
  for (const node of [a, b]) node.clock.offset = 5 * 60_000 + 1000
  for (const node of [a, b]) {
    const [raised] = await settled(`${node.country} is alerted`, async () => {
      const found = await alerts(node)
      return found.length > 0 && found
    })
    t.match(raised.detail, /do-not-load unanswered/)
    t.match(await onBoard(node, 'do-not-load-unanswered', border.conversation), {
      overdue: true,
      subjects: ['equipment:XATU1000001'],
      count: 1,
    })
  }
  const late = await border.says(
    'XA',
    'do-not-load-answer',
    { xOutcome: 'already-loaded', xSubject: [ONE] },
    { inReplyTo: border.conversation },
  )
  await offBoard(b, 'do-not-load-unanswered', border.conversation)
  t.match(await onBoard(b, 'do-not-load-not-carried-out', border.conversation), { ours: true, count: 1 })
  t.match((await border.view(a)).flags, [{ rule: 'late', message: late }])
  const fails = (from: 'XA' | 'XB', agency: string) =>
    border.fails(
      from,
      'do-not-load-lifted',
      {},
      {
        inReplyTo: border.conversation,
        context: { ...PERSON, xFromAgency: agency },
      },
    )
  t.match(await fails('XB', 'customs'), { status: 409, rule: 'not-issuer' })
  t.match(await fails('XA', 'aviation'), { status: 409, rule: 'sender-role' })
  const lift = (xSubject: object[]) =>
    border.says(
      'XB',
      'do-not-load-lifted',
      { xSubject },
      {
        inReplyTo: border.conversation,
        context: { ...PERSON, xFromAgency: 'aviation' },
      },
    )
  await lift([box('XATU1000002')])
  t.equal((await listed(a, 'state=do-not-load&side=exit', 1)).length, 1, 'the other container still must not be loaded')
  await lift([ONE])
  await listed(a, 'state=do-not-load', 0)
  await border.same()
})
