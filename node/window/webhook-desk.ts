/** A webhook as its client and operators see it, and who is which. */
import { covers, type Caller } from '../http/caller.ts'
import { callerOf, counts, type WindowIncoming } from '../http/window-auth.ts'
import type { components } from '../generated/window.ts'
import type { Node } from '../node.ts'
import { keysIn } from '../peers/registry.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { time } from '../values/time.ts'
import type { AttemptRow } from '../webhooks/attempt-rows.ts'
import { queueIn } from '../webhooks/queue-rows.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import { webhooksIn, type Webhook } from '../webhooks/webhook-rows.ts'
import { PERSON } from './sessions.ts'

type Schemas = components['schemas']
export type Named = {
  readonly webhook: Webhook
  /** Of its client, and may see all that it is told. */ readonly owns: boolean
}

const stamp = (ms: number | null): string | null => (ms === null ? null : time(ms))
/** An operator who has signed in shows no key, and his session ends long before a webhook does: he sets it up for the client of a key, which may see no more than he. */
const setsUpFor = (caller: Caller, owner: Caller): boolean =>
  caller.client.startsWith(PERSON) && caller.roles.has('operator') && covers(caller, owner)

const present = <T>(name: string, value: T | null): Record<string, T> => (value === null ? {} : { [name]: value })

/** Beside its host an address may be a secret of its owner. */
const shownUrl = (url: string): string => `${new URL(url).origin}/***`

function stateOf(
  { disabled, failingSince, pausedUntil }: Webhook,
  hasKey: boolean,
  now: number,
): Schemas['Webhook']['state'] {
  if (disabled !== null) return 'disabled'
  if (!hasKey) return 'without-key'
  return pausedUntil > now ? 'paused' : failingSince !== null ? 'failing' : 'active'
}

export const deliveryView = (
  { id, event, type, at, attempt, status, error, answer, ms, nextAt }: AttemptRow,
  owns: boolean,
): Schemas['WebhookDelivery'] => ({
  id,
  event,
  type,
  at: time(at),
  attempt,
  status,
  ...present('error', error),
  // What the target says is for whoever it is told to.
  ...(owns && answer !== '' ? { answer } : {}),
  ms,
  nextAt: stamp(nextAt),
})

/** `reserved`: procedures for a role of their own, as those who call have them. */
export function openWebhookDesk(node: Node, webhooks: Webhooks, reserved: Caller['reserved']) {
  const { store, clock } = node
  const [rows, queue, keys] = [webhooksIn(store), queueIn(store), keysIn(store)]

  /** Whose rights it has, whether its key still counts or not. */
  async function owns(caller: Caller, { client, key }: Webhook): Promise<boolean> {
    const row = await keys.keyById(key as MessageId)
    const owner = row && callerOf(row, reserved)
    if (!owner) return false
    return caller.client === client ? covers(caller, owner) : setsUpFor(caller, owner)
  }

  /** The webhook of the path, for its owner and for operators. */
  async function named({ caller, params }: WindowIncoming): Promise<Named> {
    const webhook = isMessageId(params['id']) ? await rows.find(params['id']) : null
    const own = webhook !== null && (await owns(caller, webhook))
    if (!webhook || !(own || caller.roles.has('operator'))) throw noSuch('webhook')
    return { webhook, owns: own }
  }

  /** The same for what its owner alone does. */
  async function owned(incoming: WindowIncoming): Promise<Webhook> {
    const { webhook, owns } = await named(incoming)
    if (!owns)
      throw new JuxtaError('forbidden', `the webhook is of ${webhook.client}, whose keys alone change it`, {
        rule: 'client',
      })
    return webhook
  }

  async function view({ webhook, owns }: Named): Promise<Schemas['Webhook']> {
    const now = clock.now()
    const { id, url, kinds, procedures, states, description, client, key, createdAt, ...row } = webhook
    const { waiting, oldest } = await queue.standing(id, now)
    const hasKey = (await webhooks.rightsOf(webhook)).caller !== null
    return {
      id,
      url: owns ? url : shownUrl(url),
      ...present('kinds', kinds as Schemas['ChangeKind'][] | null),
      ...present('procedures', procedures as string[] | null),
      ...present('states', states as string[] | null),
      ...present('description', description),
      client,
      key,
      createdAt: time(createdAt),
      state: stateOf(webhook, hasKey, now),
      ...present('disabled', row.disabled),
      disabledAt: stamp(row.disabledAt),
      failingSince: stamp(row.failingSince),
      pausedUntil: row.pausedUntil > now ? time(row.pausedUntil) : null,
      waiting,
      waitingSince: stamp(oldest),
      replaying: row.replayPlace !== null,
      previousSecretUntil: row.previousUntil > now ? time(row.previousUntil) : null,
    }
  }

  /** By whose rights it is told. Fails with `state-conflict` where that is nobody. */
  async function rightsOf(webhook: Webhook): Promise<Caller> {
    const { caller } = await webhooks.rightsOf(webhook)
    if (caller) return caller
    throw new JuxtaError(
      'state-conflict',
      'the key by whose rights the webhook is told has ended or was revoked: a key of its client takes it over with POST /v1/webhooks/{id}/enable',
      { rule: 'webhook-key' },
    )
  }

  /**
   * By whose rights a webhook is told from now on: those of the key that is shown or, for a person at the console who is an operator, of the key that he names. It
   * stays with the client of the key that it had `before`. Fails with `forbidden` at `/key` where there is none, or one that is not his to name.
   */
  async function toldBy(caller: Caller, asked?: string, before?: Webhook): Promise<Pick<Webhook, 'key' | 'client'>> {
    const refused = (rule: string, detail: string): JuxtaError =>
      new JuxtaError('forbidden', detail, { pointer: '/key', rule })
    const shown = await keys.keyById(caller.id as MessageId)
    if (shown && (asked === undefined || asked === caller.id)) return { key: shown.id, client: shown.client }
    if (shown)
      throw refused(
        'key',
        `a webhook has the rights of the key of this request, ${shown.name}; no other key can be named`,
      )
    if (asked === undefined && before) {
      await rightsOf(before)
      return before
    }
    if (asked === undefined)
      throw refused(
        'key',
        `a webhook is told by the rights of an API key, and ${caller.name} shows none: an operator names it`,
      )
    const row = isMessageId(asked) ? await keys.keyById(asked) : null
    if (!caller.roles.has('operator') || !row || !counts(row, clock.now()))
      throw refused('key', `there is no such key that ${caller.name} may name`)
    if (before && row.client !== before.client) throw refused('client', `the webhook is of ${before.client}`)
    if (!setsUpFor(caller, callerOf(row, reserved)))
      throw refused('role', `the key ${row.name} may see more than ${caller.name} does, who cannot name it`)
    return { key: row.id, client: row.client }
  }

  return { named, owned, owns, view, rightsOf, toldBy }
}

export type WebhookDesk = ReturnType<typeof openWebhookDesk>
