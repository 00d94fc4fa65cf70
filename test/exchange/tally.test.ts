/** Tallies: what one side has lost, or never had, is named message by message at the other; what is only on its way is no difference. */
import t from 'tap'
import { createTally, sumOf } from '../../node/exchange/tally.ts'
import { digestOf } from '../../node/values/digest.ts'
import { eventOf, readJws } from '../forge.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'
import { rowsOf, tamper } from '../tamper.ts'
import { among } from './neighbour.ts'
import { arrived, emptyStore, XB, XC } from './stored.ts'

const alerts = async (node: TestNode): Promise<any[]> =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind.startsWith('tally'))
const delivered = async (a: TestNode, b: TestNode): Promise<string> => {
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  return id
}
const exchanged = async (a: TestNode, b: TestNode): Promise<void> => {
  t.equal(await a.node.tally.send(b.country), true)
  for (const node of [a, b])
    await settled('the tallies arrived', async () =>
      (await node.call('GET', '/v1/queues')).body.items.every((q: any) => q.waiting === 0),
    )
}
const erase = (id: string): string[] => [
  'pragma foreign_keys=OFF',
  ...['part', 'history', 'reference'].map((table) => `delete from "${table}" where "message" = '${id}'`),
  `delete from "message" where "id" = '${id}'`,
]

t.test('one message in place of another is a difference, though there are as many', async (t) => {
  const { store } = await emptyStore(t, stores()[0]!)
  const { node, alerts: told } = among(store)
  const tally = createTally(node)
  const digests = [digestOf(await arrived(store)), digestOf(await arrived(store)), digestOf(await arrived(store))]
  const said = { shard: '2026', from: 0, to: 100, count: 3, digest: sumOf(digests), pending: [] }
  const compare = async (...args: Parameters<typeof tally.compare>) => store.transact(await tally.compare(...args))
  const issued = async (): Promise<number> => (await store.read.selectFrom('outbox').select('id').execute()).length
  await compare(XB, said)
  await compare(XB, { ...said, digest: sumOf(digests.toReversed()) })
  await compare(XB, { ...said, count: 2, digest: sumOf(digests.slice(1)), pending: [digests[0]!] })
  t.same([told, await issued()], [[], 0], 'in whatever order they were counted, and with what is on its way')
  await compare(XB, { ...said, digest: sumOf([...digests.slice(1), digestOf('another')]) })
  t.same([told, await issued()], [['tally-difference'], 1], 'and the list is sent')
  await compare(XB, { ...said, count: 2 })
  t.equal(told.length, 2)
  await compare(XC, said)
  t.equal(told.length, 3, 'of another peer nothing was received')
  for (let i = 0; i < 40; i++) await compare(XB, { ...said, count: i })
  t.equal(
    await issued(),
    21,
    'a peer that counts wrong again and again is sent so many lists an hour (20, and one is of XC)',
  )
})

t.test('what the receiver has lost is named at the sender', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [, lost] = [await delivered(a, b), await delivered(a, b), await delivered(a, b)]
  tamper(b, ...erase(lost))
  await exchanged(a, b)
  const [missing] = await settled('the sender is told', async () => {
    const found = await alerts(a)
    return found.length > 0 && found
  })
  t.match(missing, { kind: 'tally-missing', peer: 'XB' })
  t.match(missing.detail, lost)
  t.equal((await alerts(a)).length, 1, 'that message alone')
  t.match(await alerts(b), [{ kind: 'tally-difference', peer: 'XA' }])
})

t.test('what the receiver has, and the sender never sent, is named too', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [, forgotten] = [await delivered(a, b), await delivered(a, b), await delivered(a, b)]
  const { manifestDigest } = (await b.call('GET', `/v1/messages/${forgotten}`)).body
  tamper(a, ...erase(forgotten))
  await exchanged(a, b)
  const [extra] = await settled('the sender is told', async () => {
    const found = await alerts(a)
    return found.length > 0 && found
  })
  t.match(extra, { kind: 'tally-extra', peer: 'XB' })
  t.ok(extra.detail.includes(manifestDigest))
})

t.test('a message whose receipt is still on its way is no difference, and is told while nothing else is', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [id] = [await delivered(a, b), await delivered(a, b)]
  tamper(a, `update "message" set "state" = 'sealed', "receiptJti" = null, "receiptIndex" = null where "id" = '${id}'`)
  await exchanged(a, b)
  t.same([await alerts(a), await alerts(b)], [[], []])
  await exchanged(a, b)
  t.same([await alerts(a), await alerts(b)], [[], []])
})

t.test('each tally begins where the last one ended, and what was told is not told again', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await delivered(a, b)
  await exchanged(a, b)
  t.equal(await a.node.tally.send(b.country), false, 'there is nothing new')
  await a.restart()
  t.equal(await a.node.tally.send(b.country), false, 'nor after a restart')
  await delivered(a, b)
  await delivered(a, b)
  await exchanged(a, b)
  const told = rowsOf(
    a,
    `select "jws" from "securityEvent" where "event" = 'tally' and "direction" = 'issued' order by "logIndex"`,
  ).map((row) => readJws(row.jws).claims['events']['urn:juxta:event:tally'])
  t.same(told.map((x) => [x.from, x.count]), [[0, 1], [told[0].to, 2]]) // prettier-ignore
  t.same([await alerts(a), await alerts(b)], [[], []])
})

t.test('3,000 digests that differ are one alert, which counts them', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const digests = Array.from({ length: 3000 }, (_, i) => digestOf(`never sent ${i}`))
  const { origin } = (await a.call('GET', '/v1/log')).body
  for (let again = 0; again < 2; again++) {
    const body = {
      shard: origin.split('/').at(-1),
      from: 0,
      to: 1,
      count: 3000,
      digest: sumOf(digests),
      pending: [],
      digests,
    }
    const event = eventOf(b, a, 'tally', body)
    t.equal((await b.ask(a, 'POST', '/v1/events', 'application/secevent+jwt', event)).status, 202)
  }
  const [alert, ...more] = await alerts(a)
  t.match(alert, { kind: 'tally-extra', peer: 'XB', count: 2 })
  t.match(alert.detail, /3000 digests/)
  t.same(more, [])
})
