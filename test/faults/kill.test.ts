/**
 * kill -9 of either node while messages flow: each arrives exactly once, and each has its receipt. Half of the kills come at a random moment, and where the
 * store is SQLite the others right before or after a commit of a random kind. `KILLS=200` makes it at least so many; messages flow until the last.
 */
import t from 'tap'
import type { DemoNode } from '../../node/cli/demo-nodes.ts'
import { queues, stores } from '../servers.ts'
import type { Kind } from './failing-commits.ts'
import {
  chance,
  exactlyOnce,
  faultAt,
  flow,
  killAndRestart,
  MESSAGES,
  pause,
  startPair,
  withFailingCommits,
  untilDelivered,
} from './processes.ts'

const LEAST = Number(process.env['KILLS'] ?? 4)
const KINDS: readonly Kind[] = ['submit', 'claim', 'seal', 'accept', 'settle', 'publish', 'cosigned', 'witness']

/** Whether the process died of the fault, which it has a few seconds for. */
async function diedOfIt(node: DemoNode, came: () => boolean): Promise<boolean> {
  for (const end = Date.now() + 3000; Date.now() < end; await pause(20))
    if (came() && (node.process.signalCode !== null || node.process.exitCode !== null)) return true
  return false
}

/** Kills one of `nodes` again and again until `done`, and so often as is asked for. */
async function killing(
  t: Checks,
  nodes: readonly DemoNode[],
  done: Promise<unknown>,
  random: () => number,
  atCommits: boolean,
  onKill: (kills: number) => void,
): Promise<void> {
  let over = false
  void done.finally(() => (over = true)).catch(() => undefined)
  let kills = 0
  const at = new Map<string, number>()
  while (!over || kills < LEAST) {
    const node = nodes[Math.floor(random() * nodes.length)]!
    let where = 'at a random moment'
    if (atCommits && random() < 0.5) {
      const kind = KINDS[Math.floor(random() * KINDS.length)]!
      const fault = random() < 0.5 ? 'kill-before' : 'kill-after'
      const came = faultAt(node, { kind, fault, nth: 1 + Math.floor(random() * 5) })
      if (await diedOfIt(node, came)) where = `${fault} ${kind}`
      faultAt(node, null)
    } else await pause(200 + random() * 1500)
    await killAndRestart(node, random() * 300)
    kills++
    at.set(where, (at.get(where) ?? 0) + 1)
    onKill(kills)
    if (kills >= Math.max(LEAST, 14)) break
  }
  for (const [where, times] of [...at].sort()) t.comment(`${times} ${where}`)
  t.comment(`${kills} kills`)
  t.ok(kills >= LEAST)
}

type Checks = Pick<typeof t, 'comment' | 'ok'>

const [sqlite, postgres] = stores()
const [embedded, redis] = queues()

for (const { name, store, queue } of [
  { name: 'embedded', store: sqlite!, queue: embedded! },
  { name: 'PostgreSQL and Redis', store: postgres!, queue: redis! },
])
  t.test(
    `either node is killed: ${name}`,
    { ...store.options, ...queue.options, timeout: Number(process.env['KILLS'] ?? 0) * 6000 + 230_000 },
    async (t) => {
      const random = chance(t)
      const embedded = store.name === 'sqlite'
      const more = embedded
        ? {}
        : { store: process.env['JUXTA_TEST_POSTGRES']!, queue: process.env['JUXTA_TEST_REDIS']! }
      if (embedded) withFailingCommits(t)
      const [a, b] = await startPair(t, more)
      // Of what is asked for, all at once; then as much as keeps it busy until the last kill, both ways.
      let enough = LEAST === 0
      let begun = 0
      const flowing = Promise.all([
        flow(a, b, () => begun++ < MESSAGES),
        flow(a, b, () => !enough, 2, 200),
        flow(b, a, () => !enough, 2, 200),
      ])
      await killing(t, [a, b], flowing, random, embedded, (kills) => (enough = kills >= LEAST))
      const [first, then, other] = await flowing
      const ids = [...first, ...then]
      t.comment(`${ids.length} messages one way, ${other.length} the other`)
      // Both ways first: the logs of both can agree only when neither waits for a receipt.
      await untilDelivered(b, other)
      await exactlyOnce(t, a, b, ids, ids.length)
      await exactlyOnce(t, b, a, other, other.length)
    },
  )
