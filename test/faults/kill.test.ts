/** kill -9 of either node at random moments while messages flow: each arrives exactly once, and each has its receipt. */
import t from 'tap'
import type { DemoNode } from '../../node/cli/demo-nodes.ts'
import { queues, stores } from '../servers.ts'
import { chance, exactlyOnce, flow, killAndRestart, MESSAGES, pause, startPair } from './processes.ts'

/** Kills one of `nodes` again and again until `done`. */
async function killing(
  t: Checks,
  nodes: readonly DemoNode[],
  done: Promise<unknown>,
  random: () => number,
): Promise<void> {
  let over = false
  void done.finally(() => (over = true)).catch(() => undefined)
  let kills = 0
  const least = Number(process.env['KILLS'] ?? 4)
  while (!over || kills < least) {
    await pause(200 + random() * 1500)
    const node = nodes[Math.floor(random() * nodes.length)]!
    await killAndRestart(node, random() * 300)
    kills++
    if (kills >= Math.max(least, 14)) break
  }
  t.comment(`${kills} kills`)
  t.ok(kills >= least)
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
    { ...store.options, ...queue.options, timeout: Number(process.env['KILLS'] ?? 0) * 3000 + 230_000 },
    async (t) => {
      const random = chance(t)
      const more =
        store.name === 'sqlite'
          ? {}
          : { store: process.env['JUXTA_TEST_POSTGRES']!, queue: process.env['JUXTA_TEST_REDIS']! }
      const [a, b] = await startPair(t, more)
      const flowing = flow(a, b, MESSAGES)
      await killing(t, [a, b], flowing, random)
      await exactlyOnce(t, a, b, await flowing)
    },
  )
