/**
 * Grows a store fast: copies of messages that really passed, with every row that they left, by the node's own way of inserting rows, so that a million take minutes and
 * not hours. Each copy has names of its own, leaves and changes after those that are there, and its own time.
 */
import { createHash } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { readSettings } from '../node/operate/settings.ts'
import { SCHEMA } from '../node/schema.ts'
import { tablesOf, type TableShape } from '../node/store/dump.ts'
import { insertAll, type Rows } from '../node/store/insert-rows.ts'
import { newest } from '../node/store/migrate.ts'
import { openStore, type Store } from '../node/store/store.ts'
import type { Tables } from '../node/store/tables.ts'
import { PLACES } from '../node/store/tx.ts'
import { plain } from '../node/values/plain.ts'

/** Copies are so far apart in time, in milliseconds: what passed in a few seconds is spread over a month. */
const APART_MS = 2_700_000

type Cell = null | number | string | Buffer
type Row = Readonly<Record<string, Cell>>

/** What of a table a set of messages has left: `column` is one of these. */
const LEFT: Readonly<Record<string, readonly [column: string, of: 'messages' | 'conversations' | 'crossings']>> = {
  message: ['id', 'messages'],
  part: ['message', 'messages'],
  reference: ['message', 'messages'],
  history: ['message', 'messages'],
  securityEvent: ['message', 'messages'],
  secondSignature: ['message', 'messages'],
  idempotency: ['message', 'messages'],
  collection: ['message', 'messages'],
  audit: ['subject', 'messages'],
  caseRow: ['conversation', 'conversations'],
  caseKey: ['conversation', 'conversations'],
  caseDue: ['conversation', 'conversations'],
  preArrival: ['conversation', 'conversations'],
  preArrivalKey: ['conversation', 'conversations'],
  change: ['conversation', 'conversations'],
  permitCase: ['conversation', 'conversations'],
  permitSaid: ['conversation', 'conversations'],
  crossing: ['crossing', 'crossings'],
}
/** What the node makes of its log by itself when it goes on, and what it holds of its work. */
export const OF_ITSELF = ['tile', 'checkpoint', 'cosignature', 'witnessed', 'projection', 'outbox', 'alert', 'process']

/** Columns whose values name something of which each copy has its own. */
const NAMING: Readonly<Record<string, readonly string[]>> = {
  message: ['id', 'conversation', 'submission'],
  reference: ['value'],
  securityEvent: ['jti'],
  idempotency: ['key'],
  audit: ['id'],
  preArrivalKey: ['value'],
  caseKey: ['value'],
  crossing: ['crossing'],
  change: ['id'],
}
/** Signed: nothing in it is put in the place of another. */
const SIGNED = new Set(['manifest', 'jws', 'receipt'])
const TIMES = new Set(['createdAt', 'at', 'seenAt', 'startAt', 'openedAt', 'estimatedArrival', 'urgent0', 'urgent1', 'urgent2', 'urgent3']) // prettier-ignore
/** Offices, and what is too short to be told from other text, are the same in all copies. */
const isName = (row: Row, text: string): boolean => row['type'] !== 'office' && text.length >= 6

