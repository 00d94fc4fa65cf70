/** What goes along with a write without being handed from function to function: who asked for it stands in the same transaction as what was asked for. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Rows } from './insert-rows.ts'
import type { Tx } from './tx.ts'

const under = new AsyncLocalStorage<Along>()
/** How much work is under way that has something to take along. */
let underWay = 0

/**
 * Each promise of this process costs more as long as this is watched for, and most of what a node does takes nothing along. Ended between two turns of the event
 * loop: within the callback of a promise it would be left half done.
 */
const rest = (): void => {
  if (underWay === 0) under.disable()
}

/**
 * What a second person says of a piece of work, in the transaction that decides it: a crash leaves both or none. `ask` fails where he may say it no more; what it
 * answers writes that he has said it. Asked again where the commit is tried again: it must bear that.
 */
export class Second {
  readonly #ask: (tx: Tx) => Promise<() => Promise<unknown>>
  #said = false

  constructor(ask: (tx: Tx) => Promise<() => Promise<unknown>>) {
    this.#ask = ask
  }

  /** It is durable, together with what was decided. */
  get said(): boolean {
    return this.#said
  }

  /** Has `transact` do `work` and say it. Work that answers `false` has decided nothing. */
  async within<T>(transact: <O>(work: (tx: Tx) => Promise<O>) => Promise<O>, work: (tx: Tx) => Promise<T>): Promise<T> {
    const answer = await transact(async (tx) => {
      const say = await this.#ask(tx)
      const answer = await work(tx)
      if (answer !== false) await say()
      return answer
    })
    this.#said ||= answer !== false
    return answer
  }
}

/** One piece of work and what is written beside the first thing that it writes. A write that answers `false` has found nothing to do, and takes nothing along. */
export class Along {
  /** What is written. Asked again where the commit is tried again: it must bear that. */
  readonly rows: () => Rows
  readonly second: Second | null
  #state: 'free' | 'taken' | 'written' | 'over' = 'free'

  constructor(rows: Along['rows'], second: Second | null = null) {
    this.rows = rows
    this.second = second
  }

  /** Who has to say something of what is decided now; null where nobody has, or has said it. */
  static second(): Second | null {
    const second = under.getStore()?.second ?? null
    return second?.said ? null : second
  }

  /** It is durable, together with what it went along with. */
  get written(): boolean {
    return this.#state === 'written'
  }

  /** Does `work`; what that leaves running takes nothing along any more. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    underWay++
    try {
      return await under.run(this, work)
    } finally {
      if (--underWay === 0) setImmediate(rest)
      if (this.#state !== 'written') this.#state = 'over'
    }
  }

  /** Does `work`, which hands it on itself, to the write that takes it along: no promise has to be watched for that. */
  async handed<T>(work: (along: Along) => Promise<T>): Promise<T> {
    try {
      return await work(this)
    } finally {
      if (this.#state !== 'written') this.#state = 'over'
    }
  }

  /** What the write that is made now has to take along: what it was `handed`, or what it is made within; null where there is nothing, or another has it. */
  static take(handed: Along | null = null): Along | null {
    const along = handed ?? under.getStore()
    if (!along || along.#state !== 'free') return null
    along.#state = 'taken'
    return along
  }

  /** The write that took it has ended: whole, or so that the next one takes it. */
  settle(whole: boolean): void {
    if (whole) this.#state = 'written'
    else if (this.#state === 'taken') this.#state = 'free'
  }
}
