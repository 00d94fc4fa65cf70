/** `juxta bench logs`: how long `log check` and `reconcile` take over two logs, and how much memory, each as a process of its own. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHash } from 'node:crypto'
import type { Io } from '../node/cli/command.ts'
import { makeCountry, MadeLog, trustText, type MadeCountry } from './made-log.ts'

const MAIN = fileURLToPath(new URL('../node/main.js', import.meta.url))
const RUNS = 3
/** Tells on stderr, when the process ends, what it has used. */
const METER =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();console.error("used "+u.maxRSS+" "+u.userCPUTime+" "+u.systemCPUTime)})'

type Used = { seconds: number; peakMb: number; userSeconds: number; systemSeconds: number }

const juxta = (...args: string[]): Promise<Used> =>
  new Promise((done, failed) => {
    const started = performance.now()
    execFile(process.execPath, ['--import', METER, MAIN, ...args], (error, stdout, stderr) => {
      const used = /used (\d+) (\d+) (\d+)/.exec(stderr)
      if (error || !used) return failed(new Error(`${args[0]}: ${stdout}${stderr}`))
      done({
        seconds: (performance.now() - started) / 1000,
        peakMb: Number(used[1]) / 1024,
        userSeconds: Number(used[2]) / 1e6,
        systemSeconds: Number(used[3]) / 1e6,
      })
    })
  })

const uuid = (n: number): string => `01890a5d-ac96-774b-bcce-${n.toString(16).padStart(12, '0')}`

/** Writes the exports of two countries of `entries` leaves each, which agree: messages both ways, with their receipts. */
async function writeBoth(dir: string, entries: number, countries: readonly [MadeCountry, MadeCountry]): Promise<void> {
  const logs = countries.map((c) => new MadeLog(join(dir, c.country), c)) as [MadeLog, MadeLog]
  const c = (what: string, n: number): string =>
    `sha-256:${createHash('sha256').update(`${what} ${n}`).digest('base64url')}`
  const names: [string[], string[]] = [[], []]
  for (let n = 0; logs[0].size < entries; n++) {
    const [from, to] = n % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
    const [message, receipt] = [c('message', n), c('receipt', n)]
    logs[from].append('sent', countries[to].country, message)
    logs[to].append('received', countries[from].country, message)
    logs[to].append('receipt-issued', countries[from].country, receipt)
    logs[from].append('receipt-received', countries[to].country, receipt)
    names[from].push(`message ${message} ${uuid(n)} ${receipt}`)
    names[to].push(`message ${message} ${uuid(n)} -`)
  }
  const identities = countries.map((one) => one.identity)
  const notes = await Promise.all(logs.map((log, i) => log.checkpoint([countries[1 - i]!])))
  for (const [i, log] of logs.entries())
    await log.finish([countries[1 - i]!], { identities, names: names[i]!, witnessed: [notes[1 - i]!] })
}

export async function benchLogs(io: Io, entries: number): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  try {
    const countries = [await makeCountry('XA'), await makeCountry('XB')] as const
    await writeBoth(dir, entries, countries)
    const trust = join(dir, 'trust.json')
    await writeFile(trust, trustText(countries))
    const [a, b] = [join(dir, 'XA'), join(dir, 'XB')]
    const commands = {
      'log check': ['log', 'check', a, '--trust', trust],
      reconcile: ['reconcile', a, b, '--trust', trust],
    }
    const figures: Record<string, Used> = {}
    for (const [name, args] of Object.entries(commands)) {
      const runs: Used[] = []
      for (let i = 0; i < RUNS; i++) runs.push(await juxta(...args))
      const least = (of: (used: Used) => number): number => Math.min(...runs.map(of))
      figures[name] = {
        seconds: least((u) => u.seconds),
        peakMb: Math.max(...runs.map((u) => u.peakMb)),
        userSeconds: least((u) => u.userSeconds),
        systemSeconds: least((u) => u.systemSeconds),
      }
    }
    const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}`
    if (io.json) io.out(JSON.stringify({ ok: true, where, entries, figures }))
    else {
      io.out(`${where}; ${entries} entries in each log; the least of ${RUNS} runs, the most memory`)
      for (const [name, u] of Object.entries(figures))
        io.out(
          `${name.padEnd(10)} ${u.seconds.toFixed(2)} s (user ${u.userSeconds.toFixed(2)}, system ${u.systemSeconds.toFixed(2)}), peak ${u.peakMb.toFixed(0)} MB`,
        )
    }
    return 0
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
