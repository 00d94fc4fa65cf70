/** What everybody may ask of the hours of two offices without a key: the calendar, the week as a picture, and, where the operator wants them, the pages for drivers. It holds nothing of persons or crossings. */
import { Temporal } from 'temporal-polyfill'
import type { Cases } from '../../cases/cases.ts'
import type { Answer } from '../../http/server.ts'
import type { WindowHandler, WindowIncoming, WindowRoutes } from '../../http/window-auth.ts'
import type { Payer } from '../../threads/workshop.ts'
import { JuxtaError } from '../../values/errors.ts'
import { time } from '../../values/time.ts'
import type { Passage } from './common-hours.ts'
import { LONGEST, passageOf, spanOf, type Query } from './hours-query.ts'
import { nowPath } from './hours-view.ts'
import type { HoursWork } from './hours-work.ts'
import { languageOf, type PageLanguage } from './hours-words.ts'
import type { OfficePair, OfficePairs } from './office-pairs.ts'
import { offsetAt } from './time-zones.ts'
import { modeName, zoneOf } from './week-picture.ts'

const PUBLIC = { 'cache-control': 'public, max-age=60', 'x-content-type-options': 'nosniff' }
/** They have a style of their own and nothing else. */
const PAGE = {
  ...PUBLIC,
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}
const titleOf = (pair: OfficePair, p: Passage): string => {
  const [first, last] =
    p.direction === 'exit' ? [pair.exitOffice, pair.entryOffice] : [pair.entryOffice, pair.exitOffice]
  return `${first} to ${last}, ${modeName(p.modeCode)}`
}

export function publicHours(room: Cases, pairs: OfficePairs, { shared, minute }: HoursWork): WindowRoutes {
  const { country, clock, quotas, settings } = room.node
  const now = (): number => clock.now()
  const open =
    (answer: (pair: OfficePair, p: Passage, query: Query, payer: Payer) => Promise<Answer>): WindowHandler =>
    async ({ params, query, address }) => {
      const pair = await pairs.get(params['exitOffice']!, params['entryOffice']!, { agreed: true })
      return answer(pair, passageOf(query, pair.hours), query, quotas.address.payer(address))
    }

  /** Pages for drivers, at the address by which they reach this node. Fails with `not-found` where the operator has named none. */
  const page =
    (
      make: (pair: OfficePair, address: string, incoming: WindowIncoming, payer: Payer) => Promise<string>,
    ): WindowHandler =>
    async (incoming) => {
      if (settings.hoursUrl === null)
        throw new JuxtaError('not-found', 'this node has no pages for drivers: JUXTA_HOURS_URL names no address', {
          rule: 'switched-off',
        })
      const pair = await pairs.get(incoming.params['exitOffice']!, incoming.params['entryOffice']!, { agreed: true })
      const address = settings.hoursUrl + nowPath(pair)
      const body = await make(pair, address, incoming, quotas.address.payer(incoming.address))
      return { type: 'text/html; charset=utf-8', headers: PAGE, body }
    }

  return {
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
    hoursNow: page((pair, address, { query, headers }, payer) =>
      shared(payer, pair, 'nowPage', pair.hours, {
        language: (query['language'] as PageLanguage | undefined) ?? languageOf(headers['accept-language']),
        now: minute(now()),
        address,
      }),
    ),
    hoursPoster: page((pair, address, _incoming, payer) => shared(payer, pair, 'posterPage', pair.hours, { address })),
  }
}
