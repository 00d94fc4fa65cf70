/** `juxta log` and `juxta reconcile`: the message log as static files, checked as a whole, and held against a neighbour's. */
import { registryIn } from '../peers/registry.ts'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { RunningNode } from '../assemble.ts'
import { byCommand, onRecord } from '../operate/audit.ts'
import { faultOfRecord, parseAuditProof } from '../operate/audit-proof.ts'
import { readSettings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import type { CheckReport } from '../auditor/check.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { EXIT_CODES, exitCode, verdictOf, type Verdict } from '../auditor/findings.ts'
import { proveInclusion } from '../log/merkle.ts'
import { encodeProofFile } from '../log/proof.ts'
import { reconcile, type Discrepancy, type Side } from '../auditor/reconcile.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { connect, openQuietly } from './client.ts'
import { optional, required, usage, type Command, type Io } from './command.ts'
import {
  checkShards,
  entryOf,
  exportLog,
  readExportNotes,
  shardsOfFolder,
  shardsOfStore,
  type Shard,
} from './log-files.ts'

/** Opens the store of a folder, running or not; where it is stopped what was appended last is published first. */
async function withLog<T>(dir: string, work: (node: RunningNode) => Promise<T>): Promise<T> {
  const { settings } = readSettings(dir, process.env)
  const client = await connect(dir)
  const { running } = client
  await client.close()
  const node = await openQuietly(settings)
  try {
    if (!running) await node.publish()
    return await work(node)
  } finally {
    await node.close()
  }
}

const MARK = { ok: 'ok  ', note: 'note', incomplete: 'MISS', invalid: 'FAIL' } as const

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
  for (const { weight, at, text } of findings) io.out(`  ${MARK[weight]} ${text}  (${at})`)
  if (more > 0) io.out(`  and ${more} more of the same kinds`)
}

const asJson = (report: CheckReport): object => ({
  verdict: report.verdict,
  entries: report.entries,
  kinds: report.kinds,
  findings: report.findings,
  more: report.more,
  checkpoint: report.checkpoint && { ...report.checkpoint, root: report.checkpoint.root.toString('base64') },
})

type Checked = readonly { readonly shard: string; readonly report: CheckReport }[]

/** The newest shard as a whole log, which it is while there is one, and all of them. */
const allAsJson = (checked: Checked): object => ({
  ...asJson(checked.at(-1)!.report),
  verdict: worst(checked),
  shards: checked.map(({ shard, report }) => ({ shard, ...asJson(report) })),
})
const worst = (checked: Checked): Verdict => verdictOf(checked.flatMap(({ report }) => report.findings))

export const log: Command = {
  usage:
    'log export DIR --dir D | log check DIR [--record F]… | log check --dir D | log rotate --dir D [--keep-key] [--reason "…"]',
  about: `export writes the published log as static files (C2SP tlog-tiles) with its checkpoint and verifier key, of a running or a stopped node; closed shards
lie below shards/. check hashes every entry again, compares every tile, holds the root against the signed checkpoint, and each shard against the end of the
one before; and each record of the audit trail (juxta audit prove) against its leaf. Exit 0 valid, 1 invalid, 2 incomplete. rotate closes the shard and opens the next one (the year's, or one for a new key) under a key of its own,
named by a new version of the identity: each January, and whenever the key is to be changed. Old shards stay, and so does every proof.`,
  options: {
    dir: { type: 'string' },
    record: { type: 'string', multiple: true },
    'keep-key': { type: 'boolean' },
    reason: { type: 'string' },
  },
  async run(io, [action, target], values) {
    const shardsOf = async (node: RunningNode) =>
      shardsOfStore(
        node.store,
        (await registryIn(node.store).identities(node.country)).map(({ jws }) => node.directory.read(jws)),
      )
    if (action === 'export') {
      if (!target) throw usage('log export needs a folder to write to')
      const out = resolve(target)
      await mkdir(out, { recursive: true })
      if ((await readdir(out)).length > 0)
        throw new JuxtaError('state-conflict', `${out} is not empty`, { rule: 'empty-folder' })
      return withLog(resolve(required(values, 'dir')), async (node) => {
        const shards = await shardsOf(node)
        const { origin } = shards.at(-1)!
        const size = await exportLog(node.country, node.store, shards, out, (done, all) => {
          if (io.terminal && !io.json) process.stdout.write(`\r${done} of ${all} entries`)
        })
        if (io.terminal && !io.json) process.stdout.write('\r')
        const names = shards.map((s) => s.shard)
        io.out(
          io.json
            ? JSON.stringify({ ok: true, dir: out, origin, size, shards: names })
            : `${origin}: ${size} entries in ${out}${names.length > 1 ? `, and the closed shards ${names.slice(0, -1).join(', ')}` : ''}`,
        )
        return 0
      })
    }
    if (action === 'rotate')
      return withLog(resolve(required(values, 'dir')), async (node) => {
        await node.judgeOwnLog()
        const order = {
          reason: optional(values, 'reason') ?? 'rotation',
          by: 'log rotate',
          keepKey: values['keep-key'] === true,
        }
        const { origin } = await onRecord(node, byCommand('log rotate'), () => node.nextShard(order))
        await node.publish()
        io.out(
          io.json
            ? JSON.stringify({ ok: true, origin, vkey: node.own.identity.log.vkey })
            : `The log goes on as ${origin}, key ${node.own.identity.log.vkey}; neighbours learn it by the next checkpoint.`,
        )
        return 0
      })
    if (action !== 'check') throw usage('log does export, check or rotate')
    let started = Date.now()
    const files = (values['record'] as string[] | undefined) ?? []
    const told = async (checked: Checked, shards: readonly Shard[]): Promise<number> => {
      const records = await checkRecords(files, shards)
      const verdict = records.every((r) => r.fault === null) ? worst(checked) : 'invalid'
      if (io.json)
        io.out(
          JSON.stringify({
            ok: verdict === 'valid',
            ...allAsJson(checked),
            verdict,
            ...(files.length > 0 && { records }),
          }),
        )
      else
        for (const { shard, report } of checked) printCheck(io, target ?? shard, report, (Date.now() - started) / 1000)
      if (!io.json)
        for (const { file, fault } of records)
          io.out(`  ${fault === null ? 'ok   logged as it is' : `FAIL ${fault}`}  (${file})`)
      return EXIT_CODES[verdict]
    }
    if (target) {
      const shards = await shardsOfFolder(resolve(target))
      return told(await checkShards(shards), shards)
    }
    return withLog(resolve(required(values, 'dir')), async (node) => {
      started = Date.now()
      const shards = await shardsOf(node)
      return told(await checkShards(shards), shards)
    })
  },
}

