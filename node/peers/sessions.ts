/** The sessions of the console: who is signed in with a cookie, of which only a hash is kept, and what he came with: a key of ours, or what an identity provider says of him. */
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { MessageId } from '../values/id.ts'

/** Whom an identity provider has confirmed, and what its claims give him here. */
export type Person = {
  /** As the audit trail calls him: `oidc:…`. */
  readonly client: string
  readonly name: string
  readonly roles: readonly string[]
  readonly agency: string | null
}

export type SessionRow = {
  readonly id: MessageId
  readonly hash: string
  /** The key that it was opened with; null: `person`. */
  readonly key: MessageId | null
  readonly person: Person | null
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number
  readonly usedAt: number
  readonly endsAt: number
}

declare module '../store/tables.ts' {
  interface Tables {
    session: {
      id: string
      hash: string
      key: string | null
      person: string | null
      createdAt: number
      usedAt: number
      endsAt: number
    }
  }
}

export const sessionTables: Migration = {
  number: 16,
  name: 'sessions',
  minReader: 1,
  statements: () => [
    `create table "session" ("id" text primary key, "hash" text not null unique, "key" text, "person" text, "createdAt" bigint not null,
          "usedAt" bigint not null, "endsAt" bigint not null)`,
    `create index "sessionEnds" on "session" ("endsAt")`,
  ],
}

export const sessionsIn = inStore(({ read, apart }: Store) => ({
  async byHash(hash: string): Promise<SessionRow | null> {
    const row = await read.selectFrom('session').selectAll().where('hash', '=', hash).executeTakeFirst()
    if (!row) return null
    return {
      ...row,
      id: row.id as MessageId,
      key: row.key as MessageId | null,
      person: row.person === null ? null : (JSON.parse(row.person) as Person),
      createdAt: Number(row.createdAt),
      usedAt: Number(row.usedAt),
      endsAt: Number(row.endsAt),
    }
  },

  /** Keeps a new one, and forgets those that are over. */
  open: (row: SessionRow, now: number): Promise<unknown> =>
    apart(async (db) => {
      await db.deleteFrom('session').where('endsAt', '<', now).execute()
      await db
        .insertInto('session')
        .values({ ...row, person: row.person === null ? null : JSON.stringify(row.person) })
        .onConflict((c) => c.column('id').doNothing())
        .execute()
    }),

  used: (id: MessageId, at: number): Promise<unknown> =>
    apart((db) => db.updateTable('session').set({ usedAt: at }).where('id', '=', id).execute()),

  end: (id: MessageId): Promise<unknown> => apart((db) => db.deleteFrom('session').where('id', '=', id).execute()),
}))
