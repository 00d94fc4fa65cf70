/** Who did and read what, as it stands in the store: appended, never changed, and erased by a clock of its own. */
import { deleteOldest } from '../store/delete-oldest.ts'
import { insertAll, type Rows } from '../store/insert-rows.ts'
import type { Migration } from '../store/migrate.ts'
import { lookThrough, type Page } from '../store/look-through.ts'
import { unindexed } from '../store/unindexed.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { NewLeaf } from '../store/tx.ts'
import { firstIdAt, isMessageId, leastOf, newMessageId, type MessageId } from '../values/id.ts'

/** `done`: it was done, or handed out; `proposed`: another person is to confirm it; `refused`: the caller may not, or asked for what there is not; `failed`: the node could not. */
export const OUTCOMES = ['done', 'proposed', 'refused', 'failed'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One thing that somebody did, read or was refused. */
export type AuditRecord = {
  /** In the order of time. */
  readonly id: MessageId
  /** Milliseconds since 1970. */
  readonly at: number
  /** The request that it was part of, as problems and the journal name it. */
  readonly request: string
  /** The id of the API key; null where none of ours was shown, or a command worked on the store itself. */
  readonly key: string | null
  /** The API client whose key it is; `command line`, `nobody`. */
  readonly client: string
  readonly agency: string | null
  /** Where the request came from; `local`: from this machine, without a network. */
  readonly address: string
  /** The operation of the API (its operationId), or the command. */
  readonly what: string
  /** What it was done to: the id of a message or key, a country, a hash; empty where there is nothing to name. */
  readonly subject: string
  readonly outcome: Outcome
  /** Why not: the code of the problem and the rule that was broken. */
  readonly problem: string | null
  /** The client that had proposed what this one confirmed. */
  readonly proposer: string | null
  /** Why contents were opened, as whoever opened them says. */
  readonly reason: string | null
}

declare module '../store/tables.ts' {
  interface Tables {
    audit: {
      id: string
      at: number
      request: string
      key: string | null
      client: string
      agency: string | null
      address: string
      what: string
      subject: string
      outcome: string
      problem: string | null
      proposer: string | null
      reason: string | null
      /** The leaf that says so; null until there is one. */
      leafShard: string | null
      leafIndex: number | null
    }
  }
}

export const auditTables: Migration = {
  number: 10,
  name: 'audit',
  minReader: 1,
  statements: () => [
    `create table "audit" ("id" text primary key, "at" bigint not null, "request" text not null, "key" text, "client" text not null,
          "agency" text, "address" text not null, "what" text not null, "subject" text not null, "outcome" text not null, "problem" text, "proposer" text, "reason" text,
          "leafShard" text, "leafIndex" bigint)`,
    `create index "auditClient" on "audit" ("client", "id")`,
    `create index "auditKey" on "audit" ("key", "id") where "key" is not null`,
    `create index "auditWhat" on "audit" ("what", "id")`,
    `create index "auditSubject" on "audit" ("subject", "id")`,
    `create index "auditOutcome" on "audit" ("outcome", "id")`,
    `create index "auditUnlogged" on "audit" ("id") where "leafIndex" is null`,
    `create index "auditLeaf" on "audit" ("leafShard", "leafIndex", "id") where "leafIndex" is not null`,
  ],
}

export type AuditFilter = {
  /** The client, or the id of the key. */
  readonly who?: string
  readonly what?: string
  readonly subject?: string
  readonly outcome?: Outcome
  /** Milliseconds since 1970: from the first on, before the second. */
  readonly from?: number
  readonly to?: number
}

/** A record and the leaf that it is under, once it is. */
export type Logged = AuditRecord & { readonly leaf: { readonly shard: string; readonly index: number } | null }

const logged = ({ leafShard, leafIndex, ...row }: Tables['audit']): Logged => ({
  ...row,
  id: row.id as MessageId,
  outcome: row.outcome as Outcome,
  leaf: leafShard === null || leafIndex === null ? null : { shard: leafShard, index: leafIndex },
})

/** What is asked for, the most telling first: that has an index in the order of the list, and the others are looked at on the way. */
const askedFor = ({
  subject,
  who,
  what,
  outcome,
}: { readonly [F in 'subject' | 'who' | 'what' | 'outcome']?: string | undefined }) =>
  (
    [
      ['subject', subject],
      [who !== undefined && isMessageId(who) ? 'key' : 'client', who],
      ['what', what],
      ['outcome', outcome],
    ] as const
  ).flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]))

