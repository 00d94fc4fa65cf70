/**
 * Empties the outbox of one peer: claims what is due, keeps a bounded number of attempts in flight, and respects the peer's circuit breaker and the time that it
 * asks for when it is out of room.
 */
import type { Country } from '../values/country.ts'
import type { Node } from '../node.ts'
import { URGENT_PLACES } from '../peers/transport.ts'
import { isOfStore } from '../store/faults.ts'
import { deliver, toSend } from './deliver.ts'
import type { ToSend } from './messages.ts'
import { outboxIn, type OutboxRow } from './outbox.ts'
import { isUrgent, LEAST_URGENT, Rounds, Shares } from './shares.ts'
import { CLOSED, failed, isOpen, leftOf, mayTry, pausedUntil, probing, type Circuit } from './retry.ts'

/** How long after a fault of the store, or of our own, the work of a peer is taken up again. */
const AGAIN_MS = 2000
/** Longer than an attempt can take; a replica that died keeps what it had claimed from the others for as long. */
const LEASE_MS = 45_000

/** While attempts are in flight, what is told within this time is claimed together. */
const GATHER_MS = 10

const after = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const gathered = (): Promise<void> => after(GATHER_MS)

/** `wake` ends the wait for an attempt that is in flight: others need not wait for one that hangs. */
type Drain = { again: boolean; wake(): void; done: Promise<void> }

/** What was read of the messages that were claimed together. */
type Found = ReturnType<typeof toSend>

export class Courier {
  readonly #node: Node
  readonly #circuits = new Map<Country, Circuit>()
  /** Until when each peer that is out of room has asked for nothing more; over, one attempt is made first. Of this process, as circuits are. */
  readonly #pauses = new Map<Country, number>()
  readonly #draining = new Map<Country, Drain>()
  readonly #shares: Shares
  #stopped = false

  constructor(node: Node) {
    this.#node = node
    this.#shares = new Shares(node.settings.inFlight)
  }

  /** Works until nothing of `peer` is due; a call while it works makes it look once more. */
  drain(peer: Country): Promise<void> {
    const running = this.#draining.get(peer)
    if (running) {
      running.again = true
      running.wake()
      return running.done
    }
    const state: Drain = { again: false, wake: () => undefined, done: Promise.resolve() }
    this.#draining.set(peer, state)
    state.done = this.#work(peer, state)
      .catch((error: unknown) => {
        // What waits is in the store, which will be back: nothing is lost by waiting.
        this.#node.logger.warn({ err: error, peer }, 'what waits for a peer could not be worked on')
        this.#node.queue.wake(peer, AGAIN_MS)
      })
      .finally(() => this.#draining.delete(peer))
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
    await Promise.all([...this.#draining.values()].map((d) => d.done))
  }

  async #work(peer: Country, state: Drain): Promise<void> {
    const flying = new Set<Promise<void>>()
    try {
      await this.#fly(peer, state, flying)
    } finally {
      await Promise.all(flying)
    }
  }

  async #fly(peer: Country, state: Drain, flying: Set<Promise<void>>): Promise<void> {
    const { store, clock, owner } = this.#node
    const rounds = new Rounds()
    /** Of those in flight, what has a place of its own because it is urgent. */
    const ahead = new Set<Promise<void>>()
    const start = (rows: readonly OutboxRow[], urgent = false): void => {
      const found = toSend(this.#node, rows)
      // Each attempt that waits for it is told; where there is none, nobody is.
      found.catch(() => undefined)
      for (const row of rows) {
        const flight: Promise<void> = this.#attempt(row, found).finally(() => {
          flying.delete(flight)
          ahead.delete(flight)
        })
        flying.add(flight)
        if (urgent) ahead.add(flight)
      }
    }
    for (;;) {
      const circuit = this.#circuits.get(peer) ?? CLOSED
      if (this.#stopped) break
      const pause = this.#pauses.get(peer)
      const left = pause === undefined ? 0 : leftOf(pause, clock.now())
      if (left > 0) {
        this.#node.queue.wake(peer, Math.max(50, left))
        break
      }
      if (!mayTry(circuit, clock.now())) {
        this.#node.queue.wake(peer, Math.max(50, circuit.openUntil - clock.now()))
        break
      }
      const probe = isOpen(circuit) || pause !== undefined
      const places = this.#shares.of(peer)
      const ordinary = flying.size - ahead.size
      const rest = rounds.rest(places < this.#shares.places, ordinary)
      const room = probe ? 1 - flying.size : rest > 0 ? 0 : places - ordinary
      const more = !probe && state.again
      state.again = false
      const told = new Promise<void>((wake) => (state.wake = wake))
      // Claiming a few at a time shares one commit; a claim for every single free place would not.
      if (room <= 0 || (!probe && ordinary > 0 && room < places / 4)) {
        // What is urgent does not wait until something of all that is under way has come through.
        const free = URGENT_PLACES - ahead.size
        if (more && free > 0 && isUrgent((await outboxIn(store).mostUrgent(peer)) ?? Infinity))
          start(await outboxIn(store).claim(peer, owner, clock.now(), free, LEASE_MS, LEAST_URGENT), true)
        await Promise.race([...flying, told.then(gathered), ...(rest > 0 && rest < Infinity ? [after(rest)] : [])])
        continue
      }
      const rows = await outboxIn(store).claim(peer, owner, clock.now(), room, LEASE_MS)
      if (rows.length > 0 && isOpen(circuit)) this.#circuits.set(peer, probing(circuit))
      if (rows.length > 0 && !probe) this.#shares.saw(peer, rows.length >= room)
      if (rows.length > 0) rounds.begin()
      start(rows)
      if (rows.length < room) {
        if (flying.size > 0) await Promise.race([...flying, told.then(gathered)])
        else if (!state.again) break
      }
    }
  }

  /** Never fails: an attempt that a fault of our own has ended is made again. */
  async #attempt(row: OutboxRow, found: Found): Promise<void> {
    try {
      await this.#deliverOne(row, (await found).get(row.id))
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

  async #deliverOne(row: OutboxRow, found: ToSend | undefined): Promise<void> {
    const { clock, events } = this.#node
    const outcome = await deliver(this.#node, row, found)
    const before = this.#circuits.get(row.peer) ?? CLOSED
    if (outcome === 'unreached') {
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
