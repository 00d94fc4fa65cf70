/** Opening hours told from both sides: XA has the exit office (Helsinki time), XB the entry office (Moscow time, without DST). */
import t from 'tap'
import {
  commonHours,
  nextCommonOpening,
  openAt,
  sideHours,
  whatIf,
  type Passage,
} from '../../node/procedures/opening-hours/common-hours.ts'
import type { Case } from '../../node/cases/engine.ts'
import { WHILE_OPEN } from '../../node/cases/procedure.ts'
import { calendarText } from '../../node/procedures/opening-hours/hours-calendar.ts'
import { weekPicture } from '../../node/procedures/opening-hours/week-picture.ts'
import { intervalsDigest, type Hours } from '../../node/procedures/opening-hours/office-hours.ts'
import { admit, openingHours, otherIntervals, stated } from '../../node/procedures/opening-hours/opening-hours.ts'
import { readable, type OpeningHours } from '../../node/procedures/opening-hours/hours-state.ts'
import { converges, message, neverApplied, Sides, START, type Line } from './sides.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { CaseFold } from '../../node/cases/engine.ts'
import { MACHINE } from '../officer.ts'
import { countriesOf } from '../../node/procedures/opening-hours/office-pairs.ts'
import type { Country } from '../../node/values/country.ts'
import { byIntl, openOnClock, reading, type Plan } from './by-the-clock.ts'

const week = (from: string, to: string, days = ['mo', 'tu', 'we', 'th', 'fr']) => days.map((day) => ({ day, from, to }))
const rule = (more: object = {}) => ({
  direction: 'both',
  modeCode: ['3'],
  agency: 'customs',
  service: 'clearance',
  weekly: week('08:00', '20:00'),
  exceptions: [],
  ...more,
})
const hours = (side: 'XA' | 'XB', xVersion: number, more: object = {}) => ({
  xVersion,
  exitOffice: { id: 'XA000101' },
  xEntryOffice: 'XB000214',
  xSide: side,
  xTimeZone: side === 'XA' ? 'Europe/Helsinki' : 'Europe/Moscow',
  xTzdb: '2026a',
  xValidFrom: '2026-11-01T00:00:00Z',
  xRules: [rule()],
  ...more,
})
/** What an acceptance of `proposed` states. */
const accepting = (proposed: object, xTzdb = '2026a') => {
  const xIntervalsDigest = intervalsDigest(proposed as Hours, xTzdb)
  return { xVersion: (proposed as Hours).xVersion, xIntervalsDigest, xTzdb }
}
const ROAD: Passage = { direction: 'exit', modeCode: '3' }
const ms = (time: string): number => Date.parse(time)
const told = (set: readonly (readonly [number, number])[]): string[] =>
  set.map(([a, b]) => `${new Date(a).toISOString().slice(5, 16)}–${new Date(b).toISOString().slice(5, 16)}`)

type T = ConstructorParameters<typeof Sides>[0]
const agreed = (t: T, xa: object = {}, xb: object = {}): Sides<OpeningHours> => {
  const sides = new Sides<OpeningHours>(t, 'opening-hours')
  sides.says('XA', 'proposal', hours('XA', 1, xa))
  const counter = sides.says('XB', 'counter-proposal', hours('XB', 1, xb))
  sides.says('XA', 'acceptance', accepting(hours('XB', 1, xb)), { ref: counter })
  return sides
}
const states = (s: OpeningHours): string[] =>
  Object.values(s.versions).map((v) => `${v.side} ${v.hours.xVersion} ${v.state}`)

t.test('proposed, countered and accepted: both are in force and the common window is computed', async (t) => {
  const sides = agreed(t)
  t.same(states(sides.state), ['exit 1 in-force', 'entry 1 in-force'])
  const day = commonHours(readable(sides.state), ROAD, ms('2026-11-24T00:00:00Z'), ms('2026-11-25T00:00:00Z'))
  t.same(told(day), ['11-24T06:00–11-24T17:00'])
  t.same(openAt(readable(sides.state), ROAD, ms('2026-11-24T17:30:00Z')), {
    open: false,
    sides: { exit: true, entry: false },
  })
  t.same(
    openAt(readable(sides.state), { ...ROAD, modeCode: '2' }, ms('2026-11-24T12:00:00Z')).open,
    false,
    'not for rail',
  )
  const next = nextCommonOpening(readable(sides.state), ROAD, ms('2026-11-27T18:00:00Z'))
  t.same(told([next!]), ['11-30T06:00–11-30T17:00'], 'over the weekend')
  t.equal(nextCommonOpening(readable(sides.state), { ...ROAD, modeCode: '2' }, START), undefined)
})

t.test('a new version takes the place of the old one when it begins, after its notice', async (t) => {
  const sides = agreed(t)
  const digest = intervalsDigest(hours('XA', 2) as unknown as Hours, '2026a')
  const later = { xIntervalsDigest: digest, xNoticeDays: 14, xValidTo: '2027-03-01T00:00:00Z' }
  const longer = sides.says(
    'XA',
    'proposal',
    hours('XA', 2, { xRules: [rule({ weekly: week('06:00', '22:00') })], ...later }),
  )
  const other = { ...accepting(hours('XA', 2)), xIntervalsDigest: intervalsDigest(hours('XA', 2) as Hours, '2025b') }
  sides.fails('XB', 'acceptance', other, 'digest', '/document/xIntervalsDigest', { ref: longer })
  sides.says('XB', 'acceptance', { xVersion: 2, xIntervalsDigest: digest, xTzdb: '2026a' }, { ref: longer })
  t.same(states(sides.state), ['exit 1 superseded', 'entry 1 in-force', 'exit 2 in-force'])
  const of = (day: string) =>
    told(sideHours(readable(sides.state), 'exit', ROAD, ms(`${day}T00:00:00Z`), ms(`${day}T23:59:00Z`)))
  t.same(of('2026-12-04'), ['12-04T06:00–12-04T18:00'])
  t.same(of('2026-12-08'), ['12-08T04:00–12-08T20:00'])
  t.same(of('2027-03-02'), [])
  const due = openingHours.deadlines(sides.a.case as Case<OpeningHours>).filter((d) => d.what === 'lapsed')
  t.same(
    due.map((d) => [d.owner, d.at, d.ref]),
    [['XA', ms('2027-03-01T00:00:00Z'), longer]],
  )
  sides.fails('XA', 'lapsed', due[0]!.body, 'not-due', '/ref', { ref: longer })
  sides.says('XA', 'lapsed', due[0]!.body, { ref: longer, iat: due[0]!.at / 1000 })
})

