/**
 * A page of a list by filters that few rows pass: no page looks through more than a bounded number of rows, a few at a time, and between them whoever else asks has
 * his turn. A page that ends before it is full says where the next one goes on.
 */

/** Rows that are looked through at once, and for one page. */
export type Bounds = { readonly atOnce: number; readonly most: number }
const BOUNDS: Bounds = { atOnce: 1000, most: 6000 }

export type List<Row, Place> = {
  /** The place of the row that stands `count` rows after `from`, whatever passes; null where there are fewer. Found in an index alone. What it shows of a row is its time. */
  skip(from: Place | null, count: number): Promise<Place | null>
  /** Rows that pass after `from`, not behind `to` (null: to the end), in the order of the list. */
  rows(from: Place | null, to: Place | null, limit: number): Promise<Row[]>
  placeOf(row: Row): Place
}

export type Page<Row, Place> = { readonly rows: Row[]; readonly next: Place | null }

export async function lookThrough<Row, Place>(
  list: List<Row, Place>,
  after: Place | null,
  limit: number,
  { atOnce, most } = BOUNDS,
): Promise<Page<Row, Place>> {
  const rows: Row[] = []
  let from = after
  for (let looked = 0; ;) {
    const to = await list.skip(from, atOnce)
    rows.push(...(await list.rows(from, to, limit - rows.length)))
    const last = rows.at(-1)
    if (rows.length === limit && last !== undefined) return { rows, next: list.placeOf(last) }
    looked += atOnce
    if (to === null || looked >= most) return { rows, next: to }
    from = to
    await new Promise((turn) => setImmediate(turn))
  }
}
