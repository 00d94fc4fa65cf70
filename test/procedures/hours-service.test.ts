/** Opening hours told from both sides: places in slots out of hours and what they cost, notice of closings, lists of days, and what an office may handle. */
import t from 'tap'
import { admittedUntil, openAt, sideHours, type Passage } from '../../node/procedures/opening-hours/common-hours.ts'
import type { Case } from '../../node/cases/engine.ts'
import { intervalsDigest, type Hours } from '../../node/procedures/opening-hours/office-hours.ts'
import { openingHours } from '../../node/procedures/opening-hours/opening-hours.ts'
import { readable, type OpeningHours } from '../../node/procedures/opening-hours/hours-state.ts'
import { merged } from '../../node/procedures/opening-hours/office-pairs.ts'
import { AHEAD_DAYS, REQUESTS, SLOTS } from '../../node/procedures/opening-hours/out-of-hours.ts'
import type { MessageId } from '../../node/values/id.ts'
import { beyond } from '../../node/procedures/opening-hours/competence.ts'
import { Sides, START, type T } from './sides.ts'

const ALL = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
const rule = (more: object = {}) => ({
  direction: 'both',
  modeCode: ['3'],
  agency: 'customs',
  service: 'clearance',
  weekly: ALL.map((day) => ({ day, from: '08:00', to: '20:00' })),
  ...more,
})
const hours = (side: 'XA' | 'XB', more: object = {}) => ({
  xVersion: 1,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide: side,
  xTimeZone: 'UTC',
  xTzdb: '2026a',
  xValidFrom: '2026-11-01T00:00:00Z',
  xRules: [rule()],
  ...more,
})
const agreed = (t: T, xa: object = {}, xb: object = {}): Sides<OpeningHours> => {
  const sides = new Sides<OpeningHours>(t, 'opening-hours')
  sides.says('XA', 'proposal', hours('XA', xa))
  const ref = sides.says('XB', 'counter-proposal', hours('XB', xb))
  const xIntervalsDigest = intervalsDigest(hours('XB', xb) as unknown as Hours, '2026a')
  sides.says('XA', 'acceptance', { xVersion: 1, xIntervalsDigest, xTzdb: '2026a' }, { ref })
  return sides
}
const ROAD: Passage = { direction: 'exit', modeCode: '3' }
const ms = (time: string): number => Date.parse(time)
const iat = (time: string): number => ms(time) / 1000
const EUR = (value: string) => ({ value, currencyCode: 'EUR' })
const slot = (more: object = {}) => ({ slot: 'N1', from: '2026-11-24T21:00:00Z', to: '2026-11-24T23:00:00Z', modeCode: ['3'], capacity: 1, charge: EUR('40'), cost: EUR('40.00'), ...more }) // prettier-ignore
const place = { xSlot: 'N1', xFrom: '2026-11-24T21:00:00Z', xTo: '2026-11-24T22:00:00Z', modeCode: '3' }
const free = ({ state }: Sides<OpeningHours>): number =>
  state.slots['entry N1']!.capacity - state.slots['entry N1']!.given
const due = (sides: Sides<OpeningHours>) =>
  openingHours.deadlines(sides.a.case as Case<OpeningHours>).filter((d) => d.what === 'out-of-hours-answer')
const asks = (sides: Sides<OpeningHours>, xCrossing: string, more: object = {}): string =>
  sides.says('XA', 'out-of-hours-request', { ...place, ...more }, { context: { xCrossing } })
const answers = (sides: Sides<OpeningHours>): void => {
  for (const d of due(sides)) sides.says(d.owner as 'XA' | 'XB', d.what, d.body, { ref: d.ref! })
}

