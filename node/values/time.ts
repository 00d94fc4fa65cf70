/**
 * Time as it may cross the door: one grammar in, one form out. Within, a time is milliseconds since 1970-01-01T00:00:00Z and a number; in a JWT it is
 * seconds (NumericDate, RFC 7519 §2). A text that is no time is refused by name and never becomes NaN. Nothing else in the project reads a time.
 */
import { JuxtaError } from './errors.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/
const [FIRST_YEAR, LAST_YEAR] = [1900, 2999]
/** A treaty may be older. */
const FIRST_YEAR_OF_TREATIES = 1000
const EARLIEST = Date.UTC(FIRST_YEAR, 0, 1)
const LATEST = Date.UTC(LAST_YEAR + 1, 0, 1) - 1
/** The last second that is a time, as a NumericDate. */
export const LAST_SECOND = Math.floor(LATEST / SECOND)

type Read = { readonly ms: number } | { readonly rule: string; readonly reason: string }

/** Midnight UTC of a day of the calendar. */
function dayOf(year: number, month: number, day: number, first = FIRST_YEAR): Read {
  if (year < first || year > LAST_YEAR) return { rule: 'year', reason: `is not in the years ${first} to ${LAST_YEAR}` }
  const ms = Date.UTC(year, month - 1, day)
  // What the calendar lacks comes out as another day: 30 February is a day in March.
  const kept = new Date(ms)
  if (kept.getUTCMonth() !== month - 1 || kept.getUTCDate() !== day)
    return { rule: 'calendar', reason: 'is no day of the calendar' }
  return { ms }
}

function readTime(text: string): Read {
  const m = TIME.exec(text)
  if (m === null)
    return { rule: 'time', reason: 'is not a time as in 2026-01-31T12:00:00Z or 2026-01-31T14:00:00.5+02:00' }
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = dayOf(year, month, day)
  if (!('ms' in date)) return date
  if (second === 60)
    return {
      rule: 'leap-second',
      reason: 'is a leap second, which has no number here: give the second before or after',
    }
  if (hour > 23 || minute > 59 || second > 59)
    return { rule: 'clock', reason: 'is no time of a day (00:00:00 to 23:59:59)' }
  const [offsetHour, offsetMinute] = [Number(m[9] ?? 0), Number(m[10] ?? 0)]
  if (offsetHour > 23 || offsetMinute > 59)
    return { rule: 'offset', reason: 'has an offset that is none (-23:59 to +23:59)' }
  const offset = (m[8] === '-' ? -1 : 1) * (offsetHour * HOUR + offsetMinute * MINUTE)
  const ms =
    date.ms + hour * HOUR + minute * MINUTE + second * SECOND + Number((m[7] ?? '').padEnd(3, '0').slice(0, 3)) - offset
  return isMs(ms) ? { ms } : { rule: 'year', reason: `is not in the years ${FIRST_YEAR} to ${LAST_YEAR} of UTC` }
}

function readDate(text: string, first?: number): Read {
  const m = DATE.exec(text)
  return m === null
    ? { rule: 'date', reason: 'is not a date as in 2026-01-31' }
    : dayOf(Number(m[1]), Number(m[2]), Number(m[3]), first)
}

function msOf(read: Read, text: string, pointer?: string): number {
  if ('ms' in read) return read.ms
  throw new JuxtaError('malformed', `${JSON.stringify(text.slice(0, 40))} ${read.reason}`, {
    rule: read.rule,
    ...(pointer === undefined ? {} : { pointer }),
  })
}

/** Milliseconds since 1970 of a time (`YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`). Fails with `malformed` and what is wrong with it. */
export const parseTime = (text: string, pointer?: string): number => msOf(readTime(text), text, pointer)
/** The same of a time that need not be there. */
export const parseTimeIf = (text: string | null | undefined): number | undefined =>
  text === undefined || text === null ? undefined : parseTime(text)
/** Seconds since 1970 of a time, as a NumericDate. */
export const parseSeconds = (text: string, pointer?: string): number => Math.floor(parseTime(text, pointer) / SECOND)
/** Midnight UTC of a date (`YYYY-MM-DD`), in milliseconds since 1970. Fails with `malformed`. */
export const parseDate = (text: string, pointer?: string): number => msOf(readDate(text), text, pointer)

