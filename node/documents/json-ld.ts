/**
 * A document of JSON-LD 1.1 as a plain tree of what its terms mean by the context that it carries itself: nothing is fetched, and what a term without one may mean is not
 * guessed. Its input is attacker-controlled.
 */
import { JuxtaError } from '../values/errors.ts'
import { escapePointer, parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { clipped } from '../values/text.ts'

/** A node of the graph, by the IRIs of its types and properties. */
export type Linked = {
  readonly id: string | undefined
  /** The same: to ask reads nothing of the document (`unread.ts`). */
  readonly held: string | undefined
  readonly types: readonly string[]
  readonly properties: Readonly<Record<string, readonly (Linked | Literal)[]>>
}
export type Literal = { readonly value: string; readonly held: string }

type Json = Readonly<Record<string, unknown>>
/** What terms and prefixes stand for; `vocabulary` is for terms that it does not name. */
type Terms = {
  readonly named: Readonly<Record<string, string>>
  readonly vocabulary: string | undefined
  /** How many terms the contexts of the document may still copy of those around them. */
  readonly left: { copies: number }
}

/** `at`: where in the document it stands, as a JSON pointer. The message says what is read there instead. */
const refuse = (rule: string, at: string, message: string): JuxtaError =>
  new JuxtaError('schema-invalid', message, { rule, pointer: `/document${at}` })

/** A pointer travels in what is signed: below so many characters it names the place, beyond them what that stands in. */
const POINTER = 500
const below = (at: string, name: string | number): string => {
  const pointer = `${at}/${escapePointer(String(name))}`
  return pointer.length > POINTER ? at : pointer
}

/** What is read of the keywords of JSON-LD, in each kind of object. */
const READ = {
  context: ['@vocab', '@language', '@version'],
  node: ['@context', '@id', '@type'],
  value: ['@value', '@type', '@language', '@direction'],
} as const
/** What is read of the objects that hold values and are none. */
const LISTS = ['@set', '@list'] as const
const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** So many terms at most: a context stands in each node below it. */
const TERMS = 1000
/** What all contexts of a document copy together: each that adds something has the terms around it too. */
const COPIES = 200_000
/** Characters of an IRI: a prefix is written once and stands in each name that is made with it. */
const IRI = 2000
/** A prefix is a term whose IRI ends where a name may follow (JSON-LD 1.1 §4.1.5). */
const PREFIX = /[:/?#[\]@]$/
const ABSOLUTE = /^([a-z][a-z0-9+.-]*:\/\/|urn:)[^\s<>"{}|\\^`]+$/i

const bounded = (iri: string, at: string): string => {
  if (iri.length > IRI) throw refuse('iri', at, `an IRI is longer than ${IRI} characters`)
  return iri
}

const termOf = (named: Terms['named'], term: string): string | undefined =>
  Object.hasOwn(named, term) ? named[term] : undefined

/** The IRI of a compact or whole one, whose prefix `prefixed` explains; undefined where it is neither. */
function whole(text: string, prefixed: (prefix: string) => string | undefined, at: string): string | undefined {
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  const iri = text.startsWith('//', colon + 1) ? undefined : prefixed(text.slice(0, colon))
  if (iri !== undefined && PREFIX.test(iri)) return bounded(iri + text.slice(colon + 1), at)
  return ABSOLUTE.test(text) ? bounded(text, at) : undefined
}

function meaning(term: string, terms: Terms, at: string): string {
  const iri = termOf(terms.named, term) ?? whole(term, (prefix) => termOf(terms.named, prefix), at)
  if (iri !== undefined) return iri
  if (terms.vocabulary !== undefined && !term.includes(':')) return bounded(terms.vocabulary + term, at)
  throw refuse(
    'term',
    at,
    `the context of the document does not say what ${clipped(term, 60)} is: read are its terms, its prefixes, its @vocab and whole IRIs`,
  )
}

/** The IRI that a context says a term stands for; `prefixed` explains prefixes. */
function statedIri(term: string, said: unknown, prefixed: (prefix: string) => string | undefined, at: string): string {
  const iri = isObject(said) && Object.keys(said).every((key) => key === '@id') ? said['@id'] : said
  const found = typeof iri === 'string' ? whole(iri, prefixed, at) : undefined
  if (found === undefined)
    throw refuse(
      'context',
      at,
      `${clipped(term, 60)} stands for no IRI: read is an IRI, one by a prefix of the context, or an object whose only member @id is one`,
    )
  return found
}

/** The terms around and those of `context`, which may say in any order what they stand for. */
function withTerms(
  context: Json,
  added: readonly string[],
  { named, left }: Terms,
  at: string,
): Record<string, string> {
  left.copies -= Object.keys(named).length + added.length
  if (left.copies < 0) throw refuse('context', at, `the contexts of the document copy more than ${COPIES} terms`)
  const terms: Record<string, string> = { ...named }
  const [untold, told] = [new Set(added), new Set<string>()]
  const tell = (term: string): void => {
    untold.delete(term)
    const prefixed = (prefix: string): string | undefined => {
      if (untold.has(prefix)) tell(prefix)
      // A term that is explained by itself is no prefix, whatever it was around the context.
      return told.has(prefix) || !Object.hasOwn(context, prefix) ? termOf(terms, prefix) : undefined
    }
    terms[term] = statedIri(term, context[term], prefixed, below(at, term))
    told.add(term)
  }
  for (const term of added) if (untold.has(term)) tell(term)
  return terms
}

/** What `context` adds to the terms that hold around it. */
function within(context: unknown, around: Terms, at: string): Terms {
  if (context === undefined) return around
  if (context === null) return { named: {}, vocabulary: undefined, left: around.left }
  if (Array.isArray(context)) return context.reduce<Terms>((terms, one, i) => within(one, terms, below(at, i)), around)
  if (typeof context === 'string')
    throw refuse(
      'context',
      at,
      `no context is fetched: the document must say itself what is in ${clipped(context, 60)}, as an object of its terms`,
    )
  if (!isObject(context)) throw refuse('context', at, 'a context is an object, null or a list of those')
  const added = Object.keys(context).filter((term) => !term.startsWith('@'))
  const keywords = Object.keys(context).filter((term) => term.startsWith('@'))
  const foreign = keywords.find((word) => !READ.context.some((known) => known === word))
  if (foreign !== undefined)
    throw refuse(
      'context',
      below(at, foreign),
      `${clipped(foreign, 60)} in a context is not read here: of the keywords ${listed(READ.context)} are, and terms that stand for IRIs`,
    )
  const vocabulary =
    context['@vocab'] === undefined
      ? around.vocabulary
      : statedIri('@vocab', context['@vocab'], (prefix) => termOf(around.named, prefix), below(at, '@vocab'))
  const many = (): JuxtaError => refuse('context', at, `a context has more than ${TERMS} terms`)
  if (added.length > TERMS) throw many()
  const terms = added.length === 0 ? around.named : withTerms(context, added, around, at)
  if (Object.keys(terms).length > TERMS) throw many()
  return { ...around, named: terms, vocabulary }
}

/** The values of a list and of lists in it, each with its place. */
const listOf = (value: unknown, at: string): readonly (readonly [value: unknown, at: string])[] =>
  Array.isArray(value) ? value.flatMap((one, i) => listOf(one, below(at, i))) : [[value, at]]

function idOf(said: unknown, terms: Terms, at: string): string | undefined {
  if (said === undefined) return undefined
  // White space is part of no IRI; documents of the field have it in front.
  const text = typeof said === 'string' ? said.trim() : ''
  if (text.startsWith('_:')) return undefined
  const iri = whole(text, (prefix) => termOf(terms.named, prefix), at)
  if (iri === undefined)
    throw refuse(
      'iri',
      at,
      `@id ${clipped(JSON.stringify(said), 60)} is no IRI: read is a whole one, one by a prefix of the context, or a blank node (_:)`,
    )
  return iri
}

function typesOf(said: unknown, terms: Terms, at: string): string[] {
  return listOf(said ?? [], at).map(([type, place]) => {
    if (typeof type !== 'string')
      throw refuse('type', place, '@type is the name of a class, or a list of names of classes')
    return meaning(type, terms, place)
  })
}

/** Refuses what stands beside `word` in an object of it and is not one of `known`. */
function alone(said: Json, word: string, at: string, known: readonly string[] = []): unknown {
  const other = Object.keys(said).find((key) => key !== word && !known.includes(key))
  if (other !== undefined)
    throw refuse(
      'keyword',
      below(at, other),
      `${clipped(other, 60)} beside ${word} is not read here: ${known.length === 0 ? `${word} stands alone` : `read are ${listed(known)}`}`,
    )
  return said[word]
}

const literal = (value: string): Literal => ({ value, held: value })

function valuesOf(said: unknown, terms: Terms, at: string): (Linked | Literal)[] {
  return listOf(said, at).flatMap(([one, place]): (Linked | Literal)[] => {
    if (one === null) return []
    if (!isObject(one)) return [literal(String(one))]
    const list = LISTS.find((word) => Object.hasOwn(one, word))
    if (list !== undefined) return valuesOf(alone(one, list, place), terms, below(place, list))
    if (!Object.hasOwn(one, '@value')) return [nodeOf(one, terms, place)]
    const value = alone(one, '@value', place, READ.value)
    if (value === null) return []
    if (typeof value === 'object')
      throw refuse('value', below(place, '@value'), '@value is a text, a number, true or false')
    return [literal(String(value))]
  })
}

function nodeOf(said: Json, around: Terms, at: string): Linked {
  const terms = within(said['@context'], around, below(at, '@context'))
  const properties: Record<string, (Linked | Literal)[]> = {}
  for (const [key, value] of Object.entries(said)) {
    if (READ.node.some((word) => word === key)) continue
    const place = below(at, key)
    if (key.startsWith('@'))
      throw refuse(
        'keyword',
        place,
        `${clipped(key, 60)} is not read here: of the keywords of a node ${listed(READ.node)} are, and its properties`,
      )
    const values = (properties[meaning(key, terms, place)] ??= [])
    for (const one of valuesOf(value, terms, place)) values.push(one)
  }
  const id = idOf(said['@id'], terms, below(at, '@id'))
  return { id, held: id, types: typesOf(said['@type'], terms, below(at, '@type')), properties }
}

/** Fails with `schema-invalid` where the document is no single object of JSON-LD, or does not say itself what its terms are. */
export function readJsonLd(bytes: Uint8Array): Linked {
  const value = parseStrictJson(Buffer.from(bytes), { exact: true })
  if (!isObject(value)) throw refuse('root', '', 'the document is one object of JSON-LD')
  return nodeOf(value, { named: {}, vocabulary: undefined, left: { copies: COPIES } }, '')
}

const isNode = (value: Linked | Literal): value is Linked => 'properties' in value

export const linkedTo = (node: Linked | undefined, property: string): readonly Linked[] =>
  (node?.properties[property] ?? []).filter(isNode)

const firstOf = (node: Linked | undefined, property: string): Literal | undefined =>
  (node?.properties[property] ?? []).find((value) => !isNode(value)) as Literal | undefined

/** The text of the first literal; undefined where there is none. */
export const literalOf = (node: Linked | undefined, property: string): string | undefined =>
  firstOf(node, property)?.value.trim() || undefined
/** The same; to ask reads nothing of the document. */
export const heldLiteral = (node: Linked | undefined, property: string): string | undefined =>
  firstOf(node, property)?.held.trim() || undefined
