/** The types that the code uses are those of the OpenAPI document and of the schemas of the messages. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { ROOT } from './shared-data.ts'

t.test('the generated types are not stale', async (t) => {
  const script = join(ROOT, 'scripts', 'api-types.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
})

/** Members whose name is no word and whose value is nothing: what a comma in a sentence makes of the rest of it, where a flow mapping holds it without quotes. */
function halves(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, of]) => [
    ...(of === null && /\s/.test(name) ? [`${at}/${name}`] : []),
    ...halves(of, `${at}/${name}`),
  ])
}

t.test('a sentence in a schema is whole', (t) => {
  t.same(halves(parse('a: { description: So far, where it is not over }')), ['/a/where it is not over'])
  for (const dir of ['openapi', 'node']) {
    const files = readdirSync(join(ROOT, dir), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml'))
    t.ok(files.length > 0, dir)
    for (const file of files)
      t.same(halves(parse(readFileSync(join(ROOT, dir, file), 'utf8'), { maxAliasCount: -1 })), [], `${dir}/${file}`)
  }
  t.end()
})
