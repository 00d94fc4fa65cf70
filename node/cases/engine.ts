/**
 * The case engine: folds the messages of one bilateral case, in whatever order they arrive, into the same case on both sides.
 * The order is a function of the set of messages alone. A message comes after its heads (what its sender had applied); until they are there it
 * waits. Of those that are ready, the one of lowest rank goes next (`defaultRank`: facts before requests, then roles), and of equal rank the one of
 * lowest id; never the clock. Most messages arrive after everything else in the case and are applied at once; only a concurrent one makes the
 * engine fold again, from where it belongs. In the place of a head that has ended on its way (refused, cancelled, expired) stand the heads that it
 * had: nobody waits for it, and what came before it still does. A new message costs the same however many are there: states never change, and of the
 * earlier ones a few are kept to go back to.
 */
import type { Digest } from '../values/digest.ts'
import { hashAfter, NO_MESSAGES } from './case-hash.ts'
import type { CaseFault, CaseMessage } from './case-message.ts'
import { goesFirst, inOrder, markWhole, rankOf, type Node } from './order.ts'
import type { AnyProcedure, Case, Lookup } from './procedure.ts'
import { hashSeen, isSure, type Placed } from './seen.ts'
import { States } from './states.ts'
import { checkAlone, NONE, sameOutcome, step, type Added, type Applied, type Outcome, type Snapshot } from './step.ts'
import { Waiting } from './waiting.ts'

export type { AnyProcedure, Case, Due, Lookup, Procedure } from './procedure.ts'
export type { Added, Applied, Outcome } from './step.ts'
export { CaseFault, fault, isFault, type CaseMessage, type Context, type Roles, type Subject } from './case-message.ts'

export class CaseFold {
  readonly #lookup: Lookup
  readonly #nodes = new Map<string, Node>()
  readonly #waiting = new Waiting((id) => this.#placed(id))
  readonly #faulty = new Set<Node>()
  readonly #order: Node[] = []
  /** The hash after each number of messages. */
  readonly #hashes: Digest[] = [NO_MESSAGES]
  readonly #states: States
  readonly #frontier = new Set<string>()
  /** Heads that messages which did not wait have named and that are not there yet. */
  readonly #dangling = new Set<string>()
  /** The place of the message that opened the case; below 0 before one has. */
  #opened = -1
  #sorted = 0

  constructor(lookup: Lookup) {
    this.#lookup = lookup
    this.#states = new States(this.#order, lookup)
  }

  /** The case; undefined before a message has opened it. */
  get case(): Case<unknown> | undefined {
    return this.#states.last.case
  }

  get procedure(): AnyProcedure | undefined {
    return this.#states.last.procedure
  }

