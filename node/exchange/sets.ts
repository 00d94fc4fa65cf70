/** Security events (SETs) after the receipt: those we issue and deliver, those we get, and the moves of messages they cause. */
import { inStore, type Store } from '../store/store.ts'
import type { Country } from '../values/ids.ts'
import type { IssueSetItem, ReceiveSetItem, SetRow, SetStore } from '../store/types.ts'
import type { Write } from '../store/commit.ts'
import type { Tx } from '../store/tx.ts'
import { moveMessage } from '../store/message-rows.ts'
import type { Tables } from '../store/tables.ts'

async function isKnown(
  tx: Tx,
  direction: 'issued' | 'received',
  { set, peer }: IssueSetItem | ReceiveSetItem,
): Promise<boolean> {
  const there = await tx.db
    .selectFrom('securityEvent')
    .select('jti')
    .where('peer', '=', peer)
    .where('jti', '=', set.jti)
    .where('direction', '=', direction)
    .executeTakeFirst()
  return there !== undefined
}

/** Keeps a SET and appends its leaf; false where it was there before. */
export async function record(
  tx: Tx,
  direction: 'issued' | 'received',
  item: IssueSetItem | ReceiveSetItem,
): Promise<boolean> {
  if (await isKnown(tx, direction, item)) return false
  const { set, peer, at } = item
  const { shard, index } = tx.append(item.leaf)
  await tx.db
    .insertInto('securityEvent')
    .values({ ...set, direction, peer, shard, logIndex: index, at })
    .execute()
  return true
}

/** Whether an agency says something new about a message, while who else has answered is still what its caller saw. */
async function collect(
  tx: Tx,
  { message, agency, state, answered }: NonNullable<IssueSetItem['collection']>,
  at: number,
): Promise<boolean> {
  // One word about a message at a time, on whatever replica; nothing changes here.
  await tx.db
    .updateTable('message')
    .set((e) => ({ state: e.ref('state') }))
    .where('id', '=', message)
    .execute()
  const there = await tx.db
    .selectFrom('collection')
    .select(['agency', 'state'])
    .where('message', '=', message)
    .execute()
  const own = there.find((row) => row.agency === agency)?.state
  if (own === 'answered' || own === state) return false
  const others = there.filter((row) => row.state === 'answered').map((row) => row.agency)
  if (others.length !== answered.length || !others.every((a) => answered.includes(a))) return false
  await tx.db
    .insertInto('collection')
    .values({ message, agency, state, at })
    .onConflict((c) => c.columns(['message', 'agency']).doUpdateSet({ state, at }))
    .execute()
  return true
}

export const issue: Write<IssueSetItem, boolean> = async (tx, items) => {
  const results: boolean[] = []
  for (const item of items) {
    // Tried again after a commit of which nobody heard that it was done: it is issued, and says so.
    if (await isKnown(tx, 'issued', item)) {
      results.push(true)
      continue
    }
    if (item.collection && !(await collect(tx, item.collection, item.at))) {
      results.push(false)
      continue
    }
    if (item.move && !(await moveMessage(tx, item.move, item.at)) && !item.collection) {
      results.push(false)
      continue
    }
    if (item.tombstone) {
      const { jti, iss, digest } = item.tombstone
      await tx.db
        .insertInto('tombstone')
        .values({ jti, iss, manifestDigest: digest, at: item.at })
        .onConflict((c) => c.doNothing())
        .execute()
    }
    await record(tx, 'issued', item)
    if (item.deliver)
      await tx.db
        .insertInto('outbox')
        .values({
          id: item.set.jti,
          peer: item.peer,
          kind: 'event',
          subject: item.set.message ?? item.set.jti,
          priority: item.deliver.priority,
          dueAt: item.at,
          attempts: 0,
          body: item.set.jws,
          expiresAt: item.deliver.expiresAt,
          createdAt: item.at,
        })
        .onConflict((c) => c.doNothing())
        .execute()
    results.push(true)
  }
  return results
}

const receive: Write<ReceiveSetItem, boolean> = async (tx, items) => {
  const results: boolean[] = []
  for (const item of items) {
    const fresh = await record(tx, 'received', item)
    if (fresh && item.move) {
      await moveMessage(tx, item.move, item.at)
      if (item.move.to === 'cancelled' || item.move.to === 'expired') {
        await tx.db.deleteFrom('outbox').where('subject', '=', item.move.id).where('kind', '=', 'message').execute()
        await tx.db.updateTable('message').set({ withdrawing: 0 }).where('id', '=', item.move.id).execute()
      }
    }
    results.push(fresh)
  }
  return results
}

export const setRow = (row: Tables['securityEvent']): SetRow =>
  ({ ...row, peer: row.peer as Country, logIndex: Number(row.logIndex), at: Number(row.at) }) as SetRow

export function setStore({ read, commit }: Store): SetStore {
  return {
    issue: (item) => commit(issue, item),
    receive: (item) => commit(receive, item),
    setsOf: async (message) =>
      (
        await read
          .selectFrom('securityEvent')
          .selectAll()
          .where('message', '=', message)
          .orderBy('at')
          .orderBy('logIndex')
          .execute()
      ).map(setRow),
    setsSince: async (after, peer, limit) =>
      (
        await read
          .selectFrom('securityEvent')
          .selectAll()
          .where('peer', '=', peer)
          .where('direction', '=', 'issued')
          .where('logIndex', '>', after)
          .orderBy('logIndex')
          .limit(limit)
          .execute()
      ).map(setRow),
  }
}

export const setsIn = inStore(setStore)
