/** What takes a message from its way, and what brings it back: parked, cancelled, ended before any attempt, tried again, sent again after the receiver lost it. */
import type { ExpressionBuilder, Transaction } from 'kysely'
import { UNANSWERED } from '../message/lifecycle.ts'
import { oneOf } from '../store/fixed.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { moveMessage, moveMessages } from './message-rows.ts'
import { enqueue } from './enqueue.ts'
import { keepSealing, unsealed } from './sealings.ts'

const DAY_MS = 86_400_000

/**
 * Messages that have left the outbox wait for their peers again. They were tried before: only the receiver can say what became of them, so they count as tried
 * whatever was counted.
 */
async function waitAgain(
  db: Transaction<Tables>,
  ids: readonly MessageId[],
  at: number,
  more: { withdraw?: boolean; expiresAt?: number } = {},
): Promise<void> {
  if (ids.length === 0) return
  const rows = await db
    .selectFrom('message')
    .select(['id', 'peer', 'priority', 'exp', 'attempts'])
    .where(oneOf(db, 'id', ids))
    .execute()
  await enqueue(
    db,
    rows.map(({ id, peer, priority, exp, attempts }) => {
      const waiting = { peer: peer as Country, priority, expiresAt: exp * 1000, at, ...more }
      return { ...waiting, kind: 'message', message: id as MessageId, attempts: Math.max(1, attempts) }
    }),
  )
}

/** The receiver says that a message had arrived: it is tried once more, to fetch the stored receipt. */
export async function fetchReceipt(tx: Tx, id: MessageId, at: number): Promise<void> {
  const { db } = tx
  const expiresAt = at + DAY_MS
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set((e) => ({ withdraw: 0, expiresAt, ...soon(e, at) }))
    .where('id', '=', id)
    .where('kind', '=', 'message')
    .executeTakeFirst()
  if (Number(numUpdatedRows) > 0) return
  const cause = 'the receiver says that it had arrived: its receipt is fetched'
  if (await moveMessage(tx, { id, from: ['parked'], to: 'queued', cause, at }))
    await waitAgain(db, [id], at, { expiresAt })
}

/** Due now, except where it is being tried at the moment. */
const soon = (e: ExpressionBuilder<Tables, 'outbox'>, at: number) => {
  const free = e('leaseOwner', 'is', null)
  return {
    ready: e.case().when(free).then(1).else(e.ref('ready')).end(),
    dueAt: e.case().when(free).then(at).else(e.ref('dueAt')).end(),
  }
}

/**
 * Puts back into the outbox what `peer` had receipted in `lost.shard` of its log at `lost.size` or above and has not answered. `gone`: what cannot be sent again, because its documents
 * were erased or its time has ended.
 */
export async function sendAgain(
  tx: Tx,
  peer: Country,
  lost: { shard: string; size: number },
  at: number,
): Promise<{ requeued: MessageId[]; gone: MessageId[] }> {
  const { db } = tx
  const rows = await db
    .selectFrom('message')
    .select(['id', 'exp', 'receiptIndex', 'sealedDigest'])
    .where('direction', '=', 'out')
    .where('peer', '=', peer)
    .where('receiptShard', '=', lost.shard)
    .where('receiptIndex', '>=', lost.size)
    .where('state', 'in', [...UNANSWERED])
    .execute()
  const result = { requeued: [] as MessageId[], gone: [] as MessageId[] }
  for (const { id: text, exp, receiptIndex, sealedDigest } of rows) {
    const id = text as MessageId
    const erased = await db
      .selectFrom('part')
      .select('part')
      .where('message', '=', id)
      .where('bytes', 'is', null)
      .where('large', 'is', null)
      .executeTakeFirst()
    if (erased || exp * 1000 <= at) {
      result.gone.push(id)
      continue
    }
    const cause = `the log of ${peer} lost leaf ${receiptIndex}, which the receipt names: sent again`
    const more = { receiptJti: null, receiptIndex: null, receiptShard: null, sealedDigest: null }
    if (!(await moveMessage(tx, { id, from: UNANSWERED, to: 'queued', cause, at, more }))) continue
    // It may have it after all, and answer with the receipt of the first time.
    if (sealedDigest !== null) await keepSealing(db, id, sealedDigest)
    await waitAgain(db, [id], at)
    result.requeued.push(id)
  }
  return result
}

