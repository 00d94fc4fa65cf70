/** `juxta evidence`: what proves a message, in one file. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { withClient } from './client.ts'
import { optional, required, usage, type Command } from './command.ts'

export const evidence: Command = {
  usage: 'evidence ID --dir D -o bundle.json [--documents] [--wait SECONDS]',
  about: `Writes the evidence bundle of a message: manifest, receipt, later events, leaves with their proofs, checkpoints with the cosignatures of
neighbours, timestamps and, with --documents, the documents. --wait waits until a neighbour has cosigned. Check it with "juxta verify".`,
  options: {
    dir: { type: 'string' },
    output: { type: 'string', short: 'o' },
    documents: { type: 'boolean' },
    wait: { type: 'string' },
  },
  async run(io, [id], values) {
    if (!id) throw usage('evidence needs the id of a message')
    const output = resolve(required(values, 'output'))
    const wait = optional(values, 'wait') ?? '0'
    if (!/^[0-9]{1,2}$/.test(wait)) throw usage('--wait is a number of seconds up to 60')
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const path = `/v1/messages/${encodeURIComponent(id)}/evidence?documents=${values['documents'] === true}`
      const { body } = await client.request('GET', path, undefined, { prefer: `wait=${wait}` })
      await writeFile(output, body)
      io.out(
        io.json ? JSON.stringify({ ok: true, file: output, bytes: body.length }) : `${output}: ${body.length} bytes`,
      )
      return 0
    })
  },
}
