/** In which order messages count: told by a small procedure, in every order of arrival. */
import fc from 'fast-check'
import t from 'tap'
import { foldCase, type CaseFold, type CaseMessage } from '../../node/cases/engine.ts'
import { isObject } from '../../node/values/members.ts'
import { counted, idOf, lookup, says, type Said } from './talk.ts'
import { MACHINE, officer, stated } from '../officer.ts'

const numbers = (fold: CaseFold): number[] => fold.messages.map((m) => parseInt(m.id.slice(-12), 16))
const said = (fold: CaseFold) => (fold.case?.state as Said | undefined)?.said
const statuses = (fold: CaseFold) => fold.outcomes.map((o) => o.fault?.rule ?? o.status)
/** All that can be seen of a case. */
const told = (fold: CaseFold) => ({
  hash: fold.hash,
  order: numbers(fold),
  outcomes: fold.outcomes,
  heads: fold.heads,
  waiting: fold.waiting,
  faults: fold.faults.map((f) => f.message.id).sort(),
  state: fold.case,
  walk: [...fold.walk()].map(({ before, after, outcome }) => ({ before, after, outcome })),
})

function* permutations<T>(all: readonly T[]): Generator<T[]> {
  if (all.length === 0) yield []
  for (const [i, one] of all.entries())
    for (const rest of permutations([...all.slice(0, i), ...all.slice(i + 1)])) yield [one, ...rest]
}

const open = says(1, 'XA', 'open', [])

t.test('of messages that crossed, alarms go first, then facts, then requests; then roles, then ids', async (t) => {
  // The ids stand against the order, so that nothing but the order makes it.
  const concurrent = [
    says(7, 'XB', 'alarm', [1]),
    says(5, 'XA', 'fact', [1]),
    says(6, 'XA', 'fact', [1]),
    says(4, 'XB', 'fact', [1]),
    says(3, 'XA', 'ask', [1]),
    says(2, 'XB', 'ask', [1]),
  ]
  const expected = told(foldCase([open, ...concurrent], lookup))
  t.same(expected.order, [1, 7, 5, 6, 4, 3, 2])
  t.same((expected.state!.state as Said).said, ['1', '7', '5', '6', '4', '3', '2'])
  let seen = 0
  for (const order of permutations(concurrent)) {
    for (const all of [
      [open, ...order],
      [...order, open],
    ]) {
      const found = told(foldCase(all, lookup))
      if (JSON.stringify(found) === JSON.stringify(expected)) seen++
      else t.same(found, expected, 'whatever came first')
    }
  }
  t.equal(seen, 1440, 'in every order of arrival')
})

/** The order as it is written down, made in the plainest way. */
function plainly(all: readonly CaseMessage[]): number[] {
  const order: CaseMessage[] = []
  let roles: { exit: string; entry: string } | undefined
  const rank = ({ type, from }: CaseMessage): number => {
    const role = roles ? [roles.exit, roles.entry].indexOf(from) : ['open', 'entry'].indexOf(type)
    return ({ alarm: 0, ask: 30 }[type] ?? 10) + (role < 0 ? 9 : role)
  }
  for (const left = new Set(all); left.size > 0;) {
    const ready = [...left].filter((m) => m.heads.every((id) => order.some((o) => o.id === id)))
    const next = ready.reduce((a, b) => (rank(b) < rank(a) || (rank(b) === rank(a) && b.id < a.id) ? b : a))
    if (roles === undefined && next.type === 'open' && isObject(next.body) && !('no' in next.body))
      roles = { exit: next.from, entry: next.to }
    order.push(next)
    left.delete(next)
  }
  return order.map((m) => parseInt(m.id.slice(-12), 16))
}

