/**
 * What the courier has in hand: messages that were sealed when they were submitted and committed under a lease of this process, so that nothing of them is read
 * again. Bounded, by number and bytes for each peer and by bytes in all; whatever finds no room waits in the store, as all of it does when the process ends.
 */
import type { Country } from '../values/country.ts'
import type { ToSend } from './messages.ts'
import type { OutboxRow } from './outbox.ts'

/** An outbox row that this process has claimed, and what is sent of its message. */
export type InHand = { readonly row: OutboxRow; readonly what: ToSend }

/** Sealed bytes of all peers together, and of one of them: four that are slow leave room for a fifth. */
const [BYTES, BYTES_EACH] = [40 * 1024 * 1024, 8 * 1024 * 1024]

const bytesOf = ({ what }: InHand): number => what.sealed?.body.length ?? 0

/** Of one peer. */
type Held = {
  /** In the order in which it is sent: the most urgent first, and of those the oldest. */
  readonly order: InHand[]
  /** Places that were given away for what is not here yet. */
  promised: number
  bytes: number
}

export class Hand {
  readonly #each: number
  readonly #held = new Map<Country, Held>()
  #bytes = 0

  /** `each`: messages of one peer. */
  constructor(each: number) {
    this.#each = each
  }

  /** Keeps a place; false where there is none. */
  promise(peer: Country): boolean {
    const held = this.#held.get(peer) ?? { order: [], promised: 0, bytes: 0 }
    if (held.promised + held.order.length >= this.#each) return false
    if (this.#bytes >= BYTES || held.bytes >= BYTES_EACH) return false
    held.promised++
    this.#held.set(peer, held)
    return true
  }

  /** Gives a place back that was promised. */
  release(peer: Country): void {
    this.#held.get(peer)!.promised--
    this.#forget(peer)
  }

  /** Takes a promised place. */
  put(one: InHand): void {
    const { peer, priority } = one.row
    const held = this.#held.get(peer)!
    held.promised--
    let at = held.order.length
    while (at > 0 && held.order[at - 1]!.row.priority > priority) at--
    held.order.splice(at, 0, one)
    this.#count(held, bytesOf(one))
  }

  count(peer: Country): number {
    return this.#held.get(peer)?.order.length ?? 0
  }

  /** The priority of what is sent next; `Infinity` where there is nothing. */
  next(peer: Country): number {
    return this.#held.get(peer)?.order[0]?.row.priority ?? Infinity
  }

  /** Takes one message out; false where it is not here. */
  takeBack(peer: Country, id: string): boolean {
    const held = this.#held.get(peer)
    const at = held?.order.findIndex(({ row }) => row.id === id) ?? -1
    if (!held || at < 0) return false
    this.#count(held, -bytesOf(held.order.splice(at, 1)[0]!))
    this.#forget(peer)
    return true
  }

  /** Takes up to `limit` out, in their order. `upTo`: nothing less urgent than this priority. */
  take(peer: Country, limit: number, upTo = Infinity): InHand[] {
    const held = this.#held.get(peer)
    if (!held || limit <= 0) return []
    let end = 0
    while (end < held.order.length && end < limit && held.order[end]!.row.priority <= upTo) end++
    const taken = held.order.splice(0, end)
    for (const one of taken) this.#count(held, -bytesOf(one))
    this.#forget(peer)
    return taken
  }

  #count(held: Held, bytes: number): void {
    held.bytes += bytes
    this.#bytes += bytes
  }

  #forget(peer: Country): void {
    const held = this.#held.get(peer)
    if (held && held.promised === 0 && held.order.length === 0) this.#held.delete(peer)
  }
}
