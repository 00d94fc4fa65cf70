/** Real nodes in this process: real stores, real mutual TLS on loopback, a clock that a test may set wrong. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import pino from 'pino'
import { caseName, casesIn } from '../node/cases/case-table.ts'
import { logIn } from '../node/store/log.ts'
import { assemble, type RunningNode } from '../node/assemble.ts'
import { draftAgreement, trialTerms, type Stated } from '../node/procedures/draft-agreement.ts'
import { makeNode } from '../node/cli/make-node.ts'
import { readSettings } from '../node/operate/settings.ts'
import { parseLeaf, type LeafKind } from '../node/log/entry.ts'
import type { Between } from '../node/node.ts'
import type { AgreedProcedure } from '../node/peers/agreed-procedures.ts'
import type { Slice } from '../node/procedures/slice.ts'
import type { AgreementDocument } from '../node/peers/agreement.ts'
import type { Country } from '../node/values/country.ts'
import type { Clock } from '../node/values/clock.ts'
import { sparePort, temporaryFolder } from './servers.ts'

type Scope = { teardown(fn: () => unknown): unknown }

export type Answer<T = any> = { status: number; body: T; headers: Record<string, unknown> }
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** The real clock, wrong by `offset` milliseconds. */
export class ShiftedClock implements Clock {
  offset = 0
  now(): number {
    return Date.now() + this.offset
  }
  after(ms: number, wake: () => void): () => void {
    const timer = setTimeout(wake, ms).unref()
    return () => clearTimeout(timer)
  }
}

type StartOptions = Parameters<RunningNode['start']>[0]

export type TestNode = {
  readonly country: Country
  readonly dir: string
  readonly url: string
  readonly clock: ShiftedClock
  /** An API key of all roles. */
  readonly localKey: string
  /** The running node; another object after `restart`. */
  node: RunningNode
  /** A request to the window side with a key of all roles. */
  call<T = any>(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>
  /** A request to `to`'s exchange side over mutual TLS as this node. */
  ask<T = any>(
    to: TestNode,
    method: Method,
    path: string,
    type?: string,
    body?: string | Buffer,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>
  /** PEM of a private key of this node whose file name starts with `name`. */
  key(name: 'signing' | 'encryption' | 'tls' | 'identity' | 'log' | 'witness'): string
  restart(start?: StartOptions): Promise<void>
}

/** Waits for a state, never for a time: the limit only ends what would wait for ever, on a busy machine too. */
const settled = async <T>(what: string, look: () => Promise<T | undefined | false>, ms = 180_000): Promise<T> => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 15))) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`waited in vain until ${what}`)
}
export { settled }

/** Lists wait for a state too: on a busy machine the second for which they do so elsewhere is over before it is there. */
const LISTS_WAIT_MS = 20_000

export type Order = {
  readonly countries?: readonly string[]
  readonly env?: (country: string) => Promise<Record<string, string>> | Record<string, string>
  readonly agreement?: (draft: AgreementDocument) => AgreementDocument
  /** Which have keys of ML-DSA from the beginning. */
  readonly postQuantum?: readonly string[]
  /** False: the nodes do not know each other. */
  readonly peered?: boolean
  /** Hears every line that a node writes into its log, whatever its level. */
  readonly logged?: (country: string, line: string) => void
  /** What steps between a node and its neighbours. */
  readonly between?: (country: string) => Between | undefined
  /** What procedures a node knows each time it starts, where they are others than those of this release. */
  readonly slices?: (country: string) => readonly Slice[]
}

/** Nodes that run, know each other and have an agreement for every pair. They end with the test. */
export async function startTestNodes(t: Scope, order: Order = {}): Promise<TestNode[]> {
  const nodes = await Promise.all((order.countries ?? ['XA', 'XB']).map((country) => startNode(t, country, order)))
  if (order.peered !== false)
    for (const [i, a] of nodes.entries())
      for (const b of nodes.slice(i + 1)) {
        await introduce(a, b)
        await agree(a, b, order.agreement)
      }
  return nodes
}

