/** README as a newcomer types it: its blocks, one after the other, in one shell of an empty folder with Node and curl and nothing else. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sparePort, temporaryFolder } from './servers.ts'
import { ROOT } from './shared-data.ts'

const text = readFileSync(join(ROOT, 'README.md'), 'utf8')
const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((m) => m[1]!)
/** What other tests run: the demo by itself, and this whole suite. */
const ELSEWHERE = /^npm (run demo|cit) .*$/gm

t.test('every command of README does what it says', { timeout: 900_000 }, async (t) => {
  t.ok(blocks.length >= 6)
  const dir = temporaryFolder(t)
  symlinkSync(join(ROOT, 'examples'), join(dir, 'examples'))
  let script = blocks.join('\n').replace(ELSEWHERE, '')
  t.notMatch(script.replace(/#.*$/gm, ''), /\b(jq|uuidgen|openssl|python3?)\b/, 'nothing but Node and curl')
  t.notMatch(script, /npm (run|ci)/, 'all others are run here')
  // The nodes of README stand at fixed ports, which others of this machine may have.
  const [window, theirs, exchange, other] = await Promise.all([sparePort(), sparePort(), sparePort(), sparePort()])
  script = script
    .replace('--country XA ', `--country XA --exchange-url https://127.0.0.1:${exchange} --window-port ${window} `)
    .replaceAll('7444', String(other))
    .replaceAll('7081', String(theirs))
    .replaceAll('7080', String(window))
  // npx itself takes a second for each of the forty commands; below it is asked once.
  mkdirSync(join(dir, 'bin'))
  writeFileSync(
    join(dir, 'bin', 'npx'),
    `#!/bin/sh\n[ "$1" = juxta ] && shift && exec "${process.execPath}" "${join(ROOT, 'bin', 'juxta.js')}" "$@"\n`,
    { mode: 0o755 },
  )
  const shell = spawn(
    'bash',
    [
      '-c',
      `set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
${script}`,
    ],
    {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${join(dir, 'bin')}:${process.env['PATH']}` },
    },
  )
  let said = ''
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  t.teardown(() => shell.kill())
  const code = await new Promise<number | null>((done) => shell.once('close', done))
  t.equal(code, 0, said.slice(-3000))
  const answers = said
    .split('\n')
    .flatMap((line) => line.match(/\{.*\}/g) ?? [])
    .join('\n')
  t.match(answers, /"procedure":"pre-arrival","type":"declaration"/, 'the inbox has it')
  t.match(said, '<WCOTypeName>DEC</WCOTypeName>', 'its bytes arrived')
  t.match(answers, /"profile":"wco-dec-dms-2"/, 'the profile has read it')
  t.match(answers, /"procedure":"pre-arrival","version":"1"/, 'it has opened a case')
  t.match(said, /ok {3}tls/, 'the peer answers')
  for (const file of ['report.html', 'verify.html', 'files/COMMANDS.txt', 'xa-log/checkpoint', 'again/juxta.env'])
    t.ok(existsSync(join(dir, file)), file)
})

t.test('npx finds the command in the project', async (t) => {
  const said = await new Promise<string>((done) =>
    execFile('npx', ['juxta', '--help'], { cwd: ROOT }, (_error, stdout, stderr) => done(stdout + stderr)),
  )
  t.match(said, /juxta/)
  t.match(said, /init/)
})
