// Runs the compiled test files, each by plain node, and closes with one line that counts: `N passed, N failed(, N skipped)`.
// Usage: node scripts/test.mjs [--all | --rest] [--jobs=N] [--measure] [words…]
//   without words: the newcomer's proof, which is every file but the long ones. --all: every file. --rest: the long ones alone.
//   words: every file, long or not, whose path contains one of them.
// test/seconds.json says what a file costs in seconds of a processor (--measure writes it anew, on Linux): the dearest begin first.
import { spawn } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file that costs more seconds of a processor than this is no part of the newcomer's proof. */
const LONG = 6
/** So many files that failed are run once more by themselves. */
const UNSTEADY = 6
/** A file that has not ended by then has failed. The longest takes ten minutes on a slow machine, beside three others. */
const LIMIT_SECONDS = 1200

/** So much memory must be free, in bytes, for the files of the tests to lie there. */
const ROOM = 8 * 2 ** 30

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2).filter((w) => !w.startsWith('--'))
const flags = new Set(process.argv.slice(2).filter((w) => w.startsWith('--')))
const measure = flags.has('--measure')
const jobs = measure
  ? 1
  : Number([...flags].find((f) => f.startsWith('--jobs='))?.slice(7) ?? Math.max(4, availableParallelism()))
const ci = process.env.CI === 'true'

const table = join(root, 'test', 'seconds.json')
const seconds = JSON.parse(readFileSync(table, 'utf8'))
const all = readdirSync(join(root, 'test'), { recursive: true })
  .map((f) => String(f).replaceAll('\\', '/'))
  .filter((f) => f.endsWith('.test.ts'))
  .map((f) => f.slice(0, -'.test.ts'.length))
const secondsOf = (name) => seconds[name] ?? 3
const isLong = (name) => secondsOf(name) > LONG
const wanted = (name) =>
  words.length > 0
    ? words.some((w) => `${name}.test.ts`.includes(w))
    : flags.has('--all') || (flags.has('--rest') ? isLong(name) : !isLong(name))
const names = all.filter(wanted).sort((a, b) => secondsOf(b) - secondsOf(a) || (a < b ? -1 : 1))
if (names.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`)
  process.exit(1)
}
for (const name of Object.keys(seconds))
  if (!all.includes(name)) console.log(`test/seconds.json names ${name}, which is not there`)

/** Seconds of a processor that ended children have had so far (proc(5): cutime and cstime, in hundredths). */
const spent = () => {
  if (!measure) return 0
  const stat = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return (Number(stat[13]) + Number(stat[14])) / 100
}

// With JUXTA_TEST_RECORD every statement that the tests and their processes send to a store is kept in that folder (test/store/heard.ts).
const heard = process.env.JUXTA_TEST_RECORD
  ? { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${join(root, 'dist', 'test', 'store', 'heard.js')}` }
  : {}

/**
 * Where the tests write: what a node writes is synced each time, and where memory has room nobody waits for a disk. What is killed is a process, never the
 * machine, so that this makes no difference to what must be there afterwards.
 */
