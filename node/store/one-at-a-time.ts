/** What is decided on a sum of rows and changes it is decided by one after the other: also where transactions run side by side. */
import { sql, type Transaction } from 'kysely'
import { dialectOf } from './fixed.ts'
import type { Tables } from './tables.ts'

/**
 * From here to its end no other transaction that has named `what` goes on. What is read after it, is read as whoever was before left it. On SQLite, which writes one
 * transaction at a time, there is nothing to do.
 */
export async function oneAtATime(db: Transaction<Tables>, what: string): Promise<void> {
  if (dialectOf(db) === 'postgres') await sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`.execute(db)
}
