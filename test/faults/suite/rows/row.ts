/** What a row of the table is: a fault that is done to the two countries, and how it is lifted again. */
import type { Country } from '../country.ts'
import type { Desk } from '../desk.ts'
import type { Load } from '../load.ts'
import { until, type Host } from '../machine.ts'

export type World = { readonly a: Country; readonly b: Country; readonly load: Load }

/** Two countries that run and do not know each other yet, and all that works for them. */
export type Up<W> = {
  readonly a: Desk
  readonly b: Desk
  readonly all: readonly Working[]
  world(load: Load): W
}

/** What is started again when it ends. */
export type Working = {
  readonly name: string
  readonly running: boolean
  /** How it ended each time that nobody here had ended it. */
  readonly ends: readonly (number | NodeJS.Signals)[]
  healthy(): Promise<boolean>
}

export type Row<W = World> = {
  readonly name: string
  readonly fault: string
  /** Begins the fault; answers what lifts it. */
  inject(world: W): Promise<() => Promise<void> | void>
  /** Runs in the short form. */
  readonly short?: true
  /** The fault is something that is done, and over when it is done: nothing is waited for. */
  readonly passes?: true
  /** How long it may take until all has arrived, where it is more than two minutes. */
  readonly settleMs?: number
}

export const replicasOf = ({ a, b }: World): readonly Host[] => [...a.replicas, ...b.replicas]

export const hostsOf = ({ a, b }: Pick<World, 'a' | 'b'>): readonly Host[] =>
  [a, b].flatMap((c) => [...c.replicas, c.postgres, c.redis, c.balancer])

/** Until the health check of a host passes. */
export const ready = (host: Host): Promise<void> =>
  until(`${host.service.name} to be ready`, () => host.healthy(), 60_000)
