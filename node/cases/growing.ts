/**
 * A record of a case state that grows with its case. Each version is a value that never changes, as with any state; but all versions share one map,
 * so that another entry costs the same however many are there. The map stands at one version at a time; the others know what differs
 * (H. G. Baker, Shallow binding makes functional arrays fast, 1991). Who looks at a version moves the map there, which costs the entries between.
 */

/** An entry, and its place among the others: that in which it was first put in. */
type Entry<T> = { readonly value: T; readonly place: number }

/** How a version differs from the one next to it, on the way to where the map stands; no entry: it has none of this key. */
type Differs<T> = { readonly from: Growing<T>; readonly key: string; readonly entry: Entry<T> | undefined }

/** Entries that were put in, taken out or read out, but for those that were asked for by key: what tests hold the cost of a message to. */
export const counted = { entries: 0 }

/** In which groups an entry is looked for, and its rank in each, lowest first; of equal rank its place counts. */
export type GroupsOf<T> = (value: T) => readonly (readonly [group: string, rank?: number])[]

/** An entry by which a page of a group ended, with the rank that it had then. */
export type GroupPlace = { readonly key: string; readonly rank: number }

/** Where an entry stands in a group. */
type Ranked = { readonly key: string; readonly rank: number; readonly place: number }

/** Before which of a group, which is sorted, `one` stands. */
function positionOf(group: readonly Ranked[], one: Ranked): number {
  let [from, to] = [0, group.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const { rank, place } = group[middle]!
    if (rank < one.rank || (rank === one.rank && place < one.place)) from = middle + 1
    else to = middle
  }
  return from
}

/** The map, and its entries by group. */
class Entries<T> {
  readonly groups = new Map<string, Ranked[]>()
  all = new Map<string, Entry<T>>()
  readonly #groupsOf: GroupsOf<T> | undefined
  /** The place after all that were ever given, and one behind all that the map has. */
  #next = 0
  #end = 0
  #inOrder = true

  constructor(groupsOf?: GroupsOf<T>) {
    this.#groupsOf = groupsOf
  }

  place(): number {
    return this.#next++
  }

  /** Puts an entry in, or takes it out. */
  set(key: string, entry: Entry<T> | undefined): void {
    counted.entries++
    const old = this.all.get(key)
    if (old) this.#leaveGroups(key, old)
    if (entry) this.#enterGroups(key, entry)
    if (entry === undefined) {
      this.all.delete(key)
      if (old !== undefined && old.place + 1 === this.#end) this.#end = old.place
      return
    }
    this.all.set(key, entry)
    if (old !== undefined) return
    // One that was taken out, and is looked for again, stands behind those that came after it.
    this.#inOrder &&= entry.place >= this.#end
    this.#end = Math.max(this.#end, entry.place + 1)
  }

  /** All, in their order. */
  sorted(): ReadonlyMap<string, Entry<T>> {
    if (!this.#inOrder) this.all = new Map(byPlace(this.all))
    this.#inOrder = true
    return this.all
  }

  #leaveGroups(key: string, { value, place }: Entry<T>): void {
    for (const [name, rank = 0] of this.#groupsOf?.(value) ?? []) {
      const group = this.groups.get(name)!
      group.splice(positionOf(group, { key, rank, place }), 1)
      if (group.length === 0) this.groups.delete(name)
    }
  }

  #enterGroups(key: string, { value, place }: Entry<T>): void {
    for (const [name, rank = 0] of this.#groupsOf?.(value) ?? []) {
      const one = { key, rank, place }
      const group = this.groups.get(name)
      if (group === undefined) this.groups.set(name, [one])
      else group.splice(positionOf(group, one), 0, one)
    }
  }
}

const byPlace = <T>(entries: ReadonlyMap<string, Entry<T>>): [key: string, entry: Entry<T>][] =>
  [...entries].sort(([, a], [, b]) => a.place - b.place)

export class Growing<T> {
  /** Where the map stands at this version. */
  #entries: Entries<T> | undefined
  #differs: Differs<T> | undefined

  private constructor(entries: Entries<T> | undefined) {
    this.#entries = entries
  }

  /** A record without entries, whose versions are its own. `groupsOf`: the groups of an entry, where it is looked for by group. */
  static empty<T>(groupsOf?: GroupsOf<T>): Growing<T> {
    return new Growing(new Entries(groupsOf))
  }

