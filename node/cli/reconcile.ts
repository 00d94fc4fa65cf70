/** `juxta reconcile`: two countries' logs held against each other, up to what either had known of the other, with third countries as witnesses of both. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { DIFFERENCES, type CheckCode } from '../auditor/log-findings.ts'
import { EXIT_CODES, exitCode, verdictOf } from '../auditor/findings.ts'
import { Reconciler, type Discrepancy, type Party, type Reconciliation, type Which } from '../auditor/reconcile.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { proveInclusion } from '../log/merkle.ts'
import { encodeProofFile } from '../log/proof.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { JuxtaError } from '../values/errors.ts'
import { type Command, type Io, optional, output, texts, usage } from './command.ts'
import { progressOf } from './terminal.ts'
import { allAsJson, logOfFolder, printCheck, worst } from './log.ts'
import { ARITHMETIC, checkWholeLog, readAsked, TRUST_OPTIONS, vouch, type Asked } from './log-check.ts'
import { entryOf, linesOf, type CheckedShard } from './log-files.ts'
import { logFinding, logsOf, witnessedBy, type ExportedLog, type LogFinding, type Witnessed } from './witnessed.ts'

/** Findings of a kind that are shown; all of them stand in the folder of findings. */
const MOST_SHOWN = 1000
const NAMED =
  /^(?:(message) sha-256:([A-Za-z0-9_-]{43}) ([0-9a-f-]{36}) (?:-|sha-256:([A-Za-z0-9_-]{43}))|(event) sha-256:([A-Za-z0-9_-]{43}) ([0-9a-f-]{36}))$/

/** Reads which commitments an export says are of which message. Fails with `log-invalid`, which names the line. */
async function readNames(log: ExportedLog, side: Which, reconciler: Reconciler): Promise<void> {
  for await (const { line, n } of linesOf(log.dir, 'messages.txt')) {
    const m = NAMED.exec(line)
    if (!m)
      throw new JuxtaError('log-invalid', `${join(log.dir, 'messages.txt')}, line ${n}, names no message`, {
        rule: 'line',
      })
    if (m[1]) reconciler.named(side, 'message', m[2]!, m[3]!, m[4] ?? null)
    else reconciler.named(side, 'event', m[6]!, m[7]!, null)
  }
}

