/** Filters of lists: every list answers with any few of its filters together, on each store. What they make of SQL is judged by store/seeks. */
import t from 'tap'
import { readDocument } from '../../node/http/operations.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

type Json = any
type Parameter = { readonly name: string; readonly values: readonly string[] }

/** So many of a list's filters are asked for at once. */
const AT_ONCE = Number(process.env['JUXTA_TEST_FILTERS'] ?? 2)

/** What a filter may be asked for, where its schema does not list its values. */
const VALUES: Readonly<Record<string, string>> = {
  peer: 'XB',
  procedure: 'pre-arrival',
  type: 'declaration',
  conversation: '01a22873-cf46-7097-a309-2aeaa7074d75',
  reference: '26XA0000000000001',
  office: 'XA000101',
  mode: '3',
  crossing: 'C1',
  issuer: 'XB',
  granting: 'XB',
  programme: 'XB-AEO',
  role: 'EX',
  scheme: 'EORI',
  id: 'XB123',
  objective: 'O1',
  seal: 'S1',
  who: 'officer',
  what: 'submitMessage',
  subject: 'M1',
  q: 'XA1',
  event: 'message.delivered',
}

const document: Json = readDocument('window')
const resolved = (v: Json): Json =>
  v.$ref === undefined
    ? v
    : v.$ref
        .slice(2)
        .split('/')
        .reduce((at: Json, key: string) => at[key.replaceAll('~1', '/')], document)

function valuesOf(name: string, given: Json): string[] {
  const schema = resolved(given)
  if (schema.enum !== undefined) return [schema.enum[0], schema.enum.at(-1)]
  if (schema.type === 'boolean') return ['true']
  if (schema.format === 'date-time') return [/until|to|dueBefore/.test(name) ? '2030-01-01T00:00:00Z' : '2026-01-01T00:00:00Z'] // prettier-ignore
  return VALUES[name] === undefined ? [] : [VALUES[name]]
}

/** The lists of the window that can be narrowed, with their filters. */
const lists = Object.entries<Json>(document.paths).flatMap(([path, { get }]) => {
  const parameters: Json[] = (get?.parameters ?? []).map(resolved)
  if (path.includes('{') || !parameters.some((p) => p.name === 'limit')) return []
  const filters = parameters
    .filter((p) => p.in === 'query' && !['after', 'limit', 'wait'].includes(p.name))
    .map((p): Parameter => ({ name: p.name, values: valuesOf(p.name, p.schema) }))
  const required: string[] = parameters.filter((p) => p.required).map((p) => p.name)
  return filters.length === 0 ? [] : [{ path, filters, required }]
})

/** Each choice of at most `most` filters, each with each of its values. */
function choices(filters: readonly Parameter[], most: number): [string, string][][] {
  const [first, ...rest] = filters
  if (first === undefined || most === 0) return [[]]
  return [
    ...choices(rest, most),
    ...first.values.flatMap((value) =>
      choices(rest, most - 1).map((more): [string, string][] => [[first.name, value], ...more]),
    ),
  ]
}

t.test('every filter can be asked for', async (t) => {
  for (const { path, filters } of lists)
    t.same(
      filters.filter((f) => f.values.length === 0).map((f) => f.name),
      [],
      path,
    )
  t.ok(lists.length >= 12, `${lists.length} lists`)
})

for (const store of stores())
  t.test(`every list by any ${AT_ONCE} of its filters: ${store.name}`, store.options, async (t) => {
    const [a] = (await startTestNodes(t, { env: async () => ({ JUXTA_STORE: await store.make(t) }) })) as [TestNode]
    for (const { path, filters, required } of lists) {
      const refused: unknown[] = []
      for (const chosen of choices(filters, AT_ONCE)) {
        if (!required.every((name) => chosen.some(([n]) => n === name))) continue
        const { status, body } = await a.call('GET', `${path}?${new URLSearchParams(chosen).toString()}`)
        // What does not go together is refused by name.
        if (status !== 200 && !(status === 400 && body?.pointer?.startsWith('/query')))
          refused.push({ chosen, status, body })
      }
      t.same(refused, [], path)
    }
  })