t.test('of two requests for the last place one is granted, and one that is withdrawn frees it', async (t) => {
  const sides = agreed(t)
  sides.fails('XA', 'out-of-hours-request', place, 'slot', '/document/xSlot', { context: { xCrossing: 'C1' } })
  sides.says('XB', 'out-of-hours-slots', { xSlots: [slot()] })
  sides.fails('XB', 'out-of-hours-request', place, 'slot', '/document/xSlot', { context: { xCrossing: 'C1' } })
  const [first, second] = [asks(sides, 'C1'), asks(sides, 'C2', { xTo: '2026-11-24T21:30:00Z' })]
  t.same(
    due(sides).map((d) => [d.owner, d.ref, d.at, d.body]),
    [
      ['XB', first, 0, { xGranted: true, xSlot: 'N1', xCharge: EUR('40'), xCost: EUR('40.00') }],
      ['XB', second, 0, { xGranted: false, xSlot: 'N1' }],
    ],
  )
  answers(sides)
  t.same([free(sides), due(sides).length], [0, 0])
  t.match(sides.state.outOfHours.toJSON(), {
    [first]: { granted: true, charge: EUR('40') },
    [second]: { granted: false },
  })
  const night = ms('2026-11-24T21:30:00Z')
  t.same(
    ['C1', 'C2'].map((crossing) => openAt(readable(sides.state, [crossing]), { ...ROAD, crossing }, night).open),
    [true, false],
  )
  sides.fails('XA', 'out-of-hours-request', place, 'slot-full', '/document/xSlot', { context: { xCrossing: 'C3' } })

  sides.fails('XB', 'withdrawal', {}, 'not-own', '/ref', { ref: first })
  sides.fails('XA', 'withdrawal', {}, 'answered', '/ref', { ref: second })
  sides.says('XA', 'withdrawal', {}, { ref: first, iat: iat('2026-11-24T20:00:00Z') })
  t.equal(free(sides), 1)
  t.notOk(openAt(readable(sides.state, ['C1']), { ...ROAD, crossing: 'C1' }, night).open, 'served no more')
  sides.fails('XA', 'withdrawal', {}, 'answered', '/ref', { ref: first })
  const third = asks(sides, 'C3')
  answers(sides)
  t.match(sides.state.outOfHours.get(third), { granted: true })
  sides.fails('XA', 'withdrawal', {}, 'over', '/ref', { ref: third, iat: iat('2026-11-24T22:00:00Z') })
})

t.test('two answers that crossed give the last place once, on both sides and in any order of arrival', async (t) => {
  const sides = agreed(t)
  sides.says('XB', 'out-of-hours-slots', { xSlots: [slot()] })
  const [first, second] = [asks(sides, 'C1'), asks(sides, 'C2')]
  const heads = sides.b.heads
  const yes = { xGranted: true, xSlot: 'N1', xCharge: EUR('40'), xCost: EUR('40') }
  sides.says('XB', 'out-of-hours-answer', yes, { ref: first, heads })
  sides.fails('XB', 'out-of-hours-answer', yes, 'slot-full', '/document/xGranted', { ref: second, heads })
  t.equal(free(sides), 0)
  t.same(
    due(sides).map((d) => [d.ref, d.body]),
    [[second, { xGranted: false, xSlot: 'N1' }]],
  )
})

