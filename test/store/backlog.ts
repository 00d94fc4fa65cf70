/** Fills every table of a store with as many rows as some months leave, so that a planner sees what it will see. */
import { sql } from 'kysely'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { SCHEMA } from '../../node/schema.ts'
import { tablesOf } from '../../node/store/dump.ts'
import { insertRows } from '../../node/store/insert-rows.ts'
import { newest } from '../../node/store/migrate.ts'
import type { Store } from '../../node/store/store.ts'
import type { Tables } from '../../node/store/tables.ts'

const MESSAGES = 12_000
/** Rows of one transaction. */
const AT_ONCE = 4000
const T0 = Date.parse('2026-01-01T00:00:00Z')

/** Tables that stay small: of what there are as many as countries, agencies, keys, agreements or lists. */
export const SMALL: ReadonlySet<string> = new Set([
  'agreement',
  'apiKey',
  'follower',
  'identity',
  'identityName',
  'logHead',
  'logWarned',
  'logWarning',
  'migration',
  'node',
  'peer',
  'process',
  'projection',
  'proposal',
  'putBack',
  'revocation',
  'setAside',
  'stratum',
  'subscription',
  'traderEdition',
  'traderEditionProgramme',
  'traderList',
  'traderProgramme',
  // As many as are under way, which the quotas of keys and peers bound.
  'transfer',
  'upload',
  'webhook',
  'webhookEvent',
  'witnessed',
])
/** Rows for each message; one, where a table is not named. */
const EACH: Readonly<Record<string, number>> = {
  history: 3,
  leaf: 3,
  reference: 2,
  securityEvent: 2,
  trader: 3,
  outbox: 2,
  alert: 0.3,
  checkpoint: 0.5,
  tile: 0.3,
}

const id = (n: number): string => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`
const of = (values: readonly string[]) => (n: number) => values[n % values.length]!
const seldom = (n: number): number => (n % 200 === 0 ? 1 : 0)

/** The value of a column in row `n`, where its type alone does not say what is like life. */
const CELLS: Readonly<Record<string, (n: number, table: string) => unknown>> = {
  peer: of(['XB', 'XC', 'XD']),
  country: of(['XA', 'XB', 'XC', 'XD']),
  iss: of(['XB', 'XC', 'XD']),
  granting: of(['XB', 'XC', 'XD']),
  direction: (n, table) => (table === 'securityEvent' ? ['issued', 'received'] : ['in', 'out'])[n % 2],
  procedure: of(PROCEDURES.all.map((p) => p.name)),
  agreement: of(['sha-256:a', 'sha-256:b', 'sha-256:c']),
  conversation: (n) => id(n >> 2),
  ref: (n) => id(n - 1),
  id: id,
  jti: id,
  subject: id,
  message: (n, table) => id(Math.floor(n / (EACH[table] ?? 1))),
  shard: () => '2026',
  talliedShard: () => '2026',
  receiptShard: (n) => (n % 2 ? '2026' : null),
  leafShard: () => '2026',
  leafIndex: (n, table) => (table === 'audit' && seldom(n) ? null : n),
  outcome: of(['done', 'done', 'refused']),
  what: of(['getDocument', 'submitMessage', 'createKey']),
  client: of(['customs desk', 'night shift', 'command line']),
  seq: (n, table) => (table === 'history' ? n % 3 : n),
  state: (n, table) =>
    table === 'history'
      ? ['queued', 'sealed', 'delivered'][n % 3]
      : ['message', 'collection'].includes(table)
        ? n % 300 === 0
          ? 'queued'
          : 'accepted'
        : n,
  status: (n) => (n % 50 === 0 ? 'open' : 'closed'),
  kind: of(['message', 'message', 'event']),
  event: of(['received', 'collected', 'accepted']),
  part: () => 'document',
  priority: (n) => n % 3,
  submission: (n) => (n % 20 === 0 ? id(n) : null),
  agency: of(['customs', 'police']),
  closedAt: (n) => (n % 10 === 0 ? null : T0 + n),
  ...Object.fromEntries([0, 1, 2, 3].map((urgency) => [`urgent${urgency}`, (n: number) => (seldom(n) ? T0 : null)])),
  at: (n, table) => (table === 'caseDue' && !seldom(n) ? null : T0 + n * 1000),
  doNotLoad: seldom,
  former: seldom,
  late: seldom,
  again: () => 0,
  kept: (n) => (n % 30 === 0 ? 0 : 1),
  erased: () => 0,
  test: () => 0,
  withdraw: () => 0,
  withdrawing: () => 0,
  ready: (n) => (n % 3 ? 1 : 0),
  leaseOwner: () => null,
  side: of(['sender', 'receiver']),
  office: (n) => `XB${n % 40}`,
  mode: of(['1', '3', '4']),
  edition: () => 1,
  programme: of(['AEOC', 'AEOS']),
  witness: (n) => `xb${n % 3}/witness`,
}

/** Fills the store, which holds a node and nothing else, and has its planner look at it. */
export async function fillBacklog(store: Store): Promise<void> {
  const types = await columnTypes(store)
  for (const { name, columns } of await tablesOf(SCHEMA, newest(SCHEMA))) {
    if (['migration', 'node', 'logHead'].includes(name)) continue
    const count = SMALL.has(name) ? 8 : Math.round(MESSAGES * (EACH[name] ?? 1))
    const cell = (column: string, n: number): unknown => {
      const type = types.get(`${name}.${column}`)!
      const known = CELLS[column]?.(n, name)
      if (known !== undefined && (typeof known !== 'string' || type.includes('text'))) return known
      if (/blob|bytea/.test(type)) return Buffer.alloc(32, n)
      if (/bigint/.test(type)) return /at$|At$|iat|exp|Time|Until/.test(column) ? T0 + n * 1000 : n
      if (/int/.test(type)) return column === 'level' ? 0 : n % 5
      return `${column} ${n}`
    }
    // A server ends a transaction in which nothing is asked while rows are made up (IDLE_MS).
    for (let from = 0; from < count; from += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => from + i)
      const rows = numbers.map((n) => Object.fromEntries(columns.map((c) => [c, cell(c, n)])))
      await store.apart((db) => insertRows(db, name as keyof Tables, rows as never, 'stays'))
    }
  }
  await store.apart((db) => sql`analyze`.execute(db))
}

async function columnTypes({ apart }: Store): Promise<Map<string, string>> {
  const tables = await apart((db) => db.introspection.getTables())
  return new Map(
    tables.flatMap((t) => t.columns.map((c) => [`${t.name}.${c.name}`, c.dataType.toLowerCase()] as const)),
  )
}
