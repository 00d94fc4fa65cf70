/** What two sides' hours come to together: the common window, when it opens next, and what other hours would have changed. Computed, never typed in. */
import {
  durationMs,
  hoursFor,
  isAbout,
  withDates,
  type Hours,
  type Override,
  type Rule,
  type Wanted,
} from './office-hours.ts'
import { holdingOrNext, holds, intersect, normal, subtract, union, type Interval } from './intervals.ts'
import { get } from '../../cases/state-record.ts'
import {
  ofSide,
  ownFor,
  type Closing,
  type HoursChange,
  type HoursTogether,
  type Own,
  type Scope,
  type Side,
} from './hours-state.ts'
import { addTo } from '../../values/groups.ts'

/** What is wanted, as seen by traffic: `exit` goes from the exit office's country to the other, `entry` the way back. */
export type Passage = Wanted & {
  /** Its own out-of-hours service counts, where it was granted. */
  readonly crossing?: string
  /** When it was admitted: an emergency closing may still serve it. Milliseconds since 1970. */
  readonly admittedAt?: number
}

/** The same passage as seen from a side: what leaves one country enters the other. */
const seenFrom = (side: Side, p: Passage): Passage =>
  side === 'exit' ? p : { ...p, direction: p.direction === 'exit' ? 'entry' : 'exit' }

/** Whether a change is about what a rule serves: a change to one lane, agency or service leaves the others as they are. */
const concerns = (scope: Scope, w: Wanted, rule: Pick<Wanted, 'lane' | 'agency' | 'service'> = w): boolean =>
  (scope.direction === undefined || scope.direction === 'both' || scope.direction === w.direction) &&
  (scope.modeCode === undefined || scope.modeCode.includes(w.modeCode)) &&
  (scope.lane === undefined || scope.lane === (rule.lane ?? w.lane)) &&
  (scope.agency === undefined || scope.agency === rule.agency) &&
  (scope.service === undefined || scope.service === rule.service)

/**
 * When one side is open for a passage, between `from` and `to` (milliseconds since 1970). An emergency goes before service out of hours, that before a
 * temporary change, that before what was agreed; of the same rank, closing wins. A closing that was planned closes the hours of its own case alone: it kept the notice
 * that was agreed there, and another case of the two offices may have a longer one.
 */
export function sideHours(s: HoursTogether, side: Side, p: Passage, from: number, to: number): Interval[] {
  const w = seenFrom(side, p)
  const counts = (x: HoursChange): boolean => x.side === side && (x.state === 'in-force' || x.state === 'withdrawn')
  const longer = new Map<Own, HoursChange[]>()
  for (const [id, x] of Object.entries(s.changes)) {
    const own = ownFor(s, id)
    if (counts(x) && !x.closed) addTo(longer, own, x)
  }
  const closings = Object.values(s.closings).filter(
    (x) => x.side === side && !(w.admittedAt !== undefined && w.admittedAt < (x.admittedBefore ?? -Infinity)),
  )
  const spansOf = (changes: readonly HoursChange[], rule?: Rule): Interval[] =>
    normal(changes.filter((x) => concerns(x.scope, w, rule)).map((x) => [x.from, x.to] as const))
  const closed = ({ changes }: Own, rule?: Rule): Interval[] =>
    spansOf(
      Object.values(changes).filter((x) => counts(x) && x.closed),
      rule,
    )
  const opened = (rule?: Rule): Interval[] =>
    union(...[...longer].map(([own, changes]) => subtract(spansOf(changes, rule), closed(own, rule))))
  const emergency = (rule?: Rule): Interval[] =>
    normal(closings.filter((x) => concerns(x.scope, w, rule)).map((x) => [x.from, x.reopened ?? Infinity] as const))
  const overrideIn =
    (own: Own): Override =>
    (rule, opening, first, last) =>
      subtract(union(subtract(opening, closed(own, rule)), intersect(opened(rule), [[first, last]])), emergency(rule))
  const versions = Object.values(s.versions).filter(
    (v) => v.side === side && v.from !== null && v.hours.xRules.some((rule) => isAbout(rule, w)),
  )
  const agreed = versions.map((v) => {
    const own = ownFor(s, v.id)
    const daysOf = (list: string): readonly string[] => get(own.dateLists, ofSide(side, list)) ?? []
    const span = [Math.max(from, v.from!), Math.min(to, v.until ?? to)] as const
    return hoursFor(withDates(v.hours, daysOf), w, ...span, overrideIn(own))
  })
  // What is opened for a time though no rule is about it.
  const ruled = normal(versions.map((v) => [v.from!, v.until ?? Infinity] as const))
  const beyond = subtract(opened(), ruled)
  const granted = Object.values(s.outOfHours)
    .filter((x) => x.granted === true && x.crossing === p.crossing && (x.modeCode ?? p.modeCode) === p.modeCode)
    .map((x) => [x.from, x.to] as const)
  const open = union(...agreed, subtract(union(beyond, granted), emergency()))
  return intersect(open, [[from, to]])
}

