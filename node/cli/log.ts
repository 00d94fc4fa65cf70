/** `juxta log` and `juxta reconcile`: the message log as static files, checked as a whole, and held against a neighbour's. */
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { assemble } from '../assemble.ts'
import { readSettings } from '../config/settings.ts'
import { JuxtaError } from '../errors.ts'
import { checkLog, type CheckReport } from '../log/check.ts'
import { EXIT_CODES, exitCode } from '../log/findings.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { reconcile, type Side } from '../log/reconcile.ts'
import { connect } from './client.ts'
import { required, usage, type Command, type Io } from './command.ts'
import { exportLog, folderSource, readExportNotes, storeSource } from './log-files.ts'

/** Opens the store of a folder, running or not; where it is stopped what was appended last is published first. */
async function withLog<T>(dir: string, work: (node: Awaited<ReturnType<typeof assemble>>) => Promise<T>): Promise<T> {
  const { settings } = readSettings(dir, process.env)
  const client = await connect(dir)
  const { running } = client
  await client.close()
  const node = await assemble({
    settings,
    logger: pino({ level: 'silent' }),
    onFatal: (error) => {
      console.error(error.message)
      process.exit(1)
    },
  })
  try {
    if (!running) await node.publish()
    return await work(node)
  } finally {
    await node.close()
  }
}

function printCheck(io: Io, what: string, report: CheckReport, seconds: number): void {
  const { checkpoint, entries, findings, more, verdict, kinds } = report
  io.out(`${what}: ${verdict.toUpperCase()}`)
  if (checkpoint)
    io.out(`  ${checkpoint.origin}, ${checkpoint.size} entries, root ${checkpoint.root.toString('base64')}`)
  io.out(
    `  ${entries} entries hashed again in ${seconds.toFixed(2)} s: ${Object.entries(kinds)
      .map(([k, n]) => `${k} ${n}`)
      .join(', ')}`,
  )
  for (const { weight, at, text } of findings) io.out(`  ${weight === 'invalid' ? 'FAIL' : 'MISS'} ${text}  (${at})`)
  if (more > 0) io.out(`  and ${more} more of the same kinds`)
}

const keyOf = async (dir: string): Promise<VerifierKey> =>
  parseVerifierKey((await readFile(join(dir, 'log.vkey'), 'utf8')).trim())

const asJson = (report: CheckReport): object => ({
  verdict: report.verdict,
  entries: report.entries,
  kinds: report.kinds,
  findings: report.findings,
  more: report.more,
  checkpoint: report.checkpoint && { ...report.checkpoint, root: report.checkpoint.root.toString('base64') },
})

export const log: Command = {
  usage: 'log export DIR --dir D | log check DIR | log check --dir D',
  about: `export writes the published log as static files (C2SP tlog-tiles) with its checkpoint and verifier key, of a running or a stopped node.
check hashes every entry again, compares every tile and holds the root against the signed checkpoint. Exit 0 valid, 1 invalid, 2 incomplete.`,
  options: { dir: { type: 'string' } },
  async run(io, [action, target], values) {
    if (action === 'export') {
      if (!target) throw usage('log export needs a folder to write to')
      const out = resolve(target)
      await mkdir(out, { recursive: true })
      if ((await readdir(out)).length > 0)
        throw new JuxtaError('state-conflict', `${out} is not empty`, { rule: 'empty-folder' })
      return withLog(resolve(required(values, 'dir')), async (node) => {
        const { shard, origin } = await node.store.log.head()
        const at = { shard, origin, vkey: node.own.identity.log.vkey }
        const size = await exportLog(node.store, at, out, (done, all) => {
          if (io.terminal && !io.json) process.stdout.write(`\r${done} of ${all} entries`)
        })
        if (io.terminal && !io.json) process.stdout.write('\r')
        io.out(io.json ? JSON.stringify({ ok: true, dir: out, origin, size }) : `${origin}: ${size} entries in ${out}`)
        return 0
      })
    }
    if (action !== 'check') throw usage('log does export or check')
    const started = Date.now()
    const told = (what: string, report: CheckReport): number => {
      if (io.json) io.out(JSON.stringify({ ok: report.verdict === 'valid', ...asJson(report) }))
      else printCheck(io, what, report, (Date.now() - started) / 1000)
      return EXIT_CODES[report.verdict]
    }
    if (target)
      return told(target, await checkLog(folderSource(resolve(target)), { keys: [await keyOf(resolve(target))] }))
    return withLog(resolve(required(values, 'dir')), async (node) => {
      const { shard, origin } = await node.store.log.head()
      return told(
        origin,
        await checkLog(storeSource(node.store.log, shard), { keys: [parseVerifierKey(node.own.identity.log.vkey)] }),
      )
    })
  },
}

export const reconcileCommand: Command = {
  usage: 'reconcile A/ B/',
  about: `Joins the exports of two countries' logs and names every message on which they differ, without a document being shown. Both are checked first.
Exit 0 they agree, 1 they differ or a log is invalid.`,
  options: {},
  async run(io, folders) {
    if (folders.length !== 2) throw usage('reconcile needs two exports')
    const sides: Side[] = []
    const checks: CheckReport[] = []
    for (const folder of folders.map((f) => resolve(f))) {
      const entries: Buffer[] = []
      const check = await checkLog(folderSource(folder), {
        keys: [await keyOf(folder)],
        onEntry: (_index, data) => entries.push(Buffer.from(data)),
      })
      checks.push(check)
      if (!io.json && check.verdict !== 'valid') printCheck(io, folder, check, 0)
      const { country, receipts } = await readExportNotes(folder)
      sides.push({ country, entries, receiptOf: new Map(receipts) })
    }
    const code = exitCode(checks.map((c) => c.verdict))
    if (code === 1) {
      if (io.json) io.out(JSON.stringify({ ok: false, checks: checks.map(asJson) }))
      return 1
    }
    const { matched, discrepancies, events } = reconcile(sides[0]!, sides[1]!)
    if (io.json) io.out(JSON.stringify({ ok: discrepancies.length === 0, matched, discrepancies, events }))
    else {
      io.out(
        `${sides[0]!.country} and ${sides[1]!.country}: ${matched.messages} messages and ${matched.receipts} receipts in both logs`,
      )
      io.out(
        `  other events: ${events.both} in both, ${events.oneSided} in one (those without a message are salted apart)`,
      )
      for (const { kind, text } of discrepancies) io.out(`  ${kind}: ${text}`)
      if (discrepancies.length === 0) io.out('  no message on which they differ')
    }
    return discrepancies.length === 0 ? code : 1
  },
}
