/** The window side for permits: what is left of which, who used it, and the register that their agencies keep here. */
import { permitKinds } from '../../peers/agreed-terms.ts'
import { JuxtaError, noSuch } from '../../values/errors.ts'
import { statedBy } from '../../exchange/stated-by.ts'
import type { GraveOperations, Room } from '../slice.ts'
import { createIssue } from './issue-permit.ts'
import { everyoneWith } from './permits.ts'
import type { PermitRecord } from './ledger-entry.ts'
import type { KnownPermit } from './known-permit.ts'
import { isReservation, type PermitReservation, type PermitUse } from './permit-said.ts'
import { createPermitView, type PermitLists } from './permit-view.ts'
import type { components } from '../../generated/window.ts'
import { time } from '../../values/time.ts'
import { mayRead, ownerOf, type Caller, type Doing } from '../../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../../http/window-auth.ts'
import { asItWas, readConditions, type Conditions } from '../../http/conditions.ts'
import { isCountry } from '../../values/country.ts'
import { isPlaceText } from '../../values/cursor.ts'
import { isMessageId } from '../../values/id.ts'
import { isCount } from '../../values/members.ts'

type Schemas = components['schemas']

/** Of our own as it stands in the register; of others' as they have stated it. */
function kindOf({ record, particulars }: KnownPermit): { kind?: Schemas['PermitKind'] } {
  const kind = record?.xKind ?? particulars?.xKind
  return kind === undefined ? {} : { kind }
}

const summaryOf = (p: KnownPermit): Schemas['PermitSummary'] => ({
  id: p.id,
  own: p.own,
  issuer: p.issuer,
  typeCode: p.typeCode,
  standing: p.standing,
  ...(p.record === null ? {} : { agency: p.record.xAgency }),
  ...kindOf(p),
  ...(p.use === null ? {} : { use: p.use }),
  ...(p.validFrom === null ? {} : { validFrom: time(p.validFrom) }),
  validTo: p.validTo === null ? null : time(p.validTo),
  replacedBy: p.replacedBy,
  balance: [...p.balance],
  links: { self: `/v1/permits/${encodeURIComponent(p.id)}?issuer=${p.issuer}` },
})

const useOf = ({ at, ...use }: PermitUse): Schemas['PermitUse'] => ({ ...use, at: time(at) })
const reservationOf = ({ at, until, ...r }: PermitReservation): Schemas['PermitUse'] => ({
  ...r,
  until: time(until),
  at: time(at),
})

function recordOf({ record: r }: KnownPermit): Schemas['PermitRecord'] | undefined {
  if (r === null) return undefined
  const { additionalDocument: d, agreed: _, agreedWith: __, ...record } = r
  return {
    ...record,
    typeCode: d.typeCode,
    ...(d.categoryCode === undefined ? {} : { categoryCode: d.categoryCode }),
    xUsePoints: [...record.xUsePoints],
    xItems: [...record.xItems],
    // It came in by the same document.
  } as Schemas['PermitRecord']
}

const permitOf = (p: KnownPermit, lists: PermitLists): Schemas['Permit'] => ({
  ...summaryOf(p),
  ...(p.record === null ? {} : { record: recordOf(p)! }),
  ...(p.particulars === null ? {} : { particulars: p.particulars }),
  uses: lists.uses.map(useOf),
  reservations: lists.reservations.map(reservationOf),
  interceptions: lists.interceptions.map(({ at, ...i }) => ({ ...i, at: time(at) })),
  discrepancies: [...lists.discrepancies],
  questions: lists.questions.map(({ asked, answer, differs = [], notCompared = [], ...q }) => ({
    ...q,
    at: time(asked * 1000),
    answer,
    differs: [...differs],
    notCompared: [...notCompared],
  })),
  cases: [...lists.cases],
  more: [...lists.more],
})

function allowed(caller: Caller, doing: Doing, type?: string): void {
  if (!mayRead(caller, { procedure: 'documents', ...(type === undefined ? {} : { type }) }, doing))
    throw new JuxtaError('forbidden', 'the key may not use documents', { rule: 'procedure' })
}

