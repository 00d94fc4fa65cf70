/** `juxta system`: what either side has told of its system and of data, as it stands: breaches of data, wrong data, and what was interrupted. */
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { type Command, DIR, optional, required, text, usage } from './command.ts'
import { LIMIT, limitOf, listed } from './pages.ts'
import { paint, styled, type Styled } from './terminal.ts'

type Schemas = components['schemas']

type List<Row> = { readonly line: (row: Row) => Styled; readonly isOver: (row: Row) => boolean }

const until = (what: string, time: string | null): string => (time === null ? '' : `, ${what} ${time}`)

const state = (name: string, over: boolean, late: boolean): Styled =>
  paint(late ? 'red' : over ? 'green' : 'yellow', name.padEnd(13))

const LISTS = {
  breaches: {
    isOver: ({ state }) => state === 'remedied',
    line: (b: Schemas['Breach']) =>
      styled`${b.id}  ${state(b.state, b.state === 'remedied', b.state === 'overdue' || b.late)}  ${b.country}  ${b.procedure}: ${b.kinds.join(', ')}; found ${b.known}, told ${b.told}${b.late ? ' (late)' : ''}${until('to be answered by', b.answerBy)}`,
  } satisfies List<Schemas['Breach']>,
  corrections: {
    isOver: ({ state }) => state === 'corrected' || state === 'refused',
    line: (c: Schemas['Correction']) =>
      styled`${c.id}  ${state(c.state, c.answered !== null, c.state === 'overdue')}  ${c.country}  ${c.procedure} ${c.message}${until('due', c.due)}`,
  } satisfies List<Schemas['Correction']>,
  interruptions: {
    isOver: ({ state }) => state === 'over',
    line: (i: Schemas['Interruption']) =>
      styled`${i.id}  ${state(i.state, i.state === 'over', i.state === 'overdue')}  ${i.country}  ${i.what} since ${i.from}${until('over', i.ended)}${until('to be regularised by', i.regulariseBy)}`,
  } satisfies List<Schemas['Interruption']>,
} as const

type Name = keyof typeof LISTS
const isName = (name: string | undefined): name is Name => name !== undefined && Object.hasOwn(LISTS, name)

export const system: Command = {
  usage: 'system breaches|corrections|interruptions --dir D [--peer XB] [--limit N]',
  about: `What either side has told the other, told last first, with how it stands: breaches of data that passed between the two, data that were found wrong, and what
is interrupted or is still to be brought into the exchange. --limit is how many at most, 100 unless told. Exit 0 all of it is over, 1 something is not.`,
  actions: {
    breaches: 'data that were lost, altered, or seen by who must not',
    corrections: 'data that were found wrong',
    interruptions: 'outages, and what stands in for the exchange',
  },
  options: { ...DIR, peer: text('COUNTRY', 'only what passed with this neighbour'), limit: LIMIT },
  example: 'system breaches --dir xa',
  async run(io, [name, ...more], values) {
    if (!isName(name) || more.length > 0) throw usage('breaches, corrections or interruptions are listed')
    const limit = limitOf(values)
    const { line, isOver } = LISTS[name] as List<{ readonly id: string }>
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const items = await listed<{ id: string }>(client, `/v1/${name}`, { peer: optional(values, 'peer') }, limit)
      const over = items.every(isOver)
      if (io.json) io.out(JSON.stringify({ ok: over, items }))
      else if (items.length === 0) io.out('Nothing was told.')
      else for (const one of items) io.out(line(one))
      return over ? 0 : 1
    })
  },
}
