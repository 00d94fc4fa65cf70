/** Whether something new is taken now: not while the node stops, and not before a neighbour that has witnessed our log says that it still has its end (log.md). */
import type { Node } from '../node.ts'
import { JuxtaError } from '../values/errors.ts'
import type { StartVerdict } from './judge-own-log.ts'
import type { createWitness } from './witness.ts'

type Ahead = Extract<StartVerdict, { kind: 'ahead' }>

export class Admission {
  readonly #node: Node
  readonly #witness: ReturnType<typeof createWitness>
  #unsure: string | null = 'the node is starting'

  constructor(node: Node, witness: ReturnType<typeof createWitness>) {
    this.#node = node
    this.#witness = witness
  }

  /** Why nothing new is put on the log now; null where nothing stands against it. */
  get unsure(): string | null {
    return this.#unsure
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
   * Asks the neighbours what they have seen of our log. Where it lost its end, `goOn` opens another one; fails with `log-invalid`, rule `rollback`, where
   * nobody has ordered that.
   */
  async judge(goOn: ((lost: Ahead) => Promise<void>) | null = null): Promise<void> {
    const verdict = await this.#witness.judgeOwnLog()
    if (verdict.kind === 'ahead') {
      if (goOn === null)
        throw new JuxtaError(
          'log-invalid',
          `${verdict.detail}: this store was restored from an older copy, or its log was tampered with; the node does not go on (start --accept-rollback "reason" opens another log and has neighbours send again)`,
          { rule: 'rollback', members: { peer: verdict.peer } },
        )
      await goOn(verdict)
      this.#unsure = null
      return
    }
    const before = this.#unsure
    this.#unsure =
      verdict.kind === 'unknown'
        ? `no neighbour that has witnessed our log answers yet (${verdict.silent.join(', ')}), so nobody can say that it still has its end`
        : null
    if (this.#unsure !== null && before !== this.#unsure) await this.#node.alert('log-unconfirmed', null, this.#unsure)
    if (this.#unsure === null && before !== null) await this.#node.settle('log-unconfirmed', null)
  }
}
