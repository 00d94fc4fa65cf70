/** One attempt: what a change says now, by the rights that the key has now, signed and posted; and what its answer means. */
import type { Attempted } from '../adapters/webhook-client.ts'
import { changesIn, type Change } from '../exchange/changes.ts'
import { keptFrom } from '../exchange/change-places.ts'
import type { Caller } from '../http/caller.ts'
import type { Node } from '../node.ts'
import { newMessageId } from '../values/id.ts'
import { PATIENCE_MS, pauseOf, waitAfter } from './backoff.ts'
import { bodyOf, eventId } from './event.ts'
import type { AttemptRow } from './attempt-rows.ts'
import { queueIn, type Waiting } from './queue-rows.ts'
import { signedHeaders } from './secrets.ts'
import type { Outcome, WebhookRoom } from './room.ts'
import { webhooksIn, type Webhook } from './webhook-rows.ts'

export const isTaken = ({ status }: Pick<Attempted, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300

/** Posts a body as an event of this id. */
export function post(
  { node, client, secrets }: Pick<WebhookRoom, 'node' | 'client' | 'secrets'>,
  webhook: Webhook,
  event: string,
  body: string,
  gone: AbortSignal,
): Promise<Attempted> {
  const now = node.clock.now()
  const { id, secretNumber, previousUntil } = webhook
  const numbers = secretNumber > 1 && previousUntil > now ? [secretNumber, secretNumber - 1] : [secretNumber]
  const signing = numbers.map((number) => secrets.secret(id, number))
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Juxta-Webhooks',
    ...signedHeaders(event, now, body, signing),
  }
  return client.post(new URL(webhook.url), headers, body, gone)
}

/** The row of an attempt that began at `at`. */
export const attemptRow = (
  webhook: Webhook,
  { event, type, attempts }: Pick<Waiting, 'event' | 'type' | 'attempts'>,
  at: number,
  { status, error, answer, ms }: Attempted,
  nextAt: number | null,
): AttemptRow => ({
  id: newMessageId(at),
  webhook: webhook.id,
  event,
  type,
  at,
  attempt: attempts + 1,
  status,
  error,
  answer,
  ms,
  nextAt,
})

/** What waits, as the feed has it for this caller; null: there is nothing that he may see. */
async function reread(node: Node, caller: Caller, webhook: Webhook, { place, event }: Waiting): Promise<Change | null> {
  try {
    const { items } = await changesIn(node.store).page(caller, place - 1, 2)
    return items.find(({ change }) => eventId(change) === event)?.change ?? null
  } catch (error) {
    if (keptFrom(error) === null) throw error
    await tellGap(node, webhook)
    return null
  }
}

export const tellGap = ({ alert }: Node, { id, client }: Webhook): Promise<void> =>
  alert('webhook-gap', null, `what the webhook ${id} of ${client} was not told yet is no longer kept`, id)

/** Tries one event. Fails only where the store does. */
export async function deliver(
  room: WebhookRoom,
  webhook: Webhook,
  caller: Caller,
  waiting: Waiting,
  gone: AbortSignal,
): Promise<Outcome> {
  const { node } = room
  const queue = queueIn(node.store)
  const change = await reread(node, caller, webhook, waiting)
  if (change === null) {
    await queue.drop(waiting)
    return 'dropped'
  }
  const at = node.clock.now()
  const came = await post(room, webhook, waiting.event, bodyOf(waiting.type, change.at, change), gone)
  // What a node that stops has broken off is nobody's failure: it is tried again when it starts.
  if (gone.aborted && came.status === null) return 'dropped'
  if (isTaken(came)) {
    await queue.delivered(waiting, attemptRow(webhook, waiting, at, came, null))
    return 'taken'
  }
  const now = node.clock.now()
  const firstAt = waiting.firstAt ?? at
  const wait = waitAfter(waiting.attempts + 1, now - firstAt, node.chance(), came.retryAfterMs)
  const pausedUntil = came.retryAfterMs === null ? 0 : now + pauseOf(came.retryAfterMs)
  await queue.failed(waiting, attemptRow(webhook, waiting, at, came, now + wait), now + wait, pausedUntil)
  if (came.status === 410) await end(room, webhook, 'gone', now)
  // Where the target takes other events, this one is tried on and on: it holds back no lane but its own.
  else if (now - firstAt >= PATIENCE_MS) await end(room, webhook, 'failing', now, firstAt)
  return 'failed'
}

async function end(
  { node }: WebhookRoom,
  { id, client, url }: Webhook,
  why: 'gone' | 'failing',
  now: number,
  untaken?: number,
): Promise<void> {
  const because = why === 'gone' ? 'it answered 410 (Gone)' : 'for three days it has taken nothing'
  const detail = `the webhook ${id} of ${client} at ${new URL(url).host} is told nothing any more: ${because}`
  await webhooksIn(node.store).disable(id, {
    why,
    at: now,
    ...(untaken === undefined ? {} : { untaken }),
    told: (tx) => node.alert('webhook-disabled', null, detail, id, tx),
  })
}
