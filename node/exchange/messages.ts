/** Reading messages: one by id with its parts and history, many by search, and the digests that tallies compare. */
import { inStore, type Store } from '../store/store.ts'
import type { Digest, MessageId } from '../values/ids.ts'
import type { HistoryRow, MessageStore } from '../store/types.ts'
import { readable } from './agencies.ts'
import { messageRow, partRow } from '../store/message-rows.ts'
import { outboxRow } from './outbox.ts'

export function messageStore({ read, apart }: Store): MessageStore {
  return {
    async message(id) {
      const row = await read.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? messageRow(row) : null
    },
    async parts(id, withBytes) {
      if (withBytes)
        return (await read.selectFrom('part').selectAll().where('message', '=', id).orderBy('ordinal').execute()).map(
          partRow,
        )
      const rows = await read
        .selectFrom('part')
        .select(['part', 'mediaType', 'size', 'digest', 'salt'])
        .where('message', '=', id)
        .orderBy('ordinal')
        .execute()
      return rows.map((row) => ({ ...row, size: Number(row.size), digest: row.digest as Digest, bytes: null }))
    },
    async part(id, part) {
      const row = await read
        .selectFrom('part')
        .selectAll()
        .where('message', '=', id)
        .where('part', '=', part)
        .executeTakeFirst()
      return row ? partRow(row) : null
    },
    async history(id) {
      const rows = await read
        .selectFrom('history')
        .select(['state', 'at', 'cause'])
        .where('message', '=', id)
        .orderBy('seq')
        .execute()
      return rows.map((row) => ({ ...row, state: row.state as HistoryRow['state'], at: Number(row.at) }))
    },
    async references(id) {
      return await read
        .selectFrom('reference')
        .select(['type', 'value'])
        .where('message', '=', id)
        .orderBy('type')
        .orderBy('value')
        .execute()
    },
    async search(filter, before, limit) {
      let query = read.selectFrom('message').selectAll('message').orderBy('message.id', 'desc').limit(limit)
      if (before) query = query.where('message.id', '<', before)
      for (const column of ['peer', 'direction', 'procedure', 'type', 'state', 'conversation', 'submission'] as const) {
        const value = filter[column]
        if (value !== undefined) query = query.where(`message.${column}`, '=', value)
      }
      if (filter.since !== undefined) query = query.where('message.createdAt', '>=', filter.since)
      if (filter.until !== undefined) query = query.where('message.createdAt', '<', filter.until)
      if (filter.test !== undefined) query = query.where('message.test', '=', filter.test ? 1 : 0)
      const { reference, reader: by } = filter
      if (by !== undefined) query = query.where((e) => readable(e, by))
      if (reference)
        query = query.where('message.id', 'in', (e) => {
          const found = e
            .selectFrom('reference')
            .select('reference.message')
            .where('reference.value', '=', reference.value)
          return reference.type === undefined ? found : found.where('reference.type', '=', reference.type)
        })
      return (await query.execute()).map(messageRow)
    },
    async outboxOf(id) {
      const row = await read
        .selectFrom('outbox')
        .selectAll()
        .where('subject', '=', id)
        .where('kind', '=', 'message')
        .executeTakeFirst()
      return row ? outboxRow(row) : null
    },
    async tallied(peer) {
      const row = await read
        .selectFrom('peer')
        .select(['talliedShard', 'tallied'])
        .where('country', '=', peer)
        .executeTakeFirst()
      return { shard: row?.talliedShard ?? '', index: Number(row?.tallied ?? 0) }
    },
    setTallied: async (peer, { shard, index }) =>
      void (await apart((db) =>
        db.updateTable('peer').set({ talliedShard: shard, tallied: index }).where('country', '=', peer).execute(),
      )),
    async shardToTally(peer, from) {
      const row = await read
        .selectFrom('message')
        .select((e) => e.fn.min('receiptShard').as('shard'))
        .where('direction', '=', 'out')
        .where('peer', '=', peer)
        .where((e) =>
          e.or([
            e('receiptShard', '>', from.shard),
            e.and([e('receiptShard', '=', from.shard), e('receiptIndex', '>=', from.index)]),
          ]),
        )
        .executeTakeFirst()
      return row?.shard ?? null
    },
    async digestsReceived(peer, shard, from, to) {
      const rows = await read
        .selectFrom('message')
        .select('manifestDigest')
        .where('direction', '=', 'in')
        .where('peer', '=', peer)
        .where('shard', '=', shard)
        .where('logIndex', '>=', from)
        .where('logIndex', '<', to)
        .execute()
      return rows.map((row) => row.manifestDigest as Digest)
    },
    async highestReceipt(peer, shard) {
      const row = await read
        .selectFrom('message')
        .select(['receiptIndex', 'receipt'])
        .where('direction', '=', 'out')
        .where('peer', '=', peer)
        .where('receiptShard', '=', shard)
        .orderBy('receiptIndex', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ? { index: Number(row.receiptIndex), receipt: row.receipt! } : null
    },
    async digestsSent(peer, shard, from, to) {
      // Pending first: what settles between the two queries is then in both answers, never in neither.
      const pending = await read
        .selectFrom('message')
        .select('manifestDigest')
        .where('direction', '=', 'out')
        .where('peer', '=', peer)
        .where('state', 'in', ['queued', 'sealed', 'parked'])
        .orderBy('id')
        .limit(20_000)
        .execute()
      const receipted = await read
        .selectFrom('message')
        .select(['manifestDigest', 'id', 'receiptIndex'])
        .where('direction', '=', 'out')
        .where('peer', '=', peer)
        .where('receiptShard', '=', shard)
        .where('receiptIndex', '>=', from)
        .where('receiptIndex', '<', to)
        .execute()
      const held = new Set(receipted.map((row) => row.manifestDigest))
      return {
        receipted: receipted.map((row) => ({
          digest: row.manifestDigest as Digest,
          id: row.id as MessageId,
          index: Number(row.receiptIndex),
        })),
        pending: pending.map((row) => row.manifestDigest as Digest).filter((digest) => !held.has(digest)),
      }
    },
  }
}

export const messagesIn = inStore(messageStore)
