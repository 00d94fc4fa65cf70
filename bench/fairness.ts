/** `juxta bench fairness`: what a neighbour that comes back to a backlog costs the others, at the node that sends it and at the node that receives it, as ratios of one run. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Io } from '../node/cli/command.ts'
import { launch, startNodes, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { deliveredTo, document, latencies, quantile, submit, two, until } from './drive.ts'

const BYTES = 1000
/** A neighbour that works as usual: so many messages a second, for so many messages. */
const PER_SECOND = 20
const MESSAGES = 160

/** Sends at an even pace; answers the ids. */
async function stream(from: DemoNode, to: DemoNode, body: string): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < MESSAGES; i++) {
    const next = performance.now() + 1000 / PER_SECOND
    ids.push(await submit(from, to, body))
    await new Promise((done) => setTimeout(done, Math.max(0, next - performance.now())))
  }
  return ids
}

type P50 = { readonly sender: number; readonly receiver: number }

/** Of the messages that A sends to C, and of those that C sends to B, at the same time. */
async function both([a, b, c]: readonly [DemoNode, DemoNode, DemoNode], body: string): Promise<P50> {
  const before = [await deliveredTo(a, c.country), await deliveredTo(c, b.country)] as const
  const [toC, toB] = await Promise.all([stream(a, c, body), stream(c, b, body)])
  await until(
    async () =>
      (await deliveredTo(a, c.country)) - before[0] >= MESSAGES &&
      (await deliveredTo(c, b.country)) - before[1] >= MESSAGES,
  )
  return {
    sender: quantile(await latencies(a, toC), 0.5),
    receiver: quantile(await latencies(c, toB), 0.5),
  }
}

/** B is away, `backlog` messages of A wait for it, and it comes back; meanwhile A goes on with C, and C with B. */
export async function benchFairness(io: Io, backlog: number): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  const nodes: DemoNode[] = []
  try {
    await startNodes(nodes, { dir, countries: 3, logLevel: 'info', onLine: () => undefined, onStep: () => undefined })
    const all = nodes as [DemoNode, DemoNode, DemoNode]
    const [a, b] = all
    const body = document(BYTES)
    await both(all, body)
    const quiet = await both(all, body)
    await stopNodes([b])
    let taken = 0
    const submitting = async (): Promise<void> => {
      while (taken++ < backlog) await submit(a, b, body)
    }
    await Promise.all(Array.from({ length: 16 }, submitting))
    const before = await deliveredTo(a, b.country)
    Object.assign(b, await launch(b, () => undefined, 'info'), { alive: true })
    await until(async () => (await deliveredTo(a, b.country)) > before)
    const started = performance.now()
    const loaded = await both(all, body)
    const meanwhile = (await deliveredTo(a, b.country)) - before
    if (meanwhile >= backlog) throw new Error('the backlog was gone before the others were measured: make it larger')
    await until(async () => (await deliveredTo(a, b.country)) - before >= backlog, 600_000)
    const seconds = (performance.now() - started) / 1000
    const ratio = { sender: loaded.sender / quiet.sender, receiver: loaded.receiver / quiet.receiver }
    if (io.json) io.out(JSON.stringify({ ok: true, backlog, quiet, loaded, ratio, meanwhile, seconds }))
    else {
      io.out(`A backlog of ${backlog} messages, A to B; beside it ${PER_SECOND} messages a second, A to C and C to B`)
      for (const side of ['sender', 'receiver'] as const)
        io.out(
          `  at the ${side.padEnd(8)} p50 ${two(quiet[side])} ms alone, ${two(loaded[side])} ms beside the backlog: ${two(ratio[side])} times`,
        )
      io.out(`  the backlog itself: ${meanwhile} meanwhile, all within ${two(seconds)} s`)
    }
    return 0
  } finally {
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true })
  }
}
