/** Real node processes under load, that a test kills and starts again. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Test } from 'tap'
import { launch, call, startNodes, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { draftAgreement, trialTerms } from '../../node/procedures/draft-agreement.ts'
import { sparePort, temporaryFolder } from '../servers.ts'
import type { CommitFault, COUNTED, Fault } from './failing-commits.ts'
import { logsAgree } from './logs.ts'

type Scope = { teardown(fn: () => unknown): unknown; comment(...what: unknown[]): void }

/** Deterministic chance (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The seed is told, so that a run can be repeated. */
export function chance(
  t: Scope,
  seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 32)),
): () => number {
  t.comment(`SEED=${seed}`)
  return seeded(seed)
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

/** Waits for a state, whatever it takes within ten minutes; a question that fails is asked again. */
export async function until(what: string, question: () => boolean | Promise<boolean>): Promise<void> {
  let error: unknown
  for (const end = Date.now() + 600_000; Date.now() < end; await pause(20))
    try {
      if (await question()) return
    } catch (cause) {
      error = cause
    }
  throw new Error(`waited in vain until ${what}`, { cause: error })
}

/** Has two nodes agree to messages of up to `bytes`. */
export async function agreeToLarge(a: DemoNode, b: DemoNode, bytes: number): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  const terms = trialTerms([a.country, b.country], 'large parts', now)
  const draft = draftAgreement(a.country, b.country, now, terms)
  const limits = { ...draft.limits, message_bytes: bytes }
  const { hash } = await call<{ hash: string }>(a, 'POST', '/v1/agreements', { ...draft, limits }, 'operator')
  const agreement = `/v1/agreements/${encodeURIComponent(hash)}`
  const is = (node: DemoNode, state: string) =>
    until(`the agreement is ${state} at ${node.country}`, async () => {
      const found = await call<{ state: string }>(node, 'GET', agreement, undefined, 'operator')
      return found.state === state
    })
  await is(b, 'received')
  await call(b, 'POST', `${agreement}/accept`, undefined, 'operator')
  await is(a, 'in-force')
}

/** A process of a country that has more than one, with the ports that are its own. */
export type Replica = DemoNode & { readonly env: NodeJS.ProcessEnv }

/** Another process of the country of `node`. */
export async function replicaOf(node: DemoNode): Promise<Replica> {
  const [window, exchange] = [await sparePort(), await sparePort()]
  const env = { JUXTA_WINDOW_LISTEN: `127.0.0.1:${window}`, JUXTA_EXCHANGE_LISTEN: `127.0.0.1:${exchange}` }
  const replica = { ...node, window: `http://127.0.0.1:${window}`, env }
  await restart(replica)
  return replica
}

/** The same folder again as a new process, where the one before has ended. */
export async function restart(node: DemoNode | Replica): Promise<void> {
  const env = 'env' in node ? node.env : {}
  Object.assign(node, await launch(node, () => undefined, 'info', undefined, env), { alive: true })
}

/** kill -9 where it is not dead already, and the same folder again as a new process. */
export async function killAndRestart(node: DemoNode, downMs: number): Promise<void> {
  if (node.process.exitCode === null && node.process.signalCode === null) {
    const gone = new Promise((done) => node.process.once('exit', done))
    node.process.kill('SIGKILL')
    await gone
  }
  await pause(downMs)
  await restart(node)
}

/** How a process ended: its exit code, or the signal that killed it. */
export type End = number | NodeJS.Signals | null
/** How a process ends by a fault of its commit. */
export const ENDS: Readonly<Record<Fault, readonly End[]>> = {
  busy: [],
  'busy-after': [],
  io: [70],
  'io-after': [70],
  'kill-before': ['SIGKILL'],
  'kill-after': ['SIGKILL'],
}

/** Starts a node again whenever its process has ended; answers how it ended each time, for as long as the test goes on. */
export function keepRunning(t: Scope, node: DemoNode): { ends: End[]; running(): Promise<void>; settled(): void } {
  const ends: End[] = []
  let over = false
  let starting: Promise<void> = Promise.resolve()
  const watch = (): void =>
    void node.process.once('exit', (code, signal) => {
      if (over) return
      ends.push(signal ?? code)
      starting = restart(node).then(watch)
      starting.catch((error: unknown) => t.comment(String(error)))
    })
  watch()
  const settled = (): void => void (over = true)
  t.teardown(settled)
  return { ends, running: () => starting, settled }
}

