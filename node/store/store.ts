/** The one door to the store: opens a database that was initialised before and checks that it is durable. Features bring their own statements. */
import { sql, type Kysely, type Transaction } from 'kysely'
import { statSync } from 'node:fs'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { Along } from './along.ts'
import { Committer, type Committed, type Write } from './commit.ts'
import { openDatabase } from './database.ts'
import type { Database, Dialect } from './dialect.ts'
import { unusable } from './faults.ts'
import { ownEmbedded } from './owner.ts'
import { migrate, newest, schemaOf, type Schema } from './migrate.ts'
import type { Tables } from './tables.ts'
import type { Tx } from './tx.ts'

/** What single reads are made of. */
export type Reader = Pick<Kysely<Tables>, 'selectFrom' | 'getExecutor'>

/**
 * An open store. What every write promises: when it is fulfilled, the write is durable (fsynced) and whole; when it is rejected nothing of it is there, or the
 * answer was lost and doing it again finds it done. Reads see everything that was promised before they began. Errors are answers (faults.ts).
 */
export type Store = {
  readonly node: { readonly country: Country; readonly name: string; readonly shard: string }
  readonly dialect: Dialect
  readonly read: Reader
  /** Under the log's lock, together with what is in flight. `handed`: what goes along with it (along.ts), where that was handed on and is not watched for. */
  commit<I, O>(write: Write<I, O>, item: I, handed?: Along | null): Promise<O>
  /** The same for what is of no kind of its own. `work` may be called again where the commit is tried again. */
  transact<O>(work: (tx: Tx) => Promise<O>): Promise<O>
  /** The same of what decides a piece of work: a second person who wants it too says so in it (along.ts). Work that answers `false` has decided nothing. */
  decide<O>(work: (tx: Tx) => Promise<O>): Promise<O>
  /**
   * Beside the log: nothing in it has a leaf, and on PostgreSQL it neither waits for the log's lock nor holds it. Shares its commit with what else is written so at
   * the moment. `work` may be called again where it is tried again.
   */
  apart<O>(work: (db: Transaction<Tables>) => Promise<O>): Promise<O>
  /** `listener` hears of every commit of this process. */
  listen(listener: (done: Committed) => void): void
  /** Octets of SQLite's write-ahead log; null on PostgreSQL. */
  writeAhead(): number | null
  /** One durable round trip; fails where the store is not usable or not durable as it is configured. */
  check(): Promise<void>
  /** Makes this process the only one that works on an embedded store, until it is closed. Fails with `settings-invalid`, and says whose it is. */
  own(): void
  /** Lets others have it again. */
  disown(): void
  close(): Promise<void>
}

const each: Write<(tx: Tx) => Promise<unknown>, unknown> = async (tx, items) => {
  const results: unknown[] = []
  for (const work of items) results.push(await work(tx))
  return results
}

const eachApart: Write<(db: Transaction<Tables>) => Promise<unknown>, unknown> = async ({ db }, items) => {
  const results: unknown[] = []
  for (const work of items) results.push(await work(db))
  return results
}

/** What a feature keeps in the store: its statements are made once for a store, at their first use. */
export function inStore<T>(make: (store: Store) => T): (store: Store) => T {
  const made = new WeakMap<Store, T>()
  return (store) => {
    let there = made.get(store)
    if (there === undefined) made.set(store, (there = make(store)))
    return there
  }
}

/** Makes the schema and the node's row in an empty database. Fails with `state-conflict` where a node lives there already. */
export async function initialiseStore(
  url: string,
  schema: Schema,
  node: { country: Country; name: string; shard: string; origin: string },
  now: number,
): Promise<void> {
  const database = await openDatabase(url, { patient: true })
  try {
    if (await schemaOf(database.writer))
      throw new JuxtaError('state-conflict', 'the store already holds a node', { pointer: '/JUXTA_STORE' })
    await migrate(database.writer, database.dialect, schema, now)
    await database.writer.transaction().execute(async (tx) => {
      await tx.insertInto('logHead').values({ shard: node.shard, origin: node.origin, size: 0 }).execute()
      await tx
        .insertInto('node')
        .values({ id: 1, country: node.country, name: node.name, shard: node.shard, revision: 1 })
        .execute()
    })
  } catch (error) {
    throw unusable(error)
  } finally {
    await database.close()
  }
}

/** Runs outstanding migrations of a store that holds a node. */
export async function migrateStore(url: string, schema: Schema, now: number): Promise<number> {
  const database = await openDatabase(url, { patient: true })
  try {
    if (!(await schemaOf(database.writer)))
      throw new JuxtaError('settings-invalid', 'the store holds no schema: run init first', { pointer: '/JUXTA_STORE' })
    return await migrate(database.writer, database.dialect, schema, now)
  } catch (error) {
    throw unusable(error)
  } finally {
    await database.close()
  }
}

