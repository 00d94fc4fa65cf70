/** Whose turn it is: a peer alone has all places, beside others a share; what is urgent overtakes, at the sender and at the receiver. */
import t from 'tap'
import { Rounds, Shares, Turns, urgencyOf } from '../../node/exchange/shares.ts'
import type { Country } from '../../node/values/country.ts'
import { json, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const [XB, XC] = ['XB', 'XC'] as Country[] as [Country, Country]

t.test(
  'all places for one alone; with bulk a share while another has something to do, and for a while after',
  async (t) => {
    const clock = { now: 0 }
    const shares = new Shares(32, () => clock.now)
    shares.saw(XB, true)
    t.equal(shares.of(XB), 32)
    shares.saw(XC, false)
    t.same([shares.of(XB), shares.of(XC)], [4, 32])
    shares.saw(XC, true)
    t.same([shares.of(XB), shares.of(XC)], [4, 4])
    clock.now += 9999
    shares.saw(XB, true)
    t.equal(shares.of(XB), 4)
    clock.now += 1
    t.equal(shares.of(XB), 32)
    const few = new Shares(1, () => 0)
    few.saw(XB, true)
    few.saw(XC, true)
    t.equal(few.of(XC), 1, 'never more than there are')
  },
)

/** Asks for a turn; notes its name when it has it. */
function asking(turns: Turns) {
  const had: string[] = []
  const ends = new Map<string, () => void>()
  return {
    had,
    async ask(peer: Country, name: string, priority = 5): Promise<void> {
      void turns.take(peer, priority).then((end) => {
        had.push(name)
        ends.set(name, end)
      })
      await new Promise((done) => setImmediate(done))
    },
    async end(name: string): Promise<void> {
      ends.get(name)!()
      await new Promise((done) => setImmediate(done))
    },
  }
}

t.test('of one peer the most urgent is next, then who came first; urgent ones have places of their own', async (t) => {
  const { had, ask, end } = asking(new Turns(new Shares(2, () => 0)))
  for (const name of ['a', 'b', 'c', 'd']) await ask(XB, name)
  await ask(XB, 'sooner', 4)
  t.same(had, ['a', 'b'])
  await ask(XB, 'stop', 0)
  t.same(had, ['a', 'b', 'stop'], 'though all places are taken')
  await end('a')
  await end('a')
  t.same(had, ['a', 'b', 'stop', 'sooner'], 'a place is given back once')
  await end('sooner')
  await end('b')
  t.same(had.slice(4), ['c', 'd'])
  for (let i = 0; i < 4; i++) await ask(XB, `urgent ${i}`, 1)
  t.equal(had.at(-1), 'urgent 2', 'so many, beside the one that goes on')
})

t.test('a peer whose places are taken keeps no other from its own', async (t) => {
  const { had, ask } = asking(new Turns(new Shares(16, () => 0)))
  for (let i = 0; i < 40; i++) await ask(XB, `backlog ${i}`)
  t.equal(had.length, 16)
  await ask(XC, 'other')
  t.equal(had.at(-1), 'other')
})

t.test('a peer with bulk rests between its rounds while others have something to do', async (t) => {
  let now = 1000
  const rounds = new Rounds(() => now)
  rounds.begin()
  t.equal(rounds.rest(false, 4), 0, 'alone it sends on and on')
  t.equal(rounds.rest(true, 4), Infinity, 'a round comes through as a whole')
  now += 40
  t.equal(rounds.rest(true, 0), 40, 'then for as long as it took there is nothing of it')
  now += 30
  t.equal(rounds.rest(true, 0), 10)
  now += 10
  t.equal(rounds.rest(true, 0), 0)
  rounds.begin()
  now += 5000
  t.equal(rounds.rest(true, 0), 100, 'a slow line is no work')
})

t.test('what a peer says of urgency', async (t) => {
  for (const [header, urgency] of [
    ['u=0', 0],
    ['i, u=7', 7],
    ['u=1,i', 1],
    ['u=8', 3],
    ['u=10', 3],
    ['xu=1', 3],
    ['', 3],
    [undefined, 3],
  ] as const)
    t.equal(urgencyOf(header), urgency, header ?? 'none')
})

t.test(
  'at a receiver that has no place left for a peer: its bulk waits, its urgent message and another peer do not',
  async (t) => {
    const [a, b, c] = (await startTestNodes(t, {
      countries: ['XA', 'XB', 'XC'],
      env: (country) => ({ JUXTA_IN_FLIGHT: country === 'XB' ? '1' : '8' }),
    })) as [TestNode, TestNode, TestNode]
    const end = await b.node.turns.take('XA' as Country, 5)
    const bulk = (await Promise.all(Array.from({ length: 12 }, () => submit(a, b)))).map((x) => x.body.id as string)
    await settled('the places to the peer are taken', async () => {
      const { body } = await a.call('GET', '/v1/messages?state=sealed')
      return body.items.length >= 8
    })
    const outage = { xSince: '2026-11-23T04:00:00Z', xExpectedEnd: '2026-11-23T06:00:00Z' }
    const urgent = (await submit(a, b, { procedure: 'system', type: 'outage', document: json(outage) })).body.id
    const other = (await submit(c, b)).body.id
    await untilState(a, urgent, 'delivered')
    await untilState(c, other, 'delivered')
    for (const id of bulk) t.match((await a.call('GET', `/v1/messages/${id}`)).body.state, /^(queued|sealed)$/)
    end()
    for (const id of bulk) await untilState(a, id, 'delivered')
  },
)
