// The first minutes of everybody who uses a node, from a fresh clone, each timed: `npm run first-minutes`. What is timed is what was committed last. It says how long each
// took and fails where one does not come to its end; no time is asserted.
import { spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL, fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'juxta-first-'))
const clone = join(work, 'juxta')
const log = join(work, 'log')
const began = performance.now()
const rows = []
let demo

/** One step of `who`, who has `what` at its end. */
async function step(who, what, does) {
  const from = performance.now()
  const answer = await does()
  const now = performance.now()
  const row = [who, what, ((now - from) / 1000).toFixed(1), ((now - began) / 1000).toFixed(1)]
  rows.push(row)
  console.log(`${row[2].padStart(7)} s  (${row[3].padStart(6)} s since the clone began)  ${who}: ${what}`)
  return answer
}

/** A command as it would be typed; fails with all that it has said. */
function run(command, args, { cwd = clone, env = {} } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 600_000,
    maxBuffer: 64 << 20,
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? `exit ${status}`}\n${stdout}${stderr}`)
  return stdout
}

/** `npm run -s demo -- --keep --json` with its line in demo.json, as examples/README.md has it. */
async function keepDemo() {
  const file = join(clone, 'demo.json')
  const args = ['run', '-s', 'demo', '--', '--keep', '--json', '--dir', join(work, 'nodes')]
  demo = spawn('npm', args, { cwd: clone, stdio: ['ignore', openSync(file, 'w'), openSync(log, 'w')], detached: true })
  while (!readFileSync(file, 'utf8').includes('\n')) {
    if (demo.exitCode !== null) throw new Error(readFileSync(log, 'utf8'))
    await new Promise((turn) => setTimeout(turn, 100))
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** What `/` of a node leads to, in a browser: a page with a heading, that complains of nothing. */
async function firstPage(window) {
  const { chromium } = await import(pathToFileURL(join(clone, 'node_modules/playwright-core/index.mjs')).href)
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (executablePath === undefined) throw new Error('there is no Chromium')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const complaints = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(window)
    await page.waitForSelector('h1')
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
    return new URL(page.url()).pathname
  } finally {
    await browser.close()
  }
}

try {
  await step('everybody', 'has the sources', () => run('git', ['clone', '-q', root, clone], { cwd: work }))
  await step('everybody', 'has installed and built them', () => run('npm', ['ci', '--no-audit', '--no-fund']))
  await step('who only looks', 'has seen a day at the border of three countries', () =>
    run('npm', ['run', '-s', 'demo']),
  )
  const { nodes, trust } = await step('everybody else', 'has three nodes that keep running', keepDemo)
  const [a, b] = nodes
  await step('a developer with curl', 'has sent, followed and answered a message', () =>
    run('bash', ['examples/single-window/single-window.sh', 'demo.json']),
  )
  const id = await step('a developer with TypeScript', 'has sent a message from a project of his own', () => {
    const project = join(work, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}')
    run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: join(clone, 'client') })
    run('npm', ['install', '--no-audit', '--no-fund', './juxta-client-0.1.0.tgz'], { cwd: project })
    copyFileSync(join(clone, 'examples/single-window/first-message.mjs'), join(project, 'first-message.mjs'))
    return run('node', ['first-message.mjs', a.window, a.keys.window, b.country], { cwd: project }).trim()
  })
  await step('a developer with Python', 'has made a client, and sent, followed and answered a message', () => {
    run('bash', ['client/python/make.sh', 'made', a.window])
    run('made/venv/bin/python', ['examples/single-window/single_window.py', 'demo.json'], {
      env: { PYTHONPATH: 'made' },
    })
  })
  await step('who wants to be told', 'has been told by a webhook, and has verified it', () =>
    run('node', ['dist/examples/webhook/webhook.js', 'demo.json']),
  )
  await step('an officer', 'has the first page before him', () => firstPage(a.window))
  await step('an auditor', 'has gathered the evidence of a message and verified it', () => {
    const juxta = (...words) => run('node', ['bin/juxta.js', ...words])
    juxta('evidence', id, '--dir', a.dir, '-o', 'bundle.json', '--wait', '60')
    juxta('verify', 'bundle.json', '--trust', trust)
  })
  console.log(`\n${rows.length} of ${rows.length} came to their end`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  // npm and the nodes are one group of processes.
  if (demo?.exitCode === null) {
    const ended = new Promise((done) => demo.once('exit', done))
    process.kill(-demo.pid, 'SIGINT')
    await ended
  }
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
}
