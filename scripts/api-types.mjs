// Writes the TypeScript types of the window API and of the procedures' messages into node/generated/. With --check: fails where they are stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'
import { parse } from 'yaml'

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

const read = (path) => parse(readFileSync(`${root}${path}`, 'utf8'), { merge: true, maxAliasCount: -1 })
const from = (source) => `/** Types of ${source}, written by "npm run api-types". */\n`

/**
 * The definitions of a JSON Schema, which OpenAPI 3.1 speaks too. A shared data element becomes a constant that is turned into its name afterwards:
 * openapi-typescript itself would write it out in every file that uses it.
 */
async function definitions(path) {
  const schemas = JSON.parse(
    JSON.stringify(read(path).$defs)
      .replace(/"\$ref":"elements\.yaml#\/\$defs\/(\w+)"/g, '"const":"element $1"')
      .replace(/"\$ref":"#\/\$defs\//g, '"$ref":"#/components/schemas/'),
  )
  const document = { openapi: '3.1.0', info: { title: path, version: '1' }, paths: {}, components: { schemas } }
  return onlySchemas(await openapiTS(document, { defaultNonNullable: false }))
    .replace(/ & \(unknown(?: \| unknown)*\)/g, '')
    .replace(/"element (\w+)"/g, "Elements['$1']")
    .replace(/\n *(?:\/\*\* @constant \*\/|\* @constant)(?=\n(?: *\*\/\n)?[^\n]*Elements\[)/g, '')
}

/** Of what openapi-typescript writes, the components alone: nothing here asks for paths or operations. */
const onlySchemas = (nodes) => astToString(nodes.filter((n) => n.name?.text === 'components'))

const window = 'openapi/window.yaml'
await write('window', from(window) + onlySchemas(await openapiTS(new URL(`../${window}`, import.meta.url))))

const elements = 'node/cases/elements.yaml'
await write('elements', from(elements) + (await definitions(elements)))
for (const name of readdirSync(`${root}node/procedures`, { withFileTypes: true })
  .filter((f) => f.isDirectory())
  .map((f) => f.name)
  .sort()) {
  const path = `node/procedures/${name}/messages.yaml`
  const types = await definitions(path)
  const shared = types.includes('Elements[')
    ? "import type { components as shared } from '../elements.ts'\ntype Elements = shared['schemas']\n"
    : ''
  await write(`procedures/${name}`, from(path) + shared + types)
}
process.exit(stale ? 1 : 0)
