/** What the bench of growth does with its two nodes: sends messages that open cases, walks through the inbox, starts both anew. */
import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'
import { call, launch, type DemoNode } from '../node/cli/demo-nodes.ts'
import type { Sample } from './asked.ts'
import type { ChildProcess } from 'node:child_process'
import { text, until } from './drive.ts'
import { PROBE } from './flow.ts'
import type { Told } from './probe.ts'

export type Both = readonly [DemoNode, DemoNode]
export type Sent = Sample['sent'][number]

/** Messages remembered of each flow, about which is asked. */
export const SAMPLED = 200
/** How often it is looked how many were delivered, in milliseconds; and how many may be on their way for each that is submitted at a time, so that looking holds none up. */
const LOOK_MS = 150
const ON_THEIR_WAY = 8

/** A declaration that opens a case, `bytes` long. */
function declaration(n: string, bytes: number): string {
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const body = JSON.stringify({
    functionCode: '9',
    functionalReferenceId: n,
    borderTransportMeans: { id: `XA ${n}`, modeCode: '3' },
    goodsShipment: { consignment: { containerCode: '1', transportEquipment: [{ id: `XATU-${n}` }] } },
    xOfficeOfFirstEntry: 'XB000214',
    xEstimatedArrival: at,
  })
  return body.padEnd(bytes)
}

async function send(pool: Pool, a: DemoNode, b: DemoNode, lrn: string, bytes: number): Promise<Sent> {
  const { statusCode, body } = await pool.request({
    path: '/v1/messages',
    method: 'POST',
    headers: {
      authorization: `Bearer ${a.keys.window}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      to: b.country,
      procedure: 'pre-arrival',
      type: 'declaration',
      context: { xSchema: 'pre-arrival', xPurpose: 'demonstration', xLegalBasis: 'none: a bench' },
      document: { mediaType: 'application/json', text: declaration(lrn, bytes) },
    }),
  })
  const text = await body.text()
  if (statusCode !== 202) throw new Error(`a submission was answered ${statusCode}: ${text}`)
  const { id, conversation } = JSON.parse(text) as { id: string; conversation: string }
  return { id, conversation, lrn }
}

/** How many messages each process has delivered since it started. */
const delivered = new WeakMap<ChildProcess, { count: number }>()

/** What a node started with PROBE has delivered, which costs it nothing: an answer of `/metrics` would be dear, again and again. */
function deliveredBy({ process }: DemoNode): { count: number } {
  let so = delivered.get(process)
  if (so === undefined) {
    const its = (so = { count: 0 })
    delivered.set(process, its)
    process.on('message', (told: Told) => {
      if ('delivered' in told) its.count = told.delivered
    })
  }
  return so
}

/** Seconds until all that was received and sent is in the cases and in what else follows the log. Fails after ten minutes. */
export async function caughtUp(nodes: Both): Promise<number> {
  const started = performance.now()
  const behind = async (node: DemoNode): Promise<boolean> =>
    /^juxta_projection_behind\{.*\} [1-9]/m.test(await text(node, '/metrics'))
  await until(async () => !(await Promise.all(nodes.map(behind))).includes(true), 600_000, 500)
  return (performance.now() - started) / 1000
}

export type Flowing = {
  readonly count: number
  readonly bytes: number
  readonly concurrency: number
  /** When no more is sent, in milliseconds since 1970. */
  readonly end: number
  /** Is told again and again how many were delivered. */
  look(delivered: number): Promise<void>
}

/** Sends `count`, or as many as there is time for; answers some of them, how many they were, and how many a second were delivered. */
export async function flow(
  [a, b]: Both,
  { count, bytes, concurrency, end, look }: Flowing,
): Promise<{ sent: Sent[]; count: number; perSecond: number }> {
  const so = deliveredBy(a)
  const before = so.count
  const delivered = (): number => so.count - before
  const sent: Sent[] = []
  let [taken, submitting] = [0, true]
  const tag = randomUUID().slice(0, 8)
  const pool = new Pool(a.window, { connections: concurrency, pipelining: 1 })
  const started = performance.now()
  const submit = async (): Promise<void> => {
    while (taken < count && Date.now() < end) {
      if (taken - delivered() >= ON_THEIR_WAY * concurrency) await new Promise((r) => setTimeout(r, 5))
      else {
        const n = taken++
        const one = await send(pool, a, b, `XA-${tag}-${n}`, bytes)
        if (n % Math.max(1, Math.floor(count / SAMPLED)) === 0) sent.push(one)
      }
    }
  }
  try {
    await Promise.all([
      Promise.all(Array.from({ length: concurrency }, submit)).finally(() => (submitting = false)),
      until(
        async () => {
          await look(delivered())
          return !submitting && delivered() >= taken
        },
        24 * 3_600_000,
        LOOK_MS,
      ),
    ])
  } finally {
    await pool.destroy()
  }
  return { sent, count: taken, perSecond: (taken * 1000) / (performance.now() - started) }
}

/** Cursors of the inbox from `after` to its end. */
export async function walkInbox(b: DemoNode, after: string): Promise<string[]> {
  const cursors: string[] = []
  for (;;) {
    const path = `/v1/inbox?limit=500&after=${encodeURIComponent(after)}`
    const { messages, next } = await call<{ messages: unknown[]; next: string }>(b, 'GET', path)
    if (messages.length === 0) return cursors
    cursors.push((after = next))
  }
}

/** Starts both; answers after how many seconds each took a message: a node that only answers may still ask its neighbours whether its log has its end. */
export const startBoth = (nodes: Both): Promise<number[]> =>
  Promise.all(
    nodes.map(async (node, i) => {
      const started = performance.now()
      Object.assign(node, await launch(node, () => undefined, 'info', PROBE), { alive: true })
      deliveredBy(node)
      node.process.once('exit', () => (node.alive = false))
      const pool = new Pool(node.window, { connections: 1 })
      try {
        await until(() =>
          send(pool, node, nodes[1 - i]!, `start-${randomUUID()}`, 1).then(
            () => true,
            (error: unknown) => {
              if (/log-unavailable/.test(String(error))) return false
              throw error
            },
          ),
        )
      } finally {
        await pool.destroy()
      }
      return (performance.now() - started) / 1000
    }),
  )
