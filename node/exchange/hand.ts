/**
 * What the courier has in hand: messages that were sealed when they were submitted and committed under a lease of this process, so that nothing of them is read
 * again. Bounded, by their number for each peer and by their bytes in all; whatever finds no room waits in the store, as all of it does when the process ends.
 */
import type { Country } from '../values/country.ts'
import type { ToSend } from './messages.ts'
import type { OutboxRow } from './outbox.ts'

/** An outbox row that this process has claimed, and what is sent of its message. */
export type InHand = { readonly row: OutboxRow; readonly what: ToSend }

/** Sealed bytes of all peers together. */
const BYTES = 32 * 1024 * 1024

const bytesOf = ({ row }: InHand): number => row.body?.length ?? 0

export class Hand {
  readonly #each: number
  /** What each peer has, in the order in which it is sent: the most urgent first, and of those the oldest. */
  readonly #held = new Map<Country, InHand[]>()
  /** Places that were given away for what is not here yet. */
  readonly #promised = new Map<Country, number>()
  #bytes = 0

  /** `each`: messages of one peer. */
  constructor(each: number) {
    this.#each = each
  }

  /** Keeps a place; false where there is none. */
  promise(peer: Country): boolean {
    const promised = this.#promised.get(peer) ?? 0
    if (promised + this.count(peer) >= this.#each || this.#bytes >= BYTES) return false
    this.#promised.set(peer, promised + 1)
    return true
  }

  /** Gives a place back that was promised. */
  release(peer: Country): void {
    const left = (this.#promised.get(peer) ?? 0) - 1
    if (left > 0) this.#promised.set(peer, left)
    else this.#promised.delete(peer)
  }

  /** Takes a promised place. */
  put(one: InHand): void {
    const { peer, priority } = one.row
    this.release(peer)
    const held = this.#held.get(peer) ?? []
    let at = held.length
    while (at > 0 && held[at - 1]!.row.priority > priority) at--
    held.splice(at, 0, one)
    this.#held.set(peer, held)
    this.#bytes += bytesOf(one)
  }

  count(peer: Country): number {
    return this.#held.get(peer)?.length ?? 0
  }

  /** The priority of what is sent next; `Infinity` where there is nothing. */
  next(peer: Country): number {
    return this.#held.get(peer)?.[0]!.row.priority ?? Infinity
  }

  /** Takes one message out; false where it is not here. */
  takeBack(peer: Country, id: string): boolean {
    const held = this.#held.get(peer) ?? []
    const at = held.findIndex(({ row }) => row.id === id)
    if (at < 0) return false
    this.#bytes -= bytesOf(held.splice(at, 1)[0]!)
    if (held.length === 0) this.#held.delete(peer)
    return true
  }

  /** Takes up to `limit` out, in their order. `upTo`: nothing less urgent than this priority. */
  take(peer: Country, limit: number, upTo = Infinity): InHand[] {
    const held = this.#held.get(peer)
    if (!held || limit <= 0) return []
    let end = 0
    while (end < held.length && end < limit && held[end]!.row.priority <= upTo) end++
    const taken = held.splice(0, end)
    if (held.length === 0) this.#held.delete(peer)
    for (const one of taken) this.#bytes -= bytesOf(one)
    return taken
  }
}
