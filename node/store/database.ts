/** Opens the database that a setting names: SQLite (embedded, one process) or PostgreSQL (any number of replicas), behind one Kysely. */
import { JuxtaError } from '../values/errors.ts'
import type { Database } from './dialect.ts'
import { judge, meaningOf } from './faults.ts'
import { openSqlite } from './sqlite.ts'

export type OpenOptions = {
  /** Nothing is given up because it takes long: for what works on the whole store (a backup, migrations). */
  readonly patient?: boolean
  /** Hears of every fault after which the process must stop. */
  readonly onFatal?: (fault: JuxtaError) => void
}

/** `url`: `sqlite:PATH` or `postgres://…`. Fails with `settings-invalid`. */
export async function openDatabase(
  url: string,
  { patient = false, onFatal = () => undefined }: OpenOptions = {},
): Promise<Database> {
  const judged = (error: unknown): JuxtaError => {
    const fault = judge(error)
    if (meaningOf(fault) === 'fatal') onFatal(fault)
    return fault
  }
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), judged, { beside: !patient })
  if (/^postgres(ql)?:\/\//.test(url)) {
    // Whoever has SQLite does not load it.
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres(url, patient, judged)
  }
  throw new JuxtaError('settings-invalid', 'JUXTA_STORE is neither sqlite:PATH nor postgres://…', {
    pointer: '/JUXTA_STORE',
  })
}
