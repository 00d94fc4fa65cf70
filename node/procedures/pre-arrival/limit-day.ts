/**
 * A limit that is stated as a day, and no minute: it lasts until that day ends at the office that it is about. What a case comes to asks no tz database, because two nodes
 * may have different ones: of whom only the time in UTC is known it counts as kept for as long as it is that day anywhere. When somebody is to act is reckoned by the zone
 * of the office, where the agreement says it.
 */
import { dayBegins } from '../opening-hours/time-zones.ts'
import { dayOnClock, DAY, FIRST_ZONE, isDateText, LAST_ZONE, parseDate, parseTime } from '../../values/time.ts'

/** When a limit has ended wherever it is, and when it may have ended somewhere; milliseconds since 1970. A time ends everywhere at once. */
export const endedEverywhere = (limit: string): number =>
  isDateText(limit) ? parseDate(limit) + DAY + LAST_ZONE : parseTime(limit)
export const endedSomewhere = (limit: string): number =>
  isDateText(limit) ? parseDate(limit) + DAY - FIRST_ZONE : parseTime(limit)

/** From when on a time may be that is stated, as a day perhaps; milliseconds since 1970. */
export const soonest = (time: string): number => (isDateText(time) ? parseDate(time) - FIRST_ZONE : parseTime(time))

/** When it ends at an office in `zone`; where that is not known, when it has ended everywhere. */
export const endsAt = (limit: string, zone: string | null): number =>
  isDateText(limit) && zone !== null ? dayBegins(zone, parseDate(limit) + DAY) : endedEverywhere(limit)

/** Whether a time lies beyond a limit: by the day on the clock of whoever has written it, where it says how that differs from UTC. */
export function isBeyond(time: string, limit: string): boolean {
  const day = isDateText(limit) ? dayOnClock(time) : undefined
  return day === undefined ? parseTime(time) > endedEverywhere(limit) : day > limit
}
