/**
 * kill -9 of the node and of the receivers while messages flow and webhooks are told, on PostgreSQL of two replicas of the node, of which one is at last frozen for longer
 * than it may keep silent: each event arrives at least once, of a conversation in its order, nothing of one client at another, and one process tells each webhook.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import t from 'tap'
import { call, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { readSettings } from '../../node/operate/settings.ts'
import { sparePort, stores, temporaryFolder } from '../servers.ts'
import { isSigned, lanes, type Told } from '../webhooks/receiver.ts'
import { chance, flow, killAndRestart, pause, replicaOf, startPair, untilDelivered, type Replica } from './processes.ts'

const MESSAGES = Number(process.env['MESSAGES'] ?? 120)
const KILLS = Number(process.env['KILLS'] ?? 4)
/** Messages of each client while a process is frozen, and after that. */
const MORE = 20

/** What one process has under way at once for one webhook, which is all that a kill or a freeze can have told twice. */
const UNDER_WAY = 8

type Change = { readonly id: string; readonly conversation: string; readonly message: string }
type Heard = Told & { readonly beside: number }
/** A client with its key, its receiver and what that was told. */
type Tenant = {
  readonly agency: string
  readonly key: string
  readonly secret: string
  readonly webhook: string
  kill(): Promise<void>
  told(): Heard[]
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
  const told = (): Heard[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          // What has no end of line yet is being written.
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Heard)
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

/** Which of these processes tells a webhook now. */
async function tells(replicas: readonly DemoNode[], webhook: string): Promise<DemoNode> {
  const client = new pg.Client({ connectionString: readSettings(replicas[0]!.dir, process.env).settings.store })
  await client.connect()
  try {
    const { rows } = await client.query<{ leaseOwner: string }>('select "leaseOwner" from webhook where id = $1', [
      webhook,
    ])
    const port = rows[0]!.leaseOwner.split(':').at(-1)!
    return replicas.find((one) =>
      ('env' in one ? String((one as Replica).env['JUXTA_EXCHANGE_LISTEN']) : one.exchange).endsWith(`:${port}`),
    )!
  } finally {
    await client.end()
  }
}

/** How many attempts a process has made since it began. */
async function attemptsOf({ window }: DemoNode): Promise<number> {
  const text = await (await fetch(`${window}/metrics`)).text()
  const counted = text.matchAll(/^juxta_webhook_attempts_total\{.*\} (\d+)$/gm)
  return [...counted].reduce((sum, [, n]) => sum + Number(n), 0)
}

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const random = chance(t)
    const [a, b] = await startPair(t, store.name === 'sqlite' ? {} : { store: await store.make(t) })
    const replicas = store.name === 'sqlite' ? [a] : [a, await replicaOf(a)]
    t.teardown(() => stopNodes(replicas.slice(1)))
    const tenants = await Promise.all(['veterinary', 'police'].map((agency) => tenantOf(t, a, agency)))
    const sent = tenants.map((): string[] => [])
    /** Each client submits at a process of its own, where there are two. */
    const send = async (at: readonly DemoNode[], count: number): Promise<void> => {
      const ids = await Promise.all(
        tenants.map(({ key }, n) => {
          const node = at[n % at.length]!
          return flow({ ...node, keys: { ...node.keys, window: key } }, b, count, 4, 20)
        }),
      )
      ids.forEach((own, n) => sent[n]!.push(...own))
    }
    const idsTold = ({ told }: Tenant): Set<string> => new Set(told().map(({ id }) => id))
    /** All that the feed has for each client is told to it. */
    const allTold = async (at: DemoNode): Promise<void> => {
      await untilDelivered(at, sent.flat())
      for (const tenant of tenants) {
        const wanted = (await feed(at, tenant)).map(webhookId)
        for (const end = Date.now() + 150_000; Date.now() < end; await pause(100)) {
          const told = idsTold(tenant)
          if (wanted.every((id) => told.has(id))) break
        }
      }
    }

    let over = false
    const sending = send(replicas, MESSAGES).finally(() => (over = true))
    let kills = 0
    for (; kills < KILLS || !over; kills++) {
      await pause(300 + random() * 700)
      const one = replicas[Math.floor(random() * replicas.length)]!
      if (random() < 0.5) await killAndRestart(one, random() * 300)
      else await tenants[Math.floor(random() * tenants.length)]!.kill()
    }
    await sending
    await allTold(a)

    if (replicas.length > 1) {
      const frozen = await tells(replicas, tenants[0]!.webhook)
      const other = replicas.find((one) => one !== frozen)!
      const more = send([other], MORE)
      await pause(300)
      frozen.process.kill('SIGSTOP')
      await more
      await allTold(other)
      frozen.process.kill('SIGCONT')
      const before = await attemptsOf(frozen)
      t.ok(before > 0, `who was frozen has made ${before} attempts`)
      await send([other], MORE)
      await allTold(other)
      const again = (await attemptsOf(frozen)) - before
      t.ok(
        again <= tenants.length * UNDER_WAY,
        `who was frozen goes on with ${again} attempts, and no more than it had begun`,
      )
      kills++
    }

    for (const [n, tenant] of tenants.entries()) {
      const changes = await feed(a, tenant)
      t.ok(changes.length >= 3 * sent[n]!.length, `${tenant.agency}: ${changes.length} events`)
      t.same(
        new Set(changes.map(({ message }) => message)),
        new Set(sent[n]),
        `${tenant.agency}: of its own messages alone`,
      )
      const wanted = new Set(changes.map(webhookId))
      const told = tenant.told()
      t.same(idsTold(tenant), wanted, `${tenant.agency}: each event at least once, and no other`)
      const twice = told.length - wanted.size
      t.ok(twice <= kills * UNDER_WAY, `${tenant.agency}: ${twice} of ${told.length} again, after ${kills} kills`)
      t.notOk(
        told.some(({ beside }) => beside > 0),
        `${tenant.agency}: no conversation by two at once`,
      )
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