t.test(
  'crossed proposals: the exit side’s stands and the other becomes its counter, whichever arrives first',
  async (t) => {
    const of = (order: readonly number[]) => {
      const fold = new CaseFold(PROCEDURES.lookup)
      for (const i of order) fold.add(both[i]!)
      return fold
    }
    const both = [
      message('opening-hours', 'XB', 'XA', 'proposal', hours('XB', 1)),
      message('opening-hours', 'XA', 'XB', 'proposal', hours('XA', 1)),
    ]
    const [a, b] = [of([0, 1]), of([1, 0])]
    t.equal(a.hash, b.hash)
    t.same(states(a.case!.state as OpeningHours), ['exit 1 countered', 'entry 1 proposed'])
    t.equal((a.case!.state as OpeningHours).versions[both[0]!.id]?.counters, both[1]!.id)
  },
)

t.test('closings are unilateral, openings are not, an emergency goes before all', async (t) => {
  const sides = agreed(t)
  const at = (time: string, p: Passage = ROAD) => openAt(readable(sides.state), p, ms(time)).open
  sides.says('XB', 'temporary-change', {
    xFrom: '2026-11-24T10:00:00Z',
    xTo: '2026-11-24T12:00:00Z',
    xClosed: true,
    xScope: { direction: 'entry' },
  })
  t.notOk(at('2026-11-24T11:00:00Z'))
  t.ok(at('2026-11-24T11:00:00Z', { ...ROAD, direction: 'entry' }), 'the way back has another direction')
  const open = { xFrom: '2026-11-28T10:00:00Z', xTo: '2026-11-28T12:00:00Z' }
  const mine = sides.says('XA', 'temporary-change', open)
  sides.fails('XA', 'acceptance', {}, 'own-proposal', '/ref', { ref: mine })
  sides.says('XB', 'acceptance', {}, { ref: mine })
  sides.fails('XB', 'acceptance', {}, 'no-proposal', '/ref', { ref: mine })
  t.notOk(at('2026-11-28T11:00:00Z'), 'the other side stays closed')
  const theirs = sides.says('XB', 'temporary-change', open)
  sides.says('XA', 'acceptance', {}, { ref: theirs })
  t.ok(at('2026-11-28T11:00:00Z'))
  sides.fails('XA', 'withdrawal', {}, 'not-own', '/ref', { ref: theirs })
  sides.says('XB', 'withdrawal', {}, { ref: theirs })
  t.notOk(at('2026-11-28T11:00:00Z'))
  const refused = sides.says('XB', 'temporary-change', open)
  sides.says('XA', 'rejection', {}, { ref: refused })
  const fire = sides.says('XA', 'emergency-closing', {
    xFrom: '2026-11-24T13:00:00Z',
    xAdmittedBefore: '2026-11-24T12:30:00Z',
    xReviewAt: '2026-11-24T15:00:00Z',
    xReason: 'fire',
    xAlternatives: ['XA000102'],
    xInstructions: [{ crossing: 'C1', instruction: 'divert', office: 'XA000102' }],
  })
  t.notOk(at('2026-11-25T10:00:00Z'), 'closed until somebody says otherwise')
  t.ok(
    at('2026-11-24T13:30:00Z', { ...ROAD, admittedAt: ms('2026-11-24T12:29:00Z') }),
    'who was admitted before is served',
  )
  t.notOk(at('2026-11-24T13:30:00Z', { ...ROAD, admittedAt: ms('2026-11-24T12:30:00Z') }))
  const due = openingHours.deadlines(sides.a.case as Case<OpeningHours>)
  t.same(
    due.map((d) => [d.owner, d.kind, d.at]),
    [['both', 'alert', ms('2026-11-24T15:00:00Z')]],
  )
  sides.fails('XB', 'reopening', { xAt: '2026-11-24T16:00:00Z' }, 'not-own', '/ref', { ref: fire })
  sides.fails('XA', 'reopening', { xAt: '2026-11-24T12:59:59Z' }, 'hours', '/document/xAt', { ref: fire })
  sides.says('XA', 'reopening', { xAt: '2026-11-24T16:00:00Z' }, { ref: fire })
  sides.fails('XA', 'reopening', { xAt: '2026-11-24T16:00:00Z' }, 'reopened', '/ref', { ref: fire })
  t.notOk(at('2026-11-24T15:30:00Z'))
  t.ok(at('2026-11-24T16:30:00Z'))
})

t.test('a closing of one lane, agency or service leaves the others open', async (t) => {
  const xRules = [
    rule({ lane: 'lorry' }),
    rule({ lane: 'bus' }),
    rule({ agency: 'vet', currentCode: ['live-animals'] }),
  ]
  const sides = agreed(t, { xRules })
  const at = (p: object): boolean => openAt(readable(sides.state), { ...ROAD, ...p }, ms('2026-11-24T11:00:00Z')).open
  const span = { xFrom: '2026-11-24T10:00:00Z', xTo: '2026-11-24T12:00:00Z', xClosed: true }
  const bus = sides.says('XA', 'temporary-change', { ...span, xScope: { lane: 'bus' } })
  t.same([at({}), at({ lane: 'lorry' }), at({ lane: 'bus' })], [true, true, false])
  sides.says('XA', 'withdrawal', {}, { ref: bus, iat: ms('2026-11-24T11:00:00Z') / 1000 })
  t.ok(at({ lane: 'bus' }), 'withdrawn from then on')
  t.notOk(
    openAt(readable(sides.state), { ...ROAD, lane: 'bus' }, ms('2026-11-24T10:59:00Z')).open,
    'what was closed stays closed',
  )
  const review = {
    xFrom: span.xFrom,
    xReviewAt: span.xTo,
    xReason: 'fire',
    xInstructions: [],
    xScope: { agency: 'vet' },
  }
  sides.says('XA', 'emergency-closing', review)
  t.same([at({}), at({ currentCode: 'live-animals' })], [true, false], 'only where the agency has a say')
})

