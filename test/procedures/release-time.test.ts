/** Release times of a crossing, recorded on both sides. */
import t from 'tap'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { crossingPicture } from '../../node/procedures/release-time/crossing-picture.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import {
  derivedEvent,
  ownTakenBack,
  takingBack,
  undoingOf,
  withDerived,
} from '../../node/procedures/release-time/derived-events.ts'
import { doorToDoor, durationText, legText } from '../../node/procedures/release-time/door-to-door.ts'
import { percentiles, series, type By, type Timed } from '../../node/procedures/release-time/release-series.ts'
import type { CrossingTable } from '../../node/procedures/release-time/crossing-table.ts'
import { countedOf, movementsIn } from '../../node/procedures/release-time/movements.ts'
import { hiddenCells, SMALLEST_CELL } from '../../node/procedures/release-time/small-cells.ts'
import { isLeadDayOnly, leadTimeOf, releasesOf, startOf } from '../../node/procedures/release-time/measures.ts'
import { seriesCsv, seriesPicture } from '../../node/procedures/release-time/series-output.ts'
import { fencesOf, outliersOf } from '../../node/procedures/release-time/outliers.ts'
import {
  isDayOnly,
  releaseTime,
  type ReleaseTime,
  type Study,
  type TimeEvent,
} from '../../node/procedures/release-time/release-time.ts'
import { difference } from '../../node/procedures/release-time/release-times.ts'
import { draw, sampleOf } from '../../node/procedures/release-time/sampling.ts'
import { sampleIn } from '../../node/procedures/release-time/studies.ts'
import { Strata } from '../../node/procedures/release-time/strata.ts'
import { checkSchema } from '../../node/cases/schemas.ts'
import type { Case } from '../../node/cases/engine.ts'
import type { Country } from '../../node/values/country.ts'
import { converges, message, neverApplied, Sides, START, type Line } from './sides.ts'

const context = { xCrossing: 'C1', xOffice: 'XA000101' }
const event = (xEventId: string, xCode: string, time: string, more: object = {}) => ({
  xEventId,
  xCode,
  xOccurredAt: `2026-11-23T${time}Z`,
  xRecordedAt: `2026-11-23T${time}Z`,
  xClock: { source: 'ntp', uncertaintyMs: 500 },
  xCapture: 'automatic',
  ...more,
})

const values = ({ events }: ReleaseTime) => events.entries().map(([, e]) => e)

t.test(
  'door to door: whose time it was, idle time of each side, closed hours apart, and clocks that are not better than they are',
  async (t) => {
    const sides = new Sides<ReleaseTime>(t, 'release-time')
    const say = (from: 'XA' | 'XB', ...e: Parameters<typeof event>) =>
      sides.says(from, 'event', event(...e), { context })
    say('XA', 'e1', 'arrival', '06:00:00')
    say('XA', 'e2', 'release', '06:30:00')
    say('XA', 'e3', 'exit', '06:30:00.700')
    say('XB', 'e4', 'arrival', '06:40:00')
    say('XB', 'e5', 'control-started', '08:00:00', { xActor: 'agency' })
    say('XB', 'e6', 'release', '08:20:00')
    sides.says('XB', 'correction', { xEventId: 'e6', xOccurredAt: '2026-11-23T08:30:00Z', xReason: 'read wrongly' })
    say('XB', 'e7', 'payment', '08:25:00')
    sides.says('XB', 'correction', { xEventId: 'e7', xVoid: true, xReason: 'another lorry' })
    t.same(sides.state.flags, [])
    const minute = 60_000
    const hour = (h: number) => Date.parse(`2026-11-23T0${h}:00:00Z`)
    const found = doorToDoor('C1', values(sides.state), [
      [hour(5), hour(7)],
      [hour(8), hour(9)],
    ])!
    t.equal(found.ms, 150 * minute)
    t.same(
      found.legs.map((leg) => leg.atMost),
      [false, true, false, false, false],
    )
    t.same(
      found.legs.map((leg) => legText(leg)),
      ['30 min', '≤ 1 s', '9 min 59 s', '1 h 20 min', '30 min'],
    )
    const marks = [{ side: 'XA<', code: 'arrival', time: found.start, outOfOrder: true }]
    const svg = crossingPicture(found, marks, [[hour(5), hour(7)]])
    t.match(svg, 'XA&#60;')
    t.match(svg, 'arrival 06:00 (out of order)')
    t.match(svg, 'release to exit: ≤ 1 s, carrier')
    t.match(svg, /fill="url\(#closed\)"[^>]*><title>not both open: 1 h 30 min/)
    t.same(found.byActor, { customs: 60 * minute, carrier: 10 * minute, agency: 20 * minute })
    t.equal(found.closedMs, 60 * minute)
    t.same(found.idle, { XB: 30 * minute + 700, XA: 110 * minute })
    t.equal(doorToDoor('C9', values(sides.state)), undefined)
  },
)

