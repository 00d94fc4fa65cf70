/** Whether something new is taken now: not while the node stops, and not before a neighbour that has witnessed our log says that it still has its end (log.md). */
import type { Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import type { StartVerdict } from './judge-own-log.ts'
import type { createWitness } from './witness.ts'

type Ahead = Extract<StartVerdict, { kind: 'ahead' }>

/** What an operator has ordered to be done where the log lost its end, or where nobody says that it has it (log.md); either is on record. */
export type Order = {
  /** Opens another log. */
  goOn(lost: Ahead): Promise<void>
  /** Goes on in the same log, though `silent` have not said what they have seen of it. */
  goOnUnconfirmed(silent: readonly Country[]): Promise<void>
}

export class Admission {
  readonly #node: Node
  readonly #witness: ReturnType<typeof createWitness>
  #unsure: string | null = 'the node is starting'
  /** An operator has ordered to go on, and nobody has confirmed the log since. */
  #overridden = false

  constructor(node: Node, witness: ReturnType<typeof createWitness>) {
    this.#node = node
    this.#witness = witness
  }

  /** Why nothing new is put on the log now; null where nothing stands against it. */
  get unsure(): string | null {
    return this.#unsure
  }

  /** Whether neighbours are still to be asked what they have seen of the log. */
  get unconfirmed(): boolean {
    return this.#overridden || this.#unsure !== null
  }

  /** Fails with `busy` while the node stops. */
  running(): void {
    if (this.#node.ending.signal.aborted) throw new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 })
  }

  /** Fails with `busy` or `log-unavailable` where nothing can be taken at the moment. */
  admitting(): void {
    this.running()
    if (this.#unsure !== null)
      throw new JuxtaError('log-unavailable', this.#unsure, { rule: 'rollback-check', retryAfter: 5 })
  }

  /**
   * Asks the neighbours what they have seen of our log. Where it lost its end, or nobody says that it has not, it goes on as `order` says; fails with
   * `log-invalid`, rule `rollback`, where it lost its end and nobody has ordered anything.
   */
  async judge(order: Order | null = null): Promise<void> {
    const verdict = await this.#witness.judgeOwnLog()
    if (verdict.kind === 'ahead') {
      if (order === null)
        throw new JuxtaError(
          'log-invalid',
          `${verdict.detail}: this store was restored from an older copy, or its log was tampered with; the node does not go on (start --accept-rollback "reason" opens another log and has neighbours send again)`,
          { rule: 'rollback', members: { peer: verdict.peer } },
        )
      await order.goOn(verdict)
      this.#unsure = null
      this.#overridden = false
      return
    }
    if (verdict.kind === 'unknown') return this.#unknown([...verdict.silent, ...verdict.short], order)
    const before = this.unconfirmed
    this.#unsure = null
    this.#overridden = false
    if (before) await this.#node.settle('log-unconfirmed', null)
  }

  async #unknown(silent: readonly Country[], order: Order | null): Promise<void> {
    const before = this.#unsure
    const why = `no neighbour that has witnessed our log shows yet what it has seen (${silent.join(', ')}), so nobody can say that it still has its end`
    if (order) {
      await order.goOnUnconfirmed(silent)
      this.#overridden = true
    }
    this.#unsure = this.#overridden ? null : why
    if (before !== this.#unsure) await this.#node.alert('log-unconfirmed', null, why)
  }
}
