/**
 * Release times over many movements: percentiles per day, month, or whatever movements are told apart by. What is shown of a month does not depend on what else was
 * asked for, and totals are of what is shown alone, so that no two answers can be taken from each other to a small cell (small-cells.ts).
 */
import { hiddenCells, SMALLEST_CELL, type Cell } from './small-cells.ts'
import { date } from '../../values/time.ts'

/** By what movements are told apart: one of them at a time, so that no small cell can be worked out. */
export const KINDS = ['office', 'mode', 'channel', 'regime', 'aeo', 'chapter', 'agency'] as const
export type Kind = (typeof KINDS)[number]
export type By = 'day' | 'month' | Kind
export type Only = { readonly kind: Kind; readonly value: string }

/** Movements that began on one day and are alike but for how long they took. */
export type Timed = Readonly<Record<Kind, string>> & {
  /** When the day began (UTC), in milliseconds since 1970. */
  readonly day: number
  /** How long each took, in milliseconds. */
  readonly times: readonly number[]
}

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
  const sorted = Float64Array.from(values).sort()
  const at = (p: number): number => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)]!
  const mean = Math.round(sorted.reduce((all, v) => all + v, 0) / sorted.length)
  return { n: sorted.length, p50: at(50), p75: at(75), p90: at(90), p95: at(95), mean }
}

const dayOf = ({ day }: Timed): string => date(day)
const monthOf = (one: Timed): string => dayOf(one).slice(0, 7)

function grouped<K>(all: readonly Timed[], key: (one: Timed) => K): Map<K, Timed[]> {
  const groups = new Map<K, Timed[]>()
  for (const one of all) {
    const k = key(one)
    const list = groups.get(k)
    if (list) list.push(one)
    else groups.set(k, [one])
  }
  return groups
}

const sizeOf = (all: readonly Timed[]): number => all.reduce((n, { times }) => n + times.length, 0)

const cellsOf = (all: readonly Timed[], row: (one: Timed) => string, column: (one: Timed) => string): Cell[] =>
  [...grouped(all, (one) => JSON.stringify([row(one), column(one)]))].map(([key, list]) => {
    const [r, c] = JSON.parse(key) as [string, string]
    return { row: r, column: c, n: sizeOf(list) }
  })

const ALL = (): string => 'all'
const yes = (): boolean => true
const no = (): boolean => false

/** The movements of one month of which something may be shown: all together, per value of a kind, and per day of either. */
function published(month: readonly Timed[], by: By, only: Only | undefined) {
  if (sizeOf(month) < SMALLEST_CELL) return { whole: [], hidden: yes }
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
  if (by !== 'day') return { whole, hidden: (m: Timed) => kind !== undefined && valueHidden(m[kind]) }
  const days = hiddenCells(cellsOf(month, ALL, dayOf), { row: yes, column: no })
  if (kind === undefined) return { whole, hidden: (m: Timed) => days('all', dayOf(m)) }
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
    hidden: (m: Timed) => days('all', dayOf(m)) || valueHidden(m[kind]) || both(m[kind], dayOf(m)),
  }
}

/** A number of movements as it may be told: none, or as many as may be shown; null: fewer. */
export const shownCount = (n: number): number | null => (n === 0 || n >= SMALLEST_CELL ? n : null)

/** The series of all movements of whole months (UTC, by their beginning). `only`: those that are alike in one kind. */
export function series(all: readonly Timed[], by: By, only?: Only): Series {
  const key = (one: Timed): string => (by === 'day' ? dayOf(one) : by === 'month' ? monthOf(one) : one[by])
  const shown = new Map<string, number[]>()
  const total: number[] = []
  for (const month of grouped(all, monthOf).values()) {
    const { whole, hidden } = published(month, by, only)
    const asked = only === undefined ? month : month.filter((one) => one[only.kind] === only.value)
    for (const one of asked) if (!shown.has(key(one))) shown.set(key(one), [])
    for (const one of whole) {
      const of = hidden(one) ? undefined : shown.get(key(one))!
      for (const ms of one.times) {
        total.push(ms)
        of?.push(ms)
      }
    }
  }
  const rows = [...shown]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => ({ key: name, times: percentiles(values) }))
  return { rows, total: percentiles(total) }
}
