/**
 * A part of many megabytes passes between two real processes, each of which is killed half way: it goes on from where the receiver has it, arrives byte for byte, and
 * neither process needs much memory for it. `LARGE_MIB=1024` passes a gibibyte.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import Sqlite from 'libsql'
import t from 'tap'
import { request } from 'undici'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { agreeToLarge, killAndRestart, startPair, states, until } from './processes.ts'

const MIB = 1_048_576
const SIZE = Number(process.env['LARGE_MIB'] ?? 128) * MIB + 4711
/** What a part may cost one process at its height, beyond what it has when nothing passes: how much that is, is for the machine and for V8 to say. */
const MORE_MIB = 96

const block = randomBytes(MIB)

/** Bytes that no coding makes smaller, from `from` on. */
function* content(from = 0): Generator<Buffer> {
  for (let at = from; at < SIZE;) {
    const piece = Buffer.from(block)
    piece.writeDoubleBE(Math.floor(at / MIB))
    const bytes = piece.subarray(at % MIB, Math.min(MIB, (at % MIB) + SIZE - at))
    at += bytes.length
    yield bytes
  }
}

const headersOf = ({ keys }: DemoNode) => ({ authorization: `Bearer ${keys.window}` })

const resident = ({ pid }: DemoNode, field: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${field}:\\s+([0-9]+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

/** The most memory that a process had resident since it began, or since that was forgotten. */
const peakOf = (node: DemoNode): number => resident(node, 'VmHWM')

async function upload(node: DemoNode, id: string, upTo = SIZE): Promise<void> {
  const path = `${node.window}/v1/uploads/${id}`
  const stored = Number(
    (await request(path, { method: 'HEAD', headers: headersOf(node) })).headers['upload-offset'] ?? 0,
  )
  function* some(): Generator<Buffer> {
    let left = upTo - stored
    for (const bytes of content(stored)) {
      if (left <= 0) return
      yield bytes.subarray(0, left)
      left -= bytes.length
    }
  }
  const answer = await request(path, {
    method: 'PUT',
    headers: {
      ...headersOf(node),
      'content-type': 'application/pdf',
      'upload-offset': String(stored),
      'upload-length': String(SIZE),
    },
    body: Readable.from(some()),
    bodyTimeout: 0,
    headersTimeout: 0,
  })
  if (answer.statusCode > 201) throw new Error(await answer.body.text())
  await answer.body.dump()
}

/** How much of the part the receiver has. */
function storedAt(node: DemoNode): number {
  const db = new Sqlite(join(node.dir, 'juxta.db'), { readonly: true })
  try {
    return Number((db.prepare('select max("stored") as "stored" from "large"').get() as { stored: number }).stored ?? 0)
  } finally {
    db.close()
  }
}

t.test('a large part between two processes', async (t) => {
  // As docs/how-to/large-documents.md says it for machines that are short of memory: half of what a node has by default is room for what V8 has not cleared away yet.
  const before = process.env['NODE_OPTIONS'] ?? ''
  process.env['NODE_OPTIONS'] = `${before} --max-semi-space-size=2`
  t.teardown(() => (process.env['NODE_OPTIONS'] = before))
  const [a, b] = await startPair(t)
  await agreeToLarge(a, b, 2 * 1024 * MIB)
  t.comment(`before anything large: ${[a, b].map(peakOf).map(Math.round).join(', ')}`)
  // From here on the height is that of what passes, and not that of a start.
  for (const { pid } of [a, b]) writeFileSync(`/proc/${pid}/clear_refs`, '5')
  const idle = Math.max(...[a, b].map((node) => resident(node, 'VmRSS')))
  const id = randomUUID()
  await upload(a, id, SIZE / 3)
  await upload(a, id)
  const peaks = [peakOf(a)]
  const submission = { to: b.country, procedure: 'pre-arrival', type: 'declaration', document: { upload: id } }
  const { id: message } = await call<{ id: string }>(a, 'POST', '/v1/messages', submission, 'window', {
    'idempotency-key': randomUUID(),
  })
  await until('a third is there', () => storedAt(b) > SIZE / 3)
  peaks.push(peakOf(a), peakOf(b))
  await killAndRestart(b, 100)
  const kept = storedAt(b)
  t.ok(kept > SIZE / 3, 'what the receiver had when it was killed stays')
  await until('two thirds are there', () => storedAt(b) > (SIZE * 2) / 3)
  peaks.push(peakOf(a), peakOf(b))
  await killAndRestart(a, 100)
  const least = storedAt(b)
  await until('it is delivered', async () => (await states(a)).get(message) === 'delivered')
  t.ok(storedAt(b) >= least, 'nothing was begun anew')
  peaks.push(peakOf(a), peakOf(b))

  const got = await request(`${b.window}/v1/messages/${message}/document`, { headers: headersOf(b), bodyTimeout: 0 })
  const [sent, came] = [createHash('sha256'), createHash('sha256')]
  for (const bytes of content()) sent.update(bytes)
  for await (const bytes of got.body) came.update(bytes as Buffer)
  t.equal(came.digest('hex'), sent.digest('hex'), 'it arrived byte for byte')
  peaks.push(peakOf(b))
  t.comment(`${Math.round(SIZE / MIB)} MiB, peaks of resident memory in MiB: ${peaks.map(Math.round).join(', ')}`)
  const wal = `${join(b.dir, 'juxta.db')}-wal`
  t.comment(`write-ahead log of the receiver: ${existsSync(wal) ? Math.round(readFileSync(wal).length / MIB) : 0} MiB`)
  t.comment(`resident before it: ${Math.round(idle)} MiB; at the height: ${Math.round(Math.max(...peaks))} MiB`)
  t.ok(Math.max(...peaks) < idle + MORE_MIB, `no process needed more than ${MORE_MIB} MiB for it`)
})
