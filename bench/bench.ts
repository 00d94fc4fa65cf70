/** `juxta bench`: two nodes as processes of their own, durable on both sides, and in the same run the floor below which no node can be. */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { optional, usage, type Command } from '../node/cli/command.ts'
import { startNodes, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { benchCases } from './cases.ts'
import { benchFairness } from './fairness.ts'
import { benchGrowth, growthOf } from './growth.ts'
import { benchLog } from './log.ts'
import { benchLogs } from './logs.ts'
import { benchPhase4 } from './phase4.ts'
import { benchProcedures } from './procedures.ts'
import { benchStatements } from './statements.ts'
import { document, latencies, quantile, submit, text, two, until } from './drive.ts'
import { bareCrypto, emptyPost } from './floor.ts'

type Result = {
  bytes: number
  messages: number
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Alone, one after the other. */
  quietP50Ms: number
  quietP99Ms: number
  cpuMs: number
  senderCpuMs: number
  receiverCpuMs: number
  floorCryptoMs: number
  floorPostMs: number
  ofFloor: number
}

/** Seconds of CPU that the node has used, as it counts them itself. */
async function cpuSeconds(node: DemoNode): Promise<number> {
  const found = /^process_cpu_seconds_total (\S+)$/m.exec(await text(node, '/metrics'))
  if (!found) throw new Error('the node tells no CPU time')
  return Number(found[1])
}

async function deliveredCount(node: DemoNode): Promise<number> {
  const lines = (await text(node, '/metrics')).matchAll(/^juxta_messages_delivered_total\{.*\} (\S+)$/gm)
  return [...lines].reduce((sum, line) => sum + Number(line[1]), 0)
}

async function measure(
  a: DemoNode,
  b: DemoNode,
  bytes: number,
  messages: number,
  concurrency: number,
): Promise<Result> {
  const body = document(bytes)
  // Twice `concurrency` are on their way at a time, so that latency is that of the nodes and not of a queue that the bench has built.
  const flow = async (count: number): Promise<{ ids: string[]; ms: number }> => {
    const before = await deliveredCount(a)
    const ids: string[] = []
    let [taken, delivered] = [0, 0]
    const started = performance.now()
    const submitting = Array.from({ length: concurrency }, async () => {
      while (taken < count) {
        if (taken - delivered >= 2 * concurrency) await new Promise((r) => setTimeout(r, 5))
        else {
          taken++
          ids.push(await submit(a, b, body))
        }
      }
    })
    await until(async () => {
      delivered = (await deliveredCount(a)) - before
      return delivered >= count
    })
    await Promise.all(submitting)
    return { ids, ms: performance.now() - started }
  }
  await flow(Math.max(300, Math.ceil(messages / 5)))
  const cpu = [await cpuSeconds(a), await cpuSeconds(b)] as const
  const { ids, ms } = await flow(messages)
  const [sender, receiver] = [(await cpuSeconds(a)) - cpu[0], (await cpuSeconds(b)) - cpu[1]].map(
    (s) => (s * 1000) / messages,
  ) as [number, number]
  const loaded = await latencies(
    a,
    ids.filter((_, i) => i % Math.ceil(messages / 300) === 0),
  )
  const alone: string[] = []
  for (let i = 0; i < 60; i++) {
    const before = await deliveredCount(a)
    alone.push(await submit(a, b, body))
    await until(async () => (await deliveredCount(a)) > before)
  }
  const quiet = await latencies(a, alone)
  const floorCryptoMs = await bareCrypto(bytes, 1000)
  const floorPostMs = await emptyPost(1500)
  return {
    bytes,
    messages,
    perSecond: (messages * 1000) / ms,
    p50Ms: quantile(loaded, 0.5),
    p99Ms: quantile(loaded, 0.99),
    quietP50Ms: quantile(quiet, 0.5),
    quietP99Ms: quantile(quiet, 0.99),
    cpuMs: sender + receiver,
    senderCpuMs: sender,
    receiverCpuMs: receiver,
    floorCryptoMs,
    floorPostMs,
    ofFloor: (floorCryptoMs + floorPostMs) / (sender + receiver),
  }
}

export const bench: Command = {
  usage:
    'bench [--messages N] [--concurrency N] [--sizes 1000,10000,100000] [--store postgres://…] [--queue redis://…] [--json] | bench procedures [--traders N] [--cases N] | bench log [--messages N] | bench logs [--messages N] | bench statements [--messages N] | bench cases [--messages N] | bench fairness [--messages N] | bench growth [--messages N] [--sizes 1000] [--filled] | bench phase4 [--messages N] [--turns N] [--warm N]',
  about: `Starts two nodes as processes of their own, sends documents of 1, 10 and 100 KB through them and measures messages a second, latency and CPU for each
message; in the same run the floor: the same cryptography with node:crypto alone, and an empty POST over mutual TLS. procedures: cases rebuilt a second, a snapshot of a million traders between two nodes, look-ups. log: what the message log costs and how soon it proves. logs: seconds and memory of log check and reconcile, over twice as many entries as messages. statements: what two nodes ask of their databases for each message. cases: CPU for a message in a case of 500 against one of 5,000. fairness: what a neighbour that comes back to a backlog costs the others. growth: messages a second, memory, start-up and the answers of searches, lists and feeds after each tenth of a million messages; --filled: of copies of those that passed. phase4: Juxta and an AS4 engine in turns (needs a JDK and Maven).`,
  options: {
    messages: { type: 'string' },
    concurrency: { type: 'string' },
    sizes: { type: 'string' },
    store: { type: 'string' },
    queue: { type: 'string' },
    traders: { type: 'string' },
    cases: { type: 'string' },
    filled: { type: 'boolean' },
    turns: { type: 'string' },
    warm: { type: 'string' },
  },
  async run(io, positionals, values) {
    if (positionals[0] === 'procedures') {
      const traders = Number(optional(values, 'traders') ?? 1_000_000)
      const cases = Number(optional(values, 'cases') ?? 1000)
      if (![traders, cases].every((n) => Number.isInteger(n) && n > 0)) throw usage('numbers are whole and above 0')
      const found = await benchProcedures({ traders, cases }, (text) => !io.json && io.out(text))
      if (io.json) io.out(JSON.stringify({ ok: true, ...found }))
      return 0
    }
    if (positionals[0] === 'log' && positionals.length === 1)
      return benchLog(io, Number(optional(values, 'messages') ?? 1500), optional(values, 'store'))
    if (positionals[0] === 'logs' && positionals.length === 1) {
      const messages = Number(optional(values, 'messages') ?? 500_000)
      if (!Number.isInteger(messages) || messages < 1) throw usage('--messages is a whole number from 1 on')
      return benchLogs(io, 2 * messages)
    }
    if (positionals[0] === 'statements' && positionals.length === 1)
      return benchStatements(io, Number(optional(values, 'messages') ?? 1000))
    if (positionals[0] === 'cases' && positionals.length === 1) {
      const size = Number(optional(values, 'messages') ?? 5000)
      if (!Number.isInteger(size) || size < 800) throw usage('--messages is a whole number from 800 on')
      return benchCases(io, size)
    }
    if (positionals[0] === 'phase4' && positionals.length === 1) {
      const [messages, turns, warm, bytes, atOnce] = (
        [
          ['messages', 2000],
          ['turns', 3],
          ['warm', 4000],
          ['sizes', 10_000],
          ['concurrency', 32],
        ] as const
      ).map(([name, otherwise]) => Number(optional(values, name) ?? otherwise)) as [
        number,
        number,
        number,
        number,
        number,
      ]
      if (![messages, turns, warm, bytes, atOnce].every((n) => Number.isInteger(n) && n > 0))
        throw usage('numbers are whole and above 0')
      return benchPhase4(io, { messages, turns, warm, bytes, atOnce })
    }
    if (positionals[0] === 'fairness' && positionals.length === 1)
      return benchFairness(io, Number(optional(values, 'messages') ?? 5000))
    if (positionals[0] === 'growth' && positionals.length === 1) return benchGrowth(io, growthOf(values))
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const messages = Number(optional(values, 'messages') ?? 2000)
    const concurrency = Number(optional(values, 'concurrency') ?? 32)
    const sizes = (optional(values, 'sizes') ?? '1000,10000,100000').split(',').map(Number)
    if (![messages, concurrency, ...sizes].every((n) => Number.isInteger(n) && n > 0))
      throw usage('numbers are whole and above 0')
    const [store, queue] = [optional(values, 'store'), optional(values, 'queue')]
    const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
    const nodes: DemoNode[] = []
    const results: Result[] = []
    try {
      await startNodes(nodes, {
        dir,
        countries: 2,
        logLevel: 'info',
        onLine: () => undefined,
        onStep: () => undefined,
        ...(store === undefined ? {} : { store }),
        ...(queue === undefined ? {} : { queue }),
      })
      const [a, b] = nodes as [DemoNode, DemoNode]
      const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${store ? 'PostgreSQL' : 'SQLite'}, ${queue ? 'Redis' : 'embedded queue'}, ${concurrency} at a time`
      if (!io.json) {
        io.out(where)
        io.out(
          '   bytes  messages/s   p50 ms   p99 ms   alone p50   p99   CPU ms/message (sender + receiver)   floor ms (crypto + POST)   of floor speed',
        )
      }
      for (const bytes of sizes) {
        const r = await measure(a, b, bytes, bytes >= 100_000 ? Math.ceil(messages / 3) : messages, concurrency)
        results.push(r)
        if (!io.json)
          io.out(
            `${String(bytes).padStart(8)}  ${two(r.perSecond).padStart(10)} ${two(r.p50Ms).padStart(8)} ${two(r.p99Ms).padStart(8)} ${two(r.quietP50Ms).padStart(11)} ${two(r.quietP99Ms).padStart(5)}   ${`${two(r.cpuMs)} (${two(r.senderCpuMs)} + ${two(r.receiverCpuMs)})`.padEnd(34)} ${`${two(r.floorCryptoMs + r.floorPostMs)} (${two(r.floorCryptoMs)} + ${two(r.floorPostMs)})`.padEnd(26)} ${(r.ofFloor * 100).toFixed(0)} %`,
          )
      }
      if (io.json) io.out(JSON.stringify({ ok: true, where, results }))
      return 0
    } finally {
      await stopNodes(nodes)
      await rm(dir, { recursive: true, force: true })
    }
  },
}
