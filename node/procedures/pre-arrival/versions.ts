/** The versions of a declaration, and what two of them say differently: element by element, so that nobody reads both. */
import type { CaseFold } from '../../cases/engine.ts'
import { escapePointer } from '../../values/json.ts'
import { isObject } from '../../values/members.ts'
import { clipped } from '../../values/text.ts'
import type { Declaration } from './deadlines.ts'
import type { PreArrival } from './state.ts'

export type Version = {
  readonly version: number
  /** The message that made it, its type, and when it was signed (seconds since 1970). */
  readonly message: string
  readonly type: string
  readonly at: number
  readonly declaration: Declaration | null
}

/** In their order; none before something was declared. */
export function versionsIn(fold: CaseFold): Version[] {
  const found: Version[] = []
  let known = 0
  for (const { message, after } of fold.walk()) {
    const s = after as PreArrival | null
    if (s === null || s.version <= known) continue
    known = s.version
    const { id, type, iat } = message
    found.push({ version: s.version, message: id, type, at: iat, declaration: s.declaration })
  }
  return found
}

/** An element that is not there in both, or not alike. Its place is that in the later version, or in the earlier one where it is gone. */
export type Change = { readonly pointer: string; readonly before: string | null; readonly after: string | null }

/** So many are told, each value as far as this. */
export const CHANGES = 500
const SHOWN = 200

/** A value as text. */
const leaf = (value: unknown): string | null =>
  value === undefined || value === null ? null : clipped(String(value), SHOWN)

/** By which an entry of a list is the same in both: its number in the list, or what it is called. */
const nameOf = (entry: unknown): string | undefined => {
  if (!isObject(entry)) return undefined
  const { sequenceNumeric, id, documentNumber } = entry as Readonly<Record<string, unknown>>
  const name = sequenceNumeric ?? id ?? documentNumber
  return name === undefined ? undefined : String(name)
}

/** The entries of a list by their names; by their places, where not each has a name of its own. */
function entriesOf(lists: readonly (readonly unknown[])[]): Map<string, unknown>[] {
  const named = lists.every((list) => {
    const names = list.map(nameOf)
    return !names.includes(undefined) && new Set(names).size === names.length
  })
  return lists.map((list) => new Map(list.map((entry, i) => [named ? nameOf(entry)! : String(i), entry])))
}

/** Entries that are in both stand at the place of the later. */
function* inLists(before: readonly unknown[], after: readonly unknown[], pointer: string): Generator<Change> {
  const [was, is] = entriesOf([before, after]) as [Map<string, unknown>, Map<string, unknown>]
  let place = 0
  for (const [name, entry] of is) yield* between(was.get(name), entry, `${pointer}/${place++}`)
  place = 0
  for (const [name, entry] of was) {
    if (!is.has(name)) yield* between(entry, undefined, `${pointer}/${place}`)
    place += 1
  }
}

function* between(before: unknown, after: unknown, pointer: string): Generator<Change> {
  const [first] = [before, after].filter((v) => v !== undefined && v !== null)
  if (Array.isArray(first))
    yield* inLists(Array.isArray(before) ? before : [], Array.isArray(after) ? after : [], pointer)
  else if (isObject(first)) {
    const [was, is] = [before, after].map((v) => (isObject(v) ? v : {}) as Readonly<Record<string, unknown>>)
    for (const name of new Set([...Object.keys(was!), ...Object.keys(is!)]))
      yield* between(was![name], is![name], `${pointer}/${escapePointer(name)}`)
  } else if (before !== after) yield { pointer, before: leaf(before), after: leaf(after) }
}

/** What `after` says otherwise than `before`: the first of it, and how much it is in all. */
export function changesBetween(
  before: unknown,
  after: unknown,
): { readonly changes: Change[]; readonly count: number } {
  const changes: Change[] = []
  let count = 0
  for (const change of between(before ?? {}, after ?? {}, '')) {
    count += 1
    if (changes.length < CHANGES) changes.push(change)
  }
  return { changes, count }
}
