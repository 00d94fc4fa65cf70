/** What was sent of a message before it was sealed anew, by the digest of its bytes: a receiver may have taken any sealing that was sent to it, and its receipt names which. */
import type { Transaction } from 'kysely'
import { fixed, oneOf } from '../store/fixed.ts'
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** Sealed bytes of a message of ours that are not kept any more, or were in memory alone. Those that are kept stand in the outbox. */
    formerSealing: { message: string; sealedDigest: string }
  }
}

export const sealingTables: Migration = {
  number: 19,
  name: 'sealings',
  minReader: 1,
  statements: () => [
    `create table "formerSealing" ("message" text not null, "sealedDigest" text not null, primary key ("message", "sealedDigest"))`,
  ],
}

/** Notes what was sent of a message whose sealed bytes are forgotten with this transaction. */
export async function keepSealing(db: Transaction<Tables>, message: string, sealedDigest: string): Promise<void> {
  await db
    .insertInto('formerSealing')
    .values({ message, sealedDigest })
    .onConflict((c) => c.doNothing())
    .execute()
}

const keepFirst = fixed((db, v: { ids: readonly string[] }) =>
  db
    .insertInto('formerSealing')
    .columns(['message', 'sealedDigest'])
    .expression((e) =>
      e
        .selectFrom('message')
        .select(['id', (m) => m.ref('sealedDigest').$notNull().as('sealedDigest')])
        .where(oneOf(db, 'id', v.ids))
        .where('sealedDigest', 'is not', null),
    )
    .onConflict((c) => c.doNothing()),
)

/** Notes what each of these was sealed to when it was submitted, and may have been sent of it, where it is sealed anew after a crash. */
export const keepSealings = async (db: Transaction<Tables>, ids: readonly string[]): Promise<void> => {
  if (ids.length > 0) await keepFirst.run(db, { ids })
}

/** Forgets the sealed bytes of a message that waits: it is sealed anew at its next attempt. */
export async function unsealed(db: Transaction<Tables>, message: string): Promise<void> {
  await keepSealings(db, [message])
  const row = await db
    .selectFrom('outbox')
    .select('body')
    .where('id', '=', message)
    .where('kind', '=', 'message')
    .executeTakeFirst()
  if (!row?.body) return
  await keepSealing(db, message, digestOf(row.body))
  await db.updateTable('outbox').set({ body: null }).where('id', '=', message).execute()
}

export const sealingsIn = inStore(({ read }: Store) => ({
  /** Whether these bytes were sent of the message before it was sealed anew. */
  async wasSent(message: MessageId, sealedDigest: Digest): Promise<boolean> {
    const row = await read
      .selectFrom('formerSealing')
      .select('message')
      .where('message', '=', message)
      .where('sealedDigest', '=', sealedDigest)
      .executeTakeFirst()
    return row !== undefined
  },
}))
