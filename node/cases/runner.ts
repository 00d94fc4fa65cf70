/**
 * The one runner of projections: it follows the log and brings what is kept of the cases, and what the node does in them, to where the log is. Each
 * projection has one cursor and is leased to one replica; a case is worked on at a time, in the order of the log, once or again, and never skipped. A
 * case whose work fails is set aside, with an alert that names it, and the runner goes on with the others; a failing store is no case's fault, and the
 * round is tried again.
 */
import type { JuxtaError } from '../values/errors.ts'
import { asJuxtaError } from '../values/errors.ts'
import { isOfStore } from '../store/faults.ts'
import type { MessageId } from '../values/id.ts'
import type { Node } from '../node.ts'
import type { LogPlace } from '../store/log.ts'
import { casesIn, keyOf, type CaseName } from './case-table.ts'
import { cameOf, enteredIn, EnteredTail, isAfter, PAGE, type Came, type Entered } from './entered.ts'
import { projectionsIn, type SetAside } from './projection-table.ts'
import { orSetAside } from './set-aside.ts'

export type Projection = {
  /** Names its cursor. What is to be made anew from the first leaf on gets another name. */
  readonly name: string
  /**
   * Messages `ids` have come into the case (none: something is due in it), as `came` says where they are read in the order of the log. Done again where it
   * fails, or where the process ends before it was noted.
   */
  look(name: CaseName, ids: readonly MessageId[], came?: Came): Promise<void>
  /** The same for many cases at once; where it fails each is looked at by itself. */
  lookAtAll?(all: readonly Came[]): Promise<void>
  /** Cases that are to be looked at although nothing came into them. */
  due?(): Promise<CaseName[]>
  /** It writes what lists show. */
  readonly shows?: boolean
  /** The projection whose rows this one reads: it never comes further in the log than that. */
  readonly behind?: string
}

/** How long a lease lasts: the other replicas wait for so long once this one has died. */
const LEASE_MS = 15_000
/** What comes within this time is looked at together. */
const TOGETHER_MS = 50
/** For so long a list waits for what came before it was asked for. */
const UP_TO_DATE_MS = 1000
/** With so many messages left, waiting would be in vain: they are not worked off in that time. */
const FAR = 500
/** How long the failure of rounds is kept to itself before it is shown. */
const STANDS_MS = 30_000

class Stopped extends Error {}

export class Runner {
  readonly #node: Node
  readonly #projections: readonly Projection[]
  readonly #leaseMs: number
  readonly #listsWaitMs: number
  readonly #tail: EnteredTail
  #running: Promise<void> | null = null
  #wanted = false
  #soon = false
  #stopped = false
  #failing: { since: number; error: JuxtaError } | null = null
  /** Until when each lease is held, by a clock that nobody sets, and where its projection stands. */
  readonly #held = new Map<string, { until: number; at: LogPlace | null }>()
  /** Where projections have come to in this round, not yet noted in the store. */
  readonly #moves = new Map<string, LogPlace>()

  /** `listsWaitMs`: how long a list waits for what came before it was asked for. */
  constructor(node: Node, projections: readonly Projection[], leaseMs = LEASE_MS, listsWaitMs = UP_TO_DATE_MS) {
    this.#node = node
    this.#projections = projections
    this.#leaseMs = leaseMs
    this.#listsWaitMs = listsWaitMs
    this.#tail = new EnteredTail(node.store)
  }

