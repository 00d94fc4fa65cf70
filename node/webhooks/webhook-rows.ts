/** Who is told where: the webhooks of the clients of this node, and which process of it delivers. */
import type { Selectable, Updateable } from 'kysely'
import { oneAtATime } from '../store/one-at-a-time.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import type { MessageId } from '../values/id.ts'
import type { Filter } from './event.ts'

/** Why a webhook is told nothing: its owner has said so, the target has (410), or for three days nothing was taken. */
export type Disabled = 'asked' | 'gone' | 'failing'

export type Webhook = Omit<Selectable<Tables['webhook']>, keyof Filter | 'id' | 'disabled'> &
  Filter & { readonly id: MessageId; readonly disabled: Disabled | null }

export type NewWebhook = Pick<
  Webhook,
  'id' | 'client' | 'key' | 'url' | 'description' | 'createdAt' | 'secretCheck' | 'place' | keyof Filter
>

/** How long a process that delivers may not be heard of before another one does; longer than an attempt can take, twice. */
export const LEASE_MS = 60_000

const listOf = (text: string | null): string[] | null => (text === null ? null : text.split(','))
const textOf = (list: readonly string[] | null): string | null => list?.join() ?? null

const webhookOf = (row: Selectable<Tables['webhook']>): Webhook => ({
  ...row,
  id: row.id as MessageId,
  disabled: row.disabled as Disabled | null,
  kinds: listOf(row.kinds),
  procedures: listOf(row.procedures),
  states: listOf(row.states),
})

const filterOf = ({ kinds, procedures, states }: Filter) => ({
  kinds: textOf(kinds),
  procedures: textOf(procedures),
  states: textOf(states),
})

/** What a webhook that goes on begins with. */
const AFRESH = { disabled: null, disabledAt: null, failingSince: null, pausedUntil: 0 } as const

/** Whose they are, where they lead and what they tell. */
function registrations({ read, apart }: Store) {
  const update = (id: MessageId, values: Updateable<Tables['webhook']>): Promise<boolean> =>
    apart(async (db) => {
      const row = await db.updateTable('webhook').set(values).where('id', '=', id).returning('id').executeTakeFirst()
      return row !== undefined
    })
  return {
    async find(id: MessageId): Promise<Webhook | null> {
      const row = await read.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? webhookOf(row) : null
    },

    /** In the order of their making; `client` null: of all. */
    async list(client: string | null, after: MessageId | null, limit: number): Promise<Webhook[]> {
      let query = read.selectFrom('webhook').selectAll().orderBy('id').limit(limit)
      if (client !== null) query = query.where('client', '=', client)
      if (after !== null) query = query.where('id', '>', after)
      return (await query.execute()).map(webhookOf)
    },

    /** Answers how many others its client has; where those are `most` already, this one is not kept. */
    create: (row: NewWebhook, most: number): Promise<number> =>
      apart(async (db) => {
        // Of those that are made at once each finds the one before it.
        await oneAtATime(db, `webhooks ${row.client}`)
        const { n } = await db
          .selectFrom('webhook')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('client', '=', row.client)
          .where('id', '!=', row.id)
          .executeTakeFirstOrThrow()
        if (Number(n) >= most) return Number(n)
        await db
          .insertInto('webhook')
          .values({ ...row, ...filterOf(row), ...AFRESH, secretNumber: 1, previousUntil: 0, nextSeq: 1, leaseUntil: 0 })
          .onConflict((c) => c.doNothing())
          .execute()
        return Number(n)
      }),

    /** What it tells, where and by whose rights. */
    change: (
      id: MessageId,
      { key, url, description, ...filter }: Pick<NewWebhook, 'key' | 'url' | 'description' | keyof Filter>,
    ) =>
      // prettier-ignore
      update(id, { key, url, description, ...filterOf(filter) }),

    /** The next secret signs, and until `previousUntil` the one before it. False where somebody else has rotated meanwhile. */
    rotate: (id: MessageId, number: number, check: string, previousUntil: number): Promise<boolean> =>
      apart(async (db) => {
        const row = await db
          .updateTable('webhook')
          .set({ secretNumber: number, secretCheck: check, previousUntil })
          .where('id', '=', id)
          .where('secretNumber', 'in', [number - 1, number])
          .returning('secretCheck')
          .executeTakeFirst()
        return row !== undefined
      }),

    /** With what waits for it. Its attempts are cleaned by rule. */
    remove: (id: MessageId): Promise<boolean> => {
      let removed = false
      return apart(async (db) => {
        const row = await db.deleteFrom('webhook').where('id', '=', id).returning('id').executeTakeFirst()
        await db.deleteFrom('webhookEvent').where('webhook', '=', id).execute()
        return (removed ||= row !== undefined)
      })
    },
  }
}

