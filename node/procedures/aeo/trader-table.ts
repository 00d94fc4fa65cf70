/** The register of traders on SQL. Rows of an edition are written in small transactions, so that a million of them hold up nobody for long. */
import { inStore, type Store } from '../../store/store.ts'
import type { Kysely, Transaction } from 'kysely'
import type { Country, MessageId } from '../../values/ids.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { CountingList, NewTrader, TraderList, TraderName, TraderRow, TraderStore } from './trader-types.ts'
import type { Tables } from '../../store/tables.ts'

/** Rows of one statement, and of one transaction where a list is filled. */
const ROWS = 250
const IDS = 500

const [FILLING, COUNTS, DROPPED, DELETED] = [0, 1, 2, 3]

type Db = Kysely<Tables> | Transaction<Tables>

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
})

const slices = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

async function putRows(db: Db, edition: number, rows: readonly NewTrader[]): Promise<void> {
  for (const slice of slices(rows, ROWS)) {
    await db
      .insertInto('trader')
      .values(
        slice.map(({ id, programme, type, role, record, former }) => ({
          edition,
          id,
          programme,
          type,
          role,
          record,
          former: former ? 1 : 0,
        })),
      )
      .onConflict((c) =>
        c.columns(['edition', 'id', 'programme', 'type', 'role']).doUpdateSet((e) => ({
          record: e.ref('excluded.record'),
          former: e.ref('excluded.former'),
        })),
      )
      .execute()
    const also = slice.flatMap(({ id, programme, type, role, also: others }) =>
      others.map((other) => ({ edition, also: other.id, kind: other.kind, id, programme, type, role })),
    )
    if (also.length > 0)
      for (const some of slices(also, ROWS))
        await db
          .insertInto('traderAlso')
          .values(some)
          .onConflict((c) => c.doNothing())
          .execute()
  }
}

/** The programmes that a list names; of two lists of one country, the one whose case began later counts for a programme. */
async function nameProgrammes(
  db: Db,
  { peer, conversation, granting }: TraderList,
  programmes: string[],
): Promise<void> {
  for (const programme of programmes)
    await db
      .insertInto('traderProgramme')
      .values({ peer, granting, programme, conversation })
      .onConflict((c) =>
        c
          .columns(['peer', 'granting', 'programme'])
          .doUpdateSet({ conversation })
          // Ids are UUIDv7: later cases sort after earlier ones.
          .where('traderProgramme.conversation', '<', conversation),
      )
      .execute()
}

const drop = async (db: Db, edition: number | null): Promise<void> => {
  if (edition !== null)
    await db.updateTable('traderEdition').set({ state: DROPPED }).where('edition', '=', edition).execute()
}

