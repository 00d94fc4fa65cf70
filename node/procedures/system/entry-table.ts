/** What lists of the procedure system are made of, kept beside its cases (tables.ts): a page of them is read from where it begins, and what is newest is sought. */
import { pages, type CaseName } from '../../cases/case-table.ts'
import { inStore, type Store } from '../../store/store.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { Entry, EntryKind, ViewOf } from './entries.ts'

/** An entry as it is stored, of the kind that was asked for. */
export type Listed<K extends EntryKind> = {
  readonly peer: Country
  readonly conversation: MessageId
  readonly name: MessageId
  readonly view: ViewOf<K>
}

export const systemEntriesIn = inStore(({ read, apart }: Store) => ({
  /** What a case says is all that stands of it from now on. */
  async put({ peer, conversation }: CaseName, entries: readonly Entry[]): Promise<void> {
    const there = await read
      .selectFrom('systemEntry')
      .select(['kind', 'name', 'said', 'view'])
      .where('conversation', '=', conversation)
      .where('peer', '=', peer)
      .execute()
    const keyOf = ({ kind, name }: Pick<Entry, 'kind' | 'name'> | (typeof there)[number]): string => `${kind} ${name}`
    // Said anew it counts from then on, though it says the same.
    const toldOf = ({ said, view }: { readonly said: number | string; readonly view: string }): string =>
      `${Number(said)} ${view}`
    const known = new Map(there.map((row) => [keyOf(row), toldOf(row)]))
    const stands = new Set(entries.map(keyOf))
    const gone = there.filter((row) => !stands.has(keyOf(row)))
    const rows = entries
      .map(({ view, ...entry }) => ({ ...entry, peer, conversation, view: JSON.stringify(view) }))
      .filter((row) => known.get(keyOf(row)) !== toldOf(row))
    if (gone.length === 0 && rows.length === 0) return
    await apart(async (db) => {
      for (const { kind, name } of gone)
        await db
          .deleteFrom('systemEntry')
          .where('conversation', '=', conversation)
          .where('peer', '=', peer)
          .where('kind', '=', kind)
          .where('name', '=', name)
          .execute()
      for (const some of pages(rows))
        await db
          .insertInto('systemEntry')
          .values(some)
          .onConflict((c) =>
            c.columns(['conversation', 'peer', 'kind', 'name']).doUpdateSet((e) => ({
              about: e.ref('excluded.about'),
              said: e.ref('excluded.said'),
              view: e.ref('excluded.view'),
            })),
          )
          .execute()
    })
  },

  /** A page of one kind after a place, the newest first; of one neighbour, or one alone, where it is named. */
  async page<K extends EntryKind>(
    kind: K,
    { peer, id }: { readonly peer?: string | undefined; readonly id?: string | undefined },
    after: MessageId | null,
    limit: number,
  ): Promise<Listed<K>[]> {
    let query = read.selectFrom('systemEntry').selectAll().where('kind', '=', kind).orderBy('name', 'desc').limit(limit)
    if (peer !== undefined) query = query.where('peer', '=', peer)
    if (id !== undefined) query = query.where('name', '=', id)
    if (after !== null) query = query.where('name', '<', after)
    return (await query.execute()).map((row) => ({
      ...{ peer: row.peer as Country, conversation: row.conversation as MessageId, name: row.name as MessageId },
      view: JSON.parse(row.view) as ViewOf<K>,
    }))
  },

  /** The newest of one kind between us and `peer` about something; undefined where nothing was said of it. */
  async newest<K extends EntryKind>(
    peer: Country,
    kind: K,
    about: string,
  ): Promise<{ readonly said: number; readonly view: ViewOf<K> } | undefined> {
    const row = await read
      .selectFrom('systemEntry')
      .select(['said', 'view'])
      .where('peer', '=', peer)
      .where('kind', '=', kind)
      .where('about', '=', about)
      .orderBy('said', 'desc')
      .orderBy('name', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row && { said: Number(row.said), view: JSON.parse(row.view) as ViewOf<K> }
  },
}))
