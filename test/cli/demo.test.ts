/** The demo as a newcomer and as another program run it. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { ROOT } from '../shared-data.ts'
import { temporaryFolder } from '../servers.ts'

const MAIN = join(ROOT, 'bin', 'juxta.js')
const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [MAIN, ...args], { timeout: 120_000 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
  })

t.test('it delivers every message and says so in one line', async (t) => {
  const { code, stdout } = await run('demo', '--countries', '3', '--json')
  t.equal(code, 0, stdout)
  t.equal(stdout.trim().split('\n').length, 1)
  const { ok, nodes, messages, seconds } = JSON.parse(stdout)
  t.same([ok, nodes, messages.refused], [true, 3, 0])
  t.ok(messages.sent >= 9 && messages.delivered === messages.sent, JSON.stringify(messages))
  t.ok(seconds > 0)
})

t.test('a person sees each node at work and one whole history', async (t) => {
  const { code, stdout } = await run('demo', '--countries', '2')
  t.equal(code, 0, stdout)
  for (const words of [
    /the hours are in force; both hold the same case/,
    /XA4410027718 is active .* recognised in XB/,
    /registered, risk analysis complete; both hold the same case/,
    /killed/,
    /comes back; nothing was lost/,
    /both nodes have made the joint record by themselves; both hold the same case/,
    /has confirmed the use of 18240\.5 kg/,
    /the lorry has left; both hold the same case/,
    /81 minutes/,
    /receipt of XB/,
    /accepted by the receiver/,
    / 0 refused/,
  ])
    t.match(stdout, words)
})

t.test('--keep --json: one line when all is ready, then it runs until it is interrupted', async (t) => {
  const dir = join(temporaryFolder(t), 'demo')
  const child = spawn(process.execPath, [MAIN, 'demo', '--keep', '--json', '--countries', '2', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const lines: string[] = []
  const first = await new Promise<string>((done, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => (lines.push(line), done(line)))
    void ended.then(() => failed(new Error('the demo ended')))
  })
  const { nodes, trust } = JSON.parse(first)
  t.same(
    nodes.map((n: any) => n.country),
    ['XA', 'XB'],
  )
  t.ok(existsSync(trust))
  for (const node of nodes) {
    t.match(node, { name: String, dir: String, window: /^http:\/\/127\.0\.0\.1:/, exchange: /^https:/, pid: Number })
    t.ok(process.kill(node.pid, 0), 'pid is the node')
    t.match(readFileSync(join(node.dir, 'juxta.env'), 'utf8'), new RegExp(new URL(node.window).port))
    const held = await fetch(`${node.window}/v1/agreements`, {
      headers: { authorization: `Bearer ${node.keys.operator}` },
    })
    t.match(await held.json(), { items: [{ state: 'in-force' }] })
    for (const key of ['window', 'auditor']) {
      const answer = await fetch(`${node.window}/v1/messages`, {
        headers: { authorization: `Bearer ${node.keys[key]}` },
      })
      t.equal(answer.status, 200, key)
    }
  }
  process.kill(nodes[1].pid, 'SIGKILL')
  await new Promise((done) => setTimeout(done, 500))
  t.equal(child.exitCode, null, 'a node that was killed does not end the demo')
  t.throws(() => process.kill(nodes[1].pid, 0), 'and is not started again')
  child.kill('SIGINT')
  t.equal(await ended, 0)
  t.equal(lines.length, 1, 'stdout held that line alone')
  t.throws(() => process.kill(nodes[0].pid, 0), 'the other ended with it')
  const exported = await run('log', 'export', join(dir, 'log'), '--dir', nodes[0].dir)
  t.equal(exported.code, 0, exported.stderr)
  t.equal(
    (await run('log', 'check', join(dir, 'log'))).code,
    2,
    'the last checkpoint covers everything, and only whose it is was not asked',
  )
})
