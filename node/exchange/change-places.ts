/** Where in the feed of changes something stands: one change by its id, and what was at a time. */
import type { Store } from '../store/store.ts'
import { toldIn } from '../operate/change-rows.ts'
import { JuxtaError } from '../values/errors.ts'
import { MINUTE } from '../values/time.ts'

/** Where what is kept begins, of the fault `changes-gone`; null of any other. */
export const keptFrom = (error: unknown): number | null =>
  error instanceof JuxtaError && error.code === 'changes-gone' ? (error.members['from'] as number) : null

/** Times of changes may stand so far out of the order of their commits. */
const ASTRAY_MS = MINUTE

/** The place of the change of this id; of the case that a message has moved, that of its move. Null: it is none that is kept. */
export async function placeOf({ read }: Store, id: string): Promise<number | null> {
  const [message, seq] = id.split('.')
  if (seq !== undefined && /^[0-9]{1,9}$/.test(seq)) {
    const row = await read
      .selectFrom('history')
      .select('place')
      .where('message', '=', message!)
      .where('seq', '=', Number(seq))
      .executeTakeFirst()
    if (row) return row.place
  }
  const row = await read.selectFrom('change').select('place').where('id', '=', id).executeTakeFirst()
  return row?.place ?? null
}

/** A place before all changes from `since` on (milliseconds since 1970), and not much before. */
export async function placeBefore(store: Store, since: number): Promise<number> {
  const { read } = store
  const { from, last } = await toldIn(store).span()
  const first = (table: 'history' | 'change', place: number) =>
    read
      .selectFrom(table)
      .select(['place', 'at'])
      .where('place', '>', place)
      .orderBy('place')
      .limit(1)
      .executeTakeFirst()
  let [before, after] = [from, last]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    const found = (await Promise.all([first('history', middle), first('change', middle)]))
      .flatMap((row) => (row && row.place !== null ? [{ place: row.place, at: row.at }] : []))
      .sort((a, b) => a.place - b.place)[0]
    if (!found || found.at >= since - ASTRAY_MS) after = middle
    else before = Math.max(middle, found.place)
  }
  return Math.min(before, last)
}
