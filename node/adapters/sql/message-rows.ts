/** How a message and its parts, references and history are written and read, for both directions. */
import type { Selectable } from 'kysely'
import { canMove, type State } from '../../message/lifecycle.ts'
import type { AppendedLeaf, MessageRow, NewLeaf, PartRow, Reference } from '../../ports/store.ts'
import type { Tx } from './commit.ts'
import type { Tables } from './tables.ts'

export type NewMessage = {
  message: Omit<MessageRow, 'shard' | 'logIndex'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  causes: { state: string; cause: string }[]
  at: number
}

/** Writes those that are not known yet, each with its leaf; answers what was appended by id. Only returned rows get an index (log.md). */
export async function insertMessages(tx: Tx, items: NewMessage[]): Promise<Map<string, AppendedLeaf>> {
  const appended = new Map<string, AppendedLeaf>()
  if (items.length === 0) return appended
  const returned = await tx.db
    .insertInto('message')
    .values(
      items.map(({ message }) => ({
        ...message,
        test: message.test ? 1 : 0,
        shard: tx.shard,
        logIndex: -1,
        withdrawing: 0,
      })),
    )
    .onConflict((c) => c.doNothing())
    .returning('id')
    .execute()
  const fresh = new Set(returned.map((row) => row.id))
  const parts: Tables['part'][] = []
  const references: Tables['reference'][] = []
  const history: Tables['history'][] = []
  for (const item of items) {
    const { id } = item.message
    if (!fresh.has(id) || appended.has(id)) continue
    const leaf = tx.append(item.leaf)
    appended.set(id, leaf)
    item.parts.forEach((part, ordinal) => parts.push({ message: id, ordinal, ...part }))
    for (const { type, value } of item.references) references.push({ message: id, type, value })
    item.causes.forEach(({ state, cause }, seq) => history.push({ message: id, seq, state, at: item.at, cause }))
    await tx.db.updateTable('message').set({ logIndex: leaf.index }).where('id', '=', id).execute()
  }
  if (parts.length > 0) await tx.db.insertInto('part').values(parts).execute()
  if (references.length > 0)
    await tx.db
      .insertInto('reference')
      .values(references)
      .onConflict((c) => c.doNothing())
      .execute()
  if (history.length > 0) await tx.db.insertInto('history').values(history).execute()
  return appended
}

export type Move = { id: string; from: readonly string[]; to: State; cause: string }

/** Moves a message if its state is one of `from` and the table of transitions allows it; answers whether it moved. */
export async function moveMessage(tx: Tx, move: Move, at: number): Promise<boolean> {
  const row = await tx.db
    .selectFrom('message')
    .select(['state', 'direction'])
    .where('id', '=', move.id)
    .executeTakeFirst()
  if (!row || !move.from.includes(row.state)) return false
  if (!canMove(row.direction as MessageRow['direction'], row.state as State, move.to)) return false
  await tx.db.updateTable('message').set({ state: move.to }).where('id', '=', move.id).execute()
  const last = await tx.db
    .selectFrom('history')
    .select((e) => e.fn.max('seq').as('seq'))
    .where('message', '=', move.id)
    .executeTakeFirst()
  await tx.db
    .insertInto('history')
    .values({ message: move.id, seq: Number(last?.seq ?? -1) + 1, state: move.to, at, cause: move.cause })
    .execute()
  return true
}

export function messageRow(row: Selectable<Tables['message']>): MessageRow {
  const { withdrawing: _withdrawing, receiptIndex: _index, erased: _erased, ...rest } = row
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
