/** SQLite behind the door: one file, one process that writes, a second connection that reads. */
import Sqlite from 'libsql'
import {
  Kysely,
  SqliteDialect,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type SqliteDatabase,
} from 'kysely'
import type { Database } from './database.ts'
import type { Judge } from './faults.ts'
import { SQLITE_BUSY_MS, STATEMENTS_KEPT } from './limits.ts'
import type { Tables } from './tables.ts'

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

type Prepared = ReturnType<SqliteDatabase['prepare']>

type Judged = <T>(work: () => T) => T

/** A statement whose errors are judged. */
function statementOf(connection: Sqlite.Database, sql: string, judged: Judged): Prepared {
  const { reader, all, run, iterate } = bound(connection.prepare(sql))
  return {
    reader,
    all: (parameters) => judged(() => all(parameters)),
    iterate: (parameters) => judged(() => iterate(parameters)),
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

const bound = (statement: Prepared): Prepared => ({
  reader: statement.reader,
  all: (parameters) => statement.all(parameters),
  run: (parameters) => statement.run(parameters),
  iterate: (parameters) => statement.iterate(parameters),
})

/** A libsql connection as Kysely's SQLite dialect wants it, its statements kept. */
function kept(connection: Sqlite.Database, judged: Judged): SqliteDatabase {
  const statements = new Map<string, Prepared>()
  return {
    close: () => void connection.close(),
    prepare(sql) {
      // A transaction takes the write lock when it begins: one that first reads and then writes could otherwise fail half way.
      const text = sql === 'begin' ? 'begin immediate' : sql
      let statement = statements.get(text)
      if (statement === undefined) {
        if (statements.size >= STATEMENTS_KEPT) statements.delete(statements.keys().next().value as string)
        statement = judged(() => statementOf(connection, text, judged))
        statements.set(text, statement)
      }
      return statement
    },
  }
}

export function openSqlite(path: string, judge: Judge): Database {
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
      opened.pragma('journal_mode=WAL')
      opened.pragma('synchronous=FULL')
      opened.pragma('foreign_keys=ON')
      if (reads) opened.pragma('query_only=ON')
      return opened
    })
    return new Kysely<Tables>({
      dialect: new SqliteDialect({ database: kept(connection, judged) }),
      plugins: [new BlobsAsBuffers()],
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
      await writer.destroy()
    },
  }
}