t.test('a slot is offered once, changes its capacity alone, and keeps what is given', async (t) => {
  const sides = agreed(t)
  const offers = (more: object, rule: string, pointer: string) =>
    sides.fails('XB', 'out-of-hours-slots', { xSlots: [slot(more)] }, rule, `/document/xSlots/0/${pointer}`)
  sides.fails('XB', 'out-of-hours-slots', { xSlots: [slot(), slot()] }, 'slot', '/document/xSlots/1/slot')
  offers({ to: '2026-11-24T21:00:00Z' }, 'hours', 'to')
  offers({ charge: EUR('40.01') }, 'charge', 'charge')
  offers({ charge: { value: '1', currencyCode: 'USD' } }, 'charge', 'charge')
  const { cost: _, ...silent } = slot()
  sides.fails('XB', 'out-of-hours-slots', { xSlots: [silent] }, 'charge', '/document/xSlots/0/cost')
  sides.says('XB', 'out-of-hours-slots', { xSlots: [slot({ capacity: 3 })] })
  sides.says('XA', 'out-of-hours-slots', { xSlots: [slot({ capacity: 9 })] })
  t.equal(free(sides), 3, 'each side has its own names')
  const asked = asks(sides, 'C1')
  sides.fails('XB', 'out-of-hours-answer', { xGranted: true, xSlot: 'N2' }, 'slot', '/document/xSlot', { ref: asked })
  sides.fails('XB', 'out-of-hours-answer', { xGranted: true, xSlot: 'N1', xCharge: EUR('39'), xCost: EUR('40') }, 'charge', '/document/xCharge', { ref: asked }) // prettier-ignore
  answers(sides)
  offers({ charge: EUR('30') }, 'slot', 'slot')
  offers({ capacity: 0 }, 'slot', 'capacity')
  sides.says('XB', 'out-of-hours-slots', { xSlots: [slot({ capacity: 1 })] })
  t.equal(free(sides), 0)
  sides.says('XB', 'out-of-hours-slots', { xSlots: [slot({ capacity: 2 })] })
  const wrong = (more: object, pointer: string) =>
    sides.fails('XA', 'out-of-hours-request', { ...place, ...more }, 'slot', pointer, { context: { xCrossing: 'C2' } })
  wrong({ xFrom: '2026-11-24T20:59:59Z' }, '/document/xFrom')
  wrong({ xTo: '2026-11-24T23:00:01Z' }, '/document/xTo')
  wrong({ modeCode: '2' }, '/document/modeCode')
  const over = { context: { xCrossing: 'C2' }, iat: iat('2026-11-24T23:00:00Z') }
  sides.fails('XA', 'out-of-hours-request', place, 'over', '/document/xSlot', over)
})

t.test('a side offers so many slots at a time, and those that are over leave the case', async (t) => {
  const sides = agreed(t)
  const many = (name: string, count: number, more: object = {}) => ({
    xSlots: Array.from({ length: count }, (_, i) => slot({ slot: `${name}${i}`, ...more })),
  })
  const past = { from: '2026-11-22T21:00:00Z', to: '2026-11-23T04:00:00Z' }
  sides.fails('XB', 'out-of-hours-slots', many('P', 1, past), 'over', '/document/xSlots/0/to')
  for (let i = 0; i < SLOTS / 100; i++) sides.says('XB', 'out-of-hours-slots', many(`${i}-`, 100))
  sides.fails('XB', 'out-of-hours-slots', many('more', 1), 'slots', '/document/xSlots')
  sides.says('XB', 'out-of-hours-slots', many('0-', 100, { capacity: 2 }))
  sides.says('XA', 'out-of-hours-slots', many('own', 1))
  const asked = asks(sides, 'C1', { xSlot: '5-5' })
  const later = { from: '2026-11-25T21:00:00Z', to: '2026-11-25T23:00:00Z' }
  sides.says('XB', 'out-of-hours-slots', many('new', 2, later), { iat: iat('2026-11-24T23:00:00Z') })
  t.same(Object.keys(sides.state.slots), ['entry 5-5', 'exit own0', 'entry new0', 'entry new1'], 'what somebody asked for stays') // prettier-ignore
  t.same(
    due(sides).map((d) => d.ref),
    [asked],
  )
})

