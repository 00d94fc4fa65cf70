/** What release times come to: door to door per crossing, whose time it was, percentiles and series, CSV and SVG; aggregates of fewer than five are not shown. */
import type { Interval } from '../opening-hours/intervals.ts'
import { timeOf, type Actor, type EventCode, type TimeEvent } from './release-time.ts'

/** Aggregates of fewer movements could be traced to one trader. */
export const SMALLEST_CELL = 5

export type Leg = {
  readonly from: EventCode
  readonly to: EventCode
  readonly start: number
  readonly ms: number
  /** Below the uncertainty of the two clocks: shown as "≤". */
  readonly atMost: boolean
  /** Whose event ended it. */
  readonly actor: Actor
  /** Of `ms`, when the office was closed. */
  readonly closedMs: number
  readonly side: string
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
}

/** Who ends an interval where the event does not say. */
const ACTOR: Readonly<Record<EventCode, Actor>> = {
  'queue-in': 'carrier',
  arrival: 'carrier',
  presentation: 'carrier',
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

/** A crossing from its first to its last event; undefined with fewer than two. `open`: the common hours, where closed time is to be told apart. */
export function doorToDoor(
  crossing: string,
  events: Iterable<TimeEvent>,
  open?: readonly Interval[],
): DoorToDoor | undefined {
  const timed = [...events]
    .filter((e) => e.crossing === crossing)
    .flatMap((event) => {
      const time = timeOf(event)
      return time === null ? [] : [{ event, time }]
    })
    .sort((a, b) => a.time - b.time || (a.event.message < b.event.message ? -1 : 1))
  if (timed.length < 2) return undefined
  const legs: Leg[] = []
  const byActor: Partial<Record<Actor, number>> = {}
  const idle: Record<string, number> = {}
  const countries = [...new Set(timed.map(({ event }) => event.from))].sort()
  for (let i = 1; i < timed.length; i++) {
    const [before, after] = [timed[i - 1]!, timed[i]!]
    const ms = after.time - before.time
    const actor = after.event.actor ?? ACTOR[after.event.code]
    const closedMs = open === undefined ? 0 : ms - overlap(before.time, after.time, open)
    const atMost = ms < before.event.uncertaintyMs + after.event.uncertaintyMs
    const { code: to, from: side } = after.event
    legs.push({ from: before.event.code, to, start: before.time, ms, atMost, actor, closedMs, side })
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
  }
}

export type Percentiles = {
  readonly n: number
  readonly p50: number
  readonly p75: number
  readonly p90: number
  readonly p95: number
  readonly mean: number
}

/** Percentiles by the nearest-rank method, in the unit of `values`; null where there are too few to show. */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length < SMALLEST_CELL) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (p: number): number => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)]!
  const mean = sorted.reduce((all, v) => all + v, 0) / sorted.length
  return { n: sorted.length, p50: at(50), p75: at(75), p90: at(90), p95: at(95), mean }
}

export type SeriesRow = {
  readonly period: string
  readonly movements: number | null
  readonly times: Percentiles | null
}

/** Per day or month (UTC) in which the crossing began; small cells keep their row and lose their figures. */
export function series(crossings: readonly DoorToDoor[], by: 'day' | 'month'): SeriesRow[] {
  const groups = new Map<string, number[]>()
  for (const c of crossings) {
    const period = new Date(c.start).toISOString().slice(0, by === 'day' ? 10 : 7)
    const list = groups.get(period)
    if (list) list.push(c.ms)
    else groups.set(period, [c.ms])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([period, values]) => {
      const times = percentiles(values)
      return { period, movements: times && values.length, times }
    })
}

const minutes = (ms: number): string => (ms / 60_000).toFixed(1)

/** RFC 4180: period, movements, and minutes at the percentiles; suppressed figures are empty. */
export function seriesCsv(rows: readonly SeriesRow[]): string {
  const lines = rows.map(({ period, movements, times }) =>
    [
      period,
      movements ?? '',
      ...(times ? [times.p50, times.p75, times.p90, times.p95, times.mean].map(minutes) : ['', '', '', '', '']),
    ].join(','),
  )
  return ['period,movements,p50_min,p75_min,p90_min,p95_min,mean_min', ...lines].join('\r\n') + '\r\n'
}

/** The series as bars of the median with the 90th percentile above it. */
export function seriesPicture(rows: readonly SeriesRow[], name: string): string {
  const top = Math.max(1, ...rows.map((r) => r.times?.p90 ?? 0))
  const text = (x: number, y: number, what: string): string =>
    `<text x="${x}" y="${y}" text-anchor="middle">${what.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)}</text>`
  const [step, height] = [44, 180]
  const width = 40 + Math.max(6, rows.length) * step
  const bars = rows.map(({ period, times }, i) => {
    const x = 40 + i * step
    const bar = (v: number, w: number, colour: string): string => {
      const h = (v / top) * height
      return `<rect x="${x - w / 2}" y="${(30 + height - h).toFixed(1)}" width="${w}" height="${h.toFixed(1)}" fill="${colour}"><title>${period}: ${minutes(v)} min</title></rect>`
    }
    const drawn = times ? bar(times.p90, 26, '#cfe0ee') + bar(times.p50, 26, '#5b8db8') : text(x, 30 + height - 4, '<5')
    return drawn + text(x, 30 + height + 16, period.slice(-5))
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + 60}" width="${width}" height="${height + 60}" font-family="sans-serif" font-size="11" role="img">`,
    text(width / 2, 16, `${name} · median and 90th percentile, highest ${minutes(top)} min`),
    ...bars,
    '</svg>',
  ].join('\n')
}
