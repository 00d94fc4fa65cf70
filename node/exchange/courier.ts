/**
 * Empties the outbox of one peer: takes what it was handed, claims what is due, keeps a bounded number of attempts in flight, and respects the peer's circuit
 * breaker and the time that it asks for when it is out of room.
 */
import type { Country } from '../values/country.ts'
import type { JuxtaError } from '../values/errors.ts'
import type { Node } from '../node.ts'
import { URGENT_PLACES } from '../peers/transport.ts'
import { isOfStore } from '../store/faults.ts'
import { deliver, toSend } from './deliver.ts'
import { Hand, type InHand } from './hand.ts'
import type { ToSend } from './messages.ts'
import { LEASE_MS, outboxIn, type OutboxRow } from './outbox.ts'
import { SendTogether } from './send-together.ts'
import { isUrgent, LEAST_URGENT, Rounds, Shares } from './shares.ts'
import { CLOSED, failed, isOpen, leftOf, mayTry, pausedUntil, probing, type Circuit } from './retry.ts'

/** How long after a fault of the store, or of our own, the work of a peer is taken up again. */
const AGAIN_MS = 2000
/** What has lain in hand for longer is not begun any more: its lease could end meanwhile. */
const FRESH_MS = 15_000
/** So many times the places of a peer may lie in hand for it: what a group of commits brings at once finds room. */
export const IN_HAND = 16
/** So many times the places of a peer may be under way: on the line to it, or taken by it and not yet settled here. */
const UNDER_WAY = 3

/** While attempts are in flight, what is told within this time is claimed together. */
const GATHER_MS = 10

const after = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/**
 * `look`: the store may hold something that is due. `ring` ends the wait for what is in flight: others need not wait for an attempt that hangs. `over`: nothing
 * more is begun, and only what is in flight is waited for.
 */
type Drain = { look: boolean; over: boolean; ring(): void; done: Promise<void> }

/** What was read of the messages that were claimed together. */
type Found = ReturnType<typeof toSend>

/** A place in the courier's hand for a message that is being committed, as claimed by this process until `dueAt`. */
export type Place = {
  readonly leaseOwner: string
  readonly dueAt: number
  /** It is durable: it goes on its way. */
  carry(one: InHand): void
  /** It is not there, or was there before. */
  giveBack(): void
}

export class Courier {
  readonly #node: Node
  readonly #circuits = new Map<Country, Circuit>()
  /** Until when each peer that is out of room has asked for nothing more; over, one attempt is made first. Of this process, as circuits are. */
  readonly #pauses = new Map<Country, number>()
  readonly #draining = new Map<Country, Drain>()
  readonly #shares: Shares
  readonly #hand: Hand
  /** For whom more was due in the store than was claimed: what is new waits behind it. */
  readonly #behind = new Set<Country>()
  readonly #letting = new Set<Promise<void>>()
  readonly #together: SendTogether
  /** Why requests have reached nobody, of which each counts once, however many messages were in it. */
  readonly #counted = new WeakSet<JuxtaError>()
  #stopped = false

  constructor(node: Node) {
    this.#node = node
    this.#together = new SendTogether(node.transport, node.clock)
    this.#shares = new Shares(node.settings.inFlight)
    this.#hand = new Hand(node.settings.inFlight * IN_HAND)
  }

  /** Works until nothing of `peer` is due; a call while it works makes it look once more. */
  drain(peer: Country): Promise<void> {
    const running = this.#draining.get(peer)
    if (!running) return this.#begin(peer, true)
    running.look = true
    setTimeout(() => running.ring(), GATHER_MS)
    return running.done
  }

  /** As far as is known `peer` takes what it is sent. */
  reaches(peer: Country): boolean {
    return !this.#stopped && !this.#circuits.has(peer) && !this.#pauses.has(peer)
  }

