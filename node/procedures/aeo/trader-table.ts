/** The register of traders as it is read: lists, who is in them, and under which other names. */
import { keepUntold } from '../../operate/change-rows.ts'
import { cleaning, counting, filling, listChanged, slices } from './trader-editions.ts'
import { inStore, type Store } from '../../store/store.ts'
import type { Country } from '../../values/country.ts'
import { newMessageId, type MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Incomplete } from './trader-chain.ts'
import type { CountingList, Tombstone, TraderList, TraderName, TraderRow } from './trader-types.ts'
import type { Tables } from '../../store/tables.ts'
import { beginning } from '../../values/plain.ts'

const IDS = 500

const listOf = (row: Tables['traderList']): TraderList => ({
  peer: row.peer as Country,
  conversation: row.conversation as MessageId,
  granting: row.granting as Country,
  edition: row.edition === null ? null : Number(row.edition),
  sequence: Number(row.sequence),
  last: row.last as MessageId | null,
  rebuilds: Number(row.rebuilds),
  loading: row.loading === null ? null : Number(row.loading),
  at: Number(row.at),
  recognition: row.recognition,
  incomplete: row.incomplete === null ? null : (JSON.parse(row.incomplete) as Incomplete),
})

function listStore({ read, apart }: Store) {
  const one = ({ peer, conversation }: CaseName) =>
    read.selectFrom('traderList').selectAll().where('peer', '=', peer).where('conversation', '=', conversation)
  return {
    async list(name: CaseName): Promise<TraderList | null> {
      const row = await one(name).executeTakeFirst()
      return row ? listOf(row) : null
    },

    async openList(name: CaseName, granting: Country): Promise<TraderList> {
      const there = await one(name).executeTakeFirst()
      if (there) return listOf(there)
      await apart((tx) =>
        tx
          .insertInto('traderList')
          .values({
            ...name,
            granting,
            edition: null,
            sequence: -1,
            last: null,
            rebuilds: 0,
            loading: null,
            at: 0,
            recognition: '[]',
            incomplete: null,
          })
          .onConflict((c) => c.doNothing())
          .execute(),
      )
      return listOf(await one(name).executeTakeFirstOrThrow())
    },

    async counting(): Promise<CountingList[]> {
      const rows = await read
        .selectFrom('traderList')
        .innerJoin('traderProgramme', (j) =>
          j
            .onRef('traderProgramme.peer', '=', 'traderList.peer')
            .onRef('traderProgramme.granting', '=', 'traderList.granting')
            .onRef('traderProgramme.conversation', '=', 'traderList.conversation'),
        )
        .selectAll('traderList')
        .select('traderProgramme.programme')
        .where('edition', 'is not', null)
        .execute()
      const lists = new Map<number, CountingList & { programmes: Set<string> }>()
      for (const { programme, ...row } of rows) {
        const list = listOf(row) as CountingList
        const there = lists.get(list.edition) ?? { ...list, programmes: new Set<string>() }
        there.programmes.add(programme)
        lists.set(list.edition, there)
      }
      return [...lists.values()]
    },

    setRecognition: (name: CaseName, recognition: string, at: number): Promise<void> =>
      apart(async (tx) => {
        await tx
          .updateTable('traderList')
          .set({ recognition })
          .where('peer', '=', name.peer)
          .where('conversation', '=', name.conversation)
          .execute()
        await keepUntold(tx, [{ id: `traders.${newMessageId(at)}`, change: listChanged(name, at) }])
      }),

    setIncomplete: ({ peer, conversation }: CaseName, incomplete: Incomplete | null): Promise<void> =>
      apart(async (tx) => {
        await tx
          .updateTable('traderList')
          .set({ incomplete: incomplete === null ? null : JSON.stringify(incomplete) })
          .where('peer', '=', peer)
          .where('conversation', '=', conversation)
          .execute()
      }),

    /** The lists that do not hold all that was said, those among them of which no snapshot was ever whole. */
    incomplete: async (): Promise<TraderList[]> =>
      (await read.selectFrom('traderList').selectAll().where('incomplete', 'is not', null).execute()).map(listOf),

    /** Of these, who withdrew their consent. */
    async tombstones(peer: Country, macs: readonly string[]): Promise<Tombstone[]> {
      const found: Tombstone[] = []
      for (const slice of slices(macs, IDS)) {
        const rows = await read
          .selectFrom('traderTombstone')
          .select(['mac', 'at', 'message'])
          .where('peer', '=', peer)
          .where('mac', 'in', slice)
          .execute()
        for (const { mac, at, message } of rows) found.push({ mac, at: Number(at), message: message as MessageId })
      }
      return found
    },
  }
}

