/**
 * `juxta bench growth`: whether a node stays as it is while its store grows. Two nodes as processes send messages that open cases; after each tenth it is shown what
 * a second carries, what both processes hold in memory, how large the database of the sender is, and how long searches, lists and feeds take; after the first tenth
 * and the last how long a start takes. `--filled`: the tenths are copies of what passed in the first, row by row, so that a million take minutes.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { optional, usage, type Io, type Values } from '../node/cli/command.ts'
import { call, launch, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { ask, type Answered, type Sample } from './asked.ts'
import { deliveredTo, quantile, text, two, until, startTwo } from './drive.ts'
import { fillStore } from './fill.ts'

export type Growth = {
  readonly messages: number
  readonly bytes: number
  readonly concurrency: number
  readonly filled: boolean
  readonly store?: string | undefined
  readonly queue?: string | undefined
}

/** Fails with `usage`. */
export function growthOf(values: Values): Growth {
  const messages = Number(optional(values, 'messages') ?? 1_000_000)
  const bytes = Number(optional(values, 'sizes') ?? 1000)
  const concurrency = Number(optional(values, 'concurrency') ?? 32)
  if (![messages, bytes, concurrency].every((n) => Number.isInteger(n) && n > 0))
    throw usage('numbers are whole and above 0, and growth sends one size')
  if (messages < TENTHS * SAMPLED) throw usage(`--messages is ${TENTHS * SAMPLED} or more`)
  const [store, queue] = [optional(values, 'store'), optional(values, 'queue')]
  return { messages, bytes, concurrency, filled: values['filled'] === true, store, queue }
}

const TENTHS = 10
/** How often each question is asked after a tenth. */
const TIMES = 40
/** Messages that really pass in a tenth that is filled: the first so many are copied. */
const REAL = 1000
/** Messages remembered of each tenth, about which is asked. */
const SAMPLED = 200
const MIB = 2 ** 20

type Sent = Sample['sent'][number]
type Tenth = {
  readonly messages: number
  readonly perSecond: number
  /** MiB of the sender and of the receiver. */
  readonly rss: readonly number[]
  /** MiB of the sender's file and of its write-ahead log; null where it is no file. */
  readonly file: number | null
  readonly wal: number | null
  /** Seconds from the start of both processes until they are ready. */
  readonly start: readonly number[] | null
  readonly answered: readonly Answered[]
}

/** A declaration that opens a case, `bytes` long. */
function declaration(n: string, bytes: number): string {
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const body = JSON.stringify({
    xEffect: 'lodged',
    functionCode: '9',
    functionalReferenceId: n,
    borderTransportMeans: { id: `XA ${n}`, modeCode: '3' },
    goodsShipment: { consignment: { containerCode: '1', transportEquipment: [{ id: `XATU-${n}` }] } },
    xOfficeOfFirstEntry: 'XB000214',
    xEstimatedArrival: at,
  })
  return body.padEnd(bytes)
}

async function send(a: DemoNode, b: DemoNode, lrn: string, bytes: number): Promise<Sent> {
  const { id, conversation } = await call<{ id: string; conversation: string }>(
    a,
    'POST',
    '/v1/messages',
    {
      to: b.country,
      procedure: 'pre-arrival',
      type: 'declaration',
      context: { xSchema: 'pre-arrival', xPurpose: 'demonstration', xLegalBasis: 'none: a bench' },
      document: { mediaType: 'application/json', text: declaration(lrn, bytes) },
    },
    'window',
    { 'idempotency-key': randomUUID() },
  )
  return { id, conversation, lrn }
}

/** Sends `count`, twice `concurrency` on their way at a time; answers some of them, and how many a second were delivered. */
async function flow(
  [a, b]: readonly [DemoNode, DemoNode],
  count: number,
  { bytes, concurrency }: Pick<Growth, 'bytes' | 'concurrency'>,
): Promise<{ sent: Sent[]; perSecond: number }> {
  const before = await deliveredTo(a, b.country)
  const sent: Sent[] = []
  let [taken, delivered] = [0, 0]
  const tag = randomUUID().slice(0, 8)
  const started = performance.now()
  const submitting = Array.from({ length: concurrency }, async () => {
    while (taken < count) {
      if (taken - delivered >= 2 * concurrency) await new Promise((r) => setTimeout(r, 5))
      else {
        const n = taken++
        const one = await send(a, b, `XA-${tag}-${n}`, bytes)
        if (n % Math.max(1, Math.floor(count / SAMPLED)) === 0) sent.push(one)
      }
    }
  })
  await Promise.all([
    ...submitting,
    until(async () => (delivered = (await deliveredTo(a, b.country)) - before) >= count, 24 * 3_600_000),
  ])
  return { sent, perSecond: (count * 1000) / (performance.now() - started) }
}

async function rssOf(node: DemoNode): Promise<number> {
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(await text(node, '/metrics'))![1]) / MIB
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size / MIB,
    () => 0,
  )

