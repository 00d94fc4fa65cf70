/** `juxta changes`: what has changed in a node, one line each, and with --follow what changes from now on, for as long as it is watched. */
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { components } from '../generated/window.ts'
import { readSettings } from '../operate/settings.ts'
import { JuxtaError } from '../values/errors.ts'
import { connectRunning, withClient, type Client } from './client.ts'
import { type Command, DIR, flag, type Io, optional, required, text, usage } from './command.ts'
import { styled, tinted, type Styled } from './terminal.ts'

type Change = components['schemas']['Change']
type Page = { items: Change[]; next: string }

const KINDS: readonly string[] = ['message', 'case', 'list', 'alert'] satisfies Change['kind'][]
const PAGE = 500
/** Seconds that one request waits for the next change. */
const WAIT = 30
/** Before the node is looked for again that has gone. */
const AGAIN_MS = 500

/** What has changed, in words: `← XB pre-arrival/declaration 01J… received: verified, logged and receipted`. */
function words({ kind, peer, state = '', subject = '', ...c }: Change): Styled {
  const from = peer ?? '–'
  const about = subject === '' ? '' : ` ${subject}`
  switch (kind) {
    case 'message':
      return styled`${c.direction === 'in' ? '←' : '→'} ${from} ${`${c.procedure}/${c.type} ${c.message}`} ${tinted(state)}: ${c.cause ?? ''}`
    case 'case':
      return styled`case ${from} ${`${c.procedure} ${c.conversation}`}`
    case 'list':
      return styled`list ${from} ${c.list ?? ''}${about}`
    case 'alert':
      return styled`alert ${from} ${tinted(c.severity ?? 'info')} ${c.name ?? ''}${about} ${state}`
  }
}

function print(io: Io, { items, next }: Page): void {
  for (const change of items) io.out(io.json ? JSON.stringify(change) : styled`${change.at}  ${words(change)}`)
  // From where whoever reads the lines goes on.
  if (io.json && items.length > 0) io.out(JSON.stringify({ next }))
}

const isGone = (error: unknown): boolean =>
  !(error instanceof JuxtaError) || error.fault === 'retry' || error.code === 'log-unavailable'

export const changes: Command = {
  usage: 'changes --dir D [--follow] [--after CURSOR|now] [--kind message|case|list|alert]',
  about: `What has changed, in the order of commits: messages, cases, what registers hold, alerts. Without --after from the beginning of what the node keeps.
--follow goes on with what changes, also after the node was restarted, until it is ended (Ctrl-C). --json writes a line for each change and after each page
{"next": CURSOR}, from where --after goes on; without it the last line says it.`,
  options: {
    ...DIR,
    follow: flag('goes on with what changes from now on'),
    after: text('CURSOR', 'from here on: the next of an earlier page, or now'),
    kind: text('message|case|list|alert', 'only what is of this kind'),
  },
  example: 'changes --dir xa --follow --after now',
  async run(io, [more], values) {
    if (more !== undefined) throw usage(`there is no ${more} to be told`)
    const dir = resolve(required(values, 'dir'))
    const kind = optional(values, 'kind')
    if (kind !== undefined && !KINDS.includes(kind)) throw usage(`--kind is one of ${KINDS.join(', ')}`)
    let after = optional(values, 'after') ?? ''
    const read = async (client: Client, wait: number): Promise<Page> => {
      const query = new URLSearchParams({ after, limit: String(PAGE), wait: String(wait), ...(kind ? { kind } : {}) })
      const page = (await client.request('GET', `/v1/changes?${query}`)).json<Page>()
      after = page.next
      return page
    }
    if (!values['follow'])
      return withClient(dir, async (client) => {
        for (let page = await read(client, 0); page.items.length > 0; page = await read(client, 0)) print(io, page)
        if (!io.json) io.error(`To go on from here: --after ${after}`)
        return 0
      })
    const { settings } = readSettings(dir, process.env)
    for (let told = false; ; await setTimeout(AGAIN_MS)) {
      const client = await connectRunning(settings)
      if (client === null && !told) io.error('The node does not run: it is waited for.')
      told = client === null
      if (client === null) continue
      try {
        for (;;) print(io, await read(client, WAIT))
      } catch (error) {
        // The node has gone, or is about to: what comes is read where this ended.
        if (!isGone(error)) throw error
      } finally {
        await client.close()
      }
    }
  },
}
