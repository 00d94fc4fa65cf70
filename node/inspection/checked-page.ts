/** What checking a package found, as a page for whoever inspects: the answer, what was asked, each finding in words, and every bundle with its verdict. */
import { VERSION } from '../values/version.ts'
import type { Asked } from '../auditor/asked.ts'
import type { Verdict } from '../auditor/findings.ts'
import { apart, escape, exact, facts, glossary, mark, moment, REPORT_STYLE, table } from '../auditor/markup.ts'
import { askedSection } from '../auditor/report-page.ts'
import type { PackageReport } from './check.ts'
import type { PackageFinding } from './findings.ts'
import { completenessWords, periodWords } from './report.ts'

const HEADS: Readonly<Record<Verdict, string>> = {
  valid: 'Valid: the package is as it was signed, nothing is omitted, and every bundle holds.',
  incomplete: 'Incomplete: nothing is wrong, but less is proven than was asked for.',
  invalid: 'Invalid: the package does not hold what it says.',
}
const WORDS: Readonly<Record<Verdict, string>> = { valid: 'Valid', incomplete: 'Incomplete', invalid: 'Invalid' }

const group = (head: string, list: readonly PackageFinding[]): string =>
  list.length === 0
    ? ''
    : `<h3>${head} <span class="quiet">(${list.length})</span></h3><ul class="findings">${list
        .map(
          (f) =>
            `<li class="${f.weight}"><p>${apart(f.text)}</p>${f.against ? `<p class="against">Against ${escape(f.against)}</p>` : ''}<details><summary>For the expert</summary><p>${exact(f.code)} at ${exact(f.at)}</p></details></li>`,
        )
        .join('\n')}</ul>`

export function checkedPage({ verdict, manifest, statement, findings, bundles }: PackageReport, asked: Asked): string {
  const weighing = (weight: string): PackageFinding[] =>
    findings.filter((f) => f.weight === weight && f.code !== 'bundle')
  const scope = manifest?.scope
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Inspection checked</title><style>
${REPORT_STYLE}
</style></head><body><header><h1>Inspection checked</h1><p class="quiet">Checked as of ${moment(asked.at)} without a network, by juxta ${escape(VERSION)}.</p></header>
<main><section aria-labelledby="answer"><h2 id="answer">The answer</h2><div class="verdict ${verdict}">${mark(verdict)}<div><p><strong>${HEADS[verdict]}</strong></p>${
    statement
      ? completenessWords(statement)
          .map((line) => `<p class="said">${apart(line)}</p>`)
          .join('')
      : ''
  }</div></div></section>
${
  manifest && scope
    ? `<section aria-labelledby="package"><h2 id="package">The package</h2>${facts([
        ['Package', exact(manifest.id)],
        ['Messages', `of ${escape(manifest.iss)} with ${escape(scope.peer)}`],
        ['Period', escape(periodWords(scope))],
        ['Procedure', scope.procedure === null ? 'all' : apart(scope.procedure)],
        [
          'Made',
          `${moment(manifest.iat)} for ${apart(manifest.client)} with the key ${apart(manifest.key)}, by juxta ${apart(manifest.version)}`,
        ],
      ])}</section>`
    : ''
}
<section aria-labelledby="found"><h2 id="found">What was found</h2>${group('What does not hold', weighing('invalid'))}${group('What is missing', weighing('incomplete'))}${group('What is to be known', weighing('note'))}${group('What is proven', weighing('ok'))}</section>
${
  bundles.length === 0
    ? ''
    : `<section aria-labelledby="bundles"><h2 id="bundles">Bundles</h2>${table(
        'Every bundle and its verdict. juxta verify tells all of one.',
        [{ head: 'File' }, { head: 'Verdict' }, { head: 'From, to' }, { head: 'Receipt' }, { head: 'Logged by' }],
        bundles.map(({ file, report }) => [
          apart(file),
          `<span class="${report.verdict}">${mark(report.verdict)} ${WORDS[report.verdict]}</span>`,
          report.facts.sender ? `${escape(report.facts.sender)} → ${escape(report.facts.receiver ?? '?')}` : '?',
          moment(report.facts.receiptAt),
          moment(report.facts.loggedBy),
        ]),
      )}</section>`
}
${askedSection(asked)}
${glossary()}</main></body></html>
`
}
