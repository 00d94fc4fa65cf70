/** What two sides' hours come to together: the common window, when it opens next, and what other hours would have changed. Computed, never typed in. */
import { hoursFor, type Wanted } from './office-hours.ts'
import { holdingOrNext, holds, intersect, normal, subtract, union, type Interval } from './intervals.ts'
import type { OpeningHours, Scope, Side } from './opening-hours.ts'

/** What is wanted, as seen by traffic: `exit` goes from the exit office's country to the other, `entry` the way back. */
export type Passage = Wanted & {
  /** Its own out-of-hours service counts, where it was granted. */
  readonly crossing?: string
}

/** The same passage as seen from a side: what leaves one country enters the other. */
const seenFrom = (side: Side, p: Passage): Wanted =>
  side === 'exit' ? p : { ...p, direction: p.direction === 'exit' ? 'entry' : 'exit' }

const concerns = (scope: Scope, w: Wanted): boolean =>
  (scope.direction === undefined || scope.direction === 'both' || scope.direction === w.direction) &&
  (scope.modeCode === undefined || scope.modeCode.includes(w.modeCode)) &&
  (scope.lane === undefined || w.lane === undefined || scope.lane === w.lane) &&
  (scope.agency === undefined || w.agency === undefined || scope.agency === w.agency) &&
  (scope.service === undefined || w.service === undefined || scope.service === w.service)

/** When one side is open for a passage, between `from` and `to` (milliseconds since 1970). Emergency before temporary before what was agreed. */
export function sideHours(s: OpeningHours, side: Side, p: Passage, from: number, to: number): Interval[] {
  const w = seenFrom(side, p)
  const agreed = Object.values(s.versions)
    .filter((v) => v.side === side && v.from !== null)
    .map((v) => hoursFor(v.hours, w, Math.max(from, v.from!), Math.min(to, v.until ?? to)))
  const changes = Object.values(s.changes).filter(
    (x) => x.side === side && x.state === 'in-force' && concerns(x.scope, w),
  )
  const spans = (closed: boolean): Interval[] =>
    normal(changes.filter((x) => x.closed === closed).map((x) => [x.from, x.to] as const))
  const granted = Object.values(s.outOfHours)
    .filter((x) => x.granted === true && p.crossing !== undefined && x.crossing === p.crossing)
    .map((x) => [x.from, x.to] as const)
  const closings = Object.values(s.closings)
    .filter((x) => x.side === side && concerns(x.scope, w))
    .map((x) => [x.from, x.reopened ?? Infinity] as const)
  const temporary = subtract(union(...agreed, spans(false)), spans(true))
  return intersect(subtract(union(temporary, granted), normal(closings)), [[from, to]])
}

/** When both are open. */
export const commonHours = (s: OpeningHours, p: Passage, from: number, to: number): Interval[] =>
  intersect(sideHours(s, 'exit', p, from, to), sideHours(s, 'entry', p, from, to))

export type OpenAt = { readonly open: boolean; readonly sides: { readonly exit: boolean; readonly entry: boolean } }

/** Whether both sides, and which of them, are open at `time` for a passage. */
export function openAt(s: OpeningHours, p: Passage, time: number): OpenAt {
  const at = (side: Side): boolean => holds(sideHours(s, side, p, time, time + 1), time)
  const sides = { exit: at('exit'), entry: at('entry') }
  return { open: sides.exit && sides.entry, sides }
}

const WEEK = 7 * 86_400_000

/** The common opening that holds `time` or comes next, within `weeks`; undefined where there is none. */
export function nextCommonOpening(s: OpeningHours, p: Passage, time: number, weeks = 60): Interval | undefined {
  for (let week = 0; week < weeks; week++) {
    const from = time + week * WEEK
    const found = holdingOrNext(commonHours(s, p, from, from + WEEK), from)
    if (found === undefined) continue
    // It may go on beyond the week looked at.
    return commonHours(s, p, found[0], found[0] + 2 * WEEK)[0]
  }
  return undefined
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
