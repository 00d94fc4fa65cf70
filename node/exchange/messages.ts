/** Reading messages: one by id with its parts and history, many by search. */
import { sql, type Kysely, type SqlBool } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Readable } from '../message/agencies.ts'
import type { Direction } from '../message/lifecycle.ts'
import { typesOf, type Asked, type Reference } from '../message/reference.ts'
import type { Digest } from '../values/digest.ts'
import type { Country } from '../values/country.ts'
import { firstIdAt, type MessageId } from '../values/id.ts'
import { alike, beginning } from '../values/plain.ts'
import { lookThrough, type Bounds, type Page } from '../store/look-through.ts'
import { readable, unindexed } from '../http/readable.ts'
import { historyRow, messageRow, partRow, type HistoryRow, type MessageRow, type PartRow } from './message-rows.ts'

export async function findMessage(db: Pick<Kysely<Tables>, 'selectFrom'>, id: MessageId): Promise<MessageRow | null> {
  const row = await db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? messageRow(row) : null
}

/** A message of ours as it is sent: what only the store knows of it is not needed for that. */
export type SentMessage = Omit<MessageRow, 'shard' | 'logIndex' | 'receiptJti' | 'sealedDigest' | 'attempts'>

/** The sealed bytes of a message, and their digest. */
export type SealedBytes = { readonly body: Buffer; readonly digest: Digest }

/** What is sent of a message; of one that is sealed no parts. `sealed`: its bytes, where they are in memory alone. */
export type ToSend = {
  readonly message: SentMessage
  readonly parts: readonly PartRow[]
  readonly sealed?: SealedBytes | null
}

/** What is searched for; times in milliseconds since 1970. */
export type MessageFilter = {
  peer?: string
  direction?: Direction
  procedure?: string
  type?: string
  state?: string
  conversation?: string
  submission?: string
  /** However it is written. */
  reference?: Asked
  since?: number
  until?: number
  test?: boolean
  /** Only what this reader may read. */
  reader?: Omit<Readable, 'subscriptions'>
}

/** A message, and the reference by which it was found. */
export type NamedMessage = {
  readonly plain: string
  readonly named: string
  readonly value: string
  readonly id: MessageId
  readonly peer: Country
  readonly conversation: MessageId
  readonly procedure: string
  readonly type: string
  readonly createdAt: number
  readonly test: boolean
  readonly state: string
}

/** References that one look goes through. */
const NAMED_AT_MOST = 300

/** Where a page of a search ended. */
export type SearchPlace = { readonly createdAt: number; readonly id: string }

/** The filters that have an index of their own, in the order of what they leave of many messages. */
const LEADING = ['conversation', 'submission', 'state', 'peer', 'procedure'] as const
const FILTERS = [...LEADING, 'direction', 'type'] as const

const leadingOf = (filter: MessageFilter): (typeof LEADING)[number] | undefined =>
  filter.reference ? undefined : LEADING.find((column) => filter[column] !== undefined)

/** Whether messages that the leading filter finds are looked at one by one. */
const isLookedAt = (filter: MessageFilter, leading: string | undefined): boolean =>
  filter.test !== undefined ||
  filter.reader !== undefined ||
  FILTERS.some((column) => column !== leading && filter[column] !== undefined)

