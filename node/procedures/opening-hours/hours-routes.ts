/** The window side for opening hours: what two offices have agreed and when both are open; the calendar is public and holds nothing of persons or crossings. */
import { Temporal } from 'temporal-polyfill'
import { JuxtaError } from '../../values/errors.ts'
import type { Cases } from '../../cases/cases.ts'
import { mayTime } from '../release-time/crossing-record.ts'
import { crossingsIn } from '../release-time/crossing-table.ts'
import { arrivalsOf } from '../release-time/movements.ts'
import type { Passage } from './common-hours.ts'
import type { OpeningHours } from './hours-state.ts'
import type { HoursWork } from './hours-work.ts'
import { modeName, zoneOf } from './week-picture.ts'
import { offsetAt, tzdbVersion } from './time-zones.ts'
import { countriesOf, OfficePairs, type MaySee, type OfficePair } from './office-pairs.ts'
import { modesOf, pairSummary } from './hours-view.ts'
import { wholeFor } from '../../cases/readable-cases.ts'
import { mayRead, type About, type Caller } from '../../http/caller.ts'
import type { Answer } from '../../http/server.ts'
import type { WindowHandler, WindowRoutes } from '../../http/window-auth.ts'
import type { Payer } from '../../threads/workshop.ts'
import { DAY, parseTime, time } from '../../values/time.ts'
import { isPlaceText } from '../../values/cursor.ts'

type Query = Record<string, string>
/** What one request may ask to be worked out: with a key, and without one. */
const LONGEST = { key: 400 * DAY, open: 100 * DAY }

/** What the query asks about. Without a mode: road, or the first that the hours know. */
function passageOf(q: Query, s: OpeningHours): Passage {
  const modes = modesOf(s)
  const { lane, currentCode, classificationId, agency, service, crossing, admittedAt } = q
  return {
    direction: (q['direction'] ?? 'exit') as Passage['direction'],
    modeCode: q['modeCode'] ?? (modes.includes('3') ? '3' : (modes[0] ?? '3')),
    ...(lane === undefined ? {} : { lane }),
    ...(currentCode === undefined ? {} : { currentCode }),
    ...(classificationId === undefined ? {} : { classificationId }),
    ...(agency === undefined ? {} : { agency }),
    ...(service === undefined ? {} : { service }),
    ...(crossing === undefined ? {} : { crossing }),
    ...(admittedAt === undefined ? {} : { admittedAt: parseTime(admittedAt) }),
  }
}

/** The span asked for: from midnight UTC today, for `days`, where it is not said. */
function spanOf(q: Query, now: number, days: number, longest: number): [number, number] {
  const from = q['from'] === undefined ? Math.floor(now / DAY) * DAY : parseTime(q['from'])
  const to = q['to'] === undefined ? from + days * DAY : parseTime(q['to'])
  if (to <= from)
    throw new JuxtaError('request-invalid', 'the span ends before it begins', { pointer: '/query/to', rule: 'span' })
  if (to - from > longest)
    throw new JuxtaError('request-invalid', `at most ${longest / DAY} days at once`, {
      pointer: '/query/to',
      rule: 'span',
    })
  return [from, to]
}

const PUBLIC = { 'cache-control': 'public, max-age=60', 'x-content-type-options': 'nosniff' }
const titleOf = (pair: OfficePair, p: Passage): string => {
  const [first, last] =
    p.direction === 'exit' ? [pair.exitOffice, pair.entryOffice] : [pair.entryOffice, pair.exitOffice]
  return `${first} to ${last}, ${modeName(p.modeCode)}`
}

export function hoursRoutes(room: Cases, { work, shared, minute }: HoursWork): WindowRoutes {
  const { country, clock, store, quotas } = room.node
  const pairs = new OfficePairs(room)
  const now = (): number => clock.now()
  const may = (caller: Caller): void => {
    if (!mayRead(caller, { procedure: 'opening-hours' }, 'facts'))
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
      const pair = await pairs.get(params['exitOffice']!, params['entryOffice']!, { maySee: seenBy(caller) })
      return { body: await answer(pair, query, quotas.key.payer(caller.id), caller) }
    }
  const open =
    (answer: (pair: OfficePair, p: Passage, query: Query, payer: Payer) => Promise<Answer>): WindowHandler =>
    async ({ params, query, address }) => {
      const pair = await pairs.get(params['exitOffice']!, params['entryOffice']!, { agreed: true })
      return answer(pair, passageOf(query, pair.hours), query, quotas.address.payer(address))
    }

  return {
    async listOpeningHours({ caller, query, after, next }) {
      may(caller)
      const [from = null] = after(isPlaceText) ?? []
      const found = await pairs.list(from, Number(query['limit'] ?? 100), seenBy(caller))
      const items = found.pairs.map((pair) => pairSummary(pair, country))
      return { body: { items, next: next(found.next === null ? null : [found.next]), tzdb: tzdbVersion() } }
    },
    getOpeningHours: keyed((pair, _query, payer) => work(payer, 'pairView', pair, country, now())),
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

    hoursCalendar: open(async (pair, p, query, payer) => {
      const span = spanOf(query, now(), 28, LONGEST.open)
      return {
        headers: PUBLIC,
        body: await shared(payer, pair, 'calendarView', pair, country, p, ...span, minute(now())),
      }
    }),
    hoursCalendarFile: open(async (pair, p, query, payer) => {
      const [from, to] = spanOf(query, now(), 28, LONGEST.open)
      return {
        type: 'text/calendar; charset=utf-8',
        headers: PUBLIC,
        body: await shared(payer, pair, 'calendarText', pair.hours, p, {
          name: titleOf(pair, p),
          from,
          to,
          now: minute(now()),
        }),
      }
    }),
    hoursWeek: open(async (pair, p, query, payer) => {
      const zone =
        zoneOf(pair.hours, query['zone'] === 'entry' ? 'entry' : 'exit') ?? zoneOf(pair.hours, 'entry') ?? 'UTC'
      const date =
        query['date'] === undefined
          ? Temporal.PlainDate.from(time(now() + offsetAt(zone, now())).slice(0, 10))
          : Temporal.PlainDate.from(query['date'])
      return {
        type: 'image/svg+xml; charset=utf-8',
        headers: { ...PUBLIC, 'content-security-policy': "default-src 'none'" },
        body: await shared(payer, pair, 'weekPicture', pair.hours, p, {
          name: titleOf(pair, p),
          monday: date.subtract({ days: date.dayOfWeek - 1 }).toString(),
          zone,
          now: minute(now()),
        }),
      }
    }),
  }
}
