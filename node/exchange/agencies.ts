/** Subscriptions of agencies, and what each has collected and answered, on SQL. */
import { inStore, type Store } from '../store/store.ts'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { MessageId } from '../values/ids.ts'
import type { AgencyStore, Collection, Readable } from '../message/agencies.ts'
import type { TypeName } from '../message/agencies.ts'
import type { Tables } from '../store/tables.ts'

type Where = ExpressionBuilder<Tables, 'message'>

/** Messages of these types; `lit(false)` of none. */
const ofTypes = (e: Where, types: readonly TypeName[]): Expression<SqlBool> =>
  e.or(
    types.map(({ procedure, type }) =>
      procedure === null
        ? e('message.type', '=', type)
        : e.and([e('message.procedure', '=', procedure), e('message.type', '=', type)]),
    ),
  )

/** What of all messages a reader may read: the rule of the window side as a condition. */
export function readable(
  e: Where,
  { procedures, exceptProcedures, types, agency }: Omit<Readable, 'subscriptions'>,
): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = []
  if (procedures) all.push(e('message.procedure', 'in', procedures.length > 0 ? procedures : ['']))
  if (exceptProcedures.length > 0) all.push(e('message.procedure', 'not in', exceptProcedures))
  if (types) all.push(ofTypes(e, types))
  if (agency !== null)
    all.push(
      e.or([e('message.direction', '=', 'out'), e('message.agency', 'is', null), e('message.agency', '=', agency)]),
    )
  return e.and(all)
}

/** What of the inbox is for a reader: what it may read, and of what is addressed to no agency what its own has subscribed to. */
export function forInbox(e: Where, reader: Readable): Expression<SqlBool> {
  const { agency, subscriptions } = reader
  const may = readable(e, reader)
  if (agency === null || subscriptions === null) return may
  const wanted = subscriptions.map(({ procedure, types }) =>
    types === null
      ? e('message.procedure', '=', procedure)
      : e.and([e('message.procedure', '=', procedure), e('message.type', 'in', types.length > 0 ? types : [''])]),
  )
  return e.and([may, e.or([e('message.agency', '=', agency), e.and([e('message.agency', 'is', null), e.or(wanted)])])])
}

export function agencyStore({ read, apart }: Store): AgencyStore {
  return {
    async subscriptions() {
      const rows = await read.selectFrom('subscription').selectAll().orderBy('createdAt').orderBy('id').execute()
      return rows.map((row) => ({
        ...row,
        id: row.id as MessageId,
        types: row.types === null ? null : row.types.split(','),
        createdAt: Number(row.createdAt),
      }))
    },
    async subscribe({ types, ...row }) {
      await apart((db) =>
        db
          .insertInto('subscription')
          .values({ ...row, types: types === null ? null : types.join(',') })
          .onConflict((c) => c.doNothing())
          .execute(),
      )
    },
    unsubscribe: async (id) =>
      (await apart((db) => db.deleteFrom('subscription').where('id', '=', id).returning('id').executeTakeFirst())) !==
      undefined,
    async collections(messages) {
      if (messages.length === 0) return []
      const rows = await read
        .selectFrom('collection')
        .selectAll()
        .where('message', 'in', messages)
        .orderBy('at')
        .orderBy('agency')
        .execute()
      return rows.map((row) => ({ ...row, at: Number(row.at) }) as Collection)
    },
  }
}

export const agenciesIn = inStore(agencyStore)
