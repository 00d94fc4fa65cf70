/** What the receiver of a message says of it, each of its agencies for itself: that it was collected, and then one answer, which is final (wire.md). */
import { sql, type Transaction } from 'kysely'
import { HELD, UNANSWERED, type State } from '../message/lifecycle.ts'
import type { Told } from '../message/events.ts'
import { fixed, oneOf } from '../store/fixed.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import type { MessageId } from '../values/id.ts'
import { contradicts, type Judge } from './keep-event.ts'
import { moveMessage } from './message-rows.ts'
import { toldAbout, type ToldSet } from './sets.ts'

const WORDS: ReadonlySet<string> = new Set(['collected', 'accepted', 'rejected'])
const isFinal = ({ event }: Pick<ToldSet, 'event'>): boolean => event === 'accepted' || event === 'rejected'

/** Who speaks; the empty name is the receiver as a whole. */
const speaker = ({ body }: Pick<ToldSet, 'body'>): string => String(body['agency'] ?? '')

/** What is compared of two words: how many others are still silent is no part of what one says. */
function gist({ event, body: { pending: _pending, ...body } }: Pick<ToldSet, 'event' | 'body'>): string {
  return JSON.stringify([event, Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** While other agencies have not answered, the message as a whole is not accepted. */
const stateAfter = ({ event, body }: Pick<ToldSet, 'event' | 'body'>): State =>
  event === 'accepted' && Number(body['pending'] ?? 0) > 0 ? 'collected' : (event as State)

/** When the receiver lost what it had receipted, and the message was queued again; 0 where that never was. */
async function lostAt(db: Transaction<Tables>, message: MessageId): Promise<number> {
  const states = await db
    .selectFrom('history')
    .select(['state', 'at'])
    .where('message', '=', message)
    .orderBy('seq')
    .execute()
  const held = states.findIndex((h) => HELD.has(h.state as State))
  const again = held < 0 ? undefined : states.slice(held).findLast((h) => h.state === 'queued')
  return Number(again?.at ?? 0)
}

/** The first answer of each who speaks stands, and after that of the receiver as a whole nobody else speaks. */
export const judgeWord =
  ({ event, body }: Told<'collected' | 'accepted' | 'rejected'>): Judge =>
  async (tx, { id }, said, at) => {
    const word = { event, body: body as Record<string, unknown> }
    const by = speaker(word)
    const mine = said.filter((told) => WORDS.has(told.event) && speaker(told) === by)
    if (event === 'collected') {
      const lost = mine.some((w) => w.event === event) ? await lostAt(tx.db, id) : 0
      if (mine.some((w) => w.event === event && w.at >= lost)) return 'known'
    } else {
      const first = mine.find(isFinal) ?? said.find((told) => isFinal(told) && speaker(told) === '')
      // Of an answer whose text was erased the name is left.
      const same = first?.erased ? first.event === event : first && gist(first) === gist(word)
      if (same) return 'known'
      if (first) return contradicts(`the message was ${first.event} before, which is final`, 'answered')
    }
    const who = by === '' ? 'the receiver' : `${by.slice(0, 100)} of the receiver`
    const reason = 'reason' in body && body.reason ? `: ${body.reason.slice(0, 300)}` : ''
    const cause = `${event} by ${who}${reason}`
    // Where its receipt is not held yet, it moves when that is settled.
    return () => moveMessage(tx, { id, from: UNANSWERED, to: stateAfter(word), cause, at })
  }

const speaking = fixed((db, v: { messages: readonly string[] }) =>
  db
    .selectFrom('securityEvent')
    .select('message')
    .where(oneOf(db, 'message', v.messages))
    // Those of a message are few; of their kind there are as many as messages, and a database that has counted nothing would look through these.
    .where(sql<string>`coalesce("direction", '')`, '=', 'received')
    .where(sql<string>`coalesce("event", '')`, 'in', [...WORDS]),
)

/** Those of `messages` of which something was said. */
export async function spokenOf(db: Transaction<Tables>, messages: readonly MessageId[]): Promise<Set<string>> {
  const rows = messages.length === 0 ? [] : await speaking.all(db, { messages })
  return new Set(rows.map((row) => row.message!))
}

/** Words that arrived before the receipts of messages were settled, each at its `at`, are applied after them. */
export async function applyWords(
  tx: Tx,
  settled: readonly { readonly messageId: MessageId; readonly at: number }[],
): Promise<void> {
  for (const { messageId: id, at } of settled) {
    // What the receiver's log lost with its end is collected anew; an answer is undone by nothing.
    const lost = await lostAt(tx.db, id)
    for (const word of (await toldAbout(tx.db, id)).filter((w) => isFinal(w) || (WORDS.has(w.event) && w.at >= lost))) {
      const cause = `event ${word.jti}, which came before the receipt`
      await moveMessage(tx, { id, from: UNANSWERED, to: stateAfter(word), cause, at })
    }
  }
}
