/** The faults: what is done to the two countries, and how it is lifted again. Each lasts for as long as the run says; a row may say that it takes longer. */
import type { Country } from './country.ts'
import type { Host } from './machine.ts'

export type World = { readonly a: Country; readonly b: Country }

export type Row = {
  readonly name: string
  readonly fault: string
  /** Begins the fault; answers what lifts it. */
  inject(world: World): Promise<() => Promise<void>>
  /** Runs in the short form. */
  readonly short?: true
  /** Kinds of alert of which one is raised while the fault lasts a minute, and closed afterwards. */
  readonly alerts?: readonly string[]
}

const everywhere = ({ a, b }: World): Host[] => [a, b].flatMap((c) => [...c.replicas, c.postgres, c.redis, c.balancer])

/** Killed, and away for as long as the fault lasts. */
const away =
  (hostOf: (world: World) => Host | readonly Host[]): Row['inject'] =>
  async (world) => {
    const hosts = [hostOf(world)].flat()
    await Promise.all(hosts.map((host) => host.hold()))
    return async () => hosts.forEach((host) => host.start())
  }

const frozen =
  (hostOf: (world: World) => Host): Row['inject'] =>
  async (world) => {
    const host = hostOf(world)
    host.signal('SIGSTOP')
    return async () => host.signal('SIGCONT')
  }

export const ROWS: readonly Row[] = [
  {
    name: 'kill-xa-1',
    fault: 'kill -9 of a replica of the sender',
    inject: away(({ a }) => a.replicas[0]!),
    short: true,
  },
  { name: 'kill-xb-2', fault: 'kill -9 of a replica of the receiver', inject: away(({ b }) => b.replicas[1]!) },
  { name: 'kill-postgres-xb', fault: 'kill -9 of PostgreSQL of XB', inject: away(({ b }) => b.postgres), short: true },
  { name: 'kill-all', fault: 'kill -9 of everything in both countries', inject: away(everywhere), short: true },
  { name: 'stop-xb-1', fault: 'SIGSTOP of a replica', inject: frozen(({ b }) => b.replicas[0]!), short: true },
]
