/** What a document holds that no field takes: those of its elements whose text nobody asked for while it was read. */
import type { Element } from './xml-tree.ts'

/** The paths of the elements in which something stands that `read` did not look at, each once, in the order of the document. */
export function unreadBy(root: Element, read: (root: Element) => unknown): string[] {
  const asked = new Set<Element>()
  const all: { readonly e: Element; readonly path: string }[] = []
  const watched = (e: Element, above: string): Element => {
    const path = `${above}${e.name}`
    all.push({ e, path })
    return {
      ...e,
      children: e.children.map((child) => watched(child, `${path}/`)),
      get text() {
        asked.add(e)
        return e.text
      },
    }
  }
  read(watched(root, ''))
  return [...new Set(all.filter(({ e }) => e.text !== '' && !asked.has(e)).map(({ path }) => path))]
}