t.test('offices are those of a country by the codes that were agreed, and by its own where nothing was', async (t) => {
  const terms = { limits: {}, effects: [], presented: [], offices: { XA: ['XI', 'XA'] } }
  const sides = new Sides<OpeningHours>(t, 'opening-hours')
  const north = { exitOffice: { id: 'XI000101' } }
  sides.fails('XA', 'proposal', hours('XA', 1, north), 'office', '/document/exitOffice/id')
  sides.fails('XA', 'proposal', hours('XA', 1, { ...north, xEntryOffice: 'XI9' }), 'office', '/document/xEntryOffice', { terms }) // prettier-ignore
  sides.says('XA', 'proposal', hours('XA', 1, north), { terms })
  sides.says('XB', 'counter-proposal', hours('XB', 1, north), { terms })
  t.same(states(sides.state), ['exit 1 countered', 'entry 1 proposed'])
  const pair = { peer: 'XB', exitOffice: 'XI000101', entryOffice: 'XB000214', cases: [], hours: sides.state } as never
  t.same(countriesOf(pair, 'XA' as Country), { exit: 'XA', entry: 'XB' })
  t.same(countriesOf({ ...(pair as object), peer: 'XA' } as never, 'XB' as Country), { exit: 'XA', entry: 'XB' })
  const greek = { ...terms, offices: { XA: ['XL'] } }
  const other = new Sides<OpeningHours>(t, 'opening-hours')
  other.fails('XA', 'proposal', hours('XA', 1), 'office', '/document/exitOffice/id', { terms: greek })
})