t.test(
  'arrival to physical release is the measure, on each side; door to door and lead time are others: a lorry that was announced ten days before took no ten days',
  async (t) => {
    const sides = new Sides<ReleaseTime>(t, 'release-time')
    const say = (from: 'XA' | 'XB', ...e: Parameters<typeof event>) =>
      sides.says(from, 'event', event(...e), { context })
    const before = '2026-11-13T06:00:00Z'
    say('XA', 'l', 'lodgement', '06:00:00', { xOccurredAt: before, xRecordedAt: before })
    const told = () => {
      const events = values(sides.state)
      return {
        doors: doorToDoor('C1', events)?.ms,
        releases: releasesOf(events).map((r) => [r.side, r.end, r.ms / 60_000]),
        lead: leadTimeOf(events, 'XA'),
      }
    }
    t.same(told(), { doors: undefined, releases: [], lead: null }, 'paper is nowhere')
    say('XA', 'x', 'exit', '05:30:00')
    say('XB', 'q', 'queue-in', '05:40:00')
    say('XB', 'a', 'arrival', '06:00:00')
    t.same(told(), { doors: 30 * 60_000, releases: [], lead: 10 * 86_400_000 })
    say('XB', 'p', 'payment', '05:00:00')
    say('XB', 'r', 'release', '06:20:00')
    t.same(told().releases, [['XB', 'release', 20]])
    say('XB', 'r2', 'release', '06:30:00')
    t.same(told(), { doors: 60 * 60_000, releases: [['XB', 'release', 30]], lead: 10 * 86_400_000 }, 'the last of it')
    say('XB', 'm', 'removal', '07:00:00')
    t.same(told().releases, [['XB', 'removal', 60]], 'where it is known when the goods were taken away')
    t.same(doorToDoor('C1', values(sides.state))!.legs[0], {
      from: 'exit',
      to: 'queue-in',
      start: Date.parse('2026-11-23T05:30:00Z'),
      ms: 600_000,
      uncertaintyMs: 1000,
      atMost: false,
      actor: 'carrier',
      closedMs: 0,
      side: 'XB',
      dayOnly: false,
    })
    sides.says('XB', 'correction', { xEventId: 'a', xOccurredAt: '2026-11-13T05:00:00Z', xReason: 'x' })
    t.equal(told().lead, null, 'what is lodged after arrival has no lead')
    sides.says('XB', 'correction', { xEventId: 'a', xVoid: true, xReason: 'x' })
    t.same([told().releases, told().lead], [[], null], 'what is struck out counts for nothing')
    say('XA', 'a2', 'arrival', '06:40:00')
    say('XA', 'r3', 'release', '06:35:00')
    t.same([told().releases, told().lead], [[['XA', 'release', 0]], null], 'released before it came, so on arrival')
  },
)

t.test('what comes out of order is flagged and kept', async (t) => {
  const sides = new Sides<ReleaseTime>(t, 'release-time')
  sides.says('XA', 'event', event('a', 'arrival', '07:00:00'), { context })
  sides.says('XA', 'event', event('r', 'release', '06:00:00'), { context })
  t.same(sides.state.flags, ['out-of-order:r'])
  sides.says('XA', 'event', event('x', 'exit', '06:59:59.800'), { context })
  t.same(sides.state.flags, ['out-of-order:r'], 'not where the clocks cannot tell')
  sides.says('XB', 'event', event('b', 'arrival', '09:00:00'), { context })
  t.same(sides.state.flags, ['out-of-order:r'], 'the other side has an order of its own')
  sides.says('XA', 'correction', { xEventId: 'a', xOccurredAt: '2026-11-23T05:50:00Z', xReason: 'x' })
  t.same(sides.state.flags, [], 'a correction mends the order')
  sides.says('XA', 'correction', { xEventId: 'a', xOccurredAt: '2026-11-23T07:10:00Z', xReason: 'x' })
  t.same(sides.state.flags, ['out-of-order:r', 'out-of-order:x'], 'or upsets it')
  sides.says('XA', 'correction', { xEventId: 'a', xVoid: true, xReason: 'x' })
  t.same(sides.state.flags, [])
})

t.test('what was told long after it happened enters no figure, and nothing has happened that is to come', async (t) => {
  const sides = new Sides<ReleaseTime>(t, 'release-time')
  const iat = START / 1000 + 4 * 3600
  const at = (time: string) => ({ xOccurredAt: time, xRecordedAt: time })
  const never = event('n', 'exit', '06:00:00', at('2099-01-01T00:00:00Z'))
  sides.says('XA', 'event', event('a', 'arrival', '06:00:00'), { context, iat })
  sides.says('XA', 'event', event('x', 'exit', '07:00:00'), { context, iat })
  const hour = doorToDoor('C1', values(sides.state))?.ms
  sides.fails('XB', 'event', never, 'future', '/document/xOccurredAt', { context, iat })
  sides.says('XB', 'event', event('q', 'queue-in', '06:00:00', at('1971-01-01T00:00:00Z')), { context, iat })
  t.same([hour, doorToDoor('C1', values(sides.state))?.ms], [3_600_000, 3_600_000])
  t.same(sides.state.flags, ['long-ago:q'])
  const correct = (xOccurredAt: string) => ({ xEventId: 'q', xOccurredAt, xReason: 'x' })
  sides.fails('XB', 'correction', correct('2099-01-01T00:00:00Z'), 'future', '/document/xOccurredAt', { iat })
  // A year later the right time is right still.
  sides.says('XB', 'correction', correct('2026-11-23T07:30:00Z'), { iat: iat + 31_000_000 })
  t.same([sides.state.flags, doorToDoor('C1', values(sides.state))?.ms], [[], 5_400_000])
  sides.says('XB', 'correction', correct('1971-01-01T00:00:00Z'), { iat })
  t.same([sides.state.flags, doorToDoor('C1', values(sides.state))?.ms], [['long-ago:q'], 3_600_000])
  // Within what may be told late another moves a movement out of no month of ours.
  sides.says('XB', 'correction', correct('2026-10-01T00:00:00Z'), { iat })
  const starts = ['XA', 'XB'].map((country) => new Date(startOf(values(sides.state), country)!).toISOString())
  t.same(starts, ['2026-11-23T06:00:00.000Z', '2026-10-01T00:00:00.000Z'])
  const arrival = (xAt: string) => message('pre-arrival', 'XB', 'XA', 'arrival', { xAt }, { context, iat })
  const clock = PROCEDURES.type('pre-arrival', 'arrival')?.clock
  t.same(
    ['2026-11-23T06:00:00Z', '1970-01-01T00:00:00Z'].map((xAt) => derivedEvent(arrival(xAt), clock)?.doubted),
    [undefined, true],
  )
})

