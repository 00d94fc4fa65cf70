/** A full disk, for real: the store of one node lies on a small file system. Nothing is lost, nobody dies, and it goes on when there is room. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { call, startNodes, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { absent, temporaryFolder } from '../servers.ts'
import { inbox, pause, untilDelivered } from './processes.ts'

/** Runs a command of root's, as root or by sudo without a password. */
function asRoot(command: string, ...args: string[]): void {
  const [program, ...all] = process.getuid?.() === 0 ? [command, ...args] : ['sudo', '-n', command, ...args]
  execFileSync(program, all, { stdio: 'ignore' })
}
const mount = (dir: string, megabytes: number): void =>
  asRoot('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', dir)

function canMount(): { skip?: string } {
  if (process.platform !== 'linux') return absent('a small file system can be mounted on Linux only')
  const dir = temporaryFolder(t)
  try {
    mount(dir, 1)
    asRoot('umount', dir)
    return {}
  } catch {
    return absent('a small file system cannot be mounted here')
  }
}

const submit = (from: DemoNode, to: DemoNode, n: number): Promise<Response> =>
  fetch(`${from.window}/v1/messages?to=${to.country}&procedure=pre-arrival&type=declaration`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${from.keys.window}`,
      'content-type': 'application/xml',
      'idempotency-key': `message-${from.country}-${n}`,
    },
    body: `<Declaration>${n} ${'x'.repeat(100_000)}</Declaration>`,
  })

t.test('the disk of a node is full, and then is not', canMount(), async (t) => {
  const dir = temporaryFolder(t)
  const small = join(dir, 'xb')
  mkdirSync(small)
  mount(small, 5)
  const nodes: DemoNode[] = []
  t.teardown(async () => {
    await stopNodes(nodes)
    asRoot('umount', '-l', small)
  })
  await startNodes(nodes, {
    dir,
    countries: 2,
    logLevel: 'info',
    onLine: (country, line) => {
      if (Number(line.level) >= 50) t.comment(country, JSON.stringify(line))
    },
    onStep: () => undefined,
  })
  const [a, b] = nodes as [DemoNode, DemoNode]
  const { pid } = b

  const sent: string[] = []
  for (let n = 0; n < 60; n++) {
    const answer = await submit(a, b, n)
    t.equal(answer.status, 202)
    sent.push(((await answer.json()) as { id: string }).id)
  }
  let refusal: { status: number; type: string; retryable: boolean } | undefined
  for (let n = 0; n < 400 && !refusal; n++) {
    const answer = await submit(b, a, n)
    if (answer.status !== 202) refusal = (await answer.json()) as typeof refusal
  }
  t.match(refusal, { status: 503, type: '/problems/log-unavailable', retryable: true }, 'its Single Window is told')
  const waiting = async () =>
    (await call<{ items: unknown[] }>(a, 'GET', '/v1/messages?direction=out&state=sealed&limit=500')).items.length
  for (const end = Date.now() + 90_000; (await waiting()) === 0; await pause(100))
    if (Date.now() > end) throw new Error('what its neighbour sends does not wait there')
  t.equal(b.process.exitCode, null, 'the node is alive')

  asRoot('mount', '-o', 'remount,size=200m', small)
  const found = await untilDelivered(a, sent, 90_000)
  t.same(
    sent.filter((id) => found.get(id) !== 'delivered'),
    [],
    'with room again, everything is delivered',
  )
  t.same([...(await inbox(b))].sort(), [...sent].sort(), 'once')
  t.equal((await submit(b, a, 1000)).status, 202)
  t.equal(b.pid, pid, 'by the process that was there before')
  t.equal(b.alive, true)
})
