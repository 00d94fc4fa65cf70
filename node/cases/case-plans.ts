/** When a case is to be looked at again although nothing has come into it. */
import type { Transaction } from 'kysely'
import { ForEach } from '../store/for-each.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { caseName, type CaseName } from './case-table.ts'

/** The projection that acts where something is due. */
export const ACTS = 'acts'

const wake = new ForEach<{ peer: string; conversation: string; at: number }, unknown>(
  { peer: 'text', conversation: 'text', at: 'bigint' },
  (v) =>
    `update "caseDue" set "at" = v."at" from ${v} where "caseDue"."peer" = v."peer" and "caseDue"."conversation" = v."conversation" and "caseDue"."at" > v."at"`,
)

/** Cases in which something is awaited are looked at now, each at the first `at` that is said for it. */
export async function wakeCases(
  db: Transaction<Tables>,
  cases: readonly { readonly peer: string; readonly conversation: string; readonly at: number }[],
): Promise<void> {
  const first = new Map<string, (typeof cases)[number]>()
  for (const one of cases) {
    const key = `${one.peer} ${one.conversation}`
    const other = first.get(key)
    if (!other || one.at < other.at) first.set(key, one)
  }
  await wake.run(db, [...first.values()])
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
