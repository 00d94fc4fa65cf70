/** The types that the code uses are those of the OpenAPI documents. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from './shared-data.ts'

t.test('the generated types are not stale', async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'api-types.mjs'), '--check'], {
    encoding: 'utf8',
  })
  t.equal(status, 0, `${stdout}${stderr}`)
})