export function traderStore({ read, apart }: Store): TraderStore {
  const one = ({ peer, conversation }: CaseName) =>
    read.selectFrom('traderList').selectAll().where('peer', '=', peer).where('conversation', '=', conversation)
  /** Compare and swap on what makes a list what it is. */
  const swap = (tx: Transaction<Tables>, seen: TraderList) =>
    tx
      .updateTable('traderList')
      .where('peer', '=', seen.peer)
      .where('conversation', '=', seen.conversation)
      .where('edition', seen.edition === null ? 'is' : '=', seen.edition)
      .where('last', seen.last === null ? 'is' : '=', seen.last)
      .where('rebuilds', '=', seen.rebuilds)

  return {
    async list(name) {
      const row = await one(name).executeTakeFirst()
      return row ? listOf(row) : null
    },

    async openList(name, granting) {
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
          })
          .onConflict((c) => c.doNothing())
          .execute(),
      )
      return listOf(await one(name).executeTakeFirstOrThrow())
    },

    async counting() {
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

    beginEdition: (name, edition) =>
      apart(async (tx) => {
        await tx
          .insertInto('traderEdition')
          .values({ edition, state: FILLING })
          .onConflict((c) => c.doNothing())
          .execute()
        const row = await tx
          .selectFrom('traderList')
          .select(['loading', 'edition'])
          .where('peer', '=', name.peer)
          .where('conversation', '=', name.conversation)
          .executeTakeFirstOrThrow()
        if (row.loading !== null && Number(row.loading) !== edition && row.loading !== row.edition)
          await drop(tx, row.loading)
        await tx
          .updateTable('traderList')
          .set({ loading: edition })
          .where('peer', '=', name.peer)
          .where('conversation', '=', name.conversation)
          .execute()
      }),

    async filledBy(edition) {
      const rows = await read.selectFrom('traderPart').select('message').where('edition', '=', edition).execute()
      return new Set(rows.map((row) => row.message))
    },

    // A crash between two of these leaves rows that are written again: a part is whole with its mark, which comes with its last rows.
    fill: (edition, rows, done) =>
      apart(async (tx) => {
        const living = await tx
          .updateTable('traderEdition')
          .set({ state: FILLING })
          .where('edition', '=', edition)
          .where('state', '=', FILLING)
          .returning('edition')
          .executeTakeFirst()
        if (!living) return false
        await putRows(tx, edition, rows)
        if (done !== null)
          await tx
            .insertInto('traderPart')
            .values({ edition, message: done })
            .onConflict((c) => c.doNothing())
            .execute()
        return true
      }),

    activate: (seen, { edition, sequence, at }) =>
      apart(async (tx) => {
        const set = { edition, sequence, last: null, at, loading: null }
        if (!(await swap(tx, seen).set(set).returning('peer').executeTakeFirst())) return false
        // From here on nobody fills it any more, be he ever so late.
        await tx.updateTable('traderEdition').set({ state: COUNTS }).where('edition', '=', edition).execute()
        if (seen.edition !== null && seen.edition !== edition) {
          // Who is active no more is not in a snapshot, but goods on the road still need it.
          await tx
            .insertInto('trader')
            .columns(['edition', 'id', 'programme', 'type', 'role', 'record', 'former'])
            .expression((e) =>
              e
                .selectFrom('trader')
                .select((x) => [
                  x.cast<number>(x.val(edition), 'bigint').as('edition'),
                  'id',
                  'programme',
                  'type',
                  'role',
                  'record',
                  'former',
                ])
                .where('edition', '=', seen.edition)
                .where('former', '=', 1),
            )
            .onConflict((c) => c.doNothing())
            .execute()
          await drop(tx, seen.edition)
        }
        const named = await tx
          .selectFrom('trader')
          .select('programme')
          .distinct()
          .where('edition', '=', edition)
          .execute()
        await nameProgrammes(
          tx,
          seen,
          named.map((row) => row.programme),
        )
        return true
      }),

    change: (seen, { message, sequence, at }, { puts, removes, tombstones }) =>
      apart(async (tx) => {
        if (!(await swap(tx, seen).set({ last: message, sequence, at }).returning('peer').executeTakeFirst()))
          return false
        const edition = seen.edition!
        for (const { id, programme, type, role } of removes)
          for (const table of ['trader', 'traderAlso'] as const)
            await tx
              .deleteFrom(table)
              .where('edition', '=', edition)
              .where('id', '=', id)
              .where('programme', '=', programme)
              .where('type', '=', type)
              .where('role', '=', role)
              .execute()
        await putRows(tx, edition, puts)
        for (const slice of slices(tombstones, ROWS))
          await tx
            .insertInto('traderTombstone')
            .values(slice.map((t) => ({ peer: seen.peer, ...t })))
            .onConflict((c) =>
              c
                .columns(['peer', 'mac'])
                .doUpdateSet((e) => ({ at: e.ref('excluded.at'), message: e.ref('excluded.message') })),
            )
            .execute()
        await nameProgrammes(tx, seen, [...new Set(puts.map((row) => row.programme))])
        return true
      }),

    rebuild: (seen) =>
      apart(async (tx) => {
        await swap(tx, seen)
          .set((e) => ({ rebuilds: e('rebuilds', '+', 1) }))
          .execute()
      }),

    setRecognition: (name, recognition) =>
      apart(async (tx) => {
        await tx
          .updateTable('traderList')
          .set({ recognition })
          .where('peer', '=', name.peer)
          .where('conversation', '=', name.conversation)
          .execute()
      }),

    async find(editions, ids) {
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

    async also(editions, ids, kind) {
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

    async page(edition, after, limit, filter) {
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

    count: async (edition) =>
      Number(
        (
          await read
            .selectFrom('trader')
            .select((e) => e.fn.countAll().as('n'))
            .where('edition', '=', edition)
            .executeTakeFirstOrThrow()
        ).n,
      ),

    async tombstones(peer) {
      const rows = await read
        .selectFrom('traderTombstone')
        .select(['mac', 'at', 'message'])
        .where('peer', '=', peer)
        .execute()
      return rows.map((row) => ({ mac: row.mac, at: Number(row.at), message: row.message as MessageId }))
    },

    async clean() {
      const dead = await read
        .selectFrom('traderEdition')
        .select('edition')
        .where('state', '=', DROPPED)
        .executeTakeFirst()
      if (!dead) return false
      const { edition } = dead
      await apart(async (tx) => {
        const ids = await tx
          .selectFrom('trader')
          .select('id')
          .where('edition', '=', edition)
          .orderBy('id')
          .limit(1000)
          .execute()
        if (ids.length > 0) {
          const [first, last] = [ids[0]!.id, ids.at(-1)!.id]
          await tx
            .deleteFrom('trader')
            .where('edition', '=', edition)
            .where('id', '>=', first)
            .where('id', '<=', last)
            .execute()
          return
        }
        const also = await tx
          .selectFrom('traderAlso')
          .select('also')
          .where('edition', '=', edition)
          .orderBy('also')
          .limit(1000)
          .execute()
        if (also.length > 0) {
          const [first, last] = [also[0]!.also, also.at(-1)!.also]
          await tx
            .deleteFrom('traderAlso')
            .where('edition', '=', edition)
            .where('also', '>=', first)
            .where('also', '<=', last)
            .execute()
          return
        }
        await tx.deleteFrom('traderPart').where('edition', '=', edition).execute()
        // The number itself stays, so that nobody who comes late fills it again.
        await tx.updateTable('traderEdition').set({ state: DELETED }).where('edition', '=', edition).execute()
      })
      return true
    },
  }
}

export const tradersIn = inStore(traderStore)
