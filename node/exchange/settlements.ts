/** What a peer's signed answer changes: its receipt or refusal is logged and kept, the message moves, and nothing waits any more. */
import type { Transaction } from 'kysely'
import { looking, type Write } from '../store/commit.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { NewLeaf } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import type { State } from '../message/lifecycle.ts'
import { moveMessage, moveMessages } from './message-rows.ts'
import type { OutboxRow } from './outbox.ts'
import { keepSecond } from './second-signatures.ts'
import { unsealed } from './sealings.ts'
import { isSameSet } from './sets.ts'
import { eraseKeys } from './transfers.ts'
import { applyWords, spokenOf } from './words.ts'

export type Settlement = {
  /** `body`: null where what was sealed was in memory alone, as nothing is that parts follow. */
  row: Pick<OutboxRow, 'id' | 'attempts' | 'body'>
  messageId: MessageId
  set: { jti: string; event: string; jws: string; manifestDigest: Digest }
  /** The second signature of `set`. */
  second?: string | null
  leaf: NewLeaf
  state: State
  cause: string
  sealedDigest: Digest | null
  /** Shard and index of the leaf `received` in the peer's log, as its receipt names it; null for a refusal. */
  receiptShard: string | null
  receiptIndex: number | null
  /** Digest of the earlier manifest that the receipt is of, where the message was signed anew meanwhile. */
  superseded?: Digest
  at: number
}

/** The states that a message has before the receiver's word about it is held. */
const WAITING = ['queued', 'sealed', 'parked'] as const

/** Keeps the manifest that a message has, because another takes its place. */
async function keepManifest(db: Transaction<Tables>, message: string): Promise<void> {
  const { id, ...row } = await db
    .selectFrom('message')
    .select(['id', 'manifest', 'manifestDigest', 'shard', 'logIndex', 'iat', 'exp'])
    .where('id', '=', message)
    .executeTakeFirstOrThrow()
  await insertRows(db, 'supersededManifest', [{ message: id, ...row }], 'stays')
}

/** Puts the manifest back that the receiver holds, and keeps the one that took its place. */
async function restore(db: Transaction<Tables>, message: string, digest: Digest): Promise<void> {
  const earlier = await db
    .selectFrom('supersededManifest')
    .selectAll()
    .where('message', '=', message)
    .where('manifestDigest', '=', digest)
    .executeTakeFirstOrThrow()
  await keepManifest(db, message)
  const { manifest, manifestDigest, shard, logIndex, iat, exp } = earlier
  await db
    .updateTable('message')
    .set({ manifest, manifestDigest, shard, logIndex, iat, exp })
    .where('id', '=', message)
    .execute()
}

const heardBefore = fixed((db, v: { peers: readonly Country[]; jtis: readonly string[] }) =>
  db
    .selectFrom('securityEvent')
    .select(['peer', 'jti', 'jws'])
    .where(oneOf(db, 'peer', v.peers))
    .where(oneOf(db, 'jti', v.jtis))
    .where('direction', '=', 'received'),
)

const waitsNoMore = fixed((db, v: { ids: readonly string[] }) => db.deleteFrom('outbox').where(oneOf(db, 'id', v.ids)))

/** Which of the peers' words are there already, and of which messages words wait that came before the receipt. */
async function there(db: Transaction<Tables>, items: readonly Settlement[]) {
  const receipted = items.filter(({ state }) => state === 'delivered')
  const [heard, spoken] = await Promise.all([
    heardBefore.all(db, {
      peers: [...new Set(items.map(({ leaf }) => leaf.peer))],
      jtis: items.map(({ set }) => set.jti),
    }),
    spokenOf(
      db,
      receipted.map(({ messageId }) => messageId),
    ),
  ])
  return { known: new Map(heard.map((row) => [`${row.peer} ${row.jti}`, row.jws])), spoken }
}

