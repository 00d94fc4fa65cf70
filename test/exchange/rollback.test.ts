/** A neighbour takes its receipts back: with every part of the proof missing or forged, then with all of it, between real nodes. */
import t from 'tap'
import { logIn } from '../../node/store/log.ts'
import { eventOf } from '../forge.ts'
import { leavesOf, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

type Json = Record<string, any>

t.test('a log that lost its end is believed by its proof alone, once, and undoes no answer', async (t) => {
  const [a, b, c] = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  const message = async (id: string): Promise<Json> => (await a.call('GET', `/v1/messages/${id}`)).body
  const sendTo = async (to: TestNode): Promise<string> => {
    const { id } = (await submit(a, to)).body
    await untilState(a, id, 'delivered')
    return id
  }
  const noteOf = async (node: TestNode): Promise<{ size: number; note: string }> => {
    await node.node.publish()
    const { shard } = await logIn(node.node.store).head()
    return (await logIn(node.node.store).published(shard))!
  }
  const [elsewhere, kept] = [await sendTo(b), await sendTo(c)]
  const left = await noteOf(c)
  const [lost, answered] = [await sendTo(c), await sendTo(c)]
  await c.call('POST', `/v1/inbox/${answered}/answer`, { outcome: 'rejected', reason: 'mouldy' })
  await untilState(a, answered, 'rejected')
  const seen = await noteOf(c)
  const { origin } = c.node.own.identity.log
  const receipt = (await message(lost))['receipt']
  const before = c.node.own.identity.version
  await c.node.nextShard({ reason: 'to lie about the one before', by: 'a test', keepKey: true })
  const identity = before + 1
  const proof = { origin, size: left.size, identity, checkpoint: left.note, seen: seen.note }
  const say = (body: Json, by = c) =>
    by.ask(a, 'POST', '/v1/events', 'application/secevent+jwt', eventOf(by, a, 'rollback', body))
  const states = () => Promise.all([elsewhere, kept, lost, answered].map(async (id) => (await message(id))['state']))
  const stand = ['delivered', 'delivered', 'delivered', 'rejected']

  const foreign = (await noteOf(b)).note
  const { checkpoint: _none, ...bare } = proof
  const leaves = await leavesOf(a, 'event')
  for (const [what, body, by] of [
    ['a number without anything', { origin, size: 0 }, c],
    ['all of it, by a number', { ...bare, size: 0, seen: foreign }, c],
    ['all of it, while the log goes on', { ...bare, size: 0, identity: before }, c],
    ['all of it, for a log that nobody has named', { ...bare, size: 0, identity: 99 }, c],
    ['less than what its checkpoint says', { ...proof, size: left.size - 1 }, c],
    ['with the checkpoint of another', { ...proof, checkpoint: foreign }, c],
    [
      'with a checkpoint whose size was changed',
      { ...proof, size: 1, checkpoint: left.note.replace(/\n\d+\n/, '\n1\n') },
      c,
    ],
    ['having lost nothing', { ...proof, seen: left.note }, c],
    ['by a third', proof, b],
    ['of the log of another', { ...proof, origin: b.node.own.identity.log.origin }, c],
  ] as const) {
    const { status, body: answer } = await say(body, by)
    t.match({ status, ...answer }, { status: 400, err: 'invalid_request' }, `${what}: ${JSON.stringify(answer)}`)
  }
  t.same(await states(), stand, 'every receipt stands')
  t.equal(await leavesOf(a, 'event'), leaves, 'and nothing of it is kept')

  t.equal((await say({ ...proof, seen: receipt })).status, 202)
  await settled('it is sent again', async () => (await message(lost))['history'].length === 6)
  t.same(
    (await message(lost))['history'].map((h: Json) => h['state']),
    ['queued', 'sealed', 'delivered', 'queued', 'sealed', 'delivered'],
  )
  t.same(await states(), stand, 'and what was answered or stands before it is not')
  t.match((await say({ ...bare, size: 0 })).body, { description: /was said before/ }, 'a log is rolled back once')
  t.equal((await say(proof)).status, 202, 'the same is known')
  t.same(await states(), stand)
  const alerts = (await a.call('GET', '/v1/alerts')).body.items
  for (const [kind, peer] of [
    ['peer-rollback', 'XC'],
    ['event-refused', 'XC'],
    ['event-refused', 'XB'],
  ])
    t.equal(alerts.filter((x: Json) => x['kind'] === kind && x['peer'] === peer).length, 1, `${kind} ${peer}`)
})
