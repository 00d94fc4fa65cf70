/** What goes by its age goes a few rows at a time, so that no message waits for it. */
import { sql, type Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** Tables whose rows are named by an id. */
type WithId = { readonly [T in keyof Tables]: Tables[T] extends { id: string } ? T : never }[keyof Tables]

/** Deletes up to `limit` rows whose `column` is below `before`, the lowest first. Answers their ids, in that order. */
export async function deleteOldest<T extends WithId>(
  db: Transaction<Tables>,
  table: T,
  column: keyof Tables[T] & string,
  before: string | number,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select "id" from ${sql.table(table)} where ${sql.ref(column)} < ${before}
    order by ${sql.ref(column)} limit ${limit}`.execute(db)
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await sql`delete from ${sql.table(table)} where "id" in (${sql.join(ids)})`.execute(db)
  return ids
}
