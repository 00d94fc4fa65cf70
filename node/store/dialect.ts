/** The two databases, as all that stands on them sees them. */
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type Dialect = 'sqlite' | 'postgres'

/** Both halves fail with a `JuxtaError` and nothing else (faults.ts). */
export type Database = {
  readonly dialect: Dialect
  /** Where transactions run. */
  readonly writer: Kysely<Tables>
  /** Where single reads run; on connections of their own, so that a read never waits for a commit, nor a commit for reads. */
  readonly reader: Kysely<Tables>
  close(): Promise<void>
}
