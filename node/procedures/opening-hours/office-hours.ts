/**
 * The hours of one side as intervals of UTC: weekly rules, seasons, holidays and dated exceptions in the zone of its office. The office is open
 * when its clock reads an opening time: an hour that the clock skips is not there, and one that it shows twice counts twice.
 */
import { RRuleTemporal } from 'rrule-temporal'
import type { components } from '../../generated/procedures/opening-hours.ts'
import { digestOf, type Digest } from '../../values/digest.ts'
import { canonicalJson } from '../../values/json.ts'
import { beyond, type Brought } from './competence.ts'
import { intersect, normal, union, type Interval } from './intervals.ts'
import { isTimeZone, stretches } from './time-zones.ts'
import { DAY, parseDate, parseTime } from '../../values/time.ts'

export type Hours = components['schemas']['Proposal']
export type Rule = components['schemas']['Rule']
type Exception = components['schemas']['Exception']
type DayHours = components['schemas']['Hours']

/** What somebody wants to do. Direction as seen from the side that is asked; no agency: each that has a say must be open. */
export type Wanted = {
  readonly direction: 'exit' | 'entry'
  readonly modeCode: string
  readonly lane?: string
  readonly currentCode?: string
  readonly classificationId?: string
  readonly agency?: string
  readonly service?: string
  readonly goodsMeasure?: Brought['goodsMeasure']
}

const DAYS = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa']
/** Lowest first: what comes later wins. */
const RANKS = ['season', 'holiday', 'dated'] as const

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Hours that begin on a day, on a time line on which the local clock is read as if it were UTC. */
const onDay = (day: number, { from, to, nextDay }: DayHours): Interval => [
  day + minutes(from) * 60_000,
  day + minutes(to) * 60_000 + (nextDay === true ? DAY : 0),
]

/** The stretches of days that an exception is about, as far as they touch `from` to `to`. */
function spans(e: Exception, from: number, to: number): Interval[] {
  const first = parseDate(e.from)
  const length = parseDate(e.to) + DAY - first
  if (length <= 0) return []
  const begins = [first, ...(e.days ?? []).map((day) => parseDate(day))]
  if (e.recurs !== undefined) {
    const rule = new RRuleTemporal({
      rruleString: `DTSTART:${e.from.replaceAll('-', '')}T000000Z\nRRULE:${e.recurs}`,
    })
    const days = rule.between(new Date(Math.max(from - length, first)), new Date(Math.max(to, first)), true)
    begins.push(...days.map((d) => d.epochMilliseconds))
  }
  return begins.map((day) => [Math.max(day, from), Math.min(day + length, to)] as const).filter(([a, b]) => a < b)
}

/** Which exceptions of one rank are about each day, by its midnight. */
function coverOf(rule: Rule, rank: Exception['rank'], from: number, to: number): Map<number, Exception[]> {
  const found = new Map<number, Exception[]>()
  for (const e of rule.exceptions ?? [])
    if (e.rank === rank)
      for (const [begin, end] of spans(e, from, to))
        for (let day = begin; day < end; day += DAY) {
          const about = found.get(day)
          if (about) about.push(e)
          else found.set(day, [e])
        }
  return found
}

/**
 * The rule on the local time line between `from` and `to`. Hours are those of the day on which they begin: an exception takes the place of what would begin on
 * its days, and what began the night before goes on to its end.
 */
function local(rule: Rule, from: number, to: number): Interval[] {
  const first = Math.floor(from / DAY) * DAY - DAY
  const covers = RANKS.map((rank) => coverOf(rule, rank, first, to))
  const open: Interval[] = []
  for (let day = first; day < to; day += DAY) {
    const name = DAYS[new Date(day).getUTCDay()]
    let hours: readonly DayHours[] = rule.weekly.filter((weekly) => weekly.day === name)
    for (const cover of covers) {
      const about = cover.get(day)
      // Of the same rank, closing wins.
      if (about) hours = about.some((e) => e.hours === undefined) ? [] : about.flatMap((e) => e.hours!)
    }
    for (const one of hours) open.push(onDay(day, one))
  }
  return normal(open)
}