t.test(
  'messages of other procedures come to clock times, where they carry any and their sender has recorded none',
  async (t) => {
    const say = (procedure: string, type: string, body: object) =>
      derivedEvent(
        message(procedure, 'XB', 'XA', type, body, { context: { xCrossing: 'C1', xOffice: 'XB000214' } }),
        PROCEDURES.type(procedure, type)?.clock,
      )
    const means = { arrivalTransportMeans: { modeCode: '3' } }
    const arrival = say('pre-arrival', 'arrival', { xAt: '2026-11-23T06:40:00Z', ...means })!
    t.match(arrival, {
      code: 'arrival',
      capture: 'derived',
      uncertaintyMs: 60_000,
      office: 'XB000214',
      crossing: 'C1',
      mode: '3',
    })
    const released = { status: { releaseDateTime: '2026-11-23T08:30:05Z' } }
    t.match(say('pre-arrival', 'release', released), { code: 'release', uncertaintyMs: 1000 })
    t.match(say('joint-control', 'start', { xStart: '2026-11-23T08:00:00Z' }), { code: 'control-started' })
    t.equal(say('joint-control', 'result', { xFinality: 'interim', xEnd: '2026-11-23T08:10:00Z' }), undefined)
    t.match(say('joint-control', 'result', { xFinality: 'final', xEnd: '2026-11-23T08:10:00Z' }), {
      code: 'control-ended',
    })
    t.equal(say('pre-arrival', 'arrival', {}), undefined, 'no time, no event')
    t.equal(say('pre-arrival', 'risk-outcome', { issueDateTime: '2026-11-23T08:10:00Z' }), undefined)
    const own = { ...arrival, capture: 'automatic' as const, message: 'own' }
    t.same(withDerived([own], [arrival]), [own])
    t.same(withDerived([{ ...own, from: 'XA' }], [arrival]).length, 2, 'the other side’s is another')
    const [one, two] = [
      { ...own, subjects: ['equipment:1'] },
      { ...arrival, subjects: ['equipment:2'] },
    ]
    t.same(withDerived([one], [two]).length, 2)
  },
)

t.test('what another message takes back is no clock time any more, of the same things, agency and side', async (t) => {
  const said = (procedure: string, type: string, body: object, from: 'XA' | 'XB' = 'XB', more: object = {}) => {
    const m = message(procedure, from, from === 'XB' ? 'XA' : 'XB', type, body, { context: { xCrossing: 'C1', ...more } })
    return { m, type: PROCEDURES.type(procedure, type)! }
  }
  const stated = (...of: Parameters<typeof said>) => {
    const { m, type } = said(...of)
    return { m, event: derivedEvent(m, type.clock)! }
  }
  const undoes = (...of: Parameters<typeof said>) => {
    const { m, type } = said(...of)
    return undoingOf(m, type.takesBack)!
  }
  const at = (hour: string) => ({ xAt: `2026-11-23T${hour}:00:00Z` })
  const box = (id: string) => ({ transportEquipment: { id } })
  const [ONE, TWO] = [box('1'), box('2')]
  const counts = (all: readonly ReturnType<typeof stated>[], ...by: Parameters<typeof said>) =>
    takingBack(all, undoes(...by)).map(({ event }) => event.takenBack === undefined)
  const came = [
    stated('pre-arrival', 'arrival', at('06')),
    stated('pre-arrival', 'arrival', { ...at('06'), xSubject: [ONE] }),
    stated('pre-arrival', 'presentation', { ...at('06'), xSubject: [ONE, TWO] }),
    stated('pre-arrival', 'exit', { exitDateTime: '2026-11-23T06:00:00Z' }, 'XA'),
    stated('pre-arrival', 'control-decision', at('06')),
  ]
  t.same(counts(came, 'pre-arrival', 'withdrawn', at('07')), [false, false, false, true, true])
  t.same(counts(came, 'pre-arrival', 'withdrawn', { ...at('07'), xSubject: [ONE] }), [true, false, true, true, true], 'of all that it is about')
  t.same(counts(came, 'pre-arrival', 'withdrawn', at('07'), 'XB', { xSubject: [TWO, ONE] }), [true, false, false, true, true])
  t.same(counts(came, 'pre-arrival', 'presentation-revoked', {}), [true, true, false, true, true])
  const free = [stated('pre-arrival', 'release', at('08')), stated('pre-arrival', 'release', { ...at('08'), xAgency: 'vet' })]
  const why = { xReasonCode: 'x' }
  t.same(counts(free, 'pre-arrival', 'release-revoked', why), [false, true])
  t.same(counts(free, 'pre-arrival', 'release-revoked', { ...why, xAgency: 'vet' }), [true, false])
  const xSubject = [ONE]
  const out = [
    stated('juxtaposed-office', 'exit-completed', { ...at('06'), xSubject }, 'XA'),
    stated('juxtaposed-office', 'handover', { ...at('06'), xSubject }, 'XA'),
    stated('juxtaposed-office', 'entry-completed', { ...at('06'), xSubject }),
  ]
  for (const type of ['handover-revoked', 'readmitted'])
    t.same(counts(out, 'juxtaposed-office', type, { ...at('07'), ...why }, 'XA'), [false, false, true], type)
  t.same(counts(out, 'juxtaposed-office', 'release-revoked', { ...at('07'), ...why }, 'XA'), [false, true, true])
  for (const type of ['release-revoked', 'refusal-revoked']) {
    t.same(counts(out, 'juxtaposed-office', type, { ...at('07'), ...why }), [true, true, false], type)
    const vet = { ...at('07'), ...why, xAgency: 'vet' }
    t.same(counts(out, 'juxtaposed-office', type, vet), [true, true, true], 'the release of another agency stands')
  }
  // What a side has recorded itself ends by what has happened after it.
  const [arrived] = came
  const own = (event: TimeEvent) => ownTakenBack({ ...event, capture: 'automatic' }, [undoes('pre-arrival', 'withdrawn', at('07'))])
  const later = stated('pre-arrival', 'arrival', at('09')).event
  t.same([own(arrived!.event), own(later), own({ ...arrived!.event, from: 'XA' })].map((e) => e.takenBack !== undefined), [true, false, false])
  const gone = own(arrived!.event)
  t.same(withDerived([gone], [later]), [gone, later], 'and stands in the place of nothing that counts')
  t.same(withDerived([gone], [{ ...later, takenBack: 'x' }]), [gone])
  const release = stated('pre-arrival', 'release', at('10')).event
  const minutes = (events: readonly TimeEvent[]) => releasesOf(events).map(({ ms }) => ms / 60_000)
  t.same([minutes([gone, later, release]), minutes([arrived!.event, { ...release, takenBack: 'x' }])], [[60], []])
}) // prettier-ignore

