/** `juxta audit`: who did and read what, with the outcome. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { withClient } from './client.ts'
import { type Command, DIR, type Io, optional, output, required, text, usage, type Values } from './command.ts'
import { LIMIT, limitOf, listed } from './pages.ts'
import { styled, tinted, type Styled } from './terminal.ts'

type Record = components['schemas']['AuditRecord']

const FILTERS = ['who', 'what', 'subject', 'outcome', 'from', 'to'] as const

const line = ({ at, client, agency, address, what, subject, outcome, problem }: Record): Styled => {
  const who = `${client}${agency === null ? '' : ` (${agency})`} at ${address}`
  return styled`${at}  ${who}  ${what}${subject === '' ? '' : ` ${subject}`}  ${tinted(outcome)}${problem === null ? '' : ` (${problem})`}`
}

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
  actions: {
    prove: 'write what shows that a record is the one that was logged',
  },
  options: {
    ...DIR,
    who: text('CLIENT', 'only what this API client did, or the key of this id'),
    what: text('OPERATION', 'only this operation of the API, or command'),
    subject: text('ID', 'only what was done to this message, case, key, country or hash'),
    outcome: text('done|refused|failed', 'only what ended so'),
    from: text('TIME', 'from this time on'),
    to: text('TIME', 'before this time'),
    limit: LIMIT,
    output: output('FILE', 'prove: where the proof is written'),
  },
  example: 'audit --dir xa --outcome refused --from 2026-01-01T00:00:00Z',
  async run(io, positionals, values) {
    const [action, id, ...rest] = positionals
    if (action === 'prove' && id !== undefined && rest.length === 0) return prove(io, id, values)
    if (action !== undefined) throw usage(`unexpected: ${positionals.join(' ')}`)
    const limit = limitOf(values)
    const filters = Object.fromEntries(FILTERS.map((name) => [name, optional(values, name)]))
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const items = await listed<Record>(client, '/v1/audit', filters, limit)
      if (io.json) io.out(JSON.stringify({ ok: true, items }))
      else for (const record of items) io.out(line(record))
      return 0
    })
  },
}
