/** docs/tests/faults.md: the table of the fault suite, in which each row says when it was last run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../shared-data.ts'
import { KILLS } from './rows/kills.ts'
import { ROWS } from './rows/rows.ts'
import type { Result } from './run.ts'

const PAGE = join(ROOT, 'docs', 'tests', 'faults.md')
const HEAD = `# Faults

Two countries as \`deploy/compose.yaml\` describes them, each two replicas behind haproxy on a PostgreSQL and a Redis of its own, every service in a network namespace, with a steady load
of five messages a second each way. One fault comes after the other; each lasts as long as its line says. Afterwards both sides are read: whether each message that was taken
is there once, and its receipt held; the logs of both are exported, checked, reconciled, and held against what the stores say. *Recovery* is from the end of the fault until the last receipt
of what had been submitted before. *Ended* are processes that ended by themselves and were started again as Docker would; nothing else was restarted or mended by hand. An alert that says *for a person* is one that a person closes.

\`npm run faults\` (root, Linux) runs all rows at their full length and writes this page; with names it runs those and replaces their lines, \`--seconds=N\` sets how long a fault lasts, \`--short\` runs the
most telling ones for seconds each, as \`.ci/run faults\` does, and writes nothing. \`--kills=1000\` is the last line: kill -9 of any of the ten processes, in volleys of up to twelve within seconds, so that one
falls into what another has begun, and messages between them; \`--seed=N\` repeats its choices. Where no network namespaces can be made, or with \`--plain\`, it is two processes
with embedded stores and a proxy in front of each: kill -9, SIGSTOP, and what the proxy can do to a line; it says which rows it leaves out.

Between which steps of one message a process may die is tried by itself, on SQLite and on PostgreSQL, with kill -9 of real processes at that step (\`test/faults/short-way.test.ts\`), and every kind of commit that is not written, written and reported
failed, or killed before and after (\`test/faults/commits-*.test.ts\`): before and after the commit at submission, while the PUT is under way (either end), after the receiver's commit and before its answer, after the answer and before it is settled, and after that. None is lost, and none arrives twice.

The same of a part that follows its message, of 5 MiB, on both stores (\`test/faults/large-steps.test.ts\`). At the sender: after the upload is begun, before a stretch of it is stored and after the last, before and after the submission that names it, after the key of the part is kept, after the message is
sealed, while the part and while the second PUT are under way, before and after the receipt is settled, before and after the upload is given up. At the receiver: before and after the part is expected, before and after a stretch is stored, after its digest is checked and after it is whole, before and after the
second PUT is accepted, after the documents are erased, after the first chunks are swept, and half way through a part whose message is cancelled meanwhile. Each arrives byte for byte and once, each stretch is stored once, and after the round that cleans up no store has a key, an upload or a chunk that nobody names.

| row | fault | lasted | messages | lost | twice | stuck | parked | recovery | alerts | ended | run |
|---|---|---|---|---|---|---|---|---|---|---|---|
`

/** Each once, with how often it came. */
const counted = (texts: readonly string[]): string =>
  [...new Set(texts)]
    .map((text) => [text, texts.filter((t) => t === text).length] as const)
    .map(([text, times]) => (times === 1 ? text : `${text} ${times} times`))
    .join(', ')

export const CELLS = ({
  row,
  seconds,
  messages,
  lost,
  twice,
  stuck,
  parked,
  recovery,
  alerts,
  ended,
}: Result): string[] => [
  row.name,
  row.fault,
  `${seconds.toFixed(0)} s`,
  `${messages}`,
  ...[lost, twice, stuck, parked].map((ids) => `${ids.length}`),
  recovery === null ? '–' : `${recovery.toFixed(1)} s`,
  [...new Set(alerts)].join(', ') || '–',
  counted(ended) || '–',
]

/** Puts the lines of `results` in the place of those that are there for their rows. */
export function writePage(results: readonly Result[]): void {
  const lines = new Map<string, string>()
  if (existsSync(PAGE))
    for (const line of readFileSync(PAGE, 'utf8').split('\n')) {
      const name = /^\| `([a-z0-9-]+)` \|/.exec(line)?.[1]
      if (name !== undefined) lines.set(name, line)
    }
  const today = new Date().toISOString().slice(0, 10)
  for (const result of results) {
    const [name, ...cells] = CELLS(result)
    lines.set(name!, `| \`${name}\` | ${cells.join(' | ')} | ${today} |`)
  }
  const table = ROWS.flatMap(
    ({ name, fault }) => lines.get(name) ?? `| \`${name}\` | ${fault}${' | –'.repeat(9)} | not yet |`,
  )
  const long = lines.get(KILLS)
  writeFileSync(PAGE, `${HEAD}${[...table, ...(long === undefined ? [] : [long])].join('\n')}\n`)
}
