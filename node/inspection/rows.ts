/** What the store knows of the leaves of messages, and which witness had cosigned how much of a log at a time: the statements of an inspection. */
import { unindexed } from '../http/readable.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'

/** Whose leaf stands at a place of the log: as much of a message as says who may see it. */
export type LoggedMessage = {
  readonly id: MessageId
  readonly index: number
  readonly direction: 'in' | 'out'
  readonly peer: Country
  readonly procedure: string
  readonly type: string
  readonly agency: string | null
  readonly ownerClient: string | null
  readonly ownerAgency: string | null
  /** When its sender says that it was issued, in seconds since 1970. */
  readonly iat: number
  /** Manifest, salt and events are gone. */
  readonly erased: boolean
}

export const inspectionIn = inStore(({ read }: Store) => ({
  /** Messages with `peer` of one direction whose leaf stands in the shard from `from` to before `to`, in the order of their leaves. */
  async logged(
    peer: Country,
    direction: 'in' | 'out',
    shard: string,
    from: number,
    to: number,
  ): Promise<LoggedMessage[]> {
    const rows = await read
      .selectFrom('message')
      .select(['id', 'logIndex', 'peer', 'procedure', 'type', 'agency', 'ownerClient', 'ownerAgency', 'iat', 'erased'])
      .where('direction', '=', direction)
      .where('shard', '=', shard)
      .where('logIndex', '>=', from)
      .where('logIndex', '<', to)
      .where(unindexed('peer'), '=', peer)
      .orderBy('logIndex')
      .execute()
    return rows.map(({ logIndex, ...row }) => ({
      ...row,
      id: row.id as MessageId,
      peer: row.peer as Country,
      index: Number(logIndex),
      iat: Number(row.iat),
      erased: row.erased === 2,
      direction,
    }))
  },
  /** Whose earlier manifest stands at a place of the log. */
  async superseded(shard: string, index: number): Promise<MessageId | null> {
    const row = await read
      .selectFrom('supersededManifest')
      .select('message')
      .where('shard', '=', shard)
      .where('logIndex', '=', index)
      .limit(1)
      .executeTakeFirst()
    return row ? (row.message as MessageId) : null
  },
  /** The first checkpoint over leaf `index` that this witness has cosigned, and when, in seconds since 1970. */
  async cosignedOver(witness: string, shard: string, index: number): Promise<{ size: number; time: number } | null> {
    const row = await read
      .selectFrom('cosignature')
      .select(['size', 'time'])
      .where('witness', '=', witness)
      .where('shard', '=', shard)
      .where('size', '>', index)
      .orderBy('size')
      .limit(1)
      .executeTakeFirst()
    return row ? { size: Number(row.size), time: Number(row.time) } : null
  },
}))
