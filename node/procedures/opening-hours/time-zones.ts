/**
 * How far clocks are ahead of UTC: by a tz database that the operator has laid down (`juxta tz update`), and without one by Node's own. What is laid down while
 * a node runs counts from the next question on, in every thread.
 */
import { readFileSync, statSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import type { Interval } from './intervals.ts'
import { parseTzdata, type Tzdata } from './tzdata.ts'
import { DAY } from '../../values/time.ts'

/** Milliseconds in which the file is looked at once. */
const LOOK_MS = 1000

let file: string | undefined
let looked = -Infinity
let laidDown: { readonly stamp: string; readonly data: Tzdata | null } | null = null

/** `path` is where a tz database is read, whenever one lies there. */
export function useTzdata(path: string | undefined): void {
  file = path
  looked = -Infinity
  laidDown = null
}

/** Null where the file holds no tz database: what was there before goes on, and `juxta tz` says what is wrong with it. */
function readIn(path: string): Tzdata | null {
  try {
    return parseTzdata(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

function current(): Tzdata | null {
  const now = performance.now()
  if (file === undefined || now - looked < LOOK_MS) return laidDown?.data ?? null
  looked = now
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) laidDown = null
  else {
    const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino}`
    if (laidDown?.stamp !== stamp) laidDown = { stamp, data: readIn(file) ?? laidDown?.data ?? null }
  }
  return laidDown?.data ?? null
}

/** The tz database of Node itself, as `2026a`. */
export const tzdbOfNode = (): string => process.versions['tz'] ?? 'unknown'

/** The tz database in use, as `2026a`. */
export const tzdbVersion = (): string => current()?.version ?? tzdbOfNode()

function isZoneOfNode(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** Whether the zone is known. Zones come from peers. */
export function isTimeZone(zone: string): boolean {
  const data = current()
  return data === null ? isZoneOfNode(zone) : data.changes(zone) !== undefined
}

/** A stretch of time with one offset of a clock, in milliseconds. */
export type Stretch = { readonly span: Interval; readonly offset: number }

function stretchesOfNode(zone: string, from: number, to: number): Stretch[] {
  const found: Stretch[] = []
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

/** The stretches between two changes of the clock in `zone`, from `from` to `to` (milliseconds since 1970). One that is not known, or not any more, is read as UTC. */
export function stretches(zone: string, from: number, to: number): Stretch[] {
  if (!isTimeZone(zone)) return [{ span: [from, to], offset: 0 }]
  const changes = current()?.changes(zone)
  if (changes === undefined) return stretchesOfNode(zone, from, to)
  return changes
    .map(({ from: begins, offset }, i) => ({
      span: [Math.max(begins, from), Math.min(changes[i + 1]?.from ?? to, to)] as const,
      offset,
    }))
    .filter(({ span }) => span[0] < span[1])
}

/** How far the clock in `zone` is ahead of UTC, in milliseconds. */
export const offsetAt = (zone: string, time: number): number => stretches(zone, time, time + 1)[0]!.offset

/** When a day begins in `zone`: `date` is its midnight on a clock that is read as UTC. The clock may skip it, and shows what comes next. */
export function dayBegins(zone: string, date: number): number {
  const around = stretches(zone, date - 2 * DAY, date + 2 * DAY)
  const found = around.find(({ span, offset }) => date - offset < span[1])!
  return Math.max(found.span[0], date - found.offset)
}
