/**
 * The three times of a movement, which are not added to each other. Its release is what a Time Release Study measures (WCO; TFA 7.6): on each side, from
 * the arrival of the goods until their physical release. From door to door is all that a crossing takes from when something of it is first at a border; the lead time is how
 * long before its arrival it was announced.
 */
import { isDayOnly, timeOf, type EventCode, type TimeEvent } from './release-time.ts'

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
  /** Of one of the two the day alone is known: it is no figure of minutes. */
  readonly dayOnly: boolean
}

type Timed = { readonly event: TimeEvent; readonly time: number }

const timed = (events: readonly TimeEvent[], of: (e: TimeEvent) => boolean): Timed[] =>
  events.flatMap((event) => {
    const time = of(event) ? timeOf(event) : null
    return time === null ? [] : [{ event, time }]
  })

/** The release on each side that has recorded an arrival and a release: from the first arrival to the last removal, or release where there is none. What was released before it came was so on arrival. */
export function releasesOf(events: readonly TimeEvent[]): Release[] {
  const sides = [...new Set(events.map((e) => e.from))].sort()
  return sides.flatMap((side): Release[] => {
    const times = (code: EventCode): Timed[] =>
      timed(events, (e) => e.from === side && e.code === code).sort((a, b) => a.time - b.time)
    const [arrivals, releases, removals] = [times('arrival'), times('release'), times('removal')]
    const end = removals.length > 0 ? 'removal' : 'release'
    const [first, last] = [arrivals[0], (end === 'removal' ? removals : releases).at(-1)]
    if (first === undefined || last === undefined) return []
    const [from, to] = [first.time, Math.max(first.time, last.time)]
    return [{ side, from, to, end, ms: to - from, dayOnly: isDayOnly(first.event) || isDayOnly(last.event) }]
  })
}

/** From its first lodgement to its first arrival at the side that it enters; undefined where it was not lodged, or later. */
function leadOf(events: readonly TimeEvent[], leaves: string | null): { ms: number; dayOnly: boolean } | undefined {
  const first = (of: (e: TimeEvent) => boolean): Timed | undefined =>
    timed(events, of).sort((a, b) => a.time - b.time)[0]
  const arrived = first((e) => e.code === 'arrival' && e.from !== leaves)
  const lodged = first((e) => e.code === 'lodgement')
  if (arrived === undefined || lodged === undefined || lodged.time >= arrived.time) return undefined
  return { ms: arrived.time - lodged.time, dayOnly: isDayOnly(arrived.event) || isDayOnly(lodged.event) }
}

/** How long before its first arrival a movement was lodged, in milliseconds; null where it was not, or where of one of the two the day alone is known. */
export function leadTimeOf(events: readonly TimeEvent[], leaves: string | null): number | null {
  const lead = leadOf(events, leaves)
  return lead === undefined || lead.dayOnly ? null : lead.ms
}

export const isLeadDayOnly = (events: readonly TimeEvent[], leaves: string | null): boolean =>
  leadOf(events, leaves)?.dayOnly === true

/**
 * When a movement begins for `country`, by which it is of a month and of a study: at the border, by the clock times of that side, which another does not move; where it has none
 * there, by those of the other. What was announced long before counts on the day on which it came. Null where nothing is told.
 */
export function startOf(events: readonly TimeEvent[], country: string): number | null {
  const timesOf = (of: (e: TimeEvent) => boolean): number[] => timed(events, of).map(({ time }) => time)
  const here = ({ code }: TimeEvent): boolean => AT_THE_BORDER.has(code)
  const own = ({ from }: TimeEvent): boolean => from === country
  const all = [timesOf((e) => here(e) && own(e)), timesOf(here), timesOf(own), timesOf(() => true)]
  const found = all.find((times) => times.length > 0)
  return found === undefined ? null : Math.min(...found)
}
