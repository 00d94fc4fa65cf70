/** What waits for whom, as somebody in a terminal sees it. */
import t from 'tap'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { juxta } from './juxta.ts'

t.test('what waits, what is parked and who does not answer is shown, for people and for programs', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  t.match(await juxta('queues', '--dir', a.dir), { code: 0, out: 'Nothing waits for anybody.\n' })
  await b.node.stop()
  const { id } = (await submit(a, b)).body
  await submit(a, b)
  const { code, out } = await juxta('queues', '--dir', a.dir)
  t.match(out, /^XB {2}2 waiting, \d due, 0 parked, the oldest since \d{4}-/)
  t.equal(code, out.includes('does not answer') ? 1 : 0)
  // It expires unanswered: a person decides.
  a.clock.offset = 40 * 86_400_000
  await untilState(a, id, 'parked', 'expired')
  const { json } = await juxta('queues', '--dir', a.dir, '--json')
  t.match(json, { items: [] })
  t.match(await juxta('queues', 'XB', '--dir', a.dir), { code: 3 })
})
