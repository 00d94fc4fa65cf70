/** The window side for those who want to be told: webhooks by Standard Webhooks, which belong to the client of a key, every attempt, and telling again. */
import type { Caller } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { components } from '../generated/window.ts'
import type { Node } from '../node.ts'
import { toldIn } from '../operate/change-rows.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMessageId, newMessageId } from '../values/id.ts'
import { HOUR, parseTime, time } from '../values/time.ts'
import { attemptsIn } from '../webhooks/attempt-rows.ts'
import { attemptRow, post } from '../webhooks/deliver.ts'
import { bodyOf } from '../webhooks/event.ts'
import { replayOne, replayRange } from '../webhooks/replay.ts'
import { targetOf } from '../webhooks/target.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import { webhooksIn, type Webhook } from '../webhooks/webhook-rows.ts'
import { deliveryView, openWebhookDesk, type WebhookDesk } from './webhook-desk.ts'

type Schemas = components['schemas']

/** For how long the secret before signs too, where nobody says. */
const OVERLAP_HOURS = 24

/** What is asked for, checked. */
function wanted(
  json: unknown,
  networks: readonly string[],
): Pick<Webhook, 'url' | 'description' | 'kinds' | 'procedures' | 'states'> {
  const body = json as {
    url: string
    description?: string
    kinds?: string[]
    procedures?: string[]
    states?: string[]
  }
  const { kinds = null, procedures = null, states = null, description = null } = body
  return { url: targetOf(body.url, networks).href, kinds, procedures, states, description }
}

type Room = { readonly node: Node; readonly webhooks: Webhooks; readonly desk: WebhookDesk }

