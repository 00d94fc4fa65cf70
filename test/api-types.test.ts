/** The types that the code uses are those of the OpenAPI documents. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from './shared-data.ts'

for (const script of ['api-types', 'procedure-types'])
  t.test(`what ${script} writes is not stale`, async (t) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts', `${script}.mjs`), '--check'],
      {
        encoding: 'utf8',
      },
    )
    t.equal(status, 0, `${stdout}${stderr}`)
  })
