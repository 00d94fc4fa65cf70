/** Clocks that are wrong, and a neighbour that is away for a day. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../machine.ts'
import { pause } from '../machine.ts'
import type { Row, World } from './row.ts'

/** Debian lays its libraries in a folder of the machine's kind. */
function faketime(): string {
  for (const folder of readdirSync('/usr/lib'))
    for (const name of ['libfaketimeMT.so.1', 'libfaketime.so.1']) {
      const path = join('/usr/lib', folder, 'faketime', name)
      if (existsSync(path)) return path
    }
  throw new Error('faketime is not installed')
}

/** The hosts start again, and their clocks show another time from then on; without an offset the time of the machine. */
async function clock(hosts: readonly Host[], offset?: string): Promise<void> {
  await Promise.all(hosts.map((host) => host.hold('SIGTERM')))
  for (const host of hosts) {
    host.more = offset === undefined ? {} : { LD_PRELOAD: faketime(), FAKETIME: offset, DONT_FAKE_MONOTONIC: '1' }
    host.start()
  }
}

const wrong =
  (hosts: (world: World) => readonly Host[], offset: string): Row['inject'] =>
  async (world) => {
    await clock(hosts(world), offset)
    return () => clock(hosts(world))
  }

/** What was dated ahead is taken when its time has come. */
const settleMs = 780_000

export const CLOCKS: readonly Row[] = [
  {
    name: 'clock-ahead-xa',
    fault: 'the clocks of XA are 10 minutes ahead',
    inject: wrong(({ a }) => a.replicas, '+600'),
    settleMs,
  },
  {
    name: 'clock-behind-xa',
    fault: 'the clocks of XA are 10 minutes behind',
    inject: wrong(({ a }) => a.replicas, '-600'),
    settleMs,
  },
  {
    name: 'clock-ahead-xb-1',
    fault: 'the clock of one replica of XB is 10 minutes ahead',
    inject: wrong(({ b }) => [b.replicas[0]!], '+600'),
    settleMs,
  },
  {
    name: 'clock-behind-xb-1',
    fault: 'the clock of one replica of XB is 10 minutes behind',
    inject: wrong(({ b }) => [b.replicas[0]!], '-600'),
    settleMs,
  },
]

const WAITING = Number(process.env['FAULTS_WAITING'] ?? 10_000)

/** The last row: the clocks of both countries stay a day ahead. */
export const DAY: Row = {
  name: 'day-away',
  fault: `XB is away for 24 hours, with ${WAITING.toLocaleString('en')} messages waiting`,
  settleMs: 900_000,
  passes: true,
  async inject({ a, b, load }) {
    await Promise.all(b.replicas.map((host) => host.hold()))
    await load.burst(a, WAITING)
    // A country is told what it did not hear by the clock of both: first of those that wait, then of all.
    for (const hours of [8, 16, 24]) {
      await clock(a.replicas, `+${hours}h`)
      await pause(10_000)
    }
    return () => clock(b.replicas, '+24h')
  },
}
