/** `juxta bench`: two nodes as processes of their own, durable on both sides, and in the same run the floor below which no node can be. */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, flag, type Io, optional, text, usage } from '../node/cli/command.ts'
import { freePort, launch, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { benchCases } from './cases.ts'
import { benchConsole, consoleOf } from './console.ts'
import { benchFairness } from './fairness.ts'
import { benchGrowth, growthOf } from './growth.ts'
import { benchLog } from './log.ts'
import { benchLogs } from './logs.ts'
import { benchPhase4 } from './phase4.ts'
import { benchProcedures } from './procedures.ts'
import { benchStatements } from './statements.ts'
import { Flow, PROBE } from './flow.ts'
import { measure, type Result } from './measure.ts'
import { linesOf } from './print.ts'
import { serverOf } from './servers.ts'
import { startTwo } from './drive.ts'

/** Messages of growth with which the bench ends: a tenth of what `bench growth` sends. */
const TENTH = 100_000

type Plan = {
  readonly messages: number
  readonly concurrency: number
  readonly sizes: readonly number[]
  readonly store: string | undefined
  readonly queue: string | undefined
  readonly replicas: number
}

/** Another process of the same country on the same PostgreSQL, which submits and sends as the first does. */
async function replicaOf(node: DemoNode): Promise<DemoNode> {
  const [window, exchange] = [await freePort(), await freePort()]
  const started = await launch(node, () => undefined, 'info', PROBE, {
    JUXTA_WINDOW_LISTEN: `127.0.0.1:${window}`,
    JUXTA_EXCHANGE_LISTEN: `127.0.0.1:${exchange}`,
  })
  return { ...node, ...started, window: `http://127.0.0.1:${window}`, alive: true }
}

async function benchFlow(io: Io, { messages, concurrency, sizes, store, queue, replicas }: Plan): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  const nodes: DemoNode[] = []
  const results: Result[] = []
  let flow: Flow | undefined
  try {
    await startTwo(nodes, dir, { preload: PROBE, store, queue })
    const pair = [nodes[0]!, nodes[1]!] as const
    const senders = [pair[0]]
    for (let i = 1; i < replicas; i++) nodes.push(senders[senders.push(await replicaOf(pair[0])) - 1]!)
    flow = new Flow(senders, pair[1], concurrency)
    const found = await Promise.all([
      store === undefined ? null : serverOf('PostgreSQL', store, 5432),
      queue === undefined ? null : serverOf('Redis', queue, 6379),
    ])
    const servers = found.filter((server) => server !== null)
    const where = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${store ? 'PostgreSQL' : 'SQLite'}, ${queue ? 'Redis' : 'embedded queue'}, ${concurrency} at a time${replicas > 1 ? `, ${replicas} replicas send` : ''}`
    const away = [store && !found[0] ? 'PostgreSQL' : '', queue && !found[1] ? 'Redis' : ''].filter(Boolean)
    if (!io.json)
      io.out(away.length === 0 ? where : `${where}; ${away.join(' and ')} not on this machine, CPU not counted`)
    for (const bytes of sizes) {
      const many = bytes >= 100_000 ? Math.ceil(messages / 3) : messages
      const result = await measure({ nodes: pair, flow, servers, dir }, bytes, many)
      results.push(result)
      if (!io.json) for (const line of linesOf(result)) io.out(line)
    }
    if (io.json) io.out(JSON.stringify({ ok: true, where, notCounted: away, results }))
    return 0
  } finally {
    await flow?.close()
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true })
  }
}

export const bench: Command = {
  usage:
    'bench [--messages N] [--concurrency N] [--sizes 1000,10000,100000] [--store postgres://…] [--queue redis://…] [--replicas N] [--growth N] [--json] | bench procedures [--traders N] [--cases N] | bench log [--messages N] | bench logs [--messages N] | bench statements [--messages N] | bench cases [--messages N] | bench fairness [--messages N] | bench growth [--messages N] [--sizes 1000] [--minutes N] [--filled] | bench console [--messages N] [--concurrency N] [--store postgres://…] | bench phase4 [--messages N] [--turns N] [--warm N]',
  about: `Starts two nodes as processes of their own, sends documents of 1, 10 and 100 KB through them and measures messages a second, latency at full speed, at 70 % of it and alone, and for each message the CPU by parts of the way, statements and commits;
right before and after the floor: the same cryptography with node:crypto alone, and an empty POST over mutual TLS. Without options it ends with a tenth of growth, 100,000 messages; --growth N: with so many, 0 with none. procedures: cases rebuilt a second, a snapshot of a million traders between two nodes, look-ups. log: what the message log costs and how soon it proves. logs: seconds and memory of log check and reconcile, over twice as many entries as messages. statements: what two nodes ask of their databases for each message. cases: CPU for a message in a case of 500 against one of 5,000. fairness: what a neighbour that comes back to a backlog costs the others. growth: messages a second, memory, start-up and the answers of searches, lists and feeds after each tenth of a million messages, about 18 GB of disk; --minutes N: of as many as are sent until then; --filled: of copies of those that passed; stopped, it tells what it has. console: with a million messages at a node (copies of those that passed, about 12 GB of disk), when each screen is painted and whole in Chromium, how long searches, lists and feeds take, and what a thousand readers of the stream of changes cost. phase4: Juxta and an AS4 engine in turns (needs a JDK and Maven).`,
  options: {
    messages: text('N', 'how many are sent'),
    concurrency: text('N', 'how many callers at once'),
    sizes: text('BYTES', 'of documents, with commas'),
    store: text('URL', 'postgres://…; SQLite unless told'),
    queue: text('URL', 'redis://…; embedded unless told'),
    traders: text('N', 'procedures: of the snapshot'),
    cases: text('N', 'how many cases'),
    filled: flag('growth: the stores are filled already'),
    growth: text('N', 'so many messages of growth at the end, 0 for none'),
    minutes: text('N', 'for how long'),
    turns: text('N', 'how often'),
    replicas: text('N', 'processes of each country'),
    warm: text('N', 'messages before it is measured'),
  },
  example: 'bench --messages 2000',
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
    if (positionals[0] === 'console' && positionals.length === 1) return benchConsole(io, consoleOf(values))
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const messages = Number(optional(values, 'messages') ?? 2000)
    const concurrency = Number(optional(values, 'concurrency') ?? 32)
    const sizes = (optional(values, 'sizes') ?? '1000,10000,100000').split(',').map(Number)
    if (![messages, concurrency, ...sizes].every((n) => Number.isInteger(n) && n > 0))
      throw usage('numbers are whole and above 0')
    const [store, queue] = [optional(values, 'store'), optional(values, 'queue')]
    const replicas = Number(optional(values, 'replicas') ?? 1)
    if (!Number.isInteger(replicas) || replicas < 1) throw usage('numbers are whole and above 0')
    if (replicas > 1 && (store === undefined || queue === undefined))
      throw usage('--replicas wants --store and --queue: replicas share a PostgreSQL and a Redis')
    const bare = Object.keys(values).every((name) => name === 'json')
    const grown = optional(values, 'growth') ?? (bare ? String(TENTH) : '0')
    const growth = grown === '0' ? null : growthOf({ ...values, messages: grown, sizes: undefined })
    const code = await benchFlow(io, { messages, concurrency, sizes, store, queue, replicas })
    if (growth === null || code !== 0) return code
    if (!io.json) io.out('')
    return benchGrowth(io, growth)
  },
}
