/** The window side for juxtaposed offices and the board of their movements. */
import { consentsView } from '../../cases/consent.ts'
import { partOf } from '../../cases/readable-cases.ts'
import type { Cases } from '../../cases/cases.ts'
import type { components } from '../../generated/window.ts'
import { mayRead, type Caller, type Doing } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import { referenceAsked } from '../../message/reference.ts'
import { JuxtaError } from '../../values/errors.ts'
import { parseTime, time } from '../../values/time.ts'
import { isCountry } from '../../values/country.ts'
import { isMessageId } from '../../values/id.ts'
import type { Dossier, MovementState, Side, Stage } from './office-state.ts'
import { createMovements, type KnownMovement, type KnownOffice, type KnownRoster } from './movements.ts'
import { isPlaceText } from '../../values/cursor.ts'

type Schemas = components['schemas']

/** A time of a document in UTC. */
const utc = (text: string): string => time(parseTime(text))

const linksOf = ({ conversation, peer }: { conversation: string; peer: string }): Record<string, string> => ({
  case: `/v1/cases/${conversation}?peer=${peer}`,
  messages: `/v1/messages?conversation=${conversation}`,
})

/** Of a side: what is in force, what is agreed and begins later, and what it has stated last; each once. */
function dossiersOf({ office: o, inForce }: KnownOffice, side: Side): readonly Dossier[] {
  const later = o.pairs.slice(inForce === undefined ? 0 : o.pairs.indexOf(inForce))
  const all = [...later.map((pair) => pair[side]), ...(o.dossiers[side] ? [o.dossiers[side]] : [])]
  return [...new Map(all.map((d) => [d.id, d])).values()]
}

function officeOf(known: KnownOffice): Schemas['JuxtaposedOffice'] {
  const { office: o, countries, ...c } = known
  return {
    office: o.id,
    conversation: c.conversation,
    peer: c.peer,
    side: c.side,
    state: c.standing,
    dossiers: (['exit', 'entry'] as const).flatMap((side) =>
      dossiersOf(known, side).map((d) => ({
        by: countries[side],
        message: d.id,
        version: d.version,
        agreed: [...o.pairs.map((pair) => pair[side]), o.agreed[side]].some((one) => one?.id === d.id),
        inForce: c.standing !== 'not-valid' && c.inForce?.[side].id === d.id,
        zones: [...d.zones],
        agencies: [...d.agencies],
        validFrom: utc(d.from),
        validTo: d.to === undefined ? null : utc(d.to),
      })),
    ),
    suspensions: c.suspensions.map((s) => ({
      by: countries[s.side],
      message: s.id,
      reason: s.reason,
      from: utc(s.from),
      until: s.until === undefined ? null : utc(s.until),
      ends: s.ends,
      exceptions: Object.entries(s.exceptions).map(([movement, ends]) => ({ movement, ends })),
    })),
    links: {
      ...linksOf(c),
      movements: `/v1/movements?office=${encodeURIComponent(o.id)}`,
      rosters: `/v1/rosters?office=${encodeURIComponent(o.id)}`,
    },
  }
}

const rosterOf = ({ peer, conversation, by, roster: r }: KnownRoster): Schemas['Roster'] => ({
  conversation,
  peer,
  by,
  message: r.id,
  from: utc(r.from),
  to: utc(r.to),
  // Functions alone: by which reference an officer is known is in the message, for those who read it.
  duty: r.duty.map((d) => ({
    agency: d.xAgency,
    function: d.xFunction,
    decides: d.xDecides ? [...d.xDecides] : null,
  })),
})

function movementOf({ movement: m, countries, ...c }: KnownMovement): Schemas['Movement'] {
  return {
    conversation: c.conversation,
    peer: c.peer,
    side: c.side,
    crossing: c.crossing,
    office: m.office,
    officeCase: c.officeCase,
    zone: m.zone,
    lane: m.lane,
    state: c.state,
    subjects: Object.entries(m.subjects).map(([key, s]) => ({
      key,
      declared: s.declared,
      stage: s.stage,
      since: utc(s.since),
      message: s.by,
      law: s.law,
      agencies: (['exit', 'entry'] as const).flatMap((side) =>
        s.agencies[side].named.map((agency) => ({
          of: countries[side],
          agency,
          ended: s.agencies[side].ended.includes(agency),
          detains: side === 'entry' && s.detainedBy.includes(agency),
          seizes: side === 'entry' && s.seizedBy.includes(agency),
        })),
      ),
      detained: s.detainedBy.length > 0,
      consents: consentsView(s.consents),
      disposal: s.disposal,
      readmitted: s.readmitted,
      again: s.again === null ? null : { message: s.again.id, consent: s.again.consent },
    })),
    incidents: Object.entries(m.incidents).map(([message, { side, at, zone, law }]) => {
      return { message, by: countries[side], at: utc(at), zone, lawApplied: law }
    }),
    flags: [...c.flags],
    ending: c.ending,
    links: linksOf(c),
  }
}

export function movementRoutes(room: Cases): WindowRoutes {
  const movements = createMovements(room)
  const allowed = (caller: Caller, doing: Doing): void => {
    if (!mayRead(caller, { procedure: 'juxtaposed-office' }, doing))
      throw new JuxtaError('forbidden', 'the key may not use juxtaposed-office', { rule: 'procedure' })
  }

  return {
    async listJuxtaposedOffices({ caller, query, after, next }) {
      // Which offices there are is reference data; who passes them is not.
      allowed(caller, 'facts')
      const { office } = query
      if (office !== undefined)
        return {
          body: { items: (await movements.officesOf(office, partOf(caller, 'facts'))).map(officeOf), next: null },
        }
      const page = await movements.offices(
        after(isPlaceText)?.[0] ?? null,
        Number(query['limit'] ?? 100),
        partOf(caller, 'facts'),
      )
      return { body: { items: page.items.map(officeOf), next: next(page.next === null ? null : [page.next]) } }
    },

    async listRosters({ caller, query, after, next }) {
      allowed(caller, 'facts')
      const limit = Number(query['limit'] ?? 100)
      const place = after(isMessageId, isMessageId)
      const found = await movements.rosters(query['office']!, place, limit, partOf(caller, 'facts'))
      const last = found.length === limit ? found.at(-1) : undefined
      return { body: { items: found.map(rosterOf), next: next(last ? [last.conversation, last.roster.id] : null) } }
    },

    async listMovements({ caller, query, after, next }) {
      allowed(caller, 'contents')
      const page = await movements.at(
        query['office']!,
        after(isMessageId, isCountry),
        Number(query['limit'] ?? 100),
        partOf(caller),
        {
          ...(query['peer'] === undefined ? {} : { peer: query['peer'] }),
          ...(query['state'] === undefined ? {} : { state: query['state'] as MovementState }),
          ...(query['reference'] === undefined ? {} : { naming: referenceAsked(query['reference']) }),
          ...(query['stage'] === undefined ? {} : { stage: query['stage'] as Stage }),
        },
      )
      return { body: { items: page.items.map(movementOf), next: next(page.next) } }
    },
  }
}
