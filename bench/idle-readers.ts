/** Many who follow the feed of changes as a stream: what they cost while nothing changes, and how soon all of them hear of what does. */
import { get, type ClientRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { call, type DemoNode } from '../node/cli/demo-nodes.ts'
import { quantile, text } from './drive.ts'
import { cpuMs } from './flow.ts'
import type { Both } from './growing.ts'
import { passBorder } from './lorries.ts'

/** Streams of one key at most. */
const OF_ONE_KEY = 100
const IDLE_MS = 30_000
const LORRIES = 5
const MIB = 2 ** 20

export type Idle = {
  readonly readers: number
  /** MiB of the node before and with all of them, after a while. */
  readonly rss: readonly [number, number]
  /** Milliseconds of CPU a second, before, with all of them while nothing changes. */
  readonly idleCpu: readonly [number, number]
  readonly changes: number
  /** From the time that a change bears until a reader had it: of all readers and changes, and until the last of them had one. */
  readonly heard: {
    readonly p50Ms: number
    readonly p95Ms: number
    readonly mostMs: number
    readonly lastP95Ms: number
  }
  /** CPU of the node for one change and reader, in microseconds, beyond what the change costs with nobody who reads. */
  readonly cpuMicros: number
}

const rssOf = async (node: DemoNode): Promise<number> =>
  Number(/^process_resident_memory_bytes (\S+)$/m.exec(await text(node, '/metrics'))![1]) / MIB

async function cpuASecond(node: DemoNode, ms: number): Promise<number> {
  const before = cpuMs(node.pid)
  await sleep(ms)
  return ((cpuMs(node.pid) - before) * 1000) / ms
}

/** `readers` streams on the node of the entry side, by keys of their own, and some lorries that pass meanwhile. */
export async function followIdly(nodes: Both, readers: number): Promise<Idle> {
  const [, b] = nodes
  const keys: string[] = []
  for (let n = 0; n < Math.ceil(readers / OF_ONE_KEY); n++)
    keys.push((await call<{ secret: string }>(b, 'POST', '/v1/keys', { name: `reader ${n}`, roles: ['operator'] }, 'operator')).secret) // prettier-ignore
  const pass = async (): Promise<number> => {
    const before = cpuMs(b.pid)
    await passBorder(nodes, LORRIES, 'released', 1)
    await sleep(1000)
    return cpuMs(b.pid) - before
  }
  const alone = await pass()
  const [rss, idle] = [await rssOf(b), await cpuASecond(b, 10_000)]

  const streams: ClientRequest[] = []
  /** When each change was heard, since it was made. */
  const heard = new Map<string, number[]>()
  const open = (key: string): Promise<void> =>
    new Promise((done, failed) => {
      const stream = get(
        `${b.window}/v1/changes?after=now`,
        { agent: false, headers: { accept: 'text/event-stream', authorization: `Bearer ${key}` } },
        (answer) => {
          // prettier-ignore
          if (answer.statusCode !== 200) failed(new Error(`a stream was answered ${answer.statusCode}`))
          let kept = ''
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            const now = Date.now()
            const events = (kept + chunk).split('\n\n')
            kept = events.pop()!
            for (const event of events) {
              const data = /^data: (.*)$/m.exec(event)?.[1]
              if (data === undefined) continue
              const { id, at } = JSON.parse(data) as { id: string; at: string }
              const all = heard.get(id) ?? []
              all.push(now - Date.parse(at))
              heard.set(id, all)
            }
          })
          answer.on('error', () => undefined)
          done()
        },
      )
      stream.on('error', failed)
      streams.push(stream)
    })
  try {
    for (let n = 0; n < readers; n += 20)
      await Promise.all(Array.from({ length: Math.min(20, readers - n) }, (_, i) => open(keys[Math.floor((n + i) / OF_ONE_KEY)]!))) // prettier-ignore
    await sleep(2000)
    heard.clear()
    const idleWith = await cpuASecond(b, IDLE_MS)
    const rssWith = await rssOf(b)
    heard.clear()
    const cost = await pass()
    const whole = [...heard.values()].filter((all) => all.length === readers)
    const all = whole.flat().sort((x, y) => x - y)
    const last = whole.map((one) => Math.max(...one)).sort((x, y) => x - y)
    return {
      readers,
      rss: [rss, rssWith],
      idleCpu: [idle, idleWith],
      changes: whole.length,
      heard: { p50Ms: quantile(all, 0.5), p95Ms: quantile(all, 0.95), mostMs: all.at(-1)!, lastP95Ms: quantile(last, 0.95) }, // prettier-ignore
      cpuMicros: ((cost - alone) * 1000) / (whole.length * readers),
    }
  } finally {
    for (const stream of streams) stream.destroy()
  }
}
