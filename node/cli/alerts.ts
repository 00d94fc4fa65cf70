/** `juxta alerts`: what somebody must look at, the gravest first, and closing what was seen to. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { optional, required, usage, type Command, type Io } from './command.ts'

type Alert = components['schemas']['Alert']
type Page = { items: Alert[]; next: string | null }

const PAGE = 200

function print(io: Io, { id, at, lastAt, kind, severity, security, peer, subject, count, closedAt, ...rest }: Alert) {
  const about = [peer, subject].filter((word) => word !== null && word !== '').join(' ')
  const often = count === 1 ? `since ${at}` : `${count} times since ${at}, last ${lastAt}`
  io.out(
    `${id}  ${security ? 'security ' : ''}${severity}  ${kind}${about === '' ? '' : ` ${about}`}  ${often}${closedAt === null ? '' : `, closed ${closedAt}`}`,
  )
  io.out(`    ${rest.detail.replaceAll('\n', '\n    ')}`)
  if (closedAt === null)
    io.out(`    → ${rest.mend}${rest.closes === undefined ? '' : ` It closes by itself: ${rest.closes}`}`)
}

export const alerts: Command = {
  usage: 'alerts --dir D [--severity critical|warning|info] [--all] [--limit N] | alerts close ID… --dir D',
  about: `What somebody must look at: that somebody may lie or speak for another comes first, then by severity, the newest first of each. --all: also what was
closed. --limit is how many at most, 100 unless told. close: somebody has seen to it. Exit 0 nothing is open, 1 something is.`,
  options: {
    dir: { type: 'string' },
    severity: { type: 'string' },
    all: { type: 'boolean' },
    limit: { type: 'string' },
  },
  async run(io, [action, ...ids], values) {
    if (action !== undefined && (action !== 'close' || ids.length === 0)) throw usage('the action is close, with ids')
    const limit = optional(values, 'limit') ?? '100'
    if (!/^[1-9][0-9]{0,6}$/.test(limit)) throw usage('--limit is a number from 1 on')
    const severity = optional(values, 'severity')
    return withClient(resolve(required(values, 'dir')), async (client) => {
      if (action === 'close') {
        for (const id of ids) await client.request('POST', `/v1/alerts/${encodeURIComponent(id)}/close`)
        io.out(io.json ? JSON.stringify({ ok: true, closed: ids }) : `${ids.length} closed`)
        return 0
      }
      const items: Alert[] = []
      for (let after: string | null = ''; after !== null && items.length < Number(limit);) {
        const query = new URLSearchParams({
          after,
          limit: String(Math.min(PAGE, Number(limit) - items.length)),
          ...(severity === undefined ? {} : { severity }),
          ...(values['all'] ? { all: 'true' } : {}),
        })
        const page: Page = (await client.request('GET', `/v1/alerts?${query}`)).json<Page>()
        items.push(...page.items)
        after = page.next
      }
      const none = items.every((alert) => alert.closedAt !== null)
      if (io.json) io.out(JSON.stringify({ ok: none, items }))
      else if (items.length === 0) io.out('No alert is open.')
      else for (const alert of items) print(io, alert)
      return none ? 0 : 1
    })
  },
}
