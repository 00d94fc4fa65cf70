/**
 * Opening hours by another way than the node's, which shares no line with it: what the clock on the wall reads, minute by minute, against the rules as a person
 * would read them. When clocks change is known from Intl, or stated by hand.
 */

/** From `from` on (milliseconds since 1970) the clock is so many minutes ahead of UTC. */
export type Change = readonly [from: number, offset: number]

/** What the clock of a zone does between two times, by Intl: looked at once a day, and between two days that differ halved down to the minute. */
export function byIntl(zone: string, from: number, to: number): Change[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const offsetAt = (time: number): number => {
    const p = Object.fromEntries(format.formatToParts(time).map((x) => [x.type, Number(x.value)]))
    return (Date.UTC(p['year']!, p['month']! - 1, p['day'], p['hour'], p['minute']) - time) / 60_000
  }
  const found: Change[] = [[from, offsetAt(from)]]
  for (let day = from; day < to; day += 86_400_000) {
    const [was, is] = [found.at(-1)![1], offsetAt(day + 86_400_000)]
    if (was === is) continue
    let [low, high] = [day, day + 86_400_000]
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000
      if (offsetAt(middle) === was) low = middle
      else high = middle
    }
    found.push([high, is])
  }
  return found
}

/** What a clock shows. */
export type Shown = { readonly day: number; readonly date: string; readonly minute: number }

/** Reads a clock at minutes since 1970, asked for one after the other. */
export function reading(changes: readonly Change[]): (utcMinute: number) => Shown {
  let i = 0
  let [known, date, day] = [NaN, '', 0]
  return (utcMinute) => {
    while (i + 1 < changes.length && changes[i + 1]![0] <= utcMinute * 60_000) i++
    const local = utcMinute + changes[i]![1]
    const days = Math.floor(local / 1440)
    if (days !== known) {
      const at = new Date(days * 86_400_000)
      ;[known, date, day] = [days, at.toISOString().slice(0, 10), at.getUTCDay()]
    }
    return { day, date, minute: local - days * 1440 }
  }
}

const NAMES = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa']
export type DayHours = { from: string; to: string; nextDay?: boolean }
export type Special = {
  rank: string
  from: string
  to: string
  recurs?: string
  days?: string[]
  closed?: true
  hours?: DayHours[]
}
export type Plan = { weekly: (DayHours & { day: string })[]; closed: string[]; special?: Special[] }
const clock = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const nextDay = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Whether a yearly recurrence begins on `date`: the n-th weekday is found by counting days, without a calendar library. */
function recursOn(recurs: string, date: string): boolean {
  const of = Object.fromEntries(recurs.split(';').map((part) => part.split('='))) as Record<string, string>
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  if (Number(of['BYMONTH']) !== month) return false
  if (of['BYMONTHDAY'] !== undefined) return Number(of['BYMONTHDAY']) === day
  const [, nth, name] = /^(-?[0-9])([A-Z]{2})$/.exec(of['BYDAY']!)!
  const days = Array.from({ length: 31 }, (_, i) => new Date(Date.UTC(year, month - 1, i + 1)))
    .filter((d) => d.getUTCMonth() === month - 1 && NAMES[d.getUTCDay()] === name!.toLowerCase())
    .map((d) => d.getUTCDate())
  return (nth === '-1' ? days.at(-1) : days[Number(nth) - 1]) === day
}

const days = new WeakMap<Special, Map<string, boolean>>()
/** Whether `date` is one of the days of an exception; looked up once a day, as a minute asks for the same again. */
function coversDay(e: Special, date: string): boolean {
  const known = days.get(e) ?? new Map<string, boolean>()
  days.set(e, known)
  if (!known.has(date)) known.set(date, isDayOf(e, date))
  return known.get(date)!
}
function isDayOf(e: Special, date: string): boolean {
  const length = (Date.parse(e.to) - Date.parse(e.from)) / 86_400_000
  for (let back = 0; back <= length; back++) {
    const start = nextDay(date, -back)
    if (start === e.from || e.days?.includes(start)) return true
    if (e.recurs !== undefined && start > e.from && recursOn(e.recurs, start)) return true
  }
  return false
}

const previous = new Map<string, string>()
const dayBefore = (date: string): string => {
  if (!previous.has(date)) previous.set(date, nextDay(date, -1))
  return previous.get(date)!
}
const ranked = new WeakMap<Plan, Map<string, Special[]>>()
function specialOf(plan: Plan, rank: string): Special[] {
  const known = ranked.get(plan) ?? new Map<string, Special[]>()
  ranked.set(plan, known)
  const closed = (): Special[] => plan.closed.map((day) => ({ rank: 'dated', from: day, to: day, closed: true }))
  if (!known.has(rank))
    known.set(
      rank,
      [...(plan.special ?? []), ...closed()].filter((e) => e.rank === rank),
    )
  return known.get(rank)!
}

/** The hours that begin on a day: what the week says, overruled by the season, the holiday, the day itself; in the same rank closing wins. */
function beginningOn(plan: Plan, date: string, day: number): readonly DayHours[] {
  let hours: readonly DayHours[] = plan.weekly.filter((h) => NAMES[day] === h.day)
  for (const rank of ['season', 'holiday', 'dated']) {
    const about = specialOf(plan, rank).filter((e) => coversDay(e, date))
    if (about.length > 0) hours = about.some((e) => e.closed === true) ? [] : about.flatMap((e) => e.hours!)
  }
  return hours
}
const begun = new WeakMap<Plan, Map<string, readonly DayHours[]>>()
function hoursOn(plan: Plan, date: string, day: number): readonly DayHours[] {
  const known = begun.get(plan) ?? new Map<string, readonly DayHours[]>()
  begun.set(plan, known)
  if (!known.has(date)) known.set(date, beginningOn(plan, date, day))
  return known.get(date)!
}

/** As a person would read it: what has begun today and has not ended, or has begun yesterday and goes on until today. */
export const openOnClock = (plan: Plan, l: Shown): boolean =>
  hoursOn(plan, l.date, l.day).some((h) => l.minute >= clock(h.from) && (h.nextDay === true || l.minute < clock(h.to))) || // prettier-ignore
  hoursOn(plan, dayBefore(l.date), (l.day + 6) % 7).some((h) => h.nextDay === true && l.minute < clock(h.to))
