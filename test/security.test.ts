/** Every test that SECURITY.md names exists. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROWS } from './faults/suite/rows/rows.ts'
import { ROOT } from './shared-data.ts'

const rows = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!threat |-+ )/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

/** Whether a test of `source` has a title that begins with `title`; a name that a loop puts in stands for itself. */
const hasTitle = (source: string, title: string): boolean =>
  ["'", '`', '"'].some((quote) => source.includes(`${quote}${title}`))

t.test('each threat has a control, a default, and tests that are there', async (t) => {
  t.ok(rows.length >= 25, `${rows.length} threats`)
  for (const [, threat = '', control, fallback, shown] of rows) {
    t.ok(control && fallback, threat)
    const named = [...(shown ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1]!)
    t.ok(named.length > 0, `${threat}: shown by a test`)
    for (const name of named) {
      const [file, title] = name.split(' › ') as [string, string | undefined]
      if (file === 'npm run faults') {
        t.ok(
          ROWS.some((row) => row.name === title),
          `${threat}: the fault suite has the row ${title}`,
        )
        continue
      }
      // Programs of others are run by a script each.
      const path = file.endsWith('.sh') ? join(ROOT, file) : join(ROOT, 'test', `${file}.test.ts`)
      if (!t.ok(existsSync(path), `${threat}: ${path}`)) continue
      if (title !== undefined) t.ok(hasTitle(readFileSync(path, 'utf8'), title), `${threat}: ${name}`)
    }
  }
})
