/** The OpenAPI documents at work: each route is found by its operationId, and what comes in and goes out is validated against the document. */
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { JuxtaError } from '../values/errors.ts'
import { schemaCompiler, schemaFault } from '../values/schema.ts'

type Json = Record<string, unknown>
export type Side = 'window' | 'exchange'

export type Operation = {
  readonly id: string
  readonly method: 'GET' | 'PUT' | 'POST'
  /** Fastify's form of the path. */
  readonly url: string
  /** Anybody may call it, without a key: `security: []`. */
  readonly open: boolean
  /** The roles of which a caller needs one (`x-roles`); empty where the operation is open, and on the exchange side, where peers call. */
  readonly roles: readonly string[]
  /** It hands out what was said in confidence, not only that it was said (`x-content`): each time that it is called is put on record. */
  readonly content: boolean
  /** Media types of the body; empty where there is none. */
  readonly bodies: readonly string[]
  /** How large a body may be (`x-body-bytes`); null: it carries documents (`x-documents`), and is as large as those may be. */
  readonly bodyBytes: number | null
  /** Its body is given to its handler as it comes (`x-stream`), however large. */
  readonly streams: boolean
  /** The Content-Encoding that it takes beside none (`x-content-coding`). */
  readonly coding: string | undefined
  /** The last parameter of the path where it takes the rest of it, slashes and all (`x-rest`). */
  readonly rest: string | undefined
  checkRequest(request: { params: unknown; query: unknown; headers: unknown }): void
  /** `mediaType`: one of `bodies`. */
  checkBody(mediaType: string, body: unknown): void
  /** Fails with `internal`: an answer that breaks our own document is our fault. */
  checkAnswer(status: number, body: unknown): void
}

/** Of a body that carries no document and says nothing else. */
const BODY_BYTES = 1_048_576

const escape = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
const at = (document: Json, pointer: string): Json =>
  pointer
    .slice(2)
    .split('/')
    .reduce((v, name) => v[name.replaceAll('~1', '/').replaceAll('~0', '~')] as Json, document)

const documents = new Map<Side, Json>()

/** The document of one side, as `/openapi.json` shows it; read once. The build has made it of `openapi/<side>.yaml`. */
export function readDocument(side: Side): Json {
  const path = fileURLToPath(new URL(`../../openapi/${side}.json`, import.meta.url))
  const known = documents.get(side) ?? (JSON.parse(readFileSync(path, 'utf8')) as Json)
  documents.set(side, known)
  return known
}

/**
 * The roles that an operation of the window side names. Silence is no permission: an operation is open (`security: []`) or says who may call it.
 * Fails with `internal`, when the node starts.
 */
function rolesOf(document: Json, operation: Json, open: boolean): readonly string[] {
  const known = (at(document, '#/components/schemas/Role')['enum'] ?? []) as readonly string[]
  const roles = operation['x-roles']
  if (open && roles === undefined) return []
  if (open || !Array.isArray(roles) || roles.length === 0 || !roles.every((role) => known.includes(role as string)))
    throw new JuxtaError(
      'internal',
      `${String(operation['operationId'])} is neither open (security: []) nor has x-roles out of ${known.join(', ')}`,
    )
  return roles as string[]
}

function faultOf(validate: ValidateFunction, value: unknown, where: string): JuxtaError {
  const { pointer, rule, reason } = schemaFault(validate, value)
  const at = `${where}${pointer}` || '/'
  return new JuxtaError('request-invalid', `${at} ${reason}`, { pointer: at, rule })
}

/** A schema is compiled when the first request needs it: all of them at once cost a start about two seconds. */
type Check = () => ValidateFunction
const onFirstUse = (compile: Check): Check => {
  let made: ValidateFunction | undefined
  return () => (made ??= compile())
}

/** Parameters that are numbers or flags, by name. */
type Types = Readonly<Record<string, string>>

/** What the text of a parameter means where its schema wants a number or a flag; any other text is left, and breaks its schema. */
function meant(values: unknown, types: Types): unknown {
  const named = Object.entries(types)
  if (named.length === 0) return values
  const read = { ...(values as Record<string, unknown>) }
  for (const [name, type] of named) {
    const text = read[name]
    if (typeof text !== 'string') continue
    if (type === 'integer' && /^(0|-?[1-9][0-9]{0,15})$/.test(text)) read[name] = Number(text)
    if (type === 'boolean' && (text === 'true' || text === 'false')) read[name] = text === 'true'
  }
  return read
}

const operationsOf = new Map<Side, Map<string, Operation>>()

/** The operations of one side by id; read once. */
export function readOperations(side: Side): ReadonlyMap<string, Operation> {
  const known = operationsOf.get(side) ?? compileOperations(side, readDocument(side))
  operationsOf.set(side, known)
  return known
}

