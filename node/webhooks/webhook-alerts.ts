/** By whose rights a webhook is told, and who is told when it is by nobody's or waits for long: alerts of which each process keeps in mind what it has said. */
import type { Caller } from '../http/caller.ts'
import { callerOf, counts } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { keysIn } from '../peers/registry.ts'
import type { MessageId } from '../values/id.ts'
import type { Secrets } from './secrets.ts'
import type { Webhook } from './webhook-rows.ts'

/** Alerts that the process which delivers raises, and closes where it finds their cause gone. */
const OWN_ALERTS = ['webhook-key', 'webhook-secret', 'webhook-behind'] as const

/** By whose rights a webhook is told; null: nothing is, and what is wrong with its key or its secret. */
export type Rights = { readonly caller: Caller | null; readonly key: string | null; readonly secret: string | null }

export type WebhookAlerts = ReturnType<typeof openWebhookAlerts>

/** `reserved`: procedures for a role of their own, as those who call have them. */
export function openWebhookAlerts(node: Node, secrets: Secrets, reserved: Caller['reserved']) {
  const { store, clock, settings } = node
  /** Alerts of which this process knows that they are open, or that they are not. */
  const open = new Map<string, boolean>()
  async function hold(kind: (typeof OWN_ALERTS)[number], id: MessageId, detail: string | null) {
    const known = open.get(`${kind} ${id}`)
    if (known === (detail !== null)) return
    if (detail === null) await node.settle(kind, null, id)
    else await node.alert(kind, null, detail, id)
    open.set(`${kind} ${id}`, detail !== null)
  }

  async function rightsOf({ id, key, client: of, secretNumber, secretCheck }: Webhook): Promise<Rights> {
    const row = await keysIn(store).keyById(key as MessageId)
    const caller = row && counts(row, clock.now()) ? callerOf(row, reserved) : null
    const isOfFolder = secrets.check(id, secretNumber) === secretCheck
    return {
      caller: isOfFolder ? caller : null,
      key: caller
        ? null
        : `the key ${row?.name ?? key}, by whose rights the webhook ${id} of ${of} is told, counts no more`,
      secret: isOfFolder ? null : `the secrets of the webhook ${id} of ${of} do not follow from the key of this folder`,
    }
  }

  return {
    rightsOf,

    /** By whose rights it is told; an alert says so where that is nobody's. */
    async callerOf(webhook: Webhook): Promise<Caller | null> {
      const { caller, key, secret } = await rightsOf(webhook)
      await hold('webhook-key', webhook.id, key)
      await hold('webhook-secret', webhook.id, secret)
      return caller
    },

    /** Tells somebody where something has waited for long, and when nothing does any more. */
    async watch({ id, client: of, url }: Webhook, oldest: number | null): Promise<void> {
      const late = oldest !== null && clock.now() - oldest > settings.backlogSeconds * 1000
      await hold(
        'webhook-behind',
        id,
        late ? `what the webhook ${id} of ${of} is to be told waits: ${new URL(url).host} fails or is slow` : null,
      )
    },

    /** What this process knows of them may no longer be so: another one delivered meanwhile. */
    forget(id: MessageId): void {
      for (const kind of OWN_ALERTS) open.delete(`${kind} ${id}`)
    },

    /** The webhook is there no more: nothing of it is open. */
    async settle(id: MessageId): Promise<void> {
      this.forget(id)
      for (const kind of [...OWN_ALERTS, 'webhook-disabled'] as const) await node.settle(kind, null, id)
    },
  }
}
