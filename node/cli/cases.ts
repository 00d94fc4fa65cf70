/** Cases whose work has failed, for an operator: what they are, and trying them again. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { type Command, DIR, type Io, required, usage } from './command.ts'

type SetAside = components['schemas']['SetAsideCases']['items']

function print(io: Io, items: SetAside): void {
  for (const a of items)
    io.out(
      `${a.conversation}  with ${a.peer}  since ${a.since}, tried ${a.attempts} times  ${a.projection}: ${a.error}`,
    )
}

export const cases: Command = {
  usage: 'cases list --dir D | cases retry [CONVERSATION]… --dir D',
  about: `Shows the cases that were set aside because the work on them has failed, or tries them again: those named, or all. A case that goes on
again closes its alert. Exit 0 none is set aside, 1 all that were tried still are, 2 some.`,
  actions: {
    list: 'those that were set aside',
    retry: 'work on them again: those named, or all',
  },
  options: DIR,
  example: 'cases retry --dir xa',
  async run(io, [action, ...named], values) {
    if (action !== 'list' && action !== 'retry') throw usage('list or retry')
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const aside = async (): Promise<SetAside> =>
        (await client.request('GET', '/v1/set-aside')).json<{ items: SetAside }>().items
      const before = await aside()
      if (action === 'list') {
        if (io.json) io.out(JSON.stringify({ ok: before.length === 0, items: before }))
        else if (before.length === 0) io.out('No case is set aside.')
        else print(io, before)
        return before.length === 0 ? 0 : 1
      }
      const tried = named.length > 0 ? named : [...new Set(before.map((a) => a.conversation))]
      for (const conversation of tried) await client.request('POST', `/v1/cases/${conversation}/retry`)
      const left = (await aside()).filter((a) => tried.includes(a.conversation))
      const failed = new Set(left.map((a) => a.conversation)).size
      if (io.json) io.out(JSON.stringify({ ok: failed === 0, tried: tried.length, items: left }))
      else {
        io.out(`${tried.length} tried, ${failed} still set aside`)
        print(io, left)
      }
      return failed === 0 ? 0 : failed === tried.length ? 1 : 2
    })
  },
}
