/** What was said in the messages of a case, and when each came into it. */
import type { Selectable } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import type { Direction } from '../message/lifecycle.ts'
import { pages } from './case-table.ts'

/** The columns of what the case engine reads of a message. */
const CONTENT = [
  'id',
  'direction',
  'peer',
  'procedure',
  'type',
  'version',
  'conversation',
  'ref',
  'iat',
  'test',
  'agreement',
  'contextJson',
] as const

const contentOf = (
  row: Pick<Selectable<Tables['message']>, (typeof CONTENT)[number]>,
  part: Pick<Tables['part'], 'mediaType' | 'bytes'> | undefined,
) => ({
  ...row,
  id: row.id as MessageId,
  direction: row.direction as Direction,
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
  ref: row.ref as MessageId | null,
  iat: Number(row.iat),
  test: row.test !== 0,
  agreement: row.agreement as Digest,
  document: part?.bytes ? { mediaType: part.mediaType, bytes: part.bytes } : null,
})

/** What the case engine reads of a message. `contextJson` and `document` are null where there are none, or where they were erased. */
export type CaseContent = Readonly<ReturnType<typeof contentOf>>

export const contentsIn = inStore(({ read }: Store) => ({
  async contents(ids: readonly MessageId[]): Promise<CaseContent[]> {
    const found: CaseContent[] = []
    for (const page of pages(ids)) {
      const rows = await read.selectFrom('message').select(CONTENT).where('id', 'in', page).execute()
      const parts = await read
        .selectFrom('part')
        .select(['message', 'mediaType', 'bytes'])
        .where('message', 'in', page)
        .where('part', '=', 'document')
        .execute()
      const documents = new Map(parts.map((p) => [p.message, p]))
      for (const row of rows) found.push(contentOf(row, documents.get(row.id)))
    }
    return found
  },

  /** When each message came into its case, in milliseconds since 1970: received here, or its receipt held. */
  async entered(ids: readonly MessageId[]): Promise<ReadonlyMap<string, number>> {
    const at = new Map<string, number>()
    for (const page of pages(ids)) {
      const rows = await read
        .selectFrom('history')
        .select(['message', 'at'])
        .where('message', 'in', page)
        .where('state', 'in', ['received', 'delivered'])
        .execute()
      for (const row of rows) at.set(row.message, Number(row.at))
    }
    return at
  },
}))
