/**
 * Messages of ours that ended on their way, as their receiver is told: it refuses them for ever, and learns which heads they had, so that what names them
 * in a case goes on without them.
 */
import type { BodyOf } from '../message/events.ts'
import { ENDED } from '../message/lifecycle.ts'
import { isObject } from '../values/members.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import type { Node } from '../node.ts'
import { messagesIn, type SentMessage } from './messages.ts'
import { aboutMessage, setsIn } from './sets.ts'
import { settlementsIn } from './settlements.ts'
import { signSet } from './signed-events.ts'

/** How long the peer is tried. */
const TRIED_MS = 30 * 86_400_000

/** The signed request to refuse a message for ever, unless it has come: with its heads, where it was sent into a case. */
export async function withdrawal(
  node: Pick<Node, 'country' | 'clock' | 'signer' | 'own' | 'store'>,
  { id, manifestDigest, peer, conversation, contextJson }: SentMessage,
  jti: MessageId,
): Promise<string> {
  const context: unknown = contextJson === null ? {} : JSON.parse(contextJson)
  const heads = isObject(context) && Array.isArray(context['xHeads']) ? (context['xHeads'] as MessageId[]) : []
  // The receiver may hold what was signed before.
  const supersedes = await settlementsIn(node.store).earlier(id)
  const body: BodyOf<'withdrawn'> = {
    message: id,
    manifest_digest: manifestDigest,
    status: 'requested',
    heads,
    ...(supersedes.length === 0 ? {} : { supersedes }),
  }
  return signSet(node, 'withdrawn', body, peer, jti, conversation)
}

/** Has the receiver of a message that ended refuse it for ever, unless that was done: where it was refused, or ended before any attempt, nobody has. */
export async function tellEnded(node: Node, id: MessageId): Promise<void> {
  const { store, clock, queue } = node
  const row = await messagesIn(store).message(id)
  if (!row || row.direction !== 'out' || !ENDED.has(row.state)) return
  if ((await setsIn(store).setsOf(id)).some(({ event }) => event === 'withdrawn')) return
  const now = clock.now()
  const jti = newMessageId(now)
  const jws = await withdrawal(node, row, jti)
  await setsIn(store).issue(
    {
      set: { jti, event: 'withdrawn', jws, message: id, manifestDigest: row.manifestDigest },
      peer: row.peer,
      leaf: aboutMessage(row.salt, row.peer, jws),
      at: now,
    },
    { priority: 1, expiresAt: now + TRIED_MS },
  )
  queue.wake(row.peer)
}