/** Nodes that are started from now on load failing-commits.ts. */
export function withFailingCommits(t: Scope): void {
  process.env['COMMIT_FAULTS'] = temporaryFolder(t)
  const before = process.env['NODE_OPTIONS'] ?? ''
  process.env['NODE_OPTIONS'] = `${before} --import ${new URL('failing-commits.js', import.meta.url).href}`
  t.teardown(() => {
    delete process.env['COMMIT_FAULTS']
    process.env['NODE_OPTIONS'] = before
  })
}

const faultFile = (node: DemoNode, ending: string): string =>
  join(process.env['COMMIT_FAULTS']!, `${basename(node.dir)}.${ending}`)

/** Has a commit of `node` fail, or none any more. Answers a question: whether it has come to that. */
export function faultAt(node: DemoNode, fault: CommitFault | null): () => boolean {
  rmSync(faultFile(node, 'json'), { force: true })
  rmSync(faultFile(node, 'fired'), { force: true })
  if (fault) writeFileSync(faultFile(node, 'json'), JSON.stringify(fault))
  return () => existsSync(faultFile(node, 'fired'))
}

/** How many commits of a kind that is counted `node` has made. */
export function committed(node: DemoNode, kind: (typeof COUNTED)[number]): number {
  const file = faultFile(node, kind)
  return existsSync(file) ? statSync(file).size : 0
}

/** Whether a node ended, once it has come to what it was to end at. */
export async function died(node: DemoNode, came: () => boolean): Promise<boolean> {
  for (const end = Date.now() + 180_000; Date.now() < end; await pause(20))
    if (came() && (node.process.signalCode !== null || node.process.exitCode !== null)) return true
  return false
}

/** Sets the clock of a node ahead by more than its neighbours bear, or back; a process that is started meanwhile has it so from its start. */
export async function setClock(node: DemoNode, to: 'ahead' | 'right'): Promise<void> {
  const [wanted, told] = [faultFile(node, 'ahead'), faultFile(node, 'clock')]
  if (to === 'ahead') writeFileSync(wanted, '')
  else rmSync(wanted, { force: true })
  const is = (): boolean => existsSync(told) && Number(readFileSync(told, 'latin1') || NaN) > 0 === (to === 'ahead')
  for (const end = Date.now() + 5000; !is() && Date.now() < end;) await pause(20)
}

/**
 * Submits small messages, each with a key of its own that is used again until an answer came: `count` of them, or for as long as it says, every worker one
 * in `everyMs`. Answers the ids in the order of the keys.
 */
export async function flow(
  from: DemoNode,
  to: DemoNode,
  count: number | (() => boolean),
  concurrency = 16,
  everyMs = 0,
): Promise<string[]> {
  const ids: string[] = []
  let next = 0
  const more = typeof count === 'number' ? () => next < count : count
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (; more(); await pause(everyMs)) {
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
  state = 'delivered',
): Promise<Map<string, string>> {
  for (const end = Date.now() + ms; ; await pause(300)) {
    const found = await states(node)
    if (ids.every((id) => found.get(id) === state) || Date.now() > end) return found
  }
}

type Checks = Pick<Test, 'equal' | 'same'>

/** `MESSAGES` and `KILLS` in the environment make a longer run. */
export const MESSAGES = Number(process.env['MESSAGES'] ?? 1000)

/** Every one of the `count` messages `ids` is delivered at `a` and stands once in the inbox of `b`, and nothing else does; the logs of both agree. */
export async function exactlyOnce(
  t: Checks,
  a: DemoNode,
  b: DemoNode,
  ids: readonly string[],
  count = MESSAGES,
): Promise<void> {
  t.equal(new Set(ids).size, count, 'each submission has one id')
  const found = await untilDelivered(a, ids)
  t.same(
    ids.filter((id) => found.get(id) !== 'delivered').map((id) => `${id} ${found.get(id)}`),
    [],
    'each has a receipt',
  )
  t.equal([...found.keys()].length, count, 'and none was submitted twice')
  const arrived = await inbox(b)
  t.equal(arrived.length, count, 'each arrived once')
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
  await logsAgree(t, [a, b])
}
