/** A verifier's report as one HTML page that loads nothing, for judges, auditors and lawyers: the answer, what was asked, what was found and against whom. */
import { VERSION } from '../values/version.ts'
import { quorumWords, witnessWords, type Asked, type NamedFile } from './asked.ts'
import { FINDINGS, type Finding, type Verdict } from './findings.ts'
import { apart, escape, exact, facts, glossary, mark, moment, REPORT_STYLE, table, type Fact } from './markup.ts'
import type { Report } from './verify.ts'

const HEADS: Readonly<Record<Verdict, string>> = {
  valid: 'Valid: everything that was asked for is proven.',
  incomplete: 'Incomplete: nothing is wrong, but less is proven than was asked for.',
  invalid: 'Invalid: the evidence does not hold.',
}
const WORDS: Readonly<Record<Verdict, string>> = { valid: 'Valid', incomplete: 'Incomplete', invalid: 'Invalid' }
const ORDER: readonly Verdict[] = ['invalid', 'incomplete', 'valid']

const worst = (reports: readonly Report[]): Verdict =>
  ORDER.find((verdict) => reports.some((r) => r.verdict === verdict)) ?? 'valid'
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** Findings that count against somebody, however they weigh. */
const isAgainst = (f: Finding): boolean => f.weight === 'invalid' || (f.against !== undefined && f.weight !== 'ok')

const banner = (verdict: Verdict, head: string, said: string): string =>
  `<div class="verdict ${verdict}">${mark(verdict)}<div><p><strong>${escape(head)}</strong></p><p class="said">${said}</p></div></div>`

/** A file of which nothing is said, since it is none of this format. */
const isUnread = ({ findings }: Report): boolean =>
  findings.some((f) => f.code === 'bundle-malformed' || f.code === 'file-unreadable')
const headOf = (report: Report): string =>
  isUnread(report)
    ? 'Not read: this file is no evidence that can be read, so nothing is said about it.'
    : HEADS[report.verdict]

/** What the findings come to, in one sentence for somebody who reads nothing else. */
function sentence(report: Report): string {
  const { facts: f, verdict, findings } = report
  const parties = f.sender && f.receiver ? `${escape(f.sender)} sent ${escape(f.receiver)} a message` : null
  const against = [...new Set(findings.flatMap((x) => (isAgainst(x) && x.against ? [x.against] : [])))]
  const stands = against.length > 0 ? ` Something stands against ${escape(against.join(' and '))}.` : ''
  if (verdict === 'invalid')
    return `${count(findings.filter((x) => x.weight === 'invalid').length, 'finding', 'findings')} below ${findings.filter((x) => x.weight === 'invalid').length === 1 ? 'says' : 'say'} why.${stands}`
  if (isUnread(report))
    return 'It may be a file of another kind, of another version, or one that was cut off. Choose the file that “juxta evidence” wrote.'
  if (!parties) return stands.trim() || 'Nothing is said about a message.'
  const outcome =
    f.outcome === null
      ? 'that it arrived is not shown'
      : `${escape(f.receiver!)} signed that it ${f.outcome} it on ${moment(f.receiptAt)}`
  const by = f.loggedBy === null ? '' : ` Others attest that it had been logged by ${moment(f.loggedBy)}.`
  return `${parties}; ${outcome}.${by}${stands}`
}

const exactly = (f: Finding): string =>
  `<p>${exact(f.code)} at ${exact(f.at)}. ${escape(FINDINGS[f.code].means)}</p>${f.bytes ? `<pre dir="ltr">${escape(f.bytes)}</pre>` : ''}`

const findingItem = (f: Finding): string =>
  `<li class="${f.weight}"><p>${apart(f.text)}</p>${f.against ? `<p class="against">Against ${escape(f.against)}</p>` : ''}${
    f.weight === 'ok' ? '' : `<details><summary>For the expert</summary>${exactly(f)}</details>`
  }</li>`

/** What is proven is read as one list; its bytes are folded away together. */
const provenBytes = (list: readonly Finding[]): string =>
  `<details><summary>For the expert</summary>${list.map((f) => `<p>${apart(f.text)}</p>${exactly(f)}`).join('')}</details>`

/** The findings in the order in which a judge asks: what contradicts, what is missing, what is to be known, what is proven. */
function grouped(findings: readonly Finding[], level: number): string {
  const groups: readonly (readonly [string, readonly Finding[]])[] = [
    ['What does not hold, or stands against somebody', findings.filter(isAgainst)],
    ['What is missing', findings.filter((f) => f.weight === 'incomplete' && !isAgainst(f))],
    ['What is to be known', findings.filter((f) => f.weight === 'note' && !isAgainst(f))],
    ['What is proven', findings.filter((f) => f.weight === 'ok')],
  ]
  return groups
    .filter(([, list]) => list.length > 0)
    .map(
      ([head, list]) =>
        `<h${level}>${head} <span class="quiet">(${list.length})</span></h${level}><ul class="findings">${list.map(findingItem).join('\n')}</ul>${list[0]!.weight === 'ok' ? provenBytes(list) : ''}`,
    )
    .join('\n')
}

