/** Studies: their plans, as both sides hold them, who is in the sample, and what they come to. Tests are in no study. */
import { rowsIn, type RowPlace } from '../../cases/case-rows.ts'
import type { Store } from '../../store/store.ts'
import type { Country } from '../../values/country.ts'
import { JuxtaError } from '../../values/errors.ts'
import { date, DAY, parseDate, timeOfSeconds } from '../../values/time.ts'
import type { MayRead } from './crossing-record.ts'
import type { CrossingTable } from './crossing-table.ts'
import { eachIn, FIGURE, type Movement } from './movements.ts'
import { outliersOf, type Outliers } from './outliers.ts'
import { KINDS, series, shownCount, type By, type Percentiles, type Series, type Timed } from './release-series.ts'
import { difference, figures, firstDay, kindsOf, monthAfter } from './release-times.ts'
import { sampleOf } from './sampling.ts'
import { SMALLEST_CELL } from './small-cells.ts'
import type { Study } from './release-time.ts'

export type PlannedStudy = Study & { readonly id: string; readonly peer: Country; readonly conversation: string }

/** Cases that are read at once, and how often: more studies than anybody plans. */
const [CASES, PAGES] = [200, 50]

/** All studies that are planned with neighbours, newest first. */
export async function studiesIn(store: Store): Promise<PlannedStudy[]> {
  const found: PlannedStudy[] = []
  for (let n = 0, after: RowPlace | null = null; n < PAGES; n++) {
    const rows: Awaited<ReturnType<ReturnType<typeof rowsIn>['page']>> = await rowsIn(store).page({ procedure: 'release-time', shown: true }, after, CASES) // prettier-ignore
    for (const { peer, conversation, view } of rows)
      for (const [id, study] of Object.entries(view as Readonly<Record<string, Study>>))
        found.push({ ...study, id, peer, conversation })
    const last = rows.at(-1)
    if (last === undefined || rows.length < CASES) break
    after = [last.conversation, last.peer]
  }
  return found.sort((a, b) => b.signed - a.signed || (a.id < b.id ? -1 : 1))
}

/** The study of this id with this peer. Fails with `not-found`. */
export async function studyOf(store: Store, peer: string, id: string): Promise<PlannedStudy> {
  const found = (await studiesIn(store)).find((study) => study.peer === peer && study.id === id)
  if (found === undefined)
    throw new JuxtaError('not-found', 'no such study is planned with this peer', { pointer: '/path/id', rule: 'known' })
  return found
}

export const studyView = ({ id, peer, conversation, from, message, signed, agreed, plan }: PlannedStudy) => ({
  id,
  peer,
  title: plan.xTitle ?? null,
  proposedBy: from,
  proposedAt: timeOfSeconds(signed),
  agreedAt: agreed === null ? null : timeOfSeconds(agreed),
  from: plan.xFrom,
  to: plan.xTo,
  offices: [...plan.xOffices],
  modes: plan.modeCode === undefined ? null : [...plan.modeCode],
  measure: plan.xMeasure ?? 'release',
  sampling: plan.xSampling,
  outliers: plan.xOutliers,
  message,
  conversation,
})

/** A movement that the study is about, and the office of the study which it passed. */
type Passed = { readonly movement: Movement; readonly office: string }

/** Those of one day that the plan is about. */
function passedIn({ plan }: Study, movements: readonly Movement[]): Passed[] {
  return movements.flatMap((movement): Passed[] => {
    const named = Object.values(movement.offices)
    const office = plan.xOffices.find((one) => named.includes(one))
    if (office === undefined || (plan.modeCode && !plan.modeCode.includes(movement.mode ?? ''))) return []
    return [{ movement, office }]
  })
}

const daysOf = function* (from: number, to: number): Generator<number> {
  for (let day = from; day < to; day += DAY) yield day
}

/** The names of the movements that are in the sample and that the caller may count, of the days that have begun, with the day of each. */
export async function sampleIn(
  rows: CrossingTable,
  study: Study,
  may: MayRead,
): Promise<{ population: number; sample: { crossing: string; day: string; office: string }[] }> {
  const [from, to] = [parseDate(study.plan.xFrom), parseDate(study.plan.xTo) + DAY]
  let population = 0
  const sample: { crossing: string; day: string; office: string }[] = []
  for (const day of daysOf(from, to)) {
    const passed = passedIn(study, await eachIn(rows, day, day + DAY, may))
    const drawn = drawnOf(study, passed)
    const readable = passed.filter(({ movement }) => movement.readable)
    population += readable.length
    for (const { movement, office } of readable)
      if (drawn.has(movement.crossing)) sample.push({ crossing: movement.crossing, day: date(day), office })
  }
  return { population, sample: sample.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.crossing < b.crossing ? -1 : 1)) } // prettier-ignore
}

