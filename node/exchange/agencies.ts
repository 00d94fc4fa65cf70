/** Subscriptions of agencies, and what each has collected and answered, on SQL. */
import { inStore, type Store } from '../store/store.ts'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { MessageId } from '../values/ids.ts'
import type { AgencyStore, Collection, Readable } from '../message/agencies.ts'
import type { TypeName } from '../message/agencies.ts'
import type { Tables } from '../store/tables.ts'

type Where = ExpressionBuilder<Tables, 'message'>

/** Messages of these types; `lit(false)` of none. */
export const ofTypes = (e: Where, types: readonly TypeName[]): Expression<SqlBool> =>
  e.or(
    types.map(({ procedure, type }) =>
      procedure === null
        ? e('message.type', '=', type)
        : e.and([e('message.procedure', '=', procedure), e('message.type', '=', type)]),
    ),
  )

/** What of the inbox is for a read. */
export function readable(
  e: Where,
  { procedures, exceptProcedures, types, agency, subscriptions }: Readable,
): Expression<SqlBool> {
  const all: Expression<SqlBool>[] = []
  if (procedures) all.push(e('message.procedure', 'in', procedures.length > 0 ? procedures : ['']))
  if (exceptProcedures.length > 0) all.push(e('message.procedure', 'not in', exceptProcedures))
  if (types) all.push(ofTypes(e, types))
  if (agency !== null) {
    const open = e('message.agency', 'is', null)
    const wanted =
      subscriptions === null
        ? open
        : e.and([
            open,
            e.or(
              subscriptions.map(({ procedure, types: named }) =>
                named === null
                  ? e('message.procedure', '=', procedure)
                  : e.and([
                      e('message.procedure', '=', procedure),
                      e('message.type', 'in', named.length > 0 ? named : ['']),
                    ]),
              ),
            ),
          ])
    all.push(e.or([e('message.agency', '=', agency), wanted]))
  }
  return e.and(all)
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
