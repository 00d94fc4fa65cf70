/** Clocks by a tz database that the operator has laid down: what zic(8) would make of it, and what opening hours come to with one and with another. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import t, { type Test } from 'tap'
import type { Passage } from '../../node/procedures/opening-hours/common-hours.ts'
import { intervalsDigest, openingOf, type Hours } from '../../node/procedures/opening-hours/office-hours.ts'
import { openHoursWork } from '../../node/procedures/opening-hours/hours-work.ts'
import {
  dayBegins,
  isTimeZone,
  offsetAt,
  stretches,
  tzdbVersion,
  useTzdata,
} from '../../node/procedures/opening-hours/time-zones.ts'
import { parseTzdata, type Tzdata } from '../../node/procedures/opening-hours/tzdata.ts'
import { NODE } from '../../node/threads/workshop.ts'
import { temporaryFolder } from '../servers.ts'

const HOUR = 3_600_000
const ms = (time: string): number => Date.parse(time)

/** Rules of our own: a country with summer time from April to October, one that gave it up in 2027, and one behind UTC that changed its mind. */
const tzdata = (version: string, giveUp = '2027'): string => `# version ${version}
# Rules and zones that nobody has.
Rule Up 2020 max - Apr Sun>=1 1:00u 1:00 S
Rule Up 2020 max - Oct lastSun 1:00u 0 -
R D 2020 o - Mar 31 24 1 D
R D 2021 ma - Mar Su<=14 2s 1 D
R D 2020 ma - N 1 2 0 S
Zone Made/North 2:17 - LMT 1900
\t\t2:00 Up EE%sT
Z Made/Gives_Up 1 Up CE%sT ${giveUp} Jul 1 12s
2 - EET
Z Made/West -3:30 D A%sT 2030 Ja
-4 1 XST
L Made/North Made/Link
`

const changes = (data: Tzdata, zone: string, from: string, to: string): [string, number][] =>
  data
    .changes(zone)!
    .filter(({ from: at }) => at >= ms(from) && at < ms(to))
    .map(({ from: at, offset }) => [new Date(at).toISOString().slice(0, 16), offset / HOUR])

t.test('rules by day of the week, by UTC, standard and wall clock, midnights of 24:00 and eras', async (t) => {
  const data = parseTzdata(tzdata('2031a'))
  t.equal(data.version, '2031a')
  t.same(data.names, ['Made/North', 'Made/Gives_Up', 'Made/West', 'Made/Link'])
  t.same(changes(data, 'made/north', '2026-01-01', '2027-01-01'), [
    ['2026-04-05T01:00', 3],
    ['2026-10-25T01:00', 2],
  ])
  t.same(
    changes(data, 'Made/Link', '2026-01-01', '2027-01-01'),
    changes(data, 'Made/North', '2026-01-01', '2027-01-01'),
  )
  t.same(
    changes(data, 'Made/Gives_Up', '2027-01-01', '2040-01-01'),
    [['2027-04-04T01:00', 2]],
    'and its summer time is what it keeps',
  )
  t.same(changes(data, 'Made/West', '2020-01-01', '2022-01-01'), [
    ['2020-04-01T03:30', -2.5],
    ['2020-11-01T04:30', -3.5],
    ['2021-03-14T05:30', -2.5],
    ['2021-11-01T04:30', -3.5],
  ])
  t.same(changes(data, 'Made/West', '2029-12-01', '2031-01-01'), [['2030-01-01T03:30', -3]])
  t.equal(data.changes('Made/Up'), undefined)
})

