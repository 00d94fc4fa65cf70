/** `juxta log`: the message log as static files, checked as a whole, and closed for the next shard. */
import { registryIn } from '../peers/registry.ts'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RunningNode } from '../assemble.ts'
import { byCommand, onRecord } from '../operate/audit.ts'
import { faultOfRecord, parseAuditProof } from '../operate/audit-proof.ts'
import { readSettings } from '../operate/settings.ts'
import type { CheckReport } from '../auditor/check.ts'
import { EXIT_CODES, verdictOf, type Verdict } from '../auditor/findings.ts'
import { checkAuditTable } from './check-audit.ts'
import { connect, openQuietly } from './client.ts'
import {
  type Command,
  DIR,
  flag,
  type Io,
  optional,
  output,
  required,
  text,
  texts,
  usage,
  type Values,
} from './command.ts'
import { mark, progressOf, styled, tinted } from './terminal.ts'
import { exportLog, identitiesOf, openedOf } from './log-export.ts'
import { ARITHMETIC, checkWholeLog, readAsked, TRUST_OPTIONS, OPENED_FILE, type Log } from './log-check.ts'
import { openLeaf } from './log-open.ts'
import { writeFinding, writePolicy } from './log-writes.ts'
import {
  entryOf,
  identitiesOfFolder,
  linesOf,
  shardsOfFolder,
  shardsOfStore,
  type CheckedShard,
  type ExportedShard,
  type Shard,
} from './log-files.ts'

/** How long an export of a running node waits for its neighbours to cosign what it is about to write. */
const COSIGNED_WITHIN_MS = 10_000

/** Opens the store of a folder, running or not. */
async function withNode<T>(dir: string, work: (node: RunningNode) => Promise<T>): Promise<T> {
  const node = await openQuietly(readSettings(dir, process.env).settings)
  try {
    return await work(node)
  } finally {
    await node.close()
  }
}

/** The same; where it is stopped what was appended last is published first. */
async function withLog<T>(dir: string, work: (node: RunningNode, running: boolean) => Promise<T>): Promise<T> {
  const { settings } = readSettings(dir, process.env)
  const client = await connect(dir)
  const { running } = client
  await client.close()
  const node = await openQuietly(settings)
  try {
    if (!running) await node.publish()
    return await work(node, running)
  } finally {
    await node.close()
  }
}

/** The shards of a node, each up to a checkpoint that its neighbours have cosigned, for which a running one is waited for. */
async function shardsOf(node: RunningNode, running: boolean): Promise<Shard[]> {
  const versions = await registryIn(node.store).identities(node.country)
  const neighbours = node.directory.all().filter((peer) => peer.state === 'active')
  return shardsOfStore(
    node.store,
    versions.map(({ jws }) => node.directory.read(jws)),
    {
      witnesses: new Set(neighbours.map((peer) => peer.identity.witness.name)),
      waitMs: running ? COSIGNED_WITHIN_MS : 0,
    },
  )
}

async function all<T>(lines: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const line of lines) list.push(line)
  return list
}

async function* numbered(lines: AsyncIterable<string>): AsyncGenerator<{ line: string; n: number }> {
  let n = 0
  for await (const line of lines) yield { line, n: ++n }
}

/** The log of a node as one that is to be checked. */
async function logOfNode(node: RunningNode, shards: readonly Shard[]): Promise<Log> {
  return {
    country: node.country,
    shards,
    identities: await all(identitiesOf(node)),
    opened: ({ shard }, size) => numbered(openedOf(node.store, shard, size)),
  }
}

/** An export as one that is to be checked. Fails with `log-invalid`. */
export async function logOfFolder(dir: string): Promise<Log & { readonly shards: readonly ExportedShard[] }> {
  const shards = await shardsOfFolder(dir)
  return {
    country: shards[0]!.head.country,
    shards,
    identities: await identitiesOfFolder(dir),
    opened: (shard) => linesOf(shards.find((s) => s === shard)!.dir, OPENED_FILE),
  }
}