t.test('whatever is said by whom, having seen what, and in whichever order it comes', async (t) => {
  const TYPES = ['open', 'fact', 'fact', 'ask', 'entry', 'alarm'] as const
  const one = fc.record({
    from: fc.constantFrom('XA' as const, 'XB' as const),
    type: fc.constantFrom(...TYPES),
    heads: fc.array(fc.nat({ max: 12 }), { maxLength: 3 }),
    place: fc.nat({ max: 1000 }),
    body: fc.constantFrom({}, {}, { once: 'lane' }, { once: 'lane' }, { no: true }, null),
    lies: fc.nat({ max: 5 }),
  })
  let [held, differed] = [0, 0]
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 12, size: 'max' }), (lines) => {
      const all: CaseMessage[] = []
      const stated = new Map<string, boolean>()
      // Ids are no help: who said something later may have the lower one.
      const number = (i: number): number => ((i * 7) % 13) + 1
      for (const [i, { from, type, heads, body, lies }] of lines.entries()) {
        const seen = new Set(i === 0 ? [] : heads.map((back) => number(Math.max(0, i - 1 - back))))
        const before = new Set<CaseMessage>()
        const follow = (n: number): void => {
          const head = all.find((m) => m.id === idOf(n))!
          if (!before.has(head)) for (const id of before.add(head) && head.heads) follow(parseInt(id.slice(-12), 16))
        }
        seen.forEach(follow)
        // A lie is the hash of a case that it has not seen.
        const hash = foldCase(lies === 0 ? [says(99, 'XA', 'open', [])] : before, lookup).hash
        const m = says(number(i), from, type, [...seen], {
          body,
          context: { xCaseHash: hash },
        })
        stated.set(m.id, lies > 0)
        all.push(m)
      }
      const came = all.map((m, i) => ({ m, place: lines[i]!.place })).sort((a, b) => a.place - b.place)
      const fold = foldCase(
        came.map(({ m }) => m),
        lookup,
      )
      t.same(numbers(fold), plainly(all))
      t.same(told(fold), told(foldCase(all, lookup)))
      t.same(fold.waiting, [])
      for (const { m } of came) {
        const agrees = fold.agrees(m.id)
        if (agrees === true) held++
        if (agrees === false) differed++
        if (agrees !== undefined && agrees !== stated.get(m.id)) t.equal(agrees, stated.get(m.id), m.id)
      }
      return t.passing()
    }),
    { numRuns: 400, seed: 7 },
  )
  t.ok(held > 500 && differed > 50, `${held} held the same case and ${differed} another`)
})

t.test('a message comes after what its sender had seen, whatever its rank', async (t) => {
  const all = [open, says(9, 'XB', 'ask', [1]), says(2, 'XB', 'fact', [9]), says(3, 'XA', 'fact', [1])]
  const expected = told(foldCase(all, lookup))
  t.same(expected.order, [1, 3, 9, 2])
  for (const order of permutations(all)) t.same(told(foldCase(order, lookup)), expected)
})

t.test('who goes before takes it from who came before, and that is told', async (t) => {
  const [first, second, next] = [
    says(2, 'XA', 'fact', [1], { body: { once: 'lane' } }),
    says(3, 'XB', 'fact', [1], { body: { once: 'lane' } }),
    says(4, 'XB', 'fact', [3]),
  ]
  const fold = foldCase([open, second, next], lookup)
  t.same(statuses(fold), ['applied', 'applied', 'applied'])
  const { sorted } = fold
  const { placed, turned } = fold.add(first)
  t.match(placed, [{ id: first.id, status: 'applied' }])
  t.match(turned, [{ id: second.id, status: 'fault', fault: { rule: 'once' } }], 'and only what has changed')
  t.equal(turned.length, 1)
  t.ok(fold.sorted > sorted, 'what stood has changed its place')
  t.same(fold.faults.map((f) => f.message.id), [second.id]) // prettier-ignore
  t.same(told(fold), told(foldCase([open, first, second, next], lookup)))
  const after = fold.sorted
  t.same(fold.add(says(5, 'XA', 'fact', [2, 4])).turned, [])
  t.equal(fold.sorted, after, 'nothing has moved for what comes last')
  t.same(fold.add(first), { placed: [], turned: [], waitsFor: [] }, 'a second time it is nothing')
  t.equal(fold.size, 5)
})