const reading = ({ read }: Store) => {
  return {
    message: (id: MessageId): Promise<MessageRow | null> => findMessage(read, id),

    async parts(id: MessageId, withBytes: boolean): Promise<PartRow[]> {
      if (withBytes)
        return (await read.selectFrom('part').selectAll().where('message', '=', id).orderBy('ordinal').execute()).map(
          partRow,
        )
      const rows = await read
        .selectFrom('part')
        .select(['part', 'mediaType', 'size', 'digest', 'salt', 'large'])
        .where('message', '=', id)
        .orderBy('ordinal')
        .execute()
      return rows.map((row) => ({ ...row, size: Number(row.size), digest: row.digest as Digest, bytes: null }))
    },

    /** Messages with the bytes of their parts, by id; for `sealed` ones without, since they are not needed again. */
    async toSend(ids: readonly MessageId[], sealed: ReadonlySet<string>): Promise<ReadonlyMap<string, ToSend>> {
      if (ids.length === 0) return new Map()
      const rows = await read.selectFrom('message').selectAll().where('id', 'in', ids).execute()
      const open = ids.filter((id) => !sealed.has(id))
      const parts =
        open.length === 0
          ? []
          : await read.selectFrom('part').selectAll().where('message', 'in', open).orderBy('ordinal').execute()
      return new Map(
        rows.map((row) => [
          row.id,
          { message: messageRow(row), parts: parts.filter((p) => p.message === row.id).map(partRow) },
        ]),
      )
    },

    async part(id: MessageId, part: string): Promise<PartRow | null> {
      const row = await read
        .selectFrom('part')
        .selectAll()
        .where('message', '=', id)
        .where('part', '=', part)
        .executeTakeFirst()
      return row ? partRow(row) : null
    },

    /** Of which procedures the messages, conversations and submissions of these ids are: pairs of an id and a procedure. */
    async proceduresOf(ids: readonly string[]): Promise<{ id: string; procedure: string }[]> {
      if (ids.length === 0) return []
      const by = async (column: 'id' | 'conversation' | 'submission'): Promise<{ id: string; procedure: string }[]> => {
        const rows = await read.selectFrom('message').select([column, 'procedure']).where(column, 'in', ids).execute()
        return rows.map((row) => ({ id: String((row as Record<string, unknown>)[column]), procedure: row.procedure }))
      }
      return (await Promise.all([by('id'), by('conversation'), by('submission')])).flat()
    },

    /** That of one message; null where there is none. */
    async procedureOf(id: MessageId): Promise<string | null> {
      const row = await read.selectFrom('message').select('procedure').where('id', '=', id).executeTakeFirst()
      return row?.procedure ?? null
    },

    async history(id: MessageId): Promise<HistoryRow[]> {
      const rows = await read
        .selectFrom('history')
        .select(['state', 'at', 'cause'])
        .where('message', '=', id)
        .orderBy('seq')
        .execute()
      return rows.map(historyRow)
    },

    async references(id: MessageId): Promise<Reference[]> {
      const rows = await read.selectFrom('reference').select(['type', 'value']).where('message', '=', id).execute()
      return (rows as Reference[]).sort((a, b) => (`${a.type} ${a.value}` < `${b.type} ${b.value}` ? -1 : 1))
    },
  }
}

