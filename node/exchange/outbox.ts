/** The outbox: what waits for each peer. `enqueue.ts` is the one way in; whoever claims a row is the only one who works on it until it is given back. */
import { sql, type Expression, type ExpressionBuilder, type Selectable, type SqlBool } from 'kysely'
import type { Write } from '../store/commit.ts'
import { fixed } from '../store/fixed.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { ENCRYPTED, moveMessages } from './message-rows.ts'
import { keepSealings, unsealed } from './sealings.ts'
import { LATER, PARKED, READY } from './tables.ts'
import { keepSecond } from './second-signatures.ts'

/** What waits to be delivered to one peer. `event`, `agreement` and `warning` carry their bytes; a `message` its sealed bytes once it was sealed. */
export type OutboxRow = {
  id: string
  peer: Country
  kind: 'message' | 'event' | 'agreement' | 'warning'
  /** Message id, SET jti, agreement hash, or what a warning is about. */
  subject: string
  /** 0 is most urgent. */
  priority: number
  /** When it may be claimed next, in milliseconds since 1970. */
  dueAt: number
  /** How often it was claimed, with this time. */
  attempts: number
  body: string | null
  /** Milliseconds since 1970 after which no attempt is made any more. */
  expiresAt: number
  lastError: string | null
  createdAt: number
  /** Set when a withdrawal was asked for. */
  withdraw: boolean
}

/** Nothing waits longer (a Retry-After counts for at most an hour): a time further ahead was written by a clock that was wrong, and is over. */
const LONGEST_WAIT_MS = 2 * 3_600_000

/** How long a claim lasts, longer than an attempt can take: a replica that died keeps what it had claimed from the others for as long. */
export const LEASE_MS = 45_000

/** Rows that become ready in one commit. */
const AT_ONCE = 1000

/** What is counted for operators is counted up to here. */
export const COUNTED = 10_000

const ready = sql.raw<SqlBool>(READY)
const later = sql.raw<SqlBool>(LATER)

/** What waits for the peer of the row around it. */
const of = (e: ExpressionBuilder<Tables, 'peer'>) => e.selectFrom('outbox').whereRef('outbox.peer', '=', 'peer.country')

function outboxRow(row: Selectable<Tables['outbox']>): OutboxRow {
  const { leaseOwner: _owner, ready: _ready, ...rest } = row
  return { ...rest, withdraw: row.withdraw !== 0 } as OutboxRow
}

const inOrder = (rows: readonly Selectable<Tables['outbox']>[]): OutboxRow[] =>
  rows.map(outboxRow).sort((a, b) => a.priority - b.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))

/** What waits for one peer, counted up to `COUNTED`. */
export type QueueRow = { peer: Country; waiting: number; due: number; parked: number; oldest: number | null }

type Sealed = {
  readonly message: MessageId
  readonly body: string
  readonly at: number
  readonly second: string | null
}

const keepSealed = fixed((db, v: { message: string; body: string }) =>
  db.updateTable('outbox').set({ body: v.body }).where('id', '=', v.message).where('body', 'is', null).returning('id'),
)

const seal: Write<Sealed, string> = async (tx, items) => {
  const { db } = tx
  const won = await Promise.all(items.map(({ message, body }) => keepSealed.first(db, { message, body })))
  const sealed = items.filter((_, i) => won[i] !== undefined)
  await keepSealings(
    db,
    sealed.map(({ message }) => message),
  )
  for (const { message, second } of sealed) await keepSecond(db, message, second)
  await moveMessages(
    tx,
    sealed.map(({ message: id, at }) => ({ id, from: ['queued'], to: 'sealed', cause: ENCRYPTED, at })),
  )
  return Promise.all(
    items.map(async ({ message, body }, i) => {
      if (won[i] !== undefined) return body
      const there = await db.selectFrom('outbox').select('body').where('id', '=', message).executeTakeFirst()
      return there?.body ?? body
    }),
  )
}

