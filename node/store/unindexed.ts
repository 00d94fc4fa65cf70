/** A column that is looked at on the way: no index of it is looked for, which a database that has counted nothing would take. */
import { sql } from 'kysely'

export const unindexed = (column: string) => sql<string>`coalesce(${sql.ref(column)}, '')`
