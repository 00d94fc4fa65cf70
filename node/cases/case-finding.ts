/** In which cases something is named. */
import { inStore, type Store } from '../store/store.ts'
import { keyOf, type Reference } from '../message/reference.ts'
import { caseName, type CaseName } from './case-table.ts'

export const findingIn = inStore(({ read }: Store) => ({
  /** Cases in which a message names `value`, whatever became of it, newest first. */
  async naming(type: Reference['type'], value: string, limit: number): Promise<(CaseName & { procedure: string })[]> {
    const rows = await read
      .selectFrom('caseKey')
      .select((e) => [
        'caseKey.peer',
        'caseKey.conversation',
        // All messages of a case that count are of one procedure; the first that came is of it, or nothing is.
        e
          .selectFrom('message')
          .select('message.procedure')
          .whereRef('message.conversation', '=', 'caseKey.conversation')
          .whereRef('message.peer', '=', 'caseKey.peer')
          .orderBy('message.shard')
          .orderBy('message.logIndex')
          .limit(1)
          .as('procedure'),
      ])
      .where('caseKey.type', '=', type)
      .where('caseKey.value', '=', keyOf({ type, value }))
      .orderBy('caseKey.conversation', 'desc')
      .orderBy('caseKey.peer', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...caseName(row), procedure: row.procedure ?? '' }))
  },
}))