const reasonOf = (read: Read): string | undefined => ('ms' in read ? undefined : read.reason)
/** Why a text is no time, as the end of a sentence; undefined where it is one. */
export const timeFault = (text: string): string | undefined => reasonOf(readTime(text))
export const dateFault = (text: string): string | undefined => reasonOf(readDate(text))
export const isTimeText = (text: string): boolean => 'ms' in readTime(text)
export const isDateText = (text: string): boolean => 'ms' in readDate(text)
/** What is known to the day alone is the date of it. */
export const isDayOrTimeText = (text: string): boolean => isDateText(text) || isTimeText(text)
/** The day that the clock of whoever wrote a time has shown; undefined where it is in UTC, which says nothing of his clock. */
export const dayOnClock = (text: string): string | undefined =>
  /(Z|[+-]00:00)$/.test(text) ? undefined : text.slice(0, 10)
/** A day begins first in UTC+14, and ends last in UTC-12. */
export const FIRST_ZONE = 14 * HOUR
export const LAST_ZONE = 12 * HOUR
/** Whether a time (milliseconds since 1970) is the one of this text, or on the day of it in some zone. */
export function mayBe(text: string, ms: number): boolean {
  if (!isDateText(text)) return parseTime(text) === ms
  const day = parseDate(text)
  return day - FIRST_ZONE <= ms && ms <= day + DAY + LAST_ZONE
}
/** A date of a treaty, which may be older than what else has a date. */
export const isTreatyDate = (text: string): boolean => 'ms' in readDate(text, FIRST_YEAR_OF_TREATIES)

/** Whether a number is milliseconds since 1970 of a time that can be written. */
export const isMs = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= EARLIEST && (value as number) <= LATEST
/** Whether a number is a NumericDate from 1970 on. */
export const isSeconds = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= LAST_SECOND

/**
 * A time in UTC with milliseconds. What is reckoned from times may lie before the first or after the last: it is written as that one, so that what was
 * written is always read. Fails with `internal` where `ms` is no number.
 */
export function time(ms: number): string {
  if (!Number.isFinite(ms)) throw new JuxtaError('internal', `${ms} is no time`)
  return new Date(Math.min(Math.max(ms, EARLIEST), LATEST)).toISOString()
}
/** A time in UTC with milliseconds, of a NumericDate. */
export const timeOfSeconds = (seconds: number): string => time(seconds * SECOND)
/** The date in UTC, `YYYY-MM-DD`. */
export const date = (ms: number): string => time(ms).slice(0, 10)

/** The same of a NumericDate. */
export const dateOfSeconds = (seconds: number): string => date(seconds * SECOND)

/** The month of the calendar in UTC, `YYYY-MM`. */
export const monthIn = (ms: number): string => time(ms).slice(0, 7)
/** From its first moment to that of the next month. Fails with `malformed` where the text is no month. */
export function spanOfMonth(month: string, pointer?: string): { readonly from: number; readonly to: number } {
  const from = parseDate(`${month}-01`, pointer)
  const first = new Date(from)
  return { from, to: Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1) }
}

const monthOf = (name: string): number => 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(name) / 3

/** Milliseconds since 1970 of a date of HTTP (`Sun, 06 Nov 1994 08:49:37 GMT`, RFC 9110 §5.6.7); undefined where it is none. */
export function parseHttpDate(text: string): number | undefined {
  const m = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text)
  const month = m === null ? -1 : monthOf(m[2]!)
  if (m === null || !Number.isInteger(month) || month < 0) return undefined
  return Date.UTC(Number(m[3]), month, Number(m[1]), Number(m[4]), Number(m[5]), Number(m[6]))
}

/** Milliseconds since 1970 of a time of a certificate as OpenSSL writes it (`Nov  8 01:35:33 2026 GMT`). Fails with `malformed`. */
export function parseCertificateTime(text: string): number {
  const m = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) GMT$/.exec(text)
  const month = m === null ? -1 : monthOf(m[1]!)
  if (m === null || !Number.isInteger(month) || month < 0)
    throw new JuxtaError('malformed', 'not the time of a certificate', { rule: 'time' })
  // A certificate may say that it has no end: 9999-12-31 (RFC 5280 §4.1.2.5).
  return Date.UTC(Number(m[6]), month, Number(m[2]), Number(m[3]), Number(m[4]), Number(m[5]))
}
