/** Real messages of others pass through a pair of nodes byte for byte, each with a receipt. */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startTestNodes, untilState, type TestNode } from '../nodes.ts'
import { needsShared, shared } from '../shared-data.ts'

const FOLDERS = ['wco-dm/samples', 'ens/samples', 'ephyto', 'cites', 'onerecord']

t.test('all real documents arrive byte for byte, receipted', needsShared(), async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(shared(folder), { recursive: true })
      .map((f) => join(shared(folder), String(f)))
      .filter((f) => /\.(xml|json)$/.test(f)),
  )
  t.ok(files.length >= 94, `${files.length} documents`)
  const sent = await Promise.all(
    files.map(async (file) => {
      const bytes = readFileSync(file)
      const type = /ephyto|cites/.test(file)
        ? '&procedure=documents&type=verification'
        : '&procedure=pre-arrival&type=declaration'
      const { status, body } = await a.call('POST', `/v1/messages?to=XB${type}`, bytes, {
        'content-type': file.endsWith('.json') ? 'application/ld+json' : 'application/xml',
        'idempotency-key': randomUUID(),
      })
      if (status !== 202) t.fail(`${file}: ${JSON.stringify(body)}`)
      return { file, bytes, id: body.id as string }
    }),
  )
  for (const { file, bytes, id } of sent) {
    t.ok((await untilState(a, id, 'delivered', 'refused')).receipt, file)
    const arrived = (await b.call('GET', `/v1/messages/${id}/document`)).body as Buffer
    const sum = (x: Buffer): string => createHash('sha256').update(x).digest('hex')
    t.equal(sum(arrived), sum(bytes), file)
  }
})
