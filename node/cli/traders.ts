/** `juxta traders`: a granting country's list sent as a snapshot in parts, and the question whether a trader is recognised here. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { cut, documentOf, planOf } from '../procedures/aeo/cut-snapshot.ts'
import { withClient } from './client.ts'
import { type Command, DIR, optional, required, text, usage } from './command.ts'
import { progressOf } from './terminal.ts'

type Schemas = components['schemas']

const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })

const whole = (text: string, name: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw usage(`--${name} is a whole number, 0 or above`)
  return value
}

/** For what it counts here, and of what else the agreement names why not. */
const benefitsOf = ({ recognised, benefits }: Schemas['Trader']): string =>
  recognised ? ` (${benefits.map((b) => (b.reason ? `not ${b.benefit}: ${b.reason}` : b.benefit)).join(', ')})` : ''

export const traders: Command = {
  usage:
    'traders snapshot --dir D --to XB --sequence N FILE.ndjson [--conversation ID] [--snapshot ID] | traders show ID… --dir D [--crossing C] [--at T]',
  about: `snapshot: cuts a list of authorised traders (one JSON text a line) into parts with their hashes and sends them; N is the number of the last delta that the list
holds. Run again with the same file after a failure, it goes on where it was. show: whether traders are recognised here, and since when.`,
  actions: {
    snapshot: 'send a whole list',
    show: 'whether traders are recognised here, and since when',
  },
  options: {
    ...DIR,
    to: text('COUNTRY', 'snapshot: who is to have the list'),
    sequence: text('N', 'snapshot: the last delta that the list holds'),
    conversation: text('ID', 'snapshot: the case of the list, where there is one'),
    snapshot: text('ID', 'snapshot: its name; made from the list unless told'),
    crossing: text('ID', 'show: for goods of this crossing'),
    at: text('TIME', 'show: as of this time'),
  },
  example: 'traders show XA-AEO-1 --dir xb',
  async run(io, [action, ...subjects], values) {
    switch (action) {
      case 'snapshot': {
        const [file] = subjects
        if (file === undefined || subjects.length > 1) throw usage('traders snapshot needs one file')
        const to = required(values, 'to')
        const xSequence = whole(required(values, 'sequence'), 'sequence')
        const plan = await planOf(cut(linesOf(file)))
        // The same list has the same name, so that a second run finds what the first has sent.
        const xSnapshot = optional(values, 'snapshot') ?? `${xSequence}-${plan.hash.slice(-16)}`
        return withClient(resolve(required(values, 'dir')), async (client) => {
          let conversation = optional(values, 'conversation')
          let number = 0
          const progress = progressOf(io, 'sending')
          for await (const part of cut(linesOf(file))) {
            number++
            const document = JSON.stringify(documentOf({ xSnapshot, xSequence }, plan, number, part))
            const { id } = (
              await client.request(
                'POST',
                '/v1/messages',
                {
                  to,
                  procedure: 'aeo',
                  type: 'snapshot',
                  context: { xSchema: 'aeo' },
                  ...(conversation === undefined ? {} : { conversation }),
                  document: { mediaType: 'application/json', text: document },
                  attachments: [{ mediaType: 'application/x-ndjson', text: part.text }],
                },
                { 'idempotency-key': `snapshot ${to} ${xSnapshot} ${number}` },
              )
            ).json<{ id: string }>()
            conversation ??= id
            progress.at(number, plan.parts)
          }
          progress.end()
          io.out(
            io.json
              ? JSON.stringify({ ok: true, conversation, snapshot: xSnapshot, sequence: xSequence, ...plan })
              : `${plan.count} traders in ${plan.parts} parts, snapshot ${xSnapshot}, case ${conversation}`,
          )
          return 0
        })
      }
      case 'show': {
        if (subjects.length === 0) throw usage('traders show needs an identifier')
        const [crossing, at] = [optional(values, 'crossing'), optional(values, 'at')]
        return withClient(resolve(required(values, 'dir')), async (client) => {
          const { items, incompleteLists } = (
            await client.request('POST', '/v1/traders/lookup', {
              traders: subjects.map((id) => ({ id })),
              ...(crossing === undefined ? {} : { crossing }),
              ...(at === undefined ? {} : { at }),
            })
          ).json<{ items: Schemas['TraderAnswer'][]; incompleteLists: Schemas['IncompleteList'][] }>()
          if (io.json) io.out(JSON.stringify({ ok: items.every((i) => i.recognised), items, incompleteLists }))
          else {
            for (const item of items) {
              io.out(
                `${item.id}  ${item.recognised ? 'recognised' : 'not recognised'}  ${item.status}${item.since ? ` since ${item.since}` : ''}`,
              )
              for (const i of item.items)
                io.out(
                  `  ${i.granting} ${i.key.programme} ${i.key.type ?? ''} ${i.name ?? ''}${i.reason ? `: ${i.reason}` : ''}${benefitsOf(i)}`,
                )
            }
            for (const list of incompleteLists)
              io.out(
                `The list of ${list.granting} is incomplete since ${list.since} (known up to sequence ${list.sequence}): who is recognised here may have been suspended or revoked there.`,
              )
          }
          return items.every((i) => i.recognised) ? 0 : 1
        })
      }
      default:
        throw usage('the action is snapshot or show')
    }
  },
}
