/** Processes that are killed, stand still, or are restarted in order. */
import type { Country } from '../country.ts'
import { pause, type Host } from '../machine.ts'
import { hostsOf, ready, replicasOf, type Row, type World } from './row.ts'

/** Killed, and away for as long as the fault lasts. */
const away =
  (hosts: (world: World) => readonly Host[]): Row['inject'] =>
  async (world) => {
    await Promise.all(hosts(world).map((host) => host.hold()))
    return () => hosts(world).forEach((host) => host.start())
  }

const still =
  (host: (world: World) => Host): Row['inject'] =>
  async (world) => {
    host(world).signal('SIGSTOP')
    return () => host(world).signal('SIGCONT')
  }

/** The parts of a country: what they are called, and which host they are. */
const PARTS: readonly (readonly [string, string, (country: Country) => Host])[] = [
  ['1', 'the first replica', (c) => c.replicas[0]!],
  ['2', 'the second replica', (c) => c.replicas[1]!],
  ['postgres', 'PostgreSQL', (c) => c.postgres],
  ['redis', 'Redis', (c) => c.redis],
  ['balancer', 'the balancer', (c) => c.balancer],
]
const SHORT = new Set(['kill-xa-1', 'kill-xb-postgres', 'kill-xb-redis', 'still-xb-1', 'still-xa-postgres'])

const each: Row[] = (['a', 'b'] as const).flatMap((side) =>
  PARTS.flatMap(([part, what, host]) => {
    const [name, country] = [`x${side}-${part}`, `X${side.toUpperCase()}`]
    const of = (world: World): Host => host(world[side])
    const short = (row: Row): Row => (SHORT.has(row.name) ? { ...row, short: true } : row)
    return [
      short({ name: `kill-${name}`, fault: `kill -9 of ${what} of ${country}`, inject: away((w) => [of(w)]) }),
      short({ name: `still-${name}`, fault: `SIGSTOP of ${what} of ${country}`, inject: still(of) }),
    ]
  }),
)

export const PROCESSES: readonly Row[] = [
  ...each,
  { name: 'kill-replicas', fault: 'kill -9 of all four replicas', inject: away(replicasOf) },
  { name: 'kill-all', fault: 'kill -9 of everything in both countries', inject: away(hostsOf), short: true },
  {
    name: 'kill-again',
    fault: 'kill -9 of one replica after the other, twelve times',
    passes: true,
    async inject(world) {
      const replicas = replicasOf(world)
      for (let i = 0; i < 12; i++) {
        const host = replicas[(i * 3) % replicas.length]!
        await host.hold()
        await pause(Math.random() * 300)
        host.start()
        await pause(1000 + Math.random() * 1000)
      }
      return () => undefined
    },
  },
  {
    name: 'redis-emptied',
    fault: 'Redis of both countries emptied, ten times within ten seconds',
    passes: true,
    async inject({ a, b }) {
      for (let times = 0; times < 10; times++) {
        await Promise.all([a, b].map(({ redis }) => redis.run(['redis-cli', 'flushall'])))
        await pause(1000)
      }
      return () => undefined
    },
  },
  {
    name: 'rolling-restart',
    fault: 'SIGTERM of one replica after the other, each started again',
    passes: true,
    async inject(world) {
      for (const host of replicasOf(world)) {
        await host.hold('SIGTERM')
        host.start()
        await ready(host)
      }
      return () => undefined
    },
  },
]
