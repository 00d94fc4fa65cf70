// Writes the TypeScript types of the window API and of the procedures' messages into node/generated/. With --check: fails where they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'
import { isAlias, isMap, parseDocument } from 'yaml'
import { documentAt, messageFiles } from './messages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')
let stale = false

async function write(name, text) {
  const target = `${root}node/generated/${name}.ts`
  const whole = await format(text, { ...(await resolveConfig(target)), filepath: target })
  if (!check) return writeFileSync(target, whole)
  let there = ''
  try {
    there = readFileSync(target, 'utf8')
  } catch {}
  if (there === whole) return
  console.error(`${target} is stale: npm run api-types`)
  stale = true
}

const from = (source) => `/** Types of ${source}, written by "npm run api-types". */\n`

/** Of each definition, the one whose properties are merged into its own: the anchor that stands at these says so. */
function mergedInto(path) {
  const definitions = parseDocument(readFileSync(`${root}${path}`, 'utf8')).get('$defs')
  const properties = ({ key, value }) => [`${key}`, isMap(value) ? value.get('properties') : undefined]
  const named = new Map(definitions.items.map(properties).filter(([, map]) => isMap(map)))
  const anchors = new Map([...named].filter(([, map]) => map.anchor).map(([name, map]) => [map.anchor, name]))
  const merged = (map) => map.items.find(({ key, value }) => `${key}` === '<<' && isAlias(value))?.value.source
  return new Map([...named].map(([name, map]) => [name, anchors.get(merged(map))]))
}

/**
 * The definitions of a file, where what its YAML says once is said once: a whole definition under a second name refers to the first, and one that others'
 * properties are merged into refers to theirs, as far as it requires what they require.
 */
function sayOnce(path) {
  const definitions = documentAt(path).$defs
  const bases = mergedInto(path)
  const names = new Map()
  const reference = (name) => ({ $ref: `#/$defs/${name}` })
  const once = ([name, schema]) => {
    if (names.has(schema)) return [name, reference(names.get(schema))]
    names.set(schema, name)
    const required = new Set(schema.required)
    const base = definitions[bases.get(name)]
    if (!base || schema.allOf || base.required?.some((key) => !required.has(key))) return [name, schema]
    const inherited = (key) => key in base.properties && (!required.has(key) || base.required?.includes(key))
    const more = Object.entries(schema.properties).filter(([key]) => !inherited(key))
    const own = {
      ...schema,
      properties: Object.fromEntries(more),
      required: more.map(([k]) => k).filter((k) => required.has(k)),
    }
    return [name, { allOf: [reference(bases.get(name)), ...(more.length === 0 ? [] : [own])] }]
  }
  return Object.fromEntries(Object.entries(definitions).map(once))
}

/**
 * The definitions of a JSON Schema, which OpenAPI 3.1 speaks too. A shared data element becomes a constant that is turned into its name afterwards:
 * openapi-typescript itself would write it out in every file that uses it.
 */
async function definitions(path) {
  const schemas = JSON.parse(
    JSON.stringify(sayOnce(path))
      .replace(/"\$ref":"elements\.yaml#\/\$defs\/(\w+)"/g, '"const":"element $1"')
      .replace(/"\$ref":"#\/\$defs\//g, '"$ref":"#/components/schemas/'),
  )
  const document = { openapi: '3.1.0', info: { title: path, version: '1' }, paths: {}, components: { schemas } }
  return onlySchemas(await openapiTS(document, { defaultNonNullable: false }))
    .replace(/ & \(unknown(?: \| unknown)*\)/g, '')
    .replace(/"element (\w+)"/g, "Elements['$1']")
    .replace(/\n *(?:\/\*\* @constant \*\/|\* @constant)(?=\n(?: *\*\/\n)?[^\n]*Elements\[)/g, '')
}

/** Of what openapi-typescript writes, the components alone: a schema has neither paths nor operations. */
const onlySchemas = (nodes) => astToString(nodes.filter((n) => n.name?.text === 'components'))

const window = 'openapi/window.yaml'
await write('window', from(window) + astToString(await openapiTS(new URL(`../${window}`, import.meta.url))))

const elements = 'node/cases/elements.yaml'
await write('elements', from(elements) + (await definitions(elements)))
for (const { name, path } of messageFiles()) {
  const types = await definitions(path)
  const shared = types.includes('Elements[')
    ? "import type { components as shared } from '../elements.ts'\ntype Elements = shared['schemas']\n"
    : ''
  await write(`procedures/${name}`, from(path) + shared + types)
}
process.exit(stale ? 1 : 0)