  /** Messages in the case that no other message in it names: the `xHeads` of the next one, sorted. */
  get heads(): string[] {
    return [...this.#frontier].sort()
  }

  /** The hash of the chain of its messages (case-hash.ts). */
  get hash(): Digest {
    return this.#hashes[this.#order.length]!
  }

  /** How many messages are in the case. */
  get size(): number {
    return this.#order.length
  }

  /** Grows whenever messages that were in the case have changed their places. */
  get sorted(): number {
    return this.#sorted
  }

  /** All messages in the case, in the order in which they are applied, with what became of them. */
  get outcomes(): Outcome[] {
    return this.#order.map((node) => node.outcome!)
  }

  /** Whether all is there that its messages, and those that wait, name as heads. */
  get isWhole(): boolean {
    return this.#waiting.none
  }

  get messages(): CaseMessage[] {
    return this.#order.map((node) => node.message)
  }

  /** Those behind the first `size` of them. */
  messagesAfter(size: number): CaseMessage[] {
    return this.#order.slice(size).map((node) => node.message)
  }

  get first(): CaseMessage | undefined {
    return this.#order[0]?.message
  }

  /** Messages with a document that the case does not allow. */
  get faults(): { readonly message: CaseMessage; readonly fault: CaseFault }[] {
    return [...this.#faulty].map(({ message, outcome }) => ({ message, fault: outcome!.fault! }))
  }

  /** Messages that arrived before something that their sender had seen. */
  get waiting(): { id: string; waitsFor: string[] }[] {
    return this.#waiting.all
  }

  /** Messages that ended on their way and that others name as heads. */
  get ended(): string[] {
    return [...this.#waiting.ended.keys()]
  }

  /** When a message was signed, in seconds since 1970, be it in the case or waiting; 0 where it is neither. */
  waitsSince(id: string): number {
    return this.#nodes.get(id)?.message.iat ?? 0
  }

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  /** A message that is in the case. */
  message(id: string): CaseMessage | undefined {
    return this.#placed(id)?.message
  }

  /** The outcome of a message; undefined where it is not (yet) in the case. */
  outcome(id: string): Outcome | undefined {
    return this.#nodes.get(id)?.outcome
  }

  /** The messages from a place on, with the states that they found and left. */
  *walk(from = 0): Generator<Applied> {
    let before = this.#states.at(from)
    for (const node of this.#order.slice(from)) {
      const { snapshot } = step(before, node, this.#lookup)
      const [was, now] = [before.case?.state ?? null, snapshot.case?.state ?? null]
      yield { message: node.message, outcome: node.outcome!, before: was, after: now }
      before = snapshot
    }
  }

  /** What `message` would come to if it were the next one: asked before sending, so that a caller learns of a conflict at once. */
  judge(message: CaseMessage): CaseFault | undefined {
    return step(this.#states.last, { message, checked: checkAlone(message, this.#lookup) }, this.#lookup).outcome.fault
  }

  /** Takes a message of this case, once; a second one with the same id is ignored. */
  add(message: CaseMessage): Added {
    const known = this.#nodes.get(message.id)
    if (known) return { ...NONE, waitsFor: known.position < 0 ? this.#waiting.missing(known.message) : [] }
    const procedure = this.#lookup(message.procedure, message.version)
    const type = procedure && Object.hasOwn(procedure.types, message.type) ? procedure.types[message.type] : undefined
    const node: Node = {
      message,
      heads: [],
      waits: type?.waits ?? true,
      checked: checkAlone(message, this.#lookup),
      outcome: undefined,
      rank: 0,
      position: -1,
      whole: false,
      same: undefined,
    }
    this.#nodes.set(message.id, node)
    const missing = node.waits ? this.#waiting.missing(message) : []
    if (missing.length === 0) return this.#enter([node])
    this.#waiting.add(node, missing[0]!)
    return { ...NONE, waitsFor: missing }
  }

  /** A message has ended on its way and will never be in the case: who names it as a head is taken to have named its `heads`. */
  end(id: string, heads: readonly string[]): Added {
    if (this.#waiting.ended.has(id) || this.#placed(id) !== undefined) return NONE
    this.#waiting.ended.set(id, heads)
    const before = new Map(this.#order.map((node) => [node, node.outcome!]))
    if (this.#dangling.has(id)) this.#anew(this.#order)
    return this.#enter(this.#waiting.released(id), before)
  }

  /** Whether the sender of a message in the case held the same: its `xCaseHash` against ours at its heads. Undefined: it states none, or that cannot be said. */
  agrees(id: string): boolean | undefined {
    const node = this.#placed(id)
    const stated = node?.message.context.xCaseHash
    if (node === undefined || stated === undefined) return undefined
    if (node.same !== undefined) return node.same
    const placed: Placed = {
      order: this.#order,
      hashes: this.#hashes,
      states: this.#states,
      loose: this.#waiting.loose,
      find: (head) => this.#placed(head),
      hasEnded: (head) => this.#waiting.ended.has(head),
      alone: (messages) => foldCase(messages, this.#lookup).hash,
    }
    const hash = this.#waiting.missing(node.message).length > 0 ? undefined : hashSeen(node, placed, this.#lookup)
    if (hash === undefined || (hash !== stated && !isSure(node, placed))) return undefined
    return (node.same = hash === stated)
  }

  #placed(id: string): Node | undefined {
    const node = this.#nodes.get(id)
    return node !== undefined && node.position >= 0 ? node : undefined
  }

  #enter(ready: Node[], before = new Map<Node, Outcome>()): Added {
    const placed: Node[] = []
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      this.#waiting.delete(next)
      this.#place(next, before)
      placed.push(next)
      ready.push(...this.#waiting.released(next.message.id))
    }
    this.#waiting.look(placed)
    for (const { message } of placed) this.agrees(message.id) // While the states that it needs are near.
    const turned: Outcome[] = []
    for (const [other, was] of before)
      if (!placed.includes(other) && !sameOutcome(was, other.outcome!)) turned.push(other.outcome!)
    return { placed: placed.map((p) => p.outcome!), turned, waitsFor: [] }
  }

  /** Puts `node` where it belongs and folds what comes after it. `before` collects the outcomes that this may change. */
  #place(node: Node, before: Map<Node, Outcome>): void {
    const { id } = node.message
    if (this.#waiting.ended.delete(id)) {
      // It has come after all, for those too that went on without it.
      for (const other of this.#order) if (!before.has(other)) before.set(other, other.outcome!)
      node.position = this.#order.length
      this.#anew([...this.#order, node])
      return
    }
    node.heads = this.#waiting.headsOf(node.message)
    const known = new Set(node.heads)
    const named = this.#dangling.delete(id)
    let whole = !named
    for (const tip of this.#frontier) if (!known.has(tip)) whole = false
    // What stands before its heads, and before those that have named it, is not touched by it.
    let from = 0
    for (const head of known) {
      const at = this.#placed(head)
      if (at !== undefined) {
        this.#frontier.delete(head)
        from = Math.max(from, at.position + 1)
      } else if (head !== id) this.#dangling.add(head)
    }
    if (named) from = Math.min(from, ...this.#order.filter((n) => n.heads.includes(id)).map((n) => n.position))
    else this.#frontier.add(id)
    const last = this.#order.length
    if (whole) {
      node.whole = true
      node.rank = rankOf(node, this.case?.roles, this.#lookup)
      this.#put(node, last, this.#states.last)
      return
    }
    if (!named && this.#insert(node, from, before)) return
    const others = this.#order.slice(from)
    for (const other of others) if (!before.has(other)) before.set(other, other.outcome!)
    node.position = last
    this.#sort([...others, node], from)
  }

  /**
   * Puts a message that none in the case has named before the first that it goes before, from position `from` on; the order of the others stays. False
   * where it could open the case before the one that did, which may change their ranks.
   */
  #insert(node: Node, from: number, before: Map<Node, Outcome>): boolean {
    const opened = this.#opened < 0 ? Infinity : this.#opened
    const [early, late] = [undefined, this.case?.roles].map((roles) => rankOf(node, roles, this.#lookup))
    let at = from
    for (; at < this.#order.length; at++) {
      node.rank = at <= opened ? early! : late!
      if (goesFirst(node, this.#order[at]!)) break
    }
    if (at <= opened && (node.message.body !== null || opened < Infinity)) return false
    const after = this.#order.slice(at)
    if (at === this.#order.length) node.rank = opened < Infinity ? late! : early!
    let snapshot = this.#put(node, at, this.#states.at(at))
    for (const [i, other] of after.entries()) {
      if (!before.has(other)) before.set(other, other.outcome!)
      other.whole = false
      snapshot = this.#put(other, at + 1 + i, snapshot)
    }
    if (after.length > 0) this.#sorted++
    return true
  }

  /** Reads the heads of `nodes`, which are all, again, and folds from the first message on. */
  #anew(nodes: readonly Node[]): void {
    this.#dangling.clear()
    this.#frontier.clear()
    for (const { message } of nodes) this.#frontier.add(message.id)
    for (const node of nodes) {
      node.heads = this.#waiting.headsOf(node.message)
      for (const head of node.heads) {
        if (head === node.message.id) continue
        this.#frontier.delete(head)
        if (this.#placed(head) === undefined) this.#dangling.add(head)
      }
    }
    this.#sort([...nodes], 0)
  }

  /** Orders all from position `from` on anew, and folds from the first that has changed. */
  #sort(nodes: readonly Node[], from: number): void {
    const old = this.#order.slice(from)
    if (this.#opened >= from) this.#opened = -1
    let snapshot = this.#states.at(from)
    // Before the case is open, each message may open it: all are folded again.
    let same = snapshot.case !== undefined
    const roles = snapshot.case?.roles
    let position = from
    inOrder(
      nodes,
      (id) => this.#placed(id),
      this.#lookup,
      roles,
      (node) => {
        if (same && old[position - from] !== node) {
          same = false
          snapshot = this.#states.at(position)
        }
        if (!same) snapshot = this.#put(node, position, snapshot)
        position++
        return same ? roles : snapshot.case?.roles
      },
    )
    if (position < from + nodes.length) throw new Error('not all messages of the case could be ordered')
    if (old.some((node, i) => this.#order[from + i] !== node)) this.#sorted++
    markWhole(this.#order, from)
  }

  #put(node: Node, position: number, before: Snapshot): Snapshot {
    const { snapshot, outcome } = step(before, node, this.#lookup)
    node.position = position
    node.outcome = outcome
    if (before.case === undefined && snapshot.case !== undefined) this.#opened = position
    if (outcome.fault !== undefined && node.message.body !== null) this.#faulty.add(node)
    else this.#faulty.delete(node)
    this.#order[position] = node
    this.#hashes[position + 1] = hashAfter(this.#hashes[position]!, outcome, before.case, snapshot.case)
    this.#states.set(position + 1, snapshot)
    return snapshot
  }
}

/** Rebuilds a case from its messages alone, in whatever order they are given. */
export function foldCase(messages: Iterable<CaseMessage>, lookup: Lookup): CaseFold {
  const fold = new CaseFold(lookup)
  for (const message of messages) fold.add(message)
  return fold
}
