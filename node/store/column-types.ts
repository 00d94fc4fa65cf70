/** Of which type each column is, as PostgreSQL's catalogue has it: read once for a pool of connections. */
import { sql, type DialectAdapter, type Transaction } from 'kysely'
import { JuxtaError } from '../values/errors.ts'
import type { Tables } from './tables.ts'

/** Fails with `internal` where there is no such column. */
export type ColumnTypes = (table: string, column: string) => string

const read = new WeakMap<DialectAdapter, ColumnTypes>()

export async function columnTypesOf(db: Transaction<Tables>): Promise<ColumnTypes> {
  const { adapter } = db.getExecutor()
  const known = read.get(adapter)
  if (known) return known
  const { rows } = await sql<{ table: string; column: string; type: string }>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as "type"
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace and a.attnum > 0 and not a.attisdropped`.execute(
    db,
  )
  const types = new Map(rows.map(({ table, column, type }) => [`${table} ${column}`, type]))
  const found: ColumnTypes = (table, column) => {
    const type = types.get(`${table} ${column}`)
    if (type !== undefined) return type
    // A migration may have run since: the next transaction reads the catalogue again.
    read.delete(adapter)
    throw new JuxtaError('internal', `the store has no column ${table}.${column}`)
  }
  read.set(adapter, found)
  return found
}
