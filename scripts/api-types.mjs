// Writes the TypeScript types of both APIs from openapi/*.yaml into node/generated/. With --check: fails where they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

let stale = false
for (const side of ['window', 'exchange']) {
  const source = new URL(`../openapi/${side}.yaml`, import.meta.url)
  const target = fileURLToPath(new URL(`../node/generated/${side}.ts`, import.meta.url))
  const text = `/** Types of openapi/${side}.yaml, written by "npm run api-types". */\n${astToString(await openapiTS(source))}`
  if (process.argv.includes('--check')) {
    let there = ''
    try {
      there = readFileSync(target, 'utf8')
    } catch {}
    if (there !== text) {
      console.error(`${target} is stale: npm run api-types`)
      stale = true
    }
  } else writeFileSync(target, text)
}
process.exit(stale ? 1 : 0)