t.test('what a case does not allow leaves it as it was, and both sides know that it was said', async (t) => {
  const base = foldCase([open, says(2, 'XB', 'fact', [1])], lookup)
  const hashes = new Set([base.hash])
  for (const [rule, message] of [
    ['procedure', says(3, 'XA', 'fact', [2], { procedure: 'other' })],
    ['version', says(3, 'XA', 'fact', [2], { version: '2' })],
    ['parties', says(3, 'XC', 'fact', [2])],
    ['parties', says(3, 'XA', 'fact', [2], { to: 'XC' })],
    ['parties', says(3, 'XA', 'fact', [2], { to: 'XA' })],
    ['test', says(3, 'XA', 'fact', [2], { test: true })],
    ['sender-role', says(3, 'XA', 'entry', [2])],
    ['sender-role', says(3, 'XB', 'open', [2])],
    ['type', says(3, 'XA', 'nothing', [2])],
    ['type', says(3, 'XA', 'toString', [2])],
    ['decided-by', says(3, 'XA', 'person', [2])],
    ['decided-by', says(3, 'XA', 'person', [2], { context: { xDecidedBy: MACHINE } })],
    ['decided-by', says(3, 'XA', 'person', [2], { context: { xDecidedBy: officer('A') } })],
    ['no', says(3, 'XA', 'fact', [2], { body: { no: true } })],
    ['bad', says(3, 'XA', 'fact', [2], { body: { bad: true } })],
  ] as const) {
    t.equal(base.judge(message)?.rule, rule, 'who asks before sending learns it')
    t.equal(base.size, 2, 'and nothing was added by asking')
    const fold = foldCase([open, says(2, 'XB', 'fact', [1]), message], lookup)
    t.match(fold.outcome(message.id), { status: 'fault', fault: { rule } }, rule)
    t.same(said(fold), ['1', '2'])
    t.same(fold.faults.map((f) => f.message.id), [message.id]) // prettier-ignore
    t.same(fold.heads, [message.id], 'it was seen')
    hashes.add(fold.hash)
  }
  t.equal(hashes.size, 11, 'each rule and element has its hash')
  for (const ok of [
    says(3, 'XB', 'entry', [2]),
    says(3, 'XA', 'person', [2], { context: { xDecidedBy: stated('A') } }),
  ])
    t.equal(base.judge(ok), undefined)
  t.equal(foldCase([says(1, 'XA', 'fact', [])], lookup).faults[0]!.fault.rule, 'not-open')
  t.equal(foldCase([says(1, 'XA', 'open', [], { to: 'XA' })], lookup).faults[0]!.fault.rule, 'parties')
})

t.test(
  'a document that nobody could read changes nothing, and what answers it is neither right nor wrong',
  async (t) => {
    const unread = foldCase([says(1, 'XA', 'open', [], { body: null }), says(2, 'XB', 'fact', [1])], lookup)
    t.same(statuses(unread), ['noted', 'noted'])
    t.equal(unread.case, undefined)
    t.same(unread.faults, [])
    const more = [open, says(2, 'XB', 'fact', [1], { body: null }), says(3, 'XA', 'entry', [1], { body: null })]
    const fold = foldCase(more, lookup)
    t.same(statuses(fold).sort(), ['applied', 'noted', 'sender-role'])
    t.same(fold.faults, [], 'there is no document in which an element is wrong')
    t.same(said(fold), ['1'])
  },
)

t.test('a head that ended is not waited for, and what stood before it still is', async (t) => {
  const [ended, again, after] = [says(2, 'XA', 'fact', [1]), says(3, 'XA', 'fact', [2]), says(4, 'XB', 'fact', [3])]
  const fold = foldCase([open, after], lookup)
  t.same(fold.waiting, [{ id: after.id, waitsFor: [again.id] }])
  t.equal(fold.waitsSince(after.id), 1004)
  t.equal(fold.waitsSince(idOf(99)), 0)
  t.same(fold.end(again.id, [ended.id]).placed, [], 'what stood before it is missing too')
  t.same(fold.waiting, [{ id: after.id, waitsFor: [ended.id] }])
  t.same(fold.end(ended.id, [open.id]).placed.map((o) => o.id), [after.id]) // prettier-ignore
  t.same([numbers(fold), fold.waiting, fold.heads], [[1, 4], [], [after.id]])
  t.same(fold.ended.toSorted(), [ended.id, again.id])
  t.same(fold.end(ended.id, []), { placed: [], turned: [], waitsFor: [] }, 'once')
  t.same(fold.end(after.id, []), { placed: [], turned: [], waitsFor: [] }, 'nothing ends that is here')
  // In whichever order it is heard that they ended.
  const other = foldCase([after, open], lookup)
  other.end(ended.id, [open.id])
  other.end(again.id, [ended.id])
  t.equal(other.hash, fold.hash)
  // They come after all.
  fold.add(again)
  fold.add(ended)
  t.same(told(fold), told(foldCase([open, ended, again, after], lookup)))
  t.same(fold.ended, [])
})