function searching({ read }: Store) {
  const named = (asked: Asked) => {
    const plain = alike(asked.value)
    const found = read.selectFrom('reference').select('reference.message').where('reference.plain', '=', plain)
    const types = typesOf(asked)
    if (types.length === 1) return found.where('reference.type', '=', types[0]!)
    return (asked.type === undefined ? found : found.where('reference.type', 'in', types)).distinct()
  }

  /**
   * Newest first, before a place. The most telling filter leads, by an index in which its messages stand in this order; the others are looked at on the
   * way. What names a reference is found by it, and put in order.
   */
  async function search(
    filter: MessageFilter,
    before: SearchPlace | null,
    limit: number,
    downTo: SearchPlace | null = null,
  ): Promise<MessageRow[]> {
    const { reference, since, until, test, reader } = filter
    const leading = leadingOf(filter)
    const at = sql<number>`${sql.ref('message.createdAt')}${sql.raw(reference ? ' + 0' : '')}`
    let query = read
      .selectFrom('message')
      .selectAll('message')
      .orderBy(at, 'desc')
      .orderBy('message.id', 'desc')
      .limit(limit)
    for (const column of FILTERS) {
      const value = filter[column]
      if (value === undefined) continue
      query = query.where(column === leading ? `message.${column}` : unindexed(column), '=', value)
    }
    if (test !== undefined) query = query.where('message.test', '=', test ? 1 : 0)
    if (reader) query = query.where((e) => readable(e, reader))
    if (reference) query = query.where('message.id', 'in', named(reference))
    if (before)
      query = query.where(sql<SqlBool>`(${at}, ${sql.ref('message.id')}) < (${before.createdAt}, ${before.id})`)
    if (since !== undefined) query = query.where(at, '>=', since)
    if (until !== undefined) query = query.where(at, '<', until)
    if (downTo) query = query.where(at, '>=', downTo.createdAt)
    return (await query.execute()).map(messageRow)
  }

  return {
    search,

    /** The same, of which one page looks through a bounded number of messages: `next` is where the next goes on, null at the end. */
    async page(
      filter: MessageFilter,
      before: SearchPlace | null,
      limit: number,
      bounds?: Bounds,
    ): Promise<Page<MessageRow, SearchPlace>> {
      const placeOf = ({ createdAt, id }: MessageRow): SearchPlace => ({ createdAt, id })
      const leading = leadingOf(filter)
      // What an index finds in order, with nothing left to look at, and what is found by a reference are no looking through.
      if (filter.reference || !isLookedAt(filter, leading)) {
        const rows = await search(filter, before, limit)
        return { rows, next: rows.length === limit ? placeOf(rows.at(-1)!) : null }
      }
      const list = {
        placeOf,
        rows: (from: SearchPlace | null, to: SearchPlace | null, count: number) => search(filter, from, count, to),
        async skip(from: SearchPlace | null, count: number): Promise<SearchPlace | null> {
          let query = read.selectFrom('message').select('createdAt')
          if (leading !== undefined) query = query.where(leading, '=', filter[leading]!)
          if (from) query = query.where((e) => e(e.refTuple('createdAt', 'id'), '<', e.tuple(from.createdAt, from.id)))
          if (filter.since !== undefined) query = query.where('createdAt', '>=', filter.since)
          if (filter.until !== undefined) query = query.where('createdAt', '<', filter.until)
          const row = await query.orderBy('createdAt', 'desc').orderBy('id', 'desc').offset(count - 1).limit(1).executeTakeFirst() // prettier-ignore
          return row ? { createdAt: Number(row.createdAt), id: firstIdAt(0) } : null
        },
      }
      return lookThrough(list, before, limit, bounds)
    },
  }
}

/** Messages by what they name, read plainly. */
const naming = ({ read }: Store) => ({
  /** What else of this type these messages name. */
  async alsoNamed(ids: readonly MessageId[], type: string): Promise<{ message: string; value: string }[]> {
    if (ids.length === 0) return []
    return read
      .selectFrom('reference')
      .select(['message', 'value'])
      .where('message', 'in', ids)
      .where(sql<string>`coalesce("type", '')`, '=', type)
      .execute()
  },

  /**
   * Messages with a reference that begins so when it is read plainly, each with that reference: of a bounded number of references in their order, those in
   * messages that the reader may read. `all`: nothing else begins so.
   */
  async named(
    prefix: string,
    reader: Omit<Readable, 'subscriptions'>,
  ): Promise<{ rows: NamedMessage[]; all: boolean }> {
    const { from, to } = beginning(prefix)
    const found = read
      .selectFrom('reference')
      .select(['plain', 'type', 'value', 'message'])
      .where('plain', '>=', from)
      .where('plain', '<', to)
      .orderBy('plain')
      .orderBy('message', 'desc')
      .limit(NAMED_AT_MOST)
    const rows = await read
      .selectFrom(found.as('r'))
      .innerJoin('message', 'message.id', 'r.message')
      .select(['r.plain', 'r.type as named', 'r.value', 'message.id', 'message.peer', 'message.conversation'])
      .select(['message.procedure', 'message.type', 'message.createdAt', 'message.test', 'message.state'])
      .where((e) => readable(e, reader))
      .execute()
    const last = await found
      .limit(1)
      .offset(NAMED_AT_MOST - 1)
      .execute()
    return {
      rows: rows.map((row) => ({
        ...row,
        id: row.id as MessageId,
        peer: row.peer as Country,
        conversation: row.conversation as MessageId,
        createdAt: Number(row.createdAt),
        test: Number(row.test) === 1,
      })),
      all: last.length === 0,
    }
  },
})

export const messagesIn = inStore((store) => ({ ...reading(store), ...searching(store), ...naming(store) }))
