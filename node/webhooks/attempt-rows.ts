/** Every attempt to deliver to a webhook, and what came of it. */
import type { Selectable, Transaction } from 'kysely'
import { deleteOldest } from '../store/delete-oldest.ts'
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { firstIdAt, type MessageId } from '../values/id.ts'

export type AttemptRow = Selectable<Tables['webhookAttempt']>

export const keepAttempt = (db: Transaction<Tables>, attempt: AttemptRow): Promise<void> =>
  insertRows(db, 'webhookAttempt', [attempt], 'stays')

export const attemptsIn = inStore(({ read, apart }: Store) => ({
  /** One that was asked for by itself. */
  keep: (attempt: AttemptRow): Promise<unknown> => apart((db) => keepAttempt(db, attempt)),

  /** The newest first; `before`: older than this one; `event`: of this one alone. */
  list(webhook: MessageId, before: MessageId | null, limit: number, event?: string): Promise<AttemptRow[]> {
    let query = read
      .selectFrom('webhookAttempt')
      .selectAll()
      .where('webhook', '=', webhook)
      .orderBy('id', 'desc')
      .limit(limit)
    if (before !== null) query = query.where('id', '<', before)
    if (event !== undefined) query = query.where('event', '=', event)
    return query.execute()
  },

  /** Deletes up to `limit` attempts that were made before `before`, the oldest first. Answers how many. */
  forget: (before: number, limit: number): Promise<number> =>
    apart(async (db) => (await deleteOldest(db, 'webhookAttempt', 'id', firstIdAt(before), limit)).length),
}))
