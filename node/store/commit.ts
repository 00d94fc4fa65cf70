/** Group commit: what is in flight shares one transaction and one fsync, and all are answered after it (measured: three to five times as fast). */
import type { Transaction } from 'kysely'
import { JuxtaError } from '../values/errors.ts'
import { Along } from './along.ts'
import type { Database } from './dialect.ts'
import { judge, meaningOf, pause } from './faults.ts'
import { AT_ONCE, FEW, MOMENT_MS, PATIENCE_MS, PAUSE_MS, RETRY_AFTER_S, TURNS, WAITING } from './limits.ts'
import { openLane } from './fixed.ts'
import type { Tables } from './tables.ts'
import { givenTwice, lockHead, Tx } from './tx.ts'

/** A kind of write: it gets all items of the kind that share the commit and answers one result for each, in order. */
export type Write<I, O> = ((tx: Tx, items: I[]) => Promise<O[]>) & {
  /** Sends what it asks for first, at once, and answers the rest of it. */
  readonly ahead?: (db: Transaction<Tables>, items: I[]) => (tx: Tx) => Promise<O[]>
}

/**
 * A write that first asks the store for something: over a network `look` is on its way behind the lock, which is not waited for in between. It finds what is
 * there under the lock, before anything of this commit is written. It must not look for what another such write of the same commit may write, unless a
 * constraint of the store makes that commit fail.
 */
export function looking<I, O, L>(
  look: (db: Transaction<Tables>, items: I[]) => Promise<L>,
  write: (tx: Tx, items: I[], found: L) => Promise<O[]>,
): Write<I, O> {
  const ahead = (db: Transaction<Tables>, items: I[]) => {
    const found = look(db, items)
    // Where the lock is not got, nobody asks for it.
    found.catch(() => undefined)
    return async (tx: Tx) => write(tx, items, await found)
  }
  return Object.assign((tx: Tx, items: I[]) => ahead(tx.db, items)(tx), { ahead })
}

/**
 * A commit that is done: how many writes shared it, and in seconds how long it took in all, how long the lock was waited for and how long it was held (the
 * log's head on PostgreSQL, the one writer of SQLite; zero where none was taken).
 */
export type Committed = {
  readonly kind: 'log' | 'apart'
  readonly writes: number
  readonly took: number
  readonly waited: number
  readonly held: number
}

type Pending = {
  readonly write: Write<never, unknown>
  readonly item: unknown
  /** When its caller has waited long enough, on the monotonic clock. */
  readonly until: number
  /** What goes along with it. */
  readonly along: Along | null
  resolve(value: never): void
  reject(error: Error): void
}

const turn = (): Promise<void> => new Promise((go) => setImmediate(go))

export class Committer {
  readonly #database: Database
  readonly #onFatal: (error: JuxtaError) => void
  #pending: Pending[] = []
  #running = false
  /** Writes of the commit before. */
  #last = 0
  #failed: JuxtaError | null = null

  readonly #locks: boolean
  readonly #heard: (done: Committed) => void

  /** `locks`: it takes the lock of the log's head, without which nothing can be appended. `heard` is told of each commit. */
  constructor(
    database: Database,
    onFatal: (error: JuxtaError) => void,
    { locks = true, heard = () => undefined }: { locks?: boolean; heard?: (done: Committed) => void } = {},
  ) {
    this.#database = database
    this.#locks = locks
    this.#heard = heard
    this.#onFatal = onFatal
  }

  /**
   * Fulfilled once `item` is durable. Rejected with `log-unavailable` where too many wait already, or the store is away for too long. `handed`: what goes along
   * with it, where whoever asks was handed that.
   */
  commit<I, O>(write: Write<I, O>, item: I, handed: Along | null = null): Promise<O> {
    if (this.#failed) return Promise.reject(this.#failed)
    if (this.#pending.length >= WAITING)
      return Promise.reject(
        new JuxtaError('log-unavailable', `${WAITING} writes wait for the log already`, {
          rule: 'store-crowded',
          retryAfter: RETRY_AFTER_S,
        }),
      )
    const along = Along.take(handed)
    return new Promise<O>((resolve, reject) => {
      this.#pending.push({
        write,
        item,
        until: performance.now() + PATIENCE_MS,
        along,
        resolve(answer: O) {
          along?.settle(answer !== false)
          resolve(answer)
        },
        reject(error: Error) {
          along?.settle(false)
          reject(error)
        },
      })
      if (!this.#running) {
        this.#running = true
        void this.#loop()
      }
    })
  }

