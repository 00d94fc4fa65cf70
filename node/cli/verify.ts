/** `juxta verify`: evidence bundles checked offline, against nothing but a trust file. Needs no node, database or network. */
import { readFileSync, statSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { sha256 } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { MAX_EVIDENCE_BYTES, type Evidence } from '../evidence/bundle.ts'
import type { NamedFile } from '../auditor/asked.ts'
import { exitCode } from '../auditor/findings.ts'
import { takeFile } from '../auditor/take-file.ts'
import { parseTrust, type Trust } from '../auditor/trust.ts'
import { Verification, type Report } from '../auditor/verify.ts'
import { evidenceCrypto } from '../seal/evidence.ts'
import { type Command, type Io, optional, required, text, texts, usage, type Values } from './command.ts'
import { mark, progressOf, styled, verdictOf } from './terminal.ts'
import { parseSeconds, timeFault, timeOfSeconds } from '../values/time.ts'

const utc = (seconds: number | null): string => (seconds === null ? 'not shown' : timeOfSeconds(seconds))

/** What a file says, on one line: it draws no lines of its own. */
const line = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ')

function print(io: Io, { file, verdict, facts, findings }: Report & { readonly file: string }): void {
  const say = (text: string): void => io.out(line(text))
  io.out(styled`${line(file)}: ${verdictOf(verdict)}`)
  if (facts.sender !== null) {
    say(
      `  ${facts.sender} → ${facts.receiver}  ${facts.procedure}/${facts.type}  ${facts.outcome ?? 'no receipt that counts'}`,
    )
    const after = facts.loggedAfter === null ? '' : `after ${utc(facts.loggedAfter)} and `
    say(
      `  receipt (the legal time) ${utc(facts.receiptAt)}; logged, as others attest, ${after}by ${utc(facts.loggedBy)}`,
    )
  }
  for (const { code, weight, against, at, text } of findings)
    io.out(
      styled`  ${mark(weight)} ${line(`${text}${against === undefined ? '' : ` [against ${against}]`}  (${code} ${at})`)}`,
    )
}

/** The exports of logs, whose tiles prove that checkpoints of different files are of one history. */
async function takeLogs(verification: Verification, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return
  const [{ shardsOfFolder }, { nodesFromTiles }, { readCheckpoint }] = await Promise.all([
    import('./log-files.ts'),
    import('../log/tiles.ts'),
    import('../log/checkpoint.ts'),
  ])
  for (const folder of folders)
    for (const { origin, source } of await shardsOfFolder(resolve(folder))) {
      const checkpoint = await source.checkpoint()
      if (checkpoint === null) throw usage(`${folder}: the export of ${origin} has no checkpoint`)
      const { size } = readCheckpoint(checkpoint).checkpoint
      verification.takeLog({ name: folder, checkpoint, nodes: nodesFromTiles(size, source.tile) })
    }
}

async function extract(evidence: Evidence, trust: Trust, folder: string): Promise<void> {
  const [{ extractEvidence }, { mkdir }] = await Promise.all([
    import('../auditor/extract.ts'),
    import('node:fs/promises'),
  ])
  await mkdir(folder, { recursive: true })
  for (const { path, bytes } of extractEvidence(evidence, trust)) await writeFile(join(folder, path), bytes)
}

/** Takes every file; one that cannot be read is a finding, and the others are verified all the same. */
async function takeFiles(
  io: Io,
  verification: Verification,
  files: readonly string[],
  trust: Trust,
  into: string | undefined,
): Promise<NamedFile[]> {
  const named: NamedFile[] = []
  const progress = progressOf(io, 'reading')
  for (const file of files)
    try {
      progress.at(named.length, files.length)
      if (statSync(file).size > MAX_EVIDENCE_BYTES)
        throw new JuxtaError('too-large', 'the file is larger than any bundle')
      const bytes = readFileSync(file)
      named.push({ name: file, size: bytes.length, sha256: sha256(bytes).toString('hex') })
      const evidence = await takeFile(verification, file, bytes)
      if (evidence && into !== undefined)
        await extract(evidence, trust, files.length === 1 ? resolve(into) : join(resolve(into), basename(file)))
    } catch (error) {
      const isOurs =
        error instanceof JuxtaError ? error.fault !== 'fatal' : (error as NodeJS.ErrnoException).code !== undefined
      if (!isOurs) throw error
      if (named.at(-1)?.name !== file) named.push({ name: file, size: 0, sha256: 'not read' })
      verification.refuse(file, error as Error)
    }
  progress.end()
  return named
}

const listOf = (values: Values, name: string): string[] => {
  const value = values[name]
  return Array.isArray(value) ? value : []
}

export const verify: Command = {
  usage:
    'verify FILE… --trust trust.json [--log EXPORT]… [--at DATE] [--json] [--html report.html] [--extract DIR] | verify --page verify.html',
  about: `Checks evidence bundles, and findings against logs, together: what one file hides another may show. Reports everything that it finds; docs/reference/findings.md
lists it. trust.json: {"identities": {"XA": {"key": JWK, "version": 3}, …}, "witnesses": [vkey or country, …], "quorum": 2, "tsa": [PEM, …], "authorities": [PEM, …]};
the identity keys are those that were compared by phone, the version is the lowest that is known, without a quorum more than half of the independent witnesses are
asked for. --log: an export of a log, which proves that checkpoints of different files are of one history. Exit 0 valid, 1 invalid, 2 incomplete or not read, 3 wrong
usage. A folder is taken for the package of an inspection (juxta inspect). --extract writes the files that openssl and C2SP tools read, and check.sh, which goes from
the message to the keys of the trust file with a shell and openssl alone. --page writes one HTML file that does the same check in a browser, without a network.`,
  options: {
    trust: text('FILE', 'whom you trust'),
    at: text('TIME', 'judged as of this time; now unless told'),
    log: texts('DIR', 'an export of a log, which shows that checkpoints are of one history'),
    html: text('FILE', 'the report as a page'),
    extract: text('DIR', 'what openssl and C2SP tools read, with check.sh'),
    page: text('FILE', 'the same check as one page for a browser'),
  },
  example: 'verify bundle.json --trust trust.json --html report.html',
  async run(io, files, values) {
    const page = optional(values, 'page')
    if (page !== undefined) {
      const { verifyPage } = await import('../auditor/verify-page.ts')
      await writeFile(resolve(page), verifyPage())
      if (files.length === 0) {
        io.out(io.json ? JSON.stringify({ ok: true, page: resolve(page) }) : `${resolve(page)}: open it in a browser`)
        return 0
      }
    }
    if (files.length === 0) throw usage('verify needs a bundle')
    // A folder is the package of an inspection, which is checked as a whole.
    if (files.length === 1 && (await stat(files[0]!).catch(() => null))?.isDirectory()) {
      const { checkFolder } = await import('./inspect.ts')
      return checkFolder(io, files[0]!, values)
    }
    const trustFile = required(values, 'trust')
    const trustBytes = await readFile(resolve(trustFile))
    const trust = parseTrust(trustBytes)
    const asked = optional(values, 'at')
    const wrong = asked === undefined ? undefined : timeFault(asked)
    if (wrong !== undefined) throw usage(`--at ${wrong}`)
    const at = asked === undefined ? Math.floor(Date.now() / 1000) : parseSeconds(asked)
    const verification = new Verification(trust, evidenceCrypto, at)
    const named = await takeFiles(io, verification, files, trust, optional(values, 'extract'))
    await takeLogs(verification, listOf(values, 'log'))
    const reports = await verification.reports()
    if (!io.json) for (const report of reports) print(io, report)
    const html = optional(values, 'html')
    if (html !== undefined) {
      const [{ reportPage }, { askedTrust, namedFile }] = await Promise.all([
        import('../auditor/report-page.ts'),
        import('../auditor/asked.ts'),
      ])
      const trusted = await askedTrust(namedFile(trustFile, trustBytes), trust)
      await writeFile(resolve(html), reportPage(reports, { at, trust: trusted, files: named }))
    }
    const code = exitCode(reports.map((r) => r.verdict))
    if (io.json) io.out(JSON.stringify({ ok: code === 0, exit: code, at, reports }))
    return code
  },
}
