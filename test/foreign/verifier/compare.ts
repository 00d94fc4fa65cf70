/** Has `juxta verify` and verify.py judge the same files, and says where they differ. Run by test/foreign/verifier.sh. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { juxta } from '../../cli/juxta.ts'
import { makeCases } from './cases.ts'
import { isReadable, makeTerms } from './terms.ts'

type Report = {
  readonly findings: readonly { readonly code: string; readonly weight: string; readonly against?: string }[]
}
type Judged = { readonly exit: number; readonly found: readonly string[] }

const [work, python, script] = process.argv.slice(2) as [string, string, string]

/** What was found of each file beside what is in order, each once. */
const judged = (exit: number, reports: readonly Report[]): Judged => {
  const found = reports.flatMap(({ findings }, file) =>
    findings
      .filter((f) => f.weight !== 'ok')
      .map((f) => `file ${file}: ${f.weight} ${f.code}${f.against === undefined ? '' : ` against ${f.against}`}`),
  )
  return { exit, found: [...new Set(found)].sort() }
}

const calls = (await makeCases()).map(({ name, files, trust, at }, i) => {
  const dir = join(work, String(i))
  mkdirSync(dir, { recursive: true })
  const write = (file: string, text: string): string => {
    writeFileSync(join(dir, file), text)
    return join(dir, file)
  }
  return {
    name,
    files: files.map((text, n) => write(`${n}.json`, text)),
    trust: write('trust.json', trust),
    at: new Date(at * 1000).toISOString().replace('.000', ''),
  }
})
writeFileSync(join(work, 'cases.json'), JSON.stringify(calls))

const ours: Judged[] = []
for (const { files, trust, at } of calls) {
  const { code, json } = await juxta('verify', ...files, '--trust', trust, '--at', at, '--json')
  ours.push(judged(code, json?.reports ?? []))
}
const theirs = (
  JSON.parse(
    execFileSync(python, [script, '--cases', join(work, 'cases.json')], { encoding: 'utf8', maxBuffer: 1 << 28 }),
  ) as { exit: number; files: Report[] }[]
).map(({ exit, files }) => judged(exit, files))

let failed = 0
for (const [i, { name }] of calls.entries()) {
  const [a, b] = [ours[i]!, theirs[i]!]
  const same = a.exit === b.exit && a.found.join() === b.found.join()
  console.log(`${same ? 'ok' : 'not ok'} - ${name}`)
  if (same) continue
  failed++
  console.log(`    juxta exits ${a.exit}, verify.py ${b.exit}`)
  for (const f of a.found.filter((x) => !b.found.includes(x))) console.log(`    juxta alone: ${f}`)
  for (const f of b.found.filter((x) => !a.found.includes(x))) console.log(`    verify.py alone: ${f}`)
}

const terms = makeTerms()
writeFileSync(join(work, 'terms.json'), JSON.stringify(terms.map(({ text }) => text)))
const read = JSON.parse(
  execFileSync(python, [script, '--terms', join(work, 'terms.json')], { encoding: 'utf8', maxBuffer: 1 << 28 }),
) as boolean[]
const places = new Map<string, { change: string; ours: boolean; theirs: boolean }[]>()
for (const [i, { at, change, text }] of terms.entries())
  places.set(at, [...(places.get(at) ?? []), { change, ours: isReadable(text), theirs: read[i]! }])
for (const [at, all] of places) {
  const apart = all.filter(({ ours, theirs }) => ours !== theirs)
  // Where nothing that is done to a place is refused, nobody reads it.
  const told = all.some(({ ours }) => !ours)
  console.log(`${told && apart.length === 0 ? 'ok' : 'not ok'} - an agreement, ${at}`)
  if (!told) console.log('    whatever stands there is read')
  for (const { change, ours } of apart) console.log(`    ${change}: ${ours ? 'juxta' : 'verify.py'} alone reads it`)
  if (!told || apart.length > 0) failed++
}
console.log(`${terms.length} agreements, ${read.filter(Boolean).length} of them readable`)
console.log(
  `exit codes: ${[0, 1, 2].map((code) => `${ours.filter((o) => o.exit === code).length} of ${code}`).join(', ')}`,
)
console.log(`${calls.length + places.size - failed} passed, ${failed} failed`)
process.exit(failed === 0 && calls.length > 0 ? 0 : 1)
