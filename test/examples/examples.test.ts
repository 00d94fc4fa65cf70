/** Every example, run as a newcomer runs it: against one demo that keeps running, as a program and, where it is there, with curl. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { ROOT } from '../shared-data.ts'
import { temporaryFolder } from '../servers.ts'

const folder = join(ROOT, 'examples')
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, `${entry.name}.ts`)))
  .map((entry) => entry.name)

const run = (command: string, args: readonly string[]): Promise<{ code: number; text: string }> =>
  new Promise((done) => {
    execFile(command, args, { timeout: 120_000 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr }),
    )
  })

t.test('every example does what it says, in any order and again', async (t) => {
  t.ok(names.length >= 2, names.join())
  const dir = temporaryFolder(t)
  const demo = spawn(
    process.execPath,
    [join(ROOT, 'bin', 'juxta.js'), 'demo', '--keep', '--json', '--dir', join(dir, 'nodes')],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const ended = new Promise((done) => demo.once('exit', done))
  t.teardown(async () => {
    demo.kill('SIGINT')
    await ended
  })
  const line = await new Promise<string>((done) => createInterface({ input: demo.stdout }).once('line', done))
  const file = join(dir, 'demo.json')
  writeFileSync(file, `${line}\n`)
  // What one leaves behind must not spoil another, nor itself: each is run as a program and then, in another order, with curl, or as a program again.
  for (const name of names.toReversed()) {
    const program = await run(process.execPath, [join(ROOT, 'dist', 'examples', name, `${name}.js`), file])
    t.equal(program.code, 0, `${name}: ${program.text}`)
  }
  for (const name of names) {
    const script = join(folder, name, `${name}.sh`)
    const again = existsSync(script)
      ? await run('bash', [script, file])
      : await run(process.execPath, [join(ROOT, 'dist', 'examples', name, `${name}.js`), file])
    t.equal(again.code, 0, `${name} again: ${again.text}`)
  }
})
