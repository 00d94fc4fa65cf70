/**
 * Release times over many movements: percentiles per day, month, office, mode or channel. What is shown of a month does not depend on what else was
 * asked for, and totals are of what is shown alone, so that no two answers can be taken from each other to a small cell (small-cells.ts).
 */
import { hiddenCells, SMALLEST_CELL, type Cell } from './small-cells.ts'
import { date } from '../../values/time.ts'

export type Movement = {
  /** Its first clock time, in milliseconds since 1970. */
  readonly start: number
  /** Door to door, in milliseconds. */
  readonly ms: number
  readonly office: string
  readonly mode: string
  readonly channel: string
}

export type Kind = 'office' | 'mode' | 'channel'
export type By = 'day' | 'month' | Kind

export type Percentiles = {
  readonly n: number
  readonly p50: number
  readonly p75: number
  readonly p90: number
  readonly p95: number
  readonly mean: number
}

/** `times` null: too few to be shown, or hidden so that too few cannot be worked out. */
export type SeriesRow = { readonly key: string; readonly times: Percentiles | null }
export type Series = { readonly rows: readonly SeriesRow[]; readonly total: Percentiles | null }

/** Percentiles by the nearest-rank method, in the unit of `values`; null where there are too few to show. */
export function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length < SMALLEST_CELL) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (p: number): number => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)]!
  const mean = Math.round(sorted.reduce((all, v) => all + v, 0) / sorted.length)
  return { n: sorted.length, p50: at(50), p75: at(75), p90: at(90), p95: at(95), mean }
}

const dayOf = (m: Movement): string => date(m.start)
const monthOf = (m: Movement): string => date(m.start).slice(0, 7)

function grouped<K>(movements: readonly Movement[], key: (m: Movement) => K): Map<K, Movement[]> {
  const groups = new Map<K, Movement[]>()
  for (const m of movements) {
    const list = groups.get(key(m))
    if (list) list.push(m)
    else groups.set(key(m), [m])
  }
  return groups
}

const cellsOf = (
  movements: readonly Movement[],
  row: (m: Movement) => string,
  column: (m: Movement) => string,
): Cell[] =>
  [...grouped(movements, (m) => JSON.stringify([row(m), column(m)]))].map(([key, list]) => {
    const [r, c] = JSON.parse(key) as [string, string]
    return { row: r, column: c, n: list.length }
  })

const ALL = (): string => 'all'
const yes = (): boolean => true
const no = (): boolean => false

/** The movements of one month of which something may be shown: all together, per value of a kind, and per day of either. */
function published(month: readonly Movement[], by: By, only: { kind: Kind; value: string } | undefined) {
  if (month.length < SMALLEST_CELL) return { whole: [], hidden: yes }
  const kind = only?.kind ?? (by === 'day' || by === 'month' ? undefined : by)
  const values =
    kind === undefined
      ? no
      : hiddenCells(
          cellsOf(month, ALL, (m) => m[kind]),
          { row: yes, column: no },
        )
  const valueHidden = (value: string): boolean => kind !== undefined && values('all', value)
  const whole =
    only === undefined ? month : valueHidden(only.value) ? [] : month.filter((m) => m[only.kind] === only.value)
  if (by !== 'day') return { whole, hidden: (m: Movement) => kind !== undefined && valueHidden(m[kind]) }
  const days = hiddenCells(cellsOf(month, ALL, dayOf), { row: yes, column: no })
  if (kind === undefined) return { whole, hidden: (m: Movement) => days('all', dayOf(m)) }
  // Days of one value: the reader may know the total of each day, and that of each value.
  const both = hiddenCells(
    cellsOf(month, (m) => m[kind], dayOf),
    {
      row: (value) => !valueHidden(value),
      column: (day) => !days('all', day),
    },
  )
  return {
    whole,
    hidden: (m: Movement) => days('all', dayOf(m)) || valueHidden(m[kind]) || both(m[kind], dayOf(m)),
  }
}

/** The series of `movements`, which are all those of whole months (UTC, by their start). `only`: those of one office, mode or channel. */
export function series(movements: readonly Movement[], by: By, only?: { kind: Kind; value: string }): Series {
  const key = (m: Movement): string => (by === 'day' ? dayOf(m) : by === 'month' ? monthOf(m) : m[by])
  const shown = new Map<string, number[]>()
  const total: number[] = []
  for (const month of grouped(movements, monthOf).values()) {
    const { whole, hidden } = published(month, by, only)
    const asked = only === undefined ? month : month.filter((m) => m[only.kind] === only.value)
    for (const m of asked) if (!shown.has(key(m))) shown.set(key(m), [])
    for (const m of whole) {
      total.push(m.ms)
      if (!hidden(m)) shown.get(key(m))!.push(m.ms)
    }
  }
  const rows = [...shown]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => ({ key: name, times: percentiles(values) }))
  return { rows, total: percentiles(total) }
}
