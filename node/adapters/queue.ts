/**
 * The port that wakes workers. The store is the truth: a wake that is lost costs time until the next sweep, never a message; a wake too many
 * finds nothing due. One queue per peer, so that a dead neighbour delays nobody else.
 */
import type { Country } from '../values/country.ts'

export interface Queue {
  /** Something for `peer` is due, or will be after `delayMs`. Wakes for the same peer may be merged. Never fails: what cannot be queued is left to the sweep. */
  wake(peer: Country, delayMs?: number): void
  /** These peers exist: this process takes part in the work for them. */
  watch(peers: readonly Country[]): void
  /** Calls `work` for each wake, on one replica at a time per peer and wake; `work` returns when nothing is due any more. */
  start(work: (peer: Country) => Promise<void>): Promise<void>
  /** Whether wakes are getting through, for /readyz; the node works without, slower. */
  healthy(): boolean
  /** Stops waking and waits for running work. */
  close(): Promise<void>
}
