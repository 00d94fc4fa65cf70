/** The clock of an office: what is typed in its zone as an instant, and an instant as it is typed there. */

const partsAt = (at: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((p) => p.type === type)!.value)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
}

/** `2026-11-29T08:30` on the clock of `zone` as RFC 3339 in UTC; undefined where it is no time. A time that the clock shows twice is the first, one that it skips the one after. */
export function instantOf(local: string, zone: string): string | undefined {
  const wall = Date.parse(`${local}Z`)
  if (Number.isNaN(wall)) return undefined
  let at = wall
  for (let i = 0; i < 3; i++) at += wall - partsAt(at, zone)
  return new Date(at).toISOString()
}

/** An instant as a field of date and time takes it. */
export const localOf = (at: number, zone: string): string => new Date(partsAt(at, zone)).toISOString().slice(0, 16)

/** Midnight of the Monday before, on the clock of a zone. */
export function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}

export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)

/** The day on the clock of a zone. */
export const dayAt = (at: number, zone: string): string => new Date(partsAt(at, zone)).toISOString().slice(0, 10)

/** Minutes since midnight on the clock of a zone. */
export const minutesAt = (at: number, zone: string): number => (partsAt(at, zone) % 86_400_000) / 60_000
