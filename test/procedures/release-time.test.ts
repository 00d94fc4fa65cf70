/** Release times of a crossing, recorded on both sides. */
import t from 'tap'
import {
  doorToDoor,
  percentiles,
  series,
  seriesCsv,
  seriesPicture,
  type DoorToDoor,
} from '../../node/procedures/release-time/release-statistics.ts'
import type { ReleaseTime } from '../../node/procedures/release-time/release-time.ts'
import { converges, neverApplied, Sides, type Line } from './sides.ts'

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
    const found = doorToDoor('C1', Object.values(sides.state.events), [
      [hour(5), hour(7)],
      [hour(8), hour(9)],
    ])!
    t.equal(found.ms, 150 * minute)
    t.same(
      found.legs.map((leg) => leg.atMost),
      [false, true, false, false, false],
    )
    t.same(found.byActor, { customs: 60 * minute, carrier: 10 * minute, agency: 20 * minute })
    t.equal(found.closedMs, 60 * minute)
    t.same(found.idle, { XB: 30 * minute + 700, XA: 110 * minute })
    t.equal(doorToDoor('C9', Object.values(sides.state.events)), undefined)
  },
)

t.test('what comes out of order is flagged and kept', async (t) => {
  const sides = new Sides<ReleaseTime>(t, 'release-time')
  sides.says('XA', 'event', event('a', 'arrival', '07:00:00'), { context })
  sides.says('XA', 'event', event('r', 'release', '06:00:00'), { context })
  t.same(sides.state.flags, ['out-of-order:r'])
  sides.says('XA', 'event', event('x', 'exit', '06:59:59.800'), { context })
  t.same(sides.state.flags, ['out-of-order:r'], 'not where the clocks cannot tell')
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

t.test('percentiles and series hide cells below five', async (t) => {
  t.equal(percentiles([1, 2, 3, 4]), null)
  t.same(percentiles([50, 10, 20, 40, 30]), { n: 5, p50: 30, p75: 40, p90: 50, p95: 50, mean: 30 })
  const day = (d: number, ms: number): DoorToDoor => ({
    crossing: `${d}-${ms}`,
    start: Date.parse(`2026-11-${d}T00:00:00Z`),
    end: 0,
    ms,
    legs: [],
    byActor: {},
    idle: {},
    closedMs: 0,
  })
  const rows = series([...[1, 2, 3, 4, 5].map((n) => day(20, n * 60_000)), day(21, 60_000)], 'day')
  t.same(seriesCsv(rows).split('\r\n').slice(1, 3), ['2026-11-20,5,3.0,4.0,5.0,5.0,3.0', '2026-11-21,,,,,,'])
  const svg = seriesPicture(rows, 'A & B')
  t.match(svg, 'A &#38; B')
  t.match(svg, '&#60;5')
  t.equal(series([day(20, 1)], 'month')[0]?.movements, null)
})

const lines: Line[] = [
  { type: 'event', body: event('e1', 'arrival', '06:00:00'), context },
  { type: 'event', body: event('e2', 'release', '05:00:00'), context },
  { type: 'event', body: event('e3', 'exit', '07:00:00'), context },
  { type: 'correction', body: { xEventId: 'e1', xVoid: true, xReason: 'x' } },
  { type: 'correction', body: { xEventId: 'e2', xOccurredAt: '2026-11-23T06:10:00Z', xReason: 'x' } },
]

t.test('any messages in any order of arrival leave both sides with the same case', async (t) => {
  t.same(neverApplied('release-time', converges(t, 'release-time', lines)), [])
})