/** Written once, however often its commit is tried. */
export const auditRows = (record: AuditRecord): Rows => ({
  table: 'audit',
  rows: [{ leafShard: null, leafIndex: null, ...record }],
  there: 'stays',
})

/** What the node does without being asked. */
const BY_ITSELF = {
  request: '',
  key: null,
  agency: null,
  address: 'local',
  outcome: 'done',
  problem: null,
  proposer: null,
  reason: null,
} as const

/** Records under one leaf. */
const AT_ONCE = 1000

export const auditIn = inStore(({ read, apart, transact }: Store) => ({
  /** Durable when this is fulfilled; what is written at the same moment shares one commit. */
  write: (record: AuditRecord): Promise<unknown> => apart((db) => insertAll(db, [auditRows(record)])),

  /** Newest first; `before`: older than this one. */
  async page(
    { who, what, subject, outcome, from, to }: AuditFilter,
    before: MessageId | null,
    limit: number,
    downTo: MessageId | null = null,
  ): Promise<Logged[]> {
    let query = read.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit)
    const asked = askedFor({ who, what, subject, outcome })
    for (const [i, [column, value]] of asked.entries())
      query = query.where(i === 0 ? column : unindexed(column), '=', value)
    if (from !== undefined) query = query.where('id', '>=', firstIdAt(from))
    if (to !== undefined) query = query.where('id', '<', firstIdAt(to))
    if (before !== null) query = query.where('id', '<', before)
    if (downTo !== null) query = query.where('id', '>=', downTo)
    return (await query.execute()).map(logged)
  },

  /** The same, of which one page looks through a bounded number of records: `next` is where the next goes on, null at the end. */
  list(filter: AuditFilter, before: MessageId | null, limit: number): Promise<Page<Logged, MessageId>> {
    const { from, to } = filter
    const [leading] = askedFor(filter)
    return lookThrough<Logged, MessageId>(
      {
        placeOf: ({ id }) => id,
        rows: (after, end, count) => this.page(filter, after, count, end),
        async skip(after, count) {
          let query = read.selectFrom('audit').select('id')
          if (leading) query = query.where(leading[0], '=', leading[1])
          if (from !== undefined) query = query.where('id', '>=', firstIdAt(from))
          if (to !== undefined) query = query.where('id', '<', firstIdAt(to))
          if (after !== null) query = query.where('id', '<', after)
          const row = await query
            .orderBy('id', 'desc')
            .offset(count - 1)
            .limit(1)
            .executeTakeFirst()
          return row ? leastOf(row.id as MessageId) : null
        },
      },
      before,
      limit,
    )
  },

  async find(id: MessageId): Promise<Logged | null> {
    const row = await read.selectFrom('audit').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? logged(row) : null
  },

  /** The records under one leaf, in the order in which it has them. */
  batch: async ({ shard, index }: { shard: string; index: number }): Promise<Logged[]> =>
    (
      await read
        .selectFrom('audit')
        .selectAll()
        .where('leafShard', '=', shard)
        .where('leafIndex', '=', index)
        .orderBy('id')
        .execute()
    ).map(logged),

  /** Puts records that are under no leaf yet under the one that `leafOver` makes of them. Answers how many they are. */
  log: (leafOver: (records: readonly AuditRecord[]) => Promise<NewLeaf>): Promise<number> =>
    transact(async (tx) => {
      const rows = await tx.db
        .selectFrom('audit')
        .selectAll()
        .where('leafIndex', 'is', null)
        .orderBy('id')
        .limit(AT_ONCE)
        .execute()
      if (rows.length === 0) return 0
      const { shard, index } = tx.append(await leafOver(rows.map(logged)))
      // Those and no others: what is written at this moment waits for the next leaf.
      await tx.db
        .updateTable('audit')
        .set({ leafShard: shard, leafIndex: index })
        .where(
          'id',
          'in',
          rows.map((row) => row.id),
        )
        .execute()
      return rows.length
    }),

  /** Erases up to `limit` records of before `before`, oldest first, and has that on record. Answers how many it were. */
  erase: (before: number, limit: number, at: number): Promise<number> =>
    apart(async (db) => {
      const ids = await deleteOldest(db, 'audit', 'id', firstIdAt(before), limit)
      if (ids.length === 0) return 0
      const done = { client: 'retention', what: 'erase audit', subject: `${ids.length} up to ${ids.at(-1)}` }
      await insertAll(db, [auditRows({ ...BY_ITSELF, ...done, id: newMessageId(at), at })])
      return ids.length
    }),
}))
