/** Whoever shows one neighbour another log than the others is known to all of them: told with the proof, and believed by the proof alone. */
import t from 'tap'
import { signCheckpoint } from '../../node/log/checkpoint.ts'
import { parseVerifierKey } from '../../node/log/note.ts'
import { logIn } from '../../node/store/log.ts'
import { newMessageId } from '../../node/values/id.ts'
import { eventOf, signed } from '../forge.ts'
import { introduce, settled, startTestNodes, submit, untilState, type Answer, type TestNode } from '../nodes.ts'

import { rowsOf } from '../tamper.ts'

type Json = Record<string, any>
let a: TestNode, b: TestNode, c: TestNode
t.before(async () => {
  ;[a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
})

const alerts = async (node: TestNode, kind: string): Promise<Json[]> =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((x: Json) => x['kind'] === kind)
/** A checkpoint of the log of `of`, of whatever size and root, under the key of `by`. */
function noteOf(of: TestNode, size: number, root: number, by = of): Promise<string> {
  const { origin } = of.node.own.identity.log
  const { publicKey } = parseVerifierKey(by.node.own.identity.log.vkey)
  const key = { ...parseVerifierKey(of.node.own.identity.log.vkey), publicKey }
  return signCheckpoint({ origin, size, root: Buffer.alloc(32, root) }, key, (bytes) =>
    by.node.signer.signNote(publicKey, bytes),
  )
}
const warn = (by: TestNode, to: TestNode, body: object): Promise<Answer> =>
  by.ask(to, 'POST', '/v1/log-warning', 'application/json', JSON.stringify(body))

t.test('two histories that are shown to one neighbour are told to the other, with both', async (t) => {
  const { origin } = c.node.own.identity.log
  await settled('XA notices', async () => {
    const size = (await logIn(a.node.store).witnessed(origin))?.size ?? 0
    if (size === 0) return false
    await c.ask(a, 'POST', '/add-checkpoint', 'text/plain', `old ${size}\n\n${await noteOf(c, size, 7)}`)
    return (await alerts(a, 'split-view')).length > 0
  })
  const [told] = await settled('XB is told', async () => {
    const found = await alerts(b, 'split-view')
    return found.length > 0 && found
  })
  t.match(told, { peer: 'XC', subject: origin, count: 1 })
  t.match(told!['detail'], /^XA shows/)
  t.equal(told!['detail'].split(`— ${origin} `).length, 3, 'both as they were signed')
  t.same(await alerts(c, 'split-view'), [], 'he who cheats is not told')
})

t.test(
  'it is told until each has heard of it: who was not there, and who did not know yet of whom it speaks',
  async (t) => {
    const [d] = (await startTestNodes(t, { countries: ['XD'], peered: false })) as [TestNode]
    await introduce(b, d)
    await settled('XD does not believe XB', async () => {
      const rows = rowsOf(b, `select "believed" from "logWarned" where "peer" = 'XD'`)
      return rows.length > 0 && rows[0].believed === 0
    })
    t.same(await alerts(d, 'split-view'), [])
    await introduce(d, c)
    await b.node.logWarnings.tellAll()
    t.equal(rowsOf(b, `select 1 from "outbox" where "kind" = 'warning'`).length, 0, 'it is left in peace for a day')
    b.clock.offset = 25 * 3_600_000
    await b.node.logWarnings.tellAll()
    const [told] = await settled('XD is told', async () => {
      const found = await alerts(d, 'split-view')
      return found.length > 0 && found
    })
    t.match(told, { peer: 'XC', subject: c.node.own.identity.log.origin, detail: /^XB shows/ })
    b.clock.offset = 0
    await settled('which is noted', async () => {
      const [row] = rowsOf(b, `select "believed" from "logWarned" where "peer" = 'XD'`)
      return row.believed === 1
    })
    t.same(
      rowsOf(b, `select "peer" from "logWarned" order by "peer"`).map((r) => r.peer),
      ['XA', 'XD'],
    )
    // Nor does he who was blocked, or new, at the other that knows it stay without it.
    await introduce(a, d)
    await settled('by XA too', async () => (await alerts(d, 'split-view'))[0]!['count'] === 2)
  },
)

/** What `by` says that it found of the log of `of`. */
const findingOf = (by: TestNode, of: TestNode, notes: readonly string[], more: object = {}): string =>
  signed(by, 'juxta-finding+jwt', {
    iss: by.country,
    iat: Math.floor(Date.now() / 1000),
    jti: newMessageId(Date.now()),
    kind: 'split-view',
    origin: of.node.own.identity.log.origin,
    notes,
    ...more,
  })

t.test('what contradicts nothing, or is signed by others, is not believed', async (t) => {
  const before = await alerts(a, 'split-view')
  const good = await noteOf(c, 50, 1)
  const other = await noteOf(c, 50, 2)
  const found = (...notes: string[]) => ({ finding: findingOf(b, c, notes) })
  for (const [what, body] of [
    ['the same twice', found(good, good)],
    ['one root under two sizes', found(good, await noteOf(c, 51, 2))],
    ['two logs', found(good, await noteOf(b, 50, 2))],
    ['under the key of another', found(good, await noteOf(c, 50, 2, b))],
    ['no signature', found(good, good.split('\n\n')[0]! + '\n\n')],
    ['a log that nobody knows', found(good.replaceAll('xc', 'xd'), other.replaceAll('xc', 'xd'))],
    ['no checkpoint', found('x', 'y')],
    ['one alone', found(good)],
    ['signed by another than shows it', { finding: findingOf(c, c, [good, other]) }],
    ['nothing', {}],
  ] as const) {
    const { status, body: answer } = await warn(b, a, body)
    t.equal(status, 400, `${what}: ${status} ${JSON.stringify(answer)}`)
  }
  a.clock.offset += 61_000
  for (const [what, rollback] of [
    ['of another name', eventOf(b, b, 'rollback', {}, { iss: 'XC' })],
    [
      'without proof',
      eventOf(c, b, 'rollback', { origin: c.node.own.identity.log.origin, size: 0, identity: 1, seen: good }),
    ],
    ['of another event', eventOf(c, b, 'key-revoked', { key: 'x', revoked_at: 1 })],
    ['of nobody', 'x.y.z'],
  ] as const) {
    const { status, body: answer } = await warn(b, a, { rollback })
    t.equal(status, 400, `rollback ${what}: ${status} ${JSON.stringify(answer)}`)
  }
  t.same(await alerts(a, 'split-view'), before)
  t.same(await alerts(a, 'log-warning'), [])
  for (let i = 0; i < 10; i++) await warn(b, a, found('x', 'y'))
  const { status, headers } = await warn(b, a, found(good, other))
  t.same([status, headers['retry-after']], [503, '60'], 'no more than is judged in a minute')
  a.clock.offset += 61_000
  const ofOurs = findingOf(b, a, [await noteOf(a, 9, 1), await noteOf(a, 9, 2)])
  t.equal((await warn(b, a, { finding: ofOurs })).status, 202)
  t.match(
    (await alerts(a, 'split-view')).find((x) => x['subject'] === a.node.own.identity.log.origin),
    { peer: null },
    'also of our own log, by our own keys',
  )
})

t.test('a rollback that is told to one neighbour is told on, until its country says so itself', async (t) => {
  const { id } = (await submit(a, c)).body
  await untilState(a, id, 'delivered')
  const { origin } = c.node.own.identity.log
  const seen = (await a.call('GET', `/v1/messages/${id}`)).body.receipt
  const identity = c.node.own.identity.version + 1
  await c.node.nextShard({ reason: 'to lie about the one before', by: 'a test', keepKey: true })
  const says = (to: TestNode): Promise<Answer> => {
    const event = eventOf(c, to, 'rollback', { origin, size: 0, identity, seen })
    return c.ask(to, 'POST', '/v1/events', 'application/secevent+jwt', event)
  }
  t.equal((await says(a)).status, 202)
  const [told] = await settled('XB is told', async () => {
    const found = await alerts(b, 'log-warning')
    return found.length > 0 && found
  })
  t.match(told, { peer: 'XC', subject: origin, detail: /^XC has told XA/ })
  t.equal((await says(b)).status, 202)
  t.same(await alerts(b, 'log-warning'), [], 'it closes')
  t.equal((await alerts(b, 'peer-rollback')).length, 1)
})
