/** docs/tests/faults.md says of each row of the fault suite what came of it when it was last run, and nothing was lost, doubled or left undone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../shared-data.ts'
import { KILLS } from './suite/rows/kills.ts'
import { ROWS } from './suite/rows/rows.ts'

const lines = readFileSync(join(ROOT, 'docs', 'tests', 'faults.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| /, '').replace(/ \|$/, '')))

t.test('each row of the suite stands in the table, under its name', async (t) => {
  t.same(
    lines.map(([name]) => name).filter((name) => name !== `\`${KILLS}\``),
    ROWS.map(({ name }) => `\`${name}\``),
  )
  t.equal(new Set(ROWS.map(({ name }) => name)).size, ROWS.length)
})

t.test('what was run lost, doubled and left nothing', async (t) => {
  const run = lines.filter((cells) => cells.at(-1) !== 'not yet')
  t.ok(run.length > 0)
  for (const [name, , , messages, lost, twice, stuck] of run)
    t.same([lost, twice, stuck], ['0', '0', '0'], `${name}: ${messages} messages`)
})
