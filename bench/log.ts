/** `juxta bench log`: what the message log costs and how soon it proves, between two nodes that are processes of their own. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { randomBytes, randomUUID } from 'node:crypto'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Io } from '../node/cli/command.ts'
import { call, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { folderSource } from '../node/cli/log-files.ts'
import { checkLog } from '../node/auditor/check.ts'
import { signCheckpoint } from '../node/log/checkpoint.ts'
import { commitment, encodeLeaf, leafHash } from '../node/log/entry.ts'
import { verifierKey } from '../node/log/note.ts'
import { encodeEntries, entriesBetween, TileBuilder, tilePath } from '../node/log/tiles.ts'
import { makeKey } from '../node/seal/keys.ts'
import { publicOf } from '../node/seal/webcrypto.ts'
import { createPrivateKey, sign } from 'node:crypto'
import { startTwo } from './drive.ts'

const MAIN = fileURLToPath(new URL('../node/main.js', import.meta.url))
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN
const most = (all: readonly number[]): number => Math.max(...all)

type Log = { size: number; published: number | null; cosigned: { size: number }[] }
type Message = { state: string; history: { state: string; at: string }[]; log: { index: number } }
const logOf = (node: DemoNode): Promise<Log> => call(node, 'GET', '/v1/log', undefined, 'operator')

async function submit(from: DemoNode, to: DemoNode): Promise<string> {
  const { id } = await call<{ id: string }>(
    from,
    'POST',
    '/v1/messages',
    {
      to: to.country,
      procedure: 'pre-arrival',
      type: 'declaration',
      document: { mediaType: 'application/xml', text: '<D/>' },
    },
    'window',
    { 'idempotency-key': randomUUID() },
  )
  return id
}

/** Leaves a second, in both logs, all durable: from the first submission until everything is delivered. */
async function appends(a: DemoNode, b: DemoNode, messages: number): Promise<{ leaves: number; messages: number }> {
  const before = (await logOf(a)).size + (await logOf(b)).size
  const started = performance.now()
  let left = messages
  await Promise.all(
    Array.from({ length: 48 }, async () => {
      while (left-- > 0) await submit(a, b)
    }),
  )
  // Four leaves a message: sent, received, receipt-issued, receipt-received.
  for (let now = before; now - before < 4 * messages; await pause(20))
    now = (await logOf(a)).size + (await logOf(b)).size
  const seconds = (performance.now() - started) / 1000
  return { leaves: (4 * messages) / seconds, messages: messages / seconds }
}

/** Seconds from the receipt to a published proof of the message's leaf, and to the first foreign cosignature over it. */
async function proofTimes(
  a: DemoNode,
  b: DemoNode,
  count: number,
): Promise<{ published: number[]; cosigned: number[] }> {
  const found = { published: [] as number[], cosigned: [] as number[] }
  for (let i = 0; i < count; i++) {
    const id = await submit(a, b)
    let message: Message
    do {
      await pause(5)
      message = await call<Message>(a, 'GET', `/v1/messages/${id}`)
    } while (message.state !== 'delivered')
    const receipt = Date.parse(message.history.find((h) => h.state === 'delivered')!.at)
    let [published, cosigned] = [NaN, NaN]
    while (Number.isNaN(cosigned)) {
      const log = await logOf(a)
      if (Number.isNaN(published) && (log.published ?? 0) > message.log.index) published = Date.now() - receipt
      if (log.cosigned.some((c) => c.size > message.log.index)) cosigned = Date.now() - receipt
      else await pause(10)
    }
    found.published.push(published / 1000)
    found.cosigned.push(cosigned / 1000)
    await pause(Math.random() * 400)
  }
  return found
}

async function bytesBelow(dir: string): Promise<number> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    files.filter((f) => f.isFile()).map(async (f) => (await stat(join(f.parentPath, f.name))).size),
  )
  return sizes.reduce((sum, n) => sum + n, 0)
}

const juxta = (...args: string[]): Promise<number> =>
  new Promise((done, failed) => {
    const started = performance.now()
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      error ? failed(new Error(`${args[0]}: ${stdout}${stderr}`)) : done(performance.now() - started),
    )
  })

