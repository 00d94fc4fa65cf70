/** Inserts any number of rows: the one place that knows how many values a statement may bind. */
import type { Insertable, Kysely } from 'kysely'
import { BIND_VALUES } from './limits.ts'
import type { Tables } from './tables.ts'

/** `there`: what becomes of a row whose key is there already; unless told it is an error. All `rows` state the same columns. */
export async function insertRows<T extends keyof Tables>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
  there: 'fails' | 'stays' = 'fails',
): Promise<void> {
  if (rows.length === 0) return
  const atOnce = Math.floor(BIND_VALUES / Object.keys(rows[0]!).length)
  for (let i = 0; i < rows.length; i += atOnce) {
    const insert = db.insertInto(table).values(rows.slice(i, i + atOnce))
    await (there === 'stays' ? insert.onConflict((c) => c.doNothing()) : insert).execute()
  }
}
