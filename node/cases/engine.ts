/**
 * The case engine: folds the messages of one bilateral case, in whatever order they arrive, into the same case on both sides.
 *
 * The order is a function of the set of messages alone. A message comes after its heads (what its sender had applied); until they are there it
 * waits. Of those that are ready, the one of lowest rank goes next (`defaultRank`: facts before requests, then roles), and of equal rank the one of
 * lowest id; never the clock. Most messages arrive after everything else in the case and are applied at once; only a concurrent one makes the
 * engine fold again, from where it belongs. States are immutable, so each position keeps its own and going back costs nothing.
 */
import { digestOf, type Digest } from '../values/ids.ts'
import { canonicalJson } from '../values/json.ts'
import type { CaseFault } from './case-message.ts'
import { fault, isFault, roleOf, type CaseMessage, type Roles } from './case-message.ts'
import { defaultRank, type AnyProcedure, type Case } from './procedure.ts'

export type { AnyProcedure, Case, Due, Procedure } from './procedure.ts'
export { CaseFault, fault, isFault, type CaseMessage, type Context, type Roles, type Subject } from './case-message.ts'

/** A procedure in a version; undefined where this node does not know it. Versions that open cases use must stay known. */
export type Lookup = (procedure: string, version: string) => AnyProcedure | undefined

/** What became of a message that is in the case. `noted`: the document could not be mapped, so nothing changed. */
export type Outcome = {
  readonly id: string
  readonly status: 'applied' | 'noted' | 'fault'
  readonly fault?: CaseFault
}

/** What came of adding one message. */
export type Added = {
  /** Messages that are in the case only now: this one, and those that waited for it. Empty: it waits, or was there already. */
  readonly placed: readonly Outcome[]
  /** Messages placed earlier whose outcome another order of concurrent messages has changed. */
  readonly turned: readonly Outcome[]
  /** Where this message waits: the heads that are missing. */
  readonly waitsFor: readonly string[]
}

type Node = {
  readonly message: CaseMessage
  readonly waits: boolean
  readonly checked: CaseFault | undefined
  outcome: Outcome | undefined
  position: number
}

/** The case after a number of messages. `unread`: a message was noted before any opened the case, so what it began is not known here. */
type Snapshot = {
  readonly procedure: AnyProcedure | undefined
  readonly case: Case<unknown> | undefined
  readonly unread: boolean
}

const EMPTY: Snapshot = { procedure: undefined, case: undefined, unread: false }
const APPLIED = (id: string): Outcome => ({ id, status: 'applied' })

export class CaseFold {
  readonly #lookup: Lookup
  readonly #nodes = new Map<string, Node>()
  /** Waiting messages by a head that they miss. */
  readonly #waiting = new Map<string, Node[]>()
  #order: Node[] = []
  #snapshots: Snapshot[] = [EMPTY]
  #frontier = new Set<string>()
  /** Heads that messages which did not wait have named and that are not there yet. */
  readonly #dangling = new Set<string>()
  #hash: Digest | undefined

  constructor(lookup: Lookup) {
    this.#lookup = lookup
  }

  /** The case; undefined before a message has opened it. */
  get case(): Case<unknown> | undefined {
    return this.#snapshots[this.#order.length]!.case
  }

  get procedure(): AnyProcedure | undefined {
    return this.#snapshots[this.#order.length]!.procedure
  }