/** A log of `size` entries as files, and how many entries a second a check of it does. */
async function checkSpeed(dir: string, size: number): Promise<{ perSecond: number; bytes: number }> {
  const key = await makeKey('Ed25519')
  const vkey = verifierKey('bench.example/log/2026', 1, (await publicOf(key.pem)).spki.subarray(-32))
  const [builder, entries, files] = [new TileBuilder(), [] as Buffer[], new Map<string, Buffer>()]
  for (let i = 0; i < size; i++) {
    const c = commitment('sent', randomBytes(32), String(i))
    const data = encodeLeaf({ kind: 'sent', peer: 'XB', mid: randomBytes(16).toString('base64url'), c })
    entries.push(data)
    for (const tile of builder.append(leafHash(data))) files.set(tilePath(tile), tile.bytes)
  }
  for (const tile of builder.partial()) files.set(tilePath(tile), tile.bytes)
  for (const id of entriesBetween(0, size))
    files.set(tilePath(id), encodeEntries(entries.slice(id.index * 256, id.index * 256 + id.width)))
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), bytes)
  }
  const at = { origin: vkey.name, size, root: builder.root() }
  await writeFile(
    join(dir, 'checkpoint'),
    await signCheckpoint(at, vkey, async (bytes) => sign(null, bytes, createPrivateKey(key.pem))),
  )
  const started = performance.now()
  const { verdict } = await checkLog(folderSource(dir), { keys: [vkey] })
  const seconds = (performance.now() - started) / 1000
  if (verdict !== 'valid') throw new Error(`the log is ${verdict}`)
  return { perSecond: size / seconds, bytes: (await bytesBelow(join(dir, 'tile'))) / size }
}

/** Measures everything that the log promises; `messages` for the durable appends. */
export async function benchLog(io: Io, messages: number, store: string | undefined): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  const nodes: DemoNode[] = []
  try {
    await startTwo(nodes, dir, { store })
    const [a, b] = nodes as [DemoNode, DemoNode]
    await appends(a, b, Math.ceil(messages / 5))
    const durable = await appends(a, b, messages)
    await pause(3000)
    const proof = await proofTimes(a, b, 20)

    const id = await submit(a, b)
    while ((await call<Message>(a, 'GET', `/v1/messages/${id}`)).state !== 'delivered') await pause(50)
    const [bundle, trust] = [join(dir, 'bundle.json'), join(dir, 'trust.json')]
    await juxta('evidence', id, '--dir', a.dir, '-o', bundle, '--wait', '30')
    const identities: Record<string, unknown> = {}
    for (const node of nodes)
      identities[node.country] = (await publicOf(await readFile(join(node.dir, 'keys', 'identity.pem'), 'utf8'))).jwk
    await writeFile(trust, JSON.stringify({ identities }))
    const verifying: number[] = []
    for (let i = 0; i < 15; i++) verifying.push(await juxta('verify', bundle, '--trust', trust))
    const whole = await checkSpeed(join(dir, 'large'), 200_000)

    const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${store ? 'PostgreSQL' : 'SQLite'}`
    const figures = {
      appendsPerSecond: durable.leaves,
      messagesPerSecond: durable.messages,
      receiptToProofSeconds: { median: median(proof.published), most: most(proof.published) },
      receiptToCosignatureSeconds: { median: median(proof.cosigned), most: most(proof.cosigned) },
      bytesPerEntry: whole.bytes,
      checkedEntriesPerSecond: whole.perSecond,
      verifyBundleMs: { median: median(verifying), most: most(verifying) },
    }
    if (io.json) io.out(JSON.stringify({ ok: true, where, figures }))
    else {
      const s = ({ median: m, most: x }: { median: number; most: number }): string =>
        `${m.toFixed(2)} (most ${x.toFixed(2)})`
      io.out(where)
      io.out(
        `durable appends, both logs         ${durable.leaves.toFixed(0)}/s, ${durable.messages.toFixed(0)} messages/s`,
      )
      io.out(`receipt to published proof, s      ${s(figures.receiptToProofSeconds)}`)
      io.out(`receipt to first cosignature, s    ${s(figures.receiptToCosignatureSeconds)}`)
      io.out(`bytes an entry, with its tiles     ${whole.bytes.toFixed(0)}`)
      io.out(`check of a whole log, entries/s    ${whole.perSecond.toFixed(0)} (200,000 entries in files)`)
      io.out(`verify one bundle, with start, ms  ${s(figures.verifyBundleMs)}, of 15`)
    }
    return 0
  } finally {
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true })
  }
}
