/** What tallies count: digests of what was sent to a peer and receipted, of what came from it, and how far the last one went. */
import { sql, type SqlBool, type Transaction } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { LogPlace } from '../store/log.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import { PENDING, RECEIVED } from './tables.ts'

/** Notes up to which place of the peer's log our last tally went. */
export async function setTallied(db: Transaction<Tables>, peer: Country, to: LogPlace): Promise<void> {
  await db.updateTable('peer').set({ talliedShard: to.shard, tallied: to.index }).where('country', '=', peer).execute()
}

/** Digests of what waits that a tally names. */
const PENDING_NAMED = 20_000

export const tallyRowsIn = inStore(({ read }: Store) => ({
  /** Up to which place of the peer's log our last tally went. */
  async tallied(peer: Country): Promise<LogPlace> {
    const row = await read
      .selectFrom('peer')
      .select(['talliedShard', 'tallied'])
      .where('country', '=', peer)
      .executeTakeFirst()
    return { shard: row?.talliedShard ?? '', index: Number(row?.tallied ?? 0) }
  },

  /** The first shard of the peer's log, from `from` on, in which receipts that are held name leaves not tallied yet; null where there is none. */
  async shardToTally(peer: Country, from: LogPlace): Promise<string | null> {
    const row = await read
      .selectFrom('message')
      .select('receiptShard')
      .where('peer', '=', peer)
      .where((e) => e(e.refTuple('receiptShard', 'receiptIndex'), '>=', e.tuple(from.shard, from.index)))
      .where('receiptShard', 'is not', null)
      .orderBy('receiptShard')
      .orderBy('receiptIndex')
      .limit(1)
      .executeTakeFirst()
    return row?.receiptShard ?? null
  },

  /** The receipt of `peer` that names the highest index of a shard of its log; null where none is held. */
  async highestReceipt(peer: Country, shard: string): Promise<{ index: number; receipt: string } | null> {
    const row = await read
      .selectFrom('message')
      .innerJoin('securityEvent', (on) =>
        on
          .onRef('securityEvent.peer', '=', 'message.peer')
          .onRef('securityEvent.jti', '=', 'message.receiptJti')
          .on('securityEvent.direction', '=', 'received'),
      )
      .select(['message.receiptIndex', 'securityEvent.jws'])
      .where('message.peer', '=', peer)
      .where('message.receiptShard', '=', shard)
      .orderBy('message.receiptIndex', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ? { index: Number(row.receiptIndex), receipt: row.jws } : null
  },

  /** Manifest digests of what came from `peer` whose leaf lies in [from, to) of a shard of our own log. */
  async received(peer: Country, shard: string, from: number, to: number): Promise<Digest[]> {
    const rows = await read
      .selectFrom('message')
      .select('manifestDigest')
      .where('peer', '=', peer)
      .where('shard', '=', shard)
      .where('logIndex', '>=', from)
      .where('logIndex', '<', to)
      .where(sql.raw<SqlBool>(RECEIVED))
      .execute()
    return rows.map((row) => row.manifestDigest as Digest)
  },

  /** Of what was sent to `peer`: digests receipted at an index in [from, to) of a shard of the peer's log, and those without a receipt. */
  async sent(
    peer: Country,
    shard: string,
    from: number,
    to: number,
  ): Promise<{ receipted: { digest: Digest; id: MessageId; index: number }[]; pending: Digest[] }> {
    // Pending first: what settles between the two queries is then in both answers, never in neither.
    const pending = await read
      .selectFrom('message')
      .select('manifestDigest')
      .where('peer', '=', peer)
      .where(sql.raw<SqlBool>(PENDING))
      .orderBy('id')
      .limit(PENDING_NAMED)
      .execute()
    const receipted = await read
      .selectFrom('message')
      .select(['manifestDigest', 'id', 'receiptIndex'])
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
}))
