/** The states of a case after each number of its messages, of which a few are kept to go back to: the further from the end, the fewer. */
import type { Node } from './order.ts'
import type { Lookup } from './procedure.ts'
import { EMPTY, step, type Snapshot } from './step.ts'

/** So far from the end, every so many are kept. */
const KEPT = [
  { within: 16, every: 1 },
  { within: 256, every: 16 },
  { within: 2048, every: 128 },
  { within: Infinity, every: 1024 },
] as const
const THIN_EVERY = 16

export class States {
  readonly #kept = new Map<number, Snapshot>([[0, EMPTY]])
  readonly #order: readonly Node[]
  readonly #lookup: Lookup

  /** `order`: the messages, as they are applied. */
  constructor(order: readonly Node[], lookup: Lookup) {
    this.#order = order
    this.#lookup = lookup
  }

  get last(): Snapshot {
    return this.#kept.get(this.#order.length)!
  }

  /** The state after so many messages; those behind it are void. */
  set(size: number, snapshot: Snapshot): void {
    if (size < this.#order.length) for (const at of this.#kept.keys()) if (at > size) this.#kept.delete(at)
    this.#kept.set(size, snapshot)
    if (size % THIN_EVERY !== 0) return
    for (const at of this.#kept.keys()) {
      const { every } = KEPT.find(({ within }) => size - at < within)!
      if (at % every !== 0) this.#kept.delete(at)
    }
  }

  at(size: number): Snapshot {
    let from = size
    while (!this.#kept.has(from)) from--
    let snapshot = this.#kept.get(from)!
    for (; from < size; from++) snapshot = step(snapshot, this.#order[from]!, this.#lookup).snapshot
    return snapshot
  }
}
