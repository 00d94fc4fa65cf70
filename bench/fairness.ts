/**
 * `juxta bench fairness`: what a neighbour that comes back to a backlog costs the others, at the node that sends it and at the node that receives it, as ratios of
 * one run; and whether a do-not-load overtakes the backlog. It fails where a ratio is above `MOST`, or where one was not before what had waited longer.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Io } from '../node/cli/command.ts'
import { call, launch, startNodes, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import { deliveredTo, document, latencies, quantile, submit, two, until } from './drive.ts'

const BYTES = 1000
/** A neighbour that works as usual: so many messages a second, for so many messages. */
const PER_SECOND = 20
const MESSAGES = 160
/** Beside a backlog the others may take so many times as long. */
const MOST = 2
/** A do-not-load for the neighbour that comes back, so often while the others are measured. */
const URGENT_MS = 1000

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

type Urgent = { readonly id: string; readonly ahead: number }

/** Until `over`, again and again a do-not-load of A to B; answers each with how much of the backlog still waited when it was delivered. */
async function urge(
  a: DemoNode,
  b: DemoNode,
  body: string,
  left: () => Promise<number>,
  over: () => boolean,
): Promise<Urgent[]> {
  const sent: Urgent[] = []
  while (!over()) {
    const next = performance.now() + URGENT_MS
    const id = await submit(a, b, body, 'do-not-load')
    await until(async () => (await call<{ state: string }>(a, 'GET', `/v1/messages/${id}`)).state === 'delivered')
    sent.push({ id, ahead: await left() })
    await new Promise((done) => setTimeout(done, Math.max(0, next - performance.now())))
  }
  return sent
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
    let over = false
    const left = async (): Promise<number> => before + backlog - (await deliveredTo(a, b.country))
    const urging = urge(a, b, body, left, () => over)
    const loaded = await both(all, body)
    const remained = await left()
    over = true
    const urgent = await urging
    if (remained <= 0) throw new Error('the backlog was gone before the others were measured: make it larger')
    await until(async () => (await deliveredTo(a, b.country)) - before >= backlog + urgent.length, 600_000)
    const seconds = (performance.now() - started) / 1000
    const ratio = { sender: loaded.sender / quiet.sender, receiver: loaded.receiver / quiet.receiver }
    const overtook = urgent.filter(({ ahead }) => ahead > 0).length
    const waits = await latencies(a, urgent.map(({ id }) => id)) // prettier-ignore
    const doNotLoad = { sent: urgent.length, overtook, p50: quantile(waits, 0.5), most: quantile(waits, 1) }
    const ok = ratio.sender <= MOST && ratio.receiver <= MOST && overtook === urgent.length
    if (io.json) io.out(JSON.stringify({ ok, backlog, quiet, loaded, ratio, remained, doNotLoad, seconds }))
    else {
      io.out(`A backlog of ${backlog} messages, A to B; beside it ${PER_SECOND} messages a second, A to C and C to B`)
      for (const side of ['sender', 'receiver'] as const)
        io.out(
          `  at the ${side.padEnd(8)} p50 ${two(quiet[side])} ms alone, ${two(loaded[side])} ms beside the backlog: ${two(ratio[side])} times (at most ${MOST})`,
        )
      io.out(
        `  do-not-load, A to B: ${overtook} of ${urgent.length} before the rest of the backlog, p50 ${two(doNotLoad.p50)} ms, at most ${two(doNotLoad.most)} ms`,
      )
      io.out(`  the backlog itself: ${remained} remained when the others were done, all within ${two(seconds)} s`)
    }
    return ok ? 0 : 1
  } finally {
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true })
  }
}