async function startNode(t: Scope, country: string, order: Order): Promise<TestNode> {
  const dir = join(temporaryFolder(t), country.toLowerCase())
  const port = await sparePort()
  const url = `https://127.0.0.1:${port}`
  const more = {
    JUXTA_LOG_LEVEL: 'silent',
    JUXTA_SWEEP_MS: '200',
    JUXTA_DRAIN_MS: '0',
    ...(await order.env?.(country)),
  }
  await makeNode({
    dir,
    country,
    name: `Customs of ${country}`,
    exchangeUrl: url,
    windowPort: 0,
    development: true,
    postQuantum: order.postQuantum?.includes(country) ?? false,
    more,
  })
  return run(t, country as Country, dir, url, {}, order)
}

/** A second process of the same country on the same PostgreSQL and Redis; a load balancer would stand before both. */
export async function replicaOf(t: Scope, node: TestNode): Promise<TestNode> {
  const port = await sparePort()
  return run(t, node.country, node.dir, `https://127.0.0.1:${port}`, { JUXTA_EXCHANGE_LISTEN: `127.0.0.1:${port}` })
}

async function run(
  t: Scope,
  country: Country,
  dir: string,
  url: string,
  env: NodeJS.ProcessEnv,
  { logged, between, slices }: Pick<Order, 'logged' | 'between' | 'slices'> = {},
): Promise<TestNode> {
  const stepsBetween = between?.(country)
  const logger = logged
    ? pino({ level: 'trace' }, { write: (line: string) => logged(country, line) })
    : pino({ level: 'silent' })
  const clock = new ShiftedClock()
  const { settings } = readSettings(dir, env)
  const open = async (start: StartOptions = {}): Promise<RunningNode> => {
    const node = await assemble({
      settings,
      ...(stepsBetween ? { between: stepsBetween } : {}),
      ...(slices ? { slices: slices(country) } : {}),
      clock,
      logger,
      listsWaitMs: LISTS_WAIT_MS,
      onFatal: (error) => {
        throw error
      },
    })
    await node.start(start)
    return node
  }
  const secret = readFileSync(join(dir, 'local.key'), 'utf8').trim()
  const pem = (folder: string, name: string): string =>
    readFileSync(
      join(
        dir,
        folder,
        readdirSync(join(dir, folder)).find((f) => f.startsWith(name))!,
      ),
      'utf8',
    )
  const test: TestNode = {
    country,
    dir,
    url,
    clock,
    localKey: secret,
    node: await open(),
    async call(method, path, body, headers = {}) {
      const answer = await test.node.window.inject({
        method,
        url: path,
        headers: {
          authorization: `Bearer ${secret}`,
          ...(method === 'POST' && path === '/v1/messages' ? { 'idempotency-key': randomUUID() } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { payload: Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      // JSON-LD is a document of somebody's, and comes as its bytes.
      const json = /^application\/(?!ld\+)([\w.-]+\+)?json\b/.test(String(answer.headers['content-type'] ?? ''))
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: (json && answer.payload !== '' ? JSON.parse(answer.payload) : answer.rawPayload) as never,
      }
    },
    ask: (to, method, path, type, body, headers) =>
      askOverTls(to, { cert: pem('certificates', 'tls'), key: pem('keys', 'tls') }, method, path, type, body, headers),
    key: (name) => pem('keys', name),
    async restart(start) {
      await test.node.stop()
      test.node = await open(start)
    },
  }
  t.teardown(() => test.node.stop())
  return test
}

/** One request with any certificate, or none, whatever the server shows. */
export async function askOverTls(
  to: { url: string },
  shown: { cert?: string; key?: string },
  method: Method,
  path: string,
  type?: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const agent = new Agent({ connect: { ...shown, rejectUnauthorized: false }, pipelining: 0 })
  try {
    const answer = await request(`${to.url}${path}`, {
      method,
      dispatcher: agent,
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
      body: body ?? null,
    })
    const text = await answer.body.text()
    const json = String(answer.headers['content-type'] ?? '').includes('json')
    return { status: answer.statusCode, headers: answer.headers, body: json && text !== '' ? JSON.parse(text) : text }
  } finally {
    await agent.destroy()
  }
}

/** Each accepts the other's invitation. */
export async function introduce(a: TestNode, b: TestNode): Promise<void> {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { invite, words } = (await one.call('POST', '/v1/peers/invite')).body
    const { status, body } = await other.call('POST', '/v1/peers', { invite, trust: true, words })
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
}

/** As of a trial, but with the effect that the law gives it. */
function liveTerms(parties: Country[], now: number): Stated {
  const terms = trialTerms(parties, 'the tests', now)
  return { ...terms, annexes: { ...terms.annexes, stage: { name: 'live', ends: ['the tests end'] } } }
}

/** A draft with other clauses for each of its procedures. */
export const forAll = (draft: AgreementDocument, more: Partial<AgreedProcedure>): AgreementDocument => ({
  ...draft,
  procedures: draft.procedures.map((p) => ({ ...p, ...more })),
})

/** A draft in which all is stated that only the parties can state. `now` in seconds since 1970. */
export const drafted = (ours: Country, theirs: Country, now: number): AgreementDocument =>
  draftAgreement(ours, theirs, now, {
    ...liveTerms([ours, theirs], now),
    aeo: [ours, theirs].map((of) => ({
      of,
      programme: '*',
      types: ['*'],
      roles: ['*'],
      benefits: ['reduced-controls'],
    })),
    defaultContext: { xPurpose: 'border management', xLegalBasis: 'agreement of the tests, Art. 1' },
  })

/** Brings an agreement into force between two nodes; the answer is its hash. */
export async function agree(
  a: TestNode,
  b: TestNode,
  change = (draft: AgreementDocument) => draft,
  accept = (path: string): Promise<unknown> => b.call('POST', `${path}/accept`),
): Promise<string> {
  const draft = drafted(a.country, b.country, Math.floor(a.clock.now() / 1000))
  const { status, body } = await a.call(
    'POST',
    '/v1/agreements',
    change({ ...draft, title: `Agreement ${randomUUID()}` }),
  )
  if (status !== 202) throw new Error(JSON.stringify(body))
  const path = `/v1/agreements/${encodeURIComponent(body.hash)}`
  const is = (node: TestNode, state: string) =>
    settled(
      `${node.country} holds the agreement as ${state}`,
      async () => (await node.call('GET', path)).body.state === state,
    )
  await is(b, 'received')
  await accept(path)
  await is(a, 'in-force')
  // It is stored before it is what the node goes by.
  for (const [node, { country }] of [
    [a, b],
    [b, a],
  ] as const)
    // prettier-ignore
    await settled(`${node.country} goes by the agreement`, async () =>
      node.node.directory.get(country).agreements.some(({ hash }) => hash === body.hash),
    )
  return body.hash
}

export const xml = (text: string) => ({ mediaType: 'application/xml', text })
export const json = (value: unknown) => ({ mediaType: 'application/json', text: JSON.stringify(value) })

/** Submits one message and answers what the window said. */
export async function submit(from: TestNode, to: TestNode, more: Record<string, unknown> = {}): Promise<Answer> {
  return from.call('POST', '/v1/messages', {
    to: to.country,
    procedure: 'pre-arrival',
    type: 'declaration',
    document: xml('<Declaration>cheese</Declaration>'),
    ...more,
  })
}

/** Waits until message `id` of `node` is in one of `states`; the answer is the message. */
export const untilState = (node: TestNode, id: string, ...states: string[]): Promise<any> =>
  settled(`${id} of ${node.country} is ${states.join(' or ')}`, async () => {
    const { body } = await node.call('GET', `/v1/messages/${id}`)
    return states.includes(body.state) ? body : undefined
  })

/** Waits until the node has looked at all that is in the case of its message `id`: nothing is erased before. */
export const isLookedAt = ({ country, node: { store } }: TestNode, id: string): Promise<unknown> =>
  settled(`${country} has looked at the case of ${id}`, async () => {
    const found = await store.read
      .selectFrom('message')
      .innerJoin('caseRow as c', (j) =>
        j.onRef('c.conversation', '=', 'message.conversation').onRef('c.peer', '=', 'message.peer'),
      )
      .select(['c.peer', 'c.conversation', 'c.size'])
      .where('message.id', '=', id)
      .executeTakeFirst()
    return found !== undefined && (await casesIn(store).inCase(caseName(found))).length <= Number(found.size)
  })

/** How many leaves of these kinds a node's log has. It logs other things of its own in the meantime, as what it has witnessed. */
export async function leavesOf({ node }: TestNode, ...kinds: LeafKind[]): Promise<number> {
  const log = logIn(node.store)
  const all = await log.leaves((await log.head()).shard, 0, 100_000)
  return all.filter(({ data }) => kinds.includes(parseLeaf(data.toString('utf8')).kind)).length
}