/** Cursors of the inbox from `after` to its end. */
async function walkInbox(b: DemoNode, after: string): Promise<string[]> {
  const cursors: string[] = []
  for (;;) {
    const path = `/v1/inbox?limit=500&after=${encodeURIComponent(after)}`
    const { messages, next } = await call<{ messages: unknown[]; next: string }>(b, 'GET', path)
    if (messages.length === 0) return cursors
    cursors.push((after = next))
  }
}

/** Starts both; answers after how many seconds each took a message: a node that only answers may still ask its neighbours whether its log has its end. */
const startBoth = (nodes: readonly [DemoNode, DemoNode]): Promise<number[]> =>
  Promise.all(
    nodes.map(async (node, i) => {
      const started = performance.now()
      Object.assign(node, await launch(node, () => undefined, 'info'), { alive: true })
      node.process.once('exit', () => (node.alive = false))
      const other = nodes[1 - i]!
      await until(() =>
        send(node, other, `start-${randomUUID()}`, 1).then(
          () => true,
          (error: unknown) => {
            if (/log-unavailable/.test(String(error))) return false
            throw error
          },
        ),
      )
      return (performance.now() - started) / 1000
    }),
  )

export async function benchGrowth(io: Io, growth: Growth): Promise<number> {
  const { messages, bytes, filled, store, queue } = growth
  const dir = await mkdtemp(join(tmpdir(), 'juxta-growth-'))
  const nodes: DemoNode[] = []
  const tenths: Tenth[] = []
  try {
    await startTwo(nodes, dir, { store, queue })
    const both = nodes as [DemoNode, DemoNode]
    const [a, b] = both
    const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${store ? 'PostgreSQL' : 'SQLite'}, ${messages} messages of ${bytes} bytes${filled ? ', copies of those that passed' : ''}`
    if (!io.json) {
      io.out(where)
      io.out('  messages   messages/s   RSS MiB (A, B)   file MiB   WAL MiB   start s (A, B)   slowest p95 ms')
    }
    const from = Date.now()
    const sent: Sent[] = []
    const cursors: string[] = []
    await flow(both, 300, growth)
    for (let tenth = 1; tenth <= TENTHS; tenth++) {
      const all = Math.round((messages * tenth) / TENTHS)
      const count = all - (tenths.at(-1)?.messages ?? 0)
      const real = filled ? Math.min(REAL, count) : count
      const passed = await flow(both, real, growth)
      sent.push(...passed.sent)
      if (count > real) {
        await stopNodes(nodes)
        for (const node of nodes) await fillStore(node.dir, { like: real, copies: Math.ceil(count / real) - 1 })
        await startBoth(both)
      }
      cursors.push(...(await walkInbox(b, cursors.at(-1) ?? '')))
      const log = await call<{ shard: string; published: number }>(a, 'GET', '/v1/log')
      const rss = [await rssOf(a), await rssOf(b)]
      const answered = await ask(
        { a, b, sent, from, to: Date.now(), cursors, shard: log.shard, leaves: log.published },
        TIMES,
      )
      let started: number[] | null = null
      const [file, wal] = store === undefined ? await Promise.all(['', '-wal'].map((end) => sizeOf(join(a.dir, `juxta.db${end}`)))) : [null, null] // prettier-ignore
      if (tenth === 1 || tenth === TENTHS) {
        await stopNodes(nodes)
        started = await startBoth(both)
      }
      const found: Tenth = { messages: all, perSecond: passed.perSecond, rss, file: file ?? null, wal: wal ?? null, start: started, answered } // prettier-ignore
      tenths.push(found)
      if (!io.json) io.out(lineOf(found))
    }
    if (io.json) io.out(JSON.stringify({ ok: true, where, tenths }))
    else showAnswers(io, tenths)
    return 0
  } finally {
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true })
  }
}

function lineOf({ messages, perSecond, rss, file, wal, start, answered }: Tenth): string {
  const slowest = [...answered].sort((x, y) => y.p95Ms - x.p95Ms)[0]!
  const pair = (values: readonly number[] | null): string => (values === null ? '–' : values.map(two).join(', '))
  return [
    String(messages).padStart(10),
    two(perSecond).padStart(12),
    pair(rss).padStart(16),
    (file === null ? '–' : two(file)).padStart(10),
    (wal === null ? '–' : two(wal)).padStart(9),
    pair(start).padStart(16),
    `  ${two(slowest.p95Ms)} (${slowest.name})`,
  ].join(' ')
}

/** Each question after the first tenth and after the last. */
function showAnswers(io: Io, tenths: readonly Tenth[]): void {
  const [first, last] = [tenths[0]!, tenths.at(-1)!]
  io.out(`p95 ms of ${TIMES} answers, at ${first.messages} and at ${last.messages} messages`)
  for (const [i, { name, p95Ms }] of last.answered.entries())
    io.out(`  ${name.padEnd(32)} ${two(first.answered[i]!.p95Ms).padStart(8)} ${two(p95Ms).padStart(8)}`)
  const all = last.answered.map((q) => q.p95Ms).sort((x, y) => x - y)
  io.out(`  ${'all: median, most'.padEnd(32)} ${two(quantile(all, 0.5)).padStart(8)} ${two(all.at(-1)!).padStart(8)}`)
}