export function printCheck(io: Io, what: string, report: CheckReport, seconds: number | null): void {
  const { checkpoint, entries, findings, more, verdict, kinds } = report
  io.out(styled`${what}: ${tinted(verdict, verdict.toUpperCase())}`)
  if (checkpoint)
    io.out(`  ${checkpoint.origin}, ${checkpoint.size} entries, root ${checkpoint.root.toString('base64')}`)
  const counted = Object.entries(kinds).map(([k, n]) => `${k} ${n}`)
  io.out(
    `  ${entries} entries hashed again${seconds === null ? '' : ` in ${seconds.toFixed(2)} s`}: ${counted.join(', ')}`,
  )
  for (const { weight, at, text } of findings) io.out(styled`  ${mark(weight)} ${text}  (${at})`)
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

/** The newest shard as a whole log, which it is while there is one, and all of them. */
export const allAsJson = (checked: readonly CheckedShard[]): object => ({
  ...asJson(checked.at(-1)!.report),
  verdict: worst(checked),
  shards: checked.map(({ shard, report }) => ({ shard, ...asJson(report) })),
})
export const worst = (checked: readonly CheckedShard[]): Verdict =>
  verdictOf(checked.flatMap(({ report }) => report.findings))

async function exportTo(io: Io, target: string | undefined, dir: string): Promise<number> {
  if (!target) throw usage('log export needs a folder to write to')
  const out = resolve(target)
  return withLog(dir, async (node, running) => {
    const progress = progressOf(io, 'exporting')
    const { size, written, shards } = await exportLog(
      node,
      () => shardsOf(node, running),
      out,
      (done, whole) => progress.at(done, whole),
    )
    progress.end()
    const { origin } = shards.at(-1)!
    const names = shards.map((s) => s.shard)
    io.out(
      io.json
        ? JSON.stringify({ ok: true, dir: out, origin, size, written, shards: names })
        : `${origin}: ${size} entries in ${out}, ${written} files of them new${names.length > 1 ? `, and the closed shards ${names.slice(0, -1).join(', ')}` : ''}`,
    )
    return 0
  })
}

const rotate = (io: Io, values: Values): Promise<number> =>
  withLog(resolve(required(values, 'dir')), async (node) => {
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

async function check(io: Io, target: string | undefined, values: Values): Promise<number> {
  const asked = await readAsked(values)
  const files = (values['record'] as string[] | undefined) ?? []
  if (!asked.trust && !io.json) io.out(ARITHMETIC)
  const judge = async (log: Log, table: Awaited<ReturnType<typeof checkAuditTable>> | null): Promise<number> => {
    const started = Date.now()
    const progress = progressOf(io, 'entries')
    let leaves = 0
    const checked = await checkWholeLog(log, asked, () => ({ onLeaf: () => progress.at(++leaves) }))
    progress.end()
    const seconds = (Date.now() - started) / 1000
    const records = await checkRecords(files, log.shards)
    const verdict = records.every((r) => r.fault === null)
      ? verdictOf([...checked.flatMap(({ report }) => report.findings), ...(table?.findings ?? [])])
      : 'invalid'
    if (io.json)
      io.out(
        JSON.stringify({
          ok: verdict === 'valid',
          ...allAsJson(checked),
          verdict,
          ...(table && { audit: table }),
          ...(files.length > 0 && { records }),
        }),
      )
    else {
      for (const { shard, report } of checked) printCheck(io, target ?? shard, report, seconds)
      if (table) {
        io.out(`audit trail: ${table.records} records are as they were logged`)
        for (const { weight, at, text } of table.findings) io.out(styled`  ${mark(weight)} ${text}  (${at})`)
        if (table.more > 0) io.out(`  and ${table.more} more of the same kinds`)
      }
      for (const { file, fault } of records)
        io.out(`  ${fault === null ? 'ok   logged as it is' : `FAIL ${fault}`}  (${file})`)
    }
    return EXIT_CODES[verdict]
  }
  if (target) return judge(await logOfFolder(resolve(target)), null)
  return withLog(resolve(required(values, 'dir')), async (node, running) => {
    const shards = await shardsOf(node, running)
    return judge(await logOfNode(node, shards), await checkAuditTable(node.store, shards))
  })
}

export const log: Command = {
  usage:
    'log export DIR --dir D | log check DIR|--dir D --trust trust.json [--earlier NOTE]… [--log-key VKEY]… [--record F]… | log rotate --dir D [--keep-key] [--reason "…"] | log finding [ORIGIN] --dir D [-o F] | log policy --dir D [-o F] | log open SHARD INDEX --dir D [-o F]',
  about: `export writes the published log as static files (C2SP tlog-tiles) with its checkpoint and verifier key, of a running or a stopped node; closed shards
lie below shards/. Into a folder that holds an export of this log already only what is new is written. check hashes every entry again, compares every tile,
holds the root against the signed checkpoint, and each shard against the end of the one before; its key against the identities that --trust vouches for, its
cosignatures against the quorum; each --earlier checkpoint, which a neighbour or the auditor has kept, against what the log was then; what the export opens
against its leaves; and each record of the audit trail (juxta audit prove) against its leaf, with --dir the whole table of records. Without --trust it says
that it has checked arithmetic, not honesty, and exits 2. Exit 0 valid, 1 invalid, 2 incomplete. rotate closes the shard and opens the next one (the year's,
or one for a new key) under a key of its own, named by a new version of the identity: each January, and whenever the key is to be changed. Old shards stay,
and so does every proof. finding writes the signed proof that the log of a neighbour has two histories, which juxta verify reads; without an origin it lists of
which logs there is one. policy writes the logs of the node and who cosigns them (C2SP tlog-policy).
open shows what a leaf of the log's own (operator, erased, key, agreement, shard) commits to, with the salt; -o writes it with its proof.`,
  actions: {
    export: 'write the published log as static files',
    check: 'hash all again, and hold it against keys, cosignatures and what was seen before',
    rotate: 'close the shard and open the next one',
    finding: 'the proof that a neighbour’s log has two histories',
    policy: 'the logs of the node and who cosigns them',
    open: 'what a leaf of the log’s own commits to',
  },
  options: {
    ...DIR,
    record: texts('FILE', 'check: a record of the audit trail to hold against its leaf'),
    'keep-key': flag('rotate: the next shard under the same key'),
    reason: text('TEXT', 'rotate: why'),
    output: output('FILE', 'finding, policy, open: where it is written'),
    ...TRUST_OPTIONS,
  },
  example: 'log check xa-log --trust trust.json',
  run(io, [action, target, index], values) {
    if (action === 'open')
      return openLeaf(io, resolve(required(values, 'dir')), [target, index], optional(values, 'output'))
    if (action === 'export') return exportTo(io, target, resolve(required(values, 'dir')))
    if (action === 'rotate') return rotate(io, values)
    if (action === 'check') return check(io, target, values)
    if (action === 'finding' || action === 'policy')
      return withNode(resolve(required(values, 'dir')), (node) => {
        const output = optional(values, 'output')
        return action === 'policy' ? writePolicy(node, io, output) : writeFinding(node, io, target, output)
      })
    throw usage('log does export, check, open, rotate, finding or policy')
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
