/** What waits to be told to a webhook, in lanes of which each is told in its order, and what came of every attempt. */
import type { Selectable, Transaction } from 'kysely'
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { MessageId } from '../values/id.ts'
import { keepAttempt, type AttemptRow } from './attempt-rows.ts'
import { LONGEST_MS } from './backoff.ts'

export type Waiting = Selectable<Tables['webhookEvent']>
/** What is put into the queue. */
export type NewWaiting = Pick<Waiting, 'event' | 'lane' | 'type' | 'place'>
/** How far the feed was read: for what is told as it comes, or for what is told again; `done`: that is at its end. */
export type Reading = {
  readonly of: 'feed' | 'replay'
  readonly from: number
  readonly to: number
  readonly done?: boolean
}

/** The ways in. */
const entering = ({ apart }: Pick<Store, 'apart'>) => ({
  /**
   * Puts what was read of the feed into the queue, and keeps how far that was, in one commit: nothing is left out or put twice, whatever dies. What waits already is
   * not put again. False where somebody else has read on, or delivers.
   */
  take(
    webhook: MessageId,
    owner: string,
    reading: Reading,
    items: readonly NewWaiting[],
    now: number,
  ): Promise<boolean> {
    const column = reading.of === 'feed' ? 'place' : 'replayPlace'
    let taken = false
    return apart(async (db) => {
      const row = await db
        .updateTable('webhook')
        .set((e) => ({
          nextSeq: e('nextSeq', '+', items.length),
          ...(reading.done ? { replayPlace: null } : { [column]: reading.to }),
        }))
        .where('id', '=', webhook)
        .where(column, '=', reading.from)
        .where('leaseOwner', '=', owner)
        .returning('nextSeq')
        .executeTakeFirst()
      // Tried again after a commit of which nobody heard that it was done: it finds that it is.
      if (!row) return taken
      const first = Number(row.nextSeq) - items.length
      await insertRows(
        db,
        'webhookEvent',
        items.map((item, i) => ({
          ...item,
          webhook,
          seq: first + i,
          queuedAt: now,
          attempts: 0,
          dueAt: now,
          firstAt: null,
        })),
        'stays',
      )
      return (taken = true)
    })
  },

  /** What waits under this id is due now. False where it does not wait. */
  hurry: (webhook: MessageId, event: string, now: number): Promise<boolean> =>
    apart(async (db) => {
      const row = await db
        .updateTable('webhookEvent')
        .set({ dueAt: now })
        .where('webhook', '=', webhook)
        .where('event', '=', event)
        .returning('seq')
        .executeTakeFirst()
      return row !== undefined
    }),

  /** Puts one event into the queue again. */
  again: (webhook: MessageId, item: NewWaiting, now: number): Promise<unknown> =>
    apart(async (db) => {
      const row = await db
        .updateTable('webhook')
        .set((e) => ({ nextSeq: e('nextSeq', '+', 1) }))
        .where('id', '=', webhook)
        .returning('nextSeq')
        .executeTakeFirst()
      if (!row) return
      const seq = Number(row.nextSeq) - 1
      const fresh = { webhook, seq, queuedAt: now, attempts: 0, dueAt: now, firstAt: null }
      await insertRows(db, 'webhookEvent', [{ ...item, ...fresh }], 'stays')
    }),
})

/** What is to be tried. */
const standing = ({ read }: Pick<Store, 'read'>) => ({
  /** The first of each lane that is due, those that were tried least first. */
  async due(webhook: MessageId, now: number, limit: number): Promise<Waiting[]> {
    return (
      read
        .selectFrom('webhookEvent as w')
        .selectAll()
        .where('webhook', '=', webhook)
        // A time further ahead than any wait was written by a clock that was wrong.
        .where((e) => e.or([e('dueAt', '<=', now), e('dueAt', '>', now + LONGEST_MS)]))
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('webhookEvent as before')
                .select('before.seq')
                .where('before.webhook', '=', webhook)
                .whereRef('before.lane', '=', 'w.lane')
                .whereRef('before.seq', '<', 'w.seq'),
            ),
          ),
        )
        .orderBy('attempts')
        .orderBy('seq')
        .limit(limit)
        .execute()
    )
  },

  /** How many wait, since when the first of them does, and when the next is due that is not yet. */
  async standing(
    webhook: MessageId,
    now: number,
  ): Promise<{ waiting: number; oldest: number | null; next: number | null }> {
    const row = await read
      .selectFrom('webhookEvent')
      .select((e) => [e.fn.countAll<number>().as('n'), e.fn.min<number | null>('queuedAt').as('oldest')])
      .where('webhook', '=', webhook)
      .executeTakeFirstOrThrow()
    const later = await read
      .selectFrom('webhookEvent')
      .select('dueAt')
      .where('webhook', '=', webhook)
      .where('dueAt', '>', now)
      .orderBy('dueAt')
      .limit(1)
      .executeTakeFirst()
    return {
      waiting: Number(row.n),
      oldest: row.oldest === null ? null : Number(row.oldest),
      next: later ? Number(later.dueAt) : null,
    }
  },
})

/** What came of it. */
function settling({ apart }: Pick<Store, 'apart'>) {
  const one = (db: Transaction<Tables>, { webhook, seq }: Waiting) =>
    db.deleteFrom('webhookEvent').where('webhook', '=', webhook).where('seq', '=', seq)
  return {
    /** It was taken, and what was tried in vain before it counts no more. */
    delivered: (waiting: Waiting, attempt: AttemptRow): Promise<unknown> =>
      apart(async (db) => {
        await one(db, waiting).execute()
        await keepAttempt(db, attempt)
        await db
          .updateTable('webhook')
          .set({ failingSince: null })
          .where('id', '=', waiting.webhook)
          .where('failingSince', 'is not', null)
          .execute()
      }),

    /** It was not. `pausedUntil`: until when nothing else is tried either; 0: the others are. */
    failed: (waiting: Waiting, attempt: AttemptRow, dueAt: number, pausedUntil: number): Promise<unknown> =>
      apart(async (db) => {
        await db
          .updateTable('webhookEvent')
          .set((e) => ({ attempts: attempt.attempt, dueAt, firstAt: e.fn.coalesce('firstAt', e.val(attempt.at)) }))
          .where('webhook', '=', waiting.webhook)
          .where('seq', '=', waiting.seq)
          .execute()
        await keepAttempt(db, attempt)
        await db
          .updateTable('webhook')
          .set((e) => ({
            failingSince: e.fn.coalesce('failingSince', e.val(attempt.at)),
            ...(pausedUntil > 0 ? { pausedUntil } : {}),
          }))
          .where('id', '=', waiting.webhook)
          .execute()
      }),

    /** It is not told any more: the key may not see it. */
    drop: (waiting: Waiting): Promise<unknown> => apart((db) => one(db, waiting).execute()),
  }
}

export const queueIn = inStore((store: Store) => ({ ...entering(store), ...standing(store), ...settling(store) }))
