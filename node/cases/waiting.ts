/** Messages of a case that arrived before something that their sender had seen, and those that will never come. */
import type { CaseMessage } from './case-message.ts'
import type { Node } from './order.ts'

export class Waiting {
  /** Messages that ended on their way and will not come, each with the heads that it had. */
  readonly ended = new Map<string, readonly string[]>()
  /** Messages in the case that did not wait for heads which are missing still. */
  readonly loose = new Set<Node>()
  readonly #nodes = new Set<Node>()
  /** By the head that they miss. */
  readonly #waiters = new Map<string, Node[]>()
  readonly #find: (id: string) => Node | undefined

  /** `find`: a message that is in the case. */
  constructor(find: (id: string) => Node | undefined) {
    this.#find = find
  }

  /** Whether nothing is missing. */
  get none(): boolean {
    return this.#nodes.size === 0 && this.loose.size === 0
  }

  /** Those that wait, by their ids. */
  get all(): { id: string; waitsFor: string[] }[] {
    return [...this.#nodes]
      .map((node) => ({ id: node.message.id, waitsFor: this.missing(node.message) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** A message waits, for the head `id` first. */
  add(node: Node, id: string): void {
    this.#nodes.add(node)
    this.#waitFor(id, node)
  }

  delete(node: Node): void {
    this.#nodes.delete(node)
  }

  /** What has come may be loose, or what the others have missed. */
  look(placed: readonly Node[]): void {
    for (const node of [...this.loose, ...placed])
      if (this.missing(node.message).length > 0) this.loose.add(node)
      else this.loose.delete(node)
  }

  /** The heads of a message that it waits for. */
  missing(message: CaseMessage): string[] {
    return this.headsOf(message).filter((id) => this.#find(id) === undefined)
  }

  /** In the place of a head that has ended on its way stand the heads that it had. */
  headsOf(message: CaseMessage): string[] {
    if (this.ended.size === 0) return [...message.heads]
    const heads = new Set<string>()
    const looked = new Set<string>(message.heads)
    // A set is walked through to what is added to it meanwhile.
    for (const id of looked) {
      const before = this.#find(id) === undefined ? this.ended.get(id) : undefined
      if (before === undefined) heads.add(id)
      else for (const head of before) if (head !== message.id) looked.add(head)
    }
    return [...heads]
  }

  #waitFor(id: string, node: Node): void {
    const list = this.#waiters.get(id)
    if (list) list.push(node)
    else this.#waiters.set(id, [node])
  }

  /** Those that waited for `id` alone. */
  released(id: string): Node[] {
    const ready: Node[] = []
    const waiters = this.#waiters.get(id) ?? []
    this.#waiters.delete(id)
    for (const waiter of waiters) {
      const still = this.missing(waiter.message)[0]
      if (still === undefined) ready.push(waiter)
      else this.#waitFor(still, waiter)
    }
    return ready
  }
}
