/** The window side for authorised traders: is this one recognised here, now, and since when; for one, for ten thousand, and as a list. */
import { JuxtaError } from '../../values/errors.ts'
import type { IncompleteList, KnownTrader, Question, ReadableLists, RecognisedTraders } from './recognised-traders.ts'
import type { Node } from '../../node.ts'
import type { components } from '../../generated/window.ts'
import { partOf, wholeFor } from '../../cases/readable-cases.ts'
import { isCountry } from '../../values/country.ts'
import { isMessageId } from '../../values/id.ts'
import { preArrivalsIn, TRADER } from '../pre-arrival/pre-arrival-table.ts'
import { summaryIn } from '../pre-arrival/pre-arrivals.ts'
import type { TraderRecord } from './trader-record.ts'
import { parseTime, time } from '../../values/time.ts'
import { mayRead, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import { isPlaceText } from '../../values/cursor.ts'
import { isCount } from '../../values/members.ts'

type Schemas = components['schemas']

/** When the authorisation ends by itself; null where that is not said. */
const validUntil = ({ statuses }: TraderRecord): string | null => {
  const to = statuses.at(-1)!.to
  return to === undefined ? null : time(to)
}

const itemOf = ({
  granting,
  key,
  recognition: r,
  record,
  succeededBy,
  alias,
  list,
}: KnownTrader): Schemas['Trader'] => ({
  granting,
  key,
  recognised: r.recognised,
  status: r.status,
  since: time(r.since),
  ...(r.reason === undefined ? {} : { reason: r.reason }),
  ...(r.grace === undefined ? {} : { grace: r.grace }),
  benefits: r.benefits.map((b) => ({ ...b })),
  holder: record.holder,
  ...(record.certificate === undefined ? {} : { certificateNumber: record.certificate }),
  ...(record.authority === undefined ? {} : { issuingAuthority: record.authority }),
  validUntil: validUntil(record),
  sites: (record.sites ?? []).map(({ id, xName, address }) => ({
    ...(id === undefined ? {} : { id }),
    ...(xName === undefined ? {} : { name: xName }),
    address: address as Record<string, never>,
  })),
  ...(record.ground === undefined ? {} : { ground: record.ground }),
  ...(record.name === undefined ? {} : { name: record.name }),
  ...(record.address === undefined ? {} : { address: record.address as Record<string, never> }),
  ...(alias === undefined ? {} : { alias }),
  aliases: [...(record.aliases ?? [])],
  successorOf: [...(record.successorOf ?? [])],
  succeededBy: [...succeededBy],
  history: record.statuses.map(({ status, from, to }) => ({
    status,
    from: time(from),
    ...(to === undefined ? {} : { to: time(to) }),
  })),
  list: {
    conversation: list.conversation,
    sequence: list.sequence,
    appliedAt: time(list.at),
    incomplete: list.incomplete !== null,
  },
})

/** Goods under way, with what the trader was when they were declared: that counts for them. */
function underWayOf(id: string, body: string): Schemas['TraderUnderWay'][] {
  const s = summaryIn(body)
  const atLodgement = s.aeo.filter((party) => party.id === id)
  if (atLodgement.length === 0) return []
  const { conversation, peer, side, status, mrn, lrn, crossing, means, equipment, office, estimatedArrival } = s
  const at = { conversation, peer, side, status, mrn, lrn, crossing, means, equipment, office, estimatedArrival }
  return [{ ...at, atLodgement, links: { self: `/v1/pre-arrivals/${conversation}?peer=${peer}` } }]
}

const lackOf = ({
  granting,
  conversation,
  sequence,
  reason,
  message,
  since,
}: IncompleteList): Schemas['IncompleteList'] => ({
  granting,
  conversation,
  sequence,
  reason,
  message,
  since: time(since),
})
/** What every answer says of the lists that it comes from. */
const wholeness = (lacking: readonly IncompleteList[]) => ({
  incomplete: lacking.length > 0,
  incompleteLists: lacking.map(lackOf),
})

const answerOf = (
  id: string,
  at: number,
  known: readonly KnownTrader[],
  lacking: readonly IncompleteList[],
): Schemas['TraderAnswer'] => {
  const items = known.map(itemOf)
  const best = items.find((i) => i.recognised) ?? items[0]
  return {
    id,
    at: time(at),
    recognised: best?.recognised ?? false,
    status: best?.status ?? 'unknown',
    benefits: [...new Set(items.flatMap((i) => i.benefits.filter((b) => b.recognised).map((b) => b.benefit)))].sort(),
    // Of an unknown one, each list might have said more.
    incomplete: items.length > 0 ? items.some((i) => i.list.incomplete) : lacking.length > 0,
    ...(best === undefined ? {} : { since: best.since }),
    items,
  }
}

export function traderRoutes(
  traders: RecognisedTraders,
  { clock, store }: Pick<Node, 'clock' | 'store'>,
): WindowRoutes {
  /** Lists in which something came for another agency are there for those that speak for all. */
  const mine =
    (caller: Caller): ReadableLists =>
    (lists) =>
      wholeFor(store, caller, lists)
  const allowed = (caller: Caller): void => {
    if (!mayRead(caller, { procedure: 'aeo' }))
      throw new JuxtaError('forbidden', 'the key may not read aeo', { rule: 'procedure' })
  }
  const atOf = (at: string | undefined): number => (at === undefined ? clock.now() : parseTime(at))
  const filterOf = (query: Record<string, string>): Omit<Question, 'id'> =>
    Object.fromEntries(
      ['scheme', 'granting', 'programme', 'type', 'role', 'crossing']
        .filter((n) => query[n] !== undefined)
        .map((n) => [n, query[n]]),
    )

  return {
    async getTrader({ caller, query, params }) {
      allowed(caller)
      const at = atOf(query['at'])
      const id = params['id']!
      const lacking = await traders.incomplete(query['granting'], mine(caller))
      const [known] = await traders.ask([{ id, ...filterOf(query) }], at, mine(caller))
      return { body: { ...answerOf(id, at, known!, lacking), incompleteLists: lacking.map(lackOf) } }
    },

    async listTraders({ caller, query, after, next }) {
      allowed(caller)
      const at = atOf(query['at'])
      const filter = filterOf(query)
      const lacking = await traders.incomplete(filter.granting, mine(caller))
      if (query['id'] !== undefined) {
        const [known] = await traders.ask([{ id: query['id'], ...filter }], at, mine(caller))
        return { body: { items: known!.map(itemOf), ...wholeness(lacking), next: null } }
      }
      const place = after(isCount, isPlaceText, isPlaceText, isPlaceText, isPlaceText)
      const from = place && {
        edition: place[0],
        name: { id: place[1], programme: place[2], type: place[3], role: place[4] },
      }
      const page = await traders.page(filter, from, Number(query['limit'] ?? 100), at, filter.crossing, mine(caller))
      const last = page.next && [
        page.next.edition,
        page.next.name.id,
        page.next.name.programme,
        page.next.name.type,
        page.next.name.role,
      ]
      return { body: { items: page.items.map(itemOf), ...wholeness(lacking), next: next(last) } }
    },

    async listTraderUnderWay({ caller, params, query, after, next }) {
      allowed(caller)
      if (!mayRead(caller, { procedure: 'pre-arrival' }))
        throw new JuxtaError('forbidden', 'the key may not read pre-arrival', { rule: 'procedure' })
      const id = params['id']!
      const [conversation, peer] = after(isMessageId, isCountry) ?? []
      const place = conversation === undefined || peer === undefined ? null : { conversation, peer }
      const filter = { keys: [{ type: TRADER, value: id }], whole: partOf(caller) }
      const page = await preArrivalsIn(store).page(filter, place, Number(query['limit'] ?? 100))
      const items = page.rows.flatMap(({ body }) => underWayOf(id, body))
      return { body: { items, next: next(page.next && [page.next.conversation, page.next.peer]) } }
    },

    async lookupTraders({ caller, json }) {
      allowed(caller)
      const { at, crossing, traders: asked } = json() as Schemas['TraderLookup']
      const when = atOf(at)
      const questions = asked.map((q): Question => ({ ...(crossing === undefined ? {} : { crossing }), ...q }))
      const lacking = await traders.incomplete(undefined, mine(caller))
      const known = await traders.ask(questions, when, mine(caller))
      const items = questions.map((q, i) =>
        answerOf(
          q.id,
          when,
          known[i]!,
          lacking.filter((l) => (q.granting ?? l.granting) === l.granting),
        ),
      )
      return { body: { at: time(when), items, ...wholeness(lacking) } }
    },
  }
}
