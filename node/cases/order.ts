/** In which order the messages of a case are applied: a function of the set of messages alone, so that both sides come to the same. */
import type { CaseFault, CaseMessage, Roles } from './case-message.ts'
import { defaultRank, type Lookup } from './procedure.ts'
import type { Outcome } from './step.ts'

/** A message in a fold. */
export type Node = {
  readonly message: CaseMessage
  /** Its heads that are in the case; for one that has ended on its way stand the heads that it had. */
  heads: readonly string[]
  readonly waits: boolean
  readonly checked: CaseFault | undefined
  outcome: Outcome | undefined
  /** Its rank when it was put in its place. */
  rank: number
  /** Its place among those that are applied; below 0 while it waits. */
  position: number
  /** Its sender had seen everything that stands before it. */
  whole: boolean
  /** Whether its sender held the same case; undefined while that cannot be said. */
  same: boolean | undefined
}

/** The rank of a message among concurrent ones, lowest first. */
export function rankOf({ message }: Node, roles: Roles | undefined, lookup: Lookup): number {
  const procedure = lookup(message.procedure, message.version)
  return procedure === undefined ? 99 : (procedure.rank?.(message, roles) ?? defaultRank(procedure, message, roles))
}

/** Whether `a` goes before `b`, where both are ready. */
export const goesFirst = (
  a: { rank: number; message: CaseMessage },
  b: { rank: number; message: CaseMessage },
): boolean => a.rank < b.rank || (a.rank === b.rank && a.message.id < b.message.id)

/**
 * Orders `nodes`, which follow on what is ordered already: each comes after its heads, and of those that are ready the one of lowest rank goes next, of
 * equal rank the one of lowest id. `next` is told each in its order and answers the roles of the case then, by which the rest is ranked.
 */
export function inOrder(
  nodes: readonly Node[],
  headOf: (id: string) => Node | undefined,
  lookup: Lookup,
  opened: Roles | undefined,
  next: (node: Node) => Roles | undefined,
): void {
  const here = new Set(nodes)
  const children = new Map<Node, Node[]>()
  const open = new Map<Node, number>()
  for (const node of nodes) {
    const heads = new Set<Node>()
    for (const id of node.heads) {
      const head = headOf(id)
      if (head !== undefined && head !== node && here.has(head)) heads.add(head)
    }
    open.set(node, heads.size)
    for (const head of heads) {
      const list = children.get(head)
      if (list) list.push(node)
      else children.set(head, [node])
    }
  }
  let ready: { node: Node; rank: number }[] = []
  let roles = opened
  const later = (a: { node: Node; rank: number }, b: { node: Node; rank: number }): number =>
    b.rank - a.rank || (a.node.message.id < b.node.message.id ? 1 : -1)
  const enter = (node: Node): void => {
    const entry = { node, rank: rankOf(node, roles, lookup) }
    let [low, high] = [0, ready.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (later(ready[middle]!, entry) < 0) low = middle + 1
      else high = middle
    }
    ready.splice(low, 0, entry)
  }
  for (const [node, count] of open) if (count === 0) enter(node)
  for (let left = nodes.length; left > 0; left--) {
    const first = ready.pop()
    let node = first?.node
    if (node === undefined) {
      // Messages that did not wait can close a circle of heads, or one that was said to have ended: the first of them breaks it.
      node = [...open.keys()]
        .filter((n) => open.get(n)! > 0)
        .sort((a, b) => Number(a.waits) - Number(b.waits) || (a.message.id < b.message.id ? -1 : 1))[0]!
    }
    open.set(node, -1)
    node.rank = first?.rank ?? rankOf(node, roles, lookup)
    const now = next(node)
    if (now !== roles) {
      roles = now
      ready = ready.map(({ node: n }) => ({ node: n, rank: rankOf(n, roles, lookup) })).sort(later)
    }
    for (const child of children.get(node) ?? []) {
      const missing = open.get(child)!
      if (missing <= 0) continue
      open.set(child, missing - 1)
      if (missing === 1) enter(child)
    }
  }
}

/** Says of all from `from` on whether their senders had seen all that stands before them. */
export function markWhole(order: readonly Node[], from: number): void {
  let start = from
  while (start > 0 && !order[start - 1]!.whole) start--
  const tips = new Set<string>(start > 0 ? [order[start - 1]!.message.id] : [])
  for (let p = start; p < order.length; p++) {
    const node = order[p]!
    const { heads } = node
    if (p >= from) node.whole = [...tips].every((tip) => heads.includes(tip))
    for (const head of heads) tips.delete(head)
    tips.add(node.message.id)
  }
}
