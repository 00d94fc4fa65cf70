/** Erasing what is no longer to be kept. On SQLite documents are overwritten in place before their pages are set free; PostgreSQL frees them by vacuum. */
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import { sql, type SelectQueryBuilder } from 'kysely'
import './tables.ts'
import { forgetLarge } from '../exchange/large-parts.ts'
import { isHeld } from '../exchange/legal-hold-rows.ts'
import { noteInHistory } from '../exchange/message-rows.ts'
import { ENDED } from '../message/lifecycle.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { LogPlace } from '../store/log.ts'
import type { Tables } from '../store/tables.ts'
import type { NewLeaf, Tx } from '../store/tx.ts'

const LEVEL = { documents: 1, manifests: 2 } as const

/** What is erased when its time has come: documents and their salts first, manifests, message salts and events later. Leaves and tiles stay. */
export type Erasure = keyof typeof LEVEL

/** A message that is erased, and where its leaf stands: what links the two when its salt is gone. */
export type Erased = LogPlace & { readonly id: MessageId }

const finding = ({ read }: Store) => ({
  /**
   * Messages of a procedure under an agreement from before `before` (milliseconds) of which `what` is still there; none that is still to be delivered, and none
   * without which a case that is not over at `now` could not go on. Of a case that has no row yet, or in which something is to be tried again, nobody knows whether
   * it is over; what has ended on its way is in no case. Nor what somebody has ordered to be kept.
   */
  async due(
    { agreement, procedure }: { readonly agreement: Digest; readonly procedure: string },
    before: number,
    now: number,
    what: Erasure,
    limit: number,
  ): Promise<MessageId[]> {
    const ids: MessageId[] = []
    // One level after the other, each in the order of its index.
    for (let erased = 0; erased < LEVEL[what] && ids.length < limit; erased++) {
      const rows = await read
        .selectFrom('message')
        .select('id')
        .where('erased', '=', erased)
        .where('agreement', '=', agreement)
        .where('procedure', '=', procedure)
        .where('createdAt', '<', before)
        .where('state', 'not in', ['queued', 'sealed'])
        .where((e) =>
          e.or([
            e('state', 'in', [...ENDED]),
            e.exists(
              e
                .selectFrom('caseRow as c')
                .select(e.lit(1).as('there'))
                .whereRef('c.conversation', '=', 'message.conversation')
                .whereRef('c.peer', '=', 'message.peer')
                .where((f) =>
                  f.or([
                    f('c.neededUntil', '<=', now),
                    f(sql<number>`"c"."neededFrom"`, '>', sql<number>`"message"."iat" * 1000`),
                  ]),
                ),
            ),
          ]),
        )
        .where((e) =>
          e.not(
            e.exists(
              e
                .selectFrom('setAside as a')
                .select(e.lit(1).as('there'))
                .whereRef('a.conversation', '=', 'message.conversation')
                .whereRef('a.peer', '=', 'message.peer'),
            ),
          ),
        )
        .where((e) => e.not(isHeld(e, what, now)))
        .orderBy('createdAt')
        .limit(limit - ids.length)
        .execute()
      ids.push(...rows.map((row) => row.id as MessageId))
    }
    return ids
  },
})

/** What these cases say of permits of other countries: a number that no other case names is not known any more. Of our own the ledger says it. */
async function forgetPermits(
  db: Tx['db'],
  cases: SelectQueryBuilder<Tables, 'message', { conversation: string }>,
): Promise<void> {
  await db.deleteFrom('permitSaid').where('conversation', 'in', cases).where('own', '=', 0).execute()
  const gone = await db
    .deleteFrom('permitCase')
    .where('conversation', 'in', cases)
    .returning(['permit', 'issuer'])
    .execute()
  for (const { permit, issuer } of gone)
    await db
      .deleteFrom('permitKnown')
      .where('permit', '=', permit)
      .where('issuer', '=', issuer)
      .where('own', '=', 0)
      .where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('permitCase as c')
              .select(e.lit(1).as('there'))
              .where('c.permit', '=', permit)
              .where('c.issuer', '=', issuer),
          ),
        ),
      )
      .execute()
}