/** The emergencies that have closed either side to all of a passage. */
export const closingsFor = (s: HoursTogether, p: Passage): Closing[] =>
  Object.values(s.closings).filter((x) => concerns(x.scope, seenFrom(x.side, p)))

/** When they have. */
export const emergencies = (s: HoursTogether, p: Passage): Interval[] =>
  normal(closingsFor(s, p).map((x) => [x.from, x.reopened ?? Infinity] as const))

/** When both are open. */
export const commonHours = (s: HoursTogether, p: Passage, from: number, to: number): Interval[] =>
  intersect(sideHours(s, 'exit', p, from, to), sideHours(s, 'entry', p, from, to))

export type OpenAt = { readonly open: boolean; readonly sides: { readonly exit: boolean; readonly entry: boolean } }

/** Whether both sides, and which of them, are open at `time` for a passage. */
export function openAt(s: HoursTogether, p: Passage, time: number): OpenAt {
  const at = (side: Side): boolean => holds(sideHours(s, side, p, time, time + 1), time)
  const sides = { exit: at('exit'), entry: at('entry') }
  return { open: sides.exit && sides.entry, sides }
}

const WEEK = 7 * 86_400_000

/** The common opening that holds `time` or comes next, within `weeks`; undefined where there is none. */
export function nextCommonOpening(s: HoursTogether, p: Passage, time: number, weeks = 60): Interval | undefined {
  for (let week = 0; week < weeks; week++) {
    const from = time + week * WEEK
    const found = holdingOrNext(commonHours(s, p, from, from + WEEK), from)
    if (found === undefined) continue
    // It may have begun before and go on beyond the week looked at.
    return commonHours(s, p, found[0] - WEEK, found[0] + 2 * WEEK).find(([, to]) => to > found[0])
  }
  return undefined
}

/**
 * The common openings that touch a span, each from when it really begins and to when it really ends, so that one is the same whatever span is asked for. What
 * is open for more than a week beyond the span is cut there.
 */
export function wholeOpenings(s: HoursTogether, p: Passage, from: number, to: number): Interval[] {
  const begun = Object.values(s.versions).flatMap((v) => (v.from === null ? [] : [v.from]))
  const earliest = Math.min(from, ...begun)
  for (let back = WEEK; ; back *= 4) {
    const start = Math.max(from - back, earliest)
    const found = commonHours(s, p, start, to + WEEK).filter(([opens, closes]) => closes > from && opens < to)
    if (start === earliest || found.length === 0 || found[0]![0] > start)
      return found.map(([opens, closes]) => [opens, closes === to + WEEK ? to : closes])
  }
}

/** How long before closing the last is admitted under a version: by the rules about what is wanted, and by all of it where no rule is. */
function admission(hours: Hours, w: Wanted): number {
  const rules = hours.xRules.filter((rule) => isAbout(rule, w))
  const asked = rules.map((rule) => rule.admittedBefore ?? hours.xAdmittedBefore)
  return Math.max(...(asked.length === 0 ? [hours.xAdmittedBefore] : asked).map(durationMs))
}

/** The last admission: until when one must be there to be served before `closes`, by the longest term of the versions in force then. */
export function admittedUntil(s: HoursTogether, p: Passage, closes: number): number {
  const asked = Object.values(s.versions)
    .filter((v) => v.from !== null && v.from < closes && (v.until === null || closes <= v.until))
    .map((v) => admission(v.hours, seenFrom(v.side, p)))
  return closes - Math.max(0, ...asked)
}

export type WhatIf = {
  readonly arrivals: number
  readonly servedAtOnce: { readonly now: number; readonly then: number }
  /** Milliseconds in all; an arrival that meets no opening counts to the end of the set. */
  readonly waiting: { readonly now: number; readonly then: number }
}

/** What the hours `then` would have meant to recorded arrivals (milliseconds since 1970), beside the hours `now`. */
export function whatIf(arrivals: readonly number[], now: readonly Interval[], then: readonly Interval[]): WhatIf {
  const end = Math.max(0, ...[...now, ...then].map(([, to]) => to))
  const wait = (set: readonly Interval[], time: number): number =>
    Math.max(0, (holdingOrNext(set, time)?.[0] ?? Math.max(end, time)) - time)
  const sum = (set: readonly Interval[]): number => arrivals.reduce((all, time) => all + wait(set, time), 0)
  const served = (set: readonly Interval[]): number => arrivals.filter((time) => holds(set, time)).length
  return {
    arrivals: arrivals.length,
    servedAtOnce: { now: served(now), then: served(then) },
    waiting: { now: sum(now), then: sum(then) },
  }
}
