/** The report of a study that can be published: method, sampling, the rule for outliers, figures, and nothing of a person, a trader or a single movement. In the languages of an agreement. */
import { htmlReport } from '../inspection/report-html.ts'
import { pdfReport } from '../inspection/report-pdf.ts'
import type { Block, Cell, ReportDocument } from '../inspection/report.ts'
import type { Language } from '../peers/clauses/words.ts'
import type { PlannedStudy, StudyResult } from '../procedures/release-time/studies.ts'
import { studySpeech } from '../procedures/release-time/study-speech.ts'
import type { Country } from '../values/country.ts'
import { dateOfSeconds } from '../values/time.ts'

const plain = (text: string): Cell => ({ text })
const text = (of: string): Block => ({ is: 'text', text: of })

/** `of`: whose node made it, whose release is measured. */
export function studyReport(
  study: PlannedStudy,
  result: StudyResult,
  { of, now, language }: { readonly of: Country; readonly now: number; readonly language: Language },
): ReportDocument {
  const { plan } = study
  const { all, outliers } = result
  const speech = studySpeech(language)
  const { words, said, duration, day, least, count, figures } = speech
  const table = (caption: string, first: string, rows: readonly (readonly string[])[]): Block => ({
    is: 'table',
    caption,
    columns: [
      { head: first, share: 0.26 },
      { head: words.movements, share: 0.18 },
      ...words.heads.map((head) => ({ head, share: 0.14 })),
    ],
    rows: rows.map((row) => row.map(plain)),
  })
  const facts = (rows: readonly (readonly [string, string])[]): Block => ({
    is: 'facts',
    rows: rows.map(([name, value]) => [name, plain(value)]),
  })
  const { agreed } = study
  return {
    title: plan.xTitle ?? said(words.title, { study: study.id }),
    subtitle: said(words.subtitle, { offices: plan.xOffices.join(', '), from: day(plan.xFrom), to: day(plan.xTo) }),
    at: Math.floor(now / 1000),
    language,
    lead: [
      all === null
        ? said(words.few, { least })
        : said(words.lead, { n: all.n, mean: duration(all.mean), p50: duration(all.p50), p90: duration(all.p90) }),
    ],
    sections: [
      {
        head: words.method,
        blocks: [
          facts([
            [words.study, study.id],
            [words.parties, speech.list([of, study.peer].sort())],
            [words.plan, agreed === null ? words.proposed : said(words.agreed, { value: day(dateOfSeconds(agreed)) })],
            [words.measure, speech.measure(plan.xMeasure ?? 'release')],
            [words.side, of],
            [words.sampling, speech.sampling(study)],
            [words.outliers, speech.outliers(study, result)],
            [words.small, speech.hidden],
          ]),
          text(words.guide),
        ],
      },
      {
        head: words.counts,
        blocks: [
          facts([
            [words.population, count(result.population)],
            [words.sampled, count(result.sampled)],
            [words.measured, count(result.measured)],
            [words.dayOnly, count(result.dayOnly)],
            [words.found, count(outliers.n)],
          ]),
        ],
      },
      {
        head: words.tables,
        blocks: [
          table(words.caption, words.movements, [
            [words.with, ...figures(all)],
            [words.without, ...figures(outliers.without)],
          ]),
          ...(outliers.n === null ? [text(said(words.fewer, { least }))] : []),
        ],
      },
      ...result.tables
        .filter(({ rows }) => rows.length > 0)
        .map(({ by, rows }) => ({
          head: words.by[by],
          blocks: [
            table(
              words.by[by],
              words.value,
              rows.map(({ key, times }) => [speech.key(by, key), ...figures(times)]),
            ),
          ],
        })),
    ],
  }
}

export const studyPage = (report: ReportDocument, language: Language): string =>
  htmlReport(report, studySpeech(language).words)
export function studyFile(report: ReportDocument, language: Language): Promise<Buffer> {
  const { words, said } = studySpeech(language)
  return pdfReport(report, (n) => [said(words.page, { title: report.title, n })])
}
