/** The schema of one type of message whole in itself, for those who write or check documents elsewhere (JSON Schema 2020-12). */
import type { MessageTypeName } from './message-type.ts'
import type { Procedures } from './procedures.ts'
import { documentOf, schemaDocument, type Schema } from './schemas.ts'

/** Every type of message that has a schema, by procedure. */
export const bodyTypes = ({ all }: Procedures): MessageTypeName[] =>
  all.flatMap(({ name, version, types }) =>
    Object.keys(types)
      .filter((type) => definitionOf(documentOf(name, version), type) !== undefined)
      .map((type) => ({ procedure: name, version, type })),
  )

/** `$defs/<name>` of a schema document; undefined where there is none. */
function definitionOf(document: string, name: string): Schema | undefined {
  const defs = schemaDocument(document)?.['$defs'] as Readonly<Record<string, Schema>> | undefined
  return defs && Object.hasOwn(defs, name) ? defs[name] : undefined
}

/** The schema of a type, one of `bodyTypes`, with all that it refers to in its own `$defs`. Its `$id` is the same on every node. */
export function bodySchema({ procedure, version, type }: MessageTypeName): Schema {
  const own = documentOf(procedure, version)
  const root = definitionOf(own, type)!
  const defs: Record<string, Schema> = {}
  // `other.yaml#/$defs/Name` is `#/$defs/other.Name` here: two documents may each have a `Quantity`.
  const local = (from: string, ref: string): string => {
    const [file, pointer] = ref.split('#') as [string, string]
    const document = file === '' ? from : file.replace(/^.*\//, '').replace(/\.yaml$/, '')
    const name = pointer.slice('/$defs/'.length)
    const key = document === own ? name : `${document}.${name}`
    if (!Object.hasOwn(defs, key)) {
      defs[key] = {}
      defs[key] = whole(document, definitionOf(document, name)!) as Schema
    }
    return `#/$defs/${key}`
  }
  const whole = (from: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => whole(from, item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        name === '$ref' && typeof member === 'string' ? local(from, member) : whole(from, member),
      ]),
    )
  }
  const body = whole(own, root) as Schema
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:juxta:schema:${procedure}:${version}:${type}`,
    $comment:
      'x-wco-id is the identifier in the WCO Data Model; x-fact and x-plan are how far a time may be from the signature of its message',
    title: `${procedure}/${type}`,
    ...body,
    ...(Object.keys(defs).length === 0 ? {} : { $defs: defs }),
  }
}
