/** Redis is killed and emptied while messages flow: the store is the truth, so nothing is lost. */
import t from 'tap'
import { needsRedis, startRedis } from '../servers.ts'
import { chance, exactlyOnce, flow, MESSAGES, pause, startPair } from './processes.ts'

t.test('Redis is killed and emptied', needsRedis(), async (t) => {
  const random = chance(t)
  const server = await startRedis()
  t.teardown(() => server.stop())
  const [a, b] = await startPair(t, { queue: server.url })
  const flowing = flow(a, b, MESSAGES)
  let over = false
  void flowing.finally(() => (over = true)).catch(() => undefined)
  let kills = 0
  while (!over || kills < 3) {
    await pause(300 + random() * 1000)
    await server.kill()
    await pause(random() * 1000)
    await server.restart({ empty: true })
    kills++
  }
  t.comment(`${kills} kills`)
  await exactlyOnce(t, a, b, await flowing)
})
