// Runs the compiled tests with tap and closes with one line that counts them: `N passed, N failed(, N skipped)`.
// Usage: node scripts/test.mjs [words…]: only test files whose path contains one of the words.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2)
const tests = join(root, 'dist', 'test')
const sources = new Set(
  readdirSync(join(root, 'test'), { recursive: true })
    .map(String)
    .filter((f) => f.endsWith('.test.ts'))
    .map((f) => f.replace(/\.ts$/, '.js')),
)
const files = [...sources]
  .sort()
  .filter((f) => words.length === 0 || words.some((w) => f.includes(w)))
  .map((f) => relative(root, join(tests, f)))
if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`)
  process.exit(1)
}
const tap = createRequire(import.meta.url)
  .resolve('tap')
  .replace(/node_modules[/\\]tap[/\\].*$/, 'node_modules/tap/dist/esm/run.mjs')
const args = [
  tap,
  'run',
  '--disable-coverage',
  '--allow-incomplete-coverage',
  '--reporter=tap',
  '--jobs=2',
  '--timeout=420',
  ...files,
]
const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })

let totals
const skipped = []
for await (const line of createInterface({ input: child.stdout })) {
  const found = /^# \{ (total: .*) \}$/.exec(line)
  if (found) totals = Object.fromEntries(found[1].split(', ').map((p) => [p.split(': ')[0], Number(p.split(': ')[1])]))
  const skip = /ok \d+ - (.*) # SKIP ?(.*)$/.exec(line)
  if (skip) skipped.push(`  skipped: ${skip[1]} (${skip[2] || 'no reason given'})`)
  if (
    /^\s*(not ok|Bail out)/.test(line) ||
    process.env.JUXTA_TEST_VERBOSE ||
    !/^\s*(ok \d+ - |\d+\.\.\d+|#|$|TAP version)/.test(line)
  )
    console.log(line)
  else if (/^(ok|not ok)/.test(line)) console.log(line)
}
const code = await new Promise((resolve) =>
  child.exitCode === null ? child.once('close', resolve) : resolve(child.exitCode),
)
for (const line of skipped) console.log(line)
const { pass = 0, fail = 0, skip = 0, todo = 0 } = totals ?? {}
const off = skip + todo
if (process.env.CI === 'true' && off > 0) console.log('with CI=true nothing may be skipped')
console.log(`${pass} passed, ${fail || (code ? 1 : 0)} failed${off ? `, ${off} skipped` : ''}`)
process.exit(code || (process.env.CI === 'true' && off > 0 ? 1 : 0))
