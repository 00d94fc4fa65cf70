/** How a message and its parts, references and history are written and read, for both directions. */
import type { Selectable, Transaction, Updateable } from 'kysely'
import { wakeCases } from '../cases/case-plans.ts'
import { canMove, ENDED, type Direction, type State } from '../message/lifecycle.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import { ForEach } from '../store/for-each.ts'
import { insertAll, insertRows, type Rows } from '../store/insert-rows.ts'
import type { Tables } from '../store/tables.ts'
import type { AppendedLeaf, NewLeaf, Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { alike } from '../values/plain.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import { keyOf, type Reference } from '../message/reference.ts'

/** Why a message is sealed, in its history. */
export const ENCRYPTED = 'encrypted to the receiver'

const withIds = fixed((db, v: { ids: readonly string[] }) =>
  db
    .selectFrom('message')
    .select('id')
    .where(oneOf(db, 'id', v.ids)),
)

/** Which of `ids` are there: what `insertMessages` is told, read under the lock of the log's head. */
export async function knownIds(db: Transaction<Tables>, ids: readonly string[]): Promise<Set<string>> {
  const there = await withIds.all(db, { ids })
  return new Set(there.map((row) => row.id))
}

export type NewMessage = {
  message: Omit<MessageRow, 'shard' | 'logIndex'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  causes: { state: string; cause: string }[]
  at: number
}

/**
 * Writes those that are not `known`, each with its leaf; answers what was appended by id. Nobody else inserts messages meanwhile, since this
 * transaction holds the lock of the log's head: what is not there when it is looked for gets its index and is written once. `also`: what is written with
 * those that are new, in the same round trip.
 */
export async function insertMessages<I extends NewMessage>(
  tx: Tx,
  items: readonly I[],
  known: ReadonlySet<string>,
  also: (fresh: readonly I[]) => readonly Rows[],
  receipt: (item: I, appended: AppendedLeaf) => Promise<string | null> = async () => null,
): Promise<Map<string, AppendedLeaf>> {
  const appended = new Map<string, AppendedLeaf>()
  if (items.length === 0) return appended
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
      references.push({ message: id, type, value, plain: alike(value) })
      keys.push({ type, value: keyOf({ type, value }), conversation, peer })
    }
    item.causes.forEach(({ state, cause }, seq) =>
      history.push({ message: id, seq, state, at: item.at, cause, place: tx.place() }),
    )
  }
  if (fresh.length === 0) return appended
  // Receipts name the index of their leaf, which is known only now; signed all at once, under the log's lock.
  const receipts = await Promise.all(fresh.map(({ item, leaf }) => receipt(item, leaf)))
  const messages = fresh.map(({ item: { message, causes }, leaf }, i) => ({
    // What is new first: an object that grows after it was copied costs ten times as much.
    shard: leaf.shard,
    logIndex: leaf.index,
    moves: causes.length,
    ...message,
    receiptJti: receipts[i] ?? message.receiptJti,
    test: message.test ? 1 : 0,
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

/** What a move may set besides the state. */
const MORE = {
  receiptJti: 'text',
  receiptIndex: 'bigint',
  receiptShard: 'text',
  sealedDigest: 'text',
  attempts: 'integer',
} as const
type More = Updateable<Pick<Tables['message'], keyof typeof MORE>>

export type Move = {
  readonly id: string
  readonly from: readonly State[]
  readonly to: State
  readonly cause: string
  readonly at: number
  readonly more?: More
}

type Moved = { id: string; moves: number; peer: string; conversation: string }
type Moving = ForEach<More & { id: string; to: string; allowed: string }, Moved>

/** By what they set. */
const moving = new Map<string, Moving>()
function movingOf(names: readonly (keyof More)[]): Moving {
  const key = names.join()
  let made = moving.get(key)
  if (made === undefined) {
    const types = Object.fromEntries(names.map((name) => [name, MORE[name]]))
    const set = names.map((name) => `, "${name}" = v."${name}"`).join('')
    made = new ForEach({ id: 'text', to: 'text', allowed: 'text', ...types }, (v) =>
      `update "message" set "state" = v."to", "moves" = "message"."moves" + 1${set} from ${v}
         where "message"."id" = v."id" and v."allowed" like '%,' || "message"."direction" || '/' || "message"."state" || ',%'
         returning "message"."id" as "id", "moves", "peer", "conversation"`.replace(/\s+/g, ' '),
    )
    moving.set(key, made)
  }
  return made
}

/** Each direction and state from which a move is allowed, between commas; empty where there is none. */
const allowedOf = ({ from, to }: Move): string =>
  (['out', 'in'] as const)
    .flatMap((direction) =>
      from.filter((state) => canMove(direction, state, to)).map((state) => `,${direction}/${state},`),
    )
    .join('')

/** Moves of different messages. */
async function moveTogether(tx: Tx, moves: readonly Move[]): Promise<ReadonlySet<Move>> {
  const { db } = tx
  const kinds = new Map<string, { names: (keyof More)[]; of: Move[] }>()
  for (const move of moves) {
    const names = (Object.keys(MORE) as (keyof More)[]).filter((name) => move.more?.[name] !== undefined)
    const kind = kinds.get(names.join()) ?? { names, of: [] }
    kinds.set(names.join(), kind)
    kind.of.push(move)
  }
  const found = new Map<string, Moved>()
  for (const { names, of } of kinds.values()) {
    const values = of.map((move) => ({ id: move.id, to: move.to, allowed: allowedOf(move), ...move.more }))
    const possible = values.filter(({ allowed }) => allowed !== '')
    for (const row of await movingOf(names).all(db, possible)) found.set(row.id, row)
  }
  const done = moves.flatMap((move) => {
    const row = found.get(move.id)
    return row ? [{ move, row }] : []
  })
  // Others may wait for them in their cases.
  const ended = done.filter(({ move }) => ENDED.has(move.to))
  await wakeCases(
    db,
    ended.map(({ row: { peer, conversation }, move: { at } }) => ({ peer, conversation, at })),
  )
  const history = done.map(({ move: { id, to, at, cause }, row }) => ({
    message: id,
    seq: row.moves - 1,
    state: to,
    at,
    cause,
    place: tx.place(),
  }))
  await insertRows(db, 'history', history)
  return new Set(done.map(({ move }) => move))
}

/** Moves each message if its state is one of `from` and the table of transitions allows it; answers which were moved. */
export async function moveMessages(tx: Tx, moves: readonly Move[]): Promise<boolean[]> {
  const moved: boolean[] = []
  // The second move of a message begins where the first has left it.
  for (let done = 0; done < moves.length; done = moved.length) {
    const ids = new Set<string>()
    const together: Move[] = []
    for (const move of moves.slice(done)) {
      if (ids.has(move.id)) break
      ids.add(move.id)
      together.push(move)
    }
    const they = await moveTogether(tx, together)
    moved.push(...together.map((move) => they.has(move)))
  }
  return moved
}

export const moveMessage = async (tx: Tx, move: Move): Promise<boolean> => (await moveMessages(tx, [move]))[0]!

const notes = fixed((db, v: { ids: readonly string[] }) =>
  db
    .updateTable('message')
    .set((e) => ({ moves: e('moves', '+', 1) }))
    .where(oneOf(db, 'id', v.ids))
    .returning(['id', 'state', 'moves']),
)

/** Adds a line to the history of messages that stay in their state. */
export async function noteInHistory(
  db: Transaction<Tables>,
  ids: readonly string[],
  cause: string,
  at: number,
): Promise<void> {
  if (ids.length === 0) return
  const rows = await notes.all(db, { ids })
  await insertRows(
    db,
    'history',
    rows.map(({ id, state, moves }) => ({ message: id, seq: moves - 1, state, at, cause, place: null })),
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
  large: row.large,
})

export type HistoryRow = ReturnType<typeof historyRow>

export const historyRow = ({ state, at, cause }: Pick<Tables['history'], 'state' | 'at' | 'cause'>) => ({
  state: state as State,
  at: Number(at),
  cause,
})

/** Why a message has moved. Why it was rejected is the receiver's word about what is in it, which is for those who read that. */
export const causeFor = (
  { state, cause }: { readonly state: string; readonly cause: string },
  readsContents: boolean,
): string => (readsContents || state !== 'rejected' ? cause : state)