function inMemory() {
  const place = '/dev/shm'
  try {
    accessSync(place, constants.W_OK)
    const { bavail, bsize } = statfsSync(place)
    const free = Number(/^MemAvailable: *(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'))[1]) * 1024
    const runsNothing = / \/dev\/shm \S+ \S*noexec/.test(readFileSync('/proc/mounts', 'latin1'))
    if (Math.min(bavail * bsize, free) < ROOM || runsNothing) return undefined
    const dir = mkdtempSync(join(place, 'juxta-tests-'))
    // A server of a test may be of another user.
    chmodSync(dir, 0o711)
    process.on('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
    return dir
  } catch {
    return undefined
  }
}
const memory = process.env.TMPDIR ? undefined : inMemory()
const place = memory === undefined ? {} : { TMPDIR: memory }

const running = new Set()
// Each file leads a process group of its own, so that what it has started ends with it.
const end = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    for (const child of running) end(child)
    process.exit(1)
  })

/**
 * One file: how it ended, what tap counted, and what it said. `closely`: a fault names the line of the source and the test it came up in. Maps and hooks for that
 * cost a quarter of the time, so that only what has failed is run so, where that is few files.
 */
function run(name, closely = false) {
  const began = performance.now()
  const options = closely ? ['--enable-source-maps'] : ['--import', join(root, 'scripts', 'plain-hooks.mjs')]
  const child = spawn(process.execPath, [...options, join(root, 'dist', 'test', `${name}.test.js`)], {
    cwd: root,
    detached: true,
    env: { TAP_TIMEOUT: String(LIMIT_SECONDS), ...process.env, ...heard, ...place },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (process.env.JUXTA_TEST_VERBOSE) process.stdout.write(chunk)
    })
  const late = setTimeout(
    () => {
      text += `\nnot ok - not ended within ${LIMIT_SECONDS} s\n`
      end(child)
    },
    (LIMIT_SECONDS + 20) * 1000,
  )
  return new Promise((done) => {
    // What it has started may hold its pipes open for longer than it lives.
    child.once('exit', (code) => {
      clearTimeout(late)
      end(child)
      child.once('close', () => {
        running.delete(child)
        const counted = /^# \{ (total: .*) \}$/m.exec(text)?.[1]
        const counts = Object.fromEntries((counted?.split(', ') ?? []).map((p) => p.split(': ')))
        const [pass, fail, off] = [counts.pass, counts.fail, Number(counts.skip ?? 0) + Number(counts.todo ?? 0)]
        const failed = Number(fail ?? 0) || (code === 0 && counted ? 0 : 1)
        done({ name, text, failed, passed: Number(pass ?? 0), off, took: (performance.now() - began) / 1000 })
      })
    })
  })
}

/** The lines of a failed file that say what failed: each assertion with its diagnosis, and all that is not TAP. */
function faultsOf(text) {
  const shown = []
  let inside = null
  for (const line of text.split('\n')) {
    if (inside !== null) {
      shown.push(line)
      if (line === `${inside}...`) inside = null
    } else if (/^\s*(not ok|Bail out)/.test(line)) shown.push(line)
    else if (/^\s*---$/.test(line)) {
      inside = line.slice(0, -3)
      shown.push(line)
    } else if (!/^\s*(ok \d+|\d+\.\.\d+|#|$|TAP version|[{}]$)/.test(line)) shown.push(line)
  }
  return shown
}

const results = []
const waiting = [...names]
const began = performance.now()
const worker = async () => {
  for (let name; (name = waiting.shift()) !== undefined;) {
    const before = spent()
    const result = await run(name)
    results.push(result)
    if (measure) seconds[name] = Math.round(spent() - before)
    console.log(
      `${result.failed ? 'not ok' : 'ok'} ${results.length} of ${names.length} - ${name} (${result.took.toFixed(1)} s${measure ? `, ${seconds[name]} of a processor` : ''})`,
    )
    if (result.failed) for (const line of faultsOf(result.text)) console.log(`  ${line}`)
  }
}
await Promise.all(Array.from({ length: Math.min(jobs, names.length) }, worker))

// Four files share two cores, and a machine that others use stands still at times: what failed beside others is run once more by itself. It is named, so
// that a test that leans on luck is seen; more than a few are no chance.
const again = results.filter((r) => r.failed)
if (again.length <= UNSTEADY)
  for (const first of again) {
    const second = await run(first.name, true)
    console.log(`${second.failed ? 'not ok' : 'unsteady: ok'} by itself - ${first.name} (${second.took.toFixed(1)} s)`)
    if (second.failed) for (const line of faultsOf(second.text)) console.log(`  ${line}`)
    results[results.indexOf(first)] = second
  }

const sum = (of) => results.reduce((n, r) => n + of(r), 0)
const [passed, failed, off] = [sum((r) => r.passed), sum((r) => r.failed), sum((r) => r.off)]
const reasons = new Map()
for (const { name, text } of results)
  for (const [, what, why] of text.matchAll(/ok \d+ - (.*) # SKIP ?(.*)$/gm))
    reasons.set(why, [...(reasons.get(why) ?? []), `${name}: ${what}`])
for (const [why, tests] of reasons) {
  console.log(`skipped, because ${why || 'no reason is given'}:`)
  for (const one of tests) console.log(`  ${one}`)
}
const left = all.filter((n) => !names.includes(n)).length
if (words.length === 0 && left > 0)
  console.log(`${names.length} files; ${left} others run with \`npm run test:all\` and in .ci/run`)
if (measure) {
  const kept = Object.entries(seconds).filter(([n, s]) => all.includes(n) && s > 2)
  const rows = kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([n, s]) => `  ${JSON.stringify(n)}: ${s}`)
  writeFileSync(table, `{\n${rows.join(',\n')}\n}\n`)
}
console.log(`in ${((performance.now() - began) / 1000).toFixed(0)} s`)
if (ci && off > 0) console.log('with CI=true nothing may be skipped')
console.log(`${passed} passed, ${failed} failed${off ? `, ${off} skipped` : ''}`)
process.exit(failed > 0 || (ci && off > 0) ? 1 : 0)