const lookups = ({ read }: Store) => ({
  /** All records with one of these identifiers. */
  async find(editions: readonly number[], ids: readonly string[]): Promise<TraderRow[]> {
    const found: TraderRow[] = []
    if (editions.length === 0) return found
    for (const slice of slices(ids, IDS)) {
      const rows = await read
        .selectFrom('trader')
        .select(['edition', 'id', 'programme', 'type', 'role', 'record'])
        .where('edition', 'in', editions)
        .where('id', 'in', slice)
        .execute()
      for (const row of rows) found.push({ ...row, edition: Number(row.edition) })
    }
    return found
  },

  /** Traders that are also called by one of `ids`, or that succeed them. */
  async also(editions: readonly number[], ids: readonly string[], kind: 'alias' | 'succeeds') {
    const found: (TraderName & { edition: number; also: string })[] = []
    if (editions.length === 0) return found
    for (const slice of slices(ids, IDS)) {
      const rows = await read
        .selectFrom('traderAlso')
        .select(['edition', 'also', 'id', 'programme', 'type', 'role'])
        .where('edition', 'in', editions)
        .where('also', 'in', slice)
        .where('kind', '=', kind)
        .execute()
      for (const row of rows) found.push({ ...row, edition: Number(row.edition) })
    }
    return found
  },

  /** Traders of an edition that are called something that begins so when it is read plainly, at most `limit` by each way of being called. */
  async beginning(edition: number, prefix: string, limit: number): Promise<{ id: string; called: string }[]> {
    const { from, to } = beginning(prefix)
    const [called, also] = await Promise.all([
      read
        .selectFrom('trader')
        .select('id')
        .where('edition', '=', edition)
        .where('id', '>=', from)
        .where('id', '<', to)
        .orderBy('id')
        .limit(limit)
        .execute(),
      read
        .selectFrom('traderAlso')
        .select(['id', 'also'])
        .where('edition', '=', edition)
        .where('also', '>=', from)
        .where('also', '<', to)
        .where('kind', 'in', ['plain', 'alias'])
        .orderBy('also')
        .limit(limit)
        .execute(),
    ])
    return [...called.map(({ id }) => ({ id, called: id })), ...also.map((row) => ({ id: row.id, called: row.also }))]
  },

  /** In the order of their keys, after one of them. */
  async page(
    edition: number,
    after: TraderName | null,
    limit: number,
    filter: { programme?: string; type?: string; role?: string },
  ): Promise<TraderRow[]> {
    let query = read
      .selectFrom('trader')
      .select(['edition', 'id', 'programme', 'type', 'role', 'record'])
      .where('edition', '=', edition)
      .orderBy('id')
      .orderBy('programme')
      .orderBy('type')
      .orderBy('role')
      .limit(limit)
    if (after)
      query = query.where((e) =>
        e(
          e.refTuple('id', 'programme', 'type', 'role'),
          '>',
          e.tuple(after.id, after.programme, after.type, after.role),
        ),
      )
    for (const column of ['programme', 'type', 'role'] as const) {
      const value = filter[column]
      if (value !== undefined) query = query.where(column, '=', value)
    }
    return (await query.execute()).map((row) => ({ ...row, edition: Number(row.edition) }))
  },

  count: async (edition: number): Promise<number> =>
    Number(
      (
        await read
          .selectFrom('trader')
          .select((e) => e.fn.countAll().as('n'))
          .where('edition', '=', edition)
          .executeTakeFirstOrThrow()
      ).n,
    ),
})

export const tradersIn = inStore((store) => ({
  ...listStore(store),
  ...lookups(store),
  ...filling(store),
  ...counting(store),
  ...cleaning(store),
}))

export type TraderStore = ReturnType<typeof tradersIn>
