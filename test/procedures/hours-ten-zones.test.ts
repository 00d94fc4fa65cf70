/**
 * Opening hours of ten zones for two years, with shifts over midnight under exceptions, against a computation that shares no line with the node's: by the tz
 * database of Node, and by one that is laid down, in which two countries have changed their law. The years are over, so that no release of either changes them.
 */
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { commonHours, type Passage } from '../../node/procedures/opening-hours/common-hours.ts'
import type { HoursTogether } from '../../node/procedures/opening-hours/hours-state.ts'
import type { Interval } from '../../node/procedures/opening-hours/intervals.ts'
import { intervalsDigest, openingOf, type Hours, type Rule } from '../../node/procedures/opening-hours/office-hours.ts'
import { tzdbVersion, useTzdata } from '../../node/procedures/opening-hours/time-zones.ts'
import { juxta } from '../cli/juxta.ts'
import { temporaryFolder } from '../servers.ts'
import { byIntl, openOnClock, reading, type Change, type DayHours, type Plan, type Special } from './by-the-clock.ts'

const ms = (time: string): number => Date.parse(time)
const [FROM, TO] = [ms('2024-01-01T00:00:00Z'), ms('2026-01-01T00:00:00Z')]
const QUARTER = 900_000

/** The tz database of a release that nobody has made: Morocco keeps UTC for good from September 2024 on, and Pago Pago goes over the date line and has no 31 October 2024. */
const LATER = `# version 2031a
R LH 2008 ma - Ap Su>=1 2 0 -
R LH 2008 ma - O Su>=1 2 0:30 -
R Mo 2024 o - Mar 10 3 -1 -
R Mo 2024 o - Ap 14 2 0 -
R CL 2023 ma - Ap Su>=2 3u 0 -
R CL 2023 ma - S Su>=2 4u 1 -
R IE 1996 ma - Mar lastSu 1u 0 -
R IE 1996 ma - O lastSu 1u -1 -
R CA 2007 ma - Mar Su>=8 2 1 D
R CA 2007 ma - N Su>=1 2 0 S
R LB 1999 ma - Mar lastSu 0 1 S
R LB 1999 ma - O lastSu 0 0 -
R EG 2023 ma - Ap lastF 0 1 S
R EG 2023 ma - O lastTh 24 0 -
R NZ 2008 ma - Ap Su>=1 2:45s 0 -
R NZ 2007 ma - S lastSu 2:45s 1 -
Z Australia/Lord_Howe 10:30 LH %z
Z Africa/Casablanca 1 Mo %z 2024 S 22 3
0 - %z
Z America/Santiago -4 CL %z
Z Europe/Dublin 1 IE IST/GMT
Z America/St_Johns -3:30 CA N%sT
Z Asia/Beirut 2 LB EE%sT
Z Africa/Cairo 2 EG EE%sT
Z Pacific/Chatham 12:45 NZ %z
Z Asia/Kathmandu 5:45 - %z
Z Pacific/Pago_Pago -11 - SST 2024 O 31
13 - %z
`
/** What that comes to where it is other than before, stated by hand. */
const CHANGED: Readonly<Record<string, Change>> = {
  'Africa/Casablanca': [ms('2024-09-22T02:00:00Z'), 0],
  'Pacific/Pago_Pago': [ms('2024-10-31T11:00:00Z'), 13 * 60],
}
const ZONES = [
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
  'Europe/Dublin',
  'America/St_Johns',
  'Asia/Beirut',
  'Africa/Cairo',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'Pacific/Pago_Pago',
]
const clocksOf = (zone: string, later: boolean): Change[] => {
  const known = byIntl(zone, FROM, TO)
  const change = CHANGED[zone]
  return later && change ? [...known.filter(([from]) => from < change[0]), change] : known
}

