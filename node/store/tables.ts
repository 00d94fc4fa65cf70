/** All tables as Kysely sees them. Each feature declares its own beside the migration that makes them (`tables.ts` in its folder). */

export interface Tables {
  migration: { number: number; name: string; minReader: number; at: number }
}
