/**
 * The JSON schemas of the messages (JSON Schema 2020-12): those of a procedure lie in its folder (`messages.yaml`, `$defs/<type>`), the data elements
 * that they share here; the build makes JSON of them. A later version of a procedure has a file that says what differs (`messages-2.yaml`), of which the
 * build makes the whole document of that version. And where an element stands in the WCO Data Model. They check what peers and Single Windows send: hostile input.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { schemaCompiler, schemaFault } from '../values/schema.ts'
import { fault, type CaseFault, type CaseMessage } from './case-message.ts'
import type { MessageTypeName } from './message-type.ts'

export type Schema = { readonly [key: string]: unknown }

const files = new Map<string, Schema>()
let ajv: Ajv2020 | undefined

/** What the schemas of the procedures share. */
export const ELEMENTS = 'elements'

/** The name of the schema document of a procedure in a version. */
export const documentOf = (procedure: string, version: string): string =>
  version === '1' ? procedure : `${procedure}-${version}`

/** The schema document of that name, or `elements`; undefined where there is none. */
export function schemaDocument(name: string): Schema | undefined {
  const known = files.get(name)
  if (known) return known
  // The name may come from a peer: what is none leads to no file.
  const [, folder, version = ''] = /^([a-z](?:-?[a-z]){0,60})(-[0-9]{1,9}(?:\.[0-9]{1,9}){0,2})?$/.exec(name) ?? []
  if (folder === undefined) return undefined
  const path = fileURLToPath(
    new URL(name === ELEMENTS ? './elements.json' : `../procedures/${folder}/messages${version}.json`, import.meta.url),
  )
  const document = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Schema) : undefined
  // Names that lead nowhere are as many as a peer likes.
  if (document !== undefined) files.set(name, document)
  return document
}

function compiler(): Ajv2020 {
  if (ajv) return ajv
  ajv = schemaCompiler({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
  ajv.addVocabulary(['x-wco-id', 'x-fact', 'x-plan'])
  ajv.addSchema(schemaDocument(ELEMENTS)!)
  return ajv
}

function compile(name: string, key: string): ValidateFunction | undefined {
  const ajv = compiler()
  if (ajv.getSchema(`${name}.yaml`) === undefined) ajv.addSchema(schemaDocument(name)!)
  return ajv.getSchema(key)
}

const compiled = new Map<string, ValidateFunction | undefined>()

/** The check of a message body (`$defs/<type>` of a document) or of a shared element; undefined where no schema names it. Compiled once, on first use. */
export function validator(name: string, type: string): ValidateFunction | undefined {
  const key = `${name}.yaml#/$defs/${type}`
  if (!compiled.has(key)) {
    const document = schemaDocument(name)?.['$defs'] as Schema | undefined
    compiled.set(key, document && Object.hasOwn(document, type) ? compile(name, key) : undefined)
  }
  return compiled.get(key)
}

/** The fault of a context: whatever the document is, what stands beside it holds values that may be kept and searched. */
export function checkContext(context: unknown): CaseFault | undefined {
  const validate = validator(ELEMENTS, 'Context')!
  return validate(context) ? undefined : faultOf(validate, context, '/context')
}

/** The fault of a message by its schemas: context first, then document. */
export function checkSchema(message: CaseMessage): CaseFault | undefined {
  const context = checkContext(message.context)
  if (context) return context
  const body = validator(documentOf(message.procedure, message.version), message.type)
  if (body && !body(message.body)) return faultOf(body, message.body, '/document')
  return undefined
}

function faultOf(validate: ValidateFunction, value: unknown, root: string): CaseFault {
  const { pointer, rule, reason } = schemaFault(validate, value)
  return fault('schema', root + pointer, `${rule}: ${reason}`)
}

/** One step of a WCO pointer (97A): the class (375), the element in it (381) and, in a list, which one (006). */
export type WcoPointer = { sequenceNumeric?: number; documentSectionCode?: string; tagId?: string }

/** A schema with what its `$ref` names, and the document that this stands in. */
export const resolveSchema = (file: string, schema: Schema): { file: string; schema: Schema } => {
  const ref = schema['$ref']
  if (typeof ref !== 'string') return { file, schema }
  const [target, path = ''] = ref.split('#')
  const name = target === '' || target === undefined ? file : target.replace(/\.yaml$/, '')
  const found = path
    .split('/')
    .slice(1)
    .reduce<Schema | undefined>((at, key) => at?.[key] as Schema | undefined, schemaDocument(name))
  return found ? resolveSchema(name, { ...found, ...without(schema, '$ref') }) : { file, schema }
}

const without = (schema: Schema, key: string): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key))

/**
 * Where the JSON pointer of a fault (`/document/…`) points to in the WCO Data Model, by the `x-wco-id` of the schema: classes, and the element last.
 * Empty where it points to something that the model lacks.
 */
export function wcoPointer({ procedure, version, type }: MessageTypeName, pointer: string): WcoPointer[] {
  const [part, ...steps] = pointer.split('/').slice(1)
  const document = documentOf(procedure, version)
  const root = (schemaDocument(document)?.['$defs'] as Schema | undefined)?.[type] as Schema | undefined
  if (part !== 'document' || root === undefined) return []
  const found: WcoPointer[] = []
  let at = resolveSchema(document, root)
  const enter = (): void => {
    const id = at.schema['x-wco-id']
    if (typeof id !== 'string') return
    if (/^[0-9]{2}[A-Z]$/.test(id)) found.push({ documentSectionCode: id })
    else if (found.length > 0 && found.at(-1)!.tagId === undefined) found.at(-1)!.tagId = id
    else found.push({ tagId: id })
  }
  enter()
  for (const step of steps.map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const items = at.schema['items'] as Schema | undefined
    const properties = at.schema['properties'] as Schema | undefined
    if (items !== undefined && /^[0-9]+$/.test(step)) {
      const list = at.schema['x-wco-id'] !== undefined
      at = resolveSchema(at.file, items)
      if (!list) enter()
      if (found.length > 0) found.at(-1)!.sequenceNumeric = Number(step) + 1
    } else if (properties !== undefined && Object.hasOwn(properties, step)) {
      at = resolveSchema(at.file, properties[step] as Schema)
      enter()
    } else break
  }
  return found
}