/** Each record of the audit trail, with why it is not the one that was logged; null: it is. */
async function checkRecords(
  files: readonly string[],
  shards: readonly Shard[],
): Promise<{ file: string; fault: string | null }[]> {
  const checked: { file: string; fault: string | null }[] = []
  for (const file of files) {
    const proof = parseAuditProof(await readFile(file))
    const shard = shards.find((s) => s.shard === proof.leaf.shard)
    const entry = shard ? await entryOf(shard, proof.leaf.index) : null
    checked.push({ file, fault: entry ? faultOfRecord(proof, entry) : 'the log does not reach to its leaf' })
  }
  return checked
}

/** Writes what proves each side of a finding: the leaves with their proofs, which C2SP tools read, beside the finding itself. */
async function writeFindings(
  dir: string,
  found: readonly (Discrepancy & { message: string | null })[],
  shards: ReadonlyMap<string, readonly Shard[]>,
): Promise<void> {
  for (const [i, finding] of found.entries()) {
    const folder = join(dir, `${String(i + 1).padStart(4, '0')}-${finding.kind}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'finding.json'), `${JSON.stringify(finding, null, 1)}\n`)
    for (const { country, shard, index } of finding.places) {
      const of = shards.get(country)!.find((s) => s.shard === shard)!
      const checkpoint = (await of.source.checkpoint())!
      const { size } = readCheckpoint(checkpoint).checkpoint
      const entry = (await entryOf(of, index))!
      const proof = await proveInclusion(index, size, nodesFromTiles(size, of.source.tile))
      const name = join(folder, `${country}-${of.shard}-${index}`)
      await writeFile(`${name}.leaf`, entry)
      await writeFile(`${name}.tlog-proof`, encodeProofFile({ index, proof, checkpoint }))
      await writeFile(join(folder, `${country}-${of.shard}.vkey`), `${of.vkey}\n`)
    }
  }
}

export const reconcileCommand: Command = {
  usage: 'reconcile A/ B/ [-o FINDINGS/]',
  about: `Joins the exports of two countries' logs and names every message on which they differ, without a document being shown. Both are checked first. With
-o, each finding gets a folder with its leaves and their proofs, as C2SP tools read them; the message it names is proven by "juxta evidence ID" at its node.
Exit 0 they agree, 1 they differ or a log is invalid.`,
  options: { output: { type: 'string', short: 'o' } },
  async run(io, folders, values) {
    if (folders.length !== 2) throw usage('reconcile needs two exports')
    const sides: Side[] = []
    const checks: Checked[] = []
    const shards = new Map<string, readonly Shard[]>()
    const messages = new Map<string, string>()
    for (const folder of folders.map((f) => resolve(f))) {
      const entries: Buffer[] = []
      const all = await shardsOfFolder(folder)
      const checked = await checkShards(all, (_shard, data) => entries.push(Buffer.from(data)))
      checks.push(checked)
      if (!io.json && worst(checked) !== 'valid') for (const { report } of checked) printCheck(io, folder, report, 0)
      const { country, receipts, messages: named } = await readExportNotes(folder)
      for (const [c, id] of named) messages.set(String(c), String(id))
      shards.set(country, all)
      sides.push({
        country,
        entries,
        shards: checked.map(({ shard, report }) => ({ shard, size: report.entries })),
        receiptOf: new Map(receipts),
      })
    }
    const code = exitCode(checks.map(worst))
    if (code === 1) {
      if (io.json) io.out(JSON.stringify({ ok: false, checks: checks.map(allAsJson) }))
      return 1
    }
    const { matched, discrepancies, events } = reconcile(sides[0]!, sides[1]!)
    const found = discrepancies.map((d) => ({ ...d, message: messages.get(d.c) ?? null }))
    const output = optional(values, 'output')
    if (output !== undefined) await writeFindings(resolve(output), found, shards)
    if (io.json) io.out(JSON.stringify({ ok: found.length === 0, matched, discrepancies: found, events }))
    else {
      io.out(
        `${sides[0]!.country} and ${sides[1]!.country}: ${matched.messages} messages and ${matched.receipts} receipts in both logs`,
      )
      io.out(
        `  other events: ${events.both} in both, ${events.oneSided} in one (those without a message are salted apart)`,
      )
      for (const { kind, text, message } of found)
        io.out(`  ${kind}: ${text}${message === null ? '' : `, message ${message}`}`)
      if (found.length === 0) io.out('  no message on which they differ')
    }
    return found.length === 0 ? code : 1
  },
}
