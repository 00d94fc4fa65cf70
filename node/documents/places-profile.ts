/** A profile that is a table for each of its messages: root elements, places, and what the document must say to be that message. */
import { readPlaces, writePlaces } from './places.ts'
import { inNamespace } from './xml-tree.ts'
import { Unmapped, type DocumentPlaces, type ProfileOf } from './profile.ts'

type Named = Pick<ProfileOf<'xml'>, 'name' | 'mapping' | 'title'>

/** `prefix`: that of the root, where its children are in no namespace; empty where they are in its own. */
export function placesProfile(
  named: Named,
  procedure: string,
  { namespace, prefix }: { readonly namespace: string; readonly prefix: string },
  documents: Readonly<Record<string, DocumentPlaces>>,
): ProfileOf<'xml'> {
  return {
    ...named,
    notation: 'xml',
    messages: Object.keys(documents).map((type) => `${procedure}/${type}`),
    documents,
    read(root, { type }, _shape, beside) {
      const { roots, places, refuse } = documents[type]!
      if (!roots.includes(root.name))
        return new Unmapped('root', `a ${root.name} is no ${type}; that is a ${roots.join(' or a ')}`, root.line)
      if (root.namespace !== namespace)
        return new Unmapped('namespace', `${root.name} is in ${root.namespace || 'no namespace'}`, root.line)
      const known = inNamespace(root, prefix === '' ? namespace : '')
      const refused: Unmapped[] = []
      const own = readPlaces(known, places, (rule, reason, line) => refused.push(new Unmapped(rule, reason, line)))
      if (refused[0] !== undefined) return refused[0]
      if (Object.keys(own).length === 0)
        return new Unmapped('empty', `the ${root.name} holds nothing that is mapped`, root.line)
      return refuse?.(known, own, beside) ?? { ...beside, ...own }
    },
    write(body, { type }) {
      const { roots, places } = documents[type]!
      const [tag, declared] = prefix === '' ? [roots[0]!, 'xmlns'] : [`${prefix}:${roots[0]!}`, `xmlns:${prefix}`]
      return `<?xml version="1.0" encoding="UTF-8"?>\n<${tag} ${declared}="${namespace}">\n${writePlaces(body, places)}</${tag}>\n`
    },
  }
}
