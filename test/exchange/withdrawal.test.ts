/** A message and the request to withdraw it arrive at the same moment: either it came, or it never comes; never both. */
import t from 'tap'
import { eventOf, forge, readJws } from '../forge.ts'
import { replicaOf, settled, startTestNodes, type TestNode } from '../nodes.ts'
import { queues, stores } from '../servers.ts'

for (const store of stores())
  t.test(store.name, { ...store.options, ...queues()[1]!.options }, async (t) => {
    const queue = await queues()[store.name === 'postgres' ? 1 : 0]!.make(t)
    const [a, b] = (await startTestNodes(t, {
      env: async (country): Promise<Record<string, string>> =>
        country === 'XA' || store.name !== 'postgres'
          ? {}
          : { JUXTA_STORE: await store.make(t), JUXTA_QUEUE: queue.url, JUXTA_QUEUE_PREFIX: queue.prefix },
    })) as [TestNode, TestNode]
    const other = store.name === 'postgres' ? await replicaOf(t, b) : b
    // What is told of each is looked for in what was issued, not in what XA makes of it.
    const told = async (id: string): Promise<string[]> => {
      const rows = await b.node.store.read
        .selectFrom('securityEvent')
        .select(['jws', 'event'])
        .where('message', '=', id)
        .where('direction', '=', 'issued')
        .execute()
      return rows.map(({ jws, event }) => {
        const body = Object.values(readJws(jws).claims['events'] as Record<string, any>)[0]
        return event === 'withdrawn' ? body.status : event === 'refused' ? `refused ${body.rule}` : event
      })
    }
    const ends = new Map<string, number>()
    for (let round = 0; round < 24; round++) {
      const message = await forge(a, b)
      const body = { message: message.jti, manifest_digest: message.digest, status: 'requested' }
      const event = eventOf(a, b, 'withdrawn', body, { txn: message.claims['txn'] })
      const after = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
      // Now the one is ahead and now the other, by some milliseconds.
      const put = async () => {
        await after(round % 2 ? 0 : (round % 5) * 5)
        return a.ask(round % 3 ? b : other, 'PUT', `/v1/messages/${message.jti}`, 'application/jose', message.jwe)
      }
      const ask = async () => {
        await after(round % 2 ? (round % 8) * 5 : 0)
        return a.ask(round % 2 ? b : other, 'POST', '/v1/events', 'application/secevent+jwt', event)
      }
      const [came, asked] = await Promise.all([put(), ask()])
      t.equal(asked.status, 202)
      const words = await settled('it is told', async () => {
        const found = await told(message.jti)
        return found.some((w) => w === 'received' || w === 'tombstone') && found.length >= 2 && found.sort()
      })
      const end = came.status === 202 ? 'came' : 'never'
      ends.set(end, (ends.get(end) ?? 0) + 1)
      t.same(words, end === 'came' ? ['received', 'received'] : ['refused withdrawn', 'tombstone'], end)
      const again = await a.ask(other, 'PUT', `/v1/messages/${message.jti}`, 'application/jose', message.jwe)
      t.equal(again.status, came.status, 'and so it stays')
    }
    t.equal(ends.size, 2, [...ends].map(([end, n]) => `${n} ${end}`).join(', '))
  })
