/** The rule of a study for outliers: what lies beyond it is named and counted, and the figures stand beside those of all. Nothing is left out in silence. */
import type { components } from '../../generated/procedures/release-time-2.ts'
import { MINUTE } from '../../values/time.ts'
import { percentiles, shownCount, type Percentiles } from './release-series.ts'

export type OutlierRule = components['schemas']['study']['xOutliers']

/** In milliseconds; what is equal to a bound is none. */
export type Fences = { readonly low: number | null; readonly high: number | null }

/** The quartiles are those of the percentiles that are shown: by the nearest rank. */
export function fencesOf(rule: OutlierRule, values: readonly number[]): Fences {
  if (rule.rule === 'none' || values.length === 0) return { low: null, high: null }
  if (rule.rule === 'limit') return { low: null, high: rule.minutes * MINUTE }
  const sorted = Float64Array.from(values).sort()
  const quartile = (p: number): number => sorted[Math.ceil(p * sorted.length) - 1]!
  const [q1, q3] = [quartile(0.25), quartile(0.75)]
  const reach = Number(rule.factor) * (q3 - q1)
  return { low: q1 - reach, high: q3 + reach }
}

/** `n`: how many lie beyond; null: fewer than may be shown, so that the figures without them are not shown either. */
export type Outliers = { readonly fences: Fences; readonly n: number | null; readonly without: Percentiles | null }

export function outliersOf(rule: OutlierRule, values: readonly number[]): Outliers {
  const fences = fencesOf(rule, values)
  const { low, high } = fences
  const within = values.filter((v) => (low === null || v >= low) && (high === null || v <= high))
  const n = shownCount(values.length - within.length)
  return { fences, n, without: n === null ? null : percentiles(within) }
}
