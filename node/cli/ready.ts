/** `juxta ready`: whether this node and a neighbour can go live, item by item, from what the node holds. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { isCountry } from '../values/country.ts'
import { withClient } from './client.ts'
import { DIR, required, usage, type Command } from './command.ts'
import { paint, styled } from './terminal.ts'

type Readiness = components['schemas']['Readiness']

const TURNS = { ours: 'our turn', theirs: 'their turn', both: 'for both' } as const

export const ready: Command = {
  usage: 'ready COUNTRY --dir D',
  about: `What is still missing before this node and that of COUNTRY go live: an agreement of the stage live that both have signed, its tests passed, keys, witnesses,
duty desks, offices and routes that fit, hours, code lists, the tz database, a backup, a restore that was tried, no critical alert. Each is found from what the node
holds, and what is missing says whose turn it is. Exits 0 where nothing is missing, 1 where something is.`,
  options: DIR,
  example: 'ready XB --dir xa',
  async run(io, [country, ...more], values) {
    if (country === undefined || more.length > 0 || !isCountry(country)) throw usage('one country is asked about')
    const told = await withClient(resolve(required(values, 'dir')), async (client) =>
      (await client.request('GET', `/v1/peers/${country}/readiness`)).json<Readiness>(),
    )
    if (io.json) io.out(JSON.stringify({ ok: told.ready, ...told }))
    else {
      for (const { item, met, detail, turn } of told.items)
        io.out(
          styled`${met ? paint('green', 'met    ') : paint('red', 'missing')} ${item}: ${detail}${turn === null ? '' : ` (${TURNS[turn]})`}`,
        )
      const open = told.items.filter(({ met }) => !met).length
      io.out(open === 0 ? `Ready to go live with ${country}.` : `${open} of ${told.items.length} are missing.`)
    }
    return told.ready ? 0 : 1
  },
}
