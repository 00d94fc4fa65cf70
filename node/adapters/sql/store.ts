/** The store port on SQL: opens a database that was initialised before, checks that it is durable, and puts the parts together. */
import { sql } from 'kysely'
import { JuxtaError } from '../../errors.ts'
import type { Country } from '../../ids.ts'
import type { Store } from '../../ports/store.ts'
import { agencyStore } from './agencies.ts'
import { caseStore } from './cases.ts'
import { crossingStore } from './crossings.ts'
import { Committer } from './commit.ts'
import { openDatabase, type Database } from './database.ts'
import { inboundStore } from './inbound.ts'
import { logStore } from './log.ts'
import { messageStore } from './messages.ts'
import { outboundStore } from './outbound.ts'
import { permitStore } from './permits.ts'
import { alertStore, keyStore, peerStore } from './registry.ts'
import { retentionStore } from './retention.ts'
import { setStore } from './sets.ts'
import { preArrivalStore } from './pre-arrivals.ts'
import { traderStore } from './traders.ts'
import { migrate, SCHEMA, schemaOf } from './tables.ts'

/** Makes the schema and the node's row in an empty database. Fails with `state-conflict` where a node lives there already. */
export async function initialiseStore(
  url: string,
  node: { country: Country; name: string; shard: string; origin: string },
  now: number,
): Promise<void> {
  const database = openDatabase(url)
  try {
    if (await schemaOf(database.writer))
      throw new JuxtaError('state-conflict', 'the store already holds a node', { pointer: '/JUXTA_STORE' })
    await migrate(database.writer, database.dialect, now)
    await database.writer.transaction().execute(async (tx) => {
      await tx.insertInto('logHead').values({ shard: node.shard, origin: node.origin, size: 0 }).execute()
      await tx
        .insertInto('node')
        .values({ id: 1, country: node.country, name: node.name, shard: node.shard, revision: 1 })
        .execute()
    })
  } finally {
    await database.close()
  }
}

/** Runs outstanding migrations of a store that holds a node. */
export async function migrateStore(url: string, now: number): Promise<number> {
  const database = openDatabase(url)
  try {
    if (!(await schemaOf(database.writer)))
      throw new JuxtaError('settings-invalid', 'the store holds no schema: run init first', { pointer: '/JUXTA_STORE' })
    return await migrate(database.writer, database.dialect, now)
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
    if (Number(rows[0]?.synchronous) < 2) fault('synchronous must be FULL')
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
export async function openStore(
  url: string,
  onFatal: (error: JuxtaError) => void,
): Promise<Store & { node: { country: Country; name: string; shard: string } }> {
  const database = openDatabase(url)
  try {
    const schema = await schemaOf(database.writer)
    if (!schema)
      throw new JuxtaError('settings-invalid', 'the store holds no schema: run init first', {
        pointer: '/JUXTA_STORE',
        rule: 'schema-missing',
      })
    if (schema.number < SCHEMA)
      throw new JuxtaError('settings-invalid', 'the schema of the store is older than this release: run migrate', {
        pointer: '/JUXTA_STORE',
        rule: 'schema-old',
      })
    if (schema.minReader > SCHEMA)
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
    const committer = new Committer(database, onFatal)
    return {
      node: { ...node, country: node.country as Country },
      outbound: outboundStore(database, committer),
      inbound: inboundStore(database, committer),
      sets: setStore(database, committer),
      messages: messageStore(database),
      peers: peerStore(database, committer),
      keys: keyStore(database, committer),
      alerts: alertStore(database, committer),
      log: logStore(database, committer),
      retention: retentionStore(database, committer),
      cases: caseStore(database),
      crossings: crossingStore(database),
      traders: traderStore(database),
      preArrivals: preArrivalStore(database),
      agencies: agencyStore(database),
      permits: permitStore(database, committer),
      async check() {
        await checkDurable(database)
        await database.writer
          .updateTable('node')
          .set((e) => ({ revision: e.ref('revision') }))
          .where('id', '=', 1)
          .execute()
      },
      close: () => database.close(),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
