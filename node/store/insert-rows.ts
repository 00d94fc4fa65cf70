/** Inserts any number of rows by statements of fixed text: prepared and run row by row on SQLite, from arrays on PostgreSQL, whatever number of tables at once. */
import { CompiledQuery, type Insertable, type Transaction } from 'kysely'
import { columnTypesOf, type ColumnTypes } from './column-types.ts'
import { atOnceOf } from './fixed.ts'
import { INSERT_BYTES } from './limits.ts'
import type { Tables } from './tables.ts'

type There = 'fails' | 'stays'

/** Rows of one table, which all state the same columns. `there`: what becomes of a row whose key is there already; unless told it is an error. */
export type Rows = {
  readonly [T in keyof Tables]: {
    readonly table: T
    readonly rows: readonly Insertable<Tables[T]>[]
    readonly there?: There
  }
}[keyof Tables]

type Cells = Readonly<Record<string, unknown>>
type Part = { readonly table: keyof Tables; readonly rows: readonly Cells[]; readonly there: There }

const quoted = (names: readonly string[]): string => names.map((n) => `"${n}"`).join(', ')

/** What any of them states. */
function columnsOf(rows: readonly Cells[]): string[] {
  const names = new Set<string>()
  for (const row of rows) for (const name in row) if (row[name] !== undefined) names.add(name)
  return [...names]
}

/** Texts by what they are made of: few, since what inserts rows states the columns of its table. */
const texts = new Map<string, string>()
function textOf(key: string, make: () => string): string {
  let text = texts.get(key)
  if (text === undefined) texts.set(key, (text = make()))
  return text
}

const ofRow = (table: string, columns: readonly string[], there: There): string =>
  textOf(
    `${there} ${table} ${columns.join()}`,
    () =>
      `insert into "${table}" (${quoted(columns)}) values (${columns.map(() => '?').join(', ')})` +
      (there === 'stays' ? ' on conflict do nothing' : ''),
  )

/**
 * The values of one table for PostgreSQL: an array for each column. Octets of all rows stand in one value, of which each row takes its piece: an array of them
 * would be text, twice as long.
 */
function arraysOf(
  { table, rows, there }: Part,
  types: ColumnTypes,
): { text: (at: number) => string; values: unknown[] } {
  const values: unknown[] = []
  const names: string[] = []
  const sources: string[] = []
  const chosen: string[] = []
  const put = (value: unknown): string => `$${values.push(value)}`
  const columns = columnsOf(rows)
  for (const [i, column] of columns.entries()) {
    const type = types(table, column)
    const cells = rows.map((row) => row[column] ?? null)
    if (type !== 'bytea') {
      sources.push(`${put(cells)}::${type}[]`)
      names.push(`c${i}`)
      chosen.push(`u.c${i}`)
      continue
    }
    let at = 1
    const starts = cells.map((cell) => {
      const start = at
      at += (cell as Buffer | null)?.length ?? 0
      return start
    })
    const whole = put(Buffer.concat(cells.filter((cell): cell is Buffer => cell !== null)))
    sources.push(`${put(starts)}::int[]`, `${put(cells.map((cell) => (cell as Buffer | null)?.length ?? null))}::int[]`)
    names.push(`s${i}`, `n${i}`)
    chosen.push(`substring(${whole}::bytea from u.s${i} for u.n${i})`)
  }
  const text =
    `insert into "${table}" (${quoted(columns)}) select ${chosen.join(', ')} from unnest(${sources.join(', ')}) as u(${names.join(', ')})` +
    (there === 'stays' ? ' on conflict do nothing' : '')
  return { text: (before) => text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + before}`), values }
}

const sizeOf = (row: Cells): number => {
  let size = 0
  for (const name in row) {
    const cell = row[name]
    if (typeof cell === 'string' || Buffer.isBuffer(cell)) size += cell.length
  }
  return size
}

/** What one statement takes, the rows in their order: so many octets as its sender and the server bear to hold at once. */
function* bundled(parts: readonly Part[]): Generator<Part[]> {
  let size = 0
  let bundle: Part[] = []
  for (const { table, rows, there } of parts) {
    let some: Cells[] = []
    for (const row of rows) {
      const more = sizeOf(row)
      if (size > 0 && size + more > INSERT_BYTES) {
        yield some.length > 0 ? [...bundle, { table, rows: some, there }] : bundle
        ;[size, bundle, some] = [0, [], []]
      }
      size += more
      some.push(row)
    }
    if (some.length > 0) bundle.push({ table, rows: some, there })
  }
  if (bundle.length > 0) yield bundle
}

/** Inserts rows of several tables, of which none refers to another: all of them in one round trip. Each table stands in `inserts` once. */
export async function insertAll(db: Transaction<Tables>, inserts: readonly Rows[]): Promise<void> {
  const parts = inserts
    .filter(({ rows }) => rows.length > 0)
    .map(({ table, rows, there = 'fails' }): Part => ({ table, rows: rows, there }))
  if (parts.length === 0) return
  const here = atOnceOf(db)
  if (here) {
    for (const { table, rows, there } of parts) {
      const columns = columnsOf(rows)
      const text = ofRow(table, columns, there)
      for (const row of rows)
        here.atOnce(
          text,
          columns.map((column) => row[column] ?? null),
        )
    }
    return
  }
  const types = await columnTypesOf(db)
  for (const bundle of bundled(parts)) {
    const values: unknown[] = []
    const made = bundle.map((part) => {
      const { text, values: own } = arraysOf(part, types)
      const placed = text(values.length)
      values.push(...own)
      return placed
    })
    const last = made.pop()!
    const before = made.map((text, i) => `"i${i}" as (${text})`).join(', ')
    await db.executeQuery(CompiledQuery.raw(before === '' ? last : `with ${before} ${last}`, values))
  }
}

/** Rows that several have to insert, each table once. */
export function together(inserts: readonly Rows[]): Rows[] {
  const tables = new Map<string, Rows>()
  for (const one of inserts) {
    const there = tables.get(one.table)
    tables.set(one.table, there ? ({ ...one, rows: [...there.rows, ...one.rows] } as Rows) : one)
  }
  return [...tables.values()]
}

/** The same for one table. */
export const insertRows = <T extends keyof Tables>(
  db: Transaction<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
  there: There = 'fails',
): Promise<void> => insertAll(db, [{ table, rows, there } as unknown as Rows])