/** The findings in the order in which they are shown: by kind, then by where their first leaf stands. */
function inOrder(found: Discrepancy[]): Discrepancy[] {
  const rank = Object.keys(DIFFERENCES)
  const key = ({ places: [p] }: Discrepancy): string =>
    `${p!.country} ${p!.shard} ${String(p!.index).padStart(16, '0')}`
  return found.sort(
    (a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
  )
}

/** Collects findings: so many of each kind to be shown, and all of them in a file, a line each, where one is written. */
class Collector {
  readonly shown: Discrepancy[] = []
  readonly #counts = new Map<string, number>()
  readonly #file: WriteStream | null
  more = 0

  constructor(folder: string | null) {
    this.#file = folder === null ? null : createWriteStream(join(folder, 'findings.jsonl'))
  }

  take(found: Discrepancy): void {
    const count = (this.#counts.get(found.kind) ?? 0) + 1
    this.#counts.set(found.kind, count)
    if (count > MOST_SHOWN) this.more++
    else this.shown.push(found)
    this.#file?.write(`${JSON.stringify(found)}\n`)
  }

  async end(): Promise<void> {
    if (!this.#file) return
    this.#file.end()
    await finished(this.#file)
  }
}

/** Writes what proves each side of a finding: the leaves with their proofs, which C2SP tools read, beside the finding itself. */
async function writeFindings(dir: string, found: readonly Discrepancy[], logs: readonly ExportedLog[]): Promise<void> {
  for (const [i, finding] of found.entries()) {
    const folder = join(dir, `${String(i + 1).padStart(4, '0')}-${finding.kind}`)
    await mkdir(folder, { recursive: true })
    const evidence = finding.message && `juxta evidence ${finding.message} -o bundle.json --dir NODE`
    await writeFile(join(folder, 'finding.json'), `${JSON.stringify({ ...finding, evidence }, null, 1)}\n`)
    for (const { country, shard, index } of finding.places) {
      const of = logs.find((log) => log.country === country)!.shards.find((s) => s.shard === shard)!
      const checkpoint = (await of.source.checkpoint())!
      const { size } = readCheckpoint(checkpoint).checkpoint
      const name = join(folder, `${country}-${shard}-${index}`)
      await writeFile(`${name}.leaf`, (await entryOf(of, index))!)
      const proof = await proveInclusion(index, size, nodesFromTiles(size, of.source.tile))
      await writeFile(`${name}.tlog-proof`, encodeProofFile({ index, proof, checkpoint }))
      await writeFile(join(folder, `${country}-${shard}.vkey`), `${of.vkey}\n`)
    }
  }
}

/** Faults of a log that leave its entries what they are, so that they can still be held against those of the other one. */
const STILL_READ: ReadonlySet<string> = new Set([
  'trust-missing',
  'log-untrusted',
  'identity-invalid',
  'history-differs',
  'cosignature-invalid',
  'opening-differs',
  'opening-malformed',
] satisfies CheckCode[])

const isReadable = (checked: readonly CheckedShard[]): boolean =>
  checked.every(({ report }) => report.findings.every((f) => f.weight !== 'invalid' || STILL_READ.has(f.code)))

/** What is to be said of the leaves that were not compared. */
function laterFindings(
  logs: readonly [ExportedLog, ExportedLog],
  later: Reconciliation['later'],
  seen: Witnessed,
): LogFinding[] {
  return logs.flatMap((log, side) => {
    const other = logs[1 - side]!
    const found: LogFinding[] = []
    if (!seen.any(log, other))
      found.push(
        logFinding(
          'cut-unknown',
          other.country,
          `the export of ${other.country} shows no checkpoint of ${log.country} that it had seen`,
        ),
      )
    const count = later[side as Which]
    if (count === 0) return found
    const what = `${count} entries of ${log.country} have no counterpart and are later than what ${other.country} is shown to have known`
    found.push(
      seen.older(other)
        ? logFinding(
            'cut-unjudged',
            other.country,
            `${what}; its export is older than what was seen of it: ask for a newer one`,
          )
        : logFinding('cut-later', null, `${what}: they are not compared`),
    )
    return found
  })
}

type Joined = { result: Reconciliation; shown: readonly Discrepancy[]; more: number; findings: LogFinding[] }

/** Checks both logs and the witnesses', and joins the two. */
async function reconcileExports(
  io: Io,
  [a, b]: readonly [ExportedLog, ExportedLog],
  witnesses: readonly ExportedLog[],
  asked: Asked,
  output: string | null,
): Promise<{ checks: (readonly CheckedShard[])[]; joined: Joined | null }> {
  const all = [a, b, ...witnesses]
  // What one export shows of the identities of another country counts as much as what that one shows itself.
  const identities = [...new Set(all.flatMap((log) => log.identities))]
  const known = all.map((log) => ({ ...log, identities }))
  const [left, right] = [known[0]!, known[1]!]
  const seen = await witnessedBy(known, [left, right], logsOf([left, right], await vouch({ identities }, asked), asked))
  const party = (log: ExportedLog, other: ExportedLog): Party => ({
    country: log.country,
    shards: log.shards.map(({ shard }, i) => ({ shard, known: seen.known(log, other, i) })),
  })
  const leaves = [left, right].flatMap((log) => log.shards).reduce((sum, { head }) => sum + head.size, 0)
  const collector = new Collector(output)
  const progress = progressOf(io, 'comparing')
  const reconciler = new Reconciler([party(left, right), party(right, left)], leaves, (found) => collector.take(found))
  try {
    const checks: (readonly CheckedShard[])[] = []
    let read = 0
    for (const [i, log] of known.entries()) {
      const checked = await checkWholeLog(log, asked, (shard) => ({
        earlier: i < 2 ? seen.earlier(shard.origin) : [],
        ...(i < 2 && {
          onLeaf: (index, kind, peer, c) => {
            progress.at(++read, leaves)
            reconciler.leaf(
              i as Which,
              log.shards.findIndex((s) => s === shard),
              index,
              kind,
              peer,
              c,
            )
          },
        }),
      }))
      progress.end()
      checks.push(checked)
      if (!io.json && worst(checked) !== 'valid')
        for (const { report } of checked) printCheck(io, log.dir, report, null)
    }
    if (!checks.slice(0, 2).every(isReadable)) return { checks, joined: null }
    await readNames(left, 0, reconciler)
    await readNames(right, 1, reconciler)
    const result = reconciler.finish()
    const findings = [...seen.findings, ...laterFindings([left, right], result.later, seen)]
    return { checks, joined: { result, shown: inOrder(collector.shown), more: collector.more, findings } }
  } finally {
    reconciler.close()
    await collector.end()
  }
}

function print(io: Io, [a, b]: readonly ExportedLog[], { result, shown, more, findings }: Joined): void {
  const { matched, events } = result
  io.out(`${a!.country} and ${b!.country}: ${matched.messages} messages and ${matched.receipts} receipts in both logs`)
  io.out(`  other events: ${events.both} in both, ${events.oneSided} in one (those without a message are salted apart)`)
  for (const { kind, text } of findings) io.out(`  ${kind}: ${text}`)
  for (const { kind, text, message } of shown)
    io.out(`  ${kind}: ${text}${message === null ? '' : `, message ${message}`}`)
  if (more > 0) io.out(`  and ${more} more of the same kinds`)
  if (shown.length === 0) io.out('  no message on which they differ')
}

/** A folder for findings, which holds nothing yet. */
async function newFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true })
  if ((await readdir(path)).length > 0)
    throw new JuxtaError('state-conflict', `${path} is not empty`, { rule: 'empty-folder' })
  return path
}

export const reconcileCommand: Command = {
  usage: 'reconcile A/ B/ --trust trust.json [--witness C/]… [--earlier NOTE]… [-o FINDINGS/]',
  about: `Joins the exports of two countries' logs and names every message on which they differ, without a document being shown, up to what either had seen of
the other when it was exported. Each is checked first, as "juxta log check" does. --witness: exports of third countries; what they have witnessed of the two
must be consistent with what the two show, which neither can change by agreeing with the other. With -o, each finding gets a folder with its leaves and
their proofs, as C2SP tools read them; the message it names is proven by "juxta evidence ID" at its node. Exit 0 they agree, 1 they differ or a log is
invalid, 2 something is missing that proves nobody wrong, or no trust file was given.`,
  options: {
    output: output('FOLDER', 'a folder for each finding, with leaves and proofs'),
    witness: texts('DIR', 'the export of a third country'),
    ...TRUST_OPTIONS,
  },
  example: 'reconcile xa-log xb-log --trust trust.json -o found',
  async run(io, folders, values) {
    if (folders.length !== 2) throw usage('reconcile needs two exports')
    const asked = await readAsked(values)
    if (!asked.trust && !io.json) io.out(ARITHMETIC)
    const open = async (folder: string): Promise<ExportedLog> => {
      const dir = resolve(folder)
      return { ...(await logOfFolder(dir)), dir }
    }
    const [a, b] = [await open(folders[0]!), await open(folders[1]!)]
    const witnesses: ExportedLog[] = []
    for (const folder of (values['witness'] as string[] | undefined) ?? []) witnesses.push(await open(folder))
    if (a.country === b.country) throw usage(`both exports are of ${a.country}`)
    const wanted = optional(values, 'output')
    const output = wanted === undefined ? null : await newFolder(resolve(wanted))
    const { checks, joined } = await reconcileExports(io, [a, b], witnesses, asked, output)
    const verdict = verdictOf([...(joined?.shown ?? []), ...(joined?.findings ?? [])])
    const code = joined ? exitCode([...checks.map(worst), verdict]) : EXIT_CODES.invalid
    if (joined && output !== null) await writeFindings(output, joined.shown, [a, b])
    if (io.json)
      io.out(
        JSON.stringify({
          ok: code === 0,
          checks: checks.map(allAsJson),
          ...(joined && {
            matched: joined.result.matched,
            events: joined.result.events,
            later: { [a.country]: joined.result.later[0], [b.country]: joined.result.later[1] },
            findings: joined.findings,
            discrepancies: joined.shown,
            more: joined.more,
          }),
        }),
      )
    else if (joined) print(io, [a, b], joined)
    return code
  },
}
