/** Units of quantities (UNECE Recommendation 20): those of one dimension convert, exactly where that can be, and else so that nobody gets more. */
import { billionths } from './quantity.ts'

/** Of each dimension, what one of the unit is, as a fraction of the dimension's own. */
const DIMENSIONS = {
  mass: {
    KGM: [1n, 1n],
    TNE: [1000n, 1n],
    DTN: [100n, 1n],
    HGM: [1n, 10n],
    GRM: [1n, 1000n],
    CGM: [1n, 100_000n],
    MGM: [1n, 1_000_000n],
    CTM: [1n, 5000n],
    LBR: [45_359_237n, 100_000_000n],
  },
  volume: {
    MTQ: [1n, 1n],
    HLT: [1n, 10n],
    LTR: [1n, 1000n],
    DMQ: [1n, 1000n],
    CLT: [1n, 100_000n],
    MLT: [1n, 1_000_000n],
    CMQ: [1n, 1_000_000n],
  },
  length: { MTR: [1n, 1n], KMT: [1000n, 1n], DMT: [1n, 10n], CMT: [1n, 100n], MMT: [1n, 1000n] },
  area: { MTK: [1n, 1n], HAR: [10_000n, 1n], DMK: [1n, 100n], CMK: [1n, 10_000n] },
  count: { C62: [1n, 1n], NAR: [1n, 1n], EA: [1n, 1n], H87: [1n, 1n], PR: [2n, 1n], DZN: [12n, 1n], CEN: [100n, 1n], MIL: [1000n, 1n] }, // prettier-ignore
} satisfies Readonly<Record<string, Readonly<Record<string, readonly [bigint, bigint]>>>>

export type Dimension = keyof typeof DIMENSIONS

const unitsOf = (dimension: Dimension): Readonly<Record<string, readonly [bigint, bigint]>> => DIMENSIONS[dimension]
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[]

/** Whether a unit is of one of these dimensions; of any, where none is named. */
export const isMeasuredIn = (unitCode: string, dimensions: readonly Dimension[] = []): boolean =>
  dimensions.length === 0 || dimensions.some((dimension) => Object.hasOwn(unitsOf(dimension), unitCode))

/** A quantity in billionths of another unit, rounded up where it is not exact; undefined where the two are of no one dimension that is known here. */
export function inUnit({ value, unitCode }: { value: string; unitCode: string }, to: string): bigint | undefined {
  if (unitCode === to) return billionths(value)
  const dimension = DIMENSION_NAMES.map(unitsOf).find((d) => Object.hasOwn(d, unitCode) && Object.hasOwn(d, to))
  if (dimension === undefined) return undefined
  const [[n, d], [tn, td]] = [dimension[unitCode]!, dimension[to]!]
  const [num, den] = [billionths(value) * n * td, d * tn]
  return num / den + (num % den > 0n ? 1n : 0n)
}