  /** Something came: it is looked at in a moment, with what comes meanwhile. */
  soon(): void {
    if (this.#soon || this.#stopped) return
    this.#soon = true
    setTimeout(() => {
      this.#soon = false
      void this.round().catch(() => undefined)
    }, TOGETHER_MS).unref()
  }

  /** Brings all projections to where the log is; who asks while a round runs gets another one after it. Fails where the store does. */
  round(): Promise<void> {
    this.#wanted = true
    this.#running ??= this.#rounds().finally(() => (this.#running = null))
    return this.#running
  }

  /**
   * Fulfilled when what is shown of cases is where the log is now, so that whoever has seen a message delivered finds it in the next list; or after
   * `waitMs`, where the log grows faster or another replica is at it; and at once where so much is left that waiting would not bring it.
   */
  async upToDate(waitMs = this.#listsWaitMs): Promise<void> {
    const { store } = this.#node
    const head = await enteredIn(store).head()
    const shown = this.#projections.filter(({ shows }) => shows === true)
    /** Where one stands of those that have not come so far; undefined: all have. */
    const left = async (): Promise<LogPlace | null | undefined> => {
      let standing = shown.map(({ name }) => this.#holds(name))
      if (standing.includes(undefined)) {
        const all = new Map((await projectionsIn(store).standing()).map(({ name, at }) => [name, at]))
        standing = shown.map(({ name }) => all.get(name) ?? null)
      }
      for (const at of standing)
        if (!(this.#tail.isAll(at ?? null, head) ?? (await enteredIn(store).since(at ?? null, 1, head)).length === 0))
          return at ?? null
      return undefined
    }
    const end = performance.now() + waitMs
    for (let round: Promise<unknown> | null = null; !this.#stopped && performance.now() < end;) {
      const at = await left()
      if (at === undefined) return
      if (round === null) {
        round = this.round().catch(() => undefined)
        if ((await enteredIn(store).count(at, FAR)) >= FAR) return
      }
      await Promise.race([round, new Promise((r) => setTimeout(r, 20))])
    }
  }

  /** Why it stands, and since when (milliseconds since 1970); null while it goes on. */
  get stands(): { readonly since: number; readonly error: string } | null {
    const failing = this.#failing
    return failing && this.#node.clock.now() - failing.since >= STANDS_MS
      ? { since: failing.since, error: failing.error.message }
      : null
  }

  /**
   * Tries cases again that were set aside, those of one conversation or all. Answers those that were tried and what is still set aside of them, or after
   * `waitMs` what it is then, where another replica is at it.
   */
  async retry(conversation: MessageId | undefined, waitMs = 5000): Promise<{ tried: number; aside: number }> {
    const projections = projectionsIn(this.#node.store)
    const tried = await projections.tryAgain(conversation)
    if (tried === 0) return { tried, aside: 0 }
    const left = () => (conversation === undefined ? projections.aside() : projections.asideOf(conversation))
    await this.round()
    for (const end = performance.now() + waitMs; ; await new Promise((r) => setTimeout(r, 100))) {
      const aside = await left()
      if (performance.now() >= end || aside.every((a) => !a.again)) return { tried, aside: aside.length }
    }
  }

  /** What runs ends after its case; leases are given back. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running?.catch(() => undefined)
    await projectionsIn(this.#node.store).release(this.#node.owner)
  }

  async #rounds(): Promise<void> {
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false
      const failures: unknown[] = []
      const failed = (error: unknown): void => {
        if (!(error instanceof Stopped)) failures.push(error)
      }
      try {
        // One look for all of them.
        await this.#tail.look()
        const aside = await projectionsIn(this.#node.store).aside()
        // One that fails does not hold up the next.
        for (const projection of this.#projections) await this.#bring(projection, aside).catch(failed)
        await this.#noteMoves()
      } catch (error) {
        failed(error)
      }
      if (failures.length === 0) this.#failing = null
      else {
        const error = asJuxtaError(failures[0])
        this.#failing = { since: this.#failing?.since ?? this.#node.clock.now(), error }
        this.#node.logger.warn({ err: error }, 'the cases could not be followed')
        throw error
      }
    }
  }

  /** `known`: what was set aside when the round began. */
  async #bring(projection: Projection, known: readonly SetAside[]): Promise<void> {
    const { store } = this.#node
    const before = this.#held.get(projection.name)
    const from = await this.#lease(projection.name)
    if (from === undefined) return
    let after = from.at
    const aside = new Set<string>()
    // Whoever had the lease until now may have set more aside.
    for (const one of from === before ? known : await projectionsIn(store).aside(projection.name)) {
      if (one.projection !== projection.name) continue
      if (one.again) {
        const ids = await casesIn(store).inCase(one)
        if (await this.#look(projection, one, ids, undefined, true)) continue
      }
      aside.add(keyOf(one))
    }
    for (;;) {
      const page = await this.#upTo(projection.behind, await this.#tail.after(after))
      const last = page.at(-1)
      if (last === undefined) break
      // A crash repeats a page at most.
      for (const name of await this.#work(
        projection,
        cameOf(page).filter((came) => !aside.has(keyOf(came))),
      ))
        aside.add(keyOf(name))
      after = last.at
      from.at = after
      this.#moves.set(projection.name, after)
      // Whoever has much before him notes where he is, so that a crash does not repeat all of it.
      if (page.length === PAGE && !(await this.#noteMoves())) return
    }
    for (const name of (await projection.due?.()) ?? []) {
      const key = keyOf(name)
      if (!aside.has(key) && !(await this.#look(projection, name, []))) aside.add(key)
    }
  }

  /** What of `page` the projection `name` has come to; all of it where that is undefined. */
  async #upTo(name: string | undefined, page: readonly Entered[]): Promise<readonly Entered[]> {
    if (name === undefined || page.length === 0) return page
    // It never goes back: where this replica has moved it to, it is at least.
    let end = this.#held.get(name)?.at
    if (isAfter(page.at(-1)!.at, end ?? null))
      end = (await projectionsIn(this.#node.store).standing()).find((p) => p.name === name)?.at
    return end ? page.filter(({ at }) => !isAfter(at, end)) : []
  }

  /** Where a projection stands that this replica holds for sure; undefined where that is to be asked. */
  #holds(name: string): LogPlace | null | undefined {
    const held = this.#held.get(name)
    return held !== undefined && held.until > performance.now() ? held.at : undefined
  }

  /** Where the projection stands, under a lease that lasts; undefined where another replica has it. Asks the store only when it must. */
  async #lease(name: string): Promise<{ until: number; at: LogPlace | null } | undefined> {
    const { store, clock, owner } = this.#node
    const leaseMs = this.#leaseMs
    const held = this.#held.get(name)
    const now = performance.now()
    // Prolonged in its last third, so that one case does not outlast it.
    if (held !== undefined && held.until - leaseMs / 3 > now) return held
    const at = await projectionsIn(store).lease(name, owner, leaseMs, clock.now())
    this.#held.delete(name)
    if (at === undefined) return undefined
    const lease = { at, until: now + leaseMs }
    this.#held.set(name, lease)
    return lease
  }

  /** Notes in the store where the projections have come to, all in one commit. False where a lease has gone to another replica. */
  async #noteMoves(): Promise<boolean> {
    const moved = await Promise.all(
      [...this.#moves].map(async ([name, to]) => {
        const still = await projectionsIn(this.#node.store).move(name, this.#node.owner, to)
        this.#moves.delete(name)
        const held = this.#held.get(name)
        if (still && held) held.at = to
        else this.#held.delete(name)
        return still
      }),
    )
    return moved.every(Boolean)
  }

  /** What came into cases, case by case or all at once. Answers those that are set aside. */
  async #work(projection: Projection, all: readonly Came[]): Promise<CaseName[]> {
    if (projection.lookAtAll && all.length > 1) {
      await this.#mayWork(projection)
      try {
        await projection.lookAtAll(all)
        return []
      } catch (error) {
        if (isOfStore(error)) throw error
      }
    }
    const aside: CaseName[] = []
    for (const came of all) {
      const ids = came.messages.map(({ id }) => id)
      if (!(await this.#look(projection, came, ids, came))) aside.push(came)
    }
    return aside
  }

  /** One case. False: it is set aside. */
  async #look(
    projection: Projection,
    { peer, conversation }: CaseName,
    ids: readonly MessageId[],
    came?: Came,
    again = false,
  ): Promise<boolean> {
    await this.#mayWork(projection)
    const name = { peer, conversation }
    return orSetAside(this.#node, projection.name, name, () => projection.look(name, ids, came), again)
  }

  async #mayWork({ name }: Projection): Promise<void> {
    if (this.#stopped || (await this.#lease(name)) === undefined) throw new Stopped()
  }
}