/** The operations of a document. Fails with `internal` where one is neither open nor names its roles. */
export function compileOperations(side: Side, document: Json): Map<string, Operation> {
  const ajv = schemaCompiler({ strict: false })
  ajv.addSchema(document, side)
  const compile = (pointer: string): Check => onFirstUse(() => ajv.compile({ $ref: `${side}${pointer}` }))
  const operations = new Map<string, Operation>()
  for (const [path, item] of Object.entries(document['paths'] as Json))
    for (const [method, raw] of Object.entries(item as Json)) {
      const operation = raw as Json
      const base = `#/paths/${escape(path)}/${method}`
      const places = new Map<string, { check: Check; types: Types }>()
      let rest: string | undefined
      for (const where of ['path', 'query', 'header']) {
        const properties: Json = {}
        const types: Record<string, string> = {}
        const required: string[] = []
        for (const [i, listed] of ((operation['parameters'] ?? []) as Json[]).entries()) {
          const ref = listed['$ref'] as string | undefined
          const parameter = ref === undefined ? listed : at(document, ref)
          if (parameter['in'] !== where) continue
          const listedName = parameter['name'] as string
          const name = where === 'header' ? listedName.toLowerCase() : listedName
          if (parameter['x-rest'] === true) rest = name
          properties[name] = { $ref: `${side}${ref ?? `${base}/parameters/${i}`}/schema` }
          const type = (parameter['schema'] as Json)['type']
          if (type === 'integer' || type === 'boolean') types[name] = type
          if (parameter['required'] === true) required.push(name)
        }
        const schema = {
          type: 'object',
          properties,
          required,
          additionalProperties: where === 'header' || (where === 'query' && operation['x-more-query'] === true),
        }
        places.set(where, { types, check: onFirstUse(() => ajv.compile(schema)) })
      }
      const bodies = new Map<string, Check>()
      for (const [type, content] of Object.entries(
        ((operation['requestBody'] as Json | undefined)?.['content'] ?? {}) as Json,
      ))
        if ((content as Json)['schema']) bodies.set(type, compile(`${base}/requestBody/content/${escape(type)}/schema`))
      const answers = new Map<string, Check | null>()
      for (const [status, listed] of Object.entries(operation['responses'] as Json)) {
        const ref = (listed as Json)['$ref'] as string | undefined
        const response = ref === undefined ? (listed as Json) : at(document, ref)
        const json = ((response['content'] ?? {}) as Json)['application/json']
        answers.set(
          status,
          json ? compile(`${ref ?? `${base}/responses/${status}`}/content/${escape('application/json')}/schema`) : null,
        )
      }
      const id = operation['operationId'] as string
      const open = Array.isArray(operation['security']) && operation['security'].length === 0
      operations.set(id, {
        id,
        method: method.toUpperCase() as Operation['method'],
        url: (rest === undefined ? path : path.replace(/\{[^}]+\}$/, '*')).replace(/\{([^}]+)\}/g, ':$1'),
        rest,
        open,
        roles: side === 'window' ? rolesOf(document, operation, open) : [],
        content: operation['x-content'] === true,
        bodies: [...bodies.keys()],
        bodyBytes:
          operation['x-documents'] === true ? null : ((operation['x-body-bytes'] as number | undefined) ?? BODY_BYTES),
        streams: operation['x-stream'] === true,
        coding: operation['x-content-coding'] as string | undefined,
        checkRequest({ params, query, headers }) {
          for (const [where, value] of [
            ['path', params],
            ['query', query],
            ['header', headers],
          ] as const) {
            const { check, types } = places.get(where)!
            const validate = check()
            if (validate(meant(value, types))) continue
            const fault = faultOf(validate, value, `/${where}`)
            if (fault.pointer === '/header/idempotency-key' && fault.rule === 'required')
              throw new JuxtaError('idempotency-key-missing', 'the Idempotency-Key header is missing', {
                pointer: fault.pointer,
                rule: 'required',
              })
            throw fault
          }
        },
        checkBody(mediaType, body) {
          const validate = bodies.get(mediaType)!()
          if (!validate(body)) throw faultOf(validate, body, '')
        },
        checkAnswer(status, body) {
          if (!answers.has(String(status)) && status < 400)
            throw new JuxtaError('internal', `${id} answers ${status}, which its document does not know`)
          const validate = answers.get(String(status))?.()
          if (validate && !validate(body))
            throw new JuxtaError(
              'internal',
              `the answer of ${id} breaks its document: ${validate.errors?.[0]?.instancePath} ${validate.errors?.[0]?.message}`,
            )
        },
      })
    }
  return operations
}
