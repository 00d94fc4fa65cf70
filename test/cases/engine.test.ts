/** The case engine by itself: what waits for what, and when two sides do not hold the same case. */
import t from 'tap'
import { CaseFold, type CaseMessage } from '../../node/cases/engine.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { message, START } from '../procedures/sides.ts'

const HOURS = {
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide: 'XA',
  xTimeZone: 'UTC',
  xTzdb: '2026a',
  xValidFrom: '2026-11-01T00:00:00Z',
  xRules: [
    {
      direction: 'both',
      modeCode: ['3'],
      agency: 'customs',
      service: 'clearance',
      weekly: [{ day: 'mo', from: '08:00', to: '20:00' }],
      exceptions: [],
    },
  ],
}
const says = (from: 'XA' | 'XB', type: string, body: object, heads: string[], context: object = {}): CaseMessage =>
  message('opening-hours', from, from === 'XA' ? 'XB' : 'XA', type, body, { heads, context })
const extra = (from: 'XA' | 'XB', heads: string[], context: object = {}): CaseMessage =>
  says(
    from,
    'temporary-change',
    { xFrom: '2026-11-24T10:00:00Z', xTo: '2026-11-24T12:00:00Z', xClosed: false },
    heads,
    context,
  )
const opened = (): { first: CaseMessage; fold: () => CaseFold } => {
  const first = says('XA', 'proposal', HOURS, [])
  return {
    first,
    fold() {
      const fold = new CaseFold(PROCEDURES.lookup)
      fold.add(first)
      return fold
    },
  }
}
const placed = (fold: CaseFold): string[] => fold.messages.map((m) => m.id)

t.test('what has seen two messages waits for both', async (t) => {
  const { first, fold: begin } = opened()
  t.ok(START > 0)
  const [one, two] = [extra('XA', [first.id]), extra('XB', [first.id])]
  const both = extra('XA', [one.id, two.id])
  const last = extra('XB', [both.id])
  for (const order of [
    [one, two],
    [two, one],
  ] as const) {
    const fold = begin()
    t.same(fold.add(last).waitsFor, [both.id])
    t.same([...fold.add(both).waitsFor].sort(), [one.id, two.id].sort())
    t.same(placed(fold), [first.id])
    t.same(fold.add(order[0]).placed.map((o) => o.id), [order[0].id], 'with one of them it waits for the other') // prettier-ignore
    t.same(fold.add(order[1]).placed.map((o) => o.id), [order[1].id, both.id, last.id], 'with both it comes, and who waited for it') // prettier-ignore
    t.equal(placed(fold).length, 5)
    t.equal(fold.waiting.length, 0)
  }
})

t.test('messages that crossed are no difference; another state at the same heads is one', async (t) => {
  const { first, fold: begin } = opened()
  const hash = begin().hash
  const ours = extra('XA', [first.id], { xCaseHash: hash })
  const theirs = extra('XB', [first.id], { xCaseHash: hash })
  for (const [mine, other] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    const fold = begin()
    fold.add(mine)
    fold.add(other)
    t.same(fold.outcomes.map((o) => o.status), ['applied', 'applied', 'applied']) // prettier-ignore
    t.equal(fold.agrees(other.id), true, 'who had not seen ours held the same case as we did then')
    t.equal(fold.agrees(mine.id), true)
    for (const [from, own] of [
      ['XA', ours],
      ['XB', theirs],
    ] as const) {
      const alone = begin()
      alone.add(own)
      const next = extra(from, [own.id], { xCaseHash: alone.hash })
      const late = begin()
      for (const m of [mine, other, next]) late.add(m)
      t.equal(
        late.agrees(next.id),
        true,
        'who goes on without having seen the other holds the case as it was without it',
      )
      const wrong = extra(from, [own.id], { xCaseHash: late.hash })
      late.add(wrong)
      t.equal(late.agrees(wrong.id), false, 'and not as it is with it')
    }
    const after = extra('XB', [ours.id, theirs.id], { xCaseHash: fold.hash })
    fold.add(after)
    t.equal(fold.agrees(after.id), true)
    const late = extra('XA', [ours.id], { xCaseHash: hash })
    fold.add(late)
    t.equal(fold.agrees(late.id), false, 'it had seen ours, and yet holds the case as it was before')
    t.equal(fold.agrees(extra('XA', ['019ab000-0000-7000-8000-fffffffffffe'], { xCaseHash: hash }).id), undefined, 'nobody knows what it had seen') // prettier-ignore
    t.equal(fold.agrees(extra('XA', [first.id]).id), undefined, 'it says nothing')
  }
})
