/**
 * How much is done for one peer at a time, out and in: all that there is, but for one that has bulk a small share while another has something to do too, so that
 * a backlog of one costs another a moment and not its turn. What is urgent has places of its own.
 */
import { URGENT_PLACES } from '../peers/transport.ts'
import type { Country } from '../values/country.ts'

/** So long after its last message a peer still counts as one that has something to do. */
const RECENT_MS = 10_000
/** Into so many parts the places are cut, of which one with bulk has one while there are others; fewer than `LEAST` would leave the way to it empty. */
const PARTS = 8
const LEAST = 2
/** Between two rounds a peer rests no longer than this: what took longer was spent on the line. */
const REST_MS = 100
/** The priorities 0 and 1 of the wire: what cannot wait for a truck to be loaded. */
export const LEAST_URGENT = 1
export const isUrgent = (priority: number): boolean => priority <= LEAST_URGENT

/** How urgent a peer says that a message is, before anybody can look into it (RFC 9218 §4.1); it counts among its own alone. */
export const urgencyOf = (header: string | undefined): number =>
  Number(/(?:^|[,\s])u=([0-7])(?![0-9])/.exec(header ?? '')?.[1] ?? 3)

export class Shares {
  readonly #places: number
  readonly #now: () => number
  readonly #seen = new Map<Country, { readonly at: number; readonly bulk: boolean }>()

  get places(): number {
    return this.#places
  }

  /** `now`: milliseconds of a clock that nobody sets. */
  constructor(places: number, now: () => number = () => performance.now()) {
    this.#places = places
    this.#now = now
  }

  /** Something is done for `peer`; `bulk`: and there is more than has been begun. */
  saw(peer: Country, bulk: boolean): void {
    this.#seen.set(peer, { at: this.#now(), bulk })
  }

  /** How many places `peer` has now. */
  of(peer: Country): number {
    if (this.#seen.get(peer)?.bulk !== true) return this.#places
    const now = this.#now()
    for (const [other, { at }] of this.#seen)
      if (other !== peer && now - at < RECENT_MS)
        return Math.min(this.#places, Math.max(LEAST, Math.floor(this.#places / PARTS)))
    return this.#places
  }
}

/**
 * When a peer with bulk sends while others have something to do too: its share at once, which shares its commits, and then nothing for as long as that took, so
 * that half of the time is the others' alone.
 */
export class Rounds {
  readonly #now: () => number
  #began = 0
  #restUntil: number | null = null

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  begin(): void {
    this.#began = this.#now()
    this.#restUntil = null
  }

  /** Milliseconds until the next round; `Infinity` until what is under way has come through. `shared`: whether others have something to do. */
  rest(shared: boolean, underWay: number): number {
    if (!shared) return 0
    if (underWay > 0) return Infinity
    const now = this.#now()
    this.#restUntil ??= now + Math.min(REST_MS, now - this.#began)
    return Math.max(0, this.#restUntil - now)
  }
}

type Waiting = { readonly priority: number; go(): void }
type Queue = { readonly waiting: Waiting[]; places: number; urgent: number }

/** Who is served next of those who wait: each peer within its share, and of one peer the most urgent first. */
export class Turns {
  readonly #shares: Shares
  readonly #queues = new Map<Country, Queue>()

  constructor(shares: Shares) {
    this.#shares = shares
  }

  /** Fulfilled when it is the turn of this one; the answer gives its place back. */
  take(peer: Country, priority: number): Promise<() => void> {
    const queue = this.#queues.get(peer) ?? { waiting: [], places: 0, urgent: 0 }
    this.#queues.set(peer, queue)
    this.#shares.saw(peer, (queue.places + queue.waiting.length) * 2 >= this.#shares.places)
    return new Promise((resolve) => {
      const urgent = isUrgent(priority)
      const go = (): void => {
        let given = false
        const count = urgent && queue.places >= this.#shares.of(peer) ? 'urgent' : 'places'
        queue[count]++
        resolve(() => {
          if (given) return
          given = true
          queue[count]--
          this.#next(peer, queue)
        })
      }
      const behind = queue.waiting.findIndex((other) => other.priority > priority)
      queue.waiting.splice(behind < 0 ? queue.waiting.length : behind, 0, { priority, go })
      this.#next(peer, queue)
    })
  }

  #next(peer: Country, queue: Queue): void {
    for (;;) {
      const [first] = queue.waiting
      if (first === undefined) break
      const room = queue.places < this.#shares.of(peer) || (isUrgent(first.priority) && queue.urgent < URGENT_PLACES)
      if (!room) return
      queue.waiting.shift()
      first.go()
    }
    if (queue.places + queue.urgent === 0) this.#queues.delete(peer)
  }
}
