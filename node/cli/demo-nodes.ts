/** The nodes of the demo: made in a folder, started as processes of their own, peered with each other, an agreement in force for every pair. */
import { spawn, type ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { folder, readText } from '../operate/node-folder.ts'
import { publicOf } from '../seal/webcrypto.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { draftAgreement, trialTerms, type Stated } from '../procedures/draft-agreement.ts'
import { makeNode } from './make-node.ts'

/** What the agreements of the demo state: they are between nodes of one machine and concern nobody else. */
const DEMONSTRATION = 'a demonstration of Juxta on one machine'

/** Security counts at the border; who is known for keeping good books (AEOC) is recognised for nothing. */
const recognisedOf = (of: Country) => ({
  of,
  programme: `AEO-${of}`,
  types: ['AEOS', 'AEOF'],
  roles: ['*'],
  benefits: ['priority', 'reduced-controls'],
})

const demonstration = (now: number, ...parties: Country[]): Stated => ({
  ...trialTerms(parties, DEMONSTRATION, now),
  aeo: parties.map(recognisedOf),
  defaultContext: { xPurpose: 'demonstration', xLegalBasis: `none: ${DEMONSTRATION}` },
})

export type DemoNode = {
  readonly country: Country
  readonly name: string
  readonly dir: string
  readonly window: string
  readonly exchange: string
  readonly keys: { window: string; operator: string; auditor: string }
  pid: number
  process: ChildProcess
  alive: boolean
}

export type Line = Readonly<Record<string, unknown>> & { msg?: string; level?: number }

const NAMES = [
  'Northland',
  'Rivermark',
  'Eastmoor',
  'Sundal',
  'Westerholm',
  'Karsten',
  'Lindau',
  'Orrin',
  'Praga Nova',
  'Tessaly',
]

const MAIN = fileURLToPath(new URL('../../../bin/juxta.js', import.meta.url))

/** Ports that systems do not give to whoever only connects, so that one is free again when whoever had it comes back. Each process begins elsewhere among them. */
const [LOWEST_PORT, PORTS, EACH] = [20_000, 12_000, 20]
let taken = (process.pid * EACH) % PORTS

/** A port of loopback on which nobody listens now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + (taken++ % PORTS)
    const server = createServer()
    const free = await new Promise<boolean>((done) => {
      server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true))
    })
    if (!free) continue
    await new Promise((done) => server.close(done))
    return port
  }
}

/** A database of its own on the server that `url` names. */
async function ownDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database "${name}"`)
  await client.end()
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

export async function call<T>(
  node: { window: string; keys: { operator: string; window: string } },
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  as: 'operator' | 'window' = 'window',
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(`${node.window}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${node.keys[as]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new JuxtaError('answer-invalid', `${method} ${path}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

export async function launch(
  node: Omit<DemoNode, 'process' | 'pid' | 'alive'>,
  onLine: (country: Country, line: Line) => void,
  logLevel = 'debug',
  preload?: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ process: ChildProcess; pid: number }> {
  // With an IPC channel the node notices when the demo is gone, and ends too.
  const options = [...process.execArgv, ...(preload === undefined ? [] : ['--import', preload])]
  const child = spawn(process.execPath, [...options, MAIN, 'start', '--dir', node.dir], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, JUXTA_LOG_LEVEL: logLevel, ...env },
  })
  let errors = ''
  child.stderr!.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)))
  const ready = new Promise<void>((done, failed) => {
    createInterface({ input: child.stdout! }).on('line', (text) => {
      let line: Line
      try {
        line = JSON.parse(text) as Line
      } catch {
        return
      }
      if (line.msg === 'ready') done()
      onLine(node.country, line)
    })
    child.once('exit', (code) =>
      failed(
        new JuxtaError('internal', `the node of ${node.country} ended with ${code} before it was ready: ${errors}`),
      ),
    )
  })
  await ready
  return { process: child, pid: child.pid! }
}

export type Plan = {
  dir: string
  countries: number
  store?: string
  queue?: string
  /** `info` at least: below it a node does not say that it is ready. */
  logLevel?: 'debug' | 'info'
  /** A module that each node loads before its own. */
  preload?: string
  onLine(country: Country, line: Line): void
  onStep(text: string): void
}

/** Makes, starts and peers the nodes. They stand in `nodes` as soon as they run, so that whoever asked can end them whatever happens. */
export async function startNodes(
  nodes: DemoNode[],
  { dir, countries, store, queue, onLine, onStep, logLevel = 'debug', preload }: Plan,
): Promise<{ trust: string }> {
  const tag = Math.random().toString(36).slice(2, 8)
  const planned = await Promise.all(
    Array.from({ length: countries }, async (_, i) => {
      const country = `X${String.fromCharCode(65 + i)}` as Country
      const name = `Customs of ${NAMES[i]}`
      const [windowPort, exchangePort] = [await freePort(), await freePort()]
      const own = join(dir, country.toLowerCase())
      const more = {
        JUXTA_DRAIN_MS: '0',
        JUXTA_HOURS_URL: `http://127.0.0.1:${windowPort}`,
        ...(store === undefined
          ? {}
          : { JUXTA_STORE: await ownDatabase(store, `juxta_demo_${country.toLowerCase()}_${tag}`) }),
        ...(queue === undefined
          ? {}
          : { JUXTA_QUEUE: queue, JUXTA_QUEUE_PREFIX: `juxta-demo-${country.toLowerCase()}-${tag}` }),
      }
      const exchange = `https://127.0.0.1:${exchangePort}`
      const { operatorKey } = await makeNode({
        dir: own,
        country,
        name,
        exchangeUrl: exchange,
        windowPort,
        development: true,
        more,
      })
      return {
        country,
        name,
        dir: own,
        window: `http://127.0.0.1:${windowPort}`,
        exchange,
        keys: { window: '', operator: operatorKey, auditor: '' },
      }
    }),
  )
  onStep(`${planned.map((n) => `${n.country} (${n.name})`).join(', ')}: keys, certificates, store and log are made`)
  await Promise.all(
    planned.map(
      async (node) => void nodes.push({ ...node, ...(await launch(node, onLine, logLevel, preload)), alive: true }),
    ),
  )
  nodes.sort((a, b) => (a.country < b.country ? -1 : 1))
  for (const node of nodes) {
    // Nobody grants a role that he lacks: the key of the command line has them all.
    const local = readText(folder(node.dir).localKey).trim()
    for (const role of ['window', 'auditor'] as const)
      node.keys[role] = (
        await call<{ secret: string }>(
          { window: node.window, keys: { ...node.keys, operator: local } },
          'POST',
          '/v1/keys',
          { name: role, roles: role === 'window' ? ['window', 'assistance', 'incidents'] : [role] },
          'operator',
        )
      ).secret
    node.process.once('exit', () => (node.alive = false))
  }
  onStep('all nodes are running; each invites its neighbours, eight words are compared')
  const invites = await Promise.all(
    nodes.map((node) =>
      call<{ invite: string; words: string }>(node, 'POST', '/v1/peers/invite', undefined, 'operator'),
    ),
  )
  for (const node of nodes)
    for (const [i, other] of nodes.entries())
      if (other !== node)
        await call(
          node,
          'POST',
          '/v1/peers',
          { invite: invites[i]!.invite, trust: true, words: invites[i]!.words },
          'operator',
        )
  const now = Math.floor(Date.now() / 1000)
  const agreed: Promise<void>[] = []
  for (const [i, a] of nodes.entries())
    for (const b of nodes.slice(i + 1))
      agreed.push(
        (async () => {
          const { hash } = await call<{ hash: string }>(
            a,
            'POST',
            '/v1/agreements',
            draftAgreement(a.country, b.country, now, demonstration(now, a.country, b.country)),
            'operator',
          )
          const path = `/v1/agreements/${encodeURIComponent(hash)}`
          const until = async (node: DemoNode, state: string): Promise<void> => {
            for (let i = 0; i < 200; i++) {
              const found = (
                await call<{ items: { hash: string; state: string }[] }>(
                  node,
                  'GET',
                  '/v1/agreements',
                  undefined,
                  'operator',
                )
              ).items.find((x) => x.hash === hash)
              if (found?.state === state) return
              await new Promise((r) => setTimeout(r, 50))
            }
            throw new JuxtaError('internal', `the agreement did not become ${state} at ${node.country}`)
          }
          await until(b, 'received')
          await call(b, 'POST', `${path}/accept`, undefined, 'operator')
          await until(a, 'in-force')
        })(),
      )
  await Promise.all(agreed)
  onStep('agreements are signed by both sides of every border and in force')
  const trust = join(dir, 'trust.json')
  await writeFile(trust, `${JSON.stringify(await trustOf(nodes), null, 2)}\n`)
  return { trust }
}

/** What an auditor trusts: the identity key of each country, learnt outside of any bundle. */
async function trustOf(nodes: readonly DemoNode[]): Promise<unknown> {
  const identities: Record<string, unknown> = {}
  for (const { country, dir } of nodes) identities[country] = (await publicOf(readText(folder(dir).identityKey))).jwk
  return { identities, quorum: 1 }
}

export async function stopNodes(nodes: readonly DemoNode[]): Promise<void> {
  await Promise.all(
    nodes
      .filter((n) => n.alive && n.process.exitCode === null)
      .map(
        (node) =>
          new Promise<void>((done) => {
            const late = setTimeout(() => node.process.kill('SIGKILL'), 15_000)
            node.process.once('exit', () => {
              clearTimeout(late)
              done()
            })
            node.process.kill('SIGTERM')
          }),
      ),
  )
}

export const sample = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../examples/samples/${name}`, import.meta.url)))
