/** `juxta verify`: evidence bundles checked offline, against nothing but a trust file. Needs no node, database or network. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { JuxtaError } from '../values/errors.ts'
import { MAX_EVIDENCE_BYTES } from '../evidence/bundle.ts'
import { parseEvidence } from '../evidence/read-bundle.ts'
import { extractEvidence } from '../auditor/extract.ts'
import { exitCode } from '../auditor/findings.ts'
import { askedTrust, namedFile, type NamedFile } from '../auditor/asked.ts'
import { reportPage } from '../auditor/report-page.ts'
import { parseTrust } from '../auditor/trust.ts'
import { unreadable, verifyEvidence, type Report } from '../auditor/verify.ts'
import { evidenceCrypto } from '../seal/evidence.ts'
import { optional, required, usage, type Command, type Io } from './command.ts'
import { parseSeconds, timeFault, timeOfSeconds } from '../values/time.ts'

const MARK = { ok: 'ok  ', note: 'note', incomplete: 'MISS', invalid: 'FAIL' } as const
const utc = (seconds: number | null): string => (seconds === null ? 'not shown' : timeOfSeconds(seconds))

function print(io: Io, file: string, { verdict, facts, findings }: Report): void {
  io.out(`${file}: ${verdict.toUpperCase()}`)
  io.out(
    `  ${facts.sender ?? '?'} → ${facts.receiver ?? '?'}  ${facts.procedure ?? '?'}/${facts.type ?? '?'}  ${facts.outcome ?? 'no receipt'}`,
  )
  io.out(`  receipt (the legal time) ${utc(facts.receiptAt)}; logged, as others attest, by ${utc(facts.loggedBy)}`)
  for (const { weight, at, text } of findings) io.out(`  ${MARK[weight]} ${text}  (${at})`)
}

export const verify: Command = {
  usage:
    'verify FILE… --trust trust.json [--at DATE] [--json] [--html report.html] [--extract DIR] | verify --page verify.html',
  about: `Checks evidence bundles and reports everything that it finds. trust.json: {"identities": {"XA": JWK, …}, "quorum": 1, "tsa": [PEM, …]}; the
identity keys are those that were compared by phone. Exit 0 valid, 1 invalid, 2 incomplete (a witness or timestamp is missing), 3 wrong usage.
--extract writes the files that openssl and C2SP tools read. --page writes one HTML file that does the same check in a browser, without a network.`,
  options: {
    trust: { type: 'string' },
    at: { type: 'string' },
    html: { type: 'string' },
    extract: { type: 'string' },
    page: { type: 'string' },
  },
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
    const trustFile = required(values, 'trust')
    const trustBytes = await readFile(resolve(trustFile))
    const trust = parseTrust(trustBytes)
    const asked = optional(values, 'at')
    const wrong = asked === undefined ? undefined : timeFault(asked)
    if (wrong !== undefined) throw usage(`--at ${wrong}`)
    const at = asked === undefined ? Math.floor(Date.now() / 1000) : parseSeconds(asked)
    const extract = optional(values, 'extract')
    const reports: Report[] = []
    const named: NamedFile[] = []
    for (const file of files) {
      if ((await stat(file)).size > MAX_EVIDENCE_BYTES) throw usage(`${file} is larger than any bundle`)
      const bytes = await readFile(file)
      named.push(namedFile(file, bytes))
      let report: Report
      try {
        const bundle = parseEvidence(bytes)
        report = await verifyEvidence(bundle, trust, evidenceCrypto, at)
        if (extract !== undefined) {
          const folder = files.length === 1 ? resolve(extract) : join(resolve(extract), basename(file))
          for (const { path, bytes: content } of extractEvidence(bundle)) {
            await mkdir(dirname(join(folder, path)), { recursive: true })
            await writeFile(join(folder, path), content)
          }
        }
      } catch (error) {
        if (!(error instanceof JuxtaError) || error.fault === 'fatal') throw error
        report = unreadable(file, error)
      }
      reports.push(report)
      if (!io.json) print(io, file, report)
    }
    const html = optional(values, 'html')
    if (html !== undefined) {
      const asked = { at, trust: await askedTrust(namedFile(trustFile, trustBytes), trust), files: named }
      await writeFile(resolve(html), reportPage(reports, asked))
    }
    const code = exitCode(reports.map((r) => r.verdict))
    if (io.json)
      io.out(
        JSON.stringify({ ok: code === 0, exit: code, at, reports: reports.map((r, i) => ({ file: files[i], ...r })) }),
      )
    return code
  },
}