/** Makes messages due at once, also those that were parked. Answers how many of them waited or were parked. */
export async function retryAll(tx: Tx, ids: readonly MessageId[], at: number): Promise<number> {
  const { db } = tx
  const waiting = await db
    .updateTable('outbox')
    .set((e) => soon(e, at))
    .where(oneOf(db, 'id', ids))
    .where('kind', '=', 'message')
    .returning('id')
    .execute()
  const due = new Set(waiting.map((row) => row.id))
  const others = ids.filter((id) => !due.has(id))
  const cause = 'put back by an operator'
  const moved = await moveMessages(
    tx,
    others.map((id) => ({ id, from: ['parked'], to: 'queued', cause, at })),
  )
  const back = others.filter((_, i) => moved[i])
  await waitAgain(db, back, at)
  return due.size + back.length
}

export const asideIn = inStore(({ transact }: Store) => ({
  /** Gives up: the row goes, the message waits for a person. `retry` brings it back. */
  park: (id: MessageId, cause: string, at: number): Promise<void> =>
    transact(async (tx) => {
      const { db } = tx
      await unsealed(db, id)
      const row = await db.deleteFrom('outbox').where('id', '=', id).returning('attempts').executeTakeFirst()
      if (!row) return
      const more = { attempts: row.attempts }
      await moveMessage(tx, { id, from: ['queued', 'sealed'], to: 'parked', cause, at, more })
    }),

  /** Ends a message that was claimed once, and not tried; false where it was, or was carried by hand. */
  endUnattempted: (id: MessageId, to: 'cancelled' | 'expired', at: number): Promise<boolean> =>
    transact(async (tx) => {
      const { db } = tx
      const tried = await db.selectFrom('outbox').select('id').where('id', '=', id).where('attempts', '>', 1).execute()
      if (tried.length > 0) return false
      await db.deleteFrom('outbox').where('id', '=', id).where('kind', '=', 'message').execute()
      const cause = to === 'expired' ? 'its time ended before any attempt' : 'cancelled before any attempt'
      await moveMessage(tx, { id, from: ['queued', 'sealed'], to, cause, at })
      return true
    }),

  /** Makes a message due at once, also one that was parked. False where it neither waits nor is parked. */
  retry: (id: MessageId, at: number): Promise<boolean> => transact(async (tx) => (await retryAll(tx, [id], at)) > 0),

  /**
   * Cancels at once where no attempt was made (`cancelled`), else has the receiver asked (`asking`); false where it is too late. `begun` false: this process had
   * claimed it, and took it from its hand before its first attempt.
   */
  cancel(id: MessageId, at: number, begun = true): Promise<'cancelled' | 'asking' | false> {
    let cancelled = false
    return transact(async (tx) => {
      const { db } = tx
      const untried = await db
        .deleteFrom('outbox')
        .where('id', '=', id)
        .where('kind', '=', 'message')
        .where('attempts', '<=', begun ? 0 : 1)
        .returning('id')
        .executeTakeFirst()
      if (untried) {
        const cause = 'cancelled before any attempt'
        await moveMessage(tx, { id, from: ['queued', 'sealed'], to: 'cancelled', cause, at })
        cancelled = true
        return 'cancelled'
      }
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set((e) => ({ withdraw: 1, ...soon(e, at) }))
        .where('id', '=', id)
        .where('kind', '=', 'message')
        .executeTakeFirst()
      if (Number(numUpdatedRows) > 0) return 'asking'
      // The lock on its row: of two who ask at once the second finds it waiting.
      const message = await db
        .updateTable('message')
        .set((e) => ({ state: e.ref('state') }))
        .where('id', '=', id)
        .where('state', 'in', ['parked', 'cancelled'])
        .returning('state')
        .executeTakeFirst()
      // Tried again after a commit of which nobody heard that it was done.
      if (message?.state === 'cancelled' && cancelled) return 'cancelled'
      if (message?.state !== 'parked') return false
      await waitAgain(db, [id], at, { withdraw: true })
      return 'asking'
    })
  },
}))