/** Whether anything is told, and what again. */
const telling = ({ apart, transact }: Store) => ({
  /**
   * `untaken`: only where nothing has been taken since. `told`: what is to be told of it in the same transaction. Nothing where it is disabled already, or there no
   * more.
   */
  disable: (
    id: MessageId,
    { why, at, untaken, told }: { why: Disabled; at: number; untaken?: number; told?: (tx: Tx) => Promise<void> },
  ): Promise<unknown> =>
    transact(async (tx) => {
      let query = tx.db
        .updateTable('webhook')
        .set({ disabled: why, disabledAt: at })
        .where('id', '=', id)
        .where('disabled', 'is', null)
      if (untaken !== undefined) query = query.where('failingSince', '<=', untaken)
      if (await query.returning('id').executeTakeFirst()) await told?.(tx)
    }),

  /** It goes on where it was, by the rights of `key`: what waits is tried at once, as if for the first time. */
  enable: (id: MessageId, key: string, now: number): Promise<unknown> =>
    apart(async (db) => {
      await db.updateTable('webhook').set({ ...AFRESH, key }).where('id', '=', id).execute() // prettier-ignore
      await db
        .updateTable('webhookEvent')
        .set({ attempts: 0, firstAt: null, dueAt: now })
        .where('webhook', '=', id)
        .execute()
    }),

  /** Tells again what stands in the feed after `place` and up to `end`, of the changes from `since` to `until`. False where a replay goes on already. */
  replay: (id: MessageId, place: number, end: number, since: number, until: number): Promise<boolean> =>
    apart(async (db) => {
      const row = await db
        .updateTable('webhook')
        .set({ replayPlace: place, replayEnd: end, replaySince: since, replayUntil: until })
        .where('id', '=', id)
        .where('replayPlace', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    }),
})

/** Which process delivers. */
const leases = ({ read, apart }: Store) => ({
  /** All that are delivered, with whose they are to deliver. */
  live: (): Promise<Pick<Selectable<Tables['webhook']>, 'id' | 'leaseOwner' | 'leaseUntil'>[]> =>
    read.selectFrom('webhook').select(['id', 'leaseOwner', 'leaseUntil']).where('disabled', 'is', null).execute(),

  /** Makes `owner` the one that delivers, until `until`, those of `ids` that nobody else does; answers them. An end too far ahead is of a clock that was wrong. */
  claim: (ids: readonly string[], owner: string, now: number, until: number): Promise<MessageId[]> =>
    ids.length === 0
      ? Promise.resolve([])
      : apart(async (db) => {
          const rows = await db
            .updateTable('webhook')
            .set({ leaseOwner: owner, leaseUntil: until })
            .where('id', 'in', ids)
            .where((e) =>
              e.or([
                e('leaseOwner', 'is', null),
                e('leaseOwner', '=', owner),
                e('leaseUntil', '<=', now),
                e('leaseUntil', '>', now + 2 * LEASE_MS),
              ]),
            )
            .returning('id')
            .execute()
          return rows.map((row) => row.id as MessageId)
        }),

  /** Lets go of what `owner` delivers, so that another process may; null: of what any does. */
  release: (owner: string | null): Promise<unknown> =>
    apart((db) => {
      const query = db.updateTable('webhook').set({ leaseOwner: null, leaseUntil: 0 })
      return (owner === null ? query : query.where('leaseOwner', '=', owner)).execute()
    }),

  /** Of each client and state for the metrics. */
  async counts(): Promise<{ readonly live: number; readonly disabled: number; readonly waiting: number }> {
    const all = await read
      .selectFrom('webhook')
      .select((e) => [e.fn.countAll<number>().as('n'), e.fn.count<number>('disabled').as('off')])
      .executeTakeFirstOrThrow()
    const waiting = await read
      .selectFrom('webhookEvent')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    return { live: Number(all.n) - Number(all.off), disabled: Number(all.off), waiting: Number(waiting.n) }
  },
})

export const webhooksIn = inStore((store: Store) => ({ ...registrations(store), ...telling(store), ...leases(store) }))
