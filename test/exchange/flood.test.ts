/** What a hostile peer can send in the time that it takes: refused cheaply, and in nobody else's way. */
import t from 'tap'
import { newMessageId } from '../../node/values/id.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

t.test(
  '10,000 small messages that are none: most are turned away unread, and a neighbour is served meanwhile',
  async (t) => {
    const [a, b, c] = (await startTestNodes(t, {
      countries: ['XA', 'XB', 'XC'],
      env: (country) => (country === 'XA' ? { JUXTA_PEER_QUOTA: 'requests=300,leaves=2000' } : {}),
    })) as [TestNode, TestNode, TestNode]
    const counts: Record<number, number> = {}
    let sent = 0
    const flood = Array.from({ length: 100 }, async () => {
      while (sent++ < 10_000) {
        const { status } = await b.node.transport.request(a.country, {
          method: 'PUT',
          path: `/v1/messages/${newMessageId(Date.now())}`,
          contentType: 'application/jose',
          body: 'e30.e30.e30.e30.e30',
        })
        counts[status] = (counts[status] ?? 0) + 1
      }
    })
    const before = sent
    await untilState(c, (await submit(c, a)).body.id, 'delivered')
    t.ok(before < 10_000)
    await Promise.all(flood)
    t.same(Object.keys(counts), ['400', '503'])
    t.equal(counts[400]! + counts[503]!, 10_000)
    t.ok(counts[503]! > 3000, `${counts[503]} were turned away`)
  },
)