const erasing = ({ read, decide, dialect }: Store) => ({
  /** Erases and appends the leaf that says so of those that are erased. Answers how many messages it was. */
  async erase(
    ids: readonly MessageId[],
    what: Erasure,
    cause: string,
    leafOver: (erased: readonly Erased[]) => NewLeaf,
    at: number,
  ): Promise<number> {
    const done = await decide(async (tx) => {
      const level = LEVEL[what]
      const there = await tx.db
        .selectFrom('message')
        .select(['id', 'shard', 'logIndex as index'])
        .where('id', 'in', ids)
        .where('erased', '<', level)
        // Asked once more: meanwhile it may be on its way again to a peer that lost its log, or somebody may have ordered that it is kept.
        .where('state', 'not in', ['queued', 'sealed'])
        .where((e) => e.not(isHeld(e, what, at)))
        .orderBy('id')
        .execute()
      if (there.length === 0) return false
      const fresh = there.map((row) => row.id)
      const leaf = tx.append(leafOver(there as Erased[]))
      const rows = fresh.map((message) => ({ message, what, shard: leaf.shard, logIndex: leaf.index }))
      await insertRows(tx.db, 'erasure', rows)
      if (dialect === 'sqlite')
        await tx.db
          .updateTable('part')
          .set({ bytes: sql<Buffer>`zeroblob(length("bytes"))`, salt: sql<Buffer>`zeroblob(16)` })
          .where('message', 'in', fresh)
          .where('bytes', 'is not', null)
          .execute()
      await forgetLarge(tx.db, fresh)
      await tx.db
        .updateTable('part')
        .set({ bytes: null, salt: null, large: null })
        .where('message', 'in', fresh)
        .execute()
      await tx.db.deleteFrom('reference').where('message', 'in', fresh).execute()
      const cases = tx.db.selectFrom('message').select('conversation').where('id', 'in', fresh)
      await tx.db.deleteFrom('preArrival').where('conversation', 'in', cases).execute()
      await tx.db.updateTable('caseRow').set({ view: null }).where('conversation', 'in', cases).execute()
      await tx.db.deleteFrom('caseKey').where('conversation', 'in', cases).execute()
      await tx.db.deleteFrom('preArrivalKey').where('conversation', 'in', cases).execute()
      await forgetPermits(tx.db, cases)
      // What else the case has announced may still be to come.
      await tx.db.deleteFrom('maintenance').where('conversation', 'in', cases).where('message', 'in', fresh).execute()
      const signed = tx.db.selectFrom('message').select('iat').where('id', 'in', fresh)
      await tx.db
        .deleteFrom('systemEntry')
        .where('conversation', 'in', cases)
        .where((e) => e.or([e('name', 'in', fresh), e.and([e('kind', '=', 'contacts'), e('said', 'in', signed)])]))
        .execute()
      await tx.db
        .updateTable('message')
        .set({
          erased: level,
          contextJson: null,
          ...(level === 2 ? { salt: null, manifest: '', receiptJti: null } : {}),
        })
        .where('id', 'in', fresh)
        .execute()
      if (level === 2) await tx.db.deleteFrom('traderTombstone').where('message', 'in', fresh).execute()
      if (level === 2) await tx.db.deleteFrom('secondSignature').where('message', 'in', fresh).execute()
      if (level === 2) await tx.db.deleteFrom('signatureTimes').where('message', 'in', fresh).execute()
      if (level === 2) await tx.db.updateTable('securityEvent').set({ jws: '' }).where('message', 'in', fresh).execute()
      if (level === 2) await tx.db.updateTable('supersededManifest').set({ manifest: '' }).where('message', 'in', fresh).execute() // prettier-ignore
      // The same request is answered as the first time as long as there is what it made.
      if (level === 2) await tx.db.deleteFrom('idempotency').where('message', 'in', fresh).execute()
      await noteInHistory(tx.db, fresh, cause, at)
      return there.length
    })
    return done || 0
  },

  /** Whether an order keeps the documents of a message at `now`. */
  async held(message: MessageId, now: number): Promise<boolean> {
    const row = await read
      .selectFrom('message')
      .select('id')
      .where('id', '=', message)
      .where((e) => isHeld(e, 'documents', now))
      .executeTakeFirst()
    return row !== undefined
  },

  /** The leaves that say what was erased of a message, documents first. */
  async erasuresOf(message: MessageId): Promise<(LogPlace & { what: Erasure })[]> {
    const rows = await read.selectFrom('erasure').selectAll().where('message', '=', message).orderBy('what').execute()
    return rows.map(({ what, shard, logIndex }) => ({ what: what as Erasure, shard, index: Number(logIndex) }))
  },
})

export const retentionIn = inStore((store) => ({ ...finding(store), ...erasing(store) }))
