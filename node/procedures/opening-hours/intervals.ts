/** Sets of time as sorted, disjoint intervals [from, to) in milliseconds since 1970: what opening hours come to before anybody asks a question. */

export type Interval = readonly [from: number, to: number]

/** Sorted, with touching and overlapping ones joined and empty ones left out. */
export function normal(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0])
  const found: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = found.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}

/** What lies in both; each is normal. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const found: Interval[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const from = Math.max(a[i]![0], b[j]![0])
    const to = Math.min(a[i]![1], b[j]![1])
    if (from < to) found.push([from, to])
    if (a[i]![1] < b[j]![1]) i++
    else j++
  }
  return found
}

/** `a` without `b`; each is normal. */
export function subtract(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const found: Interval[] = []
  let j = 0
  for (const [start, to] of a) {
    let from = start
    while (j < b.length && b[j]![1] <= from) j++
    for (let k = j; k < b.length && b[k]![0] < to; k++) {
      if (from < b[k]![0]) found.push([from, b[k]![0]])
      from = Math.max(from, b[k]![1])
    }
    if (from < to) found.push([from, to])
  }
  return found
}

export const union = (...sets: readonly (readonly Interval[])[]): Interval[] => normal(sets.flat())

/** The interval that holds `time`, or the first one after it; undefined where there is none. */
export function holdingOrNext(set: readonly Interval[], time: number): Interval | undefined {
  let [low, high] = [0, set.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (set[middle]![1] <= time) low = middle + 1
    else high = middle
  }
  return set[low]
}

export const holds = (set: readonly Interval[], time: number): boolean => {
  const found = holdingOrNext(set, time)
  return found !== undefined && found[0] <= time
}
