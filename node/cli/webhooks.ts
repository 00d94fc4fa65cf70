/** `juxta webhooks`: who is told where, every attempt, telling again, a new secret, going on. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient, type Client } from './client.ts'
import { DIR, optional, required, text, usage, type Command, type Io, type Values } from './command.ts'
import { LIMIT, limitOf, listed } from './pages.ts'
import { styled, tinted } from './terminal.ts'

type Webhook = components['schemas']['Webhook']
type Delivery = components['schemas']['WebhookDelivery']
const about = ({ kinds, procedures, states }: Webhook): string =>
  [kinds, procedures, states]
    .filter((list) => list !== undefined)
    .map((list) => list.join(', '))
    .join('; ') || 'all that its key may see'

function print(io: Io, webhook: Webhook): void {
  const { id, client, url, state, disabled, disabledAt, failingSince, pausedUntil, waiting, waitingSince } = webhook
  const since = disabled ? ` (${disabled}) since ${disabledAt}` : pausedUntil ? ` until ${pausedUntil}` : failingSince ? ` since ${failingSince}` : '' // prettier-ignore
  io.out(styled`${id}  of ${client}  ${tinted(state)}${since}  ${url}`)
  io.out(`    tells: ${about(webhook)}`)
  if (waiting > 0) io.out(`    ${waiting} events wait, the first since ${waitingSince}`)
}

function printDelivery(io: Io, { at, event, type, attempt, status, error, answer, ms, nextAt }: Delivery): void {
  io.out(`${at}  ${type}  ${event}  attempt ${attempt}: ${status ?? error} in ${ms} ms${nextAt === null ? '' : `, again at ${nextAt}`}`) // prettier-ignore
  if (answer !== undefined) io.out(`    ${answer}`)
}

type Do = (io: Io, client: Client, at: string, values: Values) => Promise<number>

/** What is done with one webhook, whose path is `at`. */
const ACTIONS: Readonly<Record<string, Do>> = {
  async show(io, client, at) {
    const webhook = (await client.request('GET', at)).json<Webhook>()
    if (io.json) io.out(JSON.stringify({ ok: webhook.state === 'active', ...webhook }))
    else print(io, webhook)
    return webhook.state === 'active' ? 0 : 1
  },
  async deliveries(io, client, at, values) {
    const items = await listed<Delivery>(
      client,
      `${at}/deliveries`,
      { event: optional(values, 'event') },
      limitOf(values),
    )
    if (io.json) io.out(JSON.stringify({ ok: true, items }))
    else if (items.length === 0) io.out('Nothing was tried.')
    else for (const item of items) printDelivery(io, item)
    return 0
  },
  async replay(io, client, at, values) {
    const { event, since, until } = Object.fromEntries(['event', 'since', 'until'].map((name) => [name, optional(values, name)])) // prettier-ignore
    if ((event === undefined) === (since === undefined)) throw usage('--event ID, or --since TIME [--until TIME]')
    const body = event === undefined ? { since, ...(until === undefined ? {} : { until }) } : { event }
    const told = (await client.request('POST', `${at}/replay`, body)).json<{ events: number; more: boolean }>()
    io.out(
      io.json
        ? JSON.stringify({ ok: true, ...told })
        : `${told.more ? 'more than ' : ''}${told.events} events are told again`,
    )
    return 0
  },
  async rotate(io, client, at, values) {
    const hours = optional(values, 'previous-hours')
    if (hours !== undefined && !/^[0-9]{1,3}$/.test(hours)) throw usage('--previous-hours is a number from 0 to 168')
    const body = hours === undefined ? {} : { previousHours: Number(hours) }
    const { secret, previousUntil } = (await client.request('POST', `${at}/rotate`, body)).json<{ secret: string; previousUntil: string | null }>() // prettier-ignore
    if (io.json) io.out(JSON.stringify({ ok: true, secret, previousUntil }))
    else {
      io.out(secret)
      io.out(previousUntil === null ? 'The one before signs nothing any more.' : `The one before signs too until ${previousUntil}. This one is shown once: hand it to the client.`) // prettier-ignore
    }
    return 0
  },
  async enable(io, client, at) {
    const webhook = (await client.request('POST', `${at}/enable`)).json<Webhook>()
    if (io.json) io.out(JSON.stringify({ ok: true, ...webhook }))
    else print(io, webhook)
    return 0
  },
}

export const webhooks: Command = {
  usage: `webhooks list --dir D | webhooks show|enable ID --dir D | webhooks deliveries ID --dir D [--event EVENT] [--limit N]
       webhooks replay ID --dir D --event EVENT | --since TIME [--until TIME] | webhooks rotate ID --dir D [--previous-hours N]`,
  about: `Who is told of changes, and where (Standard Webhooks). deliveries: every attempt, the newest first. replay: one event is told again, or what was in a stretch of
time. rotate: a new secret, shown once; the one before signs too for 24 hours, unless told otherwise. enable: a webhook that is told nothing any more goes on where
it was. Exit 0 done, or all that are shown are told; 1 some are not.`,
  actions: {
    list: 'all of them, and how they stand',
    show: 'one, by its id',
    deliveries: 'every attempt, the newest first',
    replay: 'tell again one event, or what was in a stretch of time',
    rotate: 'a new secret, shown once; the one before signs too for a while',
    enable: 'one that is told nothing any more goes on where it was',
  },
  options: {
    ...DIR,
    event: text('EVENT', 'the webhook-id of one event'),
    since: text('TIME', 'tell again what was from then on'),
    until: text('TIME', 'and up to then: now, unless told'),
    limit: LIMIT,
    'previous-hours': text('N', 'for how long the secret before signs too: 24, unless told'),
  },
  example: 'webhooks list --dir xa',
  async run(io, [action = '', id, ...rest], values) {
    const found = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
    if (action !== 'list' && found === undefined)
      throw usage(`the action is list or ${Object.keys(ACTIONS).join(', ')}`)
    if (rest.length > 0 || (id === undefined) !== (action === 'list'))
      throw usage(action === 'list' ? 'list takes no id' : `${action} takes the id of one webhook`)
    return withClient(resolve(required(values, 'dir')), async (client) => {
      if (found) return found(io, client, `/v1/webhooks/${encodeURIComponent(id!)}`, values)
      const items = await listed<Webhook>(client, '/v1/webhooks')
      const told = items.every(({ state }) => state === 'active')
      if (io.json) io.out(JSON.stringify({ ok: told, items }))
      else if (items.length === 0) io.out('There is no webhook.')
      else for (const webhook of items) print(io, webhook)
      return told ? 0 : 1
    })
  },
}
