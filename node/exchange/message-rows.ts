/** How a message and its parts, references and history are written and read, for both directions. */
import type { Selectable, Transaction, Updateable } from 'kysely'
import { wakeCase } from '../cases/case-plans.ts'
import { canMove, ENDED, type Direction, type State } from '../message/lifecycle.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import { insertAll, insertRows, type Rows } from '../store/insert-rows.ts'
import type { Tables } from '../store/tables.ts'
import type { AppendedLeaf, NewLeaf, Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Reference } from '../message/reference.ts'

/** References of the trade, by which messages are found and no cases. */
const TRADE: ReadonlySet<string> = new Set(['mrn', 'lrn', 'ucr', 'national'])

/** Why a message is sealed, in its history. */
export const ENCRYPTED = 'encrypted to the receiver'

const knownIds = fixed((db, v: { ids: readonly string[] }) =>
  db
    .selectFrom('message')
    .select('id')
    .where(oneOf(db, 'id', v.ids)),
)

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
 * transaction holds the lock of the log's head: what is not there when it is looked for gets its index and is written once. `also`: what is written with
 * those that are new, in the same round trip.
 */
export async function insertMessages<I extends NewMessage>(
  tx: Tx,
  items: readonly I[],
  also: (fresh: readonly I[]) => readonly Rows[],
  receipt: (item: I, appended: AppendedLeaf) => Promise<string | null> = async () => null,
): Promise<Map<string, AppendedLeaf>> {
  const appended = new Map<string, AppendedLeaf>()
  if (items.length === 0) return appended
  const ids = items.map((i) => i.message.id)
  const there = await knownIds.all(tx.db, { ids })
  const known = new Set(there.map((row) => row.id))
  const parts: Tables['part'][] = []
  const references: Tables['reference'][] = []
  const keys: Tables['caseKey'][] = []
  const history: Tables['history'][] = []
  const fresh: { item: I; leaf: AppendedLeaf }[] = []
  for (const item of items) {
    const { id } = item.message
    if (known.has(id) || appended.has(id)) continue
    const leaf = tx.append(item.leaf)
    appended.set(id, leaf)
    fresh.push({ item, leaf })
    item.parts.forEach((part, ordinal) => parts.push({ message: id, ordinal, ...part }))
    const { conversation, peer } = item.message
    for (const { type, value } of item.references) {
      references.push({ message: id, type, value })
      if (!TRADE.has(type)) keys.push({ type, value, conversation, peer })
    }
    item.causes.forEach(({ state, cause }, seq) => history.push({ message: id, seq, state, at: item.at, cause }))
  }
  if (fresh.length === 0) return appended
  // Receipts name the index of their leaf, which is known only now; signed all at once, under the log's lock.
  const receipts = await Promise.all(fresh.map(({ item, leaf }) => receipt(item, leaf)))
  const messages = fresh.map(({ item: { message, causes }, leaf }, i) => ({
    ...message,
    receipt: receipts[i] ?? message.receipt,
    test: message.test ? 1 : 0,
    shard: leaf.shard,
    logIndex: leaf.index,
    moves: causes.length,
  }))
  await insertAll(tx.db, [
    { table: 'message', rows: messages },
    { table: 'part', rows: parts },
    { table: 'reference', rows: references, there: 'stays' },
    { table: 'caseKey', rows: keys, there: 'stays' },
    { table: 'history', rows: history },
    ...also(fresh.map(({ item }) => item)),
  ])
  return appended
}

export type Move = {
  readonly id: string
  readonly from: readonly State[]
  readonly to: State
  readonly cause: string
  readonly at: number
  /** What it sets besides the state. */
  readonly more?: Updateable<
    Pick<Tables['message'], 'receipt' | 'receiptIndex' | 'receiptShard' | 'sealedDigest' | 'attempts'>
  >
}

/** Moves each message if its state is one of `from` and the table of transitions allows it; answers which were moved. */
export async function moveMessages(db: Transaction<Tables>, moves: readonly Move[]): Promise<boolean[]> {
  const moved: boolean[] = []
  const history: Tables['history'][] = []
  for (const { id, from, to, cause, at, more } of moves) {
    const allowed = (['out', 'in'] as const)
      .map((direction) => ({ direction, states: from.filter((state) => canMove(direction, state, to)) }))
      .filter(({ states }) => states.length > 0)
    const row =
      allowed.length === 0
        ? undefined
        : await db
            .updateTable('message')
            .set((e) => ({ state: to, moves: e('moves', '+', 1), ...more }))
            .where('id', '=', id)
            .where((e) =>
              e.or(
                allowed.map(({ direction, states }) =>
                  e.and([e('direction', '=', direction), e('state', 'in', states)]),
                ),
              ),
            )
            .returning(['moves', 'peer', 'conversation'])
            .executeTakeFirst()
    moved.push(row !== undefined)
    // Others may wait for it in its case.
    if (row && ENDED.has(to)) await wakeCase(db, row, at)
    if (row) history.push({ message: id, seq: row.moves - 1, state: to, at, cause })
  }
  await insertRows(db, 'history', history)
  return moved
}

export const moveMessage = async (db: Transaction<Tables>, move: Move): Promise<boolean> =>
  (await moveMessages(db, [move]))[0]!

/** Adds a line to the history of messages that stay in their state. */
export async function noteInHistory(
  db: Transaction<Tables>,
  ids: readonly string[],
  cause: string,
  at: number,
): Promise<void> {
  if (ids.length === 0) return
  const rows = await db
    .updateTable('message')
    .set((e) => ({ moves: e('moves', '+', 1) }))
    .where('id', 'in', ids)
    .returning(['id', 'state', 'moves'])
    .execute()
  await insertRows(
    db,
    'history',
    rows.map(({ id, state, moves }) => ({ message: id, seq: moves - 1, state, at, cause })),
  )
}

/** A message as both sides keep it. */
export type MessageRow = ReturnType<typeof messageRow>

export function messageRow(row: Selectable<Tables['message']>) {
  const { receiptIndex: _index, receiptShard: _shard, erased: _erased, moves: _moves, ...rest } = row
  return {
    ...rest,
    id: row.id as MessageId,
    direction: row.direction as Direction,
    peer: row.peer as Country,
    conversation: row.conversation as MessageId,
    ref: row.ref as MessageId | null,
    test: row.test !== 0,
    state: row.state as State,
    agreement: row.agreement as Digest,
    manifestDigest: row.manifestDigest as Digest,
    sealedDigest: row.sealedDigest as Digest | null,
    submission: row.submission as MessageId | null,
  }
}

export type PartRow = ReturnType<typeof partRow>

export const partRow = (row: Tables['part']) => ({
  part: row.part,
  mediaType: row.mediaType,
  size: Number(row.size),
  digest: row.digest as Digest,
  salt: row.salt,
  bytes: row.bytes,
})

export type HistoryRow = ReturnType<typeof historyRow>

export const historyRow = ({ state, at, cause }: Pick<Tables['history'], 'state' | 'at' | 'cause'>) => ({
  state: state as State,
  at: Number(at),
  cause,
})
