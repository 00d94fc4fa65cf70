/** The message that a request is about: found where its caller may read it, and shown whole. */
import { agenciesIn } from '../exchange/agencies.ts'
import { messagesIn } from '../exchange/messages.ts'
import { outboxIn } from '../exchange/outbox.ts'
import { setsIn } from '../exchange/sets.ts'
import type { components } from '../generated/window.ts'
import { mayRead } from '../http/caller.ts'
import type { WindowIncoming } from '../http/window-auth.ts'
import { originOf, type Node } from '../node.ts'
import type { Store } from '../store/store.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/id.ts'
import { whole } from './message-view.ts'

/** The message that a request names, where its caller may read it: what a key may not read does not exist for it. */
export async function visible(store: Store, { caller, params }: WindowIncoming): Promise<MessageRow> {
  const row = await messagesIn(store).message(params['id'] as MessageId)
  if (!row || !mayRead(caller, row)) throw new JuxtaError('not-found', 'there is no such message')
  return row
}

/** A message whole, as it stands in the store now. */
export async function view(node: Node, row: MessageRow): Promise<components['schemas']['Message']> {
  const { store } = node
  const [parts, history, references, sets, outbox, collections] = await Promise.all([
    messagesIn(store).parts(row.id, false),
    messagesIn(store).history(row.id),
    messagesIn(store).references(row.id),
    setsIn(store).setsOf(row.id),
    outboxIn(store).of(row.id),
    row.direction === 'in' ? agenciesIn(store).collections([row.id]) : [],
  ])
  return whole(row, { parts, history, references, sets, outbox, collections, origin: originOf(node, row.shard) })
}
