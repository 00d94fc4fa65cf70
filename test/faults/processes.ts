/** Real node processes under load, that a test kills and starts again. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { launch, call, startNodes, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { ROOT } from '../shared-data.ts'
import { temporaryFolder } from '../servers.ts'

type Scope = { teardown(fn: () => unknown): unknown; comment(...what: unknown[]): void }

/** Deterministic chance (mulberry32): the seed is told, so that a run can be repeated. */
export function chance(
  t: Scope,
  seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32)),
): () => number {
  t.comment(`SEED=${seed}`)
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Two countries as processes, peered and agreed; they end with the test. */
export async function startPair(
  t: Scope,
  more: { store?: string; queue?: string } = {},
): Promise<[DemoNode, DemoNode]> {
  const nodes: DemoNode[] = []
  t.teardown(() => stopNodes(nodes))
  await startNodes(nodes, {
    dir: temporaryFolder(t),
    countries: 2,
    logLevel: 'info',
    onLine: () => undefined,
    onStep: () => undefined,
    ...more,
  })
  return nodes as [DemoNode, DemoNode]
}

/** kill -9, and the same folder again as a new process. */
export async function killAndRestart(node: DemoNode, downMs: number): Promise<void> {
  const gone = new Promise((done) => node.process.once('exit', done))
  node.process.kill('SIGKILL')
  await gone
  await pause(downMs)
  Object.assign(node, await launch(node, () => undefined, 'info'), { alive: true })
}

/** Submits `count` small messages, each with a key of its own that is used again until an answer came. Answers the ids in the order of the keys. */
export async function flow(from: DemoNode, to: DemoNode, count: number, concurrency = 16): Promise<string[]> {
  const ids: string[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (next < count) {
        const n = next++
        const key = randomUUID()
        const end = Date.now() + 180_000
        for (;;) {
          try {
            const answer = await fetch(
              `${from.window}/v1/messages?to=${to.country}&procedure=pre-arrival&type=declaration`,
              {
                method: 'POST',
                headers: {
                  authorization: `Bearer ${from.keys.window}`,
                  'content-type': 'application/xml',
                  'idempotency-key': key,
                },
                body: `<Declaration>${n}</Declaration>`,
                signal: AbortSignal.timeout(20_000),
              },
            )
            const body = (await answer.json()) as { id: string; type?: string }
            if (answer.status === 202) {
              ids[n] = body.id
              break
            }
            if (answer.status < 500) throw new Error(`submission ${n} was answered ${answer.status}: ${body.type}`)
          } catch (error) {
            if ((error as Error).message.startsWith('submission') || Date.now() > end) throw error
          }
          await pause(50)
        }
      }
    }),
  )
  return ids
}

/** The ids in the inbox, in the order of the feed. */
export async function inbox(node: DemoNode): Promise<string[]> {
  const ids: string[] = []
  for (let after: string | undefined; ;) {
    const page: { messages: { id: string }[]; next: string } = await call(
      node,
      'GET',
      `/v1/inbox?limit=500${after === undefined ? '' : `&after=${after}`}`,
    )
    ids.push(...page.messages.map((m) => m.id))
    if (page.messages.length === 0) return ids
    after = page.next
  }
}

/** States of all outbound messages by id. */
export async function states(node: DemoNode): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let after = ''; ;) {
    const page: { items: { id: string; state: string }[]; next: string | null } = await call(
      node,
      'GET',
      `/v1/messages?direction=out&limit=500${after}`,
    )
    for (const { id, state } of page.items) found.set(id, state)
    if (page.next === null) return found
    after = `&after=${page.next}`
  }
}

export async function untilDelivered(
  node: DemoNode,
  ids: readonly string[],
  ms = 120_000,
): Promise<Map<string, string>> {
  for (const end = Date.now() + ms; ; await pause(300)) {
    const found = await states(node)
    if (ids.every((id) => found.get(id) === 'delivered') || Date.now() > end) return found
  }
}

type Checks = Pick<Test, 'equal' | 'same'>

/** `MESSAGES` and `KILLS` in the environment make a longer run. */
export const MESSAGES = Number(process.env['MESSAGES'] ?? 2000)

/** Every one of `ids` is delivered at `a` and stands once in the inbox of `b`, and nothing else does. */
export async function exactlyOnce(t: Checks, a: DemoNode, b: DemoNode, ids: readonly string[]): Promise<void> {
  t.equal(new Set(ids).size, MESSAGES, 'each submission has one id')
  const found = await untilDelivered(a, ids)
  t.same(
    ids.filter((id) => found.get(id) !== 'delivered').map((id) => `${id} ${found.get(id)}`),
    [],
    'each has a receipt',
  )
  t.equal([...found.keys()].length, MESSAGES, 'and none was submitted twice')
  const arrived = await inbox(b)
  t.equal(arrived.length, MESSAGES, 'each arrived once')
  t.same([...arrived].sort(), [...ids].sort())
  const alerts = await call<{ items: { kind: string; detail: string }[] }>(
    a,
    'GET',
    '/v1/alerts',
    undefined,
    'operator',
  )
  t.same(
    alerts.items.filter((x) => /split|behind|answer-invalid|inconsistent|tally/.test(x.kind)),
    [],
    'nobody lied',
  )

  // Every receipt has its leaf and every leaf its place, in both countries: recomputed from exports, and joined.
  const dir = mkdtempSync(join(tmpdir(), 'juxta-exports-'))
  try {
    for (const node of [a, b]) {
      // What was appended last is published within a second.
      await pause(1500)
      t.same(
        await juxta('log', 'export', join(dir, node.country), '--dir', node.dir),
        0,
        `the log of ${node.country} is exported`,
      )
      t.same(await juxta('log', 'check', join(dir, node.country)), 0, `the log of ${node.country} is whole`)
    }
    t.same(await juxta('reconcile', join(dir, a.country), join(dir, b.country)), 0, 'the logs of both agree')
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** 0, or what the command said. */
const juxta = (...args: string[]): Promise<number | string> =>
  new Promise((done) => {
    execFile(process.execPath, [join(ROOT, 'bin', 'juxta.js'), ...args], { timeout: 60_000 }, (error, stdout, stderr) =>
      done(error ? `${String(error.code)} ${stdout}${stderr}` : 0),
    )
  })
