/** The one grammar of time: what is read and to which number, what is refused and with which word, and that nothing else reads a time. */
import fc from 'fast-check'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import {
  date,
  dateFault,
  isMs,
  isSeconds,
  isTimeText,
  LAST_SECOND,
  parseCertificateTime,
  parseHttpDate,
  parseDate,
  parseSeconds,
  parseTime,
  time,
  timeFault,
} from '../../node/values/time.ts'
import { refuses } from '../refused.ts'
import { ROOT } from '../shared-data.ts'

t.test('a time is read to a number', async (t) => {
  const read: Record<string, number> = {
    '1970-01-01T00:00:00Z': 0,
    '2027-01-01T10:00:00+02:00': Date.UTC(2027, 0, 1, 8),
    '2027-01-01T10:00:00-05:30': Date.UTC(2027, 0, 1, 15, 30),
    '2027-01-01T10:00:00-00:00': Date.UTC(2027, 0, 1, 10),
    '2027-01-01T10:00:00+23:59': Date.UTC(2026, 11, 31, 10, 1),
    '2024-02-29T23:59:59.5Z': Date.UTC(2024, 1, 29, 23, 59, 59, 500),
    '2024-02-29T23:59:59.123456789Z': Date.UTC(2024, 1, 29, 23, 59, 59, 123),
    '1900-01-01T00:00:00Z': Date.UTC(1900, 0, 1),
    '2999-12-31T23:59:59.999Z': Date.UTC(2999, 11, 31, 23, 59, 59, 999),
  }
  for (const [text, ms] of Object.entries(read)) {
    t.equal(parseTime(text), ms, text)
    t.equal(timeFault(text), undefined)
    t.equal(parseSeconds(text), Math.floor(ms / 1000))
  }
})

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['2027-01-01T10:00:00+02', 'time', /as in 2026-/],
  ['2027-01-01T10:00:00+0200', 'time', /as in/],
  ['2027-01-01T10:00:00', 'time', /as in/],
  ['2027-01-01 10:00:00Z', 'time', /as in/],
  ['2027-01-01t10:00:00z', 'time', /as in/],
  ['2027-01-01T10:00Z', 'time', /as in/],
  ['2027-01-01', 'time', /as in/],
  ['2027-01-01T10:00:00.Z', 'time', /as in/],
  ['2027-01-01T10:00:00.1234567890Z', 'time', /as in/],
  ['2027-01-01T10:00:00,5Z', 'time', /as in/],
  ['２０２７-01-01T10:00:00Z', 'time', /as in/],
  ['+002027-01-01T10:00:00Z', 'time', /as in/],
  ['2027-01-01T10:00:00Z\n', 'time', /as in/],
  ['1767261600', 'time', /as in/],
  ['', 'time', /as in/],
  ['2030-12-31T23:59:60Z', 'leap-second', /leap second/],
  ['2016-12-31T23:59:60+01:00', 'leap-second', /leap second/],
  ['2027-01-01T24:00:00Z', 'clock', /time of a day/],
  ['2027-01-01T10:60:00Z', 'clock', /time of a day/],
  ['2027-01-01T10:00:61Z', 'clock', /time of a day/],
  ['2027-01-01T10:00:00+24:00', 'offset', /offset/],
  ['2027-01-01T10:00:00+02:60', 'offset', /offset/],
  ['2026-02-29T10:00:00Z', 'calendar', /calendar/],
  ['2026-04-31T10:00:00Z', 'calendar', /calendar/],
  ['2026-00-10T10:00:00Z', 'calendar', /calendar/],
  ['2026-13-01T10:00:00Z', 'calendar', /calendar/],
  ['1900-02-29T10:00:00Z', 'calendar', /calendar/],
  ['9999-12-31T23:59:59Z', 'year', /1900 to 2999/],
  ['1899-12-31T23:59:59Z', 'year', /1900 to 2999/],
  ['0000-01-01T00:00:00Z', 'year', /1900 to 2999/],
  ['2999-12-31T23:59:59-00:01', 'year', /UTC/],
  ['1900-01-01T00:00:00+00:01', 'year', /UTC/],
]