t.test('an alarm that names what has ended comes after what that one had seen', async (t) => {
  const [alarm, fact] = [says(3, 'XB', 'alarm', [2]), says(5, 'XB', 'fact', [1])]
  const fold = foldCase([open, fact, alarm], lookup)
  fold.end(idOf(2), [fact.id])
  t.same(numbers(fold), [1, 5, 3])
  const other = foldCase([open], lookup)
  other.end(idOf(2), [fact.id])
  for (const m of [alarm, fact]) other.add(m)
  t.same(told(other), told(fold), 'whenever that is heard')
})

t.test('an alarm waits for nothing, and takes its place when what it has seen is there', async (t) => {
  const [fact, alarm] = [says(2, 'XB', 'fact', [1]), says(3, 'XB', 'alarm', [1, 2])]
  const fold = foldCase([open, alarm], lookup)
  t.same([numbers(fold), fold.waiting], [[1, 3], []])
  const next = says(4, 'XA', 'fact', [3], { context: { xCaseHash: fold.hash } })
  fold.add(next)
  t.equal(fold.agrees(next.id), undefined, 'nobody can say what the other had while something is missing')
  fold.add(fact)
  t.same(told(fold), told(foldCase([open, fact, alarm, next], lookup)))
  t.same(numbers(fold), [1, 2, 3, 4])
})

t.test('who has seen more than is here is not said to differ', async (t) => {
  const [fact, alarm, ours] = [says(2, 'XB', 'fact', [1]), says(3, 'XB', 'alarm', [1, 2]), says(5, 'XA', 'fact', [1])]
  const next = says(4, 'XB', 'fact', [3], { context: { xCaseHash: foldCase([open, fact, alarm], lookup).hash } })
  const fold = foldCase([open, alarm, ours, next], lookup)
  t.equal(fold.agrees(next.id), undefined)
  fold.add(fact)
  t.equal(fold.agrees(next.id), true)
})

t.test('who held the same case is told from who did not', async (t) => {
  const two = says(2, 'XB', 'fact', [1], { context: { xCaseHash: foldCase([open], lookup).hash } })
  const seen = foldCase([open, two], lookup)
  const three = says(3, 'XA', 'fact', [2], { context: { xCaseHash: seen.hash } })
  const wrong = says(4, 'XA', 'fact', [2], { context: { xCaseHash: foldCase([open], lookup).hash } })
  const silent = says(5, 'XA', 'fact', [2])
  const fold = foldCase([open, two, three, wrong, silent], lookup)
  t.same(
    [open, two, three, wrong, silent].map((m) => fold.agrees(m.id)),
    [undefined, true, true, false, undefined],
  )
  // Another of its messages ended on its way: with which of them it reckoned cannot be said.
  const late = says(7, 'XA', 'fact', [6], { context: { xCaseHash: foldCase([open], lookup).hash } })
  fold.add(late)
  t.equal(fold.agrees(late.id), undefined)
  fold.end(idOf(6), [two.id])
  t.equal(fold.agrees(late.id), undefined)
  t.equal(fold.agrees(three.id), true, 'what was said stays said')
})

t.test('a long case: what comes late takes its place, and costs what stands behind it and no more', async (t) => {
  const SIZE = 3000
  const all: CaseMessage[] = [open]
  for (let n = 2; n <= SIZE; n++) all.push(says(n, n % 2 ? 'XA' : 'XB', 'fact', [n - 1]))
  counted.steps = 0
  const fold = foldCase(all, lookup)
  t.equal(counted.steps, SIZE, 'each is applied once')
  for (const at of [SIZE - 3, SIZE - 200, SIZE - 1500, 1000]) {
    const late = says(10_000 + at, 'XA', 'ask', [at])
    counted.steps = 0
    fold.add(late)
    all.push(late)
    // A request goes after all facts that crossed it, which are asked of the last state.
    t.ok(counted.steps < 3 * 1024, `${counted.steps} steps for ${SIZE - at} messages behind it`)
  }
  const early = says(20_000, 'XB', 'alarm', [SIZE - 40])
  counted.steps = 0
  fold.add(early)
  all.push(early)
  t.ok(counted.steps < 150, `${counted.steps} steps`)
  const anew = foldCase(all, lookup)
  t.equal(fold.hash, anew.hash)
  t.same(numbers(fold), numbers(anew))
  t.same(said(fold), said(anew))
  for (const from of [0, 1, 17, 1000, 2049, SIZE - 5]) {
    const [next] = fold.walk(from)
    const state = next!.before as Said | null
    t.equal(state?.said.length ?? 0, from, 'the state after so many')
    t.equal((next!.after as Said).said.length, from + 1)
  }
})
