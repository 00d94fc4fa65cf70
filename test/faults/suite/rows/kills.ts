/** The long run: kill -9 of one process after the other, whichever comes, each at a random moment and started again by its host alone. */
import { seeded } from '../../processes.ts'
import { pause, type Host } from '../machine.ts'
import { hostsOf, ready, type Row } from './row.ts'

/** They come in volleys, shorter than a country needs to be whole again, so that one hits what another has begun; between them messages flow, and are hit by the next. */
const VOLLEY = 12
const WITHIN_MS = 400
const BETWEEN_MS = 8000

export const KILLS = 'kills'

const partOf = ({ service: { name } }: Host): string =>
  /-\d$/.test(name)
    ? 'replicas'
    : name.endsWith('postgres')
      ? 'PostgreSQL'
      : name.endsWith('redis')
        ? 'Redis'
        : 'balancers'

/** `count` kills; the same seed chooses the same processes and pauses. */
export function killsOf(count: number, seed: number, tell: (text: string) => void): Row {
  const killed = new Map<string, number>()
  return {
    name: KILLS,
    get fault() {
      const parts = [...killed].sort().map(([part, times]) => `${times} of ${part}`)
      return [`kill -9 of any process at any moment, ${count} times, seed ${seed}`, ...parts].join(', ')
    },
    passes: true,
    async inject(world) {
      const random = seeded(seed)
      const hosts = hostsOf(world)
      for (let done = 0, volley = 0; done < count;) {
        if (volley-- === 0) {
          await pause((0.5 + random()) * BETWEEN_MS)
          volley = Math.floor(random() * VOLLEY)
        } else await pause(2 * random() * WITHIN_MS)
        const host = hosts[Math.floor(random() * hosts.length)]!
        // One that is down already is no kill.
        if (!host.kill()) continue
        killed.set(partOf(host), (killed.get(partOf(host)) ?? 0) + 1)
        if (++done % 50 === 0) tell(`${done} kills; ${world.load.told()}`)
      }
      return async () => {
        for (const host of hosts) await ready(host)
      }
    },
  }
}