  /** Messages in the case that no other message in it names: the `xHeads` of the next one, sorted. */
  get heads(): string[] {
    return [...this.#frontier].sort()
  }

  /** SHA-256 of the canonical JSON of `{heads, state, version}`. */
  get hash(): Digest {
    this.#hash ??= hashOf(this.case, this.heads)
    return this.#hash
  }

  /** All messages in the case, in the order in which they are applied, with what became of them. */
  get outcomes(): Outcome[] {
    return this.#order.map((node) => node.outcome!)
  }

  get messages(): CaseMessage[] {
    return this.#order.map((node) => node.message)
  }

  /** Messages that arrived before something that their sender had seen. */
  get waiting(): { id: string; waitsFor: string[] }[] {
    return [...this.#nodes.values()]
      .filter((node) => node.position < 0)
      .map((node) => ({ id: node.message.id, waitsFor: this.#missing(node.message) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** The states before the first message and after each, in the order of `messages`; null before one has opened the case. */
  get states(): unknown[] {
    return this.#snapshots.slice(0, this.#order.length + 1).map((s) => s.case?.state ?? null)
  }

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  /** The outcome of a message; undefined where it is not (yet) in the case. */
  outcome(id: string): Outcome | undefined {
    return this.#nodes.get(id)?.outcome
  }

  /** What `message` would come to if it were the next one: asked before sending, so that a caller learns of a conflict at once. */
  judge(message: CaseMessage): CaseFault | undefined {
    const checked = this.#check(message)
    return step(this.#snapshots[this.#order.length]!, { message, checked }, this.#lookup).outcome.fault
  }

  /** Takes a message of this case, once; a second one with the same id is ignored. */
  add(message: CaseMessage): Added {
    if (this.#nodes.has(message.id)) {
      const known = this.#nodes.get(message.id)!
      return { placed: [], turned: [], waitsFor: known.position < 0 ? this.#missing(known.message) : [] }
    }
    const procedure = this.#lookup(message.procedure, message.version)
    const type = procedure && Object.hasOwn(procedure.types, message.type) ? procedure.types[message.type] : undefined
    const node: Node = {
      message,
      waits: type?.waits ?? true,
      checked: this.#check(message),
      outcome: undefined,
      position: -1,
    }
    this.#nodes.set(message.id, node)
    const missing = this.#missing(message)
    if (node.waits && missing.length > 0) {
      this.#waitFor(missing[0]!, node)
      return { placed: [], turned: [], waitsFor: missing }
    }
    const before = new Map<Node, Outcome>()
    const placed: Node[] = []
    for (let next: Node | undefined = node, ready: Node[] = []; next !== undefined; next = ready.shift()) {
      this.#place(next, before)
      placed.push(next)
      const waiters = this.#waiting.get(next.message.id) ?? []
      this.#waiting.delete(next.message.id)
      for (const waiter of waiters) {
        const still = this.#missing(waiter.message)[0]
        if (still === undefined) ready.push(waiter)
        else this.#waitFor(still, waiter)
      }
    }
    const turned: Outcome[] = []
    for (const [other, was] of before)
      if (!placed.includes(other) && !sameOutcome(was, other.outcome!)) turned.push(other.outcome!)
    return { placed: placed.map((p) => p.outcome!), turned, waitsFor: [] }
  }

  /** The fold of `heads` and all that they had seen: the case as it was for a sender. Undefined where one of them is not in the case. */
  at(heads: readonly string[]): CaseFold | undefined {
    const found = this.#seenBy(heads)
    if (found === undefined || found.seen.size === this.#order.length) return found && this
    const fold = new CaseFold(this.#lookup)
    for (const node of this.#order.slice(0, found.end)) if (found.seen.has(node)) fold.add(node.message)
    return fold
  }

  /** Whether the sender of `message` held the same case: its `xCaseHash` against ours at its heads. Undefined: it states none, or heads are missing. */
  agrees(message: CaseMessage): boolean | undefined {
    const stated = message.context.xCaseHash
    const found = stated === undefined ? undefined : this.#seenBy(message.heads)
    if (found === undefined) return undefined
    const { seen, end } = found
    // Where others have come only after it, the case that its sender saw stands here as it was then.
    if (seen.size < end || end === this.#order.length) return this.at(message.heads)!.hash === stated
    const named = new Set([...seen].flatMap((node) => node.message.heads))
    const tips = [...seen].map((node) => node.message.id).filter((id) => !named.has(id))
    return hashOf(this.#snapshots[end]!.case, tips) === stated
  }

  /** `heads` and all that they had seen, and the place after the last of them. */
  #seenBy(heads: readonly string[]): { seen: ReadonlySet<Node>; end: number } | undefined {
    const seen = new Set<Node>()
    const open: string[] = [...heads]
    let end = 0
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = this.#nodes.get(id)
      if (node === undefined || node.position < 0) return undefined
      if (seen.has(node)) continue
      seen.add(node)
      end = Math.max(end, node.position + 1)
      for (const head of node.message.heads) if (this.#placed(head)) open.push(head)
    }
    return { seen, end }
  }

  #placed(id: string): boolean {
    return (this.#nodes.get(id)?.position ?? -1) >= 0
  }

  #missing(message: CaseMessage): string[] {
    return message.heads.filter((id) => !this.#placed(id))
  }

  #waitFor(id: string, node: Node): void {
    const list = this.#waiting.get(id)
    if (list) list.push(node)
    else this.#waiting.set(id, [node])
  }

  /** The faults of the message itself, which no order changes. */
  #check(message: CaseMessage): CaseFault | undefined {
    const procedure = this.#lookup(message.procedure, message.version)
    if (procedure === undefined)
      return fault('version', '/version', `${message.procedure} has no version ${message.version}`)
    const type = Object.hasOwn(procedure.types, message.type) ? procedure.types[message.type] : undefined
    if (type === undefined) return fault('type', '/type', `${message.procedure} has no such message type`)
    if (message.body === null) return undefined
    if (type.by === 'person' && !isPerson(message.context.xDecidedBy))
      return fault('decided-by', '/context/xDecidedBy', `a person must decide ${message.type}`)
    return procedure.check(message)
  }

  /** Puts `node` where it belongs and folds what comes after it. `before` collects the outcomes that this may change. */
  #place(node: Node, before: Map<Node, Outcome>): void {
    this.#hash = undefined
    const { heads, id } = node.message
    const last = this.#order.length
    const known = new Set(heads)
    let dominates = !this.#dangling.has(id)
    for (const tip of this.#frontier) if (!known.has(tip)) dominates = false
    for (const head of known)
      if (head === id || this.#placed(head)) this.#frontier.delete(head)
      else this.#dangling.add(head)
    if (!this.#dangling.delete(id)) this.#frontier.add(id)
    node.position = last
    this.#order.push(node)
    if (dominates) return this.#apply(node, last)
    for (const other of this.#order) if (other !== node && !before.has(other)) before.set(other, other.outcome!)
    this.#sort(node)
  }

  /** Orders all placed messages anew (Kahn's algorithm with ranks) and folds from the first position that changed. */
  #sort(added: Node): void {
    const children = new Map<Node, Node[]>()
    const open = new Map<Node, number>()
    for (const node of this.#order) {
      const heads = new Set(node.message.heads.filter((id) => id !== node.message.id && this.#placed(id)))
      open.set(node, heads.size)
      for (const id of heads) {
        const head = this.#nodes.get(id)!
        const list = children.get(head)
        if (list) list.push(node)
        else children.set(head, [node])
      }
    }
    const old = this.#order.filter((node) => node !== added)
    const total = this.#order.length
    const order: Node[] = []
    let ready: { node: Node; rank: number }[] = []
    let roles: Roles | undefined
    const rank = (node: Node): number => {
      const procedure = this.#lookup(node.message.procedure, node.message.version)
      return procedure === undefined
        ? 99
        : (procedure.rank?.(node.message, roles) ?? defaultRank(procedure, node.message, roles))
    }
    const later = (a: { node: Node; rank: number }, b: { node: Node; rank: number }): number =>
      b.rank - a.rank || (a.node.message.id < b.node.message.id ? 1 : -1)
    const enter = (node: Node): void => {
      const entry = { node, rank: rank(node) }
      let [low, high] = [0, ready.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (later(ready[middle]!, entry) < 0) low = middle + 1
        else high = middle
      }
      ready.splice(low, 0, entry)
    }
    for (const [node, count] of open) if (count === 0) enter(node)
    let same = true
    while (order.length < total) {
      let next = ready.pop()?.node
      if (next === undefined) {
        // Only messages that did not wait can close a circle of heads; the first of them breaks it.
        next = [...open.keys()]
          .filter((node) => !node.waits && open.get(node)! > 0)
          .sort((a, b) => (a.message.id < b.message.id ? -1 : 1))[0]
        if (next === undefined) break
      }
      open.set(next, -1)
      const position = order.length
      same &&= old[position] === next
      order.push(next)
      if (!same) {
        next.position = position
        this.#apply(next, position)
      }
      const opened = this.#snapshots[position + 1]!.case?.roles
      if (opened !== roles) {
        roles = opened
        ready = ready.map(({ node }) => ({ node, rank: rank(node) })).sort(later)
      }
      for (const child of children.get(next) ?? []) {
        const left = open.get(child)! - 1
        if (open.get(child)! > 0) {
          open.set(child, left)
          if (left === 0) enter(child)
        }
      }
    }
    this.#order = order
  }

  /** Applies `node` to the snapshot before `position`. */
  #apply(node: Node, position: number): void {
    const { snapshot, outcome } = step(this.#snapshots[position]!, node, this.#lookup)
    node.outcome = outcome
    this.#snapshots[position + 1] = snapshot
  }
}

/** One step of the fold. A message that the case does not allow leaves it as it was. */
function step(
  before: Snapshot,
  { message, checked }: { message: CaseMessage; checked: CaseFault | undefined },
  lookup: Lookup,
): { snapshot: Snapshot; outcome: Outcome } {
  const refuse = (found: CaseFault) => ({
    snapshot: before,
    outcome: { id: message.id, status: 'fault', fault: found } as const,
  })
  const { id, from, to } = message
  const open = before.case
  if (open !== undefined) {
    if (open.procedure !== message.procedure)
      return refuse(fault('procedure', '/procedure', `the case belongs to ${open.procedure}`))
    if (open.version !== message.version)
      return refuse(fault('version', '/version', `the case is pinned to version ${open.version}`))
    if (roleOf(open.roles, from) === undefined || roleOf(open.roles, to) === undefined || from === to)
      return refuse(fault('parties', '/from', 'the case is between two others'))
    if (open.test !== message.test)
      return refuse(fault('test', '/context/xTest', 'test and real messages do not share a case'))
  }
  if (checked !== undefined) return refuse(checked)
  const procedure = before.procedure ?? lookup(message.procedure, message.version)!
  const noted = { id, status: 'noted' } as const
  if (open === undefined && message.body === null) return { snapshot: { ...before, unread: true }, outcome: noted }
  const started = open ?? begin(procedure, message)
  // What answers a message that could not be read is neither allowed nor forbidden by a case that nobody here has seen open.
  if (isFault(started)) return before.unread ? { snapshot: before, outcome: noted } : refuse(started)
  const type = procedure.types[message.type]!
  if (type.from !== 'both' && !type.from.some((role) => started.roles[role] === from))
    return refuse(fault('sender-role', '/type', `only ${type.from.join(' or ')} may send ${message.type}`))
  if (message.body === null) return { snapshot: before, outcome: noted }
  const state = procedure.apply(started, message)
  if (isFault(state)) return refuse(state)
  return { snapshot: { procedure, case: { ...started, state }, unread: false }, outcome: APPLIED(id) }
}

function begin(procedure: AnyProcedure, message: CaseMessage): Case<unknown> | CaseFault {
  if (message.from === message.to) return fault('parties', '/from', 'a case is between two countries')
  const started = procedure.start(message)
  if (isFault(started)) return started
  const { conversation, version, test } = message
  return { conversation, procedure: procedure.name, version, roles: started.roles, test, state: started.state }
}

const isPerson = (by: unknown): boolean =>
  typeof by === 'object' &&
  by !== null &&
  isName((by as { kind?: unknown }).kind) &&
  (by as { kind: string }).kind !== 'machine' &&
  isName((by as { ref?: unknown }).ref)

const isName = (v: unknown): v is string => typeof v === 'string' && v !== ''

const sameOutcome = (a: Outcome, b: Outcome): boolean =>
  a.status === b.status && a.fault?.rule === b.fault?.rule && a.fault?.pointer === b.fault?.pointer

/** SHA-256 of the RFC 8785 form of `{heads, state, version}`; `heads` sorted, `state` null before the case is open. */
export const hashOf = (c: Case<unknown> | undefined, heads: readonly string[]): Digest =>
  digestOf(canonicalJson({ heads: [...heads].sort(), state: c?.state ?? null, version: c?.version ?? null }))

/** Rebuilds a case from its messages alone, in whatever order they are given. */
export function foldCase(messages: Iterable<CaseMessage>, lookup: Lookup): CaseFold {
  const fold = new CaseFold(lookup)
  for (const message of messages) fold.add(message)
  return fold
}
