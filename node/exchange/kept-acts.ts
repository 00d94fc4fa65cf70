/** A grave act that waits for its second person: what was submitted is kept with the key under which it was, in one commit, and leaves as a message when it is confirmed. */
import { keepProposal, type Proposal } from '../operate/proposals.ts'
import type { Along } from '../store/along.ts'
import type { Write } from '../store/commit.ts'
import { deleteOldest } from '../store/delete-oldest.ts'
import { inStore, type Store } from '../store/store.ts'
import { firstIdAt } from '../values/id.ts'
import type { Idempotency } from './submissions.ts'

type Kept = { readonly proposal: Proposal; readonly idempotency: Idempotency | null }
/** `replayed`: the key was used before; nothing was written. */
type KeepResult = { readonly replayed: Pick<Idempotency, 'fingerprint' | 'answer'> | null }

const keep: Write<Kept, KeepResult> = async (tx, items) => {
  const { db } = tx
  const results: KeepResult[] = []
  for (const { proposal, idempotency } of items) {
    const replayed =
      idempotency &&
      (await db
        .selectFrom('idempotency')
        .select(['fingerprint', 'answer'])
        .where('client', '=', idempotency.client)
        .where('key', '=', idempotency.key)
        .executeTakeFirst())
    results.push({ replayed: replayed ?? null })
    if (replayed) continue
    await keepProposal(tx, proposal)
    if (idempotency)
      await db
        .insertInto('idempotency')
        .values({ ...idempotency, at: proposal.at, message: proposal.id })
        .execute()
  }
  return results
}

export const keptActsIn = inStore(({ commit, apart }: Store) => ({
  /** Keeps one, or answers what was answered under its key before. `along`: is written with it. */
  keep: (item: Kept, along: Along | null): Promise<KeepResult> => commit(keep, item, along),

  /** Deletes up to `limit` proposals that were made before `before`, all of which are settled or over by then, and the keys of those that were never sent. Answers how many. */
  forget: (before: number, limit: number): Promise<number> =>
    apart(async (db) => {
      const gone = await deleteOldest(db, 'proposal', 'id', firstIdAt(before), limit)
      if (gone.length > 0) await db.deleteFrom('idempotency').where('message', 'in', gone).execute()
      return gone.length
    }),
}))
