/** One neighbour of whom nothing that is stored can be read, planted in the store: the others are served, an alert says so, and it can be blocked. */
import t from 'tap'
import { agreedTerms } from '../../node/peers/agreed-terms.ts'
import { registryIn } from '../../node/peers/registry.ts'
import { settled, forAll, isLookedAt, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { rowsOf, tamper } from '../tamper.ts'

t.test('an identity that cannot be read', async (t) => {
  const [a, b] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('it is cosigned', async () => (await a.call('GET', '/v1/log')).body.cosigned.length > 1)
  const open = async (): Promise<[string, string][]> =>
    (await a.call('GET', '/v1/alerts')).body.items.map((x: any) => [x.kind, x.peer])
  const good = rowsOf(a, `select "identity" from "peer" where "country" = 'XC'`)[0].identity as string
  tamper(
    a,
    `update "peer" set "identity" = 'a.b.c' where "country" = 'XC'`,
    `update "identity" set "jws" = 'a.b.c' where "country" = 'XC'`,
  )
  await a.restart()
  t.same(await open(), [['peer-unreadable', 'XC']])
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  const back = await submit(b, a)
  await untilState(b, back.body.id, 'delivered')
  const size = (await a.call('GET', '/v1/log')).body.size as number
  await settled('what grew is cosigned by the other', async () =>
    (await a.call('GET', '/v1/log')).body.cosigned.some((c: { size: number }) => c.size >= size),
  )
  const { invite } = (await b.call('POST', '/v1/peers/invite')).body
  t.equal((await a.call('POST', '/v1/peers', { invite, trust: true })).status, 200, 'the other is still introduced')
  const listed = (await a.call('GET', '/v1/peers')).body.items.find((p: any) => p.country === 'XC')
  t.match(listed, { state: 'active', keys: [], agreements: [], fault: /./ })
  t.match(await a.call('POST', '/v1/peers/XC/block'), { status: 200, body: { state: 'blocked' } })
  t.same(await open(), [], 'who is blocked is no alert')
  t.match(await a.call('POST', '/v1/peers/XC/unblock'), { status: 200, body: { state: 'active' } })
  t.same(await open(), [['peer-unreadable', 'XC']])
  tamper(a, `update "peer" set "identity" = '${good}' where "country" = 'XC'`, 'update "node" set "revision" = "revision" + 1') // prettier-ignore
  await settled('what can be read again is no alert', async () => (await open()).length === 0)
  t.notOk((await a.call('GET', '/v1/peers/XC')).body.fault)
})

t.test('an agreement that cannot be read', async (t) => {
  const DAY = 86_400_000
  const [a, b, c] = (await startTestNodes(t, {
    countries: ['XA', 'XB', 'XC'],
    agreement: (draft) => forAll(draft, { retention: { documents_days: 2, manifests_days: 5 } }),
  })) as [TestNode, TestNode, TestNode]
  const [toB, toC] = [(await submit(a, b)).body.id, (await submit(a, c)).body.id]
  await untilState(a, toB, 'delivered')
  await untilState(a, toC, 'delivered')
  for (const id of [toB, toC]) await isLookedAt(a, id)
  const open = async (): Promise<[string, string][]> =>
    (await a.call('GET', '/v1/alerts')).body.items.map((x: any) => [x.kind, x.peer])
  const [good] = rowsOf(a, `select "hash", "document" from "agreement" where "peer" = 'XB'`)
  tamper(
    a,
    `update "agreement" set "document" = '{' where "peer" = 'XB'`,
    'update "node" set "revision" = "revision" + 1',
  )
  a.clock.offset = 3 * DAY
  t.equal(await a.node.retain.round(), 1, 'what is due under the others is erased')
  await a.node.retain.round()
  a.clock.offset = 0
  t.equal((await a.call('GET', `/v1/messages/${toC}/document`)).status, 410)
  t.equal((await a.call('GET', `/v1/messages/${toB}/document`)).status, 200, 'nobody knows when it is due')
  const listed = (await a.call('GET', '/v1/agreements')).body.items
  t.match(
    listed.find((x: any) => x.peer === 'XB'),
    { hash: good.hash, document: undefined, fault: /./ },
  )
  t.match(
    listed.find((x: any) => x.peer === 'XC'),
    { document: { procedures: [{ retention: { documents_days: 2 } }] } },
  )
  const terms = agreedTerms(registryIn(a.node.store))
  const [other] = rowsOf(a, `select "hash" from "agreement" where "peer" = 'XC'`)
  t.match([await terms(other.hash, 'assistance'), await terms(good.hash, 'assistance')], [{ stage: 'live' }, undefined])
  await settled('people are told', async () => (await open()).length >= 2)
  t.same((await open()).sort(), [
    ['agreement-unreadable', 'XB'],
    ['peer-unreadable', 'XB'],
  ])
  await untilState(a, (await submit(a, c)).body.id, 'delivered')
  tamper(
    a,
    `update "agreement" set "document" = '${good.document.replaceAll("'", "''")}' where "peer" = 'XB'`,
    'update "node" set "revision" = "revision" + 1',
  )
  await a.node.retain.round()
  await settled('what can be read again is no alert', async () => (await open()).length === 0)
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  tamper(a, `update "agreement" set "document" = '{' where "peer" = 'XB'`)
  const ended = await a.call('POST', `/v1/agreements/${encodeURIComponent(good.hash)}/revoke`, { reason: 'it is lost' })
  t.match(ended, { status: 200, body: { state: 'revoked' } }, 'what cannot be read can be ended')
})
