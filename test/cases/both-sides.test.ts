/** What the case engine promises, through real nodes: both countries always hold the same case, or both are told that they do not. */
import t from 'tap'
import { randomBytes } from 'node:crypto'
import { drafted, json, settled, startTestNodes, submit, untilState, type Order, type TestNode } from '../nodes.ts'
import { Border, box, HELD, listed, lorry, PERSON, tell } from './border.ts'

type Scope = Parameters<typeof startTestNodes>[0]
const pair = async (t: Scope, order: Order = {}) => (await startTestNodes(t, order)) as [TestNode, TestNode]
const registered = { declaration: { id: '26XB0000000000001A' } }
const differences = async (node: TestNode) =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === 'case-differs')

t.test(
  'both act at once while neither can reach the other; all arrives in any order; one case, and a signed rejection',
  async (t) => {
    const [a, b] = await pair(t)
    const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001', 'XATU1000002']))
    await border.says('XB', 'registered', registered)
    await Promise.all([a.node.exchange.close(), b.node.exchange.close()])
    const { conversation } = border
    const sent = async (from: TestNode, to: TestNode, type: string, body: object, more = {}): Promise<string> => {
      const answer = await tell(from, to, type, body, { conversation, ...more })
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
      return answer.body.id
    }
    // Three days pass.
    const ours = [
      await sent(a, b, 'exit', { xSubject: [box('XATU1000001')] }),
      await sent(a, b, 'amendment', { functionalReferenceId: 'A-1', xSubject: [box('XATU1000002')] }),
      await sent(a, b, 'invalidation', {}),
    ]
    const theirs = [
      await sent(b, a, 'risk-outcome', { declaration: { versionId: '1' }, xComplete: true }),
      await sent(b, a, 'do-not-load', { xSubject: [box('XATU1000002')] }, { context: PERSON }),
      await sent(b, a, 'arrival', {}),
      await sent(b, a, 'presentation', {}),
    ]
    for (const node of [a, b]) node.clock.offset = 3 * 86_400_000
    await Promise.all([a.restart(), b.restart()])
    for (const id of ours) await untilState(a, id, ...HELD)
    for (const id of theirs) await untilState(b, id, ...HELD)
    const whole = await border.same(9)
    const became = Object.fromEntries(whole.messages.map((m: any) => [m.type, m.status]))
    t.match(became, { arrival: 'applied', presentation: 'applied', amendment: 'fault', invalidation: 'fault' })
    for (const [i, rule] of ['presented', 'arrived'].entries()) {
      const id = ours[i + 1]!
      const message = await untilState(a, id, 'rejected')
      const set = message.events.find((e: any) => e.event === 'rejected').set
      const { events } = JSON.parse(Buffer.from(set.split('.')[1], 'base64url').toString('utf8'))
      t.match(events['urn:juxta:event:rejected'], { message: id, rule, pointer: '/type' }, 'signed, by rule')
    }
    t.match(
      (await border.view(a)).flags,
      [{ rule: 'late', message: ours[0] }],
      'the exit came late: accepted and flagged',
    )
    t.same([await differences(a), await differences(b)], [[], []])
  },
)

t.test('a case is the same after a restart and in any order of the same messages', async (t) => {
  const [a, b] = await pair(t)
  await b.node.exchange.close()
  const first = (await tell(a, b, 'declaration', lorry('XA-LRN-9', ['C1', 'C2', 'C3']))).body
  const ids: string[] = [first.id]
  // 20 that each know the one before, all in flight at once when the peer is back.
  for (let i = 0; i < 20; i++) {
    const more = await tell(a, b, 'exit', { xSubject: [box(`C${(i % 3) + 1}`)] }, { conversation: first.conversation })
    if (more.status === 202) ids.push(more.body.id)
  }
  t.equal(ids.length, 4, 'each container leaves once')
  await b.restart()
  for (const id of ids) await untilState(a, id, ...HELD)
  const hash = async (node: TestNode) => (await node.call('GET', `/v1/cases/${first.conversation}`)).body.hash
  const before = await settled('same', async () => (await hash(a)) === (await hash(b)) && (await hash(a)))
  await Promise.all([a.restart(), b.restart()])
  t.same([await hash(a), await hash(b)], [before, before])
})

t.test('different hashes for equal heads alert both sides', async (t) => {
  const [a, b] = await pair(t)
  const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001']))
  const stated = `sha-256:${randomBytes(32).toString('base64url')}`
  const context = { xHeads: [border.conversation], xCaseHash: stated }
  await border.says('XB', 'registered', registered, { context })
  const [alert] = await settled('the receiver is alerted', async () => {
    const found = await differences(a)
    return found.length > 0 && found
  })
  t.match(alert, { peer: 'XB', detail: new RegExp(border.conversation) })
  t.ok((await border.case(a)).messages.some((m: any) => m.sameCase === false))
  // The other side hears of it by what the next message says.
  const heads = (await border.case(a)).heads
  await border.says('XA', 'exit', {}, { context: { xHeads: heads, xCaseHash: stated } })
  await settled('the sender is alerted', async () => (await differences(b)).length > 0)
})

t.test('a test takes the same way and is shown apart, in no list', async (t) => {
  const [a, b] = await pair(t)
  const border = await Border.open(a, b, 'declaration', lorry('XA-TEST', ['XATU1000001']), { test: true })
  await border.says('XB', 'registered', registered, { test: true })
  t.match(await border.fails('XA', 'exit'), { status: 409, rule: 'test' }, 'real messages do not join it')
  t.match(await border.view(b), { test: true, lodgement: 'registered' })
  const real = await Border.open(a, b, 'declaration', lorry('XA-REAL', ['XATU1000001']))
  const shown = await listed(b, 'reference=equipment:XATU1000001', 1)
  t.match(shown, [{ conversation: real.conversation }])
  const { items } = (await b.call('GET', '/v1/pre-arrivals/board')).body
  t.ok(items.every((i: any) => i.case.conversation === real.conversation))
})

t.test('a version that nobody here knows is not agreed, and does not leave', async (t) => {
  const [a, b] = await pair(t)
  const draft = drafted('XA' as never, 'XB' as never, Math.floor(Date.now() / 1000))
  const procedures = draft.procedures.map((p) => ({ ...p, versions: ['1', '99'] }))
  const asked = await a.call('POST', '/v1/agreements', { ...draft, title: 'of tomorrow', procedures })
  t.match(asked, { status: 400, body: { rule: 'version', pointer: '/procedures/0/versions/1' } })
  const border = await Border.open(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001']))
  const { status, body } = await submit(a, b, {
    type: 'exit',
    version: '99',
    conversation: border.conversation,
    document: json({}),
  })
  t.match([status, body], [400, { rule: 'known', pointer: '/version' }])
  t.equal((await border.same(1)).version, '1')
})
