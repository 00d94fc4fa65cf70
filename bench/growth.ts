/**
 * `juxta bench growth`: whether a node stays as it is while its store grows. Two nodes as processes send messages that open cases; after each tenth it is shown what
 * a second carries, what both processes hold in memory, how large the sender's database and its write-ahead log are, and how long searches, lists and feeds take;
 * after the first tenth and the last how long a start takes. `--filled`: the tenths are copies of what passed in the first, row by row, so that a million take minutes.
 * What is stopped tells what it has.
 */
import { mkdtemp, rm, stat, statfs } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { optional, usage, type Io, type Values } from '../node/cli/command.ts'
import { call, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { readSettings } from '../node/operate/settings.ts'
import { ask, type Answered } from './asked.ts'
import { PROBE } from './flow.ts'
import { quantile, startTwo, text, two } from './drive.ts'
import { fillStore } from './fill.ts'
import { caughtUp, flow, SAMPLED, startBoth, walkInbox, type Both, type Flowing, type Sent } from './growing.ts'

export type Growth = {
  readonly messages: number
  readonly bytes: number
  readonly concurrency: number
  readonly filled: boolean
  /** For how long messages are sent at most; Infinity where no limit is given. */
  readonly minutes: number
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
  const minutes = Number(optional(values, 'minutes') ?? Infinity)
  if (!(minutes > 0)) throw usage('--minutes is a number above 0')
  const [store, queue] = [optional(values, 'store'), optional(values, 'queue')]
  return { messages, bytes, concurrency, filled: values['filled'] === true, minutes, store, queue }
}

const TENTHS = 10
/** How often each question is asked after a tenth. */
const TIMES = 40
/** Messages that really pass in a tenth that is filled: the first so many are copied. */
const REAL = 1000
const MIB = 2 ** 20
const GB = 1e9
/** Octets of the disk that a message takes at both ends, beside twice its document (docs/reference/growth.md). */
const ROWS = 16_000
/** How often it is said how far a tenth is where nobody looks at a terminal, in milliseconds. */
const TELL_MS = 60_000

type Tenth = {
  readonly messages: number
  readonly perSecond: number
  /** MiB of the sender and of the receiver. */
  readonly rss: readonly number[]
  /** MiB of the sender's database, and the most that its write-ahead log had; null where it is no file. */
  readonly file: number
  readonly wal: number | null
  /** Seconds after the last was delivered until the cases of both nodes hold it: what is asked for then does not wait for that. */
  readonly behind: number
  /** Seconds from the start of both processes until each took a message. */
  readonly start: readonly number[] | null
  readonly answered: readonly Answered[]
}

async function rssOf(node: DemoNode): Promise<number> {
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(await text(node, '/metrics'))![1]) / MIB
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size / MIB,
    () => 0,
  )

const storeOf = (node: DemoNode): string => readSettings(node.dir, {}).settings.store

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** MiB of a database. */
const databaseOf = (node: DemoNode): Promise<number> =>
  onServer(storeOf(node), async (client) => {
    const { rows } = await client.query<{ size: string }>('select pg_database_size(current_database()) as size')
    return Number(rows[0]!.size) / MIB
  })

/** The disk that so many messages take, and what is free where they go, in octets. */
const diskFor = async (messages: number, bytes: number, dir: string): Promise<{ takes: number; free: number }> => {
  const { bavail, bsize } = await statfs(dir)
  return { takes: messages * (ROWS + 2 * bytes), free: bavail * bsize }
}

/** The two nodes of a run of the bench, and what is known of them so far. */
class Run {
  readonly nodes: DemoNode[] = []
  readonly tenths: Tenth[] = []
  readonly #io: Io
  readonly #growth: Growth
  readonly #from = Date.now()
  readonly #sent: Sent[] = []
  readonly #cursors: string[] = []
  #told = Date.now()
  #wal = 0

  constructor(io: Io, growth: Growth) {
    ;[this.#io, this.#growth] = [io, growth]
  }

  get #both(): Both {
    return [this.nodes[0]!, this.nodes[1]!]
  }

