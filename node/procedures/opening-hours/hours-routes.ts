/** The window side for opening hours: what two offices have said and agreed, and when both are open. */
import type { Cases } from '../../cases/cases.ts'
import { wholeFor } from '../../cases/readable-cases.ts'
import { mayRead, type About, type Caller, type Doing } from '../../http/caller.ts'
import type { WindowHandler, WindowRoutes } from '../../http/window-auth.ts'
import type { Payer } from '../../threads/workshop.ts'
import { isPlaceText } from '../../values/cursor.ts'
import { JuxtaError } from '../../values/errors.ts'
import { isMessageId } from '../../values/id.ts'
import { DAY, isMs, parseTime, time } from '../../values/time.ts'
import { mayTime } from '../release-time/crossing-record.ts'
import { crossingsIn } from '../release-time/crossing-table.ts'
import { arrivalsOf } from '../release-time/movements.ts'
import { LONGEST, passageOf, spanOf, type Query } from './hours-query.ts'
import { pairSummary, requestView } from './hours-view.ts'
import type { HoursWork } from './hours-work.ts'
import { countriesOf, OfficePairs, type MaySee, type OfficePair, type RequestFilter } from './office-pairs.ts'
import { publicHours } from './public-hours.ts'
import { tzdbVersion } from './time-zones.ts'

export function hoursRoutes(room: Cases, hours: HoursWork): WindowRoutes {
  const { work } = hours
  const { country, clock, store, quotas, settings } = room.node
  const pairs = new OfficePairs(room)
  const now = (): number => clock.now()
  const may = (caller: Caller, doing: Doing = 'facts'): void => {
    if (!mayRead(caller, { procedure: 'opening-hours' }, doing))
      throw new JuxtaError('forbidden', 'the key may not read opening-hours', { rule: 'procedure' })
  }
  /** What is agreed anybody may know; what is proposed, and who asks to pass out of hours, whoever may read those cases. */
  const seenBy =
    (caller: Caller): MaySee =>
    async (cases) => {
      if (!mayRead(caller, { procedure: 'opening-hours' })) return () => false
      const whole = new Set(await wholeFor(store, caller, cases))
      return (name) => whole.has(name)
    }
  const keyed =
    (answer: (pair: OfficePair, query: Query, payer: Payer, caller: Caller) => unknown): WindowHandler =>
    async ({ caller, params, query }) => {
      may(caller)
      const pair = await pairs.get(params['exitOffice']!, params['entryOffice']!, {
        maySee: seenBy(caller),
        crossings: query['crossing'] === undefined ? [] : [query['crossing']],
      })
      return { body: await answer(pair, query, quotas.key.payer(caller.id), caller) }
    }
  return {
    async listOpeningHours({ caller, query, after, next }) {
      may(caller)
      const [from = null] = after(isPlaceText) ?? []
      const found = await pairs.list(from, Number(query['limit'] ?? 100), seenBy(caller))
      const items = found.pairs.map((pair) => pairSummary(pair, country, settings.hoursUrl !== null))
      return { body: { items, next: next(found.next === null ? null : [found.next]), tzdb: tzdbVersion() } }
    },
    getOpeningHours: keyed((pair, _query, payer) =>
      work(payer, 'pairView', pair, country, now(), settings.hoursUrl !== null),
    ),
    async listOutOfHours({ caller, params, query, after, next }) {
      may(caller, 'contents')
      const [conversation, to, id] = after(isMessageId, isMs, isMessageId) ?? []
      const place = conversation && to !== undefined && id ? { conversation, to, id } : null
      const limit = Number(query['limit'] ?? 100)
      const filter = {
        state: query['state'] as RequestFilter['state'],
        since: query['since'] === undefined ? undefined : parseTime(query['since']),
      }
      const offices = [params['exitOffice']!, params['entryOffice']!] as const
      const found = await pairs.requests(...offices, seenBy(caller), filter, place, limit)
      const last = found.length === limit ? found.at(-1) : undefined
      return {
        body: { items: found.map(requestView), next: next(last ? [last.conversation, last.to, last.id] : null) },
      }
    },
    isOpen: keyed((pair, query, payer) =>
      work(
        payer,
        'openView',
        pair,
        passageOf(query, pair.hours),
        query['at'] === undefined ? now() : parseTime(query['at']),
      ),
    ),
    nextOpening: keyed((pair, query, payer) =>
      work(
        payer,
        'nextView',
        pair,
        passageOf(query, pair.hours),
        query['after'] === undefined ? now() : parseTime(query['after']),
      ),
    ),
    openingIntervals: keyed((pair, query, payer) =>
      work(payer, 'intervalsView', pair, passageOf(query, pair.hours), ...spanOf(query, now(), 7, LONGEST.key)),
    ),
    whatIfOpen: keyed(async (pair, query, payer, caller) => {
      if (!mayTime(caller))
        throw new JuxtaError('forbidden', 'the key may not read release-time', { rule: 'procedure' })
      const may = (one: About): boolean => mayRead(caller, one)
      const p = passageOf(query, pair.hours)
      const today = Math.floor(now() / DAY + 1) * DAY
      const span = spanOf({ from: time(today - 28 * DAY), ...query }, now(), 28, LONGEST.key)
      const { side, before, after, version } = query
      const { exit } = countriesOf(pair, country)
      const arrivals = await arrivalsOf(crossingsIn(store), pair, exit, p, ...span, may)
      return work(payer, 'whatIfView', pair, p, arrivals, span, {
        side: side === 'both' ? undefined : (side as 'exit' | 'entry' | undefined),
        before,
        after,
        version,
      })
    }),
    ...publicHours(room, pairs, hours),
  }
}