export const outboxIn = inStore(({ read, apart, commit, dialect }: Store) => {
  /** Makes ready what of `peer` waits for `which`, a bounded number of rows in each commit. */
  async function ripen(
    peer: Country,
    which: (e: ExpressionBuilder<Tables, 'outbox'>) => Expression<SqlBool>,
    now: number,
  ): Promise<void> {
    for (let changed = AT_ONCE; changed >= AT_ONCE;)
      changed = await apart(async (db) => {
        let chosen = db
          .selectFrom('outbox')
          .select('id')
          .where('peer', '=', peer)
          .where(later)
          .where(which)
          .orderBy('dueAt')
          .limit(AT_ONCE)
        if (dialect === 'postgres') chosen = chosen.forUpdate().skipLocked()
        const done = await db
          .with('chosen', () => chosen)
          .updateTable('outbox')
          .set({ ready: 1, leaseOwner: null, dueAt: now })
          .where('id', 'in', (e) => e.selectFrom('chosen').select('chosen.id'))
          .executeTakeFirst()
        return Number(done.numUpdatedRows)
      })
  }

  return {
    /**
     * Takes up to `limit` due rows of `peer` for `leaseMs`, in their order: best priority and oldest first. Nobody else gets them before they are given
     * back or the lease ends, whatever replica asks. `upTo`: nothing less urgent than this priority.
     */
    claim(
      peer: Country,
      owner: string,
      now: number,
      limit: number,
      leaseMs: number,
      upTo?: number,
    ): Promise<OutboxRow[]> {
      const until = now + leaseMs
      let again = false
      return apart(async (db) => {
        // Tried again after a commit of which nobody heard that it was done: what it claimed is claimed, and nobody else would work on it.
        const there = again
          ? await db
              .selectFrom('outbox')
              .selectAll()
              .where('leaseOwner', '=', owner)
              .where('peer', '=', peer)
              .where('dueAt', '=', until)
              .execute()
          : []
        again = true
        if (there.length > 0) return inOrder(there)
        let chosen = db
          .selectFrom('outbox')
          .select('id')
          .where('peer', '=', peer)
          .where(ready)
          .orderBy('priority')
          .orderBy('createdAt')
          .orderBy('id')
          .limit(limit)
        if (upTo !== undefined) chosen = chosen.where('priority', '<=', upTo)
        if (dialect === 'postgres') chosen = chosen.forUpdate().skipLocked()
        const rows = await db
          .with('chosen', () => chosen)
          .updateTable('outbox')
          .set((e) => ({ ready: 0, leaseOwner: owner, dueAt: until, attempts: e('attempts', '+', 1) }))
          .where('id', 'in', (e) => e.selectFrom('chosen').select('chosen.id'))
          .returningAll()
          .execute()
        return inOrder(rows)
      })
    },

    /** The priority of the most urgent row of `peer` that may be claimed; null where there is none. */
    async mostUrgent(peer: Country): Promise<number | null> {
      const row = await read
        .selectFrom('outbox')
        .select('priority')
        .where('peer', '=', peer)
        .where(ready)
        .orderBy('priority')
        .limit(1)
        .executeTakeFirst()
      return row?.priority ?? null
    },

    /** Stores the sealed bytes of a message, and the second signature in them, where none are stored yet; answers what is stored afterwards. */
    seal: (message: MessageId, body: string, at: number, second: string | null = null): Promise<string> =>
      commit(seal, { message, body, at, second }),

    /** Forgets the sealed bytes, because the peer refused the encryption key or the second signature. */
    unseal: (message: MessageId): Promise<void> => apart((db) => unsealed(db, message)),

    /** Gives a claimed row back, to be tried again at `dueAt`; nothing where somebody else has it by now. `body`: sealed bytes that it has not yet. */
    postpone: (id: string, owner: string, dueAt: number, error: string, body: string | null = null): Promise<void> =>
      apart(async (db) => {
        await db
          .updateTable('outbox')
          .set({
            dueAt,
            lastError: error.slice(0, 500),
            leaseOwner: null,
            ...(body === null ? {} : { body: sql<string>`coalesce("body", ${body})` }),
          })
          .where('id', '=', id)
          .where('leaseOwner', '=', owner)
          .execute()
      }),

    /** Keeps a claim until `until`, of what takes longer than others. */
    keep: (id: string, owner: string, until: number): Promise<void> =>
      apart(async (db) => {
        await db
          .updateTable('outbox')
          .set({ dueAt: until })
          .where('id', '=', id)
          .where('leaseOwner', '=', owner)
          .execute()
      }),

    /** Removes a row whose event or agreement was taken, or is of no use any more. */
    taken: (id: string): Promise<void> =>
      apart(async (db) => {
        await db.deleteFrom('outbox').where('id', '=', id).execute()
      }),

    /** Peers for whom something is due: what has waited for its time, or whose lease has ended, is ready from now on. */
    async duePeers(now: number): Promise<Country[]> {
      // The ends of indexes: `exists` would have PostgreSQL look through the whole outbox.
      const rows = await read
        .selectFrom('peer')
        .select((e) => [
          'country',
          of(e)
            .select((o) => o.fn.min('outbox.priority').as('p'))
            .where(ready)
            .as('urgent'),
          of(e)
            .select((o) => o.fn.min('outbox.dueAt').as('d'))
            .where(later)
            .as('first'),
          of(e)
            .select((o) => o.fn.max('outbox.dueAt').as('d'))
            .where(later)
            .as('last'),
        ])
        .orderBy('country')
        .execute()
      const due: Country[] = []
      for (const { country, urgent, first, last } of rows) {
        const peer = country as Country
        const ripe = first !== null && Number(first) <= now
        const stale = last !== null && Number(last) > now + LONGEST_WAIT_MS
        if (ripe) await ripen(peer, (e) => e('dueAt', '<=', now), now)
        if (stale) await ripen(peer, (e) => e('dueAt', '>', now + LONGEST_WAIT_MS), now)
        if (ripe || stale || urgent !== null) due.push(peer)
      }
      return due
    },

    /** Makes everything that waits for `peer` and is not being tried due now. */
    wakePeer: (peer: Country, now: number): Promise<void> => ripen(peer, (e) => e('leaseOwner', 'is', null), now),

    /** Gives rows back that were claimed and not begun: they are due as before. */
    release: (ids: readonly string[], owner: string): Promise<void> =>
      apart(async (db) => {
        await db
          .updateTable('outbox')
          .set({ ready: 1, leaseOwner: null })
          .where('id', 'in', ids)
          .where('leaseOwner', '=', owner)
          .execute()
      }),

    /** Ends the leases of `owner`, or of everybody where the store has a single user. */
    releaseLeases: (owner: string | null): Promise<void> =>
      apart(async (db) => {
        let update = db.updateTable('outbox').set({ ready: 1, leaseOwner: null }).where('leaseOwner', 'is not', null)
        if (owner !== null) update = update.where('leaseOwner', '=', owner)
        await update.execute()
      }),

    /** A message that waits and is held by nobody, who could be sending it; null where there is none. */
    async unheld(message: MessageId, now: number): Promise<OutboxRow | null> {
      const row = await read
        .selectFrom('outbox')
        .selectAll()
        .where('id', '=', message)
        .where('kind', '=', 'message')
        .where((e) => e.or([e('leaseOwner', 'is', null), e('dueAt', '<=', now)]))
        .executeTakeFirst()
      return row ? outboxRow(row) : null
    },

    /** A message that waits; null where it does not. */
    async of(message: MessageId): Promise<OutboxRow | null> {
      const row = await read
        .selectFrom('outbox')
        .selectAll()
        .where('id', '=', message)
        .where('kind', '=', 'message')
        .executeTakeFirst()
      return row ? outboxRow(row) : null
    },

    /**
     * The sealed bytes of a message that waits, for somebody who carries them; null where there are none. It counts as an attempt: from then on only the receiver
     * can say whether the message arrived.
     */
    takeOut: (message: MessageId): Promise<string | null> =>
      apart(async (db) => {
        const row = await db
          .updateTable('outbox')
          .set((e) => ({ attempts: e('attempts', '+', 1) }))
          .where('id', '=', message)
          .where('kind', '=', 'message')
          .where('body', 'is not', null)
          .returning('body')
          .executeTakeFirst()
        return row?.body ?? null
      }),

    /** For operators: what waits for whom, each counted up to `COUNTED`. */
    async queues(): Promise<QueueRow[]> {
      const rows = await sql<Record<keyof QueueRow, unknown>>`
        select "country" as "peer",
          (select count(*) from (select 1 from "outbox" where "peer" = "country" order by "createdAt" limit ${COUNTED}) as "w") as "waiting",
          (select count(*) from (select 1 from "outbox" where "peer" = "country" and ${ready} order by "priority", "createdAt", "id" limit ${COUNTED}) as "d") as "due",
          (select count(*) from (select 1 from "message" where "peer" = "country" and ${sql.raw(PARKED)} limit ${COUNTED}) as "p") as "parked",
          (select min("createdAt") from "outbox" where "peer" = "country") as "oldest"
        from "peer" order by "country"`.execute(read)
      return rows.rows
        .map(({ peer, waiting, due, parked, oldest }) => ({
          peer: peer as Country,
          waiting: Number(waiting),
          due: Number(due),
          parked: Number(parked),
          oldest: oldest === null ? null : Number(oldest),
        }))
        .filter(({ waiting, parked }) => waiting + parked > 0)
    },
  }
})
