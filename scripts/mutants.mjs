// Puts one-line faults into a copy of the compiled code, one at a time, runs the tests that should notice, and names the faults that none has noticed.
// Usage: node scripts/mutants.mjs [--sample=N] [--jobs=N] [--check] [words…]
//   words: only rooms, files and sentences that contain one of them. --sample: so many, by chance (SEED=n repeats it). --check: only whether the list
//   still fits the code.
// The faults stand in scripts/mutants/<room>.mjs: for each file [text, what replaces it, what that would do to a country, { tests?, equal? }]; the room's
// `tests` are those that should notice, cheapest first; `equal` says why no test can. A tool that makes every fault it can think of would make some
// twenty thousand here, most of which need two real nodes to be noticed: a day of work for a list that nobody reads.
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const words = process.argv.slice(2).filter((w) => !w.startsWith('--'))
const flag = (name) =>
  process.argv
    .slice(2)
    .find((w) => w === `--${name}` || w.startsWith(`--${name}=`))
    ?.split('=')
const jobs = Number(flag('jobs')?.[1] ?? 2)

/** All faults, in the order of their rooms. One that no test can notice says why in `equal`. */
async function readList() {
  const list = []
  for (const file of readdirSync(join(root, 'scripts', 'mutants')).sort()) {
    const room = file.replace(/\.mjs$/, '')
    const { tests, faults } = await import(new URL(`mutants/${file}`, import.meta.url).href)
    for (const [path, those] of Object.entries(faults))
      for (const [before, after, hurts, more] of those)
        list.push({ room, tests, file: `node/${path}`, before, after, hurts, ...more })
  }
  return list
}

/** Where a text has gone that has left its file. */
function elsewhere(text) {
  const found = readdirSync(join(root, 'node'), { recursive: true })
    .map(String)
    .filter((f) => f.endsWith('.ts') && readFileSync(join(root, 'node', f), 'utf8').includes(text))
  return found.length === 0 ? '' : `, but in ${found.join(', ')}`
}

/** Where the text to replace stands; a list that no longer fits the code is itself a fault. */
function place(mutant) {
  const path = join(root, mutant.file)
  if (!existsSync(path)) return { ...mutant, stale: 'the file is not there' }
  const source = readFileSync(path, 'utf8')
  const at = source.indexOf(mutant.before)
  if (at < 0) return { ...mutant, stale: `the text is not there${elsewhere(mutant.before)}` }
  if (source.indexOf(mutant.before, at + 1) >= 0) return { ...mutant, stale: 'the text is there more than once' }
  const missing = mutant.tests.filter((name) => !existsSync(join(root, 'test', `${name}.test.ts`)))
  if (missing.length > 0) return { ...mutant, stale: `there is no test ${missing.join(', ')}` }
  return {
    ...mutant,
    line: source.slice(0, at).split('\n').length,
    changed: source.slice(0, at) + mutant.after + source.slice(at + mutant.before.length),
  }
}

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
// One file at a time does not see that package.json says "module".
const compilerOptions = {
  ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  sourceMap: false,
}
const compile = (source, fileName) => ts.transpileModule(source, { fileName, compilerOptions }).outputText

const running = new Set()
const base = mkdtempSync(join(tmpdir(), 'juxta-mutants-'))
const end = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
process.on('exit', () => {
  for (const child of running) end(child)
  rmSync(base, { recursive: true, force: true, maxRetries: 5 })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))
if (existsSync(join(root, '..', 'shared'))) symlinkSync(join(root, '..', 'shared'), join(base, 'shared'))

/** A copy of the project whose compiled code may be spoiled. */
function copy(number) {
  const dir = join(base, `copy-${number}`)
  mkdirSync(dir)
  for (const name of readdirSync(root))
    if (name === 'node_modules') symlinkSync(join(root, name), join(dir, name))
    else if (name !== '.git' && name !== '.tap') cpSync(join(root, name), join(dir, name), { recursive: true })
  // What the tests start is spoiled too: it runs the code that the bundle was made of.
  writeFileSync(join(dir, 'dist', 'juxta', 'main.js'), "import '../node/main.js'\n")
  return dir
}

