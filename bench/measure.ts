/** One size of document between two nodes: how fast, at what cost and where it goes, and the floor right before and right after. */
import { join } from 'node:path'
import type { DemoNode } from '../node/cli/demo-nodes.ts'
import { summed, type Count, type Counts, type Sum } from './count.ts'
import { document, quantile, text } from './drive.ts'
import { between, floorOf, type Floor } from './floor.ts'
import type { Flow } from './flow.ts'
import type { Counted } from './probe.ts'
import { partsIn } from './parts.ts'
import { serverCpuMs, type Server } from './servers.ts'

/** Of its top speed, at which latency is judged. */
export const LOAD = 0.7
/** Seconds for which that pace is held. */
const LOAD_SECONDS = 12
const ALONE = 60
/** So many pass before, at most: until then a node also compiles what it runs most, which it does once. */
const WARM = 8000
/** So many more are sent to see where the processor is, which itself costs some of it. */
const PROFILED = 2000

type Quantiles = { readonly p50Ms: number; readonly p99Ms: number }
export type Side = Sum & {
  readonly cpuMs: number
  /** Milliseconds of CPU a message in each part of the way. */
  readonly parts: Readonly<Record<string, number>>
  /** Every statement, and how often it was sent for a message. */
  readonly statements: readonly (Count & { readonly text: string })[]
  /** How many groups of writes that shared a commit were at most so large, by the upper bound. */
  readonly groups: Readonly<Record<string, number>>
  readonly lock: { readonly heldShare: number; readonly waitedMs: number }
}
export type Result = {
  readonly bytes: number
  readonly messages: number
  readonly perSecond: number
  /** As fast as it goes. */
  readonly full: Quantiles
  /** At LOAD of its top speed, from submission to receipt held; and from the time at which a message was due until it was taken, which tells whether the node kept up. */
  readonly loaded: Quantiles & { readonly perSecond: number; readonly taken: Quantiles }
  /** One after the other. */
  readonly alone: Quantiles
  readonly cpuMs: number
  readonly driverCpuMs: number
  readonly sender: Side
  readonly receiver: Side
  readonly servers: Readonly<Record<string, number>>
  readonly floor: Floor
  readonly ofFloor: number
}

const quantiles = (sorted: readonly number[]): Quantiles => ({
  p50Ms: quantile(sorted, 0.5),
  p99Ms: quantile(sorted, 0.99),
})

type Histogram = { readonly buckets: ReadonlyMap<string, number>; readonly sum: number; readonly count: number }

/** A histogram in a text of metrics, over all its labels; each bucket as the metrics have it: everything up to its bound. */
function histogram(metrics: string, name: string): Histogram {
  const buckets = new Map<string, number>()
  const total = { sum: 0, count: 0 }
  for (const [, of, labels, n] of metrics.matchAll(
    new RegExp(`^${name}_(bucket|sum|count)(?:\\{(.*)\\})? (\\S+)$`, 'gm'),
  )) {
    if (of !== 'bucket') total[of as 'sum' | 'count'] += Number(n)
    else {
      const bound = /(?:^|,)le="([^"]+)"/.exec(labels!)![1]!
      buckets.set(bound, (buckets.get(bound) ?? 0) + Number(n))
    }
  }
  return { buckets, ...total }
}

/** Sizes of the groups that were committed between two texts of metrics: how many were at most so large, and no less than the bound before it. */
export function groupsBetween(before: string, after: string): Record<string, number> {
  const [earlier, groups] = [histogram(before, 'juxta_commit_writes').buckets, {} as Record<string, number>]
  let below = 0
  for (const [bound, n] of histogram(after, 'juxta_commit_writes').buckets) {
    const upTo = n - (earlier.get(bound) ?? 0)
    if (upTo > below) groups[bound] = upTo - below
    below = upTo
  }
  return groups
}

/** Of the lock of the log: its share of the time, and milliseconds that a commit waited for it. */
function lockBetween(before: string, after: string, ms: number): Side['lock'] {
  const [held, waited] = ['juxta_log_lock_held_seconds', 'juxta_log_lock_wait_seconds'].map((name) => {
    const [earlier, later] = [histogram(before, name), histogram(after, name)]
    return { ms: (later.sum - earlier.sum) * 1000, count: later.count - earlier.count }
  })
  return { heldShare: held!.ms / ms, waitedMs: waited!.count === 0 ? 0 : waited!.ms / waited!.count }
}

