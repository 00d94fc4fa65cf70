/** How a message and its parts, references and history are written and read, for both directions. */
import { sql, type Selectable, type Updateable } from 'kysely'
import { canMove, type State } from '../message/lifecycle.ts'
import type { AppendedLeaf, MessageRow, NewLeaf, PartRow, Reference } from './types.ts'
import { insertRows } from './insert-rows.ts'
import type { Tx } from './tx.ts'
import type { Tables } from './tables.ts'

export type NewMessage = {
  message: Omit<MessageRow, 'shard' | 'logIndex'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  causes: { state: string; cause: string }[]
  at: number
}

/**
 * Writes those that are not known yet, each with its leaf; answers what was appended by id. Nobody else inserts messages meanwhile, since this
 * transaction holds the lock of the log's head: what is not there when it is looked for gets its index and is written once.
 */
export async function insertMessages(
  tx: Tx,
  items: NewMessage[],
  receipt: (item: NewMessage, appended: AppendedLeaf) => Promise<string | null> = async () => null,
): Promise<Map<string, AppendedLeaf>> {
  const appended = new Map<string, AppendedLeaf>()
  if (items.length === 0) return appended
  const there = await tx.db
    .selectFrom('message')
    .select('id')
    .where(
      'id',
      'in',
      items.map((i) => i.message.id),
    )
    .execute()
  const known = new Set(there.map((row) => row.id))
  const parts: Tables['part'][] = []
  const references: Tables['reference'][] = []
  const history: Tables['history'][] = []
  const fresh: { item: NewMessage; leaf: AppendedLeaf }[] = []
  for (const item of items) {
    const { id } = item.message
    if (known.has(id) || appended.has(id)) continue
    const leaf = tx.append(item.leaf)
    appended.set(id, leaf)
    fresh.push({ item, leaf })
    item.parts.forEach((part, ordinal) => parts.push({ message: id, ordinal, ...part }))
    for (const { type, value } of item.references) references.push({ message: id, type, value })
    item.causes.forEach(({ state, cause }, seq) => history.push({ message: id, seq, state, at: item.at, cause }))
  }
  if (fresh.length === 0) return appended
  // Receipts name the index of their leaf, which is known only now; signed all at once, under the log's lock.
  const receipts = await Promise.all(fresh.map(({ item, leaf }) => receipt(item, leaf)))
  await insertRows(
    tx.db,
    'message',
    fresh.map(({ item: { message }, leaf }, i) => ({
      ...message,
      receipt: receipts[i] ?? message.receipt,
      test: message.test ? 1 : 0,
      shard: leaf.shard,
      logIndex: leaf.index,
      withdrawing: 0,
    })),
  )
  await insertRows(tx.db, 'part', parts)
  await insertRows(tx.db, 'reference', references, 'stays')
  await insertRows(tx.db, 'history', history)
  return appended
}

export type Move = { id: string; from: readonly string[]; to: State; cause: string }

/** What a move sets besides the state. */
export type MoveMore = Updateable<
  Pick<Tables['message'], 'receipt' | 'receiptIndex' | 'receiptShard' | 'sealedDigest' | 'withdrawing'>
>

/** Moves a message if its state is one of `from` and the table of transitions allows it; answers whether it moved. */
export async function moveMessage(tx: Tx, move: Move, at: number, more: MoveMore = {}): Promise<boolean> {
  const allowed = (['out', 'in'] as const)
    .map((direction) => ({ direction, from: move.from.filter((s) => canMove(direction, s as State, move.to)) }))
    .filter(({ from }) => from.length > 0)
  if (allowed.length === 0) return false
  const moved = await tx.db
    .updateTable('message')
    .set({ state: move.to, ...more })
    .where('id', '=', move.id)
    .where((e) =>
      e.or(allowed.map(({ direction, from }) => e.and([e('direction', '=', direction), e('state', 'in', from)]))),
    )
    .returning('id')
    .executeTakeFirst()
  if (!moved) return false
  await tx.db
    .insertInto('history')
    .values((e) => ({
      message: move.id,
      seq: e
        .selectFrom('history')
        .select(sql<number>`coalesce(max("seq"), -1) + 1`.as('seq'))
        .where('message', '=', move.id),
      state: move.to,
      at,
      cause: move.cause,
    }))
    .execute()
  return true
}

export function messageRow(row: Selectable<Tables['message']>): MessageRow {
  const { withdrawing: _withdrawing, receiptIndex: _index, receiptShard: _shard, erased: _erased, ...rest } = row
  return { ...rest, test: row.test !== 0 } as MessageRow
}

export const partRow = (row: Tables['part']): PartRow => ({
  part: row.part,
  mediaType: row.mediaType,
  size: Number(row.size),
  digest: row.digest as PartRow['digest'],
  salt: row.salt,
  bytes: row.bytes,
})