/** Who is told where, and what. */
function registrationRoutes({ node, webhooks, desk }: Room): WindowRoutes {
  const { store, settings, clock, quotas } = node
  const { named, owned, owns, view, toldBy } = desk
  const rows = webhooksIn(store)
  return {
    async listWebhooks({ caller, query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      const all = await rows.list(
        caller.roles.has('operator') ? null : caller.client,
        after(isMessageId)?.[0] ?? null,
        limit,
      )
      const items: Schemas['Webhook'][] = []
      for (const webhook of all) {
        const own = await owns(caller, webhook)
        if (own || caller.roles.has('operator')) items.push(await view({ webhook, owns: own }))
      }
      const last = all.length === limit ? all.at(-1) : undefined
      return { body: { items, next: next(last && [last.id]) } }
    },

    async createWebhook({ caller, json, about }) {
      const asked = wanted(json(), settings.webhooks.targets)
      const by = await toldBy(caller, (json() as { key?: string }).key)
      const now = clock.now()
      const id = newMessageId(now)
      about(id)
      const most = quotas.key.limits.webhooks
      const held = await rows.create(
        {
          ...asked,
          ...by,
          id,
          createdAt: now,
          secretCheck: webhooks.secrets.check(id, 1),
          place: (await toldIn(store).span()).last,
        },
        most,
      )
      quotas.key.hold(by.key, 'webhooks', held, 1)
      await webhooks.changed(id)
      const webhook = (await rows.find(id))!
      return {
        status: 201,
        body: { ...(await view({ webhook, owns: true })), secret: webhooks.secrets.secret(id, 1) },
      }
    },

    getWebhook: async (incoming) => ({ body: await view(await named(incoming)) }),

    async putWebhook(incoming) {
      const webhook = await owned(incoming)
      const { id } = webhook
      const asked = incoming.json() as { key?: string }
      const { key } = await toldBy(incoming.caller, asked.key, webhook)
      await rows.change(id, { ...wanted(asked, settings.webhooks.targets), key })
      await webhooks.changed(id)
      return { body: await view({ webhook: (await rows.find(id))!, owns: true }) }
    },

    async deleteWebhook(incoming) {
      const { webhook } = await named(incoming)
      await rows.remove(webhook.id)
      await webhooks.forgotten(webhook.id)
      return { status: 204 }
    },

    async listWebhookDeliveries(incoming) {
      const { webhook, owns } = await named(incoming)
      const { query, after, next } = incoming
      const limit = Number(query['limit'] ?? 100)
      const before = after(isMessageId)?.[0] ?? null
      const found = await attemptsIn(store).list(webhook.id, before, limit, query['event'])
      const last = found.length === limit ? found.at(-1) : undefined
      return {
        body: {
          items: found.map((row) => deliveryView(row, owns)),
          next: next(last && [last.id]),
        },
      }
    },
  }
}

/** Telling again, trying out, and whether anything is told. */
function tellingRoutes({ node, webhooks, desk }: Room): WindowRoutes {
  const { store, clock } = node
  const { named, view, rightsOf, toldBy } = desk
  const rows = webhooksIn(store)
  return {
    async replayWebhook(incoming) {
      const { webhook } = await named(incoming)
      const { event, since, until } = incoming.json() as { event?: string; since?: string; until?: string }
      const caller = await rightsOf(webhook)
      const begin = since === undefined ? 0 : parseTime(since)
      const end = until === undefined ? clock.now() : parseTime(until)
      if (since !== undefined && end < begin)
        throw new JuxtaError('request-invalid', 'until is a time before since: nothing lies between them', {
          pointer: '/until',
          rule: 'order',
        })
      const body =
        event === undefined
          ? await replayRange(webhooks, webhook, caller, begin, end)
          : await replayOne(webhooks, webhook, caller, event)
      await webhooks.changed(webhook.id)
      return { status: 202, body }
    },

    async rotateWebhookSecret(incoming) {
      const { webhook } = await named(incoming)
      const { previousHours = OVERLAP_HOURS } = (incoming.bytes.length === 0 ? {} : incoming.json()) as { previousHours?: number } // prettier-ignore
      const number = webhook.secretNumber + 1
      const until = clock.now() + previousHours * HOUR
      // What no longer follows from the key of the folder signs nothing.
      const holds = webhooks.secrets.check(webhook.id, webhook.secretNumber) === webhook.secretCheck
      if (!(await rows.rotate(webhook.id, number, webhooks.secrets.check(webhook.id, number), holds ? until : 0)))
        throw new JuxtaError('state-conflict', 'the secret was rotated at the same time: look at the webhook again', {
          rule: 'rotated',
        })
      await webhooks.changed(webhook.id)
      return {
        body: {
          secret: webhooks.secrets.secret(webhook.id, number),
          previousUntil: holds && previousHours > 0 ? time(until) : null,
        },
      }
    },

    async enableWebhook(incoming) {
      const { webhook, owns } = await named(incoming)
      if (!owns) await rightsOf(webhook)
      const { key } = owns ? await toldBy(incoming.caller, undefined, webhook) : webhook
      await rows.enable(webhook.id, key, clock.now())
      await node.settle('webhook-disabled', null, webhook.id)
      await webhooks.changed(webhook.id)
      return { body: await view({ webhook: (await rows.find(webhook.id))!, owns }) }
    },

    async disableWebhook(incoming) {
      const { webhook, owns } = await named(incoming)
      await rows.disable(webhook.id, { why: 'asked', at: clock.now() })
      await webhooks.changed(webhook.id)
      return { body: await view({ webhook: (await rows.find(webhook.id))!, owns }) }
    },

    async testWebhook(incoming) {
      const { webhook, owns } = await named(incoming)
      const at = clock.now()
      const event = newMessageId(at)
      if (webhooks.places.free(webhook.client, 0, 0) === 0)
        throw new JuxtaError(
          'too-many-requests',
          'all attempts that the webhooks of this client may make at once are under way',
          {
            rule: 'concurrent',
            retryAfter: 5,
          },
        )
      webhooks.places.take(webhook.client)
      try {
        const body = bodyOf('webhook.test', time(at), { webhook: webhook.id })
        const came = await post(webhooks, webhook, event, body, node.ending.signal)
        const row = attemptRow(webhook, { event, type: 'webhook.test', attempts: 0 }, at, came, null)
        await attemptsIn(store).keep(row)
        return { body: deliveryView(row, owns) }
      } finally {
        webhooks.places.giveBack(webhook.client)
      }
    },
  }
}

/** `reserved`: procedures for a role of their own, as those who call have them. */
export function webhookRoutes(node: Node, webhooks: Webhooks, reserved: Caller['reserved']): WindowRoutes {
  const room = { node, webhooks, desk: openWebhookDesk(node, webhooks, reserved) }
  return { ...registrationRoutes(room), ...tellingRoutes(room) }
}
