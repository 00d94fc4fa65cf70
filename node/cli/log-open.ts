/** `juxta log open`: what a leaf of the log's own commits to, with its proof. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { withClient } from './client.ts'
import { usage, type Io } from './command.ts'

/** `place`: the shard and the index of the leaf. */
export async function openLeaf(
  io: Io,
  dir: string,
  [shard, index]: readonly (string | undefined)[],
  output: string | undefined,
): Promise<number> {
  if (shard === undefined || index === undefined || !/^(0|[1-9][0-9]{0,14})$/.test(index))
    throw usage('log open needs a shard and the index of a leaf')
  return withClient(dir, async (client) => {
    const { body, json } = await client.request('GET', `/v1/log/${encodeURIComponent(shard)}/leaves/${index}`)
    const opened = json<{ kind: string; object: string; leaf: string; salt: string }>()
    if (output !== undefined) await writeFile(resolve(output), body)
    if (io.json) io.out(JSON.stringify({ ok: true, ...opened }))
    else {
      io.out(`leaf ${index} of ${shard}: ${opened.kind}`)
      io.out(opened.object)
      io.out(`commits by the salt ${opened.salt}: ${opened.leaf}`)
    }
    return 0
  })
}
