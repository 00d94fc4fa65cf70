/** Two replicas of one country on one PostgreSQL and one Redis: either does the work of both, and neither does it twice. */
import { logIn } from '../../node/store/log.ts'
import t from 'tap'
import { storeSource } from '../../node/cli/log-files.ts'
import { checkLog } from '../../node/auditor/check.ts'
import { parseVerifierKey } from '../../node/log/note.ts'
import { forge, put } from '../forge.ts'
import { queues, stores } from '../servers.ts'
import { agree, introduce, replicaOf, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const postgres = stores()[1]!
const redis = queues()[1]!

t.test('two replicas', { ...postgres.options, ...redis.options }, async (t) => {
  const [one, b, c] = (await startTestNodes(t, {
    countries: ['XA', 'XB', 'XC'],
    peered: false,
    env: async (country) => {
      if (country !== 'XA') return {}
      const { url, prefix } = await redis.make(t)
      return { JUXTA_STORE: await postgres.make(t), JUXTA_QUEUE: url, JUXTA_QUEUE_PREFIX: prefix }
    },
  })) as [TestNode, TestNode, TestNode]
  const two = await replicaOf(t, one)
  await introduce(one, b)
  await agree(one, b)

  t.test('what one was told the other knows at once', async (t) => {
    await introduce(one, c)
    t.equal((await two.call('GET', '/v1/peers/XC')).status, 200, 'a peer that was trusted at the other is shown')
    await agree(two, c)
    const { status, body } = await submit(two, c)
    t.equal(status, 202, JSON.stringify(body))
    await untilState(one, body.id, 'delivered')
    const message = await forge(c, one)
    t.equal((await put(c, two, message)).status, 202, 'and a new peer may come to either')
    t.equal((await put(c, one, message)).status, 202)
    const ids = (await two.call('GET', '/v1/inbox')).body.messages.map((m: any) => m.id)
    t.same(ids, [message.jti])
  })

  t.test('both send, each message once', async (t) => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => submit(i % 2 ? one : two, b)))
    const ids = answers.map((x) => x.body.id as string)
    for (const id of ids) await untilState(one, id, 'delivered')
    const arrived = (await b.call('GET', '/v1/inbox?limit=500')).body.messages.map((m: any) => m.id as string)
    t.same([...arrived].sort(), [...ids].sort())
    const histories = await Promise.all(ids.map((id) => one.call('GET', `/v1/messages/${id}`)))
    for (const { body } of histories)
      t.same(
        body.history.map((h: any) => h.state),
        ['queued', 'sealed', 'delivered'],
      )
  })

  t.test('one publishes at a time, and the log is whole', async (t) => {
    await settled('all is cosigned', async () => {
      const { cosigned, size } = (await two.call('GET', '/v1/log')).body
      return cosigned.length === 2 && cosigned.every((x: any) => x.size === size)
    })
    const { shard } = await logIn(one.node.store).head()
    const keys = [parseVerifierKey(one.node.own.identity.log.vkey)]
    t.equal((await checkLog(storeSource(logIn(two.node.store), shard), { keys })).verdict, 'valid')
    for (const node of [one, b, c])
      t.same(
        (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => /split|behind|inconsistent/.test(x.kind)),
        [],
      )
  })

  t.test('one goes, the other goes on', async () => {
    const before = await Promise.all(Array.from({ length: 20 }, () => submit(one, b)))
    await one.node.stop()
    const after = await Promise.all(Array.from({ length: 20 }, () => submit(two, b)))
    for (const { body } of [...before, ...after]) await untilState(two, body.id, 'delivered')
    await one.restart()
  })
})
