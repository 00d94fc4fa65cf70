/** When the network between two countries is down for weeks: a sealed message goes on a stick, past its expiry, and is flagged; its receipt comes when the network does. */
import t from 'tap'
import { settled, startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { HELD, listed, lorry, tell } from './border.ts'

t.test('a message on a stick is exempt from exp, checked in every other way, and flagged', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    agreement: (draft) => ({ ...draft, limits: { ...draft.limits, expiry_days: 1 } }),
  })) as [TestNode, TestNode]
  const url = (id: string, what: string) => `/v1/messages/${id}/${what}`
  const jose = { 'content-type': 'application/jose' }
  await b.node.exchange.close()
  const sent = (await tell(a, b, 'declaration', lorry('XA-LRN-1', ['XATU1000001']))).body
  const slow = (await tell(a, b, 'declaration', lorry('XA-LRN-2', ['XATU1000002']))).body
  const stick = await settled('it is sealed', async () => {
    const answer = await a.call('GET', url(sent.id, 'sealed'))
    return answer.status === 200 && String(answer.body)
  })
  b.clock.offset = 20 * 86_400_000
  const other = sent.id.replace(/.$/, (c: string) => (c === '0' ? '1' : '0'))
  t.equal((await a.call('GET', url(other, 'sealed'))).status, 404)
  const broken = stick.slice(0, -20) + (stick.at(-20) === 'A' ? 'B' : 'A') + stick.slice(-19)
  t.equal((await b.call('POST', url(sent.id, 'import'), broken, jose)).status, 400, 'what was changed is not taken')
  t.equal((await b.call('POST', url(sent.id, 'import'), 'a letter', jose)).status, 400)
  const { secret } = (await b.call('POST', '/v1/keys', { name: 'window', roles: ['window'] })).body
  const window = { ...jose, authorization: `Bearer ${secret}` }
  t.equal((await b.call('POST', url(sent.id, 'import'), stick, window)).status, 403, 'an operator imports')

  const taken = await b.call('POST', url(sent.id, 'import'), stick, jose)
  t.equal(taken.status, 200, JSON.stringify(taken.body))
  t.equal((await b.call('POST', url(sent.id, 'import'), stick, jose)).status, 200, 'twice is like once')
  const { contingency, history, receipt } = (await b.call('GET', `/v1/messages/${sent.id}`)).body
  t.match({ contingency, cause: history[0].cause }, { contingency: true, cause: /contingency import.*exempt from exp/ })
  // That of the clock is there too once the processes have heard of each other.
  const alerts = (await b.call('GET', '/v1/alerts')).body.items.filter((alert: any) => alert.kind !== 'clock')
  t.match(alerts, [{ kind: 'contingency-import', peer: 'XA' }])
  await listed(b, 'reference=equipment:XATU1000001', 1)

  // Another one waits for the network, which is back after twenty days.
  await b.restart()
  const [held, late] = [await untilState(a, sent.id, ...HELD), await untilState(a, slow.id, 'refused')]
  t.equal(held.receipt, receipt, 'the sender gets the receipt that was given then')
  t.equal(held.contingency, undefined)
  t.match(late.history.at(-1).cause, /^stale/)
  const hash = async (node: TestNode) => (await node.call('GET', `/v1/cases/${sent.conversation}`)).body.hash
  await settled('both hold the same case', async () => (await hash(a)) === (await hash(b)))
})
