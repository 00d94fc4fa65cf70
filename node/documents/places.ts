/**
 * A document type as one table of places: where an element stands, and which member of the message takes its text. It is read and written by the same rows, so that
 * what is written again of the fields is what was read of the document.
 */
import { isObject } from '../values/members.ts'
import type { Json } from './wco-xml.ts'
import { childOf, childrenOf, escapeXml, type Element } from './xml-tree.ts'

/** How the text of an element is a value of a message. What the form does not fit is kept as it is, for the schema to refuse. */
export type Form = { read(text: string): unknown; write(value: unknown): string }
/** The path of the elements of a list has a `*` behind the one of which there is one for each entry. */
type Each = { readonly rows: Places; readonly needs: readonly string[]; readonly every?: true }
type Values = { readonly values: Form }
type Fixed = { readonly fixed: string }
/** Names of elements below the one that is read, and of members below the one that is made of it, each with `/` between. */
export type Place = readonly [path: string, member: string, as?: Form | Each | Values | Fixed]
export type Places = readonly Place[]

/**
 * A list of objects, one for each element. An element in which nothing stands at one of `needs` (paths; `a|b`: at neither of two) makes no entry, and is left unread. Where a row of `rows` is
 * itself a list and names no member (`''`), each element of that list makes an entry, and each such entry repeats what the other rows say.
 */
export const each = (rows: Places, ...needs: readonly string[]): Each => ({ rows, needs })
/** The same of elements that all count: one that makes no entry is not left out, the document is refused. */
export const every = (rows: Places, ...needs: readonly string[]): Each => ({ rows, needs, every: true })
export const values = (form: Form): Values => ({ values: form })
/** What an object says beside what is read, where anything is: it is nowhere in the document. */
export const fixed = (value: string): Fixed => ({ fixed: value })

export const text: Form = { read: (t) => t, write: String }
export const count: Form = { read: (t) => (/^(0|[1-9]\d{0,14})$/.test(t) ? Number(t) : t), write: String }
/** A number of at most nine decimals, as our fields have them: zeros behind those say nothing. */
export const decimal: Form = { read: (t) => t.replace(/^(\d+\.\d{9})0+$/, '$1'), write: String }
export const kilograms: Form = {
  read: (t) => ({ value: decimal.read(t), unitCode: 'KGM' }),
  write: (v) => String((v as Json)['value']),
}
/** A day, and no minute of it. Of a time it is the one on the clock of whoever has written it. */
export const day: Form = { read: (t) => t, write: (v) => String(v).slice(0, 10) }
/** A time that states no zone: it is in UTC. */
export const timeWithoutZone: Form = {
  read: (t) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(t) ? `${t}Z` : t),
  write: (v) => String(v).replace(/Z$/, ''),
}

const steps = (path: string): string[] => (path === '' ? [] : path.replace('*', '').split('/'))
/** Every element at the end of a path. */
export const allAt = (e: Element, path: string): Element[] =>
  steps(path).reduce((found, name) => found.flatMap((x) => childrenOf(x, name)), [e])

const get = (from: Json, member: string): unknown =>
  member.split('/').reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), from)

function put(into: Json, member: string, value: unknown): void {
  const names = member.split('/')
  const last = names.pop()!
  const at = names.reduce<Json>((inner, name) => (inner[name] ??= {}) as Json, into)
  const before = at[last]
  at[last] = Array.isArray(before) && Array.isArray(value) ? [...(before as unknown[]), ...(value as unknown[])] : value
}

const isEmpty = (value: Json): boolean => Object.keys(value).length === 0

export type Refuse = (rule: string, reason: string, line: number) => void
type Reading = { readonly refuse: Refuse; repeatable: number }

/** How many characters of a document are repeated by lists for no member: a few make many times its size of it. */
const REPEATABLE = 4_000_000

/** The members that `places` make of `e`, none where nothing stands at any of them; `refuse` hears why it must not be taken for what was read. */
export const readPlaces = (e: Element, places: Places, refuse: Refuse): Json =>
  membersOf(e, places, { refuse, repeatable: REPEATABLE })