t.test(
  'a day is that of its office, and of no minute: it is shown as such, and counted apart from minutes',
  async (t) => {
    const released = { status: { releaseDateTime: '2026-11-23' } }
    const context = { xCrossing: 'C1', xOffice: 'XB000214' }
    const m = message('pre-arrival', 'XB', 'XA', 'release', released, { context })
    const clock = PROCEDURES.type('pre-arrival', 'release')?.clock
    t.match(checkSchema(m), undefined, 'the schema has days')
    const at = (zone?: string) => derivedEvent(m, clock, () => zone)!
    const span = ({ said, uncertaintyMs }: TimeEvent) =>
      [said - uncertaintyMs, said + uncertaintyMs].map((ms) => new Date(ms).toISOString().slice(0, 16))
    t.same([span(at('Asia/Tokyo')), at('Asia/Tokyo').day], [['2026-11-22T15:00', '2026-11-23T15:00'], '2026-11-23'])
    t.same(span(at('America/New_York')), ['2026-11-23T05:00', '2026-11-24T05:00'])
    t.same(span(at()), ['2026-11-22T10:00', '2026-11-24T12:00'], 'of any office, where its zone is not known')
    const spring = message('pre-arrival', 'XB', 'XA', 'release', { status: { releaseDateTime: '2026-03-29' } }, { context }) // prettier-ignore
    const short = derivedEvent(spring, clock, () => 'Europe/Berlin')!
    t.same([short.uncertaintyMs, isDayOnly(short)], [12 * 3_600_000, true], 'a day of 23 hours is a day too')
    const told = (xCode: 'arrival' | 'lodgement', time: string): TimeEvent =>
      ({ ...at('UTC'), code: xCode, said: Date.parse(time), uncertaintyMs: 1000, day: undefined }) as never
    const arrival = told('arrival', '2026-11-23T06:00:00Z')
    const day = at('UTC')
    t.match(releasesOf([arrival, day]), [{ side: 'XB', ms: 6 * 3_600_000, dayOnly: true }])
    const doors = doorToDoor('C1', [arrival, day])!
    t.match(doors, { dayOnly: true, byActor: {}, legs: [{ dayOnly: true, atMost: true }] })
    t.equal(doors.legs.map(legText)[0], '≤ 12 h')
    const late = { ...day, said: day.said + 86_400_000 }
    t.equal(doorToDoor('C1', [arrival, late])!.legs.map(legText)[0], '1 d 6 h ± 12 h')
    t.match(crossingPicture(doors, [{ side: 'XB', code: 'release', time: day.said, day: day.day, outOfOrder: false }]), 'release 2026-11-23') // prettier-ignore
    t.same(leadTimeOf([told('lodgement', '2026-11-22T06:00:00Z'), arrival], 'XA'), 86_400_000)
    const dayOfLodgement = {
      ...told('lodgement', '2026-11-22T12:00:00Z'),
      uncertaintyMs: 43_200_000,
      day: '2026-11-22',
    }
    t.same([leadTimeOf([dayOfLodgement, arrival], 'XA'), isLeadDayOnly([dayOfLodgement, arrival], 'XA')], [null, true])
    t.notOk(isDayOnly({ uncertaintyMs: 43_199_999 }))
  },
)

t.test(
  'by what movements are told apart: their own clock times go before what declarations say, and several chapters are none',
  async (t) => {
    const items = (...ids: string[]) => ({
      goodsShipment: { governmentAgencyGoodsItem: ids.map((id) => ({ commodity: { classification: [{ id }] } })) },
    })
    const none = { regime: null, aeo: null, chapter: null, agency: null }
    const of = (bodies: unknown[], events: object[] = []) => {
      const strata = new Strata()
      for (const body of bodies) strata.hear({ body })
      return strata.of(events.map((e) => ({ said: 1, corrections: [], ...e })) as never)
    }
    t.same(of([]), none)
    t.same(of([null, items('08051022', '0805'), { declaration: { aeoMutualRecognitionParty: [{ xRecognised: false }, { xRecognised: true }] } }]), { ...none, aeo: true, chapter: '08' }) // prettier-ignore
    t.equal(of([items('080510'), { xDeclaration: items('080510', '8703') }]).chapter, 'mixed', 'as amended')
    t.same(
      of([items('080510')], [{ chapter: '87', aeo: false, regime: '4000' }, { agency: 'vet' }, { agency: 'customs' }]),
      { regime: '4000', aeo: false, chapter: '87', agency: 'customs+vet' },
    )
    t.same(of([], [{ chapter: '87', corrections: [{ at: null }] }]), none, 'what is struck out says nothing')
  },
)