t.test('what is no time is refused with the word that says why', async (t) => {
  for (const [text, rule, why] of REFUSED) {
    await refuses(t, text, () => parseTime(text, '/xAt'), { code: 'malformed', rule, pointer: '/xAt' }, why)
    t.match(timeFault(text), why)
    t.equal(isTimeText(text), false)
  }
})

t.test('a date without a time is a type of its own', async (t) => {
  t.equal(parseDate('2024-02-29'), Date.UTC(2024, 1, 29))
  t.equal(date(Date.UTC(2024, 1, 29, 23)), '2024-02-29')
  for (const [text, rule] of [
    ['2024-02-29T00:00:00Z', 'date'],
    ['20240229', 'date'],
    ['2023-02-29', 'calendar'],
    ['3000-01-01', 'year'],
  ] as const) {
    await refuses(t, text, () => parseDate(text), { code: 'malformed', rule })
    t.ok(dateFault(text))
  }
})

t.test('what was written is read as the same, and what was read can be written', async () => {
  const ms = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(3000, 0, 1) - 1 })
  fc.assert(fc.property(ms, (at) => parseTime(time(at)) === at && isMs(at)))
  const digits = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
  const texts = fc
    .tuple(fc.integer({ min: 1898, max: 3001 }), digits(14), digits(32), digits(25), digits(61), digits(61), digits(25))
    .map(([y, mo, d, h, mi, s, o]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${Number(o) % 3 === 0 ? 'Z' : `-${o}:00`}`)
  fc.assert(
    fc.property(texts, (text) => {
      if (!isTimeText(text)) return timeFault(text) !== undefined
      // The platform is a second opinion on what passes.
      return parseTime(text) === Date.parse(text) && parseTime(time(parseTime(text))) === parseTime(text)
    }),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isTimeText(text) === (timeFault(text) === undefined)))
})

t.test('what is reckoned beyond any time is written as the first or the last; what is no number is not', async (t) => {
  for (const ms of [NaN, Infinity, -Infinity]) await refuses(t, String(ms), () => time(ms), { code: 'internal' })
  for (const ms of [8.64e15, 8.65e15, Date.UTC(3000, 0, 1)]) t.equal(time(ms), '2999-12-31T23:59:59.999Z')
  for (const ms of [-8.65e15, Date.UTC(1900, 0, 1) - 1]) t.equal(time(ms), '1900-01-01T00:00:00.000Z')
  t.same([0, LAST_SECOND, -1, 0.5, NaN, '1', LAST_SECOND + 1, 2 ** 53].map(isSeconds), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ])
})

t.test('a date of HTTP', (t) => {
  t.equal(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT'), Date.UTC(1994, 10, 6, 8, 49, 37))
  for (const text of [
    '',
    '120',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 nov 1994 08:49:37 GMT',
    'Sun, 06 ebM 1994 08:49:37 GMT',
  ])
    t.equal(parseHttpDate(text), undefined, text)
  t.end()
})

t.test('times of certificates are read as OpenSSL writes them', async (t) => {
  t.equal(parseCertificateTime('Nov  8 01:35:33 2026 GMT'), Date.UTC(2026, 10, 8, 1, 35, 33))
  t.equal(parseCertificateTime('Dec 31 23:59:59 9999 GMT'), Date.UTC(9999, 11, 31, 23, 59, 59))
  for (const text of ['2026-11-08T01:35:33Z', 'Foo  8 01:35:33 2026 GMT', 'anF  8 01:35:33 2026 GMT', ''])
    await refuses(t, text, () => parseCertificateTime(text), { code: 'malformed', rule: 'time' })
})

t.test('nothing else in the project reads a time', async (t) => {
  const files = readdirSync(join(ROOT, 'node'), { recursive: true })
    .map((f) => String(f).replaceAll('\\', '/'))
    .filter((f) => f.endsWith('.ts') && f !== 'values/time.ts')
  t.ok(files.length > 100)
  // The platform reads what is no time of the wire, differently on each; a number into a Date is fine, a text is not.
  const readers = /\bDate\.parse\b|\bnew Date\(\s*['"`]|\bfrom 'ajv-formats'|Temporal\.(Instant|ZonedDateTime)\.from\(/
  const found = files.filter((f) => readers.test(readFileSync(join(ROOT, 'node', f), 'utf8')))
  t.same(found, [])
})
