/** Inserts any number of rows by statements of fixed text: prepared and run row by row on SQLite, from arrays on PostgreSQL. */
import type { Insertable, Transaction } from 'kysely'
import { columnTypesOf, type ColumnTypes } from './column-types.ts'
import { atOnceOf, keptPrepared, sendLater, sendTo } from './fixed.ts'
import { INSERT_BYTES } from './limits.ts'
import type { Tables } from './tables.ts'

/** What becomes of a row whose key is there already; with a `key`: it is replaced, unless it has more of `by`. */
type There = 'fails' | 'stays' | { readonly key: readonly string[]; readonly by: string }

/** Rows of one table, which all state the same columns. A row whose key is there already is an error unless told otherwise. */
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
  if (text === undefined) texts.set(key, (text = keptPrepared(make())))
  return text
}

function onConflict(table: string, columns: readonly string[], there: There): string {
  if (there === 'fails') return ''
  if (there === 'stays') return ' on conflict do nothing'
  const set = columns.filter((c) => !there.key.includes(c)).map((c) => `"${c}" = excluded."${c}"`)
  return ` on conflict (${quoted(there.key)}) do update set ${set.join(', ')} where "${table}"."${there.by}" <= excluded."${there.by}"`
}

const ofRow = (table: string, columns: readonly string[], there: There): string =>
  textOf(
    `${JSON.stringify(there)} ${table} ${columns.join()}`,
    () =>
      `insert into "${table}" (${quoted(columns)}) values (${columns.map(() => '?').join(', ')})` +
      onConflict(table, columns, there),
  )

/** How a column is sent: as an array, or as the octets of all rows in one value. */
type Way = 'array' | 'octets' | 'long text'

const LONG = 1024

function wayOf(type: string, cells: readonly unknown[]): Way {
  if (type === 'bytea') return 'octets'
  if (type !== 'text') return 'array'
  let length = 0
  for (const cell of cells) if (typeof cell === 'string') length += cell.length
  return length > LONG * cells.length ? 'long text' : 'array'
}

const arraysText = ({ table, there }: Part, columns: readonly string[], ways: readonly Way[], types: ColumnTypes) => {
  let n = 0
  const names: string[] = []
  const sources: string[] = []
  const chosen = columns.map((column, i) => {
    if (ways[i] === 'array') {
      names.push(`c${i}`)
      sources.push(`$${++n}::${types(table, column)}[]`)
      return `u.c${i}`
    }
    names.push(`s${i}`, `n${i}`)
    sources.push(`$${n + 2}::int[]`, `$${n + 3}::int[]`)
    n += 3
    const piece = `substring($${n - 2}::bytea from u.s${i} for u.n${i})`
    return ways[i] === 'octets' ? piece : `convert_from(${piece}, 'UTF8')`
  })
  return (
    `insert into "${table}" (${quoted(columns)}) select ${chosen.join(', ')} from unnest(${sources.join(', ')}) as u(${names.join(', ')})` +
    onConflict(table, columns, there)
  )
}

/**
 * The values of one table for PostgreSQL: an array for each column. Octets, and texts that are long, stand in one value for all rows, of which each row takes
 * its piece: in an array they would be quoted, octets at twice their length.
 */
function arraysOf(part: Part, types: ColumnTypes): { text: string; values: unknown[] } {
  const { table, rows, there } = part
  const values: unknown[] = []
  const columns = columnsOf(rows)
  const ways: Way[] = []
  for (const column of columns) {
    const cells = rows.map((row) => row[column] ?? null)
    const way = wayOf(types(table, column), cells)
    ways.push(way)
    if (way === 'array') {
      values.push(cells)
      continue
    }
    const octets = cells.map((cell) => (typeof cell === 'string' ? Buffer.from(cell) : (cell as Buffer | null)))
    let at = 1
    const starts = octets.map((cell) => {
      const start = at
      at += cell?.length ?? 0
      return start
    })
    const whole = Buffer.concat(octets.filter((cell): cell is Buffer => cell !== null))
    values.push(
      whole,
      starts,
      octets.map((cell) => cell?.length ?? null),
    )
  }
  const key = `arrays ${JSON.stringify(there)} ${table} ${columns.map((column, i) => column + ways[i]!).join()}`
  return { text: textOf(key, () => arraysText(part, columns, ways, types)), values }
}

const sizeOf = (row: Cells): number => {
  let size = 0
  for (const name in row) {
    const cell = row[name]
    if (typeof cell === 'string' || Buffer.isBuffer(cell)) size += cell.length
  }
  return size
}

/** The rows of a table, so many octets at once as its sender and the server bear to hold. */
function* pieces(part: Part): Generator<Part & { readonly size: number }> {
  let size = 0
  let rows: Cells[] = []
  for (const row of part.rows) {
    const more = sizeOf(row)
    if (rows.length > 0 && size + more > INSERT_BYTES) {
      yield { ...part, rows, size }
      ;[size, rows] = [0, []]
    }
    size += more
    rows.push(row)
  }
  yield { ...part, rows, size }
}

/**
 * Inserts rows of several tables, in this order. On PostgreSQL nobody waits for what comes of it but who ends the
 * transaction, which fails where a row of them cannot be there.
 */
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
  let size = 0
  for (const part of parts)
    for (const piece of pieces(part)) {
      const { text, values } = arraysOf(piece, types)
      size += piece.size
      // What is large waits for what went before, so that it is not all held at once.
      if (size <= INSERT_BYTES) await sendLater(db, text, values)
      else {
        await sendTo(db, text, values)
        size = 0
      }
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
