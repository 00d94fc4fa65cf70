/** When to try again: backoff with jitter for each message, a circuit breaker for each peer. Pure; time and chance are passed in. */

export const BACKOFF = { firstMs: 500, factor: 2, capMs: 60_000 } as const

/**
 * Milliseconds until the next attempt after `attempts` failed ones, with "equal jitter": half fixed, half by `random` in [0, 1), so that many
 * messages do not return together. A `retryAfterMs` that the peer asked for is a lower bound.
 */
export function backoff(attempts: number, random: number, retryAfterMs = 0): number {
  const step = Math.min(BACKOFF.capMs, BACKOFF.firstMs * BACKOFF.factor ** Math.min(attempts - 1, 20))
  return Math.max(Math.min(retryAfterMs, 3_600_000), Math.round(step / 2 + (step / 2) * random))
}

/** How long a peer may ask for time; what is longer was written by a clock that was wrong. */
const LONGEST_PAUSE_MS = 3_600_000
/** So much later than a peer has asked, at most, so that all who were told the same do not come back together. */
const SPREAD = 0.25

/** Until when nothing is sent to a peer that has asked for `retryAfterMs`. */
export const pausedUntil = (now: number, retryAfterMs: number, random: number): number =>
  now + Math.round(Math.min(retryAfterMs, LONGEST_PAUSE_MS) * (1 + SPREAD * random))

/** Milliseconds that are left of a pause; 0: it is over. */
export function leftOf(until: number, now: number): number {
  const left = until - now
  return left > LONGEST_PAUSE_MS * (1 + SPREAD) ? 0 : Math.max(0, left)
}

export type Circuit = { readonly failures: number; readonly openUntil: number; readonly probing: boolean }
export const CLOSED: Circuit = { failures: 0, openUntil: 0, probing: false }

const TRIP_AFTER = 5

/**
 * Whether an attempt may be made now: always while closed, one probe at a time once an open circuit's pause is over. A pause longer than any
 * that is given came from a clock that was wrong.
 */
export const mayTry = (circuit: Circuit, now: number): boolean =>
  circuit.failures < TRIP_AFTER ||
  (!circuit.probing && (now >= circuit.openUntil || circuit.openUntil > now + BACKOFF.capMs))

export const probing = (circuit: Circuit): Circuit =>
  circuit.failures < TRIP_AFTER ? circuit : { ...circuit, probing: true }

/** After a transport failure (nobody answered). While open only the probe counts: attempts that were in flight when it opened say nothing new. */
export function failed(circuit: Circuit, now: number, random: number): Circuit {
  if (isOpen(circuit) && !circuit.probing) return circuit
  const failures = circuit.failures + 1
  return {
    failures,
    openUntil: failures < TRIP_AFTER ? 0 : now + backoff(failures - TRIP_AFTER + 1, random),
    probing: false,
  }
}

export const isOpen = (circuit: Circuit): boolean => circuit.failures >= TRIP_AFTER
