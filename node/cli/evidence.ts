/** `juxta evidence`: what proves messages, a file for each. */
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { withClient, type Client } from './client.ts'
import { type Command, DIR, flag, optional, output, required, text, usage } from './command.ts'
import { progressOf } from './terminal.ts'

/** The newest checkpoint that a neighbour has cosigned: files that are written together all stand under it. */
async function newestCosigned(client: Client): Promise<string | null> {
  const log = (await client.request('GET', '/v1/log')).json<{ shard: string; cosigned: { size: number }[] }>()
  const size = Math.max(0, ...log.cosigned.map((c) => c.size))
  return size === 0 ? null : `${log.shard}/${size}`
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  )

export const evidence: Command = {
  usage: 'evidence ID… --dir D -o FILE|FOLDER [--documents] [--wait SECONDS]',
  about: `Writes the evidence bundle of each message, of a running or a stopped node: manifest, receipt, later events, agreement, leaves with their proofs,
checkpoints with the cosignatures of neighbours, timestamps, what was erased and, with --documents, the documents. Of several ids each gets a file ID.evidence.json in the
folder, and all stand under one checkpoint, so that they can be compared. --wait waits until two neighbours, or the only one, have cosigned our log and the receiver's. Check them with "juxta verify".`,
  options: {
    ...DIR,
    output: output('FILE', 'where the bundle is written; a folder for several'),
    documents: flag('with the documents themselves'),
    wait: text('SECONDS', 'wait until two neighbours, or the only one, have cosigned, 60 at most'),
  },
  example: 'evidence 0197f3a0-5c1e-7000-8000-000000000001 --dir xa -o bundle.json --wait 60',
  async run(io, ids, values) {
    if (ids.length === 0) throw usage('evidence needs the id of a message')
    const output = resolve(required(values, 'output'))
    const wait = optional(values, 'wait') ?? '0'
    if (!/^[0-9]{1,2}$/.test(wait)) throw usage('--wait is a number of seconds up to 60')
    const intoFolder = ids.length > 1 || (await isFolder(output))
    if (intoFolder) await mkdir(output, { recursive: true })
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const written: { file: string; bytes: number }[] = []
      const progress = progressOf(io, 'gathering')
      const under = ids.length > 1 ? await newestCosigned(client) : null
      for (const id of ids) {
        progress.at(written.length, ids.length)
        const query = `documents=${values['documents'] === true}${under === null ? '' : `&under=${under}`}`
        const path = `/v1/messages/${encodeURIComponent(id)}/evidence?${query}`
        const { body } = await client.request('GET', path, undefined, { prefer: `wait=${wait}` })
        const file = intoFolder ? join(output, `${id}.evidence.json`) : output
        await writeFile(file, body)
        written.push({ file, bytes: body.length })
        if (!io.json) io.out(`${file}: ${body.length} bytes`)
      }
      progress.end()
      if (io.json) io.out(JSON.stringify({ ok: true, ...written[0]!, files: written }))
      return 0
    })
  },
}