t.test('nobody answers: the machine says that it lapsed', async (t) => {
  const sides = agreed(t)
  const ref = sides.says('XA', 'temporary-change', { xFrom: '2026-11-28T10:00:00Z', xTo: '2026-11-28T12:00:00Z' })
  const asked = sides.says(
    'XB',
    'out-of-hours-request',
    { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z' },
    { context: { xCrossing: 'C1' } },
  )
  const second = sides.says('XA', 'proposal', hours('XA', 2))
  const due = openingHours.deadlines(sides.a.case as Case<OpeningHours>)
  t.same(
    due.map((d) => [d.what, d.owner, d.ref, new Date(d.at).toISOString()]),
    [
      ['lapsed', 'XA', second, '2026-12-23T04:00:00.000Z'],
      ['lapsed', 'XA', ref, '2026-11-28T12:00:00.000Z'],
      ['lapsed', 'XB', asked, '2026-11-24T23:00:00.000Z'],
    ],
  )
  for (const d of due) sides.says(d.owner as 'XA' | 'XB', 'lapsed', d.body, { ref: d.ref!, iat: d.at / 1000 })
  t.same(openingHours.deadlines(sides.a.case as Case<OpeningHours>), [])
  sides.fails('XA', 'out-of-hours-answer', { xGranted: true }, 'answered', '/ref', { ref: asked })
  sides.fails('XB', 'acceptance', {}, 'no-proposal', '/ref', { ref })
})

t.test('out-of-hours service opens for one crossing', async (t) => {
  const sides = agreed(t)
  const night = { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z' }
  const asked = sides.says('XA', 'out-of-hours-request', night, { context: { xCrossing: 'C7' } })
  sides.fails('XA', 'out-of-hours-answer', { xGranted: true }, 'own-request', '/ref', { ref: asked })
  const slot = (xFrom: string, xTo: string) => ({ xGranted: true, xFrom: `2026-11-24T${xFrom}Z`, xTo: `2026-11-24T${xTo}Z` }) // prettier-ignore
  sides.fails('XB', 'out-of-hours-answer', slot('21:59:59', '22:40:00'), 'slot', '/document/xFrom', { ref: asked })
  sides.fails('XB', 'out-of-hours-answer', slot('22:10:00', '23:00:01'), 'slot', '/document/xTo', { ref: asked })
  sides.says('XB', 'out-of-hours-answer', { ...slot('22:10:00', '22:40:00'), xCharge: { value: '40', currencyCode: 'EUR' }, xCost: { value: '41.5', currencyCode: 'EUR' } }, { ref: asked }) // prettier-ignore
  t.match(sides.state.outOfHours.get(asked), { granted: true, charge: { value: '40', currencyCode: 'EUR' } })
  const served = ['22:09:00', '22:10:00', '22:39:00', '22:40:00']
  t.same(served.map((at) => openAt(readable(sides.state, ['C7']), { ...ROAD, crossing: 'C7' }, ms(`2026-11-24T${at}Z`)).open), [false, true, true, false]) // prettier-ignore
  sides.fails('XB', 'out-of-hours-answer', { xGranted: true }, 'answered', '/ref', { ref: asked })
  t.ok(openAt(readable(sides.state, ['C7']), { ...ROAD, crossing: 'C7' }, ms('2026-11-24T22:30:00Z')).open)
  t.notOk(openAt(readable(sides.state, ['C8']), { ...ROAD, crossing: 'C8' }, ms('2026-11-24T22:30:00Z')).open)
})

t.test('needed while anything of it is in force, asked or countered', async (t) => {
  const sides = new Sides<OpeningHours>(t, 'opening-hours')
  const until = () => openingHours.needed!(sides.a.case as Case<OpeningHours>, START)?.until
  sides.says('XA', 'proposal', hours('XA', 1))
  t.equal(until(), WHILE_OPEN)
  const counter = sides.says('XB', 'counter-proposal', hours('XB', 1))
  sides.says('XB', 'withdrawal', { xVersion: 1 }, { ref: counter })
  t.same(states(sides.state), ['exit 1 countered', 'entry 1 withdrawn'])
  t.equal(until(), WHILE_OPEN, 'what was countered may still be rejected or withdrawn')
  sides.says('XA', 'withdrawal', { xVersion: 1 })
  t.equal(until(), 0)
  const night = { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z' }
  const asking = { context: { xCrossing: 'C7' } }
  const ends = { xValidTo: '2026-11-24T12:00:00Z' }
  const ending = agreed(t, ends, ends)
  const endsAt = () => openingHours.needed!(ending.a.case as Case<OpeningHours>, START)?.until
  t.equal(endsAt(), ms(ends.xValidTo))
  const refused = ending.says('XA', 'out-of-hours-request', night, asking)
  t.equal(endsAt(), WHILE_OPEN)
  ending.says('XB', 'out-of-hours-answer', { xGranted: false }, { ref: refused })
  t.equal(endsAt(), ms(ends.xValidTo))
  const granted = ending.says('XA', 'out-of-hours-request', night, asking)
  ending.says('XB', 'out-of-hours-answer', { xGranted: true }, { ref: granted })
  t.equal(endsAt(), ms(night.xTo))
})

t.test('nothing is accepted whose validity is over before it comes into force', async (t) => {
  const ends = { xValidTo: '2026-11-24T12:00:00Z' }
  const late = { iat: ms(ends.xValidTo) / 1000 }
  const sides = agreed(t)
  const proposed = hours('XA', 2, ends)
  const ref = sides.says('XA', 'proposal', proposed)
  sides.fails('XB', 'acceptance', accepting(proposed), 'over', '/document/xVersion', { ref, ...late })
  t.same(states(sides.state), ['exit 1 in-force', 'entry 1 in-force', 'exit 2 proposed'], 'what runs goes on')
  sides.says('XB', 'acceptance', accepting(proposed), { ref, iat: late.iat - 1 })
  const noticed = hours('XB', 2, { ...ends, xNoticeDays: 14 })
  const other = sides.says('XB', 'proposal', noticed)
  sides.fails('XA', 'acceptance', accepting(noticed), 'over', '/document/xVersion', { ref: other })
  const past = hours('XA', 3, { xValidFrom: '2026-10-24T00:00:00Z', xValidTo: '2026-11-13T00:00:00Z' })
  sides.fails('XA', 'proposal', past, 'past', '/document/xValidTo')
  const countered = new Sides<OpeningHours>(t, 'opening-hours')
  countered.says('XA', 'proposal', hours('XA', 1, ends))
  const counter = countered.says('XB', 'counter-proposal', hours('XB', 1))
  countered.fails('XA', 'acceptance', accepting(hours('XB', 1)), 'over', '/document/xVersion', {
    ref: counter,
    ...late,
  })
})

t.test('a closing begins no earlier than it was said, so that months which are over stay as they were', async (t) => {
  const sides = agreed(t)
  const month = () => commonHours(readable(sides.state), ROAD, ms('2026-11-01T00:00:00Z'), START)
  const before = month()
  const since = (xFrom: string, xTo: string) => ({ xFrom, xTo, xClosed: true })
  const closing = (xFrom: string) => ({ xFrom, xReviewAt: '2026-12-01T00:00:00Z', xReason: 'flood', xInstructions: [] })
  sides.fails(
    'XA',
    'temporary-change',
    since('2026-11-01T00:00:00Z', '2026-11-22T00:00:00Z'),
    'past',
    '/document/xFrom',
  )
  sides.fails(
    'XA',
    'temporary-change',
    since('2026-11-22T20:00:00Z', '2026-12-01T00:00:00Z'),
    'past',
    '/document/xFrom',
  )
  sides.fails('XA', 'emergency-closing', closing('2026-08-15T00:00:00Z'), 'past', '/document/xFrom')
  t.same(month(), before)
  const ref = sides.says('XA', 'emergency-closing', closing('2026-11-22T20:00:00Z'))
  sides.fails('XA', 'reopening', { xAt: '2026-11-22T20:00:00Z' }, 'past', '/document/xAt', {
    ref,
    iat: START / 1000 + 90_000,
  })
  sides.says('XA', 'reopening', { xAt: '2026-11-24T06:00:00Z' }, { ref })
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<OpeningHours>(t, 'opening-hours')
  s.fails('XA', 'acceptance', {}, 'not-open', '/type')
  s.fails('XA', 'proposal', hours('XB', 1), 'not-own', '/document/xSide')
  s.fails('XA', 'proposal', hours('XA', 1, { exitOffice: { id: 'QQ1' } }), 'office', '/document/exitOffice/id')
  s.fails(
    'XA',
    'proposal',
    hours('XA', 1, { xRules: [rule({ weekly: week('20:00', '08:00') })] }),
    'hours',
    '/document/xRules/0/weekly/0/to',
  )
  s.fails(
    'XA',
    'proposal',
    hours('XA', 1, { xValidFrom: '2026-12-02T00:00:00Z', xValidTo: '2026-12-01T00:00:00Z' }),
    'hours',
    '/document/xValidTo',
  )
  const odd = [{ rank: 'dated', from: '2026-12-02', to: '2026-12-01', closed: true }]
  s.fails(
    'XA',
    'proposal',
    hours('XA', 1, { xRules: [rule({ exceptions: odd })] }),
    'hours',
    '/document/xRules/0/exceptions/0/to',
  )
  s.fails('XA', 'proposal', hours('XA', 1), 'decided-by', '/context/xDecidedBy', {
    context: { xDecidedBy: MACHINE },
  })
  const first = s.says('XA', 'proposal', hours('XA', 3))
  s.fails('XA', 'proposal', hours('XA', 3), 'version-used', '/document/xVersion')
  s.fails('XA', 'proposal', hours('XA', 4), 'open-proposal', '/type')
  s.fails('XA', 'counter-proposal', hours('XA', 4, {}), 'open-proposal', '/type')
  s.fails(
    'XB',
    'counter-proposal',
    hours('XB', 1, { xBasedOn: { version: 2 } }),
    'based-on',
    '/document/xBasedOn/version',
  )
  s.fails('XB', 'proposal', hours('XB', 1, { exitOffice: { id: 'XA000999' } }), 'office', '/document/exitOffice/id')
  s.fails('XB', 'proposal', hours('XB', 1, { xEntryOffice: 'XB9' }), 'office', '/document/xEntryOffice')
  s.fails('XA', 'acceptance', { xVersion: 3 }, 'own-proposal', '/ref', { ref: first })
  s.fails('XB', 'acceptance', {}, 'version', '/document/xVersion', { ref: first })
  s.fails('XB', 'acceptance', { xVersion: 3, xTzdb: '2026a' }, 'digest', '/document/xIntervalsDigest', { ref: first })
  const { xTzdb: _, ...without } = accepting(hours('XA', 3))
  s.fails('XB', 'acceptance', without, 'digest', '/document/xTzdb', { ref: first })
  s.fails('XB', 'acceptance', { xVersion: 9 }, 'based-on', '/document/xVersion', { ref: first })
  s.fails('XB', 'acceptance', { xVersion: 9 }, 'no-proposal', '/ref')
  s.fails('XB', 'withdrawal', {}, 'not-own', '/ref', { ref: first })
  s.says('XB', 'rejection', { xReason: 'too short' }, { ref: first })
  t.same(states(s.state), ['exit 3 lapsed'])
  s.fails('XB', 'rejection', {}, 'no-proposal', '/ref', { ref: first })
  s.fails('XA', 'withdrawal', {}, 'no-proposal', '/ref', { ref: first })
  s.fails('XA', 'lapsed', { xVersion: 3 }, 'not-due', '/ref')
  s.fails('XB', 'counter-proposal', hours('XB', 1), 'no-proposal', '/type')
  s.fails('XB', 'reopening', { xAt: '2026-11-24T16:00:00Z' }, 'no-closing', '/ref')
  s.fails('XB', 'out-of-hours-answer', { xGranted: true }, 'no-request', '/ref')
  s.fails(
    'XB',
    'temporary-change',
    { xFrom: '2026-11-24T16:00:00Z', xTo: '2026-11-24T16:00:00Z' },
    'hours',
    '/document/xTo',
  )
  s.fails('XB', 'temporary-change', { xFrom: 'noon', xTo: 'night' }, 'schema', '/document/xFrom')
  const night = { xFrom: '2026-11-24T22:00:00Z', xTo: '2026-11-24T23:00:00Z' }
  s.fails('XB', 'out-of-hours-request', night, 'crossing', '/context/xCrossing')
  const early = { xFrom: '2026-11-24T16:00:00Z', xReviewAt: '2026-11-24T15:00:00Z', xReason: 'fire', xInstructions: [] }
  s.fails('XB', 'emergency-closing', early, 'hours', '/document/xReviewAt')
  s.fails('XA', 'lapsed', {}, 'lapsed', '/document/xVersion')
  s.fails('XA', 'proposal', hours('XA', 4, { xEntryOffice: 'XC9' }), 'office', '/document/xEntryOffice')
  const lines = Array.from({ length: 30 }, () =>
    rule({
      weekly: Array.from({ length: 84 }, () => week('08:00', '09:00')[0]),
      exceptions: Array.from({ length: 100 }, () => ({
        rank: 'dated',
        from: '2026-12-01',
        to: '2026-12-01',
        closed: true,
      })),
    }),
  )
  s.fails('XA', 'proposal', hours('XA', 4, { xRules: lines }), 'hours', '/document/xRules')
  const based = s.says(
    'XA',
    'proposal',
    hours('XA', 4, { xIntervalsDigest: accepting(hours('XA', 4)).xIntervalsDigest }),
  )
  const digest = intervalsDigest(hours('XA', 4) as Hours, '2025b')
  s.fails(
    'XB',
    'counter-proposal',
    hours('XB', 1, { xBasedOn: { version: 4, digest } }),
    'based-on',
    '/document/xBasedOn/digest',
  )
  s.says('XA', 'withdrawal', {}, { ref: based })
  const change = s.says('XB', 'temporary-change', night)
  s.fails('XA', 'lapsed', {}, 'not-own', '/ref', { ref: change })
  s.fails('XB', 'lapsed', {}, 'not-due', '/ref', { ref: change })
  s.says('XB', 'withdrawal', {}, { ref: change })
  s.fails('XB', 'withdrawal', {}, 'no-proposal', '/ref', { ref: change })
  s.fails('XB', 'lapsed', {}, 'not-due', '/ref', { ref: change, iat: ms('2026-11-30T00:00:00Z') / 1000 })
})

t.test(
  'a zone that this node lacks, and other intervals than it computes, are not taken on the way in and out',
  async (t) => {
    const s = new Sides<OpeningHours>(t, 'opening-hours')
    const told = (zone: string) =>
      admit(message('opening-hours', 'XA', 'XB', 'proposal', hours('XA', 1, { xTimeZone: zone })))
    t.match(told('Mars/Olympus'), { rule: 'time-zone', pointer: '/document/xTimeZone' })
    t.equal(told('Europe/Helsinki'), undefined)
    const ref = s.says('XA', 'proposal', hours('XA', 1))
    const c = s.a.case as Case<OpeningHours>
    const accept = (body: object) => {
      const [said] = stated(message('opening-hours', 'XB', 'XA', 'acceptance', body, { ref }), c)
      return intervalsDigest(said!.hours, said!.tzdb) === said!.digest
    }
    t.equal(accept(accepting(hours('XA', 1))), true)
    t.equal(accept(accepting({ ...hours('XA', 1), xTimeZone: 'UTC' })), false)
    t.equal(accept({ ...accepting(hours('XA', 1)), xTzdb: '2025b' }), false, 'the tz database is in the digest')
    const own = message('opening-hours', 'XA', 'XB', 'proposal', hours('XA', 2, { xIntervalsDigest: 'sha-256:x' }))
    const [proposed] = stated(own, undefined)
    t.match(proposed, { tzdb: '2026a', digest: 'sha-256:x', pointer: '/document/xIntervalsDigest' })
    t.match(otherIntervals(proposed!), { rule: 'digest', pointer: '/document/xIntervalsDigest' })
    t.match(otherIntervals({ ...proposed!, pointer: '/ref' }), { rule: 'tzdb', pointer: '/ref' })
  },
)

t.test('precedence: dated before holiday before season before weekly; closing wins in the same rank', async (t) => {
  const exceptions = [
    { rank: 'season', from: '2026-12-01', to: '2027-01-31', hours: [{ from: '10:00', to: '14:00' }] },
    {
      rank: 'holiday',
      from: '2020-12-25',
      to: '2020-12-26',
      recurs: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25',
      closed: true,
    },
    { rank: 'dated', from: '2026-12-26', to: '2026-12-26', hours: [{ from: '22:00', to: '02:00', nextDay: true }] },
    { rank: 'dated', from: '2026-12-30', to: '2026-12-30', hours: [{ from: '08:00', to: '09:00' }] },
    { rank: 'dated', from: '2026-12-30', to: '2026-12-30', closed: true },
  ]
  const sides = agreed(t, { xTimeZone: 'UTC', xRules: [rule({ exceptions })] })
  const of = (from: string, to: string) =>
    told(sideHours(readable(sides.state), 'exit', ROAD, ms(`${from}T00:00:00Z`), ms(`${to}T00:00:00Z`)))
  t.same(of('2026-11-30', '2026-12-02'), ['11-30T08:00–11-30T20:00', '12-01T10:00–12-01T14:00'])
  t.same(of('2026-12-24', '2026-12-28'), [
    '12-24T10:00–12-24T14:00',
    '12-26T22:00–12-27T02:00',
    '12-27T10:00–12-27T14:00',
  ])
  t.same(of('2026-12-30', '2026-12-31'), [])
})

t.test(
  'an exception is about what begins on its days: a night goes on to its end, and one that nobody began is not there',
  async (t) => {
    const nights = week('22:00', '06:00', ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']).map((h) => ({
      ...h,
      nextDay: true,
    }))
    const of = (exceptions: object[], from: string, to: string) => {
      const sides = agreed(t, { xTimeZone: 'UTC', xRules: [rule({ weekly: nights, exceptions })] })
      return told(sideHours(readable(sides.state), 'exit', ROAD, ms(`${from}T12:00:00Z`), ms(`${to}T12:00:00Z`)))
    }
    const monday = [{ rank: 'dated', from: '2026-11-30', to: '2026-11-30', closed: true }]
    t.same(of(monday, '2026-11-29', '2026-12-02'), ['11-29T22:00–11-30T06:00', '12-01T22:00–12-02T06:00'])
    const shorter = [{ rank: 'holiday', from: '2026-11-30', to: '2026-11-30', hours: [{ from: '20:00', to: '23:00' }] }]
    t.same(of(shorter, '2026-11-29', '2026-12-02'), ['11-29T22:00–11-30T06:00', '11-30T20:00–11-30T23:00', '12-01T22:00–12-02T06:00']) // prettier-ignore
    const feasts = [{ rank: 'holiday', from: '2026-11-30', to: '2026-12-01', days: ['2026-12-04'], closed: true }]
    t.same(of(feasts, '2026-11-29', '2026-12-07'), ['11-29T22:00–11-30T06:00', '12-02T22:00–12-03T06:00', '12-03T22:00–12-04T06:00', '12-06T22:00–12-07T06:00']) // prettier-ignore
  },
)

t.test('a planned closing is told as long before as its side has agreed; an emergency needs no notice', async (t) => {
  const sides = agreed(t, { xNoticeDays: 2 })
  const closing = (day: string) => ({ xFrom: `${day}T10:00:00Z`, xTo: `${day}T12:00:00Z`, xClosed: true })
  const at = { iat: ms('2026-12-01T10:00:00Z') / 1000 }
  sides.fails('XA', 'temporary-change', closing('2026-12-02'), 'notice', '/document/xFrom', at)
  sides.says('XA', 'temporary-change', closing('2026-12-03'), at)
  sides.says('XB', 'temporary-change', closing('2026-12-02'), at)
})

t.test('each agency that has a say must be open; goods and lanes narrow the answer', async (t) => {
  const xRules = [
    rule(),
    rule({ agency: 'vet', currentCode: ['live-animals'], weekly: week('09:00', '12:00') }),
    rule({ agency: 'plant', classificationId: ['06'], weekly: week('13:00', '15:00') }),
    rule({ lane: 'bus', weekly: week('00:00', '24:00') }),
  ]
  const sides = agreed(t, { xTimeZone: 'UTC', xRules })
  const at = (p: object): string[] =>
    told(
      sideHours(
        readable(sides.state),
        'exit',
        { ...ROAD, lane: 'lorry', ...p },
        ms('2026-11-24T00:00:00Z'),
        ms('2026-11-25T00:00:00Z'),
      ),
    )
  t.same(at({}), ['11-24T08:00–11-24T20:00'])
  t.same(at({ currentCode: 'live-animals' }), ['11-24T09:00–11-24T12:00'])
  t.same(at({ classificationId: '060311' }), ['11-24T13:00–11-24T15:00'])
  t.same(at({ lane: 'bus' }), ['11-24T00:00–11-25T00:00'])
  t.same(at({ agency: 'police' }), [])
})

/** What overrules all that, between two instants, on the first side. */
type Turn = { kind: 'open' | 'closed' | 'emergency'; from: string; to: string }

const all = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']
const night = (from: string, to: string) => all.map((day) => ({ day, from, to, nextDay: true }))
const PAIRS: readonly [string, Plan, string, Plan, Turn[]?][] = [
  // Edges inside the hours that clocks skip and show twice.
  [
    'Europe/Helsinki',
    { weekly: night('22:00', '03:30'), closed: ['2026-12-06', '2027-03-28'] },
    'Europe/Moscow',
    { weekly: week('00:00', '24:00', all), closed: [] },
  ],
  [
    'America/New_York',
    { weekly: [...week('01:30', '02:30', all), ...week('06:00', '23:15')], closed: ['2026-07-04'] },
    'America/Toronto',
    { weekly: night('20:00', '12:00'), closed: ['2026-07-01'] },
  ],
  [
    'Australia/Lord_Howe',
    { weekly: night('18:45', '01:45'), closed: [] },
    'Asia/Kathmandu',
    { weekly: week('07:00', '19:00'), closed: ['2026-10-20'] },
  ],
  // Seasons, holidays that come again, days of their own, hours over midnight into a changed clock, and what overrules all of it.
  [
    'Europe/Warsaw',
    {
      weekly: [...week('06:00', '22:00'), { day: 'sa', from: '22:00', to: '04:00', nextDay: true }],
      closed: ['2026-05-01'],
      special: [
        {
          rank: 'season',
          from: '2026-06-15',
          to: '2026-09-15',
          recurs: 'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15',
          hours: [{ from: '04:00', to: '24:00' }],
        },
        {
          rank: 'season',
          from: '2026-10-24',
          to: '2026-10-31',
          hours: [{ from: '21:00', to: '02:30', nextDay: true }],
        },
        {
          rank: 'holiday',
          from: '2025-12-25',
          to: '2025-12-26',
          recurs: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25',
          closed: true,
        },
        {
          rank: 'holiday',
          from: '2026-03-29',
          to: '2026-03-29',
          recurs: 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
          hours: [{ from: '01:30', to: '03:30' }],
        },
        {
          rank: 'holiday',
          from: '2026-05-04',
          to: '2026-05-04',
          recurs: 'FREQ=YEARLY;BYMONTH=5;BYDAY=1MO',
          closed: true,
        },
        {
          rank: 'dated',
          from: '2026-12-26',
          to: '2026-12-26',
          hours: [
            { from: '08:00', to: '12:00' },
            { from: '20:00', to: '03:00', nextDay: true },
          ],
        },
        { rank: 'dated', from: '2026-07-04', to: '2026-07-05', hours: [{ from: '00:00', to: '24:00' }] },
        { rank: 'dated', from: '2026-07-05', to: '2026-07-05', closed: true },
      ],
    },
    'America/Sao_Paulo',
    {
      weekly: week('00:00', '24:00', all),
      closed: ['2026-09-07'],
      special: [
        {
          rank: 'season',
          from: '2027-01-01',
          to: '2027-02-28',
          hours: [{ from: '20:00', to: '16:00', nextDay: true }],
        },
      ],
    },
    [
      { kind: 'open', from: '2026-03-28T22:00:00Z', to: '2026-03-29T05:00:00Z' },
      { kind: 'closed', from: '2026-03-29T00:30:00Z', to: '2026-03-29T02:15:00Z' },
      { kind: 'open', from: '2026-08-10T00:00:00Z', to: '2026-08-12T00:00:00Z' },
      { kind: 'emergency', from: '2026-08-11T09:17:00Z', to: '2026-08-11T15:42:00Z' },
      { kind: 'emergency', from: '2027-10-30T20:00:00Z', to: '2027-10-31T02:00:00Z' },
    ],
  ],
]

for (const [zoneA, a, zoneB, b, turns = []] of PAIRS)
  t.test(`${zoneA} and ${zoneB}: the same as the clocks on the wall, for each minute of two years`, async (t) => {
    const exceptions = (plan: Plan) => [
      ...plan.closed.map((day) => ({ rank: 'dated', from: day, to: day, closed: true })),
      ...(plan.special ?? []),
    ]
    const of = (zone: string, plan: Plan) => ({
      xTimeZone: zone,
      xValidFrom: '2025-12-01T00:00:00Z',
      xRules: [rule({ weekly: plan.weekly, exceptions: exceptions(plan) })],
    })
    const sides = new Sides<OpeningHours>(t, 'opening-hours')
    sides.says('XA', 'proposal', hours('XA', 1, of(zoneA, a)), { iat: ms('2025-12-01T00:00:00Z') / 1000 })
    const counter = sides.says('XB', 'counter-proposal', hours('XB', 1, of(zoneB, b)), {
      iat: ms('2025-12-01T00:00:00Z') / 1000,
    })
    sides.says('XA', 'acceptance', accepting(hours('XB', 1, of(zoneB, b))), {
      ref: counter,
      iat: ms('2025-12-01T00:00:00Z') / 1000,
    })
    for (const { kind, from: xFrom, to: xTo } of turns) {
      const iat = ms(xFrom) / 1000
      if (kind === 'emergency') {
        const fire = { xFrom, xReviewAt: xTo, xReason: 'fire', xInstructions: [] }
        const ref = sides.says('XA', 'emergency-closing', fire, { iat })
        sides.says('XA', 'reopening', { xAt: xTo }, { ref, iat })
      } else {
        const ref = sides.says('XA', 'temporary-change', { xFrom, xTo, xClosed: kind === 'closed' }, { iat })
        if (kind === 'open') sides.says('XB', 'acceptance', {}, { ref, iat })
      }
    }
    const spans = turns.map((x) => ({ kind: x.kind, from: ms(x.from) / 60_000, to: ms(x.to) / 60_000 }))
    /** Emergency before temporary closing before temporary opening before the rules. */
    const turned = (minute: number, open: boolean): boolean => {
      const now = spans.filter((x) => x.from <= minute && minute < x.to).map((x) => x.kind)
      return now.includes('emergency') || now.includes('closed') ? false : now.includes('open') || open
    }
    const [from, to] = [ms('2026-01-01T00:00:00Z'), ms('2028-01-01T00:00:00Z')]
    const common = commonHours(readable(sides.state), ROAD, from, to)
    const [readA, readB] = [reading(byIntl(zoneA, from, to)), reading(byIntl(zoneB, from, to))]
    let [index, wrong, open] = [0, 0, 0]
    for (let minute = from / 60_000; minute < to / 60_000; minute++) {
      while (index < common.length && common[index]![1] <= minute * 60_000) index++
      const found = index < common.length && common[index]![0] <= minute * 60_000
      const wanted = turned(minute, openOnClock(a, readA(minute))) && openOnClock(b, readB(minute))
      if (found !== wanted) wrong++
      if (wanted) open++
    }
    t.equal(wrong, 0)
    t.ok(open > 10_000, `${open} minutes in common`)
  })

t.test(
  'a calendar in which nothing is open says so, and an opening is the same from wherever it is looked at',
  async (t) => {
    const always = rule({ weekly: week('00:00', '24:00', all) })
    const text = (sides: Sides<OpeningHours>, p: Passage, from: string, to: string): string =>
      calendarText(readable(sides.state), p, {
        name: 'X',
        from: ms(`${from}T00:00:00Z`),
        to: ms(`${to}T00:00:00Z`),
        now: START,
      })
    const uids = (of: string): string[] => [...of.matchAll(/UID:(\S+)/g)].map((m) => m[1]!)
    const nothing = text(agreed(t), { ...ROAD, modeCode: '2' }, '2026-11-23', '2026-11-30')
    t.equal(nothing.match(/BEGIN:VEVENT/g)?.length, 1)
    t.match(nothing, 'SUMMARY:X: not open')
    t.match(nothing, 'CATEGORIES:CLOSED')
    const open = agreed(t, { xRules: [always] }, { xRules: [always] })
    const [first, second] = [text(open, ROAD, '2026-12-10', '2026-12-20'), text(open, ROAD, '2027-06-11', '2027-06-20')]
    t.equal(uids(first).length, 1)
    t.same(uids(first), uids(second))
    t.match(second, `DTSTART:${new Date(START).toISOString().slice(0, 10).replaceAll('-', '')}`)
    t.same(uids(text(agreed(t), ROAD, '2026-11-24', '2026-11-25')), uids(calendarText(readable(agreed(t).state), ROAD, { name: 'X', from: ms('2026-11-24T09:00:00Z'), to: ms('2026-11-24T10:00:00Z'), now: START })), 'cut in the middle') // prettier-ignore
  },
)

t.test('the calendar is iCalendar, the week is a picture, and a what-if is counted', async (t) => {
  const sides = agreed(t)
  const text = calendarText(readable(sides.state), ROAD, {
    name: 'Vaalimaa; road, lorries – ' + 'ä'.repeat(60),
    from: ms('2026-11-23T00:00:00Z'),
    to: ms('2026-11-30T00:00:00Z'),
    now: START,
  })
  t.equal(text.match(/BEGIN:VEVENT/g)?.length, 5)
  t.match(text, 'DTSTART:20261124T060000Z\r\nDTEND:20261124T170000Z\r\n')
  t.match(text, 'X-WR-CALNAME:Vaalimaa\\; road\\, lorries')
  t.same(
    text.split('\r\n').filter((line) => Buffer.byteLength(line) > 75),
    [],
  )
  const options = { name: 'A & <B>', monday: '2026-11-23', zone: 'Europe/Helsinki', now: START }
  const svg = weekPicture(readable(sides.state), ROAD, options)
  t.same(
    [...svg.matchAll(/<rect [^>]*><title>both: ([^<]*)/g)].map((m) => m[1]),
    Array.from({ length: 5 }, () => '08:00–19:00'),
  )
  t.match(svg, 'Europe/Moscow (UTC+3)')
  t.match(svg, '<desc id="desc">Open on both sides, clock in Europe/Helsinki. Monday: 08:00 to 19:00. Tuesday')
  t.equal(svg.match(/<title>now/g)?.length, 1)
  const spring = { ...options, monday: '2027-03-22' }
  t.match(weekPicture(readable(sides.state), ROAD, spring), 'clocks change: 23 h')
  t.match(svg, 'A &#38; &#60;B&#62;')
  t.notMatch(svg, '<B>')
  const week = [ms('2026-11-23T00:00:00Z'), ms('2026-11-30T00:00:00Z')] as const
  const now = commonHours(readable(sides.state), ROAD, ...week)
  const longer = agreed(t, {}, { xRules: [rule({ weekly: [...week2('08:00', '22:00')] })] })
  const then = commonHours(readable(longer.state), ROAD, ...week)
  const arrivals = [ms('2026-11-24T17:30:00Z'), ms('2026-11-24T12:00:00Z')]
  t.same(whatIf(arrivals, now, then), {
    arrivals: 2,
    servedAtOnce: { now: 1, then: 2 },
    waiting: { now: 12.5 * 3_600_000, then: 0 },
  })
})
const week2 = (from: string, to: string) => week(from, to)

const lines: Line[] = [
  { type: 'proposal', body: hours('XA', 1), only: 'XA' },
  { type: 'proposal', body: hours('XB', 1), only: 'XB' },
  { type: 'proposal', body: hours('XA', 2), only: 'XA' },
  { type: 'counter-proposal', body: hours('XB', 2), only: 'XB' },
  { type: 'counter-proposal', body: hours('XA', 3), only: 'XA' },
  ...[1, 2].map((v) => ({ type: 'acceptance', body: accepting(hours('XA', v)), answers: 'proposal' })),
  ...[2, 3].map((v) => ({ type: 'acceptance', body: accepting(hours('XA', v)), answers: 'counter-proposal' })),
  { type: 'acceptance', body: {}, answers: 'temporary-change' },
  { type: 'rejection', body: {}, answers: 'proposal' },
  { type: 'withdrawal', body: {}, answers: 'proposal' },
  { type: 'temporary-change', body: { xFrom: '2026-11-24T10:00:00Z', xTo: '2026-11-24T12:00:00Z' } },
  {
    type: 'emergency-closing',
    body: { xFrom: '2026-11-24T10:00:00Z', xReviewAt: '2026-11-24T12:00:00Z', xReason: 'fire', xInstructions: [] },
  },
  { type: 'reopening', body: { xAt: '2026-11-24T12:00:00Z' }, answers: 'emergency-closing' },
  {
    type: 'out-of-hours-request',
    body: { xFrom: '2026-11-24T10:00:00Z', xTo: '2026-11-24T12:00:00Z' },
    context: { xCrossing: 'C1' },
  },
  {
    type: 'out-of-hours-request',
    body: { xFrom: '2026-11-21T10:00:00Z', xTo: '2026-11-21T12:00:00Z' },
    context: { xCrossing: 'C2' },
  },
  {
    type: 'out-of-hours-slots',
    body: { xSlots: [{ slot: 'N1', from: '2026-11-24T21:00:00Z', to: '2026-11-24T23:00:00Z', capacity: 1 }] },
  },
  {
    type: 'out-of-hours-request',
    body: { xSlot: 'N1', xFrom: '2026-11-24T21:00:00Z', xTo: '2026-11-24T22:00:00Z' },
    context: { xCrossing: 'C3' },
  },
  { type: 'out-of-hours-answer', body: { xGranted: true, xSlot: 'N1' }, answers: 'out-of-hours-request' },
  { type: 'withdrawal', body: {}, answers: 'out-of-hours-request' },
  { type: 'date-list', body: { xDateList: 'feasts', xDays: ['2026-12-24'] } },
  { type: 'temporary-change', body: { xFrom: '2026-11-23T00:00:00Z', xTo: '2026-11-23T02:00:00Z' } },
  { type: 'lapsed', body: {}, answers: 'out-of-hours-request' },
  { type: 'lapsed', body: {}, answers: 'temporary-change' },
  { type: 'out-of-hours-answer', body: { xGranted: true }, answers: 'out-of-hours-request' },
  { type: 'lapsed', body: { xVersion: 1 }, answers: 'proposal' },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('opening-hours', converges(t, 'opening-hours', lines)), [])
})
