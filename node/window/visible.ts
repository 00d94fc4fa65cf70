/** The message that a request is about: found where its caller may read it, and shown whole. */
import { agenciesIn } from '../exchange/agencies.ts'
import { messagesIn } from '../exchange/messages.ts'
import { outboxIn } from '../exchange/outbox.ts'
import { setsIn } from '../exchange/sets.ts'
import type { components } from '../generated/window.ts'
import { mayRead, type Caller, type Doing } from '../http/caller.ts'
import type { WindowIncoming } from '../http/window-auth.ts'
import { originOf, type Node } from '../node.ts'
import type { Store } from '../store/store.ts'
import { causeFor, type MessageRow } from '../exchange/message-rows.ts'
import { noSuch } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { whole } from './message-view.ts'

/** The message that a request names, where its caller may do this with it: what a key may not read does not exist for it. */
export async function visible(store: Store, { caller, params }: WindowIncoming, doing: Doing): Promise<MessageRow> {
  const row = await messagesIn(store).message(params['id'] as MessageId)
  if (!row || !mayRead(caller, row, doing)) throw noSuch('message')
  return row
}

/** A message as it stands in the store now: whole, or without its contents where those are not for the caller. */
export async function view(node: Node, row: MessageRow, caller: Caller): Promise<components['schemas']['Message']> {
  const { store } = node
  const [parts, history, references, sets, outbox, collections] = await Promise.all([
    messagesIn(store).parts(row.id, false),
    messagesIn(store).history(row.id),
    messagesIn(store).references(row.id),
    setsIn(store).setsOf(row.id),
    outboxIn(store).of(row.id),
    row.direction === 'in' ? agenciesIn(store).collections([row.id]) : [],
  ])
  const seen = whole(row, { parts, history, references, sets, outbox, collections, origin: originOf(node, row.shard) })
  if (mayRead(caller, row, 'contents')) return seen
  const { context: _context, ...facts } = seen
  return {
    ...facts,
    references: [],
    history: facts.history.map((line) => ({ ...line, cause: causeFor(line, false) })),
    events: facts.events.map((told) => {
      const { set: _set, ...event } = told
      return event.event === 'rejected' ? event : told
    }),
  }
}
