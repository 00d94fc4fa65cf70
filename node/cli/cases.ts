/** Cases whose work has failed, for an operator: what they are, and trying them again; and the record of a joint control, to be printed and signed. */
import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { isMessageId } from '../values/id.ts'
import { withClient, type Client } from './client.ts'
import { type Command, DIR, type Io, optional, output, required, text, usage, type Values } from './command.ts'
import { languagesIn } from './language.ts'
import { listed } from './pages.ts'

type SetAside = components['schemas']['SetAsideCases']['items']

function print(io: Io, items: SetAside): void {
  for (const a of items)
    io.out(
      `${a.conversation}  with ${a.peer}  since ${a.since}, tried ${a.attempts} times  ${a.projection}: ${a.error}`,
    )
}

/** The record of a joint control on the terminal, or in a file. */
async function printRecord(io: Io, client: Client, [conversation, ...more]: string[], values: Values): Promise<number> {
  if (!isMessageId(conversation) || more.length > 0) throw usage('cases print needs one conversation')
  const [languages, peer, file] = [languagesIn(values), optional(values, 'with'), optional(values, 'output')]
  const query = new URLSearchParams({ ...(languages ? { languages } : {}), ...(peer ? { peer } : {}) })
  const kind = file !== undefined && extname(file) === '.pdf' ? 'pdf' : 'html'
  const { body } = await client.request('GET', `/v1/controls/${conversation}/record.${kind}?${query.toString()}`)
  if (file === undefined) io.out(body.toString().trimEnd())
  else {
    await writeFile(resolve(file), body)
    io.out(io.json ? JSON.stringify({ ok: true, file }) : file)
  }
  return 0
}

export const cases: Command = {
  usage:
    'cases list --dir D | cases retry [CONVERSATION]… --dir D | cases print CONVERSATION [--with XB] [--languages fr,es] [-o F] --dir D',
  about: `Shows the cases that were set aside because the work on them has failed, or tries them again: those named, or all. A case that goes on
again closes its alert. Exit 0 none is set aside, 1 all that were tried still are, 2 some. print makes the record of a joint control in two languages beside each other,
those of the agreement where none are named, with the digests and receipts that prove it: a page, or a PDF.`,
  actions: {
    list: 'those that were set aside',
    retry: 'work on them again: those named, or all',
    print: 'the record of a joint control, to be printed and signed',
  },
  options: {
    ...DIR,
    with: text('COUNTRY', 'print: with whom, where the case is with several'),
    languages: text('LANGUAGES', 'print: two of en, fr, es and ar, as fr,es'),
    output: output('FILE', 'print: where it is written; a name that ends in .pdf is a PDF'),
  },
  example: 'cases retry --dir xa',
  async run(io, [action, ...named], values) {
    if (action !== 'list' && action !== 'retry' && action !== 'print') throw usage('list, retry or print')
    return withClient(resolve(required(values, 'dir')), async (client) => {
      if (action === 'print') return printRecord(io, client, named, values)
      const aside = (): Promise<SetAside> => listed(client, '/v1/set-aside')
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
