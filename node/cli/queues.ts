/** `juxta queues`: what waits for whom. */
import { resolve } from 'node:path'
import type { paths } from '../generated/window.ts'
import { withClient } from './client.ts'
import { DIR, required, usage, type Command } from './command.ts'
import { styled, tinted } from './terminal.ts'

type Queues = paths['/v1/queues']['get']['responses'][200]['content']['application/json']

export const queues: Command = {
  usage: 'queues --dir D',
  about: `What waits for each neighbour: how many messages wait, how many of them are due now, how many are parked until a person decides, since when the oldest waits,
and whether the neighbour is being tried or left alone for a while (circuit open), since it did not answer. juxta retry --peer XB tries at once. Exit 0 nothing is parked and
every neighbour is tried, 1 something wants a look.`,
  options: DIR,
  example: 'queues --dir xa',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const { items } = await withClient(resolve(required(values, 'dir')), async (client) =>
      (await client.request('GET', '/v1/queues')).json<Queues>(),
    )
    const well = items.every(({ parked, circuit }) => parked === 0 && circuit === 'closed')
    if (io.json) io.out(JSON.stringify({ ok: well, items }))
    else if (items.length === 0) io.out('Nothing waits for anybody.')
    for (const { peer, waiting, due, parked, oldest, circuit } of io.json ? [] : items) {
      const away = circuit === 'open' ? styled`, ${tinted('critical', 'does not answer: left alone for a while')}` : ''
      const aside = parked === 0 ? '0 parked' : tinted('parked', `${parked} parked`)
      io.out(
        styled`${peer}  ${waiting} waiting, ${due} due, ${aside}${oldest === null ? '' : `, the oldest since ${oldest}`}${away}`,
      )
    }
    return well ? 0 : 1
  },
}
