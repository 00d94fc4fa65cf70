/** Opens the database that a setting names: SQLite (embedded, one process) or PostgreSQL (any number of replicas), behind one Kysely. */
import Sqlite from 'libsql'
import {
  Kysely,
  PostgresDialect,
  SqliteDialect,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type SqliteDatabase,
} from 'kysely'
import pg from 'pg'
import { JuxtaError } from '../values/errors.ts'
import type { Tables } from './tables.ts'

export type Dialect = 'sqlite' | 'postgres'

export type Database = {
  readonly dialect: Dialect
  /** Where transactions run. */
  readonly writer: Kysely<Tables>
  /** Where single reads run; on SQLite a second connection, so that a read never waits for a commit. */
  readonly reader: Kysely<Tables>
  close(): Promise<void>
}

/** libsql answers blobs as ArrayBuffer, `pg` as Buffer: the rest of the code sees Buffer. */
class BlobsAsBuffers implements KyselyPlugin {
  transformQuery(args: PluginTransformQueryArgs) {
    return args.node
  }
  async transformResult(args: PluginTransformResultArgs) {
    for (const row of args.result.rows as Record<string, unknown>[])
      for (const column in row) {
        const value = row[column]
        if (value instanceof ArrayBuffer) row[column] = Buffer.from(value)
      }
    return args.result
  }
}

const STATEMENTS_KEPT = 300

type Prepared = ReturnType<SqliteDatabase['prepare']>

/** SQLite has rolled back by itself where the disk was full (sqlite.org/lang_transaction §3.2): that is no second fault that hides the first. */
function rollback(connection: Sqlite.Database): Prepared {
  const statement = connection.prepare('rollback')
  return {
    reader: false,
    all: () => [],
    iterate: () => [][Symbol.iterator](),
    run() {
      try {
        statement.run()
      } catch (error) {
        if (!/no transaction is active/.test(String(error))) throw error
      }
      return { changes: 0, lastInsertRowid: 0 }
    },
  }
}

/** A libsql connection as Kysely's SQLite dialect wants it, with prepared statements kept, since preparing costs as much as running. */
function kept(connection: Sqlite.Database): SqliteDatabase {
  const statements = new Map<string, Prepared>()
  return {
    close: () => void connection.close(),
    prepare(sql) {
      // A transaction takes the write lock when it begins: one that first reads and then writes could otherwise fail half way.
      const text = sql === 'begin' ? 'begin immediate' : sql
      let statement = statements.get(text)
      if (statement === undefined) {
        if (statements.size >= STATEMENTS_KEPT) statements.delete(statements.keys().next().value as string)
        statement = text === 'rollback' ? rollback(connection) : connection.prepare(text)
        statements.set(text, statement)
      }
      return statement
    },
  }
}

function openSqlite(path: string): Database {
  const open = (): Sqlite.Database => {
    const connection = new Sqlite(path)
    connection.pragma('busy_timeout=10000')
    connection.pragma('journal_mode=WAL')
    connection.pragma('synchronous=FULL')
    connection.pragma('foreign_keys=ON')
    return connection
  }
  const kysely = (connection: Sqlite.Database): Kysely<Tables> =>
    new Kysely<Tables>({
      dialect: new SqliteDialect({ database: kept(connection) }),
      plugins: [new BlobsAsBuffers()],
    })
  const writer = kysely(open())
  const reader = kysely(open())
  return {
    dialect: 'sqlite',
    writer,
    reader,
    async close() {
      await reader.destroy()
      await writer.destroy()
    },
  }
}

// int8 as a JavaScript number: our counts and times stay far below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 ? Number : (pg.types.getTypeParser(oid, format) as () => unknown),
}

function openPostgres(url: string): Database {
  const pool = new pg.Pool({ connectionString: url, max: 10, types, connectionTimeoutMillis: 10_000 })
  // An idle connection that the server ends is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { dialect: 'postgres', writer: kysely, reader: kysely, close: () => kysely.destroy() }
}

/** `url`: `sqlite:PATH` or `postgres://…`. Fails with `settings-invalid`. */
export function openDatabase(url: string): Database {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length))
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url)
  throw new JuxtaError('settings-invalid', 'JUXTA_STORE is neither sqlite:PATH nor postgres://…', {
    pointer: '/JUXTA_STORE',
  })
}