const drawnOf = ({ plan }: Study, passed: readonly Passed[]): ReadonlySet<string> =>
  sampleOf(
    plan.xSampling,
    passed.map(({ movement: { crossing, startAt }, office }) => ({ crossing, startAt, office })),
  )

export type StudyResult = {
  /** Movements that the plan is about, those in the sample, those of them that were measured, and those that are known to the day alone; null: fewer than may be shown. */
  readonly population: number | null
  readonly sampled: number | null
  readonly measured: number | null
  readonly dayOnly: number | null
  readonly all: Percentiles | null
  readonly outliers: Outliers
  readonly tables: readonly { readonly by: By; readonly rows: Series['rows'] }[]
}

/**
 * What a study comes to. Of a month of which its sample leaves out a few alone nothing is shown: whoever has the figures of the whole month could take the
 * two from each other.
 */
export async function resultOf(rows: CrossingTable, study: Study, may: MayRead): Promise<StudyResult> {
  const { plan } = study
  const { ms, days } = FIGURE[plan.xMeasure ?? 'release']
  const [first, end] = [parseDate(plan.xFrom), parseDate(plan.xTo) + DAY]
  const found: Timed[] = []
  const months = new Map<string, { whole: number; sampled: number }>()
  let [population, sampled, dayOnly] = [0, 0, 0]
  for (const day of daysOf(firstDay(plan.xFrom.slice(0, 7)), monthAfter(plan.xTo.slice(0, 7)))) {
    const movements = await eachIn(rows, day, day + DAY, may)
    const month = date(day).slice(0, 7)
    const of = months.get(month) ?? { whole: 0, sampled: 0 }
    months.set(month, of)
    for (const one of movements) if (one.readable) of.whole += one.figure(ms).length
    if (day < first || day >= end) continue
    const passed = passedIn(study, movements)
    const drawn = drawnOf(study, passed)
    const readable = passed.filter(({ movement }) => movement.readable)
    population += readable.length
    for (const { movement, office } of readable) {
      if (!drawn.has(movement.crossing)) continue
      sampled++
      dayOnly += movement.figure(days).length
      const times = movement.figure(ms)
      of.sampled += times.length
      if (times.length > 0) found.push({ day, times, ...kindsOf(office, movement) })
    }
  }
  const counted = found.filter(({ day }) => {
    const { whole, sampled } = months.get(date(day).slice(0, 7))!
    return sampled >= SMALLEST_CELL && shownCount(whole - sampled) !== null
  })
  const times = counted.flatMap((one) => one.times)
  return {
    population: shownCount(population),
    sampled: shownCount(sampled),
    measured: shownCount(times.length),
    dayOnly: shownCount(dayOnly),
    all: series(counted, 'month').total,
    outliers: outliersOf(plan.xOutliers, times),
    tables: ([...KINDS, 'month'] as const).map((by) => ({ by, rows: series(counted, by).rows })),
  }
}

export const resultView = ({ population, sampled, measured, dayOnly, all, outliers, tables }: StudyResult) => ({
  population,
  sampled,
  measured,
  dayOnly,
  times: figures(all),
  outliers: {
    lowMs: outliers.fences.low,
    highMs: outliers.fences.high,
    movements: outliers.n,
    without: figures(outliers.without),
  },
  tables: tables.map(({ by, rows }) => ({ by, items: rows.map(({ key, times }) => ({ key, times: figures(times) })) })),
})

/** Two studies of the same measure, with all movements and without outliers of each. */
export function comparedStudies(
  before: { readonly study: PlannedStudy; readonly result: StudyResult },
  after: { readonly study: PlannedStudy; readonly result: StudyResult },
) {
  const measured = ({ plan }: PlannedStudy): string => plan.xMeasure ?? 'release'
  if (measured(before.study) !== measured(after.study))
    throw new JuxtaError('request-invalid', 'the two studies measure different times', {
      pointer: '/query/before',
      rule: 'measure',
    })
  const shown = ({ study, result }: typeof before) => ({
    study: studyView(study),
    times: figures(result.all),
    without: figures(result.outliers.without),
  })
  return {
    before: shown(before),
    after: shown(after),
    difference: difference(before.result.all, after.result.all),
    withoutDifference: difference(before.result.outliers.without, after.result.outliers.without),
  }
}