  async #loop(): Promise<void> {
    while (this.#pending.length > 0) {
      await this.#gather()
      const batch = this.#pending.splice(0, AT_ONCE)
      this.#last = batch.length
      await this.#commitTogether(batch)
      if (this.#failed) for (const one of this.#pending.splice(0)) one.reject(this.#failed)
    }
    this.#running = false
  }

  /**
   * All that has arrived in this turn of the event loop, or while the commit before was written, shares the next; and as long as a turn brings more, what comes
   * in one more. The first few after a crowd wait a moment for the rest of the next, who would else wait for a commit of theirs.
   */
  async #gather(): Promise<void> {
    let before = 0
    for (let n = 0; n < TURNS && this.#pending.length > before && this.#pending.length < AT_ONCE; n++) {
      before = this.#pending.length
      await turn()
    }
    if (this.#pending.length <= this.#last / FEW) await new Promise((go) => setTimeout(go, MOMENT_MS))
  }

  /** Answers each of `batch`. Where one of them is at fault the batch is halved, so that the others are written and it gets the answer that is its own. */
  async #commitTogether(batch: Pending[]): Promise<void> {
    const until = Math.min(...batch.map((one) => one.until))
    for (let attempt = 1; ; attempt++)
      try {
        const results = await this.#transact(batch)
        batch.forEach((one, i) => one.resolve(results[i] as never))
        return
      } catch (error) {
        const fault = givenTwice(judge(error))
        const meaning = meaningOf(fault)
        if (meaning === 'again' && performance.now() < until) {
          await pause(attempt, PAUSE_MS)
          continue
        }
        if (meaning === 'refused' && batch.length > 1) {
          const half = batch.length >> 1
          await this.#commitTogether(batch.slice(0, half))
          return this.#commitTogether(batch.slice(half))
        }
        if (meaning === 'fatal' && !this.#failed) {
          this.#failed = fault
          this.#onFatal(fault)
        }
        for (const one of batch) one.reject(fault)
        return
      }
  }

  /** A crash anywhere in here leaves nothing behind; a lost answer to `commit` is safe because every write finds what is there already. */
  async #transact(batch: Pending[]): Promise<unknown[]> {
    const began = performance.now()
    let locked = began
    const results = await this.#database.writer.transaction().execute(async (db) => {
      if (this.#database.dialect === 'postgres') await openLane(db)
      const lock = this.#locks ? lockHead(db) : null
      const kinds = new Map<Write<never, unknown>, number[]>()
      batch.forEach((one, i) => {
        const places = kinds.get(one.write)
        if (places) places.push(i)
        else kinds.set(one.write, [i])
      })
      const writes = [...kinds].map(([write, places]) => {
        const items = places.map((i) => batch[i]!.item) as never[]
        return { places, ahead: write.ahead?.(db, items), run: (tx: Tx) => write(tx, items) }
      })
      // What has looked already goes first, so that nothing is written between.
      writes.sort((x, y) => Number(y.ahead !== undefined) - Number(x.ahead !== undefined))
      const tx = new Tx(db, await lock)
      locked = performance.now()
      const results: unknown[] = new Array(batch.length)
      for (const { places, ahead, run } of writes) {
        const answers = await (ahead ?? run)(tx)
        places.forEach((place, i) => (results[place] = answers[i]))
      }
      await tx.flush(batch.flatMap(({ along }, i) => (along && results[i] !== false ? [along.rows()] : [])))
      return results
    })
    const ended = performance.now()
    this.#heard({
      kind: this.#locks ? 'log' : 'apart',
      writes: batch.length,
      took: (ended - began) / 1000,
      waited: this.#locks ? (locked - began) / 1000 : 0,
      held: this.#locks ? (ended - locked) / 1000 : 0,
    })
    return results
  }
}