/** Runs one test file, which ends at its first failure; the answer is how long it took and whether it passed. */
function run(dir, name, limitMs) {
  const began = performance.now()
  const child = spawn(process.execPath, [join(dir, 'dist', 'test', `${name}.test.js`)], {
    cwd: dir,
    detached: true,
    env: { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: String(Math.ceil(limitMs / 1000)) },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  running.add(child)
  let hangs = false
  const late = setTimeout(() => {
    hangs = true
    end(child)
  }, limitMs)
  return new Promise((done) =>
    child.once('exit', (code) => {
      clearTimeout(late)
      running.delete(child)
      end(child)
      done({ passed: code === 0, hangs, ms: performance.now() - began })
    }),
  )
}

const controls = new Map()
/** What a test takes without a fault; one that fails then has nothing to say about faults. */
function control(dir, name) {
  if (!controls.has(name))
    controls.set(
      name,
      run(dir, name, 400_000).then(({ passed, ms }) => {
        if (!passed) throw new Error(`${name} fails without any fault`)
        return ms
      }),
    )
  return controls.get(name)
}

async function judge(dir, mutant) {
  const file = join(dir, 'dist', mutant.file.replace(/\.ts$/, '.js'))
  const whole = readFileSync(file, 'utf8')
  // The fault must be all that differs from what the build has made, but for the form of quotes.
  const bare = (text) =>
    text
      .replace(/\n\/\/# sourceMappingURL=.*$/s, '')
      .replaceAll('"', "'")
      .trim()
  if (bare(compile(readFileSync(join(dir, mutant.file), 'utf8'), mutant.file)) !== bare(whole))
    throw new Error('dist/ is not what the sources say')
  for (const name of mutant.tests) {
    const ms = await control(dir, name)
    writeFileSync(file, compile(mutant.changed, mutant.file))
    const { passed, hangs } = await run(dir, name, 3 * ms + 20_000)
    writeFileSync(file, whole)
    if (!passed) return hangs ? `${name}, which does not end` : name
  }
  return null
}

const list = (await readList()).filter(
  (m) => words.length === 0 || words.some((w) => m.room === w || m.file.includes(w) || m.hurts.includes(w)),
)
let placed = list.map(place)
const stale = placed.filter((m) => m.stale)
const explained = placed.filter((m) => m.equal)
placed = placed.filter((m) => !m.stale && !m.equal)
const sample = Number(flag('sample')?.[1] ?? 0)
if (sample > 0) {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`SEED=${seed}`)
  const chance = (i) => Math.imul((i + 1) ^ seed, 0x9e3779b1) >>> 0
  placed = placed
    .map((m, i) => [chance(i), m])
    .sort(([a], [b]) => a - b)
    .slice(0, sample)
    .map(([, m]) => m)
}

if (flag('check')) {
  console.log(`${placed.length} faults that tests must notice, ${explained.length} that none can`)
  placed = []
}
const waiting = placed.entries()
let broken
const workers = Array.from({ length: Math.min(jobs, placed.length) }, async (_, n) => {
  const dir = copy(n)
  for (const [, mutant] of waiting) {
    try {
      mutant.by = await judge(dir, mutant)
    } catch (error) {
      broken ??= error
      mutant.by = undefined
      console.log(`${mutant.file}:${mutant.line} was not judged: ${error.message}`)
      continue
    }
    console.log(`${mutant.by ? `noticed by ${mutant.by}` : 'SURVIVED'}: ${mutant.file}:${mutant.line} ${mutant.hurts}`)
  }
})
await Promise.all(workers)

const rooms = [...new Set(list.map((m) => m.room))]
const rows = rooms.map((room) => {
  const of = (some) => some.filter((m) => m.room === room).length
  return [
    room,
    of(placed) + of(explained),
    of(placed.filter((m) => m.by)),
    of(explained),
    of(placed.filter((m) => m.by === null)),
  ]
})
rows.push(['all', ...[1, 2, 3, 4].map((i) => rows.reduce((n, row) => n + row[i], 0))])
const said = []
said.push('| room | faults | noticed | explained | survivors |', '|---|---:|---:|---:|---:|')
for (const row of rows) said.push(`| ${row.join(' | ')} |`)
const survivors = placed.filter((m) => m.by === null)
const sentence = (m) => `- \`${m.file}:${m.line}\` ${m.hurts}\n  \`${m.before.trim()}\` → \`${m.after.trim()}\``
if (survivors.length > 0) said.push('', 'Not noticed:', '', ...survivors.map(sentence))
if (explained.length > 0)
  said.push(
    '',
    'Explained, because no test can notice them:',
    '',
    ...explained.map((m) => `${sentence(m)}\n  ${m.equal}`),
  )
if (!flag('check')) console.log(`\n${said.join('\n')}`)
if (stale.length > 0) {
  console.log('\nThe list no longer fits the code:')
  for (const m of stale) console.log(`  ${m.room}: ${m.file}: ${m.stale}: ${m.before.trim()}`)
}
const judged = placed.filter((m) => m.by !== undefined).length
if (!flag('check')) console.log(`\n${judged - survivors.length} of ${judged} noticed`)
process.exit(broken || stale.length > 0 || survivors.length > judged / 10 ? 1 : 0)
