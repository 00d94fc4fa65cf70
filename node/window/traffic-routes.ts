/** The window side for operators and auditors: what passed with each neighbour in a period and whether both count the same, and the checkpoints of the log with who cosigned each. */
import { trafficIn } from '../exchange/traffic.ts'
import type { components } from '../generated/window.ts'
import { readableBy } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { alertsIn } from '../operate/alert-rows.ts'
import { checkpointsIn } from '../store/checkpoints.ts'
import { JuxtaError } from '../values/errors.ts'
import { DAY, parseTime, time, timeOfSeconds } from '../values/time.ts'

type Schemas = components['schemas']

const stamp = (ms: number | null): string | null => (ms === null ? null : time(ms))

/** Alerts that say that the two sides count differently. */
const DIFFERENT = ['tally-difference', 'tally-missing', 'tally-extra'] as const

export const trafficRoutes = ({ store, directory, clock }: Node): WindowRoutes => ({
  async getTraffic({ caller, query }) {
    const until = query['until'] === undefined ? clock.now() : parseTime(query['until'])
    const since = query['since'] === undefined ? until - DAY : parseTime(query['since'])
    const reader = readableBy(caller, 'facts')
    const differ = (await Promise.all(DIFFERENT.map((kind) => alertsIn(store).openOf(kind)))).flat()
    const countries = [...directory.all().map((p) => p.country), ...directory.setApart().map(({ row }) => row.country)]
    const items = await Promise.all(
      countries.sort().map(async (peer): Promise<Schemas['Traffic']> => {
        const { counts, more } = await trafficIn(store).between(peer, since, until, reader)
        const tallies = await trafficIn(store).tallied(peer)
        const of = (direction: 'in' | 'out') => counts.filter((c) => c.direction === direction)
        const view = (direction: 'in' | 'out'): Schemas['Traffic']['sent'] => ({
          count: of(direction).reduce((sum, { count }) => sum + count, 0),
          states: Object.fromEntries(of(direction).map(({ state, count }) => [state, count])),
        })
        return {
          peer,
          sent: view('out'),
          received: view('in'),
          more,
          tallies: {
            sent: stamp(tallies.sent),
            received: stamp(tallies.received),
            differ: differ.some((alert) => alert.peer === peer),
          },
        }
      }),
    )
    return { body: { since: time(since), until: time(until), items } }
  },

  async listCheckpoints({ params, query }) {
    const rows = await checkpointsIn(store).newestFrom(params['shard']!, 0, Number(query['limit'] ?? 30))
    if (rows.length === 0)
      throw new JuxtaError('not-found', 'there is no checkpoint of such a shard', { rule: 'shard' })
    const items = rows.map(({ size, root, at, cosignatures }) => ({
      size,
      root: root.toString('base64'),
      at: time(at),
      witnesses: cosignatures.map((c) => ({ witness: c.witness, at: timeOfSeconds(c.time) })),
    }))
    return { body: { items } }
  },
})
