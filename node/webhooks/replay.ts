/** Telling again: one event, or what was in a stretch of time, from the feed and by the rights that the key has now. */
import { changesIn, type PlacedChange } from '../exchange/changes.ts'
import { keptFrom, placeBefore, placeOf } from '../exchange/change-places.ts'
import type { Caller } from '../http/caller.ts'
import { toldIn } from '../operate/change-rows.ts'
import { JuxtaError } from '../values/errors.ts'
import { changeId, eventId, fits, laneOf, typeOf } from './event.ts'
import { queueIn } from './queue-rows.ts'
import type { WebhookRoom } from './room.ts'
import { parseTime } from '../values/time.ts'
import { webhooksIn, type Webhook } from './webhook-rows.ts'

/** Events are counted up to here, and so many pages of the feed are looked through to count them. */
const COUNTED = 10_000
const [PAGES, PAGE] = [50, 500]

/** How many will be told again; `more`: at least so many. */
export type Replayed = { readonly events: number; readonly more: boolean }

/** Fails with `not-found` where the webhook is not told of such an event, or it is no longer kept. */
export async function replayOne(
  { node }: WebhookRoom,
  webhook: Webhook,
  caller: Caller,
  event: string,
): Promise<Replayed> {
  const { store, clock } = node
  const queue = queueIn(store)
  if (await queue.hurry(webhook.id, event, clock.now())) return { events: 1, more: false }
  const place = await placeOf(store, changeId(event))
  const found = place === null ? undefined : (await around(node, caller, place)).find(({ change }) => eventId(change) === event) // prettier-ignore
  if (!found || !fits(webhook, found.change))
    throw new JuxtaError('not-found', 'the webhook is told of no such event, or it is no longer kept', {
      pointer: '/event',
      rule: 'known',
    })
  const { change } = found
  await queue.again(webhook.id, { event, lane: laneOf(change), type: typeOf(change), place: found.place }, clock.now())
  return { events: 1, more: false }
}

async function around({ store }: WebhookRoom['node'], caller: Caller, place: number): Promise<readonly PlacedChange[]> {
  try {
    return (await changesIn(store).page(caller, place - 1, 3)).items
  } catch (error) {
    if (keptFrom(error) !== null) return []
    throw error
  }
}

/**
 * Begins to tell again what was from `since` to `until` (milliseconds since 1970). It goes on in the background as the queue has room, beside what is told as it comes.
 * Fails with `state-conflict` where an earlier one is not over.
 */
export async function replayRange(
  { node }: WebhookRoom,
  webhook: Webhook,
  caller: Caller,
  since: number,
  until: number,
): Promise<Replayed> {
  const { store } = node
  const place = await placeBefore(store, since)
  // What the webhook has not come to yet is told anyhow.
  const end = Math.min(webhook.place, (await toldIn(store).span()).last)
  const counted = await count(node, webhook, caller, { place, end, since, until })
  if (counted.events === 0 && !counted.more) return counted
  if (!(await webhooksIn(store).replay(webhook.id, place, end, since, until)))
    throw new JuxtaError('state-conflict', 'a replay of this webhook goes on already', { rule: 'replay' })
  return counted
}

type Range = { readonly place: number; readonly end: number; readonly since: number; readonly until: number }

async function count(
  { store }: WebhookRoom['node'],
  webhook: Webhook,
  caller: Caller,
  { place, end, since, until }: Range,
): Promise<Replayed> {
  let events = 0
  for (let at = place, pages = 0; at < end; pages++) {
    if (pages === PAGES || events >= COUNTED) return { events, more: true }
    const page = await changesIn(store).page(caller, at, PAGE)
    for (const { place: there, change } of page.items) {
      const ms = parseTime(change.at)
      if (there <= end && ms >= since && ms <= until && fits(webhook, change)) events++
    }
    if (page.next <= at) break
    at = page.next
  }
  return { events, more: false }
}