function membersOf(e: Element, places: Places, reading: Reading): Json {
  const found: Json = {}
  for (const [path, member, as = text] of places) {
    if ('rows' in as) {
      const entries = member === '' ? [] : allAt(e, path).flatMap((x) => entriesOf(x, as, reading))
      if (entries.length > 0) put(found, member, entries)
    } else if ('values' in as) {
      const held = allAt(e, path).flatMap((x) => (x.text === '' ? [] : [as.values.read(x.text)]))
      if (held.length > 0) put(found, member, held)
    } else if ('read' in as) {
      const there = childOf(e, ...steps(path))?.text
      if (there) put(found, member, as.read(there))
    }
  }
  if (!isEmpty(found)) for (const [, member, as] of places) if (as && 'fixed' in as) put(found, member, as.fixed)
  return found
}

function entriesOf(e: Element, each: Each, reading: Reading): Json[] {
  const { rows, needs } = each
  const there = needs.every((paths) => paths.split('|').some((path) => allAt(e, path).some((x) => x.hasText)))
  const entries = (there ? entriesWith(e, rows, reading) : []).filter((entry) => !isEmpty(entry))
  if (each.every && entries.length === 0) reading.refuse('entry', `this ${e.name} does not say which it is`, e.line)
  return entries
}

function entriesWith(e: Element, rows: Places, reading: Reading): Json[] {
  const around = membersOf(e, rows, reading)
  const within = rows.flatMap(([path, member, as]) =>
    member === '' && as && 'rows' in as ? allAt(e, path).flatMap((x) => entriesOf(x, as, reading)) : [],
  )
  if (within.length === 0) return [around]
  reading.repeatable -= (within.length - 1) * JSON.stringify(around).length
  if (reading.repeatable >= 0) return within.map((entry) => ({ ...around, ...entry }))
  reading.refuse('repeated', `what this ${e.name} says would be repeated ${within.length} times`, e.line)
  return []
}

type Written = { readonly name: string; text?: string; readonly children: Written[] }

/** The element at `path` below `at`, made where there is none, and made anew behind a `*`. */
function placeOf(at: Written, path: string): Written {
  if (path === '') return at
  return path.split('/').reduce((inner, step) => {
    const name = step.replace('*', '')
    const there = step.endsWith('*') ? undefined : inner.children.findLast((child) => child.name === name)
    if (there) return there
    const made: Written = { name, children: [] }
    inner.children.push(made)
    return made
  }, at)
}

/** Whether an entry says what these rows say always: otherwise it is of other elements. */
const isOf = (entry: Json, rows: Places): boolean =>
  rows.every(([, member, as]) => !as || !('fixed' in as) || get(entry, member) === as.fixed)

function fill(at: Written, body: Json, places: Places): void {
  for (const [path, member, as = text] of places) {
    const value = member === '' ? [body] : get(body, member)
    if (value === undefined || 'fixed' in as) continue
    if ('rows' in as)
      for (const entry of (value as Json[]).filter((one) => isOf(one, as.rows))) {
        const inner: Written = { name: '', children: [] }
        fill(inner, entry, as.rows)
        if (inner.children.length === 0 && inner.text === undefined) continue
        const made = placeOf(at, path)
        made.children.push(...inner.children)
        if (inner.text !== undefined) made.text = inner.text
      }
    else if ('values' in as) for (const one of value as unknown[]) placeOf(at, path).text = as.values.write(one)
    else placeOf(at, path).text = as.write(value)
  }
}

const written = ({ name, text: own, children }: Written, indent: string): string =>
  children.length === 0
    ? `${indent}<${name}>${escapeXml(own ?? '')}</${name}>\n`
    : `${indent}<${name}>\n${children.map((child) => written(child, `${indent}  `)).join('')}${indent}</${name}>\n`

/** What `places` make of `body`, as the elements within a root. */
export function writePlaces(body: Json, places: Places): string {
  const root: Written = { name: '', children: [] }
  fill(root, body, places)
  return root.children.map((child) => written(child, '  ')).join('')
}
