/** `juxta inspect`: one package for an inspection, made by a node (`-o`) or checked by anybody (`--check`), which needs no node, database or network. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { askedTrust, namedFile } from '../auditor/asked.ts'
import { EXIT_CODES } from '../auditor/findings.ts'
import { parseTrust } from '../auditor/trust.ts'
import { MAX_EVIDENCE_BYTES } from '../evidence/bundle.ts'
import { checkPackage, type PackageReport, type PackageSource } from '../inspection/check.ts'
import { MANIFEST_JWS } from '../inspection/format.ts'
import { checkedPage } from '../inspection/checked-page.ts'
import { readTar } from '../inspection/tar.ts'
import { JuxtaError } from '../values/errors.ts'
import { isDateText, parseDate, parseSeconds, timeFault, timeOfSeconds } from '../values/time.ts'
import { withClient } from './client.ts'
import { type Command, DIR, flag, type Io, optional, output, required, text, usage, type Values } from './command.ts'
import { mark, progressOf, styled, verdictOf } from './terminal.ts'

/** A day is its beginning in UTC. */
function seconds(values: Values, name: string): number {
  const text = required(values, name)
  if (isDateText(text)) return Math.floor(parseDate(text) / 1000)
  const fault = timeFault(text)
  if (fault !== undefined) throw usage(`--${name} ${fault}`)
  return parseSeconds(text)
}

/** The files of a folder that is a package; nothing outside of it is read. */
export const packageFolder = (dir: string): PackageSource => ({
  read: (path) =>
    readFile(join(dir, path)).catch((error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return null
      throw error
    }),
  async list() {
    const found = await readdir(dir, { recursive: true, withFileTypes: true })
    return found
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  },
})

function print(io: Io, dir: string, { verdict, manifest, findings }: PackageReport): void {
  io.out(styled`${dir}: ${verdictOf(verdict)}`)
  if (manifest)
    io.out(
      `  messages of ${manifest.iss} with ${manifest.scope.peer}, ${timeOfSeconds(manifest.scope.from)} to ${timeOfSeconds(manifest.scope.to)}; made ${timeOfSeconds(manifest.iat)} for ${manifest.client}`,
    )
  for (const { code, weight, against, at, text } of findings)
    if (code !== 'bundle')
      io.out(styled`  ${mark(weight)} ${text}${against ? ` [against ${against}]` : ''}  (${code} ${at})`)
}

/** Checks the package in `dir`, for `juxta inspect --check` and for `juxta verify` of such a folder. */
export async function checkFolder(io: Io, dir: string, values: Values): Promise<number> {
  const trustFile = required(values, 'trust')
  const trustBytes = await readFile(resolve(trustFile))
  const trust = parseTrust(trustBytes)
  const at = optional(values, 'at') === undefined ? Math.floor(Date.now() / 1000) : seconds(values, 'at')
  const progress = progressOf(io, 'files')
  let files = 0
  const { read, list } = packageFolder(resolve(dir))
  const counted: PackageSource = { read: (path) => (progress.at(++files), read(path)), list }
  const report = await checkPackage(counted, trust, at)
  progress.end()
  const html = optional(values, 'html')
  if (html !== undefined) {
    const files = report.bundles.map(({ file, size, sha256 }) => ({ name: file, size, sha256 }))
    const asked = { at, trust: await askedTrust(namedFile(trustFile, trustBytes), trust), files }
    await writeFile(resolve(html), checkedPage(report, asked))
  }
  const exit = EXIT_CODES[report.verdict]
  if (io.json) {
    const { verdict, manifest, findings } = report
    io.out(
      JSON.stringify({
        ok: exit === 0,
        exit,
        at,
        verdict,
        id: manifest?.id ?? null,
        scope: manifest?.scope ?? null,
        findings,
      }),
    )
  } else print(io, dir, report)
  return exit
}

async function make(io: Io, values: Values): Promise<number> {
  const output = resolve(required(values, 'output'))
  const query = new URLSearchParams({
    peer: required(values, 'peer'),
    from: timeOfSeconds(seconds(values, 'from')),
    to: timeOfSeconds(seconds(values, 'to')),
  })
  for (const name of ['procedure', 'sample', 'seed']) {
    const value = optional(values, name)
    if (value !== undefined) query.set(name, value)
  }
  if (values['documents'] === true) query.set('documents', 'true')
  const there = await readdir(output).catch(() => null)
  if (there !== null) throw usage(`${output} is there already`)
  const partial = `${output}.partial`
  await rm(partial, { recursive: true, force: true })
  try {
    const files = await withClient(resolve(required(values, 'dir')), async (client) => {
      let count = 0
      const progress = progressOf(io, 'files')
      let last = ''
      for await (const { path, bytes } of readTar(
        await client.stream(`/v1/inspections?${query}`),
        MAX_EVIDENCE_BYTES,
      )) {
        await mkdir(dirname(join(partial, path)), { recursive: true })
        await writeFile(join(partial, path), bytes)
        last = path
        progress.at(++count)
      }
      progress.end()
      if (last !== MANIFEST_JWS)
        throw new JuxtaError('answer-invalid', 'the package ends before its end', { rule: 'truncated' })
      return count
    })
    await rename(partial, output)
    io.out(
      io.json
        ? JSON.stringify({ ok: true, folder: output, files })
        : `${output}: ${files} files; read report.html first`,
    )
    return 0
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}

export const inspect: Command = {
  usage:
    'inspect --dir D --peer XB --from TIME --to TIME [--procedure P] [--sample N [--seed S]] [--documents] -o FOLDER | inspect --check FOLDER --trust trust.json [--at TIME] [--html page.html]',
  about: `Makes one package for an inspection: the bundles of all messages with a peer in a period, the leaves of the log around it, which show that none is omitted, a
sample that anybody draws again from the seed, a report (report.html, report.pdf) and a signed list of all files with their SHA-256. A date is its beginning in UTC.
--check needs no node: it finds what was altered, left out or added, by name. Exit 0 valid, 1 invalid, 2 incomplete, 3 wrong usage.`,
  options: {
    ...DIR,
    peer: text('COUNTRY', 'the messages with this neighbour'),
    from: text('TIME', 'from this time on; a date is its beginning in UTC'),
    to: text('TIME', 'before this time'),
    procedure: text('NAME', 'of this procedure alone'),
    sample: text('N', 'draw so many that anybody draws again'),
    seed: text('TEXT', 'what the sample is drawn from'),
    documents: flag('with the documents themselves'),
    output: output('FOLDER', 'the package to make'),
    check: flag('check the package that is named'),
    trust: text('FILE', '--check: whom you trust'),
    at: text('TIME', '--check: judged as of this time'),
    html: text('FILE', '--check: the report as a page'),
  },
  example: 'inspect --dir xa --peer XB --from 2026-01-01 --to 2027-01-01 --sample 20 --seed "our words" -o package',
  async run(io, [folder, ...more], values) {
    if (values['check'] !== true) {
      if (folder !== undefined) throw usage('inspect takes no file; --check takes the folder of a package')
      return make(io, values)
    }
    if (folder === undefined || more.length > 0) throw usage('--check takes the folder of one package')
    return checkFolder(io, folder, values)
  },
}
