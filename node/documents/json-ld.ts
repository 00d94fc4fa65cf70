/**
 * A document of JSON-LD 1.1 as a plain tree of what its terms mean by the context that it carries itself: nothing is fetched, and what a term without one may mean is not
 * guessed. Its input is attacker-controlled.
 */
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { clipped } from '../values/text.ts'

/** A node of the graph, by the IRIs of its types and properties. */
export type Linked = {
  readonly id: string | undefined
  readonly types: readonly string[]
  readonly properties: Readonly<Record<string, readonly (Linked | Literal)[]>>
}
export type Literal = { readonly value: string }

type Json = Readonly<Record<string, unknown>>
/** What terms and prefixes stand for; `vocabulary` is for terms that it does not name. */
type Terms = { readonly named: Readonly<Record<string, string>>; readonly vocabulary: string | undefined }

const NONE: Terms = { named: {}, vocabulary: undefined }

const refuse = (rule: string, message: string): JuxtaError =>
  new JuxtaError('schema-invalid', message, { rule, pointer: '/document' })

/** So many terms at most: a context stands in each node below it. */
const TERMS = 1000
/** A prefix is a term whose IRI ends where a name may follow (JSON-LD 1.1 §4.1.5). */
const PREFIX = /[:/?#[\]@]$/
const ABSOLUTE = /^([a-z][a-z0-9+.-]*:\/\/|urn:)[^\s<>"{}|\\^`]+$/i

/** The IRI of a compact or whole one; undefined where it is neither. */
function whole(text: string, { named }: Terms): string | undefined {
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  const prefix = text.slice(0, colon)
  const iri = Object.hasOwn(named, prefix) ? named[prefix]! : undefined
  if (iri !== undefined && PREFIX.test(iri) && !text.startsWith('//', colon + 1)) return iri + text.slice(colon + 1)
  return ABSOLUTE.test(text) ? text : undefined
}

function meaning(term: string, terms: Terms): string {
  const iri = Object.hasOwn(terms.named, term) ? terms.named[term] : whole(term, terms)
  if (iri !== undefined) return iri
  if (terms.vocabulary !== undefined && !term.includes(':')) return terms.vocabulary + term
  throw refuse('term', `the context of the document does not say what ${clipped(term, 60)} is`)
}

/** What `context` adds to the terms that hold around it. */
function within(context: unknown, around: Terms): Terms {
  if (context === undefined) return around
  if (context === null) return NONE
  if (Array.isArray(context)) return context.reduce<Terms>((terms, one) => within(one, terms), around)
  if (typeof context === 'string')
    throw refuse('context', `no context is fetched: the document must say itself what is in ${clipped(context, 60)}`)
  if (!isObject(context)) throw refuse('context', 'a context is an object')
  const added = Object.entries(context).filter(([term]) => !term.startsWith('@'))
  const keywords = Object.keys(context).filter((term) => term.startsWith('@'))
  const foreign = keywords.find((word) => !['@vocab', '@language', '@version'].includes(word))
  if (foreign !== undefined) throw refuse('context', `${clipped(foreign, 60)} in a context is not read here`)
  const iriOf = (term: string, said: unknown, terms: Terms): string => {
    const iri = isObject(said) && Object.keys(said).every((key) => key === '@id') ? said['@id'] : said
    const found = typeof iri === 'string' ? whole(iri, terms) : undefined
    if (found === undefined) throw refuse('context', `${clipped(term, 60)} stands for no IRI`)
    return found
  }
  const vocabulary = context['@vocab'] === undefined ? around.vocabulary : iriOf('@vocab', context['@vocab'], around)
  const named: Record<string, string> = { ...around.named }
  for (const [term, said] of added) named[term] = iriOf(term, said, { named, vocabulary })
  if (Object.keys(named).length > TERMS) throw refuse('context', `a context has more than ${TERMS} terms`)
  return { named, vocabulary }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.flatMap(listOf) : [value])

function idOf(said: unknown, terms: Terms): string | undefined {
  if (said === undefined) return undefined
  // White space is part of no IRI; documents of the field have it in front.
  const text = typeof said === 'string' ? said.trim() : ''
  if (text.startsWith('_:')) return undefined
  const iri = whole(text, terms)
  if (iri === undefined) throw refuse('iri', `@id ${clipped(JSON.stringify(said), 60)} is no IRI`)
  return iri
}

function typesOf(said: unknown, terms: Terms): string[] {
  return listOf(said ?? []).map((type) => {
    if (typeof type !== 'string') throw refuse('type', '@type is the name of a class')
    return meaning(type, terms)
  })
}

function valuesOf(said: unknown, terms: Terms): (Linked | Literal)[] {
  return listOf(said).flatMap((one): (Linked | Literal)[] => {
    if (one === null) return []
    if (!isObject(one)) return [{ value: String(one) }]
    const set = one['@set'] ?? one['@list']
    if (set !== undefined) return valuesOf(set, terms)
    if (!Object.hasOwn(one, '@value')) return [nodeOf(one, terms)]
    const literal = one['@value']
    if (literal === null) return []
    if (typeof literal === 'object') throw refuse('value', '@value is a text, a number, true or false')
    return [{ value: String(literal) }]
  })
}

function nodeOf(said: Json, around: Terms): Linked {
  const terms = within(said['@context'], around)
  const properties: Record<string, (Linked | Literal)[]> = {}
  for (const [key, value] of Object.entries(said)) {
    if (['@context', '@id', '@type'].includes(key)) continue
    if (key.startsWith('@')) throw refuse('keyword', `${clipped(key, 60)} is not read here`)
    const values = (properties[meaning(key, terms)] ??= [])
    for (const one of valuesOf(value, terms)) values.push(one)
  }
  return { id: idOf(said['@id'], terms), types: typesOf(said['@type'], terms), properties }
}

/** Fails with `schema-invalid` where the document is no single object of JSON-LD, or does not say itself what its terms are. */
export function readJsonLd(bytes: Uint8Array): Linked {
  const value = parseStrictJson(Buffer.from(bytes))
  if (!isObject(value)) throw refuse('root', 'the document is one object of JSON-LD')
  return nodeOf(value, NONE)
}

const isNode = (value: Linked | Literal): value is Linked => 'properties' in value

export const linkedTo = (node: Linked | undefined, property: string): readonly Linked[] =>
  (node?.properties[property] ?? []).filter(isNode)

/** The text of the first literal; undefined where there is none. */
export function literalOf(node: Linked | undefined, property: string): string | undefined {
  const text = (node?.properties[property] ?? []).find((value) => !isNode(value)) as Literal | undefined
  return text === undefined || text.value.trim() === '' ? undefined : text.value.trim()
}
