/** `juxta audit`: who did and read what, with the outcome. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { optional, required, usage, type Command, type Io, type Values } from './command.ts'

type Record = components['schemas']['AuditRecord']
type Page = { items: Record[]; next: string | null }

const FILTERS = ['who', 'what', 'subject', 'outcome', 'from', 'to'] as const
const PAGE = 500

const line = ({ at, client, agency, address, what, subject, outcome, problem }: Record): string =>
  [
    `${at}  ${client}${agency === null ? '' : ` (${agency})`} at ${address}`,
    `${what}${subject === '' ? '' : ` ${subject}`}`,
    `${outcome}${problem === null ? '' : ` (${problem})`}`,
  ].join('  ')

async function prove(io: Io, id: string, values: Values): Promise<number> {
  const file = resolve(required(values, 'output'))
  const { body, json } = await withClient(resolve(required(values, 'dir')), (client) =>
    client.request('GET', `/v1/audit/${encodeURIComponent(id)}/proof`),
  )
  const { leaf } = json<components['schemas']['AuditProof']>()
  await writeFile(file, body)
  io.out(
    io.json ? JSON.stringify({ ok: true, file, leaf }) : `${file}: under leaf ${leaf.index} of the log ${leaf.shard}`,
  )
  return 0
}

export const audit: Command = {
  usage:
    'audit --dir D [--who CLIENT|KEY] [--what OPERATION] [--subject ID] [--outcome done|refused|failed] [--from TIME] [--to TIME] [--limit N] | audit prove ID -o F --dir D',
  about: `Every action, every read that hands out content, and every refusal, newest first: who (client, agency, address), what (the operation of the API or the
command), to what, and the outcome. --limit is how many at most, 100 unless told. prove writes what shows that a record is the one that was logged; juxta log check DIR --record F checks it
against an export.`,
  options: {
    dir: { type: 'string' },
    ...Object.fromEntries(FILTERS.map((name) => [name, { type: 'string' as const }])),
    limit: { type: 'string' },
    output: { type: 'string', short: 'o' },
  },
  async run(io, positionals, values) {
    const [action, id, ...rest] = positionals
    if (action === 'prove' && id !== undefined && rest.length === 0) return prove(io, id, values)
    if (action !== undefined) throw usage(`unexpected: ${positionals.join(' ')}`)
    const limit = optional(values, 'limit') ?? '100'
    if (!/^[1-9][0-9]{0,6}$/.test(limit)) throw usage('--limit is a number from 1 on')
    const filters = FILTERS.flatMap((name): [string, string][] => {
      const value = optional(values, name)
      return value === undefined ? [] : [[name, value]]
    })
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const items: Record[] = []
      for (let after: string | null = ''; after !== null && items.length < Number(limit);) {
        const query = new URLSearchParams([
          ...filters,
          ['after', after],
          ['limit', String(Math.min(PAGE, Number(limit) - items.length))],
        ])
        const page: Page = (await client.request('GET', `/v1/audit?${query}`)).json<Page>()
        items.push(...page.items)
        after = page.next
      }
      if (io.json) io.out(JSON.stringify({ ok: true, items }))
      else for (const record of items) io.out(line(record))
      return 0
    })
  },
}
