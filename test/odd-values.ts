/** Values of a JSON schema, most of them in order and some odd in one place: odd text, odd times, long values, other types. Made of fast-check's arbitraries. */
import fc from 'fast-check'

type Json = Record<string, any>
/** What a `$ref` names, with the document in which it stands. */
export type Resolve = (ref: string, document: Json) => { schema: Json; document: Json }

const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '\u202e',
  '\r\n',
  '%00',
  "' OR 1=1 --",
  '${jndi:x}',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-0',
  '1e999',
  '😀'.repeat(200),
  'x'.repeat(513),
  'x'.repeat(6000),
  '\\'.repeat(3000),
  '"'.repeat(3000),
]
const TIMES = [
  '2030-12-31T23:59:60Z',
  '2016-12-31T23:59:60+01:00',
  '2027-01-01T10:00:00+02',
  '2027-01-01T10:00:00',
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '1900-01-01T00:00:00Z',
  '2999-12-31T23:59:59.999999999Z',
  '2999-12-31T23:59:59-23:59',
  '2026-02-30T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '20260101',
  'now',
]
const NUMBERS = [0, -1, 0.1, 1e308, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e21]

export const oddText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.constantFrom(...TIMES),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: oddText },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, [], {}, [[[]]], { a: { b: 1 } }) },
)

const GOOD = [
  'XB',
  'XA',
  'P1',
  'C1',
  'XA1',
  'pre-arrival',
  'declaration',
  'customs',
  '2026',
  '2026-11',
  'PT1H',
  '3',
  '1',
  'Europe/Rome',
  'KGM',
]
const DEEPEST = 12

function text(schema: Json): fc.Arbitrary<string> {
  if (schema['format'] === 'date-time')
    return fc.constantFrom(
      '2026-11-01T00:00:00Z',
      '2026-11-01T06:00:00.5+01:00',
      '2026-12-01T00:00:00Z',
      '2027-06-01T00:00:00Z',
    )
  if (schema['format'] === 'date') return fc.constantFrom('2026-11-01', '2024-02-29')
  if (schema['format'] === 'media-type')
    return fc.constantFrom('application/xml', 'application/json', 'application/pdf')
  const pattern = schema['pattern'] as string | undefined
  const known = GOOD.filter(
    (v) =>
      new RegExp(pattern ?? '', 'u').test(v) &&
      v.length >= (schema['minLength'] ?? 0) &&
      v.length <= (schema['maxLength'] ?? 99),
  )
  if (known.length > 0) return fc.constantFrom(...known)
  return pattern === undefined || pattern.includes('\\p') ? fc.constant('x') : fc.stringMatching(new RegExp(pattern))
}

/** Values of `schema`; with `oddity` in place of a leaf once in so many. */
export function valuesOf(
  schema: Json,
  document: Json,
  resolve: Resolve,
  oddity = 12,
  depth = 0,
): fc.Arbitrary<unknown> {
  const inner = (s: Json, d = document): fc.Arbitrary<unknown> => valuesOf(s, d, resolve, oddity, depth + 1)
  const odd = (usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: oddity - 1, arbitrary: usual }, { weight: 1, arbitrary: oddValue })
  if (depth > DEEPEST) return fc.constant(null)
  if (typeof schema['$ref'] === 'string') {
    const found = resolve(schema['$ref'], document)
    return inner(
      { ...found.schema, ...Object.fromEntries(Object.entries(schema).filter(([k]) => k !== '$ref')) },
      found.document,
    )
  }
  if (schema['const'] !== undefined) return odd(fc.constant(schema['const']))
  if (schema['enum']) return odd(fc.constantFrom(...(schema['enum'] as unknown[])))
  const choices = (schema['oneOf'] ?? schema['anyOf']) as Json[] | undefined
  const [type] = [schema['type']].flat() as (string | undefined)[]
  if (choices && schema['properties'] === undefined) return fc.oneof(...choices.map((s) => inner(s)))
  if (type === 'array')
    return odd(
      fc.array(inner(schema['items'] ?? {}), { minLength: Math.min(schema['minItems'] ?? 0, 3), maxLength: 3 }),
    )
  if (type === 'integer' || type === 'number') {
    const min = (schema['minimum'] ?? 0) as number
    return odd(fc.integer({ min, max: Math.min((schema['maximum'] ?? min + 10) as number, min + 1000) }))
  }
  if (type === 'boolean') return odd(fc.boolean())
  if (type === 'string') return odd(text(schema))
  if (type === 'object' || schema['properties'] !== undefined) {
    const required = new Set([...((schema['required'] ?? []) as string[]), ...(fcPick(choices)?.['required'] ?? [])])
    const entries = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
    if (schema['maxProperties'] === 1)
      return fc.oneof(...entries.map(([name, s]) => inner(s).map((value) => ({ [name]: value }))))
    const members = Object.fromEntries(entries.map(([name, s]) => [name, inner(s)]))
    return odd(fc.record(members, { requiredKeys: entries.map(([name]) => name).filter((name) => required.has(name)) }))
  }
  return oddValue
}

const fcPick = (choices: Json[] | undefined): Json | undefined => choices?.[0]
