/** PostgreSQL behind the door: any number of replicas, whose connections the server itself gives up when they stand still. */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Database } from './database.ts'
import { meaningOf, pause, type Judge } from './faults.ts'
import {
  CONNECT_MS,
  IDLE_MS,
  LOCK_MS,
  PAUSE_MS,
  READERS,
  READ_TRIES,
  SILENCE_MS,
  STATEMENT_MS,
  UNACKNOWLEDGED_MS,
  WRITERS,
} from './limits.ts'
import type { Tables } from './tables.ts'

// int8 as a JavaScript number: our counts and times stay far below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 ? Number : (pg.types.getTypeParser(oid, format) as () => unknown),
}

const BEGINS = /^(begin|start transaction)/i

const settings = (of: Readonly<Record<string, string | number>>): string =>
  Object.entries(of)
    .map(([name, value]) => `set ${name} = '${value}'`)
    .join('; ')

/** What each of our sessions asks of the server; said in SQL, since a pooler between may refuse it in the startup packet. */
const SESSION = {
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 2,
  tcp_keepalives_count: 3,
  tcp_user_timeout: UNACKNOWLEDGED_MS,
}
const IMPATIENT = {
  lock_timeout: LOCK_MS,
  idle_in_transaction_session_timeout: IDLE_MS,
  statement_timeout: STATEMENT_MS,
}

/** The connections of one kind, each made ready when it is new. */
type Connections = { readonly reads: boolean; readonly judge: Judge; take(): Promise<pg.PoolClient> }

/**
 * A connection for as long as Kysely holds it. Its errors are judged; one that is in doubt is closed and never used again; and what has done nothing yet,
 * a read or the begin of a transaction, goes on with another one.
 */
class Lease {
  readonly #connections: Connections
  #client: pg.PoolClient | null = null
  #inTransaction = false
  #lost = false

  constructor(connections: Connections) {
    this.#connections = connections
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    // What was begun on a connection that is lost is rolled back with it, and does not go on on another.
    if (this.#lost && sql === 'rollback') return { command: 'ROLLBACK', rowCount: 0, rows: [] }
    if (this.#lost) throw this.#connections.judge(new Error('Connection terminated'))
    const begins = BEGINS.test(sql)
    for (let attempt = 1; ; attempt++)
      try {
        this.#client ??= await this.#connections.take()
        const result = await this.#client.query(sql, [...parameters])
        if (begins) this.#inTransaction = true
        return result
      } catch (error) {
        const fault = this.#connections.judge(error)
        if (fault.rule === 'store-away') this.#drop(error)
        const harmless = begins || (this.#connections.reads && !this.#inTransaction)
        if (!harmless || meaningOf(fault) !== 'again' || attempt >= READ_TRIES) throw fault
        await pause(attempt, PAUSE_MS)
      }
  }

  #drop(error: unknown): void {
    this.#lost = this.#inTransaction
    this.#client?.release(error instanceof Error ? error : true)
    this.#client = null
  }

  release(): void {
    this.#client?.release()
    this.#client = null
  }
}

/** `patient`: for work of its own on the whole store, which may take as long as it takes. */
export function openPostgres(url: string, patient: boolean, judge: Judge): Database {
  const open = (max: number, reads: boolean): Kysely<Tables> => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      types,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: UNACKNOWLEDGED_MS,
      ...(patient ? {} : { query_timeout: SILENCE_MS }),
    })
    // A connection that the server ends is replaced at its next use. Without a listener its error would end the process: the pool hears it only while it
    // is idle, so each is heard for its whole life.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    const session = settings({
      ...SESSION,
      ...(patient ? {} : IMPATIENT),
      ...(reads ? { default_transaction_read_only: 'on' } : {}),
    })
    const ready = new WeakSet<pg.PoolClient>()
    const connections: Connections = {
      reads,
      judge,
      async take() {
        const client = await pool.connect()
        if (ready.has(client)) return client
        try {
          await client.query(session)
        } catch (error) {
          client.release(true)
          throw error
        }
        ready.add(client)
        return client
      },
    }
    const leases: PostgresPool = {
      connect: async () => new Lease(connections) as unknown as PostgresPoolClient,
      end: () => pool.end(),
    }
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: leases }) })
  }
  const writer = open(WRITERS, false)
  const reader = open(READERS, true)
  return {
    dialect: 'postgres',
    writer,
    reader,
    async close() {
      await reader.destroy()
      await writer.destroy()
    },
  }
}
