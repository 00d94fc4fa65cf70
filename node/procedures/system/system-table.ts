/** What is kept beside the cases of what systems say of themselves (tables.ts). It is made of the cases, and may be made again from them. */
import { pages, type CaseName } from '../../cases/case-table.ts'
import type { Came } from '../../cases/entered.ts'
import { fixed, oneOf } from '../../store/fixed.ts'
import { inStore, type Store } from '../../store/store.ts'
import { unindexed } from '../../store/unindexed.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import { LONGEST_MAINTENANCE } from './system.ts'

/** As `maintenance` in tables.ts. */
export type Announced = {
  readonly message: string
  readonly country: Country
  readonly startsAt: number
  readonly endsAt: number
  readonly said: number
}

/** More than anybody announces for the time that is asked about; who announces more is away as the last of them say. */
const AT_ONCE = 200

const ofProcedure = fixed((db, v: { ids: readonly string[] }) =>
  db
    .selectFrom('message')
    .select('id')
    .where(oneOf(db, 'id', v.ids))
    .where(unindexed('procedure'), '=', 'system'),
)

export const systemRowsIn = inStore(({ read, apart }: Store) => ({
  /** Those of `all` into which a message of this procedure has come. */
  async ofSystem(all: readonly Came[]): Promise<Came[]> {
    const found = new Set<string>()
    for (const ids of pages(all.flatMap(({ messages }) => messages.map(({ id }) => id))))
      for (const { id } of await ofProcedure.all(read, { ids })) found.add(id)
    return all.filter(({ messages }) => messages.some(({ id }) => found.has(id)))
  },

  /** What a case announces is all that stands of it from now on. */
  async putMaintenances({ peer, conversation }: CaseName, announced: readonly Announced[]): Promise<void> {
    const there = await read
      .selectFrom('maintenance')
      .select('message')
      .where('conversation', '=', conversation)
      .where('peer', '=', peer)
      .execute()
    const known = new Set(there.map(({ message }) => message))
    const stands = new Set(announced.map(({ message }) => message))
    const gone = [...known].filter((message) => !stands.has(message))
    const fresh = announced.filter(({ message }) => !known.has(message))
    if (gone.length === 0 && fresh.length === 0) return
    const ids = fresh.map(({ message }) => message)
    const held = ids.length === 0 ? [] : await read.selectFrom('message').select(['id', 'createdAt']).where('id', 'in', ids).execute() // prettier-ignore
    const came = new Map(held.map(({ id, createdAt }) => [id, Math.floor(Number(createdAt) / 1000)]))
    const rows = fresh.map((one) => ({ ...one, peer, conversation, came: came.get(one.message)! }))
    await apart(async (db) => {
      if (gone.length > 0)
        await db
          .deleteFrom('maintenance')
          .where('conversation', '=', conversation)
          .where('peer', '=', peer)
          .where('message', 'in', gone)
          .execute()
      if (rows.length > 0)
        await db
          .insertInto('maintenance')
          .values(rows)
          .onConflict((c) => c.doNothing())
          .execute()
    })
  },

  /** Those of one side with `peer` that overlap a span, both ends included, the last first. */
  async maintenances(
    peer: Country,
    country: Country,
    from: number,
    to: number,
  ): Promise<(Announced & { came: number })[]> {
    const rows = await read
      .selectFrom('maintenance')
      .select(['message', 'country', 'startsAt', 'endsAt', 'said', 'came'])
      .where('peer', '=', peer)
      .where('country', '=', country)
      .where('endsAt', '>=', from)
      // What ends later has not begun by then.
      .where('endsAt', '<=', to + LONGEST_MAINTENANCE)
      .where('startsAt', '<=', to)
      .orderBy('endsAt', 'desc')
      .limit(AT_ONCE)
      .execute()
    return rows.map((row) => ({
      ...{ message: row.message, country: row.country as Country },
      ...{ startsAt: Number(row.startsAt), endsAt: Number(row.endsAt), said: Number(row.said), came: Number(row.came) },
    }))
  },

  /** A version that is the newest stands from now on; of the same in two cases that of the later one. */
  async putStated({ peer, conversation }: CaseName, country: Country, version: number): Promise<void> {
    const [there] = (await this.stated(peer)).filter((one) => one.country === country)
    if (there && (there.version > version || (there.version === version && there.conversation >= conversation))) return
    await apart((db) =>
      db
        .insertInto('statedData')
        .values({ peer, country, version, conversation })
        .onConflict((c) => c.columns(['peer', 'country']).doUpdateSet({ version, conversation }))
        .execute(),
    )
  },

  /** Where the newest of each side with `peer` stand. */
  async stated(peer: Country): Promise<{ country: Country; version: number; conversation: MessageId }[]> {
    const rows = await read.selectFrom('statedData').selectAll().where('peer', '=', peer).execute()
    return rows.map((row) => ({
      country: row.country as Country,
      version: Number(row.version),
      conversation: row.conversation as MessageId,
    }))
  },
}))