t.test('a charge is limited to the approximate cost of the service, which is named with it', async (t) => {
  const sides = agreed(t)
  const asked = sides.says('XA', 'out-of-hours-request', { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z', declarant: { id: 'XA417' } }, { context: { xCrossing: 'C1' } }) // prettier-ignore
  t.equal(sides.state.outOfHours.get(asked)!.declarant, 'XA417')
  const refused = (body: object, pointer: string) =>
    sides.fails('XB', 'out-of-hours-answer', body, 'charge', pointer, { ref: asked })
  refused({ xGranted: true, xCharge: EUR('40') }, '/document/xCost')
  refused({ xGranted: true, xCharge: EUR('40.1'), xCost: EUR('40') }, '/document/xCharge')
  refused({ xGranted: true, xCharge: EUR('9'), xCost: { value: '40', currencyCode: 'USD' } }, '/document/xCharge')
  refused({ xGranted: false, xCharge: EUR('1'), xCost: EUR('40') }, '/document/xCharge')
  sides.says('XB', 'out-of-hours-answer', { xGranted: true, xCharge: EUR('40'), xCost: EUR('40.0') }, { ref: asked })
  t.match(sides.state.outOfHours.get(asked), { granted: true, charge: EUR('40') })
})

t.test('a Single Window asks by itself; who answers is a person, but for places of a slot', async (t) => {
  const { by } = openingHours.types['out-of-hours-answer']!
  t.equal(openingHours.types['out-of-hours-request']!.by, 'either')
  t.same(
    [{ xGranted: true }, { xGranted: true, xSlot: 'N1' }].map((body) => typeof by === 'object' && by.person(body)),
    [true, false],
  )
})

const NOTICE = { limits: { closingNotice: 14 * 1440 }, effects: [], presented: [] }

t.test('what is closed as planned is told as long before as was agreed, in whatever way it is closed', async (t) => {
  const sides = agreed(t, { xNoticeDays: 3 })
  const closed = (xFrom: string) => ({ xFrom, xTo: '2026-12-24T00:00:00Z', xClosed: true })
  const [within, after] = [closed('2026-12-07T03:59:59Z'), closed('2026-12-07T04:00:00Z')]
  for (const one of ['XA', 'XB'] as const) {
    sides.fails(one, 'temporary-change', within, 'notice', '/document/xFrom', { terms: NOTICE })
    sides.says(one, 'temporary-change', after, { terms: NOTICE })
  }
  sides.says('XB', 'temporary-change', within)
  sides.fails('XA', 'temporary-change', closed('2026-11-26T03:59:59Z'), 'notice', '/document/xFrom')
  // What cannot be planned needs no notice, and says why.
  const fire = { xFrom: '2026-11-24T10:00:00Z', xReviewAt: '2026-11-24T12:00:00Z', xInstructions: [] }
  sides.fails('XB', 'emergency-closing', fire, 'schema', '/document/xReason', { terms: NOTICE })
  sides.says('XB', 'emergency-closing', { ...fire, xReason: 'fire' }, { terms: NOTICE })
})

t.test('hours that are withdrawn hold until the notice is over, and a new version takes their place', async (t) => {
  const ends = (sides: Sides<OpeningHours>, side: 'exit' | 'entry') =>
    Object.values(sides.state.versions).flatMap((v) => (v.side === side && v.from !== null ? [v.until] : []))
  const now = agreed(t)
  now.says('XA', 'withdrawal', { xVersion: 1 })
  t.same(ends(now, 'exit'), [START])
  const own = agreed(t, { xNoticeDays: 3 })
  own.says('XA', 'withdrawal', { xVersion: 1 })
  t.same(ends(own, 'exit'), [ms('2026-11-26T04:00:00Z')])
  const soon = { xFrom: '2026-11-26T00:00:00Z', xTo: '2026-11-27T00:00:00Z', xClosed: true }
  own.fails('XA', 'temporary-change', soon, 'notice', '/document/xFrom')
  const over = iat('2026-11-26T04:00:00Z')
  own.fails('XA', 'temporary-change', soon, 'no-version', '/type', { iat: over })
  own.says('XB', 'temporary-change', soon, { iat: over })
  const sides = agreed(t)
  sides.says('XA', 'withdrawal', { xVersion: 1 }, { terms: NOTICE })
  t.same(ends(sides, 'exit'), [ms('2026-12-07T04:00:00Z')])
  t.ok(openAt(readable(sides.state), ROAD, ms('2026-12-06T12:00:00Z')).open)
  t.notOk(openAt(readable(sides.state), ROAD, ms('2026-12-07T12:00:00Z')).open)
  const next = { xVersion: 2, xValidFrom: '2026-12-01T00:00:00Z' }
  const ref = sides.says('XA', 'proposal', hours('XA', next))
  const xIntervalsDigest = intervalsDigest(hours('XA', next) as unknown as Hours, '2026a')
  sides.says('XB', 'acceptance', { xVersion: 2, xIntervalsDigest, xTzdb: '2026a' }, { ref })
  t.same(ends(sides, 'exit'), [ms('2026-12-01T00:00:00Z'), null])

  const longer = { xFrom: '2026-11-24T20:00:00Z', xTo: '2026-12-24T22:00:00Z' }
  const opened = sides.says('XB', 'temporary-change', longer)
  sides.says('XA', 'acceptance', {}, { ref: opened })
  sides.says('XB', 'withdrawal', {}, { ref: opened, terms: NOTICE })
  t.equal(sides.state.changes[opened]!.to, ms('2026-12-07T04:00:00Z'), 'and so do more hours')
})

t.test('a list of days is renewed without a new version; what was stays, and a new day keeps the notice', async (t) => {
  const xRules = [rule({ exceptions: [{ rank: 'holiday', from: '2026-11-25', to: '2026-11-26', dateList: 'eid', closed: true }] })] // prettier-ignore
  const sides = agreed(t, { xRules })
  const closed = (from: string, to: string): string[] => {
    const days: string[] = []
    for (let day = ms(`${from}T12:00:00Z`); day <= ms(`${to}T12:00:00Z`); day += 86_400_000)
      if (!openAt(readable(sides.state), ROAD, day).open) days.push(new Date(day).toISOString().slice(5, 10))
    return days
  }
  const says = (xDays: string[], more: object = {}) => sides.says('XA', 'date-list', { xDateList: 'eid', xDays }, more)
  t.same(closed('2026-11-24', '2027-03-31'), ['11-25', '11-26'])
  says(['2026-12-10', '2027-03-10'])
  says(['2026-12-20'], {}) // another of the same day takes its place
  says(['2026-12-10', '2027-03-10'])
  t.same(closed('2026-11-24', '2027-03-31'), ['11-25', '11-26', '12-10', '12-11', '03-10', '03-11'])
  sides.says('XB', 'date-list', { xDateList: 'eid', xDays: ['2026-12-15'] })
  t.same(closed('2026-12-01', '2026-12-31'), ['12-10', '12-11'], 'the list of one side is not that of the other')
  const later = iat('2027-01-05T00:00:00Z')
  says(['2027-03-12'], { iat: later, terms: NOTICE })
  t.same(closed('2026-11-24', '2027-03-31'), ['11-25', '11-26', '12-10', '12-11', '03-12', '03-13'])
  const soon = { xDateList: 'eid', xDays: ['2027-03-12', '2027-01-18'] }
  sides.fails('XA', 'date-list', soon, 'notice', '/document/xDays/1', { iat: later, terms: NOTICE })
  says(['2027-03-12', '2027-01-19'], { iat: later, terms: NOTICE })
  says(['2027-03-12', '2026-12-12'], { iat: later })
  t.same(closed('2026-12-01', '2026-12-31'), ['12-10', '12-11'], 'no day of the past is added')
  // What was told in time is not told again: the list may be renewed until the day.
  says(['2027-03-12'], { iat: iat('2027-03-05T00:00:00Z'), terms: NOTICE })
  says([], { iat: iat('2027-03-05T00:00:00Z'), terms: NOTICE })
  t.same(closed('2026-12-20', '2027-03-31'), [], 'a feast that is taken off opens, and needs no notice')
})

t.test(
  'a day that is taken off a list of days on which the office opens is a closing that is told in time',
  async (t) => {
    const hours = [{ from: '08:00', to: '12:00' }]
    const xRules = [rule({ exceptions: [{ rank: 'holiday', from: '2026-11-29', to: '2026-11-29', dateList: 'market', hours }] })] // prettier-ignore
    const sides = agreed(t, { xRules })
    const market = (...xDays: string[]) => ({ xDateList: 'market', xDays })
    const at = { iat: iat('2026-11-24T05:00:00Z'), terms: NOTICE }
    sides.says('XA', 'date-list', market('2026-12-13', '2026-12-20'), at)
    const later = { ...at, iat: iat('2026-12-01T00:00:00Z') }
    sides.fails('XA', 'date-list', market('2026-12-20'), 'notice', '/document/xDays', later)
    sides.says('XA', 'date-list', market('2026-12-13'), later)
    t.same(sides.state.dateLists['exit market'], ['2026-12-13'])
  },
)

t.test(
  'in a second case of the same offices nothing passes the notice by, and no name hides that of another',
  async (t) => {
    const exceptions = [{ rank: 'holiday', from: '2026-12-25', to: '2026-12-25', dateList: 'eid', closed: true }]
    const first = agreed(t, { xNoticeDays: 14, xRules: [rule({ exceptions })] })
    const second = new Sides<OpeningHours>(t, 'opening-hours')
    const ref = second.says('XA', 'proposal', hours('XA', { xValidFrom: '2026-12-20T00:00:00Z' }))
    const eid = (...xDays: string[]) => ({ xDateList: 'eid', xDays })
    const closed = { xFrom: '2026-11-24T00:00:00Z', xTo: '2026-11-25T00:00:00Z', xClosed: true }
    const refused = (body: object, type: string) => second.fails('XA', type, body, 'no-version', '/type')
    refused(eid('2026-11-24'), 'date-list')
    refused({ xSlots: [slot()] }, 'out-of-hours-slots')
    refused(closed, 'temporary-change')
    first.fails('XA', 'date-list', eid('2026-11-24'), 'notice', '/document/xDays/0')
    first.fails('XA', 'temporary-change', closed, 'notice', '/document/xFrom')

    const xIntervalsDigest = intervalsDigest(hours('XA', { xValidFrom: '2026-12-20T00:00:00Z' }) as unknown as Hours, '2026a') // prettier-ignore
    second.says('XB', 'acceptance', { xVersion: 1, xIntervalsDigest, xTzdb: '2026a' }, { ref })
    first.says('XA', 'date-list', eid('2026-12-10'))
    second.says('XA', 'date-list', eid('2026-12-08'))
    first.says('XA', 'out-of-hours-slots', { xSlots: [slot()] })
    second.says('XA', 'out-of-hours-slots', { xSlots: [slot({ capacity: 9 })] })
    const both = merged([first, second].map(({ state }, i) => ({ conversation: `c${i}` as MessageId, hash: `${i}`, state: readable(state) }))) // prettier-ignore
    const open = ['2026-12-08', '2026-12-10', '2026-12-21'].map(
      (day) => openAt(both, ROAD, ms(`${day}T12:00:00Z`)).open,
    )
    t.same(open, [true, false, true], 'each version has the days of its own case')
    t.same(Object.values(both.slots).map((x) => x.capacity), [1, 9]) // prettier-ignore
  },
)

t.test('a closing keeps the notice of its own case, and closes the hours of no other', async (t) => {
  const strict = agreed(t, { xNoticeDays: 14 })
  const loose = new Sides<OpeningHours>(t, 'opening-hours')
  const early = { xValidTo: '2026-11-28T00:00:00Z' }
  const ref = loose.says('XA', 'proposal', hours('XA', early))
  const xIntervalsDigest = intervalsDigest(hours('XA', early) as unknown as Hours, '2026a')
  loose.says('XB', 'acceptance', { xVersion: 1, xIntervalsDigest, xTzdb: '2026a' }, { ref })
  const closed = { xFrom: '2026-12-20T00:00:00Z', xTo: '2026-12-22T00:00:00Z', xClosed: true }
  const soon = { ...closed, xFrom: '2026-11-24T00:00:00Z' }
  strict.fails('XA', 'temporary-change', soon, 'notice', '/document/xFrom')
  loose.says('XA', 'temporary-change', soon)
  const both = () => merged([strict, loose].map(({ state }, i) => ({ conversation: `c${i}` as MessageId, hash: `${i}`, state: readable(state) }))) // prettier-ignore
  const open = () => ['2026-12-19', '2026-12-21'].map((day) => openAt(both(), ROAD, ms(`${day}T12:00:00Z`)).open)
  t.same(open(), [true, true], 'what one case closes on short notice is open by the other')
  strict.says('XA', 'temporary-change', closed)
  t.same(open(), [true, false], 'and closed once its own notice was kept')
  const more = strict.says('XA', 'temporary-change', { xFrom: '2026-12-21T10:00:00Z', xTo: '2026-12-21T22:00:00Z' })
  strict.says('XB', 'acceptance', {}, { ref: more })
  t.same(open(), [true, false], 'of what one case opens and closes, closing wins')
  loose.says('XA', 'emergency-closing', { xFrom: '2026-12-19T00:00:00Z', xReason: 'flood', xReviewAt: '2026-12-20T00:00:00Z', xInstructions: [] }) // prettier-ignore
  t.same(open(), [false, false], 'an emergency closes the offices, whichever case it stands in')
})

t.test('a side has so many requests for a day that wait for an answer, and none for a day that is far or over', async (t) => {
  const sides = agreed(t)
  const other = new Sides<OpeningHours>(t, 'opening-hours')
  other.says('XA', 'proposal', hours('XA'))
  const context = { xCrossing: 'C1' }
  const from = (xFrom: string) => ({ xFrom: `${xFrom}Z`, xTo: `${xFrom.slice(0, 11)}23:30:00Z` })
  const night = from('2026-11-24T22:00:00')
  other.fails('XA', 'out-of-hours-request', night, 'no-version', '/type', { context })
  const refused = (body: object, rule: string, pointer: string, more: object = {}) =>
    sides.fails('XA', 'out-of-hours-request', body, rule, `/document/${pointer}`, { context, ...more })
  refused(night, 'over', 'xTo', { iat: iat('2026-11-24T23:30:00Z') })
  refused(from('2027-11-25T22:00:00'), 'ahead', 'xFrom')
  sides.says('XA', 'out-of-hours-request', from('2027-11-23T22:00:00'), { context })
  // Told without a check of each: they are many, and alike.
  const quiet = { same: () => true, equal: () => true, ok: () => true } as unknown as T
  const many = agreed(quiet)
  const asked = Array.from({ length: REQUESTS }, () => many.says('XA', 'out-of-hours-request', night, { context }))
  const told = new Sides<OpeningHours>(t, 'opening-hours')
  Object.assign(told, { a: many.a, b: many.b })
  const full = () => told.fails('XA', 'out-of-hours-request', night, 'requests', '/document/xFrom', { context })
  full()
  told.says('XA', 'withdrawal', {}, { ref: asked[0]! })
  full()
  told.says('XB', 'out-of-hours-request', night, { context })
  told.says('XA', 'out-of-hours-request', from('2026-11-25T22:00:00'), { context })
  told.says('XB', 'out-of-hours-answer', { xGranted: false }, { ref: asked[1]! })
  told.says('XA', 'out-of-hours-request', night, { context })
  full()
  const later = ms('2026-11-25T23:30:00Z') + AHEAD_DAYS * 86_400_000
  const next = `${new Date(later + 86_400_000).toISOString().slice(0, 10)}T22:00:00`
  told.says('XA', 'out-of-hours-request', from(next), { context, iat: later / 1000 })
  t.equal(told.state.outOfHours.size, 1, 'what is long over leaves the case')
}) // prettier-ignore

t.test('by the agreement an office is asked for nothing beyond its competence, on both sides', async (t) => {
  const sides = agreed(t)
  const night = { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z', modeCode: '3' }
  const may = (competence: object) => ({
    context: { xCrossing: 'C1' },
    terms: { limits: {}, effects: [], presented: [], competence: { XB000214: competence } },
  })
  const asks = { ...night, currentCode: '40', classificationId: '870323' }
  for (const [competence, pointer] of [
    [{ roles: ['exit', 'transit'] }, ''],
    [{ roles: ['entry'], procedures: ['10'] }, '/currentCode'],
    [{ modes: ['2'] }, '/modeCode'],
    [{ goods: ['01'] }, '/classificationId'],
  ] as const)
    for (const one of ['XA', 'XB'] as const)
      sides.fails(one, 'out-of-hours-request', asks, 'competence', `/document${pointer}`, may(competence))
  const all = { roles: ['entry'], procedures: ['40'], modes: ['3'], goods: ['87'] }
  sides.says('XA', 'out-of-hours-request', asks, may(all))
})

t.test('an office is asked for nothing that it has no competence for, and is closed to it', async (t) => {
  const tonnes = { grossMassMeasure: { value: '40', unitCode: 'TNE' } }
  const xCompetence = {
    modeCode: ['3'],
    currentCode: ['10', '40'],
    classificationId: ['01', '8703'],
    goodsMeasure: tonnes,
  }
  const sides = agreed(t, { xRules: [rule({ modeCode: ['2', '3'] })] }, { xRules: [rule({ modeCode: ['2', '3'] })], xCompetence }) // prettier-ignore
  const night = { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z' }
  const heavy = { goodsMeasure: { grossMassMeasure: { value: '40000.1', unitCode: 'KGM' } } }
  for (const [more, pointer] of [
    [{ modeCode: '2' }, '/modeCode'],
    [{ currentCode: '71' }, '/currentCode'],
    [{ classificationId: '870410' }, '/classificationId'],
    [heavy, '/goodsMeasure/grossMassMeasure'],
  ] as const)
    for (const one of ['XA', 'XB'] as const)
      sides.fails(one, 'out-of-hours-request', { ...night, ...more }, 'competence', `/document${pointer}`, { context: { xCrossing: 'C1' } }) // prettier-ignore
  const may = { modeCode: '3', currentCode: '40', classificationId: '870323', goodsMeasure: tonnes } as const
  sides.says('XA', 'out-of-hours-request', { ...night, ...may }, { context: { xCrossing: 'C1' } })
  const light = { goodsMeasure: { grossMassMeasure: { value: '400', unitCode: 'KGM' } } }
  sides.says('XA', 'out-of-hours-request', { ...night, ...light }, { context: { xCrossing: 'C2' } })
  const noon = ms('2026-11-24T12:00:00Z')
  t.same(openAt(readable(sides.state), { ...ROAD, ...heavy } as Passage, noon).sides, { exit: true, entry: false })
  t.same(openAt(readable(sides.state), { ...ROAD, ...may } as Passage, noon), {
    open: true,
    sides: { exit: true, entry: true },
  })
  const later = { xVersion: 2, xValidFrom: '2026-12-01T00:00:00Z', xRules: [rule({ modeCode: ['2', '3'] })] }
  const ref = sides.says('XB', 'proposal', hours('XB', later))
  const xIntervalsDigest = intervalsDigest(hours('XB', later) as unknown as Hours, '2026a')
  sides.says('XA', 'acceptance', { xVersion: 2, xIntervalsDigest, xTzdb: '2026a' }, { ref })
  sides.fails('XA', 'out-of-hours-request', { ...night, modeCode: '2' }, 'competence', '/document/modeCode', { context: { xCrossing: 'C1' } }) // prettier-ignore
  const then = { xFrom: '2026-12-02T22:00:00Z', xTo: '2026-12-02T23:00:00Z', modeCode: '2' }
  sides.says('XA', 'out-of-hours-request', then, { context: { xCrossing: 'C1' } })
  t.equal(beyond(undefined, heavy as never), undefined, 'an office that says nothing is not limited')
  const ahead = agreed(t, {}, { xValidFrom: '2026-12-01T00:00:00Z', xCompetence })
  ahead.says('XA', 'out-of-hours-request', { ...night, modeCode: '2' }, { context: { xCrossing: 'C1' } })
  ahead.fails('XA', 'out-of-hours-request', then, 'competence', '/document/modeCode', { context: { xCrossing: 'C2' } })
})

t.test('the last admission is that of the rules about the mode, and of the version where they say none', async (t) => {
  const modes = [rule({ admittedBefore: 'PT1H30M' }), rule({ modeCode: ['2'] })]
  const sides = agreed(t, { xRules: modes, xAdmittedBefore: 'PT20M' }, { xRules: [rule({ modeCode: ['2', '3'] })], xAdmittedBefore: 'PT45M' }) // prettier-ignore
  const closes = sideHours(readable(sides.state), 'exit', ROAD, START, START + 86_400_000)[0]![1]
  const minutes = (p: Passage): number => (closes - admittedUntil(readable(sides.state), p, closes)) / 60_000
  t.same([minutes(ROAD), minutes({ ...ROAD, modeCode: '2' }), minutes({ ...ROAD, direction: 'entry' })], [90, 45, 90])
})