  /** The keys of which two versions have different entries; undefined where neither was made of the other, nor both of a third. */
  static between<T>(before: Growing<T>, after: Growing<T>): ReadonlySet<string> | undefined {
    after.#here()
    const keys = new Set<string>()
    for (let at = before; at !== after; at = at.#differs.from) {
      if (at.#differs === undefined) return undefined
      keys.add(at.#differs.key)
    }
    return keys
  }

  get(key: string): T | undefined {
    return this.#here().all.get(key)?.value
  }

  get size(): number {
    return this.#here().all.size
  }

  /** All entries, in the order in which they were first put in. */
  entries(): [key: string, value: T][] {
    const { size } = this
    counted.entries += size
    return [...this.#here().sorted()].map(([key, { value }]) => [key, value])
  }

  /** The entries of a group, the lowest first, up to the first whose rank is above `upTo`. */
  group(name: string, upTo = Infinity): [key: string, value: T][] {
    const { all, groups } = this.#here()
    const found: [string, T][] = []
    for (const { key, rank } of groups.get(name) ?? []) {
      counted.entries++
      found.push([key, all.get(key)!.value])
      if (rank > upTo) break
    }
    return found
  }

  /** Up to `limit` entries of a group, the lowest first: those behind `after`, which may be in it no more, and none of a rank below `from`. */
  page(name: string, after: GroupPlace | null, limit: number, from = -Infinity): [key: string, value: T][] {
    const { all, groups } = this.#here()
    const group = groups.get(name) ?? []
    const place = after === null ? -1 : (all.get(after.key)?.place ?? -1)
    const begin = positionOf(group, { key: '', rank: after?.rank ?? from, place })
    const first = after !== null && group[begin]?.key === after.key ? begin + 1 : begin
    const found = group.slice(first, first + limit)
    counted.entries += found.length
    return found.map(({ key }) => [key, all.get(key)!.value])
  }

  /** Up to `limit` entries, those that were put in last, in the order in which they were. */
  newest(limit: number): [key: string, value: T][] {
    const left = this.size - limit
    const found: [string, T][] = []
    let n = 0
    for (const [key, { value }] of this.#here().sorted()) if (n++ >= left) found.push([key, value])
    counted.entries += found.length
    return found
  }

  /** The value of the highest rank in a group; undefined where it has no entry. */
  last(group: string): T | undefined {
    const { all, groups } = this.#here()
    const highest = groups.get(group)?.at(-1)
    return highest && all.get(highest.key)!.value
  }

  sizeOf(group: string): number {
    return this.#here().groups.get(group)?.length ?? 0
  }

  /** The version with this entry, in the place of the one of this key where there is one. */
  with(key: string, value: T): Growing<T> {
    const entries = this.#here()
    return this.#next(key, { value, place: entries.all.get(key)?.place ?? entries.place() })
  }

  /** The version without the entry of this key. */
  without(key: string): Growing<T> {
    return this.#here().all.has(key) ? this.#next(key, undefined) : this
  }

  toJSON(): Record<string, T> {
    return Object.fromEntries(this.entries())
  }

  #next(key: string, entry: Entry<T> | undefined): Growing<T> {
    const entries = this.#here()
    const next = new Growing<T>(entries)
    this.#leave(next, key, entries)
    entries.set(key, entry)
    return next
  }

  #leave(from: Growing<T>, key: string, entries: Entries<T>): void {
    this.#differs = { from, key, entry: entries.all.get(key) }
    this.#entries = undefined
  }

  #here(): Entries<T> {
    return this.#entries ?? Growing.#move(this)
  }

  /** Moves the map to a version. */
  static #move<T>(to: Growing<T>): Entries<T> {
    const way: { readonly version: Growing<T>; readonly differs: Differs<T> }[] = []
    let at = to
    while (at.#differs !== undefined) {
      way.push({ version: at, differs: at.#differs })
      at = at.#differs.from
    }
    const entries = at.#entries!
    for (const { version, differs } of way.reverse()) {
      differs.from.#leave(version, differs.key, entries)
      entries.set(differs.key, differs.entry)
      version.#entries = entries
      version.#differs = undefined
    }
    return entries
  }
}
