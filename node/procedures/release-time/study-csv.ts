/** A study as lines of a CSV: its plan and what was measured in words, then the figures by columns that a program reads, whose names are of no language. */
import { cells, HEADS } from './series-output.ts'
import type { PlannedStudy, StudyResult } from './studies.ts'
import type { StudySpeech } from './study-speech.ts'

/** The plan, all movements, those without outliers, and each table, one below the other. */
export function studyLines(study: PlannedStudy, result: StudyResult, speech: StudySpeech): string[][] {
  const { plan } = study
  const { words, count, hidden } = speech
  const measure = plan.xMeasure ?? 'release'
  return [
    [words.study, study.id],
    [words.from, plan.xFrom],
    [words.to, plan.xTo],
    [words.offices, plan.xOffices.join(' ')],
    [words.measure, speech.measure(measure)],
    [words.sampling, speech.sampling(study)],
    [words.outliers, speech.outliers(study, result)],
    [words.population, count(result.population)],
    [words.sampled, count(result.sampled)],
    [words.measured, count(result.measured)],
    [words.dayOnly, count(result.dayOnly)],
    [words.found, count(result.outliers.n)],
    [words.small, hidden],
    ['by', 'value', ...HEADS],
    ['all', words.with, ...cells(measure, result.all)],
    ['all', words.without, ...cells(measure, result.outliers.without)],
    ...result.tables.flatMap(({ by, rows }) => rows.map(({ key, times }) => [by, key, ...cells(measure, times)])),
  ]
}
