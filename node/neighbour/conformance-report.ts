/** What a neighbour's implementation came to, clause by clause, for a terminal and as a page. */
import { htmlReport } from '../inspection/report-html.ts'
import type { Cell } from '../inspection/report.ts'
import type { Outcome, Result, Tried } from './kit.ts'
import { UNTRIED } from './clauses.ts'
import { verdictOf } from './conform.ts'

const MARK: Readonly<Record<Outcome, string>> = { pass: 'ok  ', fail: 'FAIL', 'not tested': '--  ' }
export const VERDICT = [
  'It conforms.',
  'It does not conform.',
  'What was tried conforms; not every clause was tried.',
] as const

const brokenOf = ({ trials }: Result): readonly Tried[] => trials.filter((t) => !t.ok)

/** One line for each clause, and what was tried and answered where it was broken. */
export function reportLines(results: readonly Result[]): string[] {
  const lines = results.flatMap((r) => [
    `${MARK[r.outcome]} ${r.clause.padEnd(6)} ${r.demands}`,
    ...brokenOf(r).map(({ tried, answered }) => `         tried: ${tried}\n         answered: ${answered}`),
  ])
  const count = (outcome: Outcome): number => results.filter((r) => r.outcome === outcome).length
  return [
    ...lines,
    ...Object.entries(UNTRIED).map(
      ([clause, since]) => `     ${clause.padEnd(6)} not tried by the kit, since ${since}`,
    ),
    `${VERDICT[verdictOf(results)]} ${count('pass')} clauses hold, ${count('fail')} are broken, ${count('not tested')} were not tried.`,
  ]
}

const cell = (text: string): Cell => ({ text })

/** The same as a page that loads nothing. `at`: when it was tried. */
export function reportPage(
  { peer, exchange, at }: { readonly peer: string; readonly exchange: string; readonly at: number },
  results: readonly Result[],
): string {
  const columns = [
    { head: 'clause', share: 0.1 },
    { head: 'outcome', share: 0.1 },
    { head: 'tried', share: 0.3 },
    { head: 'answered', share: 0.5 },
  ]
  const rows = results.flatMap(({ clause, outcome, trials }) =>
    trials.length === 0
      ? [[cell(clause), cell(outcome), cell(''), cell('')]]
      : trials.map((t) => [cell(clause), cell(t.ok ? 'pass' : 'fail'), cell(t.tried), cell(t.answered)]),
  )
  return htmlReport({
    title: `Conformance of ${peer}`,
    subtitle: exchange,
    at: Math.floor(at / 1000),
    lead: [VERDICT[verdictOf(results)]],
    sections: [
      {
        head: 'The clauses',
        blocks: [{ is: 'facts', rows: results.map((r) => [`${r.clause} ${r.outcome}`, cell(r.demands)]) }],
      },
      { head: 'What was tried', blocks: [{ is: 'table', caption: 'Every trial', columns, rows }] },
    ],
  })
}
