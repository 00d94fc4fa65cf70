/** README as a newcomer types it: its blocks, one after the other, in one shell of an empty folder with Node and curl and nothing else. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { likeTheTree, runnable, runShell, withSparePorts } from './pages/shell.ts'
import { temporaryFolder } from './servers.ts'
import { ROOT } from './shared-data.ts'

/** What other tests run: the demo by itself, and this whole suite. */
const ELSEWHERE = /^npm (run demo|cit) .*$/gm

t.test('every command of README does what it says', async (t) => {
  const script = runnable('README.md').replace(ELSEWHERE, '')
  t.ok(script.split('\n').length > 20)
  t.notMatch(script.replace(/#.*$/gm, ''), /\b(jq|uuidgen|openssl|python3?)\b/, 'nothing but Node and curl')
  t.notMatch(script.replaceAll('npm run -s demo -- ', ''), /npm (run|ci)/, 'all others are run here')
  const dir = likeTheTree(temporaryFolder(t))
  const { code, said } = await runShell(t, dir, await withSparePorts(script))
  t.equal(code, 0, said.slice(-3000))
  const answers = said
    .split('\n')
    .flatMap((line) => line.match(/\{.*\}/g) ?? [])
    .join('\n')
  t.match(answers, /"procedure":"pre-arrival","type":"declaration"/, 'the inbox has it')
  t.match(said, '<WCOTypeName>DEC</WCOTypeName>', 'its bytes arrived')
  t.match(answers, /"profile":"wco-dec-dms-2"/, 'the profile has read it')
  t.match(answers, /"procedure":"pre-arrival","version":"1"/, 'it has opened a case')
  t.match(said, /"state":"(answered|accepted)"/, 'it has its answer')
  t.match(said, /valid/i, 'its evidence was verified')
  for (const file of ['report.html', 'bundle.json', 'demo/xa/juxta.env']) t.ok(existsSync(join(dir, file)), file)
})

t.test('npx finds the command in the project', async (t) => {
  const said = await new Promise<string>((done) =>
    execFile('npx', ['juxta', '--help'], { cwd: ROOT }, (_error, stdout, stderr) => done(stdout + stderr)),
  )
  t.match(said, /juxta/)
  t.match(said, /init/)
})
