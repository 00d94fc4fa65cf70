/** The writing half of the register of traders: an edition of a list is filled in parts, counts from one moment on, is changed by deltas, and goes when another counts. */
import type { Kysely, Transaction } from 'kysely'
import type { CaseName } from '../../cases/case-table.ts'
import { keepUntold, type ListChange } from '../../operate/change-rows.ts'
import type { Store } from '../../store/store.ts'
import type { MessageId } from '../../values/id.ts'
import type { NewTrader, Tombstone, TraderList, TraderName } from './trader-types.ts'
import type { Tables } from '../../store/tables.ts'

/** Rows of one statement, and of one transaction where a list is filled. */
const ROWS = 250

const [FILLING, COUNTS, DROPPED, DELETED] = [0, 1, 2, 3]

type Db = Kysely<Tables> | Transaction<Tables>

export const slices = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

/** Which programmes an edition names is kept beside its rows: nobody reads a million of them to learn it. */
const putProgrammes = async (db: Db, edition: number, programmes: readonly string[]): Promise<void> => {
  for (const some of slices([...new Set(programmes)], ROWS))
    await db
      .insertInto('traderEditionProgramme')
      .values(some.map((programme) => ({ edition, programme })))
      .onConflict((c) => c.doNothing())
      .execute()
}

async function putRows(db: Db, edition: number, rows: readonly NewTrader[]): Promise<void> {
  await putProgrammes(
    db,
    edition,
    rows.map((row) => row.programme),
  )
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

/** Compare and swap on what makes a list what it is. */
const swap = (tx: Transaction<Tables>, seen: TraderList) =>
  tx
    .updateTable('traderList')
    .where('peer', '=', seen.peer)
    .where('conversation', '=', seen.conversation)
    .where('edition', seen.edition === null ? 'is' : '=', seen.edition)
    .where('last', seen.last === null ? 'is' : '=', seen.last)
    .where('rebuilds', '=', seen.rebuilds)

/** Who is active no more is not in a snapshot, but goods on the road still need it. */
async function keepFormer(tx: Transaction<Tables>, from: number, edition: number): Promise<void> {
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
        .where('edition', '=', from)
        .where('former', '=', 1),
    )
    .onConflict((c) => c.doNothing())
    .execute()
}

/** An edition before it counts. */
export function filling({ read, apart }: Store) {
  return {
    /** Says which edition is being filled; the one before it is dropped, unless it counts. */
    beginEdition: (name: CaseName, edition: number): Promise<void> =>
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

    /** Which messages have filled `edition`. */
    async filledBy(edition: number): Promise<ReadonlySet<string>> {
      const rows = await read.selectFrom('traderPart').select('message').where('edition', '=', edition).execute()
      return new Set(rows.map((row) => row.message))
    },

    /**
     * False where the edition was dropped meanwhile. With `done`, the message is whole. A crash between two of these leaves rows that are written again: a
     * part is whole with its mark, which comes with its last rows.
     */
    fill: (edition: number, rows: readonly NewTrader[], done: MessageId | null): Promise<boolean> =>
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
  }
}

/** That a list has changed, and no word of whom: a trader may withdraw his consent to be named. */
export const listChanged = ({ peer, conversation }: CaseName, at: number): ListChange => ({
  list: 'traders',
  subject: '',
  peer,
  at,
  of: { procedure: 'aeo', doing: 'contents', case: { peer, conversation } },
})

/** The edition that counts, and what becomes of it. */
export function counting({ apart }: Store) {
  return {
    /** Makes an edition the one that counts, if `seen` is still there. What it replaces is dropped. */
    activate: (
      seen: TraderList,
      { edition, sequence, at }: { edition: number; sequence: number; at: number },
    ): Promise<boolean> =>
      apart(async (tx) => {
        const set = { edition, sequence, last: null, at, loading: null }
        if (!(await swap(tx, seen).set(set).returning('peer').executeTakeFirst())) return false
        // From here on nobody fills it any more, be he ever so late.
        await tx.updateTable('traderEdition').set({ state: COUNTS }).where('edition', '=', edition).execute()
        if (seen.edition !== null && seen.edition !== edition) {
          await keepFormer(tx, seen.edition, edition)
          await drop(tx, seen.edition)
        }
        const named = await tx
          .selectFrom('traderEditionProgramme')
          .select('programme')
          .where('edition', '=', edition)
          .execute()
        await nameProgrammes(
          tx,
          seen,
          named.map((row) => row.programme),
        )
        await keepUntold(tx, [{ id: `traders.${edition}`, change: listChanged(seen, at) }])
        return true
      }),

    /** One delta, whole, if `seen` is still there. */
    change: (
      seen: TraderList,
      { message, sequence, at }: { message: MessageId; sequence: number; at: number },
      {
        puts,
        removes,
        tombstones,
      }: { puts: readonly NewTrader[]; removes: readonly TraderName[]; tombstones: readonly Tombstone[] },
    ): Promise<boolean> =>
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
        await keepUntold(tx, [{ id: `traders.${edition}.${message}`, change: listChanged(seen, at) }])
        return true
      }),

    /** The edition is to be made anew: another number is given to it. */
    rebuild: (seen: TraderList): Promise<void> =>
      apart(async (tx) => {
        await swap(tx, seen)
          .set((e) => ({ rebuilds: e('rebuilds', '+', 1) }))
          .execute()
      }),
  }
}

/** Removes some of what no list counts on any more; false where there is nothing. */
export const cleaning = ({ read, apart }: Store) => ({
  async clean(): Promise<boolean> {
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
      await tx.deleteFrom('traderEditionProgramme').where('edition', '=', edition).execute()
      await tx.deleteFrom('traderPart').where('edition', '=', edition).execute()
      // The number itself stays, so that nobody who comes late fills it again.
      await tx.updateTable('traderEdition').set({ state: DELETED }).where('edition', '=', edition).execute()
    })
    return true
  },
})
