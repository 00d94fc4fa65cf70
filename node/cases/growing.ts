/**
 * A record of a case state that grows with its case. Each version is a value that never changes, as with any state; but all versions share one map,
 * so that another entry costs the same however many are there. The map stands at one version at a time; the others know what differs
 * (H. G. Baker, Shallow binding makes functional arrays fast, 1991). Who looks at a version moves the map there, which costs the entries between.
 */

/** How a version differs from the one next to it, on the way to where the map stands; no value: it has no such entry. */
type Differs<T> = { readonly from: Growing<T>; readonly key: string; readonly value: T | undefined }

/** Entries that were put in, taken out or read out, but for those that were asked for by key: what tests hold the cost of a message to. */
export const counted = { entries: 0 }

/** The map, and its entries by group. */
class Entries<T> {
  readonly all = new Map<string, T>()
  readonly #groups = new Map<string, Map<string, T>>()
  readonly #groupOf: ((value: T) => string) | undefined

  constructor(groupOf?: (value: T) => string) {
    this.#groupOf = groupOf
  }

  group(value: T): ReadonlyMap<string, T> {
    return this.#groups.get(this.#groupOf?.(value) ?? '') ?? new Map<string, T>()
  }

  /** Puts an entry in, or takes it out; its order among the others is that in which they were first put in. */
  set(key: string, value: T | undefined): void {
    counted.entries++
    if (this.#groupOf !== undefined) this.#regroup(key, value, this.#groupOf)
    if (value === undefined) this.all.delete(key)
    else this.all.set(key, value)
  }

  #regroup(key: string, value: T | undefined, groupOf: (value: T) => string): void {
    const old = this.all.get(key)
    const [was, now] = [old, value].map((v) => (v === undefined ? undefined : groupOf(v)))
    if (was !== undefined && was !== now) this.#groups.get(was)?.delete(key)
    if (now === undefined) return
    const group = this.#groups.get(now)
    if (group === undefined) this.#groups.set(now, new Map([[key, value!]]))
    else group.set(key, value!)
  }
}

function read<T>(entries: ReadonlyMap<string, T>): [key: string, value: T][] {
  counted.entries += entries.size
  return [...entries]
}

export class Growing<T> {
  /** Where the map stands at this version. */
  #entries: Entries<T> | undefined
  #differs: Differs<T> | undefined

  private constructor(entries: Entries<T> | undefined) {
    this.#entries = entries
  }

  /** A record without entries, whose versions are its own. `groupOf`: the group of an entry, where it is looked for by group. */
  static empty<T>(groupOf?: (value: T) => string): Growing<T> {
    return new Growing(new Entries(groupOf))
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
    return this.#here().all.get(key)
  }

  get size(): number {
    return this.#here().all.size
  }

  /** All entries, in the order in which they were first put in. */
  entries(): [key: string, value: T][] {
    return read(this.#here().all)
  }

  /** Those in the group of `value`, in their order. */
  groupOf(value: T): [key: string, value: T][] {
    return read(this.#here().group(value))
  }

  /** The version with this entry, in the place of the one of this key where there is one. */
  with(key: string, value: T): Growing<T> {
    const entries = this.#here()
    const next = new Growing<T>(entries)
    this.#leave(next, key, entries)
    entries.set(key, value)
    return next
  }

  toJSON(): Record<string, T> {
    return Object.fromEntries(this.entries())
  }

  #leave(from: Growing<T>, key: string, entries: Entries<T>): void {
    this.#differs = { from, key, value: entries.all.get(key) }
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
      entries.set(differs.key, differs.value)
      version.#entries = entries
      version.#differs = undefined
    }
    return entries
  }
}
