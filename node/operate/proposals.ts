/** What two persons have to want: asked for by one, and done when another confirms it within a day. */
import { deleteOldest } from '../store/delete-oldest.ts'
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { firstIdAt, type MessageId } from '../values/id.ts'
import type { Irrevocable } from './irrevocable.ts'

/** What two must want: that, and what is too much for one (JUXTA_RETRY_ALONE). */
export type Proposed = Irrevocable | 'retry-many'

/** How long a proposal waits for its second person. */
export const PROPOSED_MS = 86_400_000

export type Proposal = {
  readonly id: MessageId
  /** Milliseconds since 1970, as all times here. */
  readonly at: number
  readonly expiresAt: number
  readonly action: Proposed
  /** The operation that was asked for, and its path parameters and body as JSON. */
  readonly what: string
  readonly request: string
  readonly subject: string
  /** What whoever confirms must know: the reason, the words of a key, the keys that end. */
  readonly detail: string
  /** Who proposed it: the API client, and its key. */
  readonly client: string
  readonly key: string
  readonly confirmedBy: string | null
  readonly confirmedAt: number | null
}

declare module '../store/tables.ts' {
  interface Tables {
    proposal: {
      id: string
      at: number
      expiresAt: number
      action: string
      what: string
      request: string
      subject: string
      detail: string
      client: string
      key: string
      confirmedBy: string | null
      confirmedAt: number | null
    }
  }
}

export const proposalTables: Migration = {
  number: 11,
  name: 'proposals',
  minReader: 1,
  statements: () => [
    `create table "proposal" ("id" text primary key, "at" bigint not null, "expiresAt" bigint not null, "action" text not null,
          "what" text not null, "request" text not null, "subject" text not null, "detail" text not null, "client" text not null,
          "key" text not null, "confirmedBy" text, "confirmedAt" bigint)`,
  ],
}

const proposal = (row: Tables['proposal']): Proposal => row as Proposal

export const proposalsIn = inStore(({ read, apart }: Store) => ({
  propose: (row: Proposal): Promise<unknown> =>
    apart((db) =>
      db
        .insertInto('proposal')
        .values(row)
        .onConflict((c) => c.column('id').doNothing())
        .execute(),
    ),

  async find(id: MessageId): Promise<Proposal | null> {
    const row = await read.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? proposal(row) : null
  },

  /** Newest first; `before`: older than this one. */
  async list(before: MessageId | null, limit: number): Promise<Proposal[]> {
    let query = read.selectFrom('proposal').selectAll().orderBy('id', 'desc').limit(limit)
    if (before !== null) query = query.where('id', '<', before)
    return (await query.execute()).map(proposal)
  },

  /** False where somebody has confirmed it already, or its time is over. */
  confirm(id: MessageId, by: string, at: number): Promise<boolean> {
    let confirmed = false
    return apart(async (db) => {
      const row = await db
        .updateTable('proposal')
        .set({ confirmedBy: by, confirmedAt: at })
        .where('id', '=', id)
        .where('confirmedBy', 'is', null)
        .where('expiresAt', '>', at)
        .returning('id')
        .executeTakeFirst()
      return (confirmed ||= row !== undefined)
    })
  },

  /** Deletes up to `limit` that were made before `before`, all of which are confirmed or over by then. Answers how many. */
  forget: (before: number, limit: number): Promise<number> =>
    apart(async (db) => (await deleteOldest(db, 'proposal', 'id', firstIdAt(before), limit)).length),

  /** What was confirmed could not be done: it may be confirmed again. */
  reopen: (id: MessageId): Promise<unknown> =>
    apart((db) =>
      db.updateTable('proposal').set({ confirmedBy: null, confirmedAt: null }).where('id', '=', id).execute(),
    ),
}))
