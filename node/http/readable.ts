/** The one rule of who may read what (`caller.ts`) as a condition of statements: lists, searches and counts hold what it lets through. */
import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely'
import type { Readable, TypeName } from '../message/agencies.ts'
import type { Tables } from '../store/tables.ts'

/** A column of a message that no index is looked for by: another leads, and gives the order, and what it finds is filtered. */
export const unindexed = (
  column:
    | 'procedure'
    | 'type'
    | 'agency'
    | 'ownerClient'
    | 'ownerAgency'
    | 'direction'
    | 'state'
    | 'peer'
    | 'conversation'
    | 'submission',
): RawBuilder<string> => sql<string>`coalesce(${sql.ref(`message.${column}`)}, '')`

export type OfMessages = ExpressionBuilder<Tables, 'message'>

/** Messages of these types; `lit(false)` of none. */
const ofTypes = (e: OfMessages, types: readonly TypeName[]): Expression<SqlBool> =>
  e.or(
    types.map(({ procedure, type }) =>
      procedure === null
        ? e(unindexed('type'), '=', type)
        : e.and([e(unindexed('procedure'), '=', procedure), e(unindexed('type'), '=', type)]),
    ),
  )

/** What of all messages a reader may read: the rule of the window side as a condition. */
export function readable(
  e: OfMessages,
  { procedures, exceptProcedures, types, exceptTypes, agency, client }: Omit<Readable, 'subscriptions'>,
): Expression<SqlBool> {
  const procedure = unindexed('procedure')
  return e.and([
    ...(procedures ? [e(procedure, 'in', procedures.length > 0 ? procedures : [''])] : []),
    ...(exceptProcedures.length > 0 ? [e(procedure, 'not in', exceptProcedures)] : []),
    ...(types ? [ofTypes(e, types)] : []),
    ...(exceptTypes.length > 0 ? [e.not(ofTypes(e, exceptTypes))] : []),
    ...(agency === null
      ? []
      : [
          e.or([
            e.and([e(unindexed('direction'), '=', 'in'), e(unindexed('agency'), 'in', ['', agency])]),
            e.and([
              e(unindexed('direction'), '=', 'out'),
              e.or([e(unindexed('ownerAgency'), '=', agency), e(unindexed('ownerClient'), 'in', ['', client])]),
            ]),
          ]),
        ]),
  ])
}
