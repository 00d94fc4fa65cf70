/** The report of a study that can be published: method, sampling, the rule for outliers, figures, and nothing of a person, a trader or a single movement. */
import { htmlReport } from '../inspection/report-html.ts'
import { pdfReport } from '../inspection/report-pdf.ts'
import type { Block, Cell, ReportDocument } from '../inspection/report.ts'
import { durationText } from '../procedures/release-time/door-to-door.ts'
import type { Measure } from '../procedures/release-time/measures.ts'
import type { By, Percentiles } from '../procedures/release-time/release-series.ts'
import { SMALLEST_CELL } from '../procedures/release-time/small-cells.ts'
import type { PlannedStudy, StudyResult } from '../procedures/release-time/studies.ts'
import { countWords, outlierWords, samplingWords } from '../procedures/release-time/study-csv.ts'
import type { Country } from '../values/country.ts'
import { dateOfSeconds } from '../values/time.ts'

const MEASURES: Readonly<Record<Measure, string>> = {
  release:
    'from the arrival of the goods to their physical release: the last removal, or the last release where no removal is recorded',
  'door-to-door': 'from when something of a movement is first at a border to its last clock time',
  'lead-time': 'from its first lodgement to its arrival',
}
const TABLES: Readonly<Record<By, string>> = {
  day: 'Days',
  month: 'Months',
  office: 'Offices',
  mode: 'Modes of transport',
  channel: 'Channels',
  regime: 'Customs procedures',
  aeo: 'Authorised traders',
  chapter: 'Chapters of the Harmonized System',
  agency: 'Agencies',
}

const plain = (text: string): Cell => ({ text })
const text = (of: string): Block => ({ is: 'text', text: of })

const row = (name: string, times: Percentiles | null): Cell[] =>
  [name, ...(times === null ? ['hidden', '', '', '', ''] : [String(times.n), ...[times.mean, times.p50, times.p75, times.p90].map(durationText)])].map(plain) // prettier-ignore

const figures = (caption: string, first: string, rows: readonly Cell[][]): Block => ({
  is: 'table',
  caption,
  columns: [
    { head: first, share: 0.3 },
    { head: 'Movements', share: 0.14 },
    ...['Average', 'Median', '75th percentile', '90th percentile'].map((head) => ({ head, share: 0.14 })),
  ],
  rows,
})

/** `of`: whose node made it, whose release is measured. */
export function studyReport(study: PlannedStudy, result: StudyResult, of: Country, now: number): ReportDocument {
  const { plan } = study
  const { all, outliers } = result
  return {
    title: plan.xTitle ?? `Time release study ${study.id}`,
    subtitle: `Movements at ${plan.xOffices.join(', ')} from ${plan.xFrom} to ${plan.xTo}`,
    at: Math.floor(now / 1000),
    lead: [
      all === null
        ? `Too few movements were measured to be shown: at least ${SMALLEST_CELL} are needed.`
        : `${all.n} movements took ${durationText(all.mean)} on average; half of them at most ${durationText(all.p50)}, nine in ten at most ${durationText(all.p90)}.`,
    ],
    sections: [
      {
        head: 'Method',
        blocks: [
          {
            is: 'facts',
            rows: [
              ['Study', plain(study.id)],
              ['Parties', plain([of, study.peer].sort().join(' and '))],
              ['Plan', plain(study.agreed === null ? 'proposed by one side, not agreed' : `agreed by both on ${dateOfSeconds(study.agreed)}`)], // prettier-ignore
              ['Measure', plain(MEASURES[plan.xMeasure ?? 'release'])],
              ['Measured on the side of', plain(of)],
              ['Sampling', plain(samplingWords(study))],
              ['Outliers', plain(outlierWords(study, result))],
              ['Small numbers', plain(`figures of fewer than ${SMALLEST_CELL} movements are hidden, and others by which they could be worked out`)], // prettier-ignore
            ],
          },
          text(
            'After the Guide to Measure the Time Required for the Release of Goods of the WCO. Percentiles are by the nearest rank. A movement counts on the day (UTC) of its first clock time at a border.',
          ),
        ],
      },
      {
        head: 'How many were measured',
        blocks: [
          {
            is: 'facts',
            rows: [
              ['Movements in the period', plain(countWords(result.population))],
              ['In the sample', plain(countWords(result.sampled))],
              ['Measured', plain(countWords(result.measured))],
              ['Known to the day alone, not among the figures', plain(countWords(result.dayOnly))],
              ['Outliers', plain(countWords(outliers.n))],
            ],
          },
        ],
      },
      {
        head: 'All movements, and without outliers',
        blocks: [
          figures('Outliers are among all movements, and named beside them.', 'Movements', [
            row('with outliers', all),
            row('without outliers', outliers.without),
          ]),
          ...(outliers.n === null
            ? [text(`There are fewer than ${SMALLEST_CELL} outliers: the figures without them would show them, and are hidden.`)] // prettier-ignore
            : []),
        ],
      },
      ...result.tables
        .filter(({ rows }) => rows.length > 0)
        .map(({ by, rows }) => ({
          head: TABLES[by],
          blocks: [
            figures(
              TABLES[by],
              'Value',
              rows.map(({ key, times }) => row(key, times)),
            ),
          ],
        })),
    ],
  }
}

export const studyPage = (report: ReportDocument): string => htmlReport(report)
export const studyFile = (report: ReportDocument): Promise<Buffer> =>
  pdfReport(report, (page) => [`${report.title}, page ${page}`])
