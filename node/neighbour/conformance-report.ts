/** What a neighbour's implementation came to, clause by clause, for a terminal and as a page. */
import { htmlReport } from '../inspection/report-html.ts'
import type { Cell } from '../inspection/report.ts'
import type { Exchanged, Outcome, Result, Tried } from './book.ts'
import { UNTRIED } from './clauses.ts'
import { verdictOf } from './conform.ts'

const MARK: Readonly<Record<Outcome, string>> = { pass: 'ok  ', fail: 'FAIL', 'not due': 'n/a ', 'not tested': '--  ' }
export const VERDICT = [
  'It conforms.',
  'It does not conform.',
  'What was tried conforms; not every clause was tried.',
] as const

const brokenOf = ({ trials }: Result): readonly Tried[] => trials.filter((t) => !t.ok)

/** Of a body, as much as tells what it is. */
const SHOWN = 300
const shown = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN)}… (${text.length} characters)`
}

/** What went over the line, as two lines each. */
const lineOf = ({ sent, came }: Exchanged): readonly (readonly [string, string])[] => [
  ['sent', `${sent.request}${sent.bytes === 0 ? '' : `, ${sent.contentType}, ${sent.bytes} bytes, ${sent.digest}`}`],
  ['came', came === null ? 'nothing' : `${came.status} ${came.contentType}: ${shown(came.body)}`],
]

const brokenLines = (r: Result): string[] =>
  brokenOf(r).flatMap(({ tried, expected, answered, exchanges }) =>
    [
      ['tried', tried],
      ...exchanges.flatMap(lineOf),
      ['expected', expected],
      ['answered', answered],
      ['page', `docs/wire.md#${r.page.anchor}, ${r.clause}`],
    ].map(([name, text]) => `         ${`${name}:`.padEnd(9)} ${text}`),
  )

/** One line for each clause; where it was broken what was tried, sent, expected and answered, and where it stands. */
export function reportLines(results: readonly Result[]): string[] {
  const lines = results.flatMap((r) => [
    `${MARK[r.outcome]} ${r.clause.padEnd(6)} ${r.demands}${r.since === undefined ? '' : `: not due, since ${r.since}`}`,
    ...brokenLines(r),
  ])
  const count = (outcome: Outcome): number => results.filter((r) => r.outcome === outcome).length
  const counted = `${count('pass')} clauses hold, ${count('fail')} are broken, ${count('not due')} are not due, ${count('not tested')} were not tried.`
  return [
    ...lines,
    ...Object.entries(UNTRIED).map(
      ([clause, since]) => `     ${clause.padEnd(6)} not tried by the kit, since ${since}`,
    ),
    `${VERDICT[verdictOf(results)]} ${counted}`,
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
    { head: 'tried', share: 0.25 },
    { head: 'expected', share: 0.25 },
    { head: 'answered', share: 0.3 },
  ]
  const rows = results.flatMap(({ clause, outcome, since = '', trials }) =>
    trials.length === 0
      ? [[cell(clause), cell(outcome), cell(''), cell(''), cell(since)]]
      : trials.map((t) => [
          cell(clause),
          cell(t.ok ? 'pass' : 'fail'),
          cell(t.tried),
          cell(t.expected),
          cell(t.answered),
        ]),
  )
  const broken = results.flatMap((r) =>
    brokenOf(r).map((t) => ({
      head: `${r.clause} is broken: ${r.demands}`,
      blocks: [
        {
          is: 'facts' as const,
          rows: [
            ['where', cell(`docs/wire.md, ${r.page.section}`)],
            ['tried', cell(t.tried)],
            ...t.exchanges.flatMap((e) => lineOf(e).map(([name, text]): [string, Cell] => [name, cell(text)])),
            ['expected', cell(t.expected)],
            ['answered', cell(t.answered)],
          ] as [string, Cell][],
        },
      ],
    })),
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
      ...broken,
      {
        head: 'Not tried by the kit',
        blocks: [
          { is: 'facts', rows: Object.entries(UNTRIED).map(([clause, since]) => [clause, cell(`since ${since}`)]) },
        ],
      },
      { head: 'What was tried', blocks: [{ is: 'table', caption: 'Every trial', columns, rows }] },
    ],
  })
}
