/** A study as lines of a CSV, and the words in which its plan is told wherever it is published. */
import { durationText } from './door-to-door.ts'
import { cells, HEADS } from './series-output.ts'
import type { PlannedStudy, StudyResult } from './studies.ts'
import { SMALLEST_CELL } from './small-cells.ts'

/** How who is in the sample was found. */
export function samplingWords({ plan: { xSampling: s } }: PlannedStudy): string {
  switch (s.method) {
    case 'all':
      return 'all movements'
    case 'fraction':
      return `${s.perMille} in 1000 movements, drawn by the seed ${s.seed}: those whose number, SHA-256 of the seed, a line feed and the name of the crossing as a share of one, lies below`
    case 'systematic':
      return `one movement in ${s.every} of each office and day (UTC), in the order of their first clock times; the first is drawn by the seed ${s.seed}`
  }
}

/** The rule for outliers, with its bounds where they are known. */
export function outlierWords({ plan: { xOutliers: o } }: PlannedStudy, { outliers }: StudyResult): string {
  const { low, high } = outliers.fences
  switch (o.rule) {
    case 'none':
      return 'no movement is an outlier'
    case 'limit':
      return `a movement of more than ${o.minutes} min is an outlier`
    case 'tukey': {
      const bounds =
        low === null || high === null ? '' : `: below ${durationText(Math.max(0, low))} or above ${durationText(high)}`
      return `a movement is an outlier that lies more than ${o.factor} times the distance between the quartiles beyond them (Tukey)${bounds}`
    }
  }
}

/** A count, as it may be published. */
export const countWords = (n: number | null): string => (n === null ? `1 to ${SMALLEST_CELL - 1}` : String(n))

/** The plan, all movements, those without outliers, and each table, one below the other. */
export function studyLines(study: PlannedStudy, result: StudyResult): string[][] {
  const { plan } = study
  const measure = plan.xMeasure ?? 'release'
  const about: readonly (readonly [string, string])[] = [
    ['study', study.id],
    ['from', plan.xFrom],
    ['to', plan.xTo],
    ['offices', plan.xOffices.join(' ')],
    ['measure', measure],
    ['sampling', samplingWords(study)],
    ['outliers', outlierWords(study, result)],
    ['population', countWords(result.population)],
    ['sampled', countWords(result.sampled)],
    ['measured', countWords(result.measured)],
    ['known to the day alone', countWords(result.dayOnly)],
    ['outliers found', countWords(result.outliers.n)],
    ['hidden', `figures of fewer than ${SMALLEST_CELL} movements, and others by which they could be worked out`],
  ]
  return [
    ...about.map((line) => [...line]),
    ['by', 'value', ...HEADS],
    ['all', 'with outliers', ...cells(measure, result.all)],
    ['all', 'without outliers', ...cells(measure, result.outliers.without)],
    ...result.tables.flatMap(({ by, rows }) => rows.map(({ key, times }) => [by, key, ...cells(measure, times)])),
  ]
}