/** Hours on quarters of an hour, mostly over midnight. */
const quarter = (n: number): string => `${String(n >> 2).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`
const span: fc.Arbitrary<DayHours> = fc
  .tuple(fc.nat(95), fc.nat(95), fc.nat(3))
  .map(([a, b, over]) =>
    over > 0 || a === b
      ? { from: quarter(Math.max(a, b)), to: quarter(Math.min(a, b) + 1), nextDay: true }
      : { from: quarter(Math.min(a, b)), to: quarter(Math.max(a, b)) },
  )
const NAMES = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa']
const weekly = fc
  .array(fc.array(span, { minLength: 1, maxLength: 2 }), { minLength: 7, maxLength: 7 })
  .map((days) => days.flatMap((spans, day) => spans.map((one) => ({ day: NAMES[day]!, ...one }))))
const date = fc.nat(730).map((n) => new Date(FROM + n * 86_400_000).toISOString().slice(0, 10))
const recurs = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), fc.nat(6), fc.constantFrom(-1, 1, 2, 3, 4), fc.boolean())
  .map(([month, day, name, nth, byDay]) => `FREQ=YEARLY;BYMONTH=${month};${byDay ? `BYDAY=${nth}${NAMES[name]!.toUpperCase()}` : `BYMONTHDAY=${day}`}`) // prettier-ignore
