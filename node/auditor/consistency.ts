/**
 * What logs have committed to, over all files of a call: every checkpoint, and every hash that a proof under one of them names or computes. A log that only
 * grows has one hash for any stretch of its leaves; two convict it, whoever cosigned. Checkpoints that do not contradict each other must be shown to be of one
 * history.
 */
import type { Country } from '../values/country.ts'
import type { Checkpoint } from '../log/checkpoint.ts'
import { proveConsistency, rootAt, verifyConsistency, type NodeReader, type Range } from '../log/merkle.ts'

/** Where something stands: the number of a file, and a JSON pointer into it. */
export type Place = { readonly file: number; readonly at: string }
/** Two hashes of one stretch of leaves, both committed to by the log. */
export type SplitView = {
  readonly origin: string
  readonly owner: Country
  readonly places: readonly [Place, Place]
  readonly bytes: string
}
export type Unproven = { readonly origin: string; readonly sizes: readonly [number, number]; readonly within: boolean }

type Seen = { readonly hash: Buffer; readonly place: Place }
type Point = { readonly size: number; readonly root: Buffer; readonly places: Place[]; readonly to: Set<string> }
type Log = {
  readonly owner: Country
  readonly hashes: Map<number, Map<number, Seen>>
  readonly points: Map<string, Point>
}

const MAX_SPLITS = 1000
const nameOf = (size: number, root: Buffer): string => `${size} ${root.toString('base64')}`

export class LogViews {
  readonly #logs = new Map<string, Log>()
  readonly splits: SplitView[] = []
  readonly #told = new Set<string>()

  #log(origin: string, owner: Country): Log {
    let log = this.#logs.get(origin)
    if (!log) this.#logs.set(origin, (log = { owner, hashes: new Map(), points: new Map() }))
    return log
  }

  #split(origin: string, places: readonly [Place, Place], bytes: string): void {
    const name = `${origin} ${places.map((p) => p.file).join(' ')}`
    if (this.#told.has(name) || this.splits.length >= MAX_SPLITS) return
    this.#told.add(name)
    this.splits.push({ origin, owner: this.#logs.get(origin)!.owner, places, bytes })
  }

  /** A hash of the leaves of `range` to which a checkpoint of the log commits. */
  see(origin: string, owner: Country, [from, to]: Range, hash: Buffer, place: Place): void {
    const { hashes } = this.#log(origin, owner)
    let ending = hashes.get(from)
    if (!ending) hashes.set(from, (ending = new Map<number, Seen>()))
    const before = ending.get(to)
    if (!before) ending.set(to, { hash, place })
    else if (!before.hash.equals(hash))
      this.#split(
        origin,
        [before.place, place],
        `leaves ${from} to ${to - 1}: ${before.hash.toString('base64')} and ${hash.toString('base64')}`,
      )
  }

  /** A checkpoint that the log signed. */
  point({ origin, size, root }: Checkpoint, owner: Country, place: Place): void {
    const { points } = this.#log(origin, owner)
    const name = nameOf(size, root)
    const known = points.get(name)
    if (known) known.places.push(place)
    else points.set(name, { size, root, places: [place], to: new Set() })
    if (size > 0) this.see(origin, owner, [0, size], root, place)
  }

  /** Checks that `from` is the beginning of `to`, both signed by the log, and remembers what the proof commits to. */
  proves(from: Checkpoint, to: Checkpoint, owner: Country, proof: readonly Buffer[], place: Place): boolean {
    if (from.origin !== to.origin || from.size > to.size) return false
    const seen: [Range, Buffer][] = []
    const holds =
      from.size === 0
        ? proof.length === 0
        : verifyConsistency(from.size, to.size, proof, from.root, to.root, (range, hash) => seen.push([range, hash]))
    if (!holds) return false
    for (const [range, hash] of seen) this.see(from.origin, owner, range, hash, place)
    this.#log(from.origin, owner).points.get(nameOf(from.size, from.root))?.to.add(nameOf(to.size, to.root))
    return true
  }

  /** Holds all checkpoints of a log against an export of it, whose checkpoint the log signed. */
  async compare(against: Checkpoint, owner: Country, nodes: NodeReader, place: Place): Promise<void> {
    const { origin, size } = against
    this.point(against, owner, place)
    for (const point of [...this.#log(origin, owner).points.values()]) {
      if (point.size === 0 || point.size >= size) continue
      const proof = await proveConsistency(point.size, size, nodes)
      if (this.proves({ origin, ...point }, against, owner, proof, place)) continue
      const root = await rootAt(point.size, nodes)
      if (!root.equals(point.root) && this.proves({ origin, size: point.size, root }, against, owner, proof, place))
        this.see(origin, owner, [0, point.size], root, place)
    }
  }

  /** How many checkpoints of a log there are, over all files. */
  count(origin: string): number {
    return this.#logs.get(origin)?.points.size ?? 0
  }

  /** By file: checkpoints of one log, one after the other by size, of which nothing shows that they are of one history. */
  unproven(): ReadonlyMap<number, readonly Unproven[]> {
    const found = new Map<number, Map<string, Unproven>>()
    for (const [origin, { points }] of this.#logs) {
      const sorted = [...points.values()].sort((a, b) => a.size - b.size)
      const reach = (from: Point): Set<string> => {
        const reached = new Set([nameOf(from.size, from.root)])
        for (const name of reached) for (const next of points.get(name)?.to ?? []) reached.add(next)
        return reached
      }
      for (const [i, b] of sorted.entries()) {
        const a = sorted[i - 1]
        if (!a || a.size === b.size || a.size === 0) continue
        const reached = reach(a)
        if ([...reach(b)].some((name) => reached.has(name))) continue
        const files = (p: Point): number[] => p.places.map((place) => place.file)
        for (const file of new Set([...files(a), ...files(b)])) {
          const within = files(a).includes(file) && files(b).includes(file)
          const list = found.get(file) ?? new Map<string, Unproven>()
          found.set(file, list)
          if (!list.has(origin) || within) list.set(origin, { origin, sizes: [a.size, b.size], within })
        }
      }
    }
    return new Map([...found].map(([file, list]) => [file, [...list.values()]]))
  }
}