/** False where the peer has said another thing under the id of its answer: nothing was written. */
const settle: Write<Settlement, boolean> = looking(there, async (tx, all, { known, spoken }) => {
  const { db } = tx
  const fresh: Settlement[] = []
  const items = all.filter((item) => {
    const { leaf, set } = item
    const key = `${leaf.peer} ${set.jti}`
    const before = known.get(key)
    if (before !== undefined) return isSameSet(before, set.jws)
    known.set(key, set.jws)
    fresh.push(item)
    return true
  })
  await waitsNoMore.run(db, { ids: items.map(({ row }) => row.id) })
  const stored = items.filter(({ row }) => row.body !== null)
  if (stored.length > 0)
    await eraseKeys.run(db, {
      peers: [...new Set(stored.map(({ leaf }) => leaf.peer))],
      messages: stored.map(({ messageId }) => messageId),
    })
  const sets = fresh.map(({ set, leaf, messageId, at }) => {
    const { shard, index } = tx.append(leaf)
    return { direction: 'received', peer: leaf.peer, message: messageId, shard, logIndex: index, at, ...set }
  })
  await insertRows(db, 'securityEvent', sets)
  for (const { messageId, second } of items) await keepSecond(db, messageId, second ?? null)
  // Also where the SET was there before: what a peer's lost log has sent on its way again comes back with the receipt of the first time.
  for (const { messageId, superseded } of items) if (superseded !== undefined) await restore(db, messageId, superseded)
  const moved = await moveMessages(
    tx,
    items.map(({ row, messageId, state, cause, at, sealedDigest, receiptIndex, receiptShard, set }) => ({
      id: messageId,
      from: WAITING,
      to: state,
      cause,
      at,
      more: {
        attempts: row.attempts,
        sealedDigest,
        ...(state === 'delivered' ? { receiptJti: set.jti, receiptIndex, receiptShard } : {}),
      },
    })),
  )
  await applyWords(
    tx,
    items.filter((item, i) => moved[i] && item.state === 'delivered').filter(({ messageId }) => spoken.has(messageId)),
  )
  const settled = new Set(items)
  return all.map((item) => settled.has(item))
})

export const settlementsIn = inStore(({ read, commit, transact }: Store) => ({
  /** Logs and stores a peer's signed answer, moves the message and removes the outbox row. Fails with `answer-invalid` where its id is that of something else. */
  async settle(item: Settlement): Promise<void> {
    if (!(await commit(settle, item)))
      throw new JuxtaError(
        'answer-invalid',
        'the id of the answer is one that the peer has used before, for something else',
        {
          rule: 'jti',
        },
      )
  },

  /** Replaces the manifest by one that was signed anew; the earlier one is kept, and what was sealed is forgotten. */
  signAnew: (item: {
    messageId: MessageId
    manifest: string
    manifestDigest: Digest
    iat: number
    exp: number
    leaf: NewLeaf
    at: number
  }): Promise<void> =>
    transact(async (tx) => {
      const { messageId: id, manifest, manifestDigest, iat, exp, at } = item
      const there = await tx.db
        .selectFrom('message')
        .select('manifestDigest')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      // Tried again after a commit of which nobody heard that it was done.
      if (there.manifestDigest === manifestDigest) return
      await keepManifest(tx.db, id)
      await unsealed(tx.db, id)
      const { shard, index: logIndex } = tx.append(item.leaf)
      await tx.db
        .updateTable('message')
        .set({ manifest, manifestDigest, iat, exp, shard, logIndex, sealedDigest: null })
        .where('id', '=', id)
        .execute()
      await tx.db
        .updateTable('outbox')
        .set({ expiresAt: exp * 1000 })
        .where('id', '=', id)
        .execute()
      const cause = 'signed anew: the key that had signed it was withdrawn'
      await moveMessage(tx, { id, from: ['sealed'], to: 'queued', cause, at })
    }),

  /** The digests of the manifests that a message had before it was signed anew. */
  async earlier(messageId: MessageId): Promise<Digest[]> {
    const rows = await read
      .selectFrom('supersededManifest')
      .select('manifestDigest')
      .where('message', '=', messageId)
      .orderBy('iat')
      .execute()
    return rows.map((row) => row.manifestDigest as Digest)
  },

  /** An earlier manifest of a message that was signed anew; null where there is none with this digest. */
  async superseded(messageId: MessageId, digest: Digest): Promise<string | null> {
    const row = await read
      .selectFrom('supersededManifest')
      .select('manifest')
      .where('message', '=', messageId)
      .where('manifestDigest', '=', digest)
      .executeTakeFirst()
    return row?.manifest ?? null
  },
}))
