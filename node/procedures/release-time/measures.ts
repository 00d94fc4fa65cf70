/**
 * The three times of a movement, which are not added to each other. Its release is what a Time Release Study measures (WCO; TFA 7.6): on each side, from
 * the arrival of the goods until their physical release. From door to door is all that a crossing takes from when something of it is first at a border; the lead time is how
 * long before its arrival it was announced.
 */
import { timeOf, type EventCode, type TimeEvent } from './release-time.ts'

export const MEASURES = ['release', 'door-to-door', 'lead-time'] as const
export type Measure = (typeof MEASURES)[number]

/** What is at a border when this happens; all else is paper, and may be long before. */
export const AT_THE_BORDER: ReadonlySet<EventCode> = new Set<EventCode>([
  'queue-in',
  'arrival',
  'presentation',
  'unloading',
  'temporary-storage',
  're-presentation',
  'control-started',
  'control-ended',
  'sampling',
  'removal',
  'exit',
])

export type Release = {
  /** Whose arrival and release. */
  readonly side: string
  readonly from: number
  readonly to: number
  /** The goods were taken away, or, where nobody has recorded that, might be. */
  readonly end: 'removal' | 'release'
  readonly ms: number
}

/** The release on each side that has recorded an arrival and a release: from the first arrival to the last removal, or release where there is none. What was released before it came was so on arrival. */
export function releasesOf(events: readonly TimeEvent[]): Release[] {
  const sides = [...new Set(events.map((e) => e.from))].sort()
  return sides.flatMap((side): Release[] => {
    const times = (code: EventCode): number[] =>
      events.flatMap((e) => (e.from === side && e.code === code ? (timeOf(e) ?? []) : []))
    const [arrivals, releases, removals] = [times('arrival'), times('release'), times('removal')]
    if (arrivals.length === 0 || releases.length + removals.length === 0) return []
    const from = Math.min(...arrivals)
    const end = removals.length > 0 ? 'removal' : 'release'
    const to = Math.max(from, ...(removals.length > 0 ? removals : releases))
    return [{ side, from, to, end, ms: to - from }]
  })
}

/** How long before its first arrival at the side that it enters a movement was first lodged, in milliseconds; null where it was not, or later. */
export function leadTimeOf(events: readonly TimeEvent[], leaves: string | null): number | null {
  const first = (of: (e: TimeEvent) => boolean): number =>
    events.reduce((least, e) => (of(e) ? Math.min(least, timeOf(e) ?? Infinity) : least), Infinity)
  const arrived = first((e) => e.code === 'arrival' && e.from !== leaves)
  const lodged = first((e) => e.code === 'lodgement')
  return lodged < arrived && arrived < Infinity ? arrived - lodged : null
}
