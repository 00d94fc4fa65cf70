/** The room of webhooks: for each one process of this node delivers, and another goes on where that process does not any more. */
import { webhookClient } from '../adapters/webhook-client.ts'
import type { Caller } from '../http/caller.ts'
import type { Node } from '../node.ts'
import { toldIn } from '../operate/change-rows.ts'
import { isOfStore } from '../store/faults.ts'
import type { MessageId } from '../values/id.ts'
import { Deliverer } from './deliverer.ts'
import { Places } from './places.ts'
import type { WebhookRoom } from './room.ts'
import { openSecrets } from './secrets.ts'
import { openWebhookAlerts } from './webhook-alerts.ts'
import { LEASE_MS, webhooksIn } from './webhook-rows.ts'

/** What is committed within this time is read together. */
const GATHER_MS = 50

export type Webhooks = ReturnType<typeof openWebhooks>

/** `reserved`: procedures for a role of their own, as those who call have them. */
export function openWebhooks(node: Node, reserved: Caller['reserved']) {
  const { store, clock, owner, settings, events } = node
  const rows = webhooksIn(store)
  const secrets = openSecrets(node.paths.localKey)
  const client = webhookClient(settings.webhooks.targets, () => clock.now())
  const working = new Map<MessageId, Deliverer>()
  let stopped = false
  let told = -1

  const alerts = openWebhookAlerts(node, secrets, reserved)
  const room: WebhookRoom = {
    node,
    client,
    secrets,
    ...alerts,
    places: new Places(),
    tell: (outcome) => events.tell({ kind: 'webhook-attempt', outcome }),
  }

  const wakeAll = (): void => working.forEach((deliverer) => deliverer.wake())
  let gathering = false
  store.listen(({ kind }) => {
    if (gathering || stopped || working.size === 0 || kind === 'apart') return
    gathering = true
    clock.after(GATHER_MS, () => {
      gathering = false
      wakeAll()
    })
  })

  function begin(id: MessageId): void {
    if (stopped || working.has(id)) return
    // Another process may have raised or closed them since.
    alerts.forget(id)
    const deliverer = new Deliverer(room, id)
    working.set(id, deliverer)
    void deliverer.done
      .catch((error: unknown) => node.logger.warn({ err: error, webhook: id }, 'a webhook is not worked on any more'))
      .finally(() => working.delete(id))
  }

  return {
    ...room,

    /** Takes up what nobody delivers, and says again that this process does what it does. */
    async round(): Promise<void> {
      if (stopped) return
      const now = clock.now()
      const live = await rows.live()
      const due = live.filter(
        ({ leaseOwner, leaseUntil }) =>
          leaseUntil <= now + (leaseOwner === owner ? LEASE_MS / 2 : 0) || leaseUntil > now + 2 * LEASE_MS,
      )
      const ours = await rows.claim(
        due.map(({ id }) => id),
        owner,
        now,
        now + LEASE_MS,
      )
      for (const { id, leaseOwner } of live)
        if (leaseOwner === owner || ours.includes(id as MessageId)) begin(id as MessageId)
      // What another process has committed, this one has not heard of.
      const { last } = await toldIn(store).span()
      if (last !== told) wakeAll()
      told = last
    },

    /** Something was changed of a webhook: it is looked at now. */
    async changed(id: MessageId): Promise<void> {
      const there = working.get(id)
      if (there) there.wake()
      else await this.round().catch((error: unknown) => node.logger[isOfStore(error) ? 'warn' : 'error']({ err: error }, 'webhooks')) // prettier-ignore
    },

    /** It is there no more: nor is anything open of it. */
    async forgotten(id: MessageId): Promise<void> {
      const there = working.get(id)
      there?.stop()
      await there?.done.catch(() => undefined)
      await alerts.settle(id)
    },

    /** Lets go of what was opened, of a node that was not started. */
    close: () => client.close(),

    /** Breaks off what is under way; what was not taken is told by whoever goes on. */
    async stop(): Promise<void> {
      stopped = true
      const all = [...working.values()]
      for (const deliverer of all) deliverer.stop()
      await Promise.allSettled(all.map((deliverer) => deliverer.done))
      await client.close()
      await rows.release(owner)
    },
  }
}
