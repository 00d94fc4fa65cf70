/** Grows a store fast: copies of messages that really passed, with every row that they left, so that a million of them take minutes and not hours. */
import { sql, type Kysely } from 'kysely'
import { readSettings } from '../node/operate/settings.ts'
import { SCHEMA } from '../node/schema.ts'
import { tablesOf } from '../node/store/dump.ts'
import { newest } from '../node/store/migrate.ts'
import { openStore, type Store } from '../node/store/store.ts'
import type { Tables } from '../node/store/tables.ts'

/** Copies are so far apart in time, in milliseconds: what passed in a few seconds is spread over days. */
const APART_MS = 300_000

/** Of which rows of a table there are copies, where `base` holds the messages that are copied. */
const ofMessages = `"message" in (select "id" from "base")`
const ofCases = `"conversation" in (select "conversation" from "base")`
const COPIED: Readonly<Record<string, string>> = {
  message: `"id" in (select "id" from "base")`,
  part: ofMessages,
  reference: ofMessages,
  history: ofMessages,
  securityEvent: ofMessages,
  secondSignature: ofMessages,
  idempotency: ofMessages,
  collection: ofMessages,
  caseRow: ofCases,
  caseKey: ofCases,
  caseDue: ofCases,
  preArrival: ofCases,
  preArrivalKey: ofCases,
  audit: `"subject" in (select "id" from "base")`,
  leaf: `"idx" in (select "old" from "baseLeaf")`,
}
/** Columns that name something of which each copy has its own. */
const NAMES = new Set(['id', 'message', 'conversation', 'jti', 'key', 'value', 'subject', 'mrn'])
/** `key` of an idempotency row is its own; of an audit record it is the API key. */
const KEPT = new Set(['audit.key', 'audit.leafShard'])
const TIMES = new Set(['createdAt', 'at'])

/** Copies the newest `like` messages of a stopped node `copies` times. Their leaves follow its log; nothing of it is published yet. */
export async function fillStore(
  dir: string,
  { like, copies }: { readonly like: number; readonly copies: number },
): Promise<void> {
  const store = await openStore(readSettings(dir, {}).settings.store, SCHEMA, () => undefined)
  try {
    await store.apart((db) => takeBase(store, db, like))
    const tables = (await tablesOf(SCHEMA, newest(SCHEMA))).filter(({ name }) => COPIED[name] !== undefined)
    for (let copy = 1; copy <= copies; copy++)
      await store.apart(async (db) => {
        for (const { name, columns } of tables) await copyRows(store, db, name, columns, copy, copies)
        await sql`update "logHead" set "size" = "size" + (select count(*) from "baseLeaf")
          where "shard" = ${store.node.shard}`.execute(db)
      })
    await store.apart(async (db) => {
      // All of it was looked at, and all was tallied.
      await sql`update "projection" set "shard" = ${store.node.shard},
        "idx" = (select "size" - 1 from "logHead" where "shard" = ${store.node.shard})`.execute(db)
      await sql`update "peer" set "tallied" = coalesce(
        (select max("receiptIndex") + 1 from "message" where "peer" = "country" and "receiptShard" = "talliedShard"), "tallied")`.execute(
        db,
      )
      await sql`drop table "base"`.execute(db)
      await sql`drop table "baseName"`.execute(db)
      await sql`drop table "baseLeaf"`.execute(db)
    })
  } finally {
    await store.close()
  }
}

/** Writes down which messages are copied, what they name and which leaves they have. */
async function takeBase(store: Store, db: Kysely<Tables>, like: number): Promise<void> {
  const { shard } = store.node
  await sql`create table "base" as select "id", "conversation", "logIndex" from "message"
    where "shard" = ${shard} and "state" in ('delivered', 'received') order by "createdAt" desc, "id" desc limit ${like}`.execute(
    db,
  )
  await sql`create table "baseLeaf" ("old" bigint primary key, "place" bigint not null)`.execute(db)
  await sql`insert into "baseLeaf" select "old", row_number() over (order by "old") - 1 from (
    select "logIndex" as "old" from "base" union select "logIndex" from "securityEvent"
    where "shard" = ${shard} and "message" in (select "id" from "base")) as "all"`.execute(db)
  // `ms` and `rest` of a UUIDv7: its time, and what follows.
  await sql`create table "baseName" ("old" text primary key, "ms" bigint, "rest" text)`.execute(db)
  const { rows } = await sql<{ name: string }>`
    select "id" as "name" from "base" union select "conversation" from "base"
    union select "jti" from "securityEvent" where "message" in (select "id" from "base")
    union select "key" from "idempotency" where "message" in (select "id" from "base")
    union select "id" from "audit" where "subject" in (select "id" from "base")
    union select "value" from "reference" where "message" in (select "id" from "base") and "type" <> 'office'
    union select "value" from "preArrivalKey" where "conversation" in (select "conversation" from "base")`.execute(db)
  for (const { name } of rows) {
    const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(name)
    const ms = isId ? parseInt(name.slice(0, 8) + name.slice(9, 13), 16) : null
    await sql`insert into "baseName" values (${name}, ${ms}, ${isId ? name.slice(13) : null})`.execute(db)
  }
}

/** Copy `copy` of the rows of one table: names of its own, leaves after those of the log, at its own time before now. */
async function copyRows(
  { dialect, node }: Store,
  db: Kysely<Tables>,
  table: string,
  columns: readonly string[],
  copy: number,
  copies: number,
): Promise<void> {
  const back = -APART_MS * (copies - copy + 1)
  const hex = (value: string, digits: number): string =>
    dialect === 'sqlite' ? `printf('%0${digits}x', ${value})` : `lpad(to_hex(${value}), ${digits}, '0')`
  const ms = `("ms" + ${back})`
  const id = `${hex(`${ms} / 65536`, 8)} || '-' || ${hex(`${ms} % 65536`, 4)} || "rest"`
  const head = `(select "size" from "logHead" where "shard" = '${node.shard}')`
  const cell = (column: string): string => {
    const own = `"t"."${column}"`
    // What a copy is found by is the plain form of its own value, as far as that has dashes alone.
    if (column === 'plain') return `upper(replace(replace(${cell('value')}, '-', ''), ' ', ''))`
    if (KEPT.has(`${table}.${column}`)) return own
    if (NAMES.has(column))
      return `coalesce((select case when "ms" is null then "old" || '-${copy}-${back}' else ${id} end from "baseName" where "old" = ${own}), ${own})`
    if (column === 'logIndex' || (table === 'leaf' && column === 'idx'))
      return `${head} + (select "place" from "baseLeaf" where "old" = ${own})`
    // Both logs have two leaves for a message: that of the receiver grows as ours.
    if (column === 'receiptIndex') return `${own} + ${copy} * (select count(*) from "baseLeaf")`
    if (TIMES.has(column) && table !== 'caseDue') return `${own} + ${back}`
    return own
  }
  await sql
    .raw(
      `insert into "${table}" (${columns.map((c) => `"${c}"`).join(', ')}) select ${columns.map(cell).join(', ')} from "${table}" as "t" where ${COPIED[table]!.replace(/^"/, '"t"."')}`,
    )
    .execute(db)
}
