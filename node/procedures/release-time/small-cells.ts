/**
 * Which cells of a table of counts may be shown, so that none of fewer than five movements can be read, nor worked out by taking what is shown from a
 * total: what is hidden in each line that has a total is never one cell alone, and comes to five movements or more (complementary suppression).
 */

/** Aggregates of fewer movements could be traced to one trader. */
export const SMALLEST_CELL = 5

export type Cell = {
  readonly row: string
  readonly column: string
  readonly n: number
}

/** Of which lines the reader knows the total. */
export type Totals = { row(name: string): boolean; column(name: string): boolean }

const keyOf = (row: string, column: string): string => JSON.stringify([row, column])

/** The cells that are hidden; asked by row and column. Cells without movements need not be given. */
export function hiddenCells(cells: readonly Cell[], totals: Totals): (row: string, column: string) => boolean {
  const hidden = new Set(cells.filter((c) => c.n < SMALLEST_CELL).map((c) => keyOf(c.row, c.column)))
  const lines = new Map<string, Cell[]>()
  for (const c of cells) {
    const of = [...(totals.row(c.row) ? [`r${c.row}`] : []), ...(totals.column(c.column) ? [`c${c.column}`] : [])]
    for (const line of of) {
      const list = lines.get(line)
      if (list) list.push(c)
      else lines.set(line, [c])
    }
  }
  for (let changed = true; changed;) {
    changed = false
    for (const line of lines.values()) {
      const out = line.filter((c) => hidden.has(keyOf(c.row, c.column)))
      const sum = out.reduce((all, c) => all + c.n, 0)
      if (out.length === 0 || (out.length > 1 && sum >= SMALLEST_CELL)) continue
      const [next] = line
        .filter((c) => !hidden.has(keyOf(c.row, c.column)))
        .sort((a, b) => a.n - b.n || (keyOf(a.row, a.column) < keyOf(b.row, b.column) ? -1 : 1))
      if (next === undefined) continue
      hidden.add(keyOf(next.row, next.column))
      changed = true
    }
  }
  return (row, column) => hidden.has(keyOf(row, column))
}
