/** What a document holds that no field takes: what nobody asked for while it was read. */
import type { Linked, Literal } from './json-ld.ts'
import type { Element } from './xml-tree.ts'
import { clipped } from '../values/text.ts'

/** So much of a name, and so many paths: a document may name its places at any length, and each place below one is named with it. */
const NAME = 100
const PATHS = 1000

/** Of an IRI what names its term. */
const nameOf = (iri: string): string => iri.slice(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1)

/** A place of the document: all that stand at one path are one. */
class Place {
  readonly #name: string
  readonly #above: Place | undefined
  readonly #below = new Map<string, Place>()

  constructor(name: string, above?: Place) {
    this.#name = name
    this.#above = above
  }

  at(name: string): Place {
    const short = clipped(name, NAME)
    const there = this.#below.get(short) ?? new Place(short, this)
    this.#below.set(short, there)
    return there
  }

  get path(): string {
    return this.#above === undefined ? this.#name : `${this.#above.path}/${this.#name}`
  }
}

/** The paths of the places at which something stands that `read` did not look at, each once, in the order of the document; a thousand at most. */
export function unreadBy(root: Element | Linked, read: (root: Element | Linked) => unknown): string[] {
  const asked = new Set<object>()
  const all: { readonly holds: object; readonly place: Place }[] = []
  /** The attributes of an element, each of which is read when it is asked for. */
  const attributes = (e: Element, place: Place): Element['attributes'] => {
    const seen: Record<string, string> = {}
    for (const [name, value] of Object.entries(e.attributes)) {
      const holds = {}
      all.push({ holds, place: place.at(`@${name}`) })
      const get = (): string => {
        asked.add(holds)
        return value
      }
      Object.defineProperty(seen, name, { enumerable: true, get })
    }
    for (const name of e.foreign) all.push({ holds: {}, place: place.at(`@${name}`) })
    return seen
  }
  const element = (e: Element, place: Place): Element => {
    if (e.hasText) all.push({ holds: e, place })
    return {
      ...e,
      attributes: attributes(e, place),
      children: e.children.map((child) => element(child, place.at(child.name))),
      get text() {
        asked.add(e)
        return e.text
      },
    }
  }
  const literal = (one: Literal, place: Place): Literal => {
    all.push({ holds: one, place })
    return {
      held: one.held,
      get value() {
        asked.add(one)
        return one.value
      },
    }
  }
  const node = (one: Linked, place: Place): Linked => {
    if (one.held !== undefined) all.push({ holds: one, place: place.at('@id') })
    const below = Object.entries(one.properties).map(([iri, values]) => {
      const at = place.at(nameOf(iri))
      return [iri, values.map((v) => ('properties' in v ? node(v, at) : literal(v, at)))] as const
    })
    return {
      types: one.types,
      held: one.held,
      properties: Object.fromEntries(below),
      get id() {
        asked.add(one)
        return one.id
      },
    }
  }
  if ('children' in root) read(element(root, new Place(clipped(root.name, NAME))))
  else read(node(root, new Place(clipped(nameOf(root.types[0] ?? ''), NAME))))
  const unread = new Set<Place>()
  for (const { holds, place } of all) if (!asked.has(holds) && unread.size < PATHS) unread.add(place)
  return [...unread].map(({ path }) => path)
}
