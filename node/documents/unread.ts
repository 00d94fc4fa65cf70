/** What a document holds that no field takes: what nobody asked for while it was read. */
import type { Linked, Literal } from './json-ld.ts'
import type { Element } from './xml-tree.ts'

/** Of an IRI what names its term. */
const nameOf = (iri: string): string => /[^#/]*$/.exec(iri)![0]

/** The paths of the places at which something stands that `read` did not look at, each once, in the order of the document. */
export function unreadBy(root: Element | Linked, read: (root: Element | Linked) => unknown): string[] {
  const asked = new Set<object>()
  const all: { readonly holds: object; readonly path: string }[] = []
  const element = (e: Element, above: string): Element => {
    const path = `${above}${e.name}`
    if (e.text !== '') all.push({ holds: e, path })
    return {
      ...e,
      children: e.children.map((child) => element(child, `${path}/`)),
      get text() {
        asked.add(e)
        return e.text
      },
    }
  }
  const literal = (one: Literal, path: string): Literal => {
    all.push({ holds: one, path })
    return {
      get value() {
        asked.add(one)
        return one.value
      },
    }
  }
  const node = (one: Linked, path: string): Linked => {
    if (one.id !== undefined) all.push({ holds: one, path: `${path}/@id` })
    const below = Object.entries(one.properties).map(([iri, values]) => {
      const at = `${path}/${nameOf(iri)}`
      return [iri, values.map((v) => ('properties' in v ? node(v, at) : literal(v, at)))] as const
    })
    return {
      types: one.types,
      properties: Object.fromEntries(below),
      get id() {
        asked.add(one)
        return one.id
      },
    }
  }
  read('children' in root ? element(root, '') : node(root, nameOf(root.types[0] ?? '')))
  return [...new Set(all.filter(({ holds }) => !asked.has(holds)).map(({ path }) => path))]
}
