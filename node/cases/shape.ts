/** The shape of a message's body as its JSON schema has it, without its rules: by it a document in another notation is read and written. */
import { documentOf, resolveSchema, schemaDocument, type Schema } from './schemas.ts'

export type Shape =
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Shape>> }
  | { readonly kind: 'list'; readonly of: Shape }
  /** `{value, unitCode}` or `{value, currencyCode}`; `weighs`: without its unit it is none. */
  | { readonly kind: 'measure'; readonly unit: 'unitCode' | 'currencyCode'; readonly weighs: boolean }
  | { readonly kind: 'integer' | 'time' | 'day-or-time' | 'text' | 'flag' }

const TIMES: Readonly<Record<string, 'time' | 'day-or-time'>> = { 'date-time': 'time', 'date-or-time': 'day-or-time' }

const known = new Map<string, Shape | undefined>()

/** Undefined where no schema names the type. */
export function shapeOf(procedure: string, type: string, version = '1'): Shape | undefined {
  const document = documentOf(procedure, version)
  const key = `${document}/${type}`
  if (!known.has(key)) {
    const defs = schemaDocument(document)?.['$defs'] as Schema | undefined
    known.set(key, defs && Object.hasOwn(defs, type) ? shape(document, defs[type] as Schema) : undefined)
  }
  return known.get(key)
}

function shape(from: string, reference: Schema): Shape {
  const { file, schema } = resolveSchema(from, reference)
  const [first] = (schema['oneOf'] ?? []) as Schema[]
  if (first !== undefined) return shape(file, first)
  if (schema['items'] !== undefined) return { kind: 'list', of: shape(file, schema['items'] as Schema) }
  const properties = schema['properties'] as Record<string, Schema> | undefined
  if (properties !== undefined) {
    if (properties['value'] !== undefined) {
      const weighs = ((schema['required'] ?? []) as readonly string[]).includes('unitCode')
      return { kind: 'measure', unit: properties['currencyCode'] === undefined ? 'unitCode' : 'currencyCode', weighs }
    }
    const members = Object.entries(properties).map(([name, member]) => [name, shape(file, member)] as const)
    return { kind: 'object', members: Object.fromEntries(members) }
  }
  if (schema['type'] === 'integer') return { kind: 'integer' }
  if (schema['type'] === 'boolean') return { kind: 'flag' }
  return { kind: TIMES[String(schema['format'])] ?? 'text' }
}