t.test('a study is planned by one side and agreed by the other', async (t) => {
  const s = new Sides<ReleaseTime>(t, 'release-time')
  const plan = (more: object = {}) => ({
    xStudy: 'S1',
    xFrom: '2026-11-02',
    xTo: '2026-11-15',
    xOffices: ['XB000214'],
    xSampling: { method: 'fraction', perMille: 250, seed: 'autumn' },
    xOutliers: { rule: 'tukey', factor: '1.5' },
    ...more,
  })
  s.fails('XA', 'study', plan({ xTo: '2026-11-01' }), 'period', '/document/xTo')
  s.fails('XA', 'study', plan({ xTo: '2027-11-03' }), 'period', '/document/xTo')
  s.fails('XA', 'study', plan({ xOutliers: { rule: 'tukey', factor: '0.0' } }), 'factor', '/document/xOutliers/factor')
  s.fails('XA', 'study', plan({ xOutliers: { rule: 'limit' } }), 'schema', '/document/xOutliers/rule')
  s.fails('XA', 'study', plan({ xSampling: { method: 'fraction', perMille: 0, seed: 'x' } }), 'schema', '/document/xSampling/perMille') // prettier-ignore
  const begun = s.says('XA', 'study', plan())
  t.match(s.state.studies!['S1'], { from: 'XA', agreed: null, plan: { xFrom: '2026-11-02' } })
  s.fails('XB', 'study', plan(), 'study-id', '/document/xStudy')
  const other = s.says('XA', 'study', plan({ xStudy: 'S2', xTo: '2027-11-02' }))
  s.fails('XB', 'study-acceptance', { xStudy: 'S3' }, 'no-study', '/document/xStudy', { ref: begun })
  s.fails('XB', 'study-acceptance', { xStudy: 'S1' }, 'plan', '/ref', { ref: other })
  s.fails('XA', 'study-acceptance', { xStudy: 'S1' }, 'own-study', '/document/xStudy', { ref: begun })
  s.says('XB', 'study-acceptance', { xStudy: 'S1' }, { ref: begun })
  t.type(s.state.studies!['S1']!.agreed, 'number')
  s.fails('XB', 'study-acceptance', { xStudy: 'S1' }, 'agreed', '/document/xStudy', { ref: begun })
  const c = s.a.case as Case<ReleaseTime>
  const needed = (day: string) => releaseTime.needed!(c, Date.parse(day))
  t.same(needed('2026-11-10'), { from: START, until: Date.parse('2027-11-03') }, 'plans are kept until they are over')
  t.equal(needed('2027-11-03'), undefined)
})

