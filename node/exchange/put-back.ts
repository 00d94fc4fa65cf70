/** Many messages that are put back by one order: the order is durable at once, and is carried out a few messages in each commit, so that nobody else waits for it. */
import { insertRows } from '../store/insert-rows.ts'
import { inStore, type Store } from '../store/store.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import { retryAll } from './aside.ts'

declare module '../store/tables.ts' {
  interface Tables {
    /** A piece of an order: the ids of its messages as JSON. `at`: when it was ordered, in milliseconds. The row goes with the commit that puts them back. */
    putBack: { id: string; at: number; messages: string }
  }
}

export const PUT_BACK_TABLE = [
  `create table "putBack" ("id" text primary key, "at" bigint not null, "messages" text not null)`,
]

/** Messages that one commit puts back (measured: some 30 ms under the log's lock, where 10,000 took two seconds). */
const AT_ONCE = 100
/** How old a piece is, in milliseconds, before it is taken for one whose process has ended. */
export const LEFT_MS = 10_000

/** A piece of an order, and of how many messages. */
export type Piece = { readonly id: MessageId; readonly count: number }

export const putBackIn = inStore(({ read, transact, decide }: Store) => ({
  /**
   * Orders that these messages are put back, all of them: what a crash leaves of it is gone on with (`left`). Whoever has ordered it carries the pieces out.
   */
  async order(ids: readonly MessageId[], at: number): Promise<Piece[]> {
    const rows: { id: MessageId; at: number; messages: string; count: number }[] = []
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE)
      rows.push({ id: newMessageId(at), at, messages: JSON.stringify(some), count: some.length })
    }
    await decide(({ db }) =>
      insertRows(
        db,
        'putBack',
        rows.map(({ count: _count, ...row }) => row),
        'stays',
      ),
    )
    return rows.map(({ id, count }) => ({ id, count }))
  },

  /** Carries out one piece. Answers how many of its messages waited or were parked; null where another process has carried it out. */
  carryOut: (id: MessageId, at: number): Promise<number | null> =>
    transact(async (tx) => {
      const row = await tx.db.deleteFrom('putBack').where('id', '=', id).returning('messages').executeTakeFirst()
      return row ? retryAll(tx, JSON.parse(row.messages) as MessageId[], at) : null
    }),

  /** The pieces that were ordered before `at` and are not carried out. */
  async left(at: number): Promise<MessageId[]> {
    const rows = await read.selectFrom('putBack').select('id').where('at', '<', at).orderBy('id').execute()
    return rows.map((row) => row.id as MessageId)
  },
}))

/** Goes on with what was ordered by a process that has ended since. `now` in milliseconds. */
export async function putBackLeft(store: Store, now: number): Promise<void> {
  for (const id of await putBackIn(store).left(now - LEFT_MS)) await putBackIn(store).carryOut(id, now)
}
