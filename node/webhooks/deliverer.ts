/** Delivers for one webhook, as long as this process is the one that does: reads the feed into the queue, and tries what is due, of each lane one at a time. */
import { setTimeout as after } from 'node:timers/promises'
import { ATTEMPT_MS } from '../adapters/webhook-client.ts'
import { changesIn } from '../exchange/changes.ts'
import { keptFrom } from '../exchange/change-places.ts'
import type { Caller } from '../http/caller.ts'
import { deliver, tellGap } from './deliver.ts'
import { eventId, fits, laneOf, typeOf } from './event.ts'
import { LONGEST_MS } from './backoff.ts'
import { queueIn, type Reading } from './queue-rows.ts'
import type { WebhookRoom } from './room.ts'
import { parseTime } from '../values/time.ts'
import { webhooksIn, type Webhook } from './webhook-rows.ts'

/** Changes that are read at once. */
const PAGE = 200
/** When it looks again where nothing is due and nobody has woken it, and after a fault of the store. */
const IDLE_MS = 5000
const AGAIN_MS = 2000
/** How long whoever has no place waits for one. */
const CROWDED_MS = 250

export class Deliverer {
  readonly #room: WebhookRoom
  readonly #id: Webhook['id']
  readonly #gone = new AbortController()
  /** The attempts that are under way, by their lanes. */
  readonly #underWay = new Map<string, Promise<void>>()
  #failures = 0
  #woken = false
  #ring: () => void = () => undefined
  /** Until it ends: when it is told to, or has no longer the right or reason to go on. */
  readonly done: Promise<void>

  constructor(room: WebhookRoom, id: Webhook['id']) {
    this.#room = room
    this.#id = id
    this.done = this.#work()
  }

  /** There may be something to do. */
  wake(): void {
    this.#woken = true
    this.#ring()
  }

  /** What is under way is broken off, and told again by whoever goes on. */
  stop(): void {
    this.#gone.abort()
    this.wake()
  }

  async #work(): Promise<void> {
    while (!this.#gone.signal.aborted) {
      this.#woken = false
      const wait = await this.#turn().catch((error: unknown) => {
        this.#room.node.logger.warn({ err: error, webhook: this.#id }, 'a webhook could not be worked on')
        return AGAIN_MS
      })
      if (wait === null) break
      await this.#sleep(wait)
    }
    await Promise.all(this.#underWay.values())
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#woken || ms <= 0) return
    const over = new AbortController()
    await Promise.race([
      new Promise<void>((done) => (this.#ring = done)),
      after(ms, undefined, { signal: over.signal }).catch(() => undefined),
    ])
    over.abort()
  }

  /** Does what there is to do; answers in how long there may be more, null: never, for this process. */
  async #turn(): Promise<number | null> {
    const { node, places } = this.#room
    const webhook = await webhooksIn(node.store).find(this.#id)
    const now = node.clock.now()
    // An attempt that is begun now has ended before anybody else may deliver.
    const isOurs = webhook?.leaseOwner === node.owner && webhook.leaseUntil > now + ATTEMPT_MS
    if (!webhook || !isOurs || webhook.disabled !== null) return null
    const caller = await this.#room.callerOf(webhook)
    if (!caller) return IDLE_MS
    const read = await this.#read(webhook, caller)
    const { oldest, next } = await queueIn(node.store).standing(this.#id, now)
    await this.#room.watch(webhook, oldest)
    const paused = webhook.pausedUntil - now
    if (paused > 0 && paused <= LONGEST_MS) return Math.min(paused, IDLE_MS)
    const free = places.free(webhook.client, this.#underWay.size, this.#failures)
    // Of a lane that was under way when the queue was read, the queue may still show what has been told since.
    const busy = new Set(this.#underWay.keys())
    const due = free > 0 ? await queueIn(node.store).due(this.#id, now, free + busy.size) : []
    for (const waiting of due.filter(({ lane }) => !busy.has(lane)).slice(0, free)) {
      // Others may have taken them while the queue was read.
      if (places.free(webhook.client, this.#underWay.size, this.#failures) <= 0) break
      places.take(webhook.client)
      const done = deliver(this.#room, webhook, caller, waiting, this.#gone.signal)
        .then((outcome) => {
          if (outcome !== 'dropped') this.#failures = outcome === 'failed' ? this.#failures + 1 : 0
          this.#room.tell(outcome)
        })
        .catch(async (error: unknown) => {
          node.logger.warn({ err: error, webhook: this.#id }, 'what came of an attempt could not be kept')
          await after(AGAIN_MS, undefined, { ref: false })
        })
        .finally(() => {
          places.giveBack(webhook.client)
          this.#underWay.delete(waiting.lane)
          this.wake()
        })
      this.#underWay.set(waiting.lane, done)
    }
    if (read) return 0
    if (free <= 0 && this.#underWay.size === 0) return CROWDED_MS
    return next === null ? IDLE_MS : Math.max(0, Math.min(next - now, IDLE_MS))
  }

  /** Reads on, in the feed and in what is told again, as far as the queue has room. True where there may be more. */
  async #read(webhook: Webhook, caller: Caller): Promise<boolean> {
    const { node } = this.#room
    const { waiting } = await queueIn(node.store).standing(this.#id, 0)
    const room = node.quotas.key.limits['webhook-events'] - waiting
    if (room <= 0) return false
    const feed = await this.#readOn(webhook, caller, 'feed', Math.min(room, PAGE))
    if (webhook.replayPlace === null || room <= PAGE) return feed
    return (await this.#readOn(webhook, caller, 'replay', Math.min(room - PAGE, PAGE))) || feed
  }

  async #readOn(webhook: Webhook, caller: Caller, of: Reading['of'], limit: number): Promise<boolean> {
    const { node } = this.#room
    const from = of === 'feed' ? webhook.place : webhook.replayPlace!
    try {
      const page = await changesIn(node.store).page(caller, from, limit)
      const end = of === 'feed' ? Infinity : webhook.replayEnd!
      const since = of === 'feed' ? -Infinity : webhook.replaySince!
      const until = of === 'feed' ? Infinity : webhook.replayUntil!
      const items = page.items
        .filter(({ place, change }) => {
          const at = parseTime(change.at)
          return place <= end && at >= since && at <= until && fits(webhook, change)
        })
        .map(({ place, change }) => ({ event: eventId(change), lane: laneOf(change), type: typeOf(change), place }))
      if (page.next === from) return false
      const done = of === 'replay' && (page.next >= end || !page.more)
      const reading: Reading = { of, from, to: page.next, done }
      return (
        (await queueIn(node.store).take(this.#id, node.owner, reading, items, node.clock.now())) && page.more && !done
      )
    } catch (error) {
      const to = keptFrom(error)
      if (to === null) throw error
      await tellGap(node, webhook)
      return queueIn(node.store).take(this.#id, node.owner, { of, from, to }, [], node.clock.now())
    }
  }
}