  /**
   * A place for a message to `peer` that is about to be committed, which is then begun without being read again; null where it is to wait in the store: nobody
   * is reached, others wait before it, or too many are under way.
   */
  offer(peer: Country): Place | null {
    const { clock, owner } = this.#node
    if (!this.reaches(peer) || this.#behind.has(peer)) return null
    if (!this.#hand.promise(peer)) {
      this.#behind.add(peer)
      return null
    }
    return {
      leaseOwner: owner,
      dueAt: clock.now() + LEASE_MS,
      carry: (one) => {
        this.#hand.put(one)
        const running = this.#draining.get(peer)
        if (!running) void this.#begin(peer, false)
        else if (running.over) this.#letGo(peer, this.#hand.take(peer, Infinity))
        else running.ring()
      },
      giveBack: () => this.#hand.release(peer),
    }
  }

  /** Takes a message from the hand before its first attempt; false where it is not there. */
  takeBack(peer: Country, id: string): boolean {
    return this.#hand.takeBack(peer, id)
  }

  #begin(peer: Country, look: boolean): Promise<void> {
    const state: Drain = { look, over: false, ring: () => undefined, done: Promise.resolve() }
    this.#draining.set(peer, state)
    state.done = this.#work(peer, state)
      .catch((error: unknown) => {
        // What waits is in the store, which will be back: nothing is lost by waiting.
        this.#node.logger.warn({ err: error, peer }, 'what waits for a peer could not be worked on')
        this.#node.queue.wake(peer, AGAIN_MS)
      })
      .finally(() => this.#draining.get(peer) === state && this.#draining.delete(peer))
    return state.done
  }

  /** The peer was heard of: what waits for it is due at once. */
  async heardOf(peer: Country): Promise<void> {
    const circuit = this.#circuits.get(peer)
    if (!circuit || circuit.failures === 0) return
    await outboxIn(this.#node.store).wakePeer(peer, this.#node.clock.now())
    this.#circuits.delete(peer)
    if (isOpen(circuit)) this.#node.events.tell({ kind: 'peer-up', peer })
    this.#node.queue.wake(peer, 0)
  }

  /** The peer has just started: what it asked for time for is forgotten there, and what waits for that is due. */
  async greeted(peer: Country): Promise<void> {
    if (!this.#pauses.delete(peer)) return
    await outboxIn(this.#node.store).wakePeer(peer, this.#node.clock.now())
    this.#node.queue.wake(peer, 0)
  }

  circuitOpen(peer: Country): boolean {
    return isOpen(this.#circuits.get(peer) ?? CLOSED)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([...[...this.#draining.values()].map((d) => d.done), ...this.#letting])
  }

  async #work(peer: Country, state: Drain): Promise<void> {
    const flying = new Set<Promise<void>>()
    let idle = false
    try {
      idle = await this.#fly(peer, state, flying)
    } finally {
      state.over = true
      if (!idle) this.#letGo(peer, this.#hand.take(peer, Infinity))
      await Promise.all(flying)
    }
  }

  /** True where nothing is left to do, and whoever comes next begins anew; false where the peer, or the node, takes nothing more now. */
  async #fly(peer: Country, state: Drain, flying: Set<Promise<void>>): Promise<boolean> {
    const { store, clock, owner } = this.#node
    const rounds = new Rounds()
    /** Of those under way, what has not been answered by the peer; of what is urgent apart, because it has places of its own. */
    const line = { ordinary: 0, urgent: 0 }
    const begin = (row: OutboxRow, found: Found, urgent: boolean): void => {
      const kind = urgent ? 'urgent' : 'ordinary'
      let onLine = true
      const answered = (): void => {
        if (onLine) line[kind]--
        onLine = false
        state.ring()
      }
      line[kind]++
      const flight: Promise<void> = this.#attempt(row, found, answered).finally(() => {
        flying.delete(flight)
        answered()
      })
      flying.add(flight)
    }
    const start = (rows: readonly OutboxRow[], urgent = false): void => {
      const found = toSend(this.#node, rows)
      // Each attempt that waits for it is told; where there is none, nobody is.
      found.catch(() => undefined)
      for (const row of rows) begin(row, found, urgent)
    }
    const carry = (taken: readonly InHand[], urgent = false): void => {
      const fresh = taken.filter(({ row }) => row.dueAt - clock.now() > LEASE_MS - FRESH_MS)
      for (const { row, what } of fresh) begin(row, Promise.resolve(new Map([[row.id, what]])), urgent)
      const stale = taken.filter((one) => !fresh.includes(one))
      this.#letGo(peer, stale)
    }
    for (;;) {
      const circuit = this.#circuits.get(peer) ?? CLOSED
      if (this.#stopped) return false
      const pause = this.#pauses.get(peer)
      const left = pause === undefined ? 0 : leftOf(pause, clock.now())
      if (left > 0) {
        this.#node.queue.wake(peer, Math.max(50, left))
        return false
      }
      if (!mayTry(circuit, clock.now())) {
        this.#node.queue.wake(peer, Math.max(50, circuit.openUntil - clock.now()))
        return false
      }
      const probe = isOpen(circuit) || pause !== undefined
      const places = this.#shares.of(peer)
      const rest = rounds.rest(places < this.#shares.places, line.ordinary)
      // The next are on the line while what was answered is settled.
      const free = Math.min(places - line.ordinary, places * UNDER_WAY - flying.size)
      const room = probe ? 1 - flying.size : rest > 0 ? 0 : free
      const rung = new Promise<void>((ring) => (state.ring = ring))
      const next = this.#hand.next(peer)
      // What found no room in hand may be more urgent than what is there.
      const before =
        state.look && room > 0 && next < Infinity && ((await outboxIn(store).mostUrgent(peer)) ?? next) < next
      if (before) {
        start(await outboxIn(store).claim(peer, owner, clock.now(), room, LEASE_MS, next - 1))
        continue
      }
      const held = this.#hand.take(peer, room)
      if (held.length > 0) {
        this.#shares.saw(peer, this.#hand.count(peer) > 0)
        rounds.begin()
        carry(held)
        continue
      }
      // Claiming a few at a time shares one commit; a claim for every single free place would not.
      if (room <= 0 || (state.look && !probe && line.ordinary > 0 && room < places / 4)) {
        // What is urgent does not wait until something of all that is under way has come through.
        const ahead = probe ? 0 : URGENT_PLACES - line.urgent
        if (ahead > 0) {
          carry(this.#hand.take(peer, ahead, LEAST_URGENT), true)
          if (state.look && isUrgent((await outboxIn(store).mostUrgent(peer)) ?? Infinity))
            start(await outboxIn(store).claim(peer, owner, clock.now(), ahead, LEASE_MS, LEAST_URGENT), true)
        }
        await Promise.race([rung, ...(rest > 0 && rest < Infinity ? [after(rest)] : [])])
        continue
      }
      if (state.look) {
        state.look = false
        const rows = await outboxIn(store).claim(peer, owner, clock.now(), room, LEASE_MS)
        if (rows.length > 0 && isOpen(circuit)) this.#circuits.set(peer, probing(circuit))
        if (rows.length > 0 && !probe) this.#shares.saw(peer, rows.length >= room)
        if (rows.length > 0) rounds.begin()
        start(rows)
        const full = rows.length >= room
        if (full) state.look = true
        if (full && !probe) this.#behind.add(peer)
        else if (!full) this.#behind.delete(peer)
      } else if (flying.size > 0) await rung
      else {
        // In this turn, so that what is handed over next does not find a drain that has ended.
        this.#draining.delete(peer)
        return true
      }
    }
  }

  /** Lets others have, or this process later, what it has in hand and does not begin: it waits in the store again. Where that stays away, the lease ends. */
  #letGo(peer: Country, held: readonly InHand[]): void {
    if (held.length === 0) return
    const { clock, store, owner, logger, queue } = this.#node
    this.#behind.add(peer)
    const ids = held.map(({ row }) => row.id)
    const letting = (async () => {
      for (const end = clock.now() + LEASE_MS; !this.#stopped && clock.now() < end;)
        try {
          await outboxIn(store).release(ids, owner)
          return queue.wake(peer)
        } catch (error) {
          logger.warn({ err: error, peer }, 'what was not begun could not be let go')
          await new Promise((done) => void clock.after(AGAIN_MS, () => done(undefined)))
        }
    })().finally(() => this.#letting.delete(letting))
    this.#letting.add(letting)
  }

  /** Never fails: an attempt that a fault of our own has ended is made again. */
  async #attempt(row: OutboxRow, found: Found, answered: () => void): Promise<void> {
    try {
      await this.#deliverOne(row, (await found).get(row.id), answered)
    } catch (error) {
      const { clock, logger, store, owner } = this.#node
      logger.error({ err: error, peer: row.peer, row: row.kind }, 'an attempt was ended by a fault of our own')
      // Until the row is let go its place stays taken; where the store stays away, it is its lease that ends.
      for (const end = clock.now() + LEASE_MS; !this.#stopped && clock.now() < end;) {
        await new Promise((done) => void clock.after(AGAIN_MS, () => done(undefined)))
        const wait = Math.min(3_600_000, AGAIN_MS * 2 ** Math.min(row.attempts, 12))
        try {
          const until = clock.now() + (isOfStore(error) ? 0 : wait)
          return await outboxIn(store).postpone(row.id, owner, until, String(error))
        } catch (again) {
          logger.warn({ err: again, peer: row.peer }, 'the row of an attempt could not be let go')
        }
      }
    }
  }

  async #deliverOne(row: OutboxRow, found: ToSend | undefined, answered: () => void): Promise<void> {
    const { clock, events } = this.#node
    const outcome = await deliver({ node: this.#node, together: this.#together, answered }, row, found)
    const before = this.#circuits.get(row.peer) ?? CLOSED
    if (typeof outcome === 'object' && 'unreached' in outcome) {
      if (this.#counted.has(outcome.unreached)) return
      this.#counted.add(outcome.unreached)
      const after = failed(before, clock.now(), this.#node.chance())
      this.#circuits.set(row.peer, after)
      if (isOpen(after) && !isOpen(before))
        events.tell({ kind: 'peer-down', peer: row.peer, detail: `${after.failures} attempts in a row reached nobody` })
      return
    }
    const pause = this.#pauses.get(row.peer)
    if (typeof outcome === 'object') {
      const until = pausedUntil(clock.now(), outcome.pauseMs, this.#node.chance())
      this.#pauses.set(row.peer, Math.max(until, pause ?? 0))
    } else if (pause !== undefined && leftOf(pause, clock.now()) === 0) this.#pauses.delete(row.peer)
    if (before.failures > 0) await this.heardOf(row.peer)
  }
}
