/** The times by which receipts are counted, so that a few counters hold a month: what an agreement promises is one of them, and is measured to the message. */
import { DAY, HOUR, MINUTE, SECOND } from '../values/time.ts'

const upTo = (count: number, unit: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) * unit)

/** Longer than a message waits for its receipt. */
const DAYS = 60

/** Milliseconds, ascending: parts of a second, each second of a minute, each minute of an hour, each hour of a day, each day. */
export const BOUNDS: readonly number[] = [
  ...[10, 20, 50, 100, 200, 500],
  ...upTo(60, SECOND),
  ...upTo(60, MINUTE).slice(1),
  ...upTo(24, HOUR).slice(1),
  ...upTo(DAYS, DAY).slice(1),
]
const KNOWN: ReadonlySet<number> = new Set(BOUNDS)

/** The least bound that is no shorter than `ms`; the last one for all that is longer. */
export function boundOf(ms: number): number {
  let [from, to] = [0, BOUNDS.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (BOUNDS[middle]! < ms) from = middle + 1
    else to = middle
  }
  return BOUNDS[from]!
}

export const RECEIPT_TIMES = 'whole seconds up to a minute, minutes up to an hour, hours up to a day, or days up to 60'
/** Whether an agreement may promise receipts within so many seconds. */
export const isReceiptTime = (v: unknown): v is number => Number.isSafeInteger(v) && KNOWN.has((v as number) * SECOND)
