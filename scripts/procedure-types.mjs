// Writes the TypeScript types of the procedures' messages from openapi/procedures/*.yaml into node/generated/procedures/. With --check: fails where they are stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'
import { parse } from 'yaml'

const folder = fileURLToPath(new URL('../openapi/procedures/', import.meta.url))
const read = (name) => parse(readFileSync(`${folder}${name}.yaml`, 'utf8'), { merge: true, maxAliasCount: -1 }).$defs
const common = read('common')
// JSON Schema's $defs become the schemas of an OpenAPI 3.1 document, which has the same dialect.
const moved = (value) =>
  JSON.parse(JSON.stringify(value).replace(/"\$ref":"[^"#]*#\/\$defs\//g, '"$ref":"#/components/schemas/'))

let stale = false
for (const file of readdirSync(folder).sort()) {
  const name = file.replace(/\.yaml$/, '')
  if (name === 'common' || name === file) continue
  const target = fileURLToPath(new URL(`../node/generated/procedures/${name}.ts`, import.meta.url))
  const schemas = moved({ ...common, ...read(name) })
  const info = { title: name, version: '1' }
  const types = astToString(
    await openapiTS({ openapi: '3.1.0', info, paths: {}, components: { schemas } }, { defaultNonNullable: false }),
  )
  const text = await format(
    `/** Bodies of the messages of ${name}, from openapi/procedures/${file}, written by "node scripts/procedure-types.mjs". */\n${types.replace(/ & \(unknown(?: \| unknown)*\)/g, '')}`,
    { ...(await resolveConfig(target)), filepath: target },
  )
  if (process.argv.includes('--check')) {
    let there = ''
    try {
      there = readFileSync(target, 'utf8')
    } catch {}
    if (there === text) continue
    console.error(`${target} is stale: node scripts/procedure-types.mjs`)
    stale = true
  } else writeFileSync(target, text)
}
process.exit(stale ? 1 : 0)