t.test('what is no tz database is refused with its line', async (t) => {
  const refused = (text: string, reason: RegExp) =>
    t.throws(() => parseTzdata(text), { code: 'request-invalid', rule: 'tzdata', message: reason })
  const whole = tzdata('2031a')
  const line = (n: number, by: string): string =>
    whole
      .split('\n')
      .map((l, i) => (i === n - 1 ? by : l))
      .join('\n')
  refused('', /no tzdata\.zi/)
  refused('TZif2\0\0\0', /no tzdata\.zi/)
  refused('# version 2031a\n', /has none/)
  refused(line(3, 'Rule Up 2020 max - Smarch Sun>=1 1:00u 1:00 S'), /line 3 .*month: Smarch/)
  refused(line(3, 'Rule Up 2020 max - J Sun>=1 1:00u 1:00 S'), /line 3 .*month: J/)
  refused(line(3, 'Rule Up 2020 max - Apr Sun=1 1:00u 1:00 S'), /line 3 .*day: Sun=1/)
  refused(line(3, 'Rule Up 2020 max - Apr Sun>=1 soon 1:00 S'), /line 3 .*time/)
  refused(line(3, 'Rule Up year max - Apr Sun>=1 1:00u 1:00 S'), /line 3 .*year: year/)
  refused(line(3, 'Rule Up 2020 max - Apr'), /line 3 .*has no day/)
  refused(line(3, 'Mule Up 2020'), /line 3 .*is neither/)
  refused(whole.replaceAll('Rule Up', 'Rule Down'), /no rules Up/)
  refused(whole.slice(0, whole.indexOf('-4 1 XST')), /ends within a zone/)
})

const ZI = '/usr/share/zoneinfo/tzdata.zi'
t.test(
  'the tz database of this machine, read so, and that of Node agree on every clock from 2005 to 2023',
  { skip: existsSync(ZI) ? false : `${ZI} is not there` },
  async (t) => {
    const data = parseTzdata(readFileSync(ZI, 'utf8'))
    const [from, to] = [ms('2005-01-01T00:00:00Z'), ms('2024-01-01T00:00:00Z')]
    useTzdata(undefined)
    const ofNode = (zone: string) => stretches(zone, from, to).map(({ span, offset }) => [span[0], offset])
    const read = (zone: string) => {
      const all = data.changes(zone)!
      return all
        .slice(all.findLastIndex((c) => c.from <= from))
        .filter((c) => c.from < to)
        .map((c) => [Math.max(c.from, from), c.offset])
    }
    const zones = data.names.filter(isTimeZone)
    t.ok(zones.length > 400, `${zones.length} zones`)
    t.same(
      zones.filter((zone) => JSON.stringify(ofNode(zone)) !== JSON.stringify(read(zone))),
      [],
    )
  },
)

const NIGHTS = {
  direction: 'both',
  modeCode: ['3'],
  agency: 'customs',
  service: 'clearance',
  weekly: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'].map((day) => ({ day, from: '22:00', to: '06:00', nextDay: true })),
} as Hours['xRules'][number]

/** With `text` laid down as the tz database of this process. */
async function laidDown(t: Test, text: string): Promise<string> {
  const file = join(temporaryFolder(t), 'tzdata.zi')
  writeFileSync(file, text)
  useTzdata(file)
  t.teardown(() => useTzdata(undefined))
  return file
}

t.test(
  'hours are computed with what is laid down, whose version they name; without it with what Node brings',
  async (t) => {
    const hours = {
      xTimeZone: 'Made/Gives_Up',
      xValidFrom: '2027-01-01T00:00:00Z',
      xRules: [NIGHTS],
    } as unknown as Hours
    await laidDown(t, tzdata('2031a'))
    t.equal(tzdbVersion(), '2031a')
    t.notOk(isTimeZone('Europe/Helsinki'), 'it is not there')
    t.equal(offsetAt('Made/North', ms('2026-07-01T00:00:00Z')), 3 * HOUR)
    const winter = () => openingOf(NIGHTS, 'Made/Gives_Up', ms('2027-12-01T12:00:00Z'), ms('2027-12-02T12:00:00Z'))
    t.same(winter(), [[ms('2027-12-01T20:00:00Z'), ms('2027-12-02T04:00:00Z')]])
    const digest = intervalsDigest(hours, '2031a')
    const damaged = await laidDown(t, tzdata('2031a'))
    t.equal(tzdbVersion(), '2031a')
    writeFileSync(damaged, 'nothing of the kind')
    await new Promise((done) => setTimeout(done, 1100))
    t.equal(tzdbVersion(), '2031a', 'what is no tz database takes the place of none')
    await laidDown(t, tzdata('2031b', '2028'))
    t.same(
      winter(),
      [[ms('2027-12-01T21:00:00Z'), ms('2027-12-02T05:00:00Z')]],
      'it keeps its winter time a year longer',
    )
    t.not(intervalsDigest(hours, '2031a'), digest, 'which is seen though the same version is named')
    useTzdata(undefined)
    t.equal(tzdbVersion(), process.versions['tz'])
    t.notOk(isTimeZone('Made/North'))
  },
)

