/** When an event that was not taken is tried again: over three days, later each time, so that a target that is away for a night misses nothing. Pure. */
import { DAY, HOUR, MINUTE, SECOND } from '../values/time.ts'

/** After the first attempt that failed, the second, and so on; the last again and again. */
const STEPS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
]
/** So much of a step is left to chance, so that what failed together does not come back together. */
const JITTER = 0.2
const LAST = STEPS.at(-1)!

/** For how long an event is tried where nothing else is taken either. */
export const PATIENCE_MS = 3 * DAY
/** No wait is longer: a time further ahead was written by a clock that was wrong. */
export const LONGEST_MS = LAST * (1 + JITTER)

/** For how long a target that asks for it is left in peace, in milliseconds. */
export const pauseOf = (retryAfterMs: number): number => Math.min(retryAfterMs, LAST)

/**
 * Milliseconds until the next attempt after `attempts` that failed, of which the first was `sinceMs` ago. The end of the three days is not missed: a wait that would go
 * beyond it ends there. `random` in [0, 1); `retryAfterMs`: what the target asks for, which is the least.
 */
export function waitAfter(attempts: number, sinceMs: number, random: number, retryAfterMs: number | null): number {
  const step = STEPS[Math.min(attempts, STEPS.length) - 1]!
  const wait = Math.round(step * (1 - JITTER + 2 * JITTER * random))
  const left = PATIENCE_MS - sinceMs
  return Math.max(left > 0 ? Math.min(wait, left) : wait, pauseOf(retryAfterMs ?? 0))
}
