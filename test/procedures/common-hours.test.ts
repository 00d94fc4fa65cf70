/** Whom a change of the hours concerns, and what goes before what: each scope by itself, and all by their rank. */
import t from 'tap'
import { openAt, type Passage } from '../../node/procedures/opening-hours/common-hours.ts'
import { intervalsDigest, type Hours } from '../../node/procedures/opening-hours/office-hours.ts'
import { readable, type OpeningHours } from '../../node/procedures/opening-hours/hours-state.ts'
import { Sides } from './sides.ts'

const DAYS = ['mo', 'tu', 'we', 'th', 'fr']
const rule = (more: object = {}) => ({
  direction: 'both',
  modeCode: ['3'],
  agency: 'customs',
  service: 'clearance',
  weekly: DAYS.map((day) => ({ day, from: '08:00', to: '20:00' })),
  exceptions: [],
  ...more,
})
const hours = (side: 'XA' | 'XB', xRules: object[]) => ({
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide: side,
  xTimeZone: 'UTC',
  xTzdb: '2026a',
  xValidFrom: '2026-11-01T00:00:00Z',
  xRules,
})
const agreed = (t: ConstructorParameters<typeof Sides>[0], ours: object[], theirs = ours): Sides<OpeningHours> => {
  const sides = new Sides<OpeningHours>(t, 'opening-hours')
  sides.says('XA', 'proposal', hours('XA', ours))
  const ref = sides.says('XB', 'counter-proposal', hours('XB', theirs))
  const xIntervalsDigest = intervalsDigest(hours('XB', theirs) as unknown as Hours, '2026a')
  sides.says('XA', 'acceptance', { xVersion: 1, xIntervalsDigest, xTzdb: '2026a' }, { ref })
  return sides
}
const ROAD: Passage = { direction: 'exit', modeCode: '3' }
const open = (sides: Sides<OpeningHours>, more: Partial<Passage> = {}, time = '2026-11-24T11:00:00Z'): boolean =>
  openAt(
    readable(sides.state, more.crossing === undefined ? [] : [more.crossing]),
    { ...ROAD, ...more },
    Date.parse(time),
  ).open
const SPAN = { xFrom: '2026-11-24T10:00:00Z', xTo: '2026-11-24T12:00:00Z' }

t.test('what was withdrawn, or has its answer, does not come into force', async (t) => {
  const sides = new Sides<OpeningHours>(t, 'opening-hours')
  const accepts = (body: object, ref: string, rule?: string) => {
    const xIntervalsDigest = intervalsDigest(body as unknown as Hours, '2026a')
    const said = { xVersion: (body as { xVersion: number }).xVersion, xIntervalsDigest, xTzdb: '2026a' }
    return rule === undefined
      ? sides.says('XB', 'acceptance', said, { ref })
      : sides.fails('XB', 'acceptance', said, rule, '/ref', { ref })
  }
  const first = hours('XA', [rule()])
  const withdrawn = sides.says('XA', 'proposal', first)
  sides.says('XA', 'withdrawal', {}, { ref: withdrawn })
  accepts(first, withdrawn, 'no-proposal')
  const second = { ...first, xVersion: 2 }
  const agreed = sides.says('XA', 'proposal', second)
  accepts(second, agreed)
  accepts(second, agreed, 'no-proposal')
})

t.test('hours of one service are none of another', async (t) => {
  const late = DAYS.map((day) => ({ day, from: '08:00', to: '12:00' }))
  const sides = agreed(t, [rule(), rule({ service: 'veterinary', weekly: late })])
  const evening = '2026-11-24T18:00:00Z'
  t.same(
    [open(sides, { service: 'clearance' }, evening), open(sides, { service: 'veterinary' }, evening)],
    [true, false],
  )
  t.same([open(sides, { service: 'veterinary' }), open(sides, { service: 'phytosanitary' })], [true, false])
})

t.test('hours are of a direction, a mode and a lane', async (t) => {
  const way = { direction: 'exit', modeCode: ['3', '2'], lane: 'trucks' }
  const sides = agreed(
    t,
    [rule(way), rule({ ...way, direction: 'entry', modeCode: ['2'] })],
    [rule({ modeCode: ['2', '3'] })],
  )
  t.same(
    [
      open(sides),
      open(sides, { direction: 'entry' }),
      open(sides, { direction: 'entry', modeCode: '2' }),
      open(sides, { modeCode: '1' }),
      open(sides, { lane: 'trucks' }),
      open(sides, { lane: 'cars' }),
    ],
    [true, false, true, false, true, false],
  )
})

t.test('a closing concerns what its scope names, and nothing else', async (t) => {
  const two = [rule(), rule({ service: 'veterinary' }), rule({ modeCode: ['2'] })]
  for (const kind of ['temporary-change', 'emergency-closing'])
    for (const [xScope, hit, missed] of [
      [{ service: 'veterinary' }, { service: 'veterinary' }, { service: 'clearance' }],
      [{ direction: 'exit' }, { direction: 'exit' }, { direction: 'entry' }],
      [{ modeCode: ['2'] }, { modeCode: '2' }, { modeCode: '3' }],
      [{ agency: 'customs' }, {}, { modeCode: '9' }],
    ] as const) {
      const sides = agreed(t, two)
      t.ok(open(sides, hit), 'before')
      const body = kind === 'temporary-change' ? { ...SPAN, xClosed: true } : { xFrom: SPAN.xFrom, xReviewAt: SPAN.xTo, xReason: 'fire', xInstructions: [] } // prettier-ignore
      sides.says('XA', kind, { ...body, xScope })
      t.notOk(open(sides, hit), `${kind} ${JSON.stringify(xScope)}`)
      if (!('modeCode' in missed && missed.modeCode === '9'))
        t.ok(open(sides, missed), `and not ${JSON.stringify(missed)}`)
    }
})

t.test('service out of hours is for one crossing, and an emergency goes before it', async (t) => {
  const sides = agreed(t, [rule()])
  const night = { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z' }
  const at = '2026-11-24T22:30:00Z'
  const asked = sides.says('XA', 'out-of-hours-request', night, { context: { xCrossing: 'C1' } })
  t.notOk(open(sides, { crossing: 'C1' }, at), 'nobody has granted it yet')
  sides.says('XB', 'out-of-hours-answer', { xGranted: true }, { ref: asked })
  t.same([open(sides, { crossing: 'C1' }, at), open(sides, { crossing: 'C2' }, at), open(sides, {}, at)], [true, false, false]) // prettier-ignore
  t.notOk(open(sides, { crossing: 'C1' }, '2026-11-24T23:00:00Z'), 'to the minute')
  const review = {
    xFrom: '2026-11-24T21:00:00Z',
    xReviewAt: '2026-11-24T23:30:00Z',
    xReason: 'fire',
    xInstructions: [],
  }
  const ref = sides.says('XA', 'emergency-closing', review)
  t.notOk(open(sides, { crossing: 'C1' }, at), 'not while the office is closed in an emergency')
  sides.says('XA', 'reopening', { xAt: '2026-11-24T22:15:00Z' }, { ref })
  t.ok(open(sides, { crossing: 'C1' }, at), 'again when it has opened')
})