/** When `rule` is open, in UTC, between `from` and `to` (milliseconds since 1970); closed where the zone is not known here. */
export function openingOf(rule: Rule, zone: string, from: number, to: number): Interval[] {
  if (!isTimeZone(zone)) return []
  const found: Interval[] = []
  for (const { span, offset } of stretches(zone, from, to)) {
    const onClock: Interval = [span[0] + offset, span[1] + offset]
    for (const [a, b] of intersect(local(rule, ...onClock), [onClock])) found.push([a - offset, b - offset])
  }
  return normal(found)
}

const allows = (list: readonly string[] | undefined, value: string | undefined, prefix = false): boolean =>
  list === undefined ||
  list.length === 0 ||
  (value !== undefined && list.some((entry) => (prefix ? value.startsWith(entry) : value === entry)))

/** Whether `rule` is about what is wanted; agencies are told apart later. */
export const isAbout = (rule: Rule, w: Wanted): boolean =>
  (rule.direction === 'both' || rule.direction === w.direction) &&
  rule.modeCode.includes(w.modeCode) &&
  (rule.lane === undefined || w.lane === undefined || rule.lane === w.lane) &&
  (w.service === undefined || rule.service === w.service) &&
  allows(rule.currentCode, w.currentCode) &&
  allows(rule.classificationId, w.classificationId, true)

/** What becomes of the opening of one rule, where something comes before it (a temporary change, an emergency). */
export type Override = (rule: Rule, opening: Interval[], from: number, to: number) => Interval[]

/** The hours with the days of the lists that their exceptions name. */
export const withDates = (hours: Hours, daysOf: (list: string) => readonly string[]): Hours =>
  hours.xRules.every((rule) => rule.exceptions?.every((e) => e.dateList === undefined) !== false)
    ? hours
    : {
        ...hours,
        xRules: hours.xRules.map((rule) => ({
          ...rule,
          exceptions: (rule.exceptions ?? []).map((e) =>
            e.dateList === undefined ? e : { ...e, days: [...(e.days ?? []), ...daysOf(e.dateList)] },
          ),
        })),
      }

/** When `hours` serve what is wanted: each agency concerned must have a rule that is open. Closed where the zone is not known here. */
export function hoursFor(
  hours: Hours,
  w: Wanted,
  from: number,
  to: number,
  override: Override = (_, opening) => opening,
): Interval[] {
  const rules = hours.xRules.filter((rule) => isAbout(rule, w))
  const agencies = w.agency === undefined ? [...new Set(rules.map((rule) => rule.agency))] : [w.agency]
  if (rules.length === 0 || !isTimeZone(hours.xTimeZone) || beyond(hours.xCompetence, w) !== undefined) return []
  const valid: Interval = [
    Math.max(from, parseTime(hours.xValidFrom)),
    Math.min(to, hours.xValidTo === undefined ? to : parseTime(hours.xValidTo)),
  ]
  if (valid[0] >= valid[1]) return []
  return agencies
    .map((agency) =>
      union(
        ...rules
          .filter((r) => r.agency === agency)
          .map((r) => override(r, openingOf(r, hours.xTimeZone, ...valid), ...valid)),
      ),
    )
    .reduce((all, one) => intersect(all, one))
}

/** How far the digest looks where hours have no end. */
export const DIGEST_DAYS = 366

/**
 * The digest that an acceptance names: of each rule's intervals in UTC, to the end of validity or for 366 days, and the tz database they come from. Without the days of date
 * lists, which are renewed by themselves.
 */
export function intervalsDigest(hours: Hours, tzdb: string): Digest {
  const from = parseTime(hours.xValidFrom)
  const end = from + DIGEST_DAYS * DAY
  const to = hours.xValidTo === undefined ? end : Math.min(parseTime(hours.xValidTo), end)
  const intervals = hours.xRules.map((rule) => openingOf(rule, hours.xTimeZone, from, to))
  return digestOf(canonicalJson({ intervals, tzdb }))
}

const DURATION = /^PT(?:(\d+)H)?(?:(\d+)M)?$/

/** Milliseconds of a duration such as `PT1H30M`; 0 where there is none. */
export const durationMs = (duration: string | undefined): number => {
  const [, hours, rest] = DURATION.exec(duration ?? '') ?? []
  return Number(hours ?? 0) * 3_600_000 + Number(rest ?? 0) * 60_000
}