/** What an agency puts into the register. Fails where whoever calls may not. */
function recordIn({ caller, params, json }: WindowIncoming): PermitRecord {
  // What stands in the register goes out in messages of this type.
  allowed(caller, 'act', 'status')
  const { typeCode, categoryCode, ...record } = json() as Schemas['PermitRecord']
  if (caller.agency !== null && caller.agency !== record.xAgency)
    throw new JuxtaError('forbidden', `the key is of the agency ${caller.agency}`, {
      pointer: '/xAgency',
      rule: 'agency',
    })
  const additionalDocument = {
    id: params['permit']!,
    typeCode,
    ...(categoryCode === undefined ? {} : { categoryCode }),
  }
  const { xDecidedBy } = statedBy(record, ownerOf(caller), '')
  return { ...record, ...(xDecidedBy ? { xDecidedBy } : {}), additionalDocument }
}

/** On which a record is put; `proposed`: what was proposed is done, on what stood there then. */
const conditionsOf = ({ headers, caller }: WindowIncoming): Conditions =>
  readConditions(headers, caller.confirms === undefined ? 'request' : 'proposal')

/** A permit that is revoked in the register of this side stays so, and all who have a case of it are told. */
export function gravePermits({ cases }: Room): GraveOperations {
  const issue = createIssue(cases.node, (permit) => everyoneWith(cases.node.store, permit))
  return {
    async putPermit(incoming) {
      const record = recordIn(incoming)
      if (record.xStanding !== 'revoked') return null
      const { name: by } = incoming.caller
      const { outcome, before } = await issue(record, { by, conditions: conditionsOf(incoming), judged: true })
      if (outcome === 'same') return null
      const of = { procedure: 'documents', type: 'status' }
      return { subject: record.additionalDocument.id, does: 'a permit is revoked', of, on: asItWas(before) }
    },
  }
}

export function permitRoutes({ cases, exchange, soon }: Room): WindowRoutes {
  const permits = createPermitView(cases)
  const issue = createIssue(cases.node, (permit) => everyoneWith(cases.node.store, permit))

  /** The permit that a path names, and where several countries have issued one of its number, the query. */
  async function named({ caller, params, query: { issuer } }: WindowIncoming): Promise<KnownPermit> {
    allowed(caller, 'contents')
    const known = await permits.known(params['permit']!, caller)
    const [found, another] = known.filter((p) => issuer === undefined || p.issuer === issuer)
    if (found === undefined) throw noSuch('permit', 'permit')
    if (another !== undefined)
      throw new JuxtaError('state-conflict', 'several countries have issued one of this number: name one', {
        pointer: '/query/issuer',
        rule: 'ambiguous',
      })
    return found
  }

  const answer = async (permit: KnownPermit, caller: Caller) => ({
    body: permitOf(permit, await permits.lists(permit, caller)),
    ...(permit.tag === null ? {} : { headers: { etag: permit.tag } }),
  })

  return {
    async listPermits({ caller, query, after, next }) {
      allowed(caller, 'contents')
      const { issuer } = query
      const place = after(isPlaceText, isCountry)
      const page = await permits.page(place, Number(query['limit'] ?? 100), caller)
      const items = page.items.filter((p) => issuer === undefined || p.issuer === issuer)
      return { body: { items: items.map(summaryOf), next: next(page.next) } }
    },

    async listPermitKinds({ caller }) {
      allowed(caller, 'contents')
      const now = cases.node.clock.now()
      const items = cases.node.directory
        .all()
        .flatMap(({ country: peer, agreements }) =>
          permitKinds(agreements, now).map((kind) => ({ peer, code: kind.code, kind: { ...kind } })),
        )
      return { body: { items, next: null } }
    },

    async getPermit(incoming) {
      return answer(await named(incoming), incoming.caller)
    },

    async listPermitUses(incoming) {
      const { caller, query, after, next } = incoming
      const place = after(isCount, isMessageId)
      const page = await permits.uses(await named(incoming), place, Number(query['limit'] ?? 100), caller)
      const items = page.rows.map(({ body }) => (isReservation(body) ? reservationOf(body) : useOf(body)))
      return { body: { items, next: next(page.next) } }
    },

    async putPermit(incoming) {
      const { caller } = incoming
      exchange.admission.admitting()
      const { outcome } = await issue(recordIn(incoming), { by: caller.name, conditions: conditionsOf(incoming) })
      if (outcome !== 'same') soon()
      const own = (await permits.known(incoming.params['permit']!, caller)).find((p) => p.own)!
      return { status: outcome === 'new' ? 201 : 200, ...(await answer(own, caller)) }
    },
  }
}
