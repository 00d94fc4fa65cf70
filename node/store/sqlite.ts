/** SQLite behind the door: one file, one process that writes, a second connection that reads. */
import Sqlite from 'libsql'
import {
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type KyselyPlugin,
  type SqliteDatabase,
} from 'kysely'
import type { Database } from './dialect.ts'
import type { Judge } from './faults.ts'
import type { AtOnce, Outcome } from './fixed.ts'
import {
  SQLITE_BUSY_MS,
  SQLITE_CACHE_KIB,
  SQLITE_CHECKPOINT_PAGES,
  SQLITE_PAGE,
  SQLITE_WAL_BYTES,
  STATEMENTS_KEPT,
} from './limits.ts'
import type { Tables } from './tables.ts'
import { WriteAhead, type Sync } from './write-ahead.ts'

/** libsql answers blobs as ArrayBuffer, `pg` as Buffer: the rest of the code sees Buffer. */
function withBuffers<R>(rows: R[]): R[] {
  for (const row of rows as Record<string, unknown>[])
    for (const column in row) {
      const value = row[column]
      if (value instanceof ArrayBuffer) row[column] = Buffer.from(value)
    }
  return rows
}

type Prepared = ReturnType<SqliteDatabase['prepare']>

type Judged = <T>(work: () => T) => T

/** A statement whose errors are judged. */
function statementOf(connection: Sqlite.Database, sql: string, judged: Judged): Prepared {
  const { reader, all, run } = bound(connection.prepare(sql))
  return {
    reader,
    all: (parameters) => judged(() => withBuffers(all(parameters))),
    // Whoever walked away half through the rows would hold a state of the store, and with it the whole write-ahead log.
    iterate: () => {
      throw new Error('rows are read in pages')
    },
    run: (parameters) =>
      judged(() => {
        try {
          return run(parameters)
        } catch (error) {
          // SQLite has rolled back by itself where the disk was full (sqlite.org/lang_transaction §3.2): that is no second fault that hides the first.
          if (sql !== 'rollback' || !/no transaction is active/.test(String(error))) throw error
          return { changes: 0, lastInsertRowid: 0 }
        }
      }),
  }
}

const bound = (statement: Prepared): Omit<Prepared, 'iterate'> => ({
  reader: statement.reader,
  all: (parameters) => statement.all(parameters),
  run: (parameters) => statement.run(parameters),
})

/** A libsql connection as Kysely's SQLite dialect wants it, its statements kept: the last ones used. */
function kept(connection: Sqlite.Database, judged: Judged): SqliteDatabase {
  const statements = new Map<string, Prepared>()
  return {
    close: () => void connection.close(),
    prepare(sql) {
      // A transaction takes the write lock when it begins: one that first reads and then writes could otherwise fail half way.
      const text = sql === 'begin' ? 'begin immediate' : sql
      let statement = statements.get(text)
      if (statement !== undefined) statements.delete(text)
      else {
        if (statements.size >= STATEMENTS_KEPT) statements.delete(statements.keys().next().value as string)
        statement = judged(() => statementOf(connection, text, judged))
      }
      statements.set(text, statement)
      return statement
    },
  }
}

/** Statements of fixed text are few: each is kept prepared as long as the connection is open, and answers at once. */
class AdapterAtOnce extends SqliteAdapter implements AtOnce {
  readonly #connection: Sqlite.Database
  readonly #judged: Judged
  readonly #statements = new Map<string, Prepared>()
  readonly #before: WriteAhead | null

  /** `before`: what has to be on the disk before anybody hears what was read. */
  constructor(connection: Sqlite.Database, judged: Judged, before: WriteAhead | null) {
    super()
    this.#connection = connection
    this.#judged = judged
    this.#before = before
  }

  get pending(): Promise<void> | null {
    return this.#before?.pending ?? null
  }

  atOnce(text: string, values: readonly unknown[]): Outcome {
    let statement = this.#statements.get(text)
    if (statement === undefined) {
      statement = this.#judged(() => statementOf(this.#connection, text, this.#judged))
      this.#statements.set(text, statement)
    }
    if (statement.reader) {
      const rows = statement.all(values)
      return { rows, changed: rows.length }
    }
    return { rows: [], changed: Number(statement.run(values).changes) }
  }
}

/** A commit is done when it is on the disk; until then nothing else begins on this connection. */
class SyncingDriver extends SqliteDriver {
  readonly #log: WriteAhead

  constructor(database: SqliteDatabase, log: WriteAhead) {
    super({ database })
    this.#log = log
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    await this.#log.sync()
  }
}

/** What was read is told when it is on the disk. */
const onDisk = (log: WriteAhead): KyselyPlugin => ({
  transformQuery: ({ node }) => node,
  async transformResult({ result }) {
    if (log.pending) await log.pending
    return result
  },
})

class Dialect extends SqliteDialect {
  readonly #adapter: AdapterAtOnce
  readonly #database: SqliteDatabase
  readonly #syncs: WriteAhead | null

  /** `before`: what has to be on the disk before what is read is told; `syncs`: what each commit syncs. */
  constructor(connection: Sqlite.Database, judged: Judged, before: WriteAhead | null, syncs: WriteAhead | null) {
    const database = kept(connection, judged)
    super({ database })
    this.#database = database
    this.#syncs = syncs
    this.#adapter = new AdapterAtOnce(connection, judged, before)
  }

  override createDriver(): SqliteDriver {
    return this.#syncs ? new SyncingDriver(this.#database, this.#syncs) : (super.createDriver() as SqliteDriver)
  }

  override createAdapter(): AdapterAtOnce {
    return this.#adapter
  }
}

/** `beside`: the log is synced beside the event loop, after each transaction; else by SQLite itself. Then everything that `writer` writes is in transactions. */
export function openSqlite(
  path: string,
  judge: Judge,
  { beside = false, sync }: { beside?: boolean; sync?: Sync } = {},
): Database {
  // A database in memory has no log.
  const log = beside && path !== ':memory:' ? new WriteAhead(path, judge, sync) : null
  const judged: Judged = (work) => {
    try {
      return work()
    } catch (error) {
      throw judge(error)
    }
  }
  const open = (reads: boolean): Kysely<Tables> => {
    const connection = judged(() => {
      const opened = new Sqlite(path)
      opened.pragma(`busy_timeout=${SQLITE_BUSY_MS}`)
      // The size of a page is that of an empty database from here on, and of another the one that it has.
      opened.pragma(`page_size=${SQLITE_PAGE}`)
      opened.pragma('journal_mode=WAL')
      opened.pragma(`wal_autocheckpoint=${SQLITE_CHECKPOINT_PAGES}`)
      opened.pragma(`journal_size_limit=${SQLITE_WAL_BYTES}`)
      opened.pragma(`cache_size=-${SQLITE_CACHE_KIB}`)
      opened.pragma(`synchronous=${log ? 'NORMAL' : 'FULL'}`)
      opened.pragma('foreign_keys=ON')
      if (reads) opened.pragma('query_only=ON')
      return opened
    })
    return new Kysely<Tables>({
      dialect: new Dialect(connection, judged, reads ? log : null, reads ? null : log),
      plugins: log && reads ? [onDisk(log)] : [],
    })
  }
  const writer = open(false)
  const reader = open(true)
  return {
    dialect: 'sqlite',
    writer,
    reader,
    async close() {
      await reader.destroy()
      await log?.close()
      await writer.destroy()
    },
  }
}
