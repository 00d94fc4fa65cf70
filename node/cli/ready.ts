/** `juxta ready`: whether this node and a neighbour can go live, item by item, from what the node holds. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { readinessSpeech } from '../procedures/system/readiness-words.ts'
import { isCountry } from '../values/country.ts'
import { withClient } from './client.ts'
import { DIR, required, usage, type Command } from './command.ts'
import { LANGUAGE, languageIn } from './language.ts'
import { paint, styled } from './terminal.ts'

type Readiness = components['schemas']['Readiness']

export const ready: Command = {
  usage: 'ready COUNTRY --dir D [--language L]',
  about: `What is still missing before this node and that of COUNTRY go live: an agreement of the stage live that both have signed, its tests passed, keys, witnesses,
duty desks, offices and routes that fit, hours, code lists, the tz database, a backup, a restore that was tried, no critical alert. Each is found from what the node
holds, and what is missing says whose turn it is. Exits 0 where nothing is missing, 1 where something is.`,
  options: { ...DIR, ...LANGUAGE },
  example: 'ready XB --dir xa',
  async run(io, [country, ...more], values) {
    if (country === undefined || more.length > 0 || !isCountry(country)) throw usage('one country is asked about')
    const language = languageIn(values)
    const { say, state, turn: turns } = readinessSpeech(language)
    const told = await withClient(resolve(required(values, 'dir')), async (client) =>
      (await client.request('GET', `/v1/peers/${country}/readiness?language=${language}`)).json<Readiness>(),
    )
    if (io.json) io.out(JSON.stringify({ ok: told.ready, ...told }))
    else {
      for (const { item, met, detail, turn } of told.items)
        io.out(
          styled`${paint(met ? 'green' : 'red', (met ? state.met : state.missing).padEnd(7))} ${item}: ${detail}${turn === null ? '' : ` (${turns[turn]})`}`,
        )
      const open = told.items.filter(({ met }) => !met).length
      io.out(open === 0 ? say('ready', { peer: country }) : say('left', { n: open, all: told.items.length }))
    }
    return told.ready ? 0 : 1
  },
}
