/** Time is passed in, so that tests run on a clock of their own. */

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. May jump: a wrong clock is a fault that the node must survive. */
  now(): number
  /** Calls `wake` once after `ms` milliseconds; the answer cancels it. Never keeps the process alive by itself. */
  after(ms: number, wake: () => void): () => void
}

/** Seconds since 1970, as JWT NumericDate (RFC 7519 §2). */
export const seconds = (clock: Clock): number => Math.floor(clock.now() / 1000)
