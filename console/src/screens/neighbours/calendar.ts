/** What of the calendar of keys and certificates ends next, and how soon. */
import type { Schemas } from '../../api.ts'
import type { Kind } from '../../parts/index.ts'

export type Entry = Schemas['CalendarEntry']

const DAY = 86_400_000
export const daysLeft = (until: string): number => Math.floor((Date.parse(until) - Date.now()) / DAY)

/** The first key or certificate of a country that counts and ends. */
export const nextEnd = (entries: readonly Entry[], country: string): Entry | null =>
  entries.find((e) => e.country === country && e.state === 'counts' && e.what !== 'agreement') ?? null

export const kindOf = ({ state, until }: Entry): Kind => {
  if (state === 'withdrawn') return 'stopped'
  if (state === 'ended') return 'bad'
  if (state === 'waits') return 'waiting'
  const left = daysLeft(until)
  return left < 14 ? 'bad' : left < 60 ? 'waiting' : 'good'
}