  /** Sends all, a tenth after the other, until the time is over. */
  async all(dir: string): Promise<void> {
    const { messages, minutes, store, queue } = this.#growth
    await startTwo(this.nodes, dir, { preload: PROBE, store, queue })
    const end = Date.now() + minutes * 60_000
    await this.#flow(300, end)
    let all = 0
    for (let tenth = 1; tenth <= TENTHS && Date.now() < end; tenth++) {
      all += await this.#tenth(tenth, all, Math.round((messages * tenth) / TENTHS) - all, end)
      if (!this.#io.json) this.#io.out(lineOf(this.tenths.at(-1)!))
    }
  }

  #flow(count: number, end: number): ReturnType<typeof flow> {
    const { bytes, concurrency } = this.#growth
    const look: Flowing['look'] = async (delivered) => {
      this.#wal = Math.max(this.#wal, await sizeOf(join(this.#both[0].dir, 'juxta.db-wal')))
      if (!this.#io.terminal && Date.now() - this.#told < TELL_MS) return
      this.#told = Date.now()
      const far = `${(this.tenths.at(-1)?.messages ?? 0) + delivered} of ${this.#growth.messages}`
      if (this.#io.terminal) process.stderr.write(`\r${far} `)
      else this.#io.error(far)
    }
    return flow(this.#both, { count, bytes, concurrency, end, look })
  }

  /** Answers how many messages it was. */
  async #tenth(tenth: number, before: number, count: number, end: number): Promise<number> {
    const { filled, store } = this.#growth
    const [a, b] = this.#both
    this.#wal = 0
    const passed = await this.#flow(filled ? Math.min(REAL, count) : count, end)
    this.#sent.push(...passed.sent)
    const copies = filled ? Math.ceil(count / passed.count) - 1 : 0
    if (copies > 0) {
      await stopNodes(this.nodes)
      for (const node of this.nodes) await fillStore(node.dir, { like: passed.count, copies })
      await startBoth(this.#both)
    }
    const behind = await caughtUp(this.#both)
    this.#cursors.push(...(await walkInbox(b, this.#cursors.at(-1) ?? '')))
    const { shard, published } = await call<{ shard: string; published: number }>(a, 'GET', '/v1/log')
    const rss = [await rssOf(a), await rssOf(b)]
    const [from, to, cursors] = [this.#from, Date.now(), this.#cursors]
    const answered = await ask({ a, b, sent: this.#sent, from, to, cursors, shard, leaves: published }, TIMES)
    const file = store === undefined ? await sizeOf(join(a.dir, 'juxta.db')) : await databaseOf(a)
    let start: number[] | null = null
    if (tenth === 1 || tenth === TENTHS || Date.now() >= end) {
      await stopNodes(this.nodes)
      start = await startBoth(this.#both)
    }
    const sent = filled ? count : passed.count
    this.tenths.push({
      messages: before + sent,
      perSecond: passed.perSecond,
      rss,
      file,
      wal: store === undefined ? this.#wal : null,
      behind,
      start,
      answered,
    })
    return sent
  }

  /** Ends the nodes; nothing of them is left. */
  async end(dir: string): Promise<void> {
    await stopNodes(this.nodes)
    const { store } = this.#growth
    if (store !== undefined)
      for (const node of this.nodes)
        await onServer(store, (client) =>
          client.query(`drop database if exists "${new URL(storeOf(node)).pathname.slice(1)}" with (force)`),
        )
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
}

export async function benchGrowth(io: Io, growth: Growth): Promise<number> {
  const { messages, bytes, filled, store } = growth
  const dir = await mkdtemp(join(tmpdir(), 'juxta-growth-'))
  const run = new Run(io, growth)
  const stopped = new Promise<string>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(signal))
  })
  try {
    const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${store ? 'PostgreSQL' : 'SQLite'}, ${messages} messages of ${bytes} bytes${filled ? ', copies of those that passed' : ''}`
    const { takes, free } = await diskFor(messages, bytes, dir)
    if (store === undefined && takes > free)
      throw new Error(`it takes about ${two(takes / GB)} GB of disk, and ${two(free / GB)} GB are free in ${tmpdir()}`)
    if (!io.json) {
      io.out(`${where}; about ${two(takes / GB)} GB of disk`)
      io.out(
        '  messages   messages/s   RSS MiB (A, B)  store MiB   WAL MiB   behind s   start s (A, B)   slowest p95 ms',
      )
    }
    const signal = await Promise.race([run.all(dir), stopped])
    if (io.json) io.out(JSON.stringify({ ok: signal === undefined, where, tenths: run.tenths }))
    else if (run.tenths.length > 0) showAnswers(io, run.tenths)
    if (signal === undefined) return 0
    io.error(`stopped by ${signal} after ${run.tenths.length} of ${TENTHS} tenths`)
    return 1
  } finally {
    await run.end(dir)
  }
}

function lineOf({ messages, perSecond, rss, file, wal, behind, start, answered }: Tenth): string {
  const slowest = [...answered].sort((x, y) => y.p95Ms - x.p95Ms)[0]!
  const pair = (values: readonly number[] | null): string => (values === null ? '–' : values.map(two).join(', '))
  return [
    String(messages).padStart(10),
    two(perSecond).padStart(12),
    pair(rss).padStart(16),
    two(file).padStart(10),
    (wal === null ? '–' : two(wal)).padStart(9),
    two(behind).padStart(10),
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
