/** Every row of a store at one point in time, in a form that either dialect takes back: what a backup holds and a restore writes. */
import { sql, type Kysely } from 'kysely'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { JuxtaError } from '../values/errors.ts'
import { openDatabase } from './database.ts'
import type { Database, Dialect } from './dialect.ts'
import { unusable } from './faults.ts'
import { migrate, newest, schemaOf, type Schema } from './migrate.ts'
import type { Tables } from './tables.ts'
import { LOST_CHANGES } from './tx.ts'

export type Cell = null | number | string | Buffer
/** A table as a schema defines it: its columns, and those of its primary key in their order. */
export type TableShape = { readonly name: string; readonly columns: readonly string[]; readonly key: readonly string[] }
export type LogSize = { readonly shard: string; readonly origin: string; readonly size: number }

export type Snapshot = {
  readonly dialect: Dialect
  readonly schema: number
  readonly node: { readonly country: string; readonly name: string }
  readonly tables: readonly (TableShape & { readonly rows: number })[]
  /** All rows in the order of the primary key, a page at a time; the cells in the order of `columns`. */
  pages(table: TableShape): AsyncGenerator<Cell[][]>
}

/** Rows asked for at once: a row may hold a document of 4 MiB, and a page stands in memory. */
const PAGE = 50

const isFile = (url: string): boolean => url.startsWith('sqlite:') && url !== 'sqlite::memory:'
const pathOf = (url: string): string => url.slice('sqlite:'.length)

/** What tables there are in `schema` up to its migration `number`, in the order of their names; the bookkeeping of migrations is not among them. */
export async function tablesOf(schema: Schema, number: number): Promise<TableShape[]> {
  // Made in memory by the migrations themselves, so that no table can be forgotten here.
  const database = await openDatabase('sqlite::memory:')
  try {
    const db = database.writer
    await migrate(db, 'sqlite', schema, 0, number)
    const shapes: TableShape[] = []
    for (const { name } of await db.introspection.getTables()) {
      if (name === 'migration') continue
      const { rows } = await sql<{
        name: string
        pk: number
      }>`select "name", "pk" from pragma_table_info(${name}) order by "cid"`.execute(db)
      const key = rows.filter((c) => c.pk > 0).sort((a, b) => a.pk - b.pk)
      if (key.length === 0) throw new JuxtaError('internal', `the table ${name} has no primary key`)
      shapes.push({ name, columns: rows.map((c) => c.name), key: key.map((c) => c.name) })
    }
    return shapes.sort((a, b) => (a.name < b.name ? -1 : 1))
  } finally {
    await database.close()
  }
}

const list = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))

/** Runs `work` on one consistent state of the store at `url`, while others read and write it. Fails with `settings-invalid`. */
export async function withSnapshot<T>(
  url: string,
  schema: Schema,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  if (isFile(url) && !existsSync(pathOf(url)))
    throw new JuxtaError('settings-invalid', `the store is not there: ${pathOf(url)}`, {
      pointer: '/JUXTA_STORE',
      rule: 'store',
    })
  const database = await openDatabase(url, { patient: true })
  try {
    if (database.dialect === 'postgres')
      return await database.writer
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => work(await snapshotOf(tx, 'postgres', schema)))
    return await database.reader.connection().execute(async (db) => {
      // Deferred, so that the node goes on writing: in WAL mode a reader keeps the state of its first read.
      await sql`begin deferred`.execute(db)
      try {
        return await work(await snapshotOf(db, 'sqlite', schema))
      } finally {
        await sql`rollback`.execute(db)
      }
    })
  } catch (error) {
    throw unusable(error)
  } finally {
    await database.close()
  }
}

async function snapshotOf(db: Kysely<Tables>, dialect: Dialect, schema: Schema): Promise<Snapshot> {
  const there = await schemaOf(db)
  if (!there) throw new JuxtaError('settings-invalid', 'the store holds no schema', { pointer: '/JUXTA_STORE' })
  if (there.number > newest(schema))
    throw new JuxtaError(
      'unsupported-version',
      `the store has schema ${there.number}, this release knows up to ${newest(schema)}: use the release that runs the node`,
      { rule: 'schema-new' },
    )
  const node = await db.selectFrom('node').select(['country', 'name']).where('id', '=', 1).executeTakeFirst()
  if (!node) throw new JuxtaError('settings-invalid', 'the store holds no node', { pointer: '/JUXTA_STORE' })
  const tables: (TableShape & { rows: number })[] = []
  for (const shape of await tablesOf(schema, there.number)) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(shape.name)}`.execute(db)
    tables.push({ ...shape, rows: Number(rows[0]!.n) })
  }
  return {
    dialect,
    schema: there.number,
    node,
    tables,
    async *pages({ name, columns, key }) {
      const select = sql`select ${list(columns)} from ${sql.table(name)}`
      const order = sql`order by ${list(key)} limit ${sql.lit(PAGE)}`
      for (let after: Cell[] | null = null; ;) {
        const from = after === null ? sql`` : sql`where (${list(key)}) > (${sql.join(after)})`
        const found: { rows: Record<string, Cell>[] } = await sql<
          Record<string, Cell>
        >`${select} ${from} ${order}`.execute(db)
        if (found.rows.length > 0) yield found.rows.map((row) => columns.map((column) => row[column] ?? null))
        if (found.rows.length < PAGE) return
        const last = found.rows.at(-1)!
        after = key.map((column) => last[column]!)
      }
    },
  }
}

/** The logs that live in the store at `url`; none where it is empty or not there yet. Fails with `settings-invalid`. */
export async function logsIn(url: string): Promise<LogSize[]> {
  if (isFile(url) && !existsSync(pathOf(url))) return []
  const database = await openDatabase(url)
  try {
    if (!(await schemaOf(database.reader))) return []
    const heads = await database.reader.selectFrom('logHead').select(['shard', 'origin', 'size']).execute()
    return heads.map((head) => ({ ...head, size: Number(head.size) }))
  } catch (error) {
    throw unusable(error)
  } finally {
    await database.close()
  }
}

/**
 * Writes `batches` into the store at `url`, which must hold no node, in one transaction, and then brings it from migration `from` up to this
 * release. A failure leaves no row behind. Fails with `state-conflict` where a node lives there.
 */
export async function loadStore(
  url: string,
  schema: Schema,
  from: number,
  now: number,
  batches: AsyncIterable<{ table: TableShape; rows: Cell[][] }>,
): Promise<void> {
  if (isFile(url)) await mkdir(dirname(pathOf(url)), { recursive: true, mode: 0o700 })
  const database: Database = await openDatabase(url, { patient: true })
  const { writer, dialect } = database
  try {
    await migrate(writer, dialect, schema, now, from)
    await writer.transaction().execute(async (tx) => {
      const there = await tx.selectFrom('logHead').select('origin').limit(1).executeTakeFirst()
      if (there)
        throw new JuxtaError('state-conflict', `the store already holds the log ${there.origin}`, {
          pointer: '/JUXTA_STORE',
          rule: 'store-not-empty',
        })
      for await (const { table, rows } of batches)
        await sql`insert into ${sql.table(table.name)} (${list(table.columns)}) values ${sql.join(
          rows.map((row) => sql`(${sql.join(row)})`),
        )}`.execute(tx)
      // What the lost store had told since the backup is told under other places.
      await tx
        .updateTable('logHead')
        .set((e) => ({ changes: e('changes', '+', LOST_CHANGES) }))
        .execute()
    })
    await migrate(writer, dialect, schema, now)
  } catch (error) {
    throw unusable(error)
  } finally {
    await database.close()
  }
}