t.test('who is in a sample follows from the plan and the names alone, so that both sides find the same', async (t) => {
  const all = Array.from({ length: 2000 }, (_, n) => ({
    crossing: `C${n}`,
    office: n % 3 === 0 ? 'XA1' : 'XB1',
    startAt: Date.parse('2026-11-02') + (n % 400) * 600_000,
  }))
  const shuffled = all.toSorted((a, b) => draw('other', a.crossing) - draw('other', b.crossing))
  for (const sampling of [
    { method: 'all' },
    { method: 'fraction', perMille: 250, seed: 's' },
    { method: 'systematic', every: 7, seed: 's' },
  ] as const) {
    const [here, there] = [sampleOf(sampling, all), sampleOf(sampling, shuffled)]
    t.same([...here].sort(), [...there].sort(), `${sampling.method}: in whatever order they are known`)
  }
  const fraction = (perMille: number, seed: string) => sampleOf({ method: 'fraction', perMille, seed }, all)
  const quarter = fraction(250, 's')
  t.ok(quarter.size > 440 && quarter.size < 560, String(quarter.size))
  t.ok(
    [...quarter].every((c) => fraction(500, 's').has(c)),
    'a greater fraction holds the smaller one',
  )
  t.not([...fraction(250, 'r')].sort().join(), [...quarter].sort().join(), 'another seed, another sample')
  const late = { crossing: 'LATE', office: 'XB1', startAt: all[0]!.startAt }
  const later = sampleOf({ method: 'fraction', perMille: 250, seed: 's' }, [late, ...all])
  t.same([...later].filter((c) => c !== 'LATE').sort(), [...quarter].sort(), 'what is told late moves nobody else')
  // As anybody can work it out: printf 's\nC0' | sha256sum
  const digest = createHash('sha256').update('s\nC0').digest('hex')
  t.equal(draw('s', 'C0'), parseInt(digest.slice(0, 12), 16) / 2 ** 48)
  const every = sampleOf({ method: 'systematic', every: 7, seed: 's' }, all)
  const groups = new Map<string, typeof all>()
  for (const one of all) {
    const key = `${one.office} ${new Date(one.startAt).toISOString().slice(0, 10)}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  for (const [key, list] of groups) {
    const places = list
      .toSorted((a, b) => a.startAt - b.startAt || (a.crossing < b.crossing ? -1 : 1))
      .flatMap(({ crossing }, i) => (every.has(crossing) ? [i] : []))
    t.ok(places[0]! < 7 && places.every((p, i) => i === 0 || p - places[i - 1]! === 7), `one in seven of ${key}`)
  }
})

t.test('a sample is drawn of all movements, and a key is told of those of it that it may read', async (t) => {
  const day = Date.parse('2026-11-02')
  const all = Array.from({ length: 60 }, (_, n) => {
    const said = [{ direction: 'in', agency: n % 3 === 0 ? 'veterinary' : 'customs', ownerClient: null, ownerAgency: null }]
    const stratum = JSON.stringify({ offices: { XB: 'XB1' }, leaves: 'XA', mode: '3', said })
    return { crossing: `C${n}`, startAt: day + n * 600_000, stratum, figures: '60000,60000,null,null,null,null,null' }
  })
  const rows = { each: async (from: number) => (from === day ? all : []) } as unknown as CrossingTable
  const xSampling = { method: 'systematic', every: 4, seed: 's' } as const
  const plan = { xStudy: 'S', xFrom: '2026-11-02', xTo: '2026-11-03', xOffices: ['XB1'], xSampling, xOutliers: { rule: 'none' } }
  const study = { from: 'XA', message: 'm', signed: 0, agreed: 0, plan } as unknown as Study
  const seen = async (rows: CrossingTable, agency?: string) => {
    const { population, sample } = await sampleIn(rows, study, (whose) => agency === undefined || whose.agency === agency)
    return [population, ...sample.map(({ crossing }) => crossing)]
  }
  const [, ...whole] = await seen(rows)
  t.equal(whole.length, 15)
  const isVet = (crossing: string | number) => Number(String(crossing).slice(1)) % 3 === 0
  t.same(await seen(rows, 'veterinary'), [20, ...whole.filter(isVet)])
  t.same(await seen(rows, 'customs'), [40, ...whole.filter((one) => !isVet(one))])
  const other = { each: async (from: number) => (from === day ? all.toReversed() : []) } as unknown as CrossingTable
  t.same(await seen(other, 'veterinary'), [20, ...whole.filter(isVet)], 'the other side finds the same')
}) // prettier-ignore

t.test('outliers are named by a rule and counted beside all; a few of them cannot be worked out', async (t) => {
  const minutes = (...all: number[]) => all.map((m) => m * 60_000)
  const usual = minutes(...Array.from({ length: 40 }, (_, i) => 20 + i))
  const six = [...usual, ...minutes(400, 410, 420, 430, 440, 450)]
  const tukey = { rule: 'tukey', factor: '1.5' } as const
  t.same(fencesOf(tukey, minutes(10, 20, 30, 40)), { low: -20 * 60_000, high: 60 * 60_000 })
  t.match(outliersOf(tukey, six), { n: 6, without: { n: 40, mean: 39.5 * 60_000 } })
  t.match(outliersOf({ rule: 'limit', minutes: 59 }, six), { n: 6, without: { n: 40 } }, 'as long as the limit is none')
  t.match(outliersOf({ rule: 'limit', minutes: 445 }, six), { n: null, without: null }, 'one alone would be shown')
  t.match(outliersOf({ rule: 'none' }, six), { n: 0, without: { n: 46 }, fences: { low: null, high: null } })
  t.match(outliersOf(tukey, []), { n: 0, without: null })
})

t.test('before and after: what the second is less the first, where both are shown', async (t) => {
  const [before, after] = [percentiles([10, 20, 30, 40, 50]), percentiles([10, 10, 10, 10, 20, 30])]
  t.same(difference(before, after), { movements: 1, p50Ms: -20, p75Ms: -20, p90Ms: -20, p95Ms: -20, meanMs: -15 })
  t.equal(difference(before, percentiles([1, 2])), null)
})

t.test('durations are told in two units at most', async (t) => {
  const s = 1000
  t.same(
    [0, 999, 61 * s, 3600 * s, 3661 * s, 86_400 * s, 90_061 * s].map((ms) => durationText(ms)),
    ['0 s', '0.999 s', '1 min 1 s', '1 h', '1 h 1 min', '1 d', '1 d 1 h'],
  )
})

t.test('every functional error names its rule and its element', async (t) => {
  const s = new Sides<ReleaseTime>(t, 'release-time')
  s.fails('XA', 'correction', { xEventId: 'e', xVoid: true, xReason: 'x' }, 'not-open', '/type')
  s.fails('XA', 'event', event('e', 'sleeping', '06:00:00'), 'schema', '/document/xCode')
  s.fails(
    'XA',
    'event',
    event('e', 'arrival', '06:00:00', { xCapture: 'derived' }),
    'derived',
    '/document/xDerivedFrom',
  )
  s.fails(
    'XA',
    'event',
    event('e', 'arrival', '06:00:00', { xRecordedAt: '2026-11-23T05:59:59Z' }),
    'recorded',
    '/document/xOccurredAt',
  )
  s.says('XA', 'event', event('e', 'arrival', '06:00:00'))
  s.fails('XB', 'event', event('e', 'arrival', '06:00:00'), 'event-id', '/document/xEventId')
  s.fails('XB', 'correction', { xEventId: 'e', xVoid: true, xReason: 'x' }, 'not-own', '/document/xEventId')
  s.fails('XB', 'correction', { xEventId: 'f', xVoid: true, xReason: 'x' }, 'no-event', '/document/xEventId')
})

const movement = (day: number, ms: number, more: Partial<Timed> = {}): Timed => ({
  day: Date.parse(`2026-11-${String(day).padStart(2, '0')}`),
  times: [ms * 60_000],
  office: 'XA1',
  mode: '3',
  channel: 'green',
  ...{ regime: '4000', aeo: 'no', chapter: '08', agency: 'unknown' },
  ...more,
})
const many = (n: number, day: number, more: Partial<Timed> = {}): Timed[] =>
  Array.from({ length: n }, (_, i) => movement(day, i + 1, more))

t.test('percentiles by nearest rank; fewer than five are not shown', async (t) => {
  t.equal(percentiles([1, 2, 3, 4]), null)
  t.same(percentiles([50, 10, 20, 40, 30]), { n: 5, p50: 30, p75: 40, p90: 50, p95: 50, mean: 30 })
  t.same(series(many(4, 1), 'month'), { rows: [{ key: '2026-11', times: null }], total: null })
  const { rows, total } = series(many(6, 20), 'day')
  t.equal(rows[0]?.times?.p50, 3 * 60_000)
  t.equal(total?.n, 6)
})

t.test('a small cell cannot be worked out by taking what is shown from a total', async (t) => {
  const shown = (all: Timed[], by: By, only?: Parameters<typeof series>[2]) =>
    Object.fromEntries(series(all, by, only).rows.map((r) => [r.key.slice(-2), r.times?.n ?? null]))
  const all = [...many(9, 1), ...many(7, 2), ...many(3, 3)]
  t.same(shown(all, 'day'), { '01': 9, '02': null, '03': null }, 'the next smallest is hidden with it')
  t.equal(series(all, 'day').total?.n, 19)
  t.same(shown([...many(9, 1), ...many(3, 2), ...many(2, 3)], 'day'), { '01': 9, '02': null, '03': null })
  const offices = [...many(9, 1), ...many(3, 1, { office: 'XA2' }), ...many(8, 1, { office: 'XA3' })]
  t.same(shown(offices, 'office'), { A1: 9, A2: null, A3: null })
  t.equal(series(offices, 'month', { kind: 'office', value: 'XA3' }).total, null, 'nor by asking for one alone')
  t.equal(series(offices, 'month', { kind: 'office', value: 'XA1' }).total?.n, 9)
  // A month with too few is in no total, so that two spans do not differ by it.
  const thin = many(4, 1).map((m) => ({ ...m, day: Date.parse('2026-10-05') }))
  t.equal(series([...thin, ...all], 'month').total?.n, 19)
})

t.test('five movements are shown, four are not', async (t) => {
  const none = { row: () => false, column: () => false }
  for (const [n, is] of [
    [1, true],
    [4, true],
    [5, false],
    [6, false],
  ] as const)
    t.equal(hiddenCells([{ row: 'r', column: 'c', n }], none)('r', 'c'), is, String(n))
})

t.test('hidden cells: any table, any totals', async (t) => {
  const cell = fc.record({
    row: fc.constantFrom('a', 'b', 'c', 'd'),
    column: fc.constantFrom('1', '2', '3', '4'),
    n: fc.integer({ min: 1, max: 30 }),
  })
  const table = fc.uniqueArray(cell, { selector: (c) => c.row + c.column, maxLength: 16 })
  let hiddenToo = 0
  fc.assert(
    fc.property(table, fc.boolean(), fc.boolean(), (cells, rows, columns) => {
      const hidden = hiddenCells(cells, { row: () => rows, column: () => columns })
      const out = cells.filter((c) => hidden(c.row, c.column))
      hiddenToo += out.filter((c) => c.n >= SMALLEST_CELL).length
      if (cells.some((c) => c.n < SMALLEST_CELL && !hidden(c.row, c.column))) return false
      const lines = [...(rows ? ['row' as const] : []), ...(columns ? ['column' as const] : [])]
      return lines.every((by) =>
        [...new Set(cells.map((c) => c[by]))].every((name) => {
          const line = cells.filter((c) => c[by] === name)
          const gone = line.filter((c) => hidden(c.row, c.column))
          const sum = gone.reduce((n, c) => n + c.n, 0)
          return gone.length === 0 || gone.length === line.length || (gone.length > 1 && sum >= SMALLEST_CELL)
        }),
      )
    }),
    { numRuns: 2000, seed: 4 },
  )
  t.ok(hiddenToo > 100, 'the second rule was needed')
})

t.test('no two answers differ by a small cell', async () => {
  const one = fc.record({
    day: fc.integer({ min: 1, max: 4 }),
    office: fc.constantFrom('XA1', 'XA2', 'XA3'),
    mode: fc.constantFrom('2', '3'),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60, size: 'max' }), (list) => {
      const all = list.map(({ day, office, mode }, i) => movement(day, i + 1, { office, mode }))
      const counts: number[] = []
      // Those that are alike count as one by one.
      const alike = new Map<string, Timed>()
      for (const { times, ...stratum } of all) {
        const key = JSON.stringify(stratum)
        alike.set(key, { ...stratum, times: [...(alike.get(key)?.times ?? []), ...times] })
      }
      for (const by of ['day', 'month', 'office'] as const)
        if (JSON.stringify(series([...alike.values()], by)) !== JSON.stringify(series(all, by))) return false
      const sum = (rows: readonly { times: { n: number } | null }[]) => rows.reduce((n, r) => n + (r.times?.n ?? 0), 0)
      // What is left when the rows are taken from their total, of every question.
      for (const by of ['day', 'month', 'office', 'mode'] as const) {
        const { rows, total } = series(all, by)
        if (total) counts.push(total.n - sum(rows))
      }
      const month = series(all, 'month').total?.n ?? 0
      const days = new Map(series(all, 'day').rows.map((r) => [r.key, r.times?.n ?? 0]))
      for (const kind of ['office', 'mode'] as const) {
        const values = [...new Set(all.map((m) => m[kind]))]
        const split = values.map((value) => series(all, 'day', { kind, value }))
        for (const { rows, total } of split) if (total) counts.push(total.n - sum(rows))
        if (month > 0) counts.push(month - split.reduce((n, s) => n + (s.total?.n ?? 0), 0))
        for (const [day, n] of days)
          if (n > 0) counts.push(n - split.reduce((m, s) => m + (s.rows.find((r) => r.key === day)?.times?.n ?? 0), 0))
      }
      return counts.every((n) => n === 0 || n >= SMALLEST_CELL)
    }),
    { numRuns: 1000, seed: 4 },
  )
})

t.test('movements that are alike are counted together, where all that they are made of may be read', async (t) => {
  const of = (office: string, ms: number | null, ...agencies: (string | null)[]) => ({
    ...{ procedures: [], peers: [], linked: [], times: 2, closedMs: 0, byActor: {}, flags: [] },
    ...{ releaseMs: null, leadMs: null, dayOnly: [] },
    ...{ regime: null, aeo: null, chapter: null, agency: null },
    ...{ ms, arrivedAt: ms === null ? 7 : null, leaves: 'XB', mode: '3', channel: null, offices: { XA: office } },
    whose: agencies.map((agency, n) => ({
      ...{ crossing: `C${ms}-${n}`, peer: 'XB' as Country, procedure: 'pre-arrival', type: 'arrival' },
      ...{ direction: 'in' as const, agency, ownerClient: null, ownerAgency: null },
    })),
  })
  const days = new Map<string, string[]>()
  const all = [of('XA1', 5, null), of('XA1', 9, null, null), of('XA1', null, null), of('XA1', 6, null, 'vet'), of('XA2', 8, 'vet')] // prettier-ignore
  for (const { stratum, figures } of all.map(countedOf)) days.set(stratum, [...(days.get(stratum) ?? []), figures])
  const rows = {
    async *counted() {
      for (const [stratum, figures] of days) yield { day: 0, stratum, figures: figures.join(',') }
    },
  } as unknown as CrossingTable
  const seen = async (may: (about: { agency?: string | null }) => boolean) => {
    const found = []
    for await (const m of movementsIn(rows, 0, 1, may)) found.push([m.offices, m.figure('ms'), m.figure('arrivedAt')])
    return found
  }
  t.same(await seen(() => true), [
    [{ XA: 'XA1' }, [5, 9], [7]],
    [{ XA: 'XA1' }, [6], []],
    [{ XA: 'XA2' }, [8], []],
  ])
  t.same(await seen(({ agency }) => agency === null), [[{ XA: 'XA1' }, [5, 9], [7]]], 'none of which a part is hidden')
})

t.test('CSV and picture: hidden figures are empty; what peers have named is no formula and no markup', async (t) => {
  const all = [...many(6, 20, { office: '=1+1' }), ...many(7, 21, { office: 'A,"B"' })]
  t.same(seriesCsv(series(all, 'office'), 'office', 'release').split('\r\n'), [
    'office,measure,movements,mean_min,p50_min,p75_min,p90_min,p95_min',
    "'=1+1,release,6,3.5,3.0,5.0,6.0,6.0",
    '"A,""B""",release,7,4.0,4.0,6.0,7.0,7.0',
    'total,release,13,3.8,4.0,5.0,6.0,7.0',
    '',
  ])
  const few = series([...many(9, 20), ...many(9, 22), ...many(12, 23), ...many(2, 21)], 'day')
  t.match(seriesCsv(few, 'day', 'lead-time'), '\r\n2026-11-21,lead-time,,,,,,\r\n')
  const svg = seriesPicture(few, 'A & B')
  t.match(svg, 'A &#38; B')
  t.match(svg, '2026-11-21: hidden, too few')
  t.match(svg, '2026-11-23: mean 6 min 30 s, median 6 min, 90th percentile 11 min, 12 movements')
})

const lines: Line[] = [
  { type: 'event', body: event('e1', 'arrival', '06:00:00'), context },
  { type: 'event', body: event('e2', 'release', '05:00:00'), context },
  { type: 'event', body: event('e3', 'exit', '07:00:00'), context },
  { type: 'correction', body: { xEventId: 'e1', xVoid: true, xReason: 'x' } },
  { type: 'study', body: { xStudy: 'S', xFrom: '2026-11-02', xTo: '2026-11-15', xOffices: ['XA000101'], xSampling: { method: 'all' }, xOutliers: { rule: 'none' } } }, // prettier-ignore
  { type: 'study-acceptance', body: { xStudy: 'S' }, answers: 'study' },
  { type: 'correction', body: { xEventId: 'e2', xOccurredAt: '2026-11-23T06:10:00Z', xReason: 'x' } },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('release-time', converges(t, 'release-time', lines)), [])
})

t.test(
  'version 2 knows unloading, temporary storage and re-presentation; a case of version 1 beside it does not',
  async (t) => {
    const told = (version: string) => {
      const sides = new Sides<ReleaseTime>(t, 'release-time')
      const more = { context, version }
      sides.says('XA', 'event', event('a', 'arrival', '06:00:00'), more)
      return { sides, more }
    }
    const stored = event('s', 'temporary-storage', '06:30:00')
    const now = told('2')
    now.sides.says('XB', 'event', event('u', 'unloading', '06:10:00'), now.more)
    now.sides.says('XB', 'event', stored, now.more)
    now.sides.says('XB', 'event', event('p', 're-presentation', '06:20:00'), now.more)
    t.same(now.sides.state.flags, ['out-of-order:p'], 'nothing is presented again before it was stored')
    now.sides.fails('XA', 'event', event('b', 'release', '07:00:00'), 'version', '/version', { context, version: '1' })
    const then = told('1')
    then.sides.fails('XB', 'event', stored, 'schema', '/document/xCode', then.more)
    then.sides.says('XB', 'event', event('s', 'release', '06:30:00'), then.more)
    then.sides.fails('XA', 'event', event('b', 'exit', '07:00:00'), 'version', '/version', { context, version: '2' })
    t.same(
      values(now.sides.state).map(({ code }) => code),
      ['arrival', 'unloading', 'temporary-storage', 're-presentation'],
    )
    const door = doorToDoor('C1', values(now.sides.state))!
    t.same(
      door.legs.map(({ to, actor }) => [to, actor]),
      [
        ['unloading', 'carrier'],
        ['re-presentation', 'trader'],
        ['temporary-storage', 'operator'],
      ],
      'whose time it was',
    )
  },
)

t.test('no case begins in a version that its agreement ends, and what is open goes on', async (t) => {
  const terms = { limits: {}, effects: [], presented: [], ending: ['1'] }
  const sides = new Sides<ReleaseTime>(t, 'release-time')
  const refused = sides.fails('XA', 'event', event('a', 'arrival', '06:00:00'), 'version-ending', '/version', {
    context,
    version: '1',
    terms,
  })
  const more = { context, version: '1', terms }
  t.same(sides.b.heads, [refused])
  sides.fails('XB', 'event', event('b', 'arrival', '06:00:00'), 'version-ending', '/version', more)
  t.equal(sides.a.case, undefined, 'nothing begins after what has begun nothing')
  sides.says('XA', 'event', event('a', 'arrival', '06:00:00'), { context, version: '1' })
  sides.says('XB', 'event', event('b', 'release', '07:00:00'), more)
  t.equal(sides.a.outcome(refused)!.fault!.rule, 'version-ending', 'what was refused stays so')
  const other = new Sides<ReleaseTime>(t, 'release-time')
  other.says('XA', 'event', event('a', 'arrival', '06:00:00'), { context, version: '2', terms })
})
