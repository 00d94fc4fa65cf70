/** The window side for pre-arrivals: what is expected, late, stopped, here or over; the case of an arrival; and what the night operator must look at. */
import type { Cases } from '../../cases/cases.ts'
import { partOf, wholeFor } from '../../cases/readable-cases.ts'
import { preArrivalsIn } from './pre-arrival-table.ts'
import { JuxtaError, noSuch } from '../../values/errors.ts'
import { type Country, isCountry } from '../../values/country.ts'
import { isMessageId, type MessageId } from '../../values/id.ts'
import type { PreArrivalFilter } from './pre-arrival-table.ts'
import { detailOf, type PreArrivalSummary } from './pre-arrivals.ts'
import type { components } from '../../generated/window.ts'
import { referenceAsked } from '../../message/reference.ts'
import { parseTime, time } from '../../values/time.ts'
import { mayRead, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'

type Schemas = components['schemas']

const summary = (body: string): PreArrivalSummary => JSON.parse(body) as PreArrivalSummary
const self = ({ conversation, peer }: { conversation: string; peer: string }): string =>
  `/v1/pre-arrivals/${conversation}?peer=${peer}`

const item = (body: string): Schemas['PreArrivalSummary'] => {
  const s = summary(body)
  return { ...s, links: { self: self(s), case: `/v1/cases/${s.conversation}?peer=${s.peer}` } }
}

function filterOf(caller: Caller, query: Record<string, string>): PreArrivalFilter {
  const { state, since, until } = query
  return {
    ...Object.fromEntries(['peer', 'side', 'office', 'mode'].filter((n) => query[n]).map((n) => [n, query[n]])),
    ...(state === 'late' ? { late: true } : state === 'do-not-load' ? { doNotLoad: true } : {}),
    ...(state !== undefined && state !== 'late' && state !== 'do-not-load' ? { status: state } : {}),
    ...(since === undefined ? {} : { since: parseTime(since) }),
    ...(until === undefined ? {} : { until: parseTime(until) }),
    whole: partOf(caller),
    keys: [
      ...(query['crossing'] === undefined ? [] : [{ type: 'crossing', value: query['crossing'] }]),
      ...(query['reference'] === undefined ? [] : [referenceAsked(query['reference'])]),
    ],
  }
}

export function preArrivalRoutes({ node, book }: Cases): WindowRoutes {
  const { country, clock } = node
  const preArrivals = preArrivalsIn(node.store)
  const allowed = (caller: Caller): void => {
    if (!mayRead(caller, { procedure: 'pre-arrival' }))
      throw new JuxtaError('forbidden', 'the key may not read pre-arrival', { rule: 'procedure' })
  }

  return {
    async listPreArrivals({ caller, query, after, next }) {
      allowed(caller)
      const limit = Number(query['limit'] ?? 100)
      const [conversation, peer] = after(isMessageId, isCountry) ?? []
      const place = conversation === undefined || peer === undefined ? null : { conversation, peer }
      const page = await preArrivals.page(filterOf(caller, query), place, limit)
      const items = page.rows.map((row) => item(row.body))
      return { body: { items, next: next(page.next && [page.next.conversation, page.next.peer]) } }
    },

    async getPreArrivalBoard({ caller, query }) {
      allowed(caller)
      const now = clock.now()
      const limit = Number(query['limit'] ?? 100)
      const rows = await preArrivals.attention(now, limit, partOf(caller), query['office'])
      const items = rows.flatMap((row): Schemas['PreArrivalAttention'][] => {
        const { attention, conversation, peer, side, mrn, lrn, office, mode } = summary(row.body)
        const mine = (turn: string): boolean => turn === side
        return attention
          .filter(({ from }) => from === null || parseTime(from) <= now)
          .map((a) => ({
            ...a,
            overdue: a.due !== null && parseTime(a.due) <= now,
            ours: mine(a.turn),
            case: { conversation, peer, side, mrn, lrn, office, mode },
            links: { self: self({ conversation, peer }) },
          }))
      })
      // Of what waits since the same second the older case comes first.
      const place = (i: (typeof items)[number]): string => `${i.from ?? ''} ${i.case.conversation} ${i.case.peer}`
      items.sort(
        (a, b) => a.urgency - b.urgency || Number(b.overdue) - Number(a.overdue) || (place(a) < place(b) ? -1 : 1),
      )
      return { body: { at: time(now), items, next: null } }
    },

    async getPreArrival({ caller, params, query }) {
      allowed(caller)
      const conversation = params['conversation'] as MessageId
      const peers = await book.peersOf(conversation)
      const named = query['peer'] as Country | undefined
      const none = (): JuxtaError => noSuch('pre-arrival', 'conversation')
      if (named === undefined && peers.length > 1)
        throw new JuxtaError(
          'state-conflict',
          `the conversation is led with ${peers.join(', ')}: name one with ?peer=`,
          {
            pointer: '/query/peer',
            rule: 'ambiguous',
          },
        )
      const peer = named ?? peers[0]
      if (peer === undefined || !peers.includes(peer)) throw none()
      if ((await wholeFor(node.store, caller, [{ peer, conversation }])).length === 0) throw none()
      const detail = detailOf({ peer, conversation }, await book.open(peer, conversation), country)
      if (detail === null) throw none()
      return { body: detail }
    },
  }
}
