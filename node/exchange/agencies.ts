/** Subscriptions of agencies, and what each has collected and answered, on SQL. */
import type { Expression, Kysely, SqlBool } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { MessageId } from '../values/id.ts'
import { readable, unindexed, type OfMessages } from '../http/readable.ts'
import type { Collection, Readable, Subscription } from '../message/agencies.ts'
import type { Tables } from '../store/tables.ts'

/** What of the inbox is for a reader: what it may read, and of what is addressed to no agency what its own has subscribed to. */
export function forInbox(e: OfMessages, reader: Readable): Expression<SqlBool> {
  const { agency, subscriptions } = reader
  const may = readable(e, reader)
  if (agency === null || subscriptions === null) return may
  const wanted = subscriptions.map(({ procedure, types }) =>
    types === null
      ? e(unindexed('procedure'), '=', procedure)
      : e.and([e(unindexed('procedure'), '=', procedure), e(unindexed('type'), 'in', types.length > 0 ? types : [''])]),
  )
  return e.and([
    may,
    e.or([e(unindexed('agency'), '=', agency), e.and([e('message.agency', 'is', null), e.or(wanted)])]),
  ])
}

/** What agencies said about messages, in the order in which they spoke. */
export async function collectionsOf(
  db: Pick<Kysely<Tables>, 'selectFrom'>,
  messages: readonly MessageId[],
): Promise<Collection[]> {
  if (messages.length === 0) return []
  const rows = await db.selectFrom('collection').selectAll().where('message', 'in', messages).execute()
  return rows
    .map((row) => ({ ...row, at: Number(row.at) }) as Collection)
    .sort((a, b) => a.at - b.at || (a.agency < b.agency ? -1 : 1))
}

export const agenciesIn = inStore(({ read, apart }: Store) => ({
  async subscriptions(): Promise<Subscription[]> {
    const rows = await read.selectFrom('subscription').selectAll().orderBy('createdAt').orderBy('id').execute()
    return rows.map((row) => ({
      ...row,
      id: row.id as MessageId,
      types: row.types === null ? null : row.types.split(','),
      createdAt: Number(row.createdAt),
    }))
  },

  subscribe: ({ types, ...row }: Subscription): Promise<void> =>
    apart(async (db) => {
      await db
        .insertInto('subscription')
        .values({ ...row, types: types === null ? null : types.join(',') })
        .execute()
    }),

  /** False where there is no such subscription. */
  unsubscribe: (id: MessageId): Promise<boolean> =>
    apart(
      async (db) =>
        (await db.deleteFrom('subscription').where('id', '=', id).returning('id').executeTakeFirst()) !== undefined,
    ),

  collections: (messages: readonly MessageId[]): Promise<Collection[]> => collectionsOf(read, messages),
}))
