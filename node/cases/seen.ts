/** What the sender of a message had seen of its case, and the hash that it must have had: so both sides learn whether they hold the same. */
import type { Digest } from '../values/digest.ts'
import { hashAfter } from './case-hash.ts'
import type { CaseMessage } from './case-message.ts'
import type { Node } from './order.ts'
import type { Lookup } from './procedure.ts'
import type { States } from './states.ts'
import { step } from './step.ts'

/** The messages of a case in their places. */
export type Placed = {
  readonly order: readonly Node[]
  /** The hash after each number of them. */
  readonly hashes: readonly Digest[]
  readonly states: States
  /** Those that did not wait for heads which are missing still. */
  readonly loose: ReadonlySet<Node>
  find(id: string): Node | undefined
  hasEnded(id: string): boolean
  /** The hash of a case of these messages alone. */
  alone(messages: readonly CaseMessage[]): Digest
}

/** The hash of what the sender of a message had seen, all of whose heads are there. Undefined where something behind them is missing. */
export function hashSeen(
  node: Node,
  { order, hashes, states, loose: all, find, alone }: Placed,
  lookup: Lookup,
): Digest | undefined {
  const { heads, position } = node
  // What did not wait was sent by somebody who had seen more than is here.
  const loose = [...all].filter((n) => n !== node)
  if (node.whole) return loose.some((n) => n.position < position) ? undefined : hashes[position]
  const marked = new Set(heads.flatMap((id) => find(id) ?? []))
  marked.delete(node)
  const end = Math.max(0, ...[...marked].map((n) => n.position + 1))
  const seen: Node[] = []
  let base = 0
  for (let p = end - 1; p >= 0; p--) {
    const next = order[p]!
    if (!marked.has(next)) continue
    if (next.whole) {
      base = p + 1
      break
    }
    seen.push(next)
    for (const id of next.heads) {
      const head = find(id)
      // A circle of heads: rare, and no reason to alert anybody.
      if (head !== undefined && head.position > p && !marked.has(head)) return undefined
      if (head !== undefined) marked.add(head)
    }
  }
  if (loose.some((n) => n.position < base || seen.includes(n))) return undefined
  if (base + seen.length === end) return hashes[end]
  let snapshot = states.at(base)
  if (snapshot.case === undefined) return alone([...order.slice(0, base), ...seen].map((n) => n.message))
  let hash = hashes[base]!
  for (const next of seen.reverse()) {
    const { snapshot: after, outcome } = step(snapshot, next, lookup)
    hash = hashAfter(hash, outcome, snapshot.case, after.case)
    snapshot = after
  }
  return hash
}

/**
 * Whether the sender of a message must have had all that its heads lead to here: not where it may have reckoned with a message of its own that ended
 * on its way, nor where it may have had, of the other side, a message that did not wait before what that one had seen.
 */
export function isSure({ message, heads }: Node, { order, find, hasEnded }: Placed): boolean {
  const own = (n: Node): boolean => n.message.from === message.from
  if (order.some((n) => own(n) && n.message.heads.some((id) => hasEnded(id)))) return false
  const reach = (through: (n: Node) => boolean): number => {
    const found = new Set(heads.flatMap((id) => find(id) ?? []))
    // A set is walked through to what is added to it meanwhile.
    for (const n of found) if (through(n)) for (const id of n.heads) if (find(id)) found.add(find(id)!)
    return found.size
  }
  return reach((n) => n.waits || own(n)) === reach(() => true)
}
