/** The window side for pre-arrivals: what is expected, late, stopped, here or over; the case of an arrival; and what the night operator must look at. */
import type { Cases } from '../../cases/cases.ts'
import type { CaseFold } from '../../cases/engine.ts'
import { partOf, wholeFor } from '../../cases/readable-cases.ts'
import { isCarrier, preArrivalsIn } from './pre-arrival-table.ts'
import { JuxtaError, noSuch } from '../../values/errors.ts'
import { type Country, isCountry } from '../../values/country.ts'
import { isMessageId, type MessageId } from '../../values/id.ts'
import type { PreArrivalFilter } from './pre-arrival-table.ts'
import { detailOf, summaryIn, type PreArrivalSummary } from './pre-arrivals.ts'
import type { components } from '../../generated/window.ts'
import { referenceAsked } from '../../message/reference.ts'
import { parseTime, time, timeOfSeconds } from '../../values/time.ts'
import { vehicles, type CarrierAsked, type Vehicle } from './vehicle.ts'
import { changesBetween, versionsIn, type Version } from './versions.ts'
import { mayRead, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'

type Schemas = components['schemas']

const self = ({ conversation, peer }: { conversation: string; peer: string }): string =>
  `/v1/pre-arrivals/${conversation}?peer=${peer}`

const item = (body: string): Schemas['PreArrivalSummary'] => {
  const s = summaryIn(body)
  return { ...s, links: { self: self(s), case: `/v1/cases/${s.conversation}?peer=${s.peer}` } }
}

/** By what lists of something else name a case. */
const caseShown = ({ conversation, peer, side, mrn, lrn, office, mode }: PreArrivalSummary) => {
  return { conversation, peer, side, mrn, lrn, office, mode }
}

/** What is asked about a vehicle, trailer, wagon or container. */
function carrierAsked(reference: string): CarrierAsked {
  const { type, value } = referenceAsked(reference)
  if (type === undefined || isCarrier(type)) return { ...(type === undefined ? {} : { type }), value }
  throw new JuxtaError('request-invalid', 'a means of transport or a container is asked about', {
    pointer: '/query/reference',
    rule: 'carrier',
  })
}

/** Of a vehicle so many consignments are named, those that hold it first; all are counted. */
const SHOWN = 100

const verdictView = (
  { type, value }: CarrierAsked,
  { verdict, consignments, others }: Vehicle,
  now: number,
): Schemas['VehicleVerdict'] => ({
  at: time(now),
  reference: { type: type ?? null, value },
  verdict,
  consignments: consignments.slice(0, SHOWN).map(({ summary: s, driveOn }) => ({
    ...driveOn,
    case: caseShown(s),
    means: s.means,
    status: s.status,
    estimatedArrival: s.estimatedArrival,
    links: { self: self(s) },
  })),
  count: consignments.length,
  others,
})

/** What the versions that are asked for say differently; the last and the one before, where none is. */
function changesOf(fold: CaseFold, query: Record<string, string>) {
  const versions = versionsIn(fold)
  const numbered = (which: 'from' | 'to', otherwise: number): Version => {
    const number = query[which] === undefined ? otherwise : Number(query[which])
    const found = versions.find(({ version }) => version === number)
    if (found !== undefined) return found
    throw new JuxtaError('not-found', 'the declaration has no such version', {
      pointer: `/query/${which}`,
      rule: 'known',
    })
  }
  const to = numbered('to', versions.at(-1)?.version ?? 0)
  const from = numbered('from', Math.max(1, to.version - 1))
  return {
    from: from.version,
    to: to.version,
    versions: versions.map(({ version, message, type, at }) => ({ version, message, type, at: timeOfSeconds(at) })),
    ...changesBetween(from.declaration, to.declaration),
  }
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

export function preArrivalRoutes(cases: Cases): WindowRoutes {
  const { node, book } = cases
  const { country, clock } = node
  const preArrivals = preArrivalsIn(node.store)
  const allowed = (caller: Caller): void => {
    if (!mayRead(caller, { procedure: 'pre-arrival' }))
      throw new JuxtaError('forbidden', 'the key may not read pre-arrival', { rule: 'procedure' })
  }

  const vehicle = vehicles(cases)
  const none = (): JuxtaError => noSuch('pre-arrival', 'conversation')

  /** The one case that is asked for, of which the caller may see all. */
  async function asked(caller: Caller, params: Record<string, string>, query: Record<string, string>) {
    allowed(caller)
    const conversation = params['conversation'] as MessageId
    const peers = await book.peersOf(conversation)
    const named = query['peer'] as Country | undefined
    if (named === undefined && peers.length > 1)
      throw new JuxtaError('state-conflict', `the conversation is led with ${peers.join(', ')}: name one with ?peer=`, {
        pointer: '/query/peer',
        rule: 'ambiguous',
      })
    const peer = named ?? peers[0]
    if (peer === undefined || !peers.includes(peer)) throw none()
    const name = { peer, conversation }
    if ((await wholeFor(node.store, caller, [name])).length === 0) throw none()
    return { name, open: await book.open(peer, conversation) }
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
        const s = summaryIn(row.body)
        const mine = (turn: string): boolean => turn === s.side
        return s.attention
          .filter(({ from }) => from === null || parseTime(from) <= now)
          .map((a) => ({
            ...a,
            overdue: a.due !== null && parseTime(a.due) <= now,
            ours: mine(a.turn),
            case: caseShown(s),
            links: { self: self(s) },
          }))
      })
      // Of what waits since the same second the older case comes first.
      const place = (i: (typeof items)[number]): string => `${i.from ?? ''} ${i.case.conversation} ${i.case.peer}`
      items.sort(
        (a, b) => a.urgency - b.urgency || Number(b.overdue) - Number(a.overdue) || (place(a) < place(b) ? -1 : 1),
      )
      return { body: { at: time(now), items, next: null } }
    },

    async checkVehicle({ caller, query }) {
      allowed(caller)
      const now = clock.now()
      const asked = carrierAsked(query['reference']!)
      return { body: verdictView(asked, await vehicle(asked, now, partOf(caller)), now) }
    },

    async getPreArrival({ caller, params, query }) {
      const { name, open } = await asked(caller, params, query)
      const detail = detailOf(name, open, country)
      if (detail === null) throw none()
      return { body: detail }
    },

    async getPreArrivalChanges({ caller, params, query }) {
      const { name, open } = await asked(caller, params, query)
      if (detailOf(name, open, country) === null) throw none()
      return { body: { ...name, ...changesOf(open.fold, query) } }
    },
  }
}
