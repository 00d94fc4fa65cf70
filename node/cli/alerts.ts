/** `juxta alerts`: what somebody must look at, the gravest first, and closing what was seen to. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { type Command, DIR, flag, type Io, optional, required, text, usage } from './command.ts'
import { LIMIT, limitOf, listed } from './pages.ts'
import { styled, tinted } from './terminal.ts'

type Alert = components['schemas']['Alert']

function print(io: Io, { id, at, lastAt, kind, severity, security, peer, subject, count, closedAt, ...rest }: Alert) {
  const about = [peer, subject].filter((word) => word !== null && word !== '').join(' ')
  const often = count === 1 ? `since ${at}` : `${count} times since ${at}, last ${lastAt}`
  io.out(
    styled`${id}  ${tinted(severity, `${security ? 'security ' : ''}${severity}`)}  ${kind}${about === '' ? '' : ` ${about}`}  ${often}${closedAt === null ? '' : `, closed ${closedAt}`}`,
  )
  io.out(`    ${rest.detail.replaceAll('\n', '\n    ')}`)
  if (closedAt === null)
    io.out(`    → ${rest.mend}${rest.closes === undefined ? '' : ` It closes by itself: ${rest.closes}`}`)
}

export const alerts: Command = {
  usage: 'alerts --dir D [--severity critical|warning|info] [--all] [--limit N] | alerts close ID… --dir D',
  about: `What somebody must look at: that somebody may lie or speak for another comes first, then by severity, the newest first of each. --all: also what was
closed. --limit is how many at most, 100 unless told. close: somebody has seen to it. Exit 0 nothing is open, 1 something is.`,
  actions: {
    close: 'somebody has seen to them: by their ids',
  },
  options: {
    ...DIR,
    severity: text('critical|warning|info', 'only those that are as grave'),
    all: flag('also what was closed'),
    limit: LIMIT,
  },
  example: 'alerts --dir xa --severity critical',
  async run(io, [action, ...ids], values) {
    if (action !== undefined && (action !== 'close' || ids.length === 0)) throw usage('the action is close, with ids')
    const limit = limitOf(values)
    return withClient(resolve(required(values, 'dir')), async (client) => {
      if (action === 'close') {
        for (const id of ids) await client.request('POST', `/v1/alerts/${encodeURIComponent(id)}/close`)
        io.out(io.json ? JSON.stringify({ ok: true, closed: ids }) : `${ids.length} closed`)
        return 0
      }
      const query = { severity: optional(values, 'severity'), all: values['all'] === true ? 'true' : undefined }
      const items = await listed<Alert>(client, '/v1/alerts', query, limit)
      const none = items.every((alert) => alert.closedAt !== null)
      if (io.json) io.out(JSON.stringify({ ok: none, items }))
      else if (items.length === 0) io.out('No alert is open.')
      else for (const alert of items) print(io, alert)
      return none ? 0 : 1
    })
  },
}