/** The names of `/metrics` are asked for before and after alone: an answer is dear. */
const metricsOf = (nodes: readonly DemoNode[]): Promise<string[]> =>
  Promise.all(nodes.map((node) => text(node, '/metrics')))

async function partsOf(flow: Flow, nodes: readonly DemoNode[], dir: string, body: Buffer, messages: number) {
  for (const node of nodes) flow.ask(node, { ask: 'profile' })
  await flow.run(body, messages)
  const shares: Map<string, number>[] = []
  for (const node of nodes) {
    const file = join(dir, `${node.country}.cpuprofile`)
    await flow.answer(node, { ask: 'profiled', file }, (told) => 'profiled' in told)
    shares.push(partsIn(file))
  }
  return { shares, counted: await flow.counted(), messages }
}

/** Of all replicas together. */
function countsOf(all: readonly Counted[]): Counts {
  const statements = new Map<string, Count>()
  for (const one of all)
    for (const { text, grouped, alone } of one.statements) {
      const so = statements.get(text) ?? { grouped: 0, alone: 0 }
      statements.set(text, { grouped: so.grouped + grouped, alone: so.alone + alone })
    }
  return { statements, commits: all.reduce((sum, { commits }) => sum + commits, 0) }
}

export type Setting = {
  /** A sender and the receiver: what is told of one process alone, its parts and groups, is told of these. */
  readonly nodes: readonly [DemoNode, DemoNode]
  readonly flow: Flow
  readonly servers: readonly Server[]
  /** Where profiles may lie. */
  readonly dir: string
}

export async function measure(
  { nodes, flow, servers, dir }: Setting,
  bytes: number,
  messages: number,
): Promise<Result> {
  const body = Buffer.from(document(bytes))
  await flow.run(body, Math.min(WARM, Math.max(300, messages)))
  const before = await floorOf(bytes)
  const metrics = await metricsOf(nodes)
  await flow.took()
  const serving = servers.map(serverCpuMs)
  const ran = await flow.run(body, messages)
  const served = servers.map((server, i) => [server.name, (serverCpuMs(server) - serving[i]!) / messages] as const)
  const full = await flow.took()
  const later = await metricsOf(nodes)
  const floor = between(before, await floorOf(bytes))

  // What is profiled and counted is not what is timed.
  const parts = await partsOf(flow, nodes, dir, body, Math.min(PROFILED, messages))
  const perSecond = (messages * 1000) / ran.ms
  const pace = perSecond * LOAD
  await flow.took()
  const paced = await flow.run(body, Math.min(messages, Math.ceil(pace * LOAD_SECONDS)), pace)
  const loaded = await flow.took()
  const alone: number[] = []
  for (let i = 0; i < ALONE; i++) alone.push((await flow.run(body, 1)).ms)

  const cpuMs = ran.sender + ran.receiver
  const side = (i: 0 | 1): Side => {
    const own = i === 0 ? ran.sender : ran.receiver
    const counts = countsOf(parts.counted[i])
    return {
      cpuMs: own,
      parts: Object.fromEntries([...parts.shares[i]!].map(([part, share]) => [part, share * own])),
      ...summed(counts, parts.messages),
      statements: [...counts.statements].map(([text, { grouped, alone }]) => ({
        text,
        grouped: grouped / parts.messages,
        alone: alone / parts.messages,
      })),
      groups: groupsBetween(metrics[i]!, later[i]!),
      lock: lockBetween(metrics[i]!, later[i]!, ran.ms),
    }
  }
  return {
    bytes,
    messages,
    perSecond,
    full: quantiles(full),
    loaded: { perSecond: pace, ...quantiles(loaded), taken: quantiles(paced.taken) },
    alone: quantiles(alone.sort((x, y) => x - y)),
    cpuMs,
    driverCpuMs: ran.driver,
    sender: side(0),
    receiver: side(1),
    servers: Object.fromEntries(served),
    floor,
    ofFloor: (floor.cryptoMs + floor.postMs) / cpuMs,
  }
}
