/**
 * kill -9 of the node and of the receivers while messages flow and webhooks are told: each event arrives at least once, of a conversation in its order, and nothing of one
 * client at another.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { call, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { sparePort, stores, temporaryFolder } from '../servers.ts'
import { isSigned, lanes, type Told } from '../webhooks/receiver.ts'
import { chance, flow, killAndRestart, pause, startPair, untilDelivered } from './processes.ts'

const MESSAGES = Number(process.env['MESSAGES'] ?? 120)
const KILLS = Number(process.env['KILLS'] ?? 4)

type Change = { readonly id: string; readonly conversation: string }
/** A client with its key, its receiver and what that was told. */
type Tenant = {
  readonly agency: string
  readonly key: string
  readonly secret: string
  readonly webhook: string
  kill(): Promise<void>
  told(): Told[]
}

/** A receiver that is another process whenever it was killed. */
async function receiving(
  t: { teardown(fn: () => unknown): unknown },
  port: number,
  file: string,
): Promise<() => Promise<void>> {
  const script = fileURLToPath(new URL('../webhooks/receiving.js', import.meta.url))
  let child: ChildProcess
  const begin = async (): Promise<void> => {
    child = fork(script, [String(port), file])
    await new Promise((done) => child.once('message', done))
  }
  await begin()
  t.teardown(() => child.kill('SIGKILL'))
  return async () => {
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await gone
    await pause(200)
    await begin()
  }
}

async function tenantOf(t: { teardown(fn: () => unknown): unknown }, node: DemoNode, agency: string): Promise<Tenant> {
  const file = join(temporaryFolder(t), 'told')
  const port = await sparePort()
  const kill = await receiving(t, port, file)
  // The key of the folder has every role.
  const keys = { ...node.keys, operator: readFileSync(join(node.dir, 'local.key'), 'utf8').trim() }
  const made = await call<{ secret: string }>(
    { window: node.window, keys },
    'POST',
    '/v1/keys',
    { name: agency, client: agency, roles: ['window'], agency },
    'operator',
  )
  const headers = { authorization: `Bearer ${made.secret}`, 'content-type': 'application/json' }
  const answer = await fetch(`${node.window}/v1/webhooks`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/${agency}`, kinds: ['message'] }),
  })
  const { id, secret } = (await answer.json()) as { id: string; secret: string }
  const told = (): Told[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Told)
      : []
  return { agency, key: made.secret, secret, webhook: id, kill, told }
}

/** All that the feed has for a client. */
async function feed(node: DemoNode, { key }: Tenant): Promise<Change[]> {
  const found: Change[] = []
  for (let after = ''; ;) {
    const answer = await fetch(`${node.window}/v1/changes?kind=message&limit=500&after=${after}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const { items, next } = (await answer.json()) as { items: Change[]; next: string }
    found.push(...items)
    if (items.length === 0) return found
    after = next
  }
}

const webhookId = ({ id }: Change): string => id.replaceAll('.', '_')

for (const store of stores())
  t.test(store.name, { ...store.options, timeout: 300_000 }, async (t) => {
    const random = chance(t)
    const [a, b] = await startPair(t, store.name === 'sqlite' ? {} : { store: await store.make(t) })
    const tenants = await Promise.all(['veterinary', 'police'].map((agency) => tenantOf(t, a, agency)))
    let over = false
    const sending = Promise.all(
      tenants.map(({ key }) => flow({ ...a, keys: { ...a.keys, window: key } }, b, MESSAGES, 4, 20)),
    ).finally(() => (over = true))
    for (let kills = 0; kills < KILLS || !over; kills++) {
      await pause(300 + random() * 700)
      if (random() < 0.5) await killAndRestart(a, random() * 300)
      else await tenants[Math.floor(random() * tenants.length)]!.kill()
    }
    await untilDelivered(a, (await sending).flat())
    for (const tenant of tenants) {
      const changes = await feed(a, tenant)
      t.ok(changes.length >= 3 * MESSAGES, `${tenant.agency}: ${changes.length} events`)
      const wanted = new Set(changes.map(webhookId))
      for (const end = Date.now() + 120_000; Date.now() < end; await pause(100))
        if (new Set(tenant.told().map(({ id }) => id)).size >= wanted.size) break
      const told = tenant.told()
      t.same(new Set(told.map(({ id }) => id)), wanted, `${tenant.agency}: each event at least once, and no other`)
      t.comment(`${tenant.agency}: ${wanted.size} events in ${told.length} deliveries`)
      const seen = new Set<string>()
      const once = lanes(told.filter(({ id }) => !seen.has(id) && seen.add(id)))
      const order = lanes(changes.map((data) => ({ id: webhookId(data), data }) as unknown as Told))
      t.same([...once].sort(), [...order].sort(), `${tenant.agency}: of each conversation in its order`)
      t.ok(
        told.every((one) => one.path === `/${tenant.agency}` && isSigned(one, tenant.secret)),
        `${tenant.agency}: signed for it`,
      )
    }
  })
