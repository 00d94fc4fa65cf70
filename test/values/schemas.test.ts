/** The schemas of what comes in: every text has a longest length, so that nothing grows without a bound behind the door. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { parse } from 'yaml'
import { documentOf, ELEMENTS, schemaDocument } from '../../node/cases/schemas.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { schemaCompiler } from '../../node/values/schema.ts'
import { ROOT } from '../shared-data.ts'

type Json = Record<string, any>
const read = (...path: string[]): Json =>
  parse(readFileSync(join(ROOT, ...path), 'utf8'), { merge: true, maxAliasCount: -1 }) as Json

/** A pattern that only texts of a longest length satisfy. */
const isBounded = (pattern: string): boolean =>
  /^\^.*\$$/.test(pattern) && !/[*+]|\{\d+,\}/.test(pattern.replace(/\\[*+]/g, '').replace(/\[[^\]]*\]/g, '[]'))
const BOUND_FORMATS = ['date-time', 'date', 'media-type', 'binary']

/** The places in `schema` at which a text of any length passes. */
function unbounded(schema: Json, document: Json): string[] {
  const found: string[] = []
  const seen = new Set<Json>()
  const walk = (s: Json | undefined, at: string): void => {
    if (typeof s !== 'object' || seen.has(s)) return
    seen.add(s)
    const ref = s['$ref'] as string | undefined
    // What another document defines is walked there.
    if (ref !== undefined) {
      if (ref.startsWith('#'))
        walk(
          ref
            .slice(2)
            .split('/')
            .reduce((v, k) => v[k], document),
          `${at} → ${ref.split('/').at(-1)}`,
        )
      return
    }
    const closed = s['maxLength'] !== undefined || s['enum'] !== undefined || s['const'] !== undefined
    if (
      [s['type']].flat().includes('string') &&
      !closed &&
      !BOUND_FORMATS.includes(s['format']) &&
      !isBounded(s['pattern'] ?? '')
    )
      found.push(at)
    for (const one of ['oneOf', 'anyOf', 'allOf']) for (const inner of s[one] ?? []) walk(inner, at)
    for (const [name, inner] of Object.entries(s['properties'] ?? {})) walk(inner as Json, `${at}/${name}`)
    walk(s['items'], `${at}[]`)
    walk(s['additionalProperties'], `${at}{}`)
  }
  walk(schema, '')
  return found
}

/** Of each procedure in each version, and what they share. */
const MESSAGES = [...PROCEDURES.all.map(({ name, version }) => documentOf(name, version)), ELEMENTS]

/** Bounded by the body alone: contents, and signed texts that hold what is bounded within. */
const BY_THE_BODY = ['TextContent/text', 'DataContent/data', 'putAgreement /agreement', 'putAgreement /signatures{}']

t.test('every text of a request has a longest length', async (t) => {
  let requests = 0
  for (const side of ['window', 'exchange']) {
    const document = read('openapi', `${side}.yaml`)
    const at = (ref: string): Json =>
      ref
        .slice(2)
        .split('/')
        .reduce((v, k) => v[k], document)
    for (const item of Object.values(document['paths'] as Json))
      for (const operation of Object.values(item as Json) as Json[]) {
        const id = String(operation['operationId'])
        requests++
        for (const listed of (operation['parameters'] ?? []) as Json[]) {
          const parameter = listed['$ref'] === undefined ? listed : at(listed['$ref'])
          t.same(unbounded(parameter['schema'], document), [], `${id} ${parameter['name']}`)
        }
        for (const [type, content] of Object.entries((operation['requestBody']?.['content'] ?? {}) as Json))
          if (/json$/.test(type))
            t.same(
              unbounded((content as Json)['schema'], document).filter(
                (p) => !BY_THE_BODY.some((b) => `${id} ${p}`.endsWith(b)),
              ),
              [],
              `${id} ${type}`,
            )
      }
  }
  t.ok(requests > 80, `${requests} operations`)
})

t.test('every text of a message has a longest length', async (t) => {
  t.equal(MESSAGES.length, 11)
  for (const name of MESSAGES) {
    const document = schemaDocument(name) as Json
    for (const [type, schema] of Object.entries(document['$defs'] as Json))
      t.same(unbounded(schema as Json, document), [], `${name} ${type}`)
  }
})

t.test('every schema is one of JSON Schema 2020-12', async (t) => {
  const ajv = new Ajv2020({ strict: false })
  const judge = (schemas: Json, where: string): void => {
    t.not(Object.keys(schemas).length, 0, where)
    for (const [name, schema] of Object.entries(schemas))
      t.ok(ajv.validateSchema(schema), `${where} ${name}: ${ajv.errorsText()}`)
  }
  for (const side of ['window', 'exchange']) judge(read('openapi', `${side}.yaml`)['components']['schemas'], side)
  for (const name of MESSAGES) judge((schemaDocument(name) as Json)['$defs'], name)
  t.notOk(
    ajv.validateSchema({ type: 'object', properties: { a: { type: 'text' } } }),
    'and one that is none is noticed',
  )
})

t.test('a bound is found where there is one, and missed where there is none', async (t) => {
  const text = (more: Json): string[] => unbounded({ type: 'string', ...more }, {})
  t.same(text({}), [''])
  t.same(text({ pattern: '^[a-z]+$' }), [''])
  t.same(text({ pattern: '[a-z]' }), [''])
  t.same(text({ pattern: '^[a-z+*]{1,9}$' }), [])
  t.same(text({ maxLength: 5 }), [])
  t.same(unbounded({ type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } }, {}), ['/a[]'])
})

t.test('what a format refuses is said in its words', async (t) => {
  const compiler = schemaCompiler({ strict: true })
  t.throws(
    () => compiler.compile({ type: 'string', format: 'email' }),
    /unknown format/,
    'a format that means nothing here',
  )
  t.equal(compiler.compile({ type: 'string', format: 'date-time' })('2026-12-31T23:59:60Z'), false)
  t.equal(compiler.compile({ type: 'string', format: 'media-type' })('xml'), false)
})
