/** The types that the code uses are those of the OpenAPI document and of the schemas of the messages. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from './shared-data.ts'

t.test('the generated types are not stale', async (t) => {
  const script = join(ROOT, 'scripts', 'api-types.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
})