/** On which an exception is about the shift over midnight that meets a change of the clock. */
const turning = (zone: string): fc.Arbitrary<string> => {
  const turns = [...clocksOf(zone, false), ...(CHANGED[zone] ? [CHANGED[zone]] : [])].map(([at]) => at)
  return fc
    .tuple(fc.constantFrom(...turns), fc.integer({ min: -2, max: 1 }))
    .map(([at, days]) => new Date(Math.max(FROM, at + days * 86_400_000)).toISOString().slice(0, 10))
}
const special = (zone: string): fc.Arbitrary<Special> =>
  fc
    .record({
      rank: fc.constantFrom('season', 'holiday', 'dated'),
      from: fc.oneof(date, turning(zone)),
      length: fc.nat(3),
      recurs: fc.option(recurs, { nil: undefined }),
      days: fc.option(fc.array(fc.oneof(date, turning(zone)), { minLength: 1, maxLength: 3 }), { nil: undefined }),
      hours: fc.option(fc.array(span, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    })
    .map(({ rank, from, length, recurs, days, hours }) => ({
      ...{ rank, from, to: new Date(ms(`${from}T00:00:00Z`) + length * 86_400_000).toISOString().slice(0, 10) },
      ...(recurs === undefined ? {} : { recurs }),
      ...(days === undefined ? {} : { days }),
      ...(hours === undefined ? { closed: true as const } : { hours }),
    }))
const SEED = 20
const planOf = (zone: string, seed: number): Plan => {
  const plan = fc.record({ weekly, closed: fc.array(date, { maxLength: 6 }), special: fc.array(special(zone), { minLength: 12, maxLength: 24 }) }) // prettier-ignore
  return fc.sample(plan, { seed, numRuns: 1 })[0]!
}
const PLANS = new Map(ZONES.map((zone, i) => [zone, planOf(zone, SEED + i)]))

const ruleOf = (plan: Plan): Rule =>
  ({
    direction: 'both',
    modeCode: ['3'],
    agency: 'customs',
    service: 'clearance',
    weekly: plan.weekly,
    exceptions: [...plan.closed.map((day) => ({ rank: 'dated', from: day, to: day, closed: true })), ...plan.special!],
  }) as Rule
const hoursOf = (zone: string): Hours =>
  ({ xTimeZone: zone, xValidFrom: '2024-01-01T00:00:00Z', xValidTo: '2026-01-01T00:00:00Z', xRules: [ruleOf(PLANS.get(zone)!)] }) as unknown as Hours // prettier-ignore
const ROAD: Passage = { direction: 'exit', modeCode: '3' }
const between = (exit: string, entry: string): HoursTogether => {
  const version = (side: string, zone: string) => ({ id: side, side, state: 'in-force', hours: hoursOf(zone), from: FROM, until: null }) // prettier-ignore
  return { versions: { a: version('exit', exit), b: version('entry', entry) }, changes: {}, closings: {}, outOfHours: {}, slots: {}, dateLists: {} } as unknown as HoursTogether // prettier-ignore
}

/** For each quarter of an hour whether it is open; all edges stand on quarters. */
function quartersOf(t: Test, set: readonly Interval[], what: string): boolean[] {
  t.ok(
    set.every(([a, b]) => a % QUARTER === 0 && b % QUARTER === 0 && a < b),
    `${what}: edges on quarters of an hour`,
  )
  const found = new Array<boolean>((TO - FROM) / QUARTER).fill(false)
  for (const [a, b] of set) found.fill(true, (a - FROM) / QUARTER, (b - FROM) / QUARTER)
  return found
}
const byHand = (zone: string, later: boolean): boolean[] => {
  const shows = reading(clocksOf(zone, later))
  return Array.from({ length: (TO - FROM) / QUARTER }, (_, n) =>
    openOnClock(PLANS.get(zone)!, shows((FROM + n * QUARTER) / 60_000)),
  )
}

/** By the database that is in use: of each zone, and of each with the next in common. */
function compare(t: Test, later: boolean): void {
  const wanted = ZONES.map((zone) => byHand(zone, later))
  const differing = (found: readonly boolean[], wanted: readonly boolean[]): string[] =>
    found.flatMap((is, n) => (is === wanted[n] ? [] : [new Date(FROM + n * QUARTER).toISOString()])).slice(0, 3)
  for (const [i, zone] of ZONES.entries()) {
    const found = quartersOf(t, openingOf(ruleOf(PLANS.get(zone)!), zone, FROM, TO), zone)
    const open = wanted[i]!.filter(Boolean).length
    t.ok(open > 10_000 && open < 60_000, `${zone}: open for ${open} quarters of an hour`)
    t.same(differing(found, wanted[i]!), [], `${zone} by its clock (seed ${SEED + i})`)
    const next = (i + 1) % ZONES.length
    const both = quartersOf(t, commonHours(between(zone, ZONES[next]!), ROAD, FROM, TO), `${zone} and ${ZONES[next]}`)
    t.same(differing(both, wanted[i]!.map((is, n) => is && wanted[next]![n]!)), [], `${zone} and ${ZONES[next]}`) // prettier-ignore
  }
}

t.test('the plans have nights that begin under an exception, of each rank, and end after it', async (t) => {
  const all = [...PLANS.values()].flatMap((plan) => plan.special!)
  for (const rank of ['season', 'holiday', 'dated'])
    t.ok(all.filter((e) => e.rank === rank && e.hours?.some((h) => h.nextDay)).length > 9, rank)
  t.ok([...PLANS.values()].every((plan) => plan.weekly.some((h) => h.nextDay)))
  t.ok(ZONES.flatMap((zone) => clocksOf(zone, false)).length > 40, 'clocks change')
})

t.test('two years in ten zones by two tz databases', async (t) => {
  useTzdata(undefined)
  t.teardown(() => useTzdata(undefined))
  compare(t, false)
  const digests = () => ZONES.map((zone) => intervalsDigest(hoursOf(zone), 'named alike'))
  const before = digests()

  const dir = temporaryFolder(t)
  const file = join(dir, 'of-a-release.zi')
  writeFileSync(file, LATER)
  writeFileSync(join(dir, 'juxta.env'), 'JUXTA_COUNTRY=XA\nJUXTA_NAME=Test\n')
  // It has these ten zones and no others.
  const { json } = await juxta('tz', 'update', file, '--force', '--dir', dir, '--json')
  t.match(json, { ok: true, tzdb: '2031a', was: process.versions['tz'] })
  for (const zone of Object.keys(CHANGED)) t.ok(json.changed.includes(zone), `${zone} is named as changed`)
  useTzdata(join(dir, 'tzdata.zi'))
  t.equal(tzdbVersion(), '2031a')
  compare(t, true)
  const after = digests()
  t.same(
    ZONES.filter((_, i) => before[i] !== after[i]),
    Object.keys(CHANGED),
    'neighbours with other databases have other intervals in these zones alone',
  )
})