t.test('a day begins when the clock first shows it, also where it skips midnight', async (t) => {
  const begins = (zone: string, day: string): string => new Date(dayBegins(zone, ms(`${day}T00:00:00Z`))).toISOString()
  const byNode = (zone: string, day: string): string =>
    new Date(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds).toISOString()
  for (const [zone, day] of [
    ['Europe/Helsinki', '2026-03-29'],
    ['America/Sao_Paulo', '2018-11-04'],
    ['Asia/Beirut', '2026-03-29'],
    ['Africa/Cairo', '2026-04-24'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Pacific/Kiritimati', '2026-01-01'],
  ] as const)
    t.equal(begins(zone, day), byNode(zone, day), `${zone} ${day}`)
  await laidDown(t, tzdata('2031a'))
  t.equal(begins('Made/West', '2020-04-01'), '2020-04-01T03:30:00.000Z', 'at one o’clock')
})

t.test('a thread computes with what is laid down while it runs', async (t) => {
  const file = join(temporaryFolder(t), 'tzdata.zi')
  const work = openHoursWork(10_000, file)
  t.teardown(() => work.close())
  const hours = { xTimeZone: 'Made/Gives_Up', xValidFrom: '2027-01-01T00:00:00Z', xRules: [NIGHTS] } as unknown as Hours
  const version = (side: string) => ({ id: side, side, state: 'in-force', hours, from: ms('2027-01-01T00:00:00Z'), until: null, accepted: null }) // prettier-ignore
  const state = { exitOffice: 'XA1', entryOffice: 'XB1', versions: { a: version('exit'), b: version('entry') }, changes: {}, closings: {}, outOfHours: {}, slots: {}, dateLists: {} } // prettier-ignore
  const pair = { exitOffice: 'XA1', entryOffice: 'XB1', peer: 'XB', hours: state, cases: [] } as never
  const p: Passage = { direction: 'exit', modeCode: '3' }
  const seen = async () => {
    const at = [ms('2027-12-01T12:00:00Z'), ms('2027-12-02T12:00:00Z')] as const
    const { tzdb, both } = await work.work(NODE, 'intervalsView', pair, p, ...at)
    return [tzdb, ...both.map(({ from }) => from)]
  }
  const until = async (wanted: readonly unknown[]): Promise<unknown> => {
    for (let i = 0; i < 100; i++) {
      const found = await seen()
      if (JSON.stringify(found) === JSON.stringify(wanted)) return found
      await new Promise((done) => setTimeout(done, 100))
    }
    return seen()
  }
  t.same(await seen(), [process.versions['tz']], 'nobody knows the zone')
  for (const [version, year, from] of [
    ['2031a', '2027', '2027-12-01T20:00:00.000Z'],
    ['2031b', '2028', '2027-12-01T21:00:00.000Z'],
  ] as const) {
    writeFileSync(file, tzdata(version, year))
    t.same(await until([version, from]), [version, from])
  }
  rmSync(file)
  t.same(await until([process.versions['tz']]), [process.versions['tz']])
})
