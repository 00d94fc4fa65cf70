/** When a case is to be looked at again although nothing has come into it. */
import type { Transaction } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { caseName, type CaseName } from './case-table.ts'

/** The projection that acts where something is due. */
export const ACTS = 'acts'

/** A case in which something is awaited is looked at now. */
export async function wakeCase(
  db: Transaction<Tables>,
  { peer, conversation }: { readonly peer: string; readonly conversation: string },
  at: number,
): Promise<void> {
  await db
    .updateTable('caseDue')
    .set({ at })
    .where('peer', '=', peer)
    .where('conversation', '=', conversation)
    .where('at', '>', at)
    .execute()
}

export const plansIn = inStore(({ read, apart }: Store) => ({
  /**
   * When something becomes due next in a case (null: nothing), and up to when alerts were raised. `was`: what `planned` said when the case was
   * looked at; somebody who has woken the case since stays heard.
   */
  async plan({ peer, conversation }: CaseName, at: number | null, actedTo: number, was: number | null) {
    await apart((db) =>
      db
        .insertInto('caseDue')
        .values({ peer, conversation, at, actedTo })
        .onConflict((c) =>
          c
            .columns(['peer', 'conversation'])
            .doUpdateSet({ at, actedTo })
            .where('caseDue.at', was === null ? 'is' : '=', was),
        )
        .execute(),
    )
  },

  async planned({ peer, conversation }: CaseName): Promise<{ at: number | null; actedTo: number } | null> {
    const row = await read
      .selectFrom('caseDue')
      .select(['at', 'actedTo'])
      .where('peer', '=', peer)
      .where('conversation', '=', conversation)
      .executeTakeFirst()
    return row ? { at: row.at === null ? null : Number(row.at), actedTo: Number(row.actedTo) } : null
  },

  /** Cases in which something is due by `now`, but for those that are set aside. */
  async due(now: number, limit: number): Promise<CaseName[]> {
    const rows = await read
      .selectFrom('caseDue')
      .select(['peer', 'conversation'])
      .where('at', '<=', now)
      .where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('setAside')
              .select('setAside.peer')
              .where('setAside.projection', '=', ACTS)
              .whereRef('setAside.conversation', '=', 'caseDue.conversation')
              .whereRef('setAside.peer', '=', 'caseDue.peer'),
          ),
        ),
      )
      .orderBy('at')
      .limit(limit)
      .execute()
    return rows.map(caseName)
  },
}))
