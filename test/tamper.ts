/** What happens to the SQLite store of a node behind its back. */
import Sqlite from 'libsql'
import { join } from 'node:path'
import type { TestNode } from './nodes.ts'

function behind<T>(node: TestNode, work: (database: Sqlite.Database) => T): T {
  const database = new Sqlite(join(node.dir, 'juxta.db'))
  try {
    database.pragma('busy_timeout=10000')
    return work(database)
  } finally {
    database.close()
  }
}

export const tamper = (node: TestNode, ...statements: string[]): void =>
  behind(node, (database) => statements.forEach((statement) => void database.exec(statement)))

/** The rows that `query` finds. */
export const rowsOf = (node: TestNode, query: string): any[] =>
  behind(node, (database) => database.prepare(query).all() as any[])
