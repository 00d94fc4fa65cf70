/** A crossing from door to door: its clock times in order, whose time each interval was, closed hours apart, and the idle time of each side. */
import type { Interval } from '../opening-hours/intervals.ts'
import { AT_THE_BORDER } from './measures.ts'
import { isDayOnly, timeOf, type Actor, type EventCode, type TimeEvent } from './release-time.ts'

export type Leg = {
  readonly from: EventCode
  readonly to: EventCode
  readonly start: number
  readonly ms: number
  /** What the two clocks may be wrong by, together. */
  readonly uncertaintyMs: number
  /** The interval is below that: shown as "≤" it. */
  readonly atMost: boolean
  /** Whose event ended it. */
  readonly actor: Actor
  /** Of `ms`, when the office was closed. */
  readonly closedMs: number
  readonly side: string
  /** Of one of its ends the day alone is known: its minutes are nobody's. */
  readonly dayOnly: boolean
}

export type DoorToDoor = {
  readonly crossing: string
  readonly start: number
  readonly end: number
  readonly ms: number
  readonly legs: readonly Leg[]
  readonly byActor: Readonly<Partial<Record<Actor, number>>>
  /** Per country: time in which nothing of its own began or ended. */
  readonly idle: Readonly<Record<string, number>>
  readonly closedMs: number
  /** Of its beginning or end the day alone is known. */
  readonly dayOnly: boolean
}

/** Who ends an interval where the event does not say. */
const ACTOR: Readonly<Record<EventCode, Actor>> = {
  'queue-in': 'carrier',
  arrival: 'carrier',
  presentation: 'carrier',
  unloading: 'carrier',
  'temporary-storage': 'operator',
  're-presentation': 'trader',
  lodgement: 'trader',
  acceptance: 'customs',
  'documents-requested': 'customs',
  'documents-supplied': 'trader',
  'control-decided': 'customs',
  'control-started': 'customs',
  'control-ended': 'customs',
  sampling: 'agency',
  'lab-result': 'agency',
  'agency-decision': 'agency',
  payment: 'trader',
  release: 'customs',
  removal: 'operator',
  exit: 'carrier',
}

const overlap = (from: number, to: number, open: readonly Interval[]): number =>
  open.reduce((all, [a, b]) => all + Math.max(0, Math.min(to, b) - Math.max(from, a)), 0)

/** A crossing from when something of it is first at a border to its last event; undefined with fewer than two. `open`: the common hours, where closed time is to be told apart. */
export function doorToDoor(
  crossing: string,
  events: Iterable<TimeEvent>,
  open?: readonly Interval[],
): DoorToDoor | undefined {
  const all = [...events]
    .filter((e) => e.crossing === crossing)
    .flatMap((event) => {
      const time = timeOf(event)
      return time === null ? [] : [{ event, time }]
    })
    .sort((a, b) => a.time - b.time || (a.event.message < b.event.message ? -1 : 1))
  const here = all.findIndex(({ event }) => AT_THE_BORDER.has(event.code))
  const timed = here < 0 ? [] : all.slice(here)
  if (timed.length < 2) return undefined
  const legs: Leg[] = []
  const byActor: Partial<Record<Actor, number>> = {}
  const idle: Record<string, number> = {}
  const countries = [...new Set(timed.map(({ event }) => event.from))].sort()
  for (let i = 1; i < timed.length; i++) {
    const [before, after] = [timed[i - 1]!, timed[i]!]
    const ms = after.time - before.time
    const actor = after.event.actor ?? ACTOR[after.event.code]
    const dayOnly = isDayOnly(before.event) || isDayOnly(after.event)
    const closedMs = open === undefined || dayOnly ? 0 : ms - overlap(before.time, after.time, open)
    const uncertaintyMs = before.event.uncertaintyMs + after.event.uncertaintyMs
    const { code: to, from: side } = after.event
    legs.push({
      from: before.event.code,
      to,
      start: before.time,
      ms,
      uncertaintyMs,
      atMost: ms < uncertaintyMs,
      actor,
      closedMs,
      side,
      dayOnly,
    })
    if (dayOnly) continue
    byActor[actor] = (byActor[actor] ?? 0) + ms - closedMs
    for (const country of countries)
      if (country !== side && country !== before.event.from) idle[country] = (idle[country] ?? 0) + ms
  }
  const [start, end] = [timed[0]!.time, timed.at(-1)!.time]
  return {
    crossing,
    start,
    end,
    ms: end - start,
    legs,
    byActor,
    idle,
    closedMs: legs.reduce((all, leg) => all + leg.closedMs, 0),
    dayOnly: isDayOnly(timed[0]!.event) || isDayOnly(timed.at(-1)!.event),
  }
}

const UNITS = { d: 'd', h: 'h', min: 'min', s: 's' }

/** A duration for people: `1 h 20 min`, `35 s`; two units at most, by the names that they have in a language. */
export function durationText(ms: number, units: Readonly<Record<keyof typeof UNITS, string>> = UNITS): string {
  if (ms < 1000) return `${Math.round(ms) / 1000} ${units.s}`
  const seconds = Math.round(ms / 1000)
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), units.d],
    [Math.floor(seconds / 3600) % 24, units.h],
    [Math.floor(seconds / 60) % 60, units.min],
    [seconds % 60, units.s],
  ]
  const first = parts.findIndex(([n]) => n > 0)
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ')
}

/** An interval as it is shown: one below what the clocks can tell as "≤" that, and one of which the day alone is known with what it may be wrong by. */
export const legText = ({
  ms,
  atMost,
  uncertaintyMs,
  dayOnly,
}: Pick<Leg, 'ms' | 'atMost' | 'uncertaintyMs' | 'dayOnly'>): string => {
  if (atMost) return `≤ ${durationText(uncertaintyMs)}`
  return dayOnly ? `${durationText(ms)} ± ${durationText(uncertaintyMs)}` : durationText(ms)
}
