/** A verifier's report as one HTML page that loads nothing: for the file of a case, or for print. */
import type { Report } from './verify.ts'
import type { Verdict, Weight } from './findings.ts'
import { timeOfSeconds } from '../values/time.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c]!)

const VERDICTS: Readonly<Record<Verdict, string>> = {
  valid: 'Valid: everything that was asked for is proven.',
  incomplete: 'Incomplete: nothing is wrong, but less is proven than the trust file asks for.',
  invalid: 'Invalid: the evidence does not hold.',
}
const ORDER: readonly Weight[] = ['invalid', 'incomplete', 'note', 'ok']
const WORDS: Readonly<Record<Weight, string>> = { invalid: 'wrong', incomplete: 'missing', note: 'note', ok: 'proven' }

const utc = (seconds: number | null): string => (seconds === null ? 'not shown' : timeOfSeconds(seconds))

export const REPORT_STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
p.valid{border-left:.5rem solid #17692f;padding-left:1rem}p.incomplete{border-left:.5rem solid #8a5a00;padding-left:1rem}p.invalid{border-left:.5rem solid #a11;padding-left:1rem}
tr>td:nth-child(-n+2):not(:last-child){white-space:nowrap}tr.invalid td{background:#fde8e8}tr.incomplete td{background:#fff3d6}`

/** The reports as HTML for the body of a page. All text is escaped: it may quote what an attacker wrote. */
export function reportSections(reports: readonly Report[]): string {
  const sections = reports.map(({ message, verdict, facts, findings }) => {
    const rows: [string, string][] = [
      ['From, to', `${facts.sender ?? '?'} → ${facts.receiver ?? '?'}`],
      ['Procedure', `${facts.procedure ?? '?'} / ${facts.type ?? '?'}`],
      ['Issued, as the sender claims', utc(facts.issuedAt)],
      ['Outcome', facts.outcome ?? 'not shown'],
      ['Receipt (the legal time)', utc(facts.receiptAt)],
      ['Logged, as others attest, by', utc(facts.loggedBy)],
      ...facts.logs.map(({ origin, size, witnesses, timestamps }): [string, string] => [
        `Log ${origin}, ${size} entries`,
        [...witnesses.map((w) => `${w.name} ${utc(w.time)}`), ...timestamps.map((s) => `${s.tsa} ${utc(s.time)}`)].join(
          '; ',
        ) || 'no witness, no timestamp',
      ]),
    ]
    const sorted = ORDER.flatMap((weight) => findings.filter((f) => f.weight === weight))
    return `<section><h2>${escape(message)}</h2><p class="${verdict}">${VERDICTS[verdict]}</p>
<table>${rows.map(([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`).join('\n')}</table>
<table><tr><th>Finding</th><th></th><th>Where</th><th>What</th></tr>
${sorted.map((f) => `<tr class="${f.weight}"><td>${f.code}</td><td>${WORDS[f.weight]}</td><td>${escape(f.at)}</td><td>${escape(f.text)}</td></tr>`).join('\n')}
</table></section>`
  })
  return sections.join('\n')
}

/** `at`: as of when it was verified, seconds since 1970. */
export function reportPage(reports: readonly Report[], at: number): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evidence report</title><style>
${REPORT_STYLE}
</style></head><body><h1>Evidence report</h1><p>${reports.length} ${reports.length === 1 ? 'message' : 'messages'}, verified as of ${utc(at)}, without a network.</p>
${reportSections(reports)}
</body></html>
`
}
