/** The window side for operators and auditors: what was agreed of the service of a neighbour, and what this node has measured of it, by the month. */
import type { MeasuredLevel, ServiceLevels } from '../exchange/service-levels.ts'
import type { components } from '../generated/window.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { noSuch } from '../values/errors.ts'
import { monthIn, SECOND, spanOfMonth, time } from '../values/time.ts'

type Schemas = components['schemas']

/** To the thousandth, and never as much as was agreed where it is less. */
const percentOf = (part: number, all: number): string | null =>
  all === 0 ? null : String(Math.floor((part * 100_000) / all) / 1000)

const levelView = ({ target, of, in: within, ...level }: MeasuredLevel): Schemas['ServiceLevel'] => ({
  ...level,
  target:
    target === null
      ? null
      : {
          measure: target.measure,
          percent: target.percent,
          withinSeconds: target.measure === 'receipt' ? target.within_seconds : null,
        },
  measured: target === null ? null : { percent: percentOf(within, of), asPromised: within, of },
})

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / SECOND)

export const serviceLevelRoutes = ({ clock, directory }: Node, levels: ServiceLevels): WindowRoutes => ({
  async getServiceLevels({ params, query }) {
    const peer = directory.find(params['country'] as Country)
    if (peer === undefined) throw noSuch('peer', 'country')
    const month = query['month'] ?? monthIn(clock.now())
    // A month that is none is refused before it is looked for.
    spanOfMonth(month, '/query/month')
    const { asked, messages, ...found } = await levels.of(peer, month)
    const { answered, silent } = asked
    return {
      body: {
        ...{ peer: peer.country, month, from: time(found.from), until: time(found.to), over: found.over },
        availability: { percent: percentOf(answered, answered + silent), ...asked },
        receipts: {
          ...{ receipted: messages.receipted, unreceipted: messages.unreceipted },
          ...{ waiting: messages.waiting, excused: messages.excused },
          ...{ p50Seconds: seconds(messages.p50), p95Seconds: seconds(messages.p95) },
        },
        agreement: found.agreement,
        levels: found.levels.map(levelView),
      },
    }
  },
})