function factsOf({ message, facts: f }: Report, file: NamedFile | undefined): string {
  const rows: Fact[] = [
    ...(file
      ? ([
          ['File', apart(file.name)],
          ['SHA-256 of the file', exact(file.sha256)],
        ] satisfies Fact[])
      : []),
    ['Message', exact(message)],
    ['From, to', f.sender && f.receiver ? `${escape(f.sender)} → ${escape(f.receiver)}` : 'not shown'],
    ['Procedure and type', f.procedure ? `${apart(f.procedure)}, ${apart(f.type ?? '')}` : 'not shown'],
    ['Issued, as the sender claims', moment(f.issuedAt)],
    ['Outcome', f.outcome ?? 'not shown'],
    ['Receipt (the legal time)', moment(f.receiptAt)],
    ['Logged, as others attest, after', moment(f.loggedAfter)],
    ['Logged, as others attest, by', moment(f.loggedBy)],
    ...f.logs.map(({ origin, country, size, witnesses, timestamps }): Fact => [
      `Log of ${country}`,
      `${exact(origin)}, ${count(size, 'leaf', 'leaves')}: ${
        [
          ...witnesses.map((w) => `witnessed by ${apart(w.name)} on ${moment(w.time)}`),
          ...timestamps.map((s) => `dated by ${apart(s.tsa)} on ${moment(s.time)}`),
        ].join('; ') || 'no witness, no timestamp'
      }`,
    ]),
  ]
  return facts(rows)
}

/** What was asked, for the page of a report. */
export function askedSection({ at, trust, files }: Asked): string {
  const rows: Fact[] = [
    ['As of', moment(at)],
    ['Trust file', `${apart(trust.file.name)}, SHA-256 ${exact(trust.file.sha256)}`],
    ['Witnesses that count', apart(witnessWords(trust))],
    ['How many must have cosigned', escape(quorumWords(trust))],
    [
      'Timestamp authorities',
      trust.tsa.length === 0 ? 'none: no timestamp is asked for' : trust.tsa.map(apart).join('; '),
    ],
    ...(trust.authorities.length > 0
      ? ([['Authorities of certificates', trust.authorities.map(apart).join('; ')]] satisfies Fact[])
      : []),
  ]
  return `<section aria-labelledby="asked"><h2 id="asked">What was asked</h2>${facts(rows)}${table(
    'Identity keys that are trusted. Compare the words with those that the country tells by phone.',
    [{ head: 'Country' }, { head: 'Eight words' }, { head: 'Fingerprint' }, { head: 'Version' }],
    trust.keys.map(({ country, words, fingerprint, version }) => [
      escape(country),
      exact(words),
      exact(fingerprint),
      version === null ? 'not pinned' : `from ${version}`,
    ]),
  )}${table(
    'Files',
    [{ head: 'File' }, { head: 'Bytes', number: true }, { head: 'SHA-256' }],
    files.map(({ name, size, sha256 }) => [apart(name), `${size}`, exact(sha256)]),
  )}</section>`
}

function summary(reports: readonly Report[], files: readonly NamedFile[]): string {
  if (reports.length < 2) return ''
  return table(
    'All files',
    [
      { head: 'File' },
      { head: 'Verdict' },
      { head: 'From, to' },
      { head: 'Does not hold', number: true },
      { head: 'Missing', number: true },
    ],
    reports.map(({ message, verdict, facts: f, findings }, i) => [
      `<a href="#file-${i}">${apart(files[i]?.name ?? message)}</a>`,
      `<span class="${verdict}">${mark(verdict)} ${WORDS[verdict]}</span>`,
      f.sender && f.receiver ? `${escape(f.sender)} → ${escape(f.receiver)}` : '?',
      `${findings.filter(isAgainst).length}`,
      `${findings.filter((x) => x.weight === 'incomplete').length}`,
    ]),
  )
}

/** The reports as HTML for the body of a page, whose first heading has the id `answer`. All text is escaped: it may quote what an attacker wrote. */
export function reportSections(reports: readonly Report[], files: readonly NamedFile[] = []): string {
  const verdict = worst(reports)
  const many = ORDER.map((v) => [reports.filter((r) => r.verdict === v).length, WORDS[v].toLowerCase()] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ')
  const all =
    reports.length === 1
      ? banner(verdict, headOf(reports[0]!), sentence(reports[0]!))
      : banner(verdict, HEADS[verdict], `${reports.length} files: ${many}.`)
  const each = reports.map((report, i) => {
    const name = files[i]?.name ?? report.message
    const head = reports.length === 1 ? 'What was found' : apart(name)
    const own = reports.length === 1 ? '' : banner(report.verdict, headOf(report), sentence(report))
    return `<section class="file${i === 0 ? ' first' : ''}" aria-labelledby="file-${i}"><h2 id="file-${i}" tabindex="-1">${head}</h2>${own}${factsOf(report, files[i])}${grouped(report.findings, 3)}</section>`
  })
  return `<section aria-labelledby="answer"><h2 id="answer" tabindex="-1">The answer</h2>${all}${summary(reports, files)}</section>${each.join('\n')}`
}

/** The page: the answer first, then what was asked, what was found, and what the words mean. */
export function reportPage(reports: readonly Report[], asked: Asked): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Evidence report</title><style>
${REPORT_STYLE}
</style></head><body><header><h1>Evidence report</h1><p class="quiet">${count(reports.length, 'file', 'files')}, verified as of ${moment(asked.at)} without a network, by juxta ${escape(VERSION)}.</p></header>
<main>${reportSections(reports, asked.files)}
${askedSection(asked)}
${glossary()}</main>
<footer class="quiet"><p>Whoever has the same files and the same trust file comes to the same report: <code>juxta verify FILE… --trust trust.json --at ${escape(new Date(asked.at * 1000).toISOString())}</code></p></footer>
</body></html>
`
}
