/** PostgreSQL behind the door: any number of replicas, whose connections the server itself gives up when they stand still. */
import {
  Kysely,
  PostgresDialect,
  type CompiledQuery,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import type { JuxtaError } from '../values/errors.ts'
import type { Database } from './dialect.ts'
import { endsConnection, meaningOf, meanwhile, pause, type Judge } from './faults.ts'
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
import { preparedName, type Lane } from './fixed.ts'
import type { Tables } from './tables.ts'

// int8 as a JavaScript number: our counts and times stay far below 2^53.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === 20 ? Number : (pg.types.getTypeParser(oid, format) as () => unknown),
}

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
/** What is kept prepared is planned while its tables are small, and must seek when they have grown. */
const IMPATIENT = {
  enable_seqscan: 'off',
  jit: 'off',
  lock_timeout: LOCK_MS,
  idle_in_transaction_session_timeout: IDLE_MS,
  statement_timeout: STATEMENT_MS,
}

/** What is large is compressed by LZ4 where the server knows it: a tenth of the processor that its own way takes (measured: 10 against 78 µs for 10 KB of XML). */
const COMPRESSION = `select set_config(name, 'lz4', false) from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)`

/** The connections of one kind, each made ready when it is new. */
type Connections = { readonly reads: boolean; readonly judge: Judge; take(): Promise<pg.PoolClient> }

type Answer = { command: string; rowCount: number | null; rows: unknown[] }