const IS_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7/
const FOUND = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)|\b1[789]\d{11}\b`

/** Copy number `copy`, so much earlier than what it is a copy of, and where its leaves and changes begin. */
type Copy = {
  readonly copy: number
  readonly back: number
  readonly names: Map<string, string>
  readonly leaves: number
  readonly places: number
}

/** A name of its own that looks as the one it is for: another time in an id, other digits in what stands on paper. */
function nameFor(name: string, { copy, back, names }: Copy): string {
  let made = names.get(name)
  if (made === undefined) {
    if (IS_ID.test(name)) {
      const ms = (parseInt(name.slice(0, 8) + name.slice(9, 13), 16) + back).toString(16).padStart(12, '0')
      made = `${ms.slice(0, 8)}-${ms.slice(8)}${name.slice(13)}`
    } else {
      const octets = createHash('sha256').update(`${copy} ${name}`).digest()
      let n = 0
      made = name.slice(0, 4) + name.slice(4).replaceAll(/\d/g, () => String(octets[n++ % octets.length]! % 10))
    }
    names.set(name, made)
  }
  return made
}

/** How a cell of a copy is made. */
type Made = (copy: Copy) => Cell

function textMade(text: string, found: RegExp): Made {
  const pieces: (string | Made)[] = []
  let from = 0
  for (const { 0: one, index } of text.matchAll(found)) {
    pieces.push(text.slice(from, index))
    from = index + one.length
    const ms = /^\d{13}$/.test(one) ? Number(one) : /^\d{4}-\d\d-\d\dT/.test(one) ? Date.parse(one) : null
    if (ms === null) pieces.push((copy) => nameFor(one, copy))
    else if (one.length === 13) pieces.push(({ back }) => String(ms + back))
    else pieces.push(({ back }) => new Date(ms + back).toISOString())
  }
  if (pieces.length === 0) return () => text
  pieces.push(text.slice(from))
  return (copy) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(copy))).join('')
}

/** Rows of one table, each as what makes its copies. */
type Kept = { readonly table: string; readonly rows: readonly Readonly<Record<string, Made>>[] }

export type Base = {
  readonly messages: number
  readonly leaves: number
  /** Places that its changes take. */
  readonly places: number
  readonly kept: readonly Kept[]
}

async function rowsOf(db: Kysely<Tables>, { name }: TableShape, column: string, values: readonly string[]) {
  const found: Row[] = []
  for (let from = 0; from < values.length; from += 500) {
    const some = sql.join(values.slice(from, from + 500))
    found.push(...(await sql<Row>`select * from ${sql.table(name)} where ${sql.ref(column)} in (${some})`.execute(db)).rows) // prettier-ignore
  }
  return found
}

/** What the newest `like` messages that have passed have left. */
async function takeBase({ read, node }: Store, like: number): Promise<Base> {
  const shapes = await tablesOf(SCHEMA, newest(SCHEMA))
  const messages = await read
    .selectFrom('message')
    .select(['id', 'conversation'])
    .where('shard', '=', node.shard)
    .where('state', 'in', ['delivered', 'received'])
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(like)
    .execute()
  const ids = messages.map(({ id }) => id)
  const crossings = await read.selectFrom('reference').select('value').distinct().where('type', '=', 'crossing').where('message', 'in', ids).execute() // prettier-ignore
  const of = {
    messages: ids,
    conversations: [...new Set(messages.map((m) => m.conversation))],
    crossings: crossings.map(({ value }) => value),
  }
  const all = new Map<string, Row[]>()
  for (const shape of shapes) {
    const left = LEFT[shape.name]
    if (left) all.set(shape.name, await rowsOf(read as Kysely<Tables>, shape, left[0], of[left[1]]))
  }
  const places = new Map<number, number>()
  const indexes = [...all.get('message')!, ...all.get('securityEvent')!]
    .filter((row) => row['shard'] === node.shard)
    .map((row) => row['logIndex'] as number)
  for (const [place, index] of [...new Set(indexes)].sort((a, b) => a - b).entries()) places.set(index, place)
  const leaves: Row[] = []
  for (const index of places.keys())
    leaves.push(await read.selectFrom('leaf').selectAll().where('shard', '=', node.shard).where('idx', '=', index).executeTakeFirstOrThrow()) // prettier-ignore
  all.set('leaf', leaves)

  const names = new Set<string>()
  for (const [table, columns] of Object.entries(NAMING))
    for (const row of all.get(table)!)
      for (const column of columns) {
        const name = row[column]
        if (typeof name === 'string' && isName(row, name)) names.add(name)
      }
  const quoted = [...names].sort((a, b) => b.length - a.length).map((n) => n.replaceAll(/[^\w -]/g, String.raw`\$&`))
  const found = new RegExp(`${quoted.join('|')}|${FOUND}`, 'g')
  const told = [...all.get('history')!, ...all.get('change')!].flatMap(({ place }) => (place === null ? [] : [place as number])) // prettier-ignore
  const first = Math.min(...told)

  const cell = (table: string, row: Row, column: string): Made => {
    const own = row[column] ?? null
    if (own === null) return () => null
    if (column === 'plain') {
      const value = textMade(row['value'] as string, found)
      return (copy) => plain(value(copy) as string)
    }
    if (column === 'logIndex' || (table === 'leaf' && column === 'idx')) {
      const place = places.get(own as number)!
      return (copy) => copy.leaves + place
    }
    // Both logs have two leaves for a message: that of the receiver grows as ours.
    if (column === 'receiptIndex') return ({ copy }) => (own as number) + copy * places.size
    if (column === 'place') return (copy) => copy.places + (own as number) - first
    if (TIMES.has(column) && table !== 'caseDue') return ({ back }) => (own as number) + back
    return typeof own === 'string' && !SIGNED.has(column) ? textMade(own, found) : () => own
  }
  return {
    messages: ids.length,
    leaves: places.size,
    places: Math.max(...told) - first + PLACES,
    kept: [...all].map(([table, rows]) => ({
      table,
      rows: rows.map((row) => Object.fromEntries(Object.keys(row).map((c) => [c, cell(table, row, c)]))),
    })),
  }
}

export type Filling = {
  /** So many of the newest are copied, so often. */
  readonly like: number
  readonly copies: number
  /** Is told how many copies are there. */
  readonly look?: (copies: number) => void
}

/** Copies the newest `like` messages of a stopped node `copies` times. Their leaves and changes follow its own; nothing of it is published yet. */
export async function fillStore(dir: string, { like, copies, look }: Filling): Promise<void> {
  const store = await openStore(readSettings(dir, {}).settings.store, SCHEMA, () => undefined)
  const { shard } = store.node
  try {
    const base = await takeBase(store, like)
    const head = await store.read.selectFrom('logHead').selectAll().where('shard', '=', shard).executeTakeFirstOrThrow()
    for (let copy = 1; copy <= copies; copy++) {
      const leaves = Number(head.size) + (copy - 1) * base.leaves
      const places = Number(head.changes) + PLACES + (copy - 1) * base.places
      const to: Copy = { copy, back: -APART_MS * (copies - copy + 1), names: new Map(), leaves, places }
      const inserts = base.kept.map(({ table, rows }) => ({
        table,
        rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, made]) => [column, made(to)]))),
        // A lorry comes again.
        ...(table === 'caseKey' ? { there: 'stays' } : {}),
      })) as unknown as Rows[]
      await store.apart(async (db) => {
        await insertAll(db, inserts)
        const changes = places + base.places - PLACES
        await db.updateTable('logHead').set({ size: leaves + base.leaves, changes }).where('shard', '=', shard).execute() // prettier-ignore
      })
      look?.(copy)
    }
    await store.apart(async (db) => {
      // All of it was looked at, and all was tallied.
      await sql`update "projection" set "shard" = ${shard},
        "idx" = (select "size" - 1 from "logHead" where "shard" = ${shard})`.execute(db)
      await sql`update "peer" set "tallied" = coalesce(
        (select max("receiptIndex") + 1 from "message" where "peer" = "country" and "receiptShard" = "talliedShard"), "tallied")`.execute(
        db,
      )
    })
  } finally {
    await store.close()
  }
}

/** Rows of each table. */
export async function rowsIn(dir: string): Promise<ReadonlyMap<string, number>> {
  const store = await openStore(readSettings(dir, {}).settings.store, SCHEMA, () => undefined)
  try {
    const counts = new Map<string, number>()
    for (const { name } of await tablesOf(SCHEMA, newest(SCHEMA))) {
      const { rows } = await sql<{ n: number }>`select count(*) as "n" from ${sql.table(name)}`.execute(store.read) // prettier-ignore
      counts.set(name, Number(rows[0]!.n))
    }
    return counts
  } finally {
    await store.close()
  }
}
