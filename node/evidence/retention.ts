/** Erasing what is no longer to be kept. On SQLite documents are overwritten in place before their pages are set free; PostgreSQL frees them by vacuum. */
import { inStore, type Store } from '../store/store.ts'
import { sql } from 'kysely'
import { noteInHistory } from '../exchange/message-rows.ts'
import type { MessageId } from '../values/ids.ts'
import type { RetentionStore } from '../store/types.ts'

const LEVEL = { documents: 1, manifests: 2 } as const

export const retentionStore = ({ read, transact, dialect }: Store): RetentionStore => ({
  due: async (agreement, before, what, limit) =>
    (
      await read
        .selectFrom('message')
        .select('id')
        .where('erased', '<', LEVEL[what])
        .where('agreement', '=', agreement)
        .where('createdAt', '<', before)
        .where('state', 'not in', ['queued', 'sealed'])
        .orderBy('createdAt')
        .limit(limit)
        .execute()
    ).map((row) => row.id as MessageId),
  erase: (ids, what, cause, leaf, at) =>
    transact(async (tx) => {
      const level = LEVEL[what]
      const there = await tx.db
        .selectFrom('message')
        .select('id')
        .where('id', 'in', ids)
        .where('erased', '<', level)
        // Asked again here: a peer that lost its log may have sent it on its way since.
        .where('state', 'not in', ['queued', 'sealed'])
        .execute()
      if (there.length === 0) return 0
      const fresh = there.map((row) => row.id)
      tx.append(leaf)
      if (dialect === 'sqlite')
        await tx.db
          .updateTable('part')
          .set({ bytes: sql<Buffer>`zeroblob(length("bytes"))`, salt: sql<Buffer>`zeroblob(16)` })
          .where('message', 'in', fresh)
          .where('bytes', 'is not', null)
          .execute()
      await tx.db.updateTable('part').set({ bytes: null, salt: null }).where('message', 'in', fresh).execute()
      await tx.db.deleteFrom('reference').where('message', 'in', fresh).execute()
      const cases = tx.db.selectFrom('message').select('conversation').where('id', 'in', fresh)
      await tx.db.deleteFrom('preArrival').where('conversation', 'in', cases).execute()
      await tx.db.deleteFrom('preArrivalKey').where('conversation', 'in', cases).execute()
      await tx.db
        .updateTable('message')
        .set({ erased: level, contextJson: null, ...(level === 2 ? { salt: null, manifest: '', receipt: null } : {}) })
        .where('id', 'in', fresh)
        .execute()
      if (level === 2) await tx.db.deleteFrom('traderTombstone').where('message', 'in', fresh).execute()
      if (level === 2) await tx.db.updateTable('securityEvent').set({ jws: '' }).where('message', 'in', fresh).execute()
      // The same request is answered as the first time as long as there is what it made.
      if (level === 2) await tx.db.deleteFrom('idempotency').where('message', 'in', fresh).execute()
      await noteInHistory(tx.db, fresh, cause, at)
      return there.length
    }),
})

export const retentionIn = inStore(retentionStore)