/** What is of fixed text is prepared once for each connection. */
const ask = (client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<Answer> =>
  client.query({ name: preparedName(text), text, values: values as unknown[] })

const CHANGES: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/**
 * A connection for as long as Kysely holds it. Its errors are judged; one that is in doubt is closed and never used again; and what has done nothing yet,
 * a read or the first statement of a transaction, goes on with another one. Statements of a transaction are sent one behind the other without waiting for
 * what comes of those before: the server runs them in this order, and none after one that failed. What has followed the first goes on nowhere else: whoever
 * commits begins anew.
 */
class Lease implements Lane {
  readonly #connections: Connections
  #client: pg.PoolClient | null = null
  /** What begins the transaction: sent with its first statement. */
  #begin: string | null = null
  #first: Promise<unknown> | null = null
  /** Fulfilled when the first is on its way, or failed before it was. */
  #sent: Promise<void> = Promise.resolve()
  #send = (): void => undefined
  /** Others were sent behind the first before it was answered. */
  #followed = false
  #inTransaction = false
  #lost = false
  /** Why the transaction has failed: what comes after it fails for that reason too. */
  #fault: JuxtaError | null = null

  constructor(connections: Connections) {
    this.#connections = connections
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.send(sql, parameters)
    return { rows: rows as R[], ...(CHANGES.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  async *streamQuery(): AsyncGenerator<never> {
    throw new Error('rows are read in pages')
  }

  async send(text: string, values: readonly unknown[]): Promise<Answer> {
    if (this.#begin !== null && this.#first === null) {
      const first = this.#alone(text, values, this.#begin)
      this.#first = first.catch(() => undefined)
      return first
    }
    if (this.#begin !== null) {
      this.#followed = true
      await this.#sent
    }
    if (this.#fault) throw this.#fault
    if (this.#lost) throw this.#connections.judge(new Error('Connection terminated'))
    if (!this.#inTransaction && this.#begin === null) return this.#alone(text, values, null)
    const client = this.#client!
    try {
      return await ask(client, text, values)
    } catch (error) {
      throw this.#failed(error, client)
    }
  }

  later(text: string, values: readonly unknown[]): void {
    // Whoever ends the transaction hears of it.
    this.send(text, values).catch(() => undefined)
  }

  begin(text: string): void {
    this.#begin = text
    this.#first = this.#fault = null
    this.#lost = this.#inTransaction = this.#followed = false
  }

  /** Ends the transaction; fails where one of its statements has. */
  async commit(): Promise<void> {
    await this.#first
    this.#begin = null
    this.#hold()
    if (!this.#inTransaction) return
    const { command } = await this.send('commit', [])
    this.#inTransaction = false
    this.#hold()
    if (command !== 'COMMIT') throw meanwhile('the store has not written a transaction')
  }

  /** What was begun on a connection that is lost is rolled back with it. */
  async rollback(): Promise<void> {
    await this.#first
    this.#begin = null
    if (!this.#inTransaction || this.#lost) return
    this.#inTransaction = false
    await this.#client?.query('rollback').catch((error: unknown) => this.#drop(error))
  }

  release(): void {
    this.#client?.release()
    this.#client = null
  }

  /** A statement that nothing went before, or the first of a transaction. */
  async #alone(text: string, values: readonly unknown[], begin: string | null): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      if (begin !== null) this.#sent = new Promise((go) => (this.#send = go))
      try {
        this.#client ??= await this.#connections.take()
        if (begin === null) return await ask(this.#client, text, values)
        const both = Promise.allSettled([this.#client.query(begin), ask(this.#client, text, values)])
        this.#send()
        const [begun, answer] = await both
        if (begun.status === 'rejected') throw begun.reason
        this.#inTransaction = true
        this.#begin = null
        if (answer.status === 'fulfilled') return answer.value
        throw answer.reason
      } catch (error) {
        const fault = this.#connections.judge(error)
        const away = endsConnection(fault)
        if (away) this.#drop(error)
        const harmless = begin === null ? this.#connections.reads : !this.#followed && (away || !this.#inTransaction)
        if (!harmless || meaningOf(fault) !== 'again' || attempt >= READ_TRIES) {
          if (begin !== null) this.#fault ??= fault
          this.#send()
          throw fault
        }
        this.#begin = begin
        this.#inTransaction = this.#lost = false
        await pause(attempt, PAUSE_MS)
      }
    }
  }

  /** Fails where a statement has failed meanwhile. */
  #hold(): void {
    if (this.#fault) throw this.#fault
  }

  #failed(error: unknown, client: pg.PoolClient): JuxtaError {
    this.#fault ??= this.#connections.judge(error)
    if (endsConnection(this.#fault) && this.#client === client) this.#drop(error)
    return this.#fault
  }

  #drop(error: unknown): void {
    this.#lost = this.#inTransaction
    this.#client?.release(error instanceof Error ? error : true)
    this.#client = null
  }
}

/** Kysely's way to the leases. */
class LeaseDriver implements Driver {
  readonly #connections: Connections
  readonly #end: () => Promise<void>

  constructor(connections: Connections, end: () => Promise<void>) {
    this.#connections = connections
    this.#end = end
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Lease> {
    return new Lease(this.#connections)
  }

  async beginTransaction(lease: Lease, { isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    const more = [isolationLevel ? `isolation level ${isolationLevel}` : '', accessMode ?? ''].filter((s) => s !== '')
    lease.begin(['begin', ...more].join(' '))
  }

  commitTransaction = (lease: Lease): Promise<void> => lease.commit()
  rollbackTransaction = (lease: Lease): Promise<void> => lease.rollback()

  async releaseConnection(lease: Lease): Promise<void> {
    lease.release()
  }

  destroy = (): Promise<void> => this.#end()
}

class Dialect extends PostgresDialect {
  readonly #driver: Driver

  constructor(driver: Driver) {
    super({ pool: () => Promise.reject(new Error('the driver has its own')) })
    this.#driver = driver
  }

  override createDriver(): Driver {
    return this.#driver
  }
}

/** `patient`: for work of its own on the whole store, which may take as long as it takes. */
export function openPostgres(url: string, patient: boolean, judge: Judge): Database {
  const open = (max: number, reads: boolean): Kysely<Tables> => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      types,
      pipeline: true,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: UNACKNOWLEDGED_MS,
      ...(patient ? {} : { query_timeout: SILENCE_MS }),
    })
    // A connection that the server ends is replaced at its next use. Without a listener its error would end the process: the pool hears it only while it
    // is idle, so each is heard for its whole life.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    const asked = settings({
      ...SESSION,
      ...(patient ? {} : IMPATIENT),
      ...(reads ? { default_transaction_read_only: 'on' } : {}),
    })
    const session = reads ? asked : `${asked}; ${COMPRESSION}`
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
    return new Kysely<Tables>({ dialect: new Dialect(new LeaseDriver(connections, () => pool.end())) })
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