async function checkDurable({ dialect, writer }: Database): Promise<void> {
  const fault = (rule: string): never => {
    throw new JuxtaError('settings-invalid', `the store is not durable: ${rule}`, { pointer: '/JUXTA_STORE', rule })
  }
  if (dialect === 'sqlite') {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(writer)
    // Each commit is synced beside it (write-ahead.ts).
    if (Number(rows[0]?.synchronous) < 1) fault('synchronous must be NORMAL or FULL')
    return
  }
  const { rows } = await sql<{
    fsync: string
    commit: string
  }>`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(writer)
  if (rows[0]?.fsync !== 'on') fault('fsync must be on')
  if (rows[0]?.commit !== 'on' && rows[0]?.commit !== 'remote_apply') fault('synchronous_commit must be on')
}

/** Opens the store at `url`. `onFatal` is called once when the process must stop. Fails with `settings-invalid` where schema or durability is wrong. */
export async function openStore(url: string, schema: Schema, onFatal: (error: JuxtaError) => void): Promise<Store> {
  let failed = false
  const fail = (fault: JuxtaError): void => {
    if (!failed) onFatal(fault)
    failed = true
  }
  let database: Database
  try {
    database = await openDatabase(url, { onFatal: fail })
  } catch (error) {
    throw unusable(error)
  }
  try {
    const there = await schemaOf(database.writer)
    if (!there)
      throw new JuxtaError('settings-invalid', 'the store holds no schema: run init first', {
        pointer: '/JUXTA_STORE',
        rule: 'schema-missing',
      })
    if (there.number < newest(schema))
      throw new JuxtaError('settings-invalid', 'the schema of the store is older than this release: run migrate', {
        pointer: '/JUXTA_STORE',
        rule: 'schema-old',
      })
    if (there.minReader > newest(schema))
      throw new JuxtaError('settings-invalid', 'the schema of the store is newer than this release can read', {
        pointer: '/JUXTA_STORE',
        rule: 'schema-new',
      })
    await checkDurable(database)
    const node = await database.reader
      .selectFrom('node')
      .select(['country', 'name', 'shard'])
      .where('id', '=', 1)
      .executeTakeFirst()
    if (!node)
      throw new JuxtaError('settings-invalid', 'the store holds no node: run init first', {
        pointer: '/JUXTA_STORE',
        rule: 'node-missing',
      })
    let letGo: (() => void) | null = null
    const disown = (): void => {
      letGo?.()
      letGo = null
    }
    const listeners: ((done: Committed) => void)[] = []
    const heard = (done: Committed): void => listeners.forEach((listener) => listener(done))
    const committer = new Committer(database, fail, { heard })
    // SQLite has one writer: what it writes at the same time shares one commit, with leaves or without.
    const beside = database.dialect === 'sqlite' ? committer : new Committer(database, fail, { locks: false, heard })
    const transact = <O>(work: (tx: Tx) => Promise<O>) => committer.commit(each, work) as Promise<O>
    return {
      node: { ...node, country: node.country as Country },
      dialect: database.dialect,
      read: database.reader,
      commit: (write, item, handed) => committer.commit(write, item, handed),
      transact,
      decide: (work) => Along.second()?.within(transact, work) ?? transact(work),
      apart: <O>(work: (db: Transaction<Tables>) => Promise<O>) => beside.commit(eachApart, work) as Promise<O>,
      listen: (listener) => void listeners.push(listener),
      writeAhead: () =>
        database.dialect === 'sqlite'
          ? (statSync(`${url.slice('sqlite:'.length)}-wal`, { throwIfNoEntry: false })?.size ?? 0)
          : null,
      async check() {
        await checkDurable(database)
        const write = (db: Kysely<Tables>) =>
          db
            .updateTable('node')
            .set((e) => ({ revision: e.ref('revision') }))
            .where('id', '=', 1)
            .execute()
        // SQLite's log is synced after each transaction; PostgreSQL takes a statement as one, in a single round.
        await (database.dialect === 'sqlite' ? database.writer.transaction().execute(write) : write(database.writer))
      },
      own() {
        if (database.dialect === 'sqlite') letGo ??= ownEmbedded(url.slice('sqlite:'.length))
      },
      disown,
      async close() {
        await database.close()
        disown()
      },
    }
  } catch (error) {
    await database.close()
    throw unusable(error)
  }
}
