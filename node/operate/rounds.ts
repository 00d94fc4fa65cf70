/** What a node does by the clock: sweep the outbox, notice changed peers, act in cases, exchange tallies, publish the log and have it witnessed and dated. A round that fails is tried again at its next turn. */
import type { Clock } from '../values/clock.ts'

export type Rounds = {
  readonly sweepMs: number
  readonly tallyMs: number
  readonly dateMs: number
  readonly clock: Clock
  sweep(): Promise<void>
  refresh(): Promise<void>
  tally(): Promise<void>
  /** Acts in the cases that the log has moved on, and in those in which something is due. */
  cases(): Promise<void>
  /** Takes up webhooks that nobody delivers. */
  webhooks(): Promise<void>
  /** Publishes a checkpoint where the log has grown. */
  publish(): Promise<void>
  /** Has it cosigned by the neighbours. */
  cosign(): Promise<void>
  /** And by the witnesses beyond them, who may be slow. */
  cosignBeyond(): Promise<void>
  /** Erases what is no longer to be kept. */
  retain(): Promise<void>
  /** Ends uploads and parts of messages that nobody goes on with, and erases what is kept in chunks and named by nobody. */
  clean(): Promise<void>
  /** Puts the audit trail into the log. */
  audit(): Promise<void>
  /** Has it dated by a timestamp authority. */
  date(): Promise<void>
  /** Fetches what authorities say of certificates. */
  revocation(): Promise<void>
  /** Counts what is promised of the service of each neighbour, and judges a month that is over. */
  levels(): Promise<void>
  /** Looks at what is worth waking somebody for. */
  watch(): Promise<void>
  failed(round: string, error: unknown): void
}

/** Starts the rounds; the answer stops them and waits for the one that runs. */
export function startRounds(rounds: Rounds): () => Promise<void> {
  let stopped = false
  const cancels = new Map<string, () => void>()
  const running = new Map<string, Promise<void>>()
  const every = (name: string, ms: number, work: () => Promise<void>): void => {
    cancels.set(
      name,
      rounds.clock.after(ms, () => {
        const done = work()
          .catch((error: unknown) => rounds.failed(name, error))
          .finally(() => {
            if (!stopped) every(name, ms, work)
          })
        running.set(name, done)
      }),
    )
  }
  every('sweep', rounds.sweepMs, () => rounds.sweep())
  every('refresh', Math.max(rounds.sweepMs, 1000), () => rounds.refresh())
  every('tally', rounds.tallyMs, () => rounds.tally())
  every('cases', rounds.sweepMs, () => rounds.cases())
  every('webhooks', rounds.sweepMs, () => rounds.webhooks())
  every('publish', 1000, () => rounds.publish())
  every('cosign', 1000, () => rounds.cosign())
  every('cosign-beyond', 1000, () => rounds.cosignBeyond())
  every('watch', 5000, () => rounds.watch())
  every('levels', 60_000, () => rounds.levels())
  every('retain', 3_600_000, () => rounds.retain())
  every('clean', 60_000, () => rounds.clean())
  every('audit', 60_000, () => rounds.audit())
  every('date', rounds.dateMs, () => rounds.date())
  every('revocation', 60_000, () => rounds.revocation())
  return async () => {
    stopped = true
    for (const cancel of cancels.values()) cancel()
    await Promise.allSettled(running.values())
  }
}
