/**
 * The hours of one side as intervals of UTC: weekly rules, seasons, holidays and dated exceptions in the zone of its office. The office is open
 * when its clock reads an opening time: an hour that the clock skips is not there, and one that it shows twice counts twice.
 */
import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import type { components } from '../../generated/procedures/opening-hours.ts'
import { digestOf, type Digest } from '../../values/digest.ts'
import { canonicalJson } from '../../values/json.ts'
import { intersect, normal, subtract, union, type Interval } from './intervals.ts'
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
}

const DAYS = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa']
/** Lowest first: what comes later wins. */
const RANKS = ['season', 'holiday', 'dated'] as const

/** Whether this machine knows the zone. Zones come from peers. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Hours that begin on a day, on a time line on which the local clock is read as if it were UTC. */
const onDay = (day: number, { from, to, nextDay }: DayHours): Interval => [
  day + minutes(from) * 60_000,
  day + minutes(to) * 60_000 + (nextDay === true ? DAY : 0),
]

/** The days on which an exception begins, and how many days it lasts. */
function spans(e: Exception, from: number, to: number): Interval[] {
  const first = parseDate(e.from)
  const length = parseDate(e.to) + DAY - first
  if (length <= 0) return []
  if (e.recurs === undefined) return [[first, first + length]]
  const start = (ms: number): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC')
  const rule = new RRuleTemporal({
    rruleString: `DTSTART:${e.from.replaceAll('-', '')}T000000Z\nRRULE:${e.recurs}`,
  })
  const days = rule.between(new Date(Math.max(from - length, first)), new Date(Math.max(to, first)), true)
  const all = new Set([start(first).epochMilliseconds, ...days.map((d) => d.epochMilliseconds)])
  return [...all].map((day) => [day, day + length] as const)
}

/** The rule on the local time line between `from` and `to`. */
function local(rule: Rule, from: number, to: number): Interval[] {
  const first = Math.floor(from / DAY) * DAY - DAY
  const weekly: Interval[] = []
  for (let day = first; day < to; day += DAY) {
    const name = DAYS[new Date(day).getUTCDay()]
    for (const hours of rule.weekly) if (hours.day === name) weekly.push(onDay(day, hours))
  }
  let open = normal(weekly)
  for (const rank of RANKS) {
    const covered: Interval[] = []
    const closed: Interval[] = []
    const added: Interval[] = []
    for (const e of rule.exceptions ?? []) {
      if (e.rank !== rank) continue
      for (const span of spans(e, first, to)) {
        covered.push(span)
        if (e.hours === undefined) closed.push(span)
        else
          for (let day = Math.max(span[0], first); day < Math.min(span[1], to); day += DAY)
            for (const hours of e.hours) added.push(onDay(day, hours))
      }
    }
    open = subtract(union(subtract(open, normal(covered)), added), normal(closed))
  }
  return open
}

/** The stretches between two changes of the clock in `zone`, each with its offset in milliseconds. */
function offsets(zone: string, from: number, to: number): { span: Interval; offset: number }[] {
  const found: { span: Interval; offset: number }[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  while (at.epochMilliseconds < to) {
    const next = at.getTimeZoneTransition('next')
    const end = Math.min(next?.epochMilliseconds ?? to, to)
    found.push({ span: [at.epochMilliseconds, end], offset: at.offsetNanoseconds / 1e6 })
    if (next === null) break
    at = next
  }
  return found
}

/** When `rule` is open, in UTC, between `from` and `to` (milliseconds since 1970). */
export function openingOf(rule: Rule, zone: string, from: number, to: number): Interval[] {
  const found: Interval[] = []
  for (const { span, offset } of offsets(zone, from, to)) {
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
  if (rules.length === 0 || !isTimeZone(hours.xTimeZone)) return []
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

/** The digest that an acceptance names: of each rule's intervals in UTC, to the end of validity or for 366 days, and the tz database they come from. */
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

/** The tz database of this machine, as `2026a`. */
export const tzdbVersion = (): string => process.versions['tz'] ?? 'unknown'
