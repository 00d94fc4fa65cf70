/** What it costs an auditor to verify: one bundle in a process of its own, from its start to its end, and many in one call. `node dist/bench/evidence.js`. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeEvidence } from '../node/evidence/bundle.ts'
import { evidenceOf, exchange, NOW, trustFile, xa, xb } from '../test/log/world.ts'

const BIN = fileURLToPath(new URL('../../bin/juxta.js', import.meta.url))
const [BUNDLES, RUNS] = [500, 15]
const dir = mkdtempSync(join(tmpdir(), 'bench-'))
const trust = join(dir, 'trust.json')
writeFileSync(trust, trustFile())
xa.log.fill(1000)
xb.log.fill(1000)
const sent = []
for (let i = 0; i < BUNDLES; i++) sent.push(await exchange())
const files: string[] = []
for (const [i, one] of sent.entries()) {
  files.push(join(dir, `${i}.json`))
  writeFileSync(files[i]!, writeEvidence(await evidenceOf(one)))
}

type Cost = { readonly wall: number; readonly cpu: number }
const SAY = 'data:text/javascript,process.on("exit",()=>process.stderr.write(JSON.stringify(process.cpuUsage())))'

/** Milliseconds of a process: on the clock, and of CPU, which other work on the machine hardly changes. */
function run(...words: string[]): Cost {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--import', SAY, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const wall = performance.now() - started
  if (status !== 0) throw new Error(`it ended with ${status}: ${String(stderr)}`)
  const { user, system } = JSON.parse(String(stderr)) as NodeJS.CpuUsage
  return { wall, cpu: (user + system) / 1000 }
}
const verify = (...bundles: string[]): Cost =>
  run(BIN, 'verify', ...bundles, '--trust', trust, '--at', new Date((NOW + 10) * 1000).toISOString(), '--json')
const median = (times: number, work: () => Cost): Cost => {
  const all = Array.from({ length: times }, work)
  const of = (read: (c: Cost) => number): number =>
    Math.round(all.map(read).sort((a, b) => a - b)[Math.floor(times / 2)]!)
  return { wall: of((c) => c.wall), cpu: of((c) => c.cpu) }
}
const bare = median(RUNS, () => run('-e', '0'))
const one = median(RUNS, () => verify(files[0]!))
const all = median(3, () => verify(...files))
const each = (read: (c: Cost) => number): number => Math.round((100 * (read(all) - read(one))) / (BUNDLES - 1)) / 100
console.log(
  JSON.stringify({
    cpu: cpus()[0]?.model,
    node: process.version,
    bundleBytes: statSync(files[0]!).size,
    bareNode: bare,
    one,
    [`together${BUNDLES}`]: all,
    eachOfMany: { wall: each((c) => c.wall), cpu: each((c) => c.cpu) },
  }),
)
rmSync(dir, { recursive: true })
