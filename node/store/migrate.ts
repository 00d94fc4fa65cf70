/** Numbered migrations, which each feature states for its own tables, and what runs them in either dialect. */
import { sql, type Kysely } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Tables } from './tables.ts'

export type Migration = {
  readonly number: number
  readonly name: string
  /** The lowest schema whose release may go on working beside this one. */
  readonly minReader: number
  readonly statements: (dialect: Dialect) => readonly string[]
}

/** The type of a text that stands in the order of its code points, in either dialect: what begins with something is found in an index of it. */
export const orderedText = (dialect: Dialect): string => (dialect === 'sqlite' ? 'text' : 'text collate "C"')

/** All migrations of a release, by their numbers. */
export type Schema = readonly Migration[]

/** The number of the newest migration. */
export const newest = (schema: Schema): number => schema.at(-1)!.number

/** The schema that is there: its number, and the lowest whose release may still work with it; null for an empty database. */
export async function schemaOf(db: Kysely<Tables>): Promise<{ number: number; minReader: number } | null> {
  const tables = await db.introspection.getTables()
  if (!tables.some((t) => t.name === 'migration')) return null
  const { number, minReader } = await db
    .selectFrom('migration')
    .select((e) => [e.fn.max('number').as('number'), e.fn.max('minReader').as('minReader')])
    .executeTakeFirstOrThrow()
  return number === null ? null : { number: Number(number), minReader: Number(minReader) }
}

/** Brings the store up to `upTo` (the newest of `schema`, unless told), one transaction a migration. Answers how many were run. */
export async function migrate(
  db: Kysely<Tables>,
  dialect: Dialect,
  schema: Schema,
  now: number,
  upTo = newest(schema),
): Promise<number> {
  await sql`create table if not exists "migration" ("number" integer primary key, "name" text not null, "minReader" integer not null,
    "at" bigint not null)`.execute(db)
  let run = 0
  for (const migration of schema) {
    if (migration.number > upTo) break
    const done = await db.transaction().execute(async (tx) => {
      // Two replicas that migrate at once: the second waits here, then finds the work done.
      if (dialect === 'postgres') await sql`lock table "migration" in exclusive mode`.execute(tx)
      const there = await tx
        .selectFrom('migration')
        .select('number')
        .where('number', '=', migration.number)
        .executeTakeFirst()
      if (there) return false
      for (const statement of migration.statements(dialect)) await sql.raw(statement).execute(tx)
      const { number, name, minReader } = migration
      await tx.insertInto('migration').values({ number, name, minReader, at: now }).execute()
      return true
    })
    if (done) run++
  }
  return run
}
