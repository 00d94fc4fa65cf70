/** The window side for permits: what is left of which, who used it, and the register that their agencies keep here. */
import { permitKinds } from '../../peers/agreed-terms.ts'
import { JuxtaError, noSuch } from '../../values/errors.ts'
import { statedBy } from '../../exchange/stated-by.ts'
import type { GraveOperations, Room } from '../slice.ts'
import { createIssue } from './issue-permit.ts'
import { everyoneWith } from './permits.ts'
import type { PermitRecord } from './ledger-entry.ts'
import type { KnownPermit, PermitReservation, PermitUse } from './known-permit.ts'
import { createPermitView } from './permit-view.ts'
import type { components } from '../../generated/window.ts'
import { time } from '../../values/time.ts'
import { mayRead, ownerOf, type Caller, type Doing } from '../../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../../http/window-auth.ts'
import { isPlaceText } from '../../values/cursor.ts'

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

const permitOf = (p: KnownPermit): Schemas['Permit'] => ({
  ...summaryOf(p),
  ...(p.record === null ? {} : { record: recordOf(p)! }),
  ...(p.particulars === null ? {} : { particulars: p.particulars }),
  uses: p.uses.map(useOf),
  reservations: p.reservations.map(reservationOf),
  interceptions: p.interceptions.map(({ at, ...i }) => ({ ...i, at: time(at) })),
  discrepancies: [...p.discrepancies],
  questions: p.questions.map(({ asked, answer, differs = [], notCompared = [], ...q }) => ({
    ...q,
    at: time(asked * 1000),
    answer,
    differs: [...differs],
    notCompared: [...notCompared],
  })),
  cases: [...p.cases],
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

/** A permit that is revoked in the register of this side stays so, and all who have a case of it are told. */
export function gravePermits({ cases }: Room): GraveOperations {
  const issue = createIssue(cases.node, (permit) => everyoneWith(cases.node.store, permit))
  return {
    async putPermit(incoming) {
      const record = recordIn(incoming)
      if (record.xStanding !== 'revoked') return null
      const outcome = await issue(record, incoming.caller.name, 'judged')
      if (outcome === 'same') return null
      const of = { procedure: 'documents', type: 'status' }
      return { subject: record.additionalDocument.id, does: 'a permit is revoked', of }
    },
  }
}

export function permitRoutes({ cases, exchange, soon }: Room): WindowRoutes {
  const permits = createPermitView(cases)
  const issue = createIssue(cases.node, (permit) => everyoneWith(cases.node.store, permit))

  return {
    async listPermits({ caller, query, after, next }) {
      allowed(caller, 'contents')
      const [from] = after(isPlaceText) ?? []
      const page = await permits.page(from, Number(query['limit'] ?? 100), query['issuer'], caller)
      return { body: { items: page.items.map(summaryOf), next: next(page.next === null ? null : [page.next]) } }
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

    async getPermit({ caller, params, query }) {
      allowed(caller, 'contents')
      const { issuer } = query
      const found = (await permits.known(params['permit']!, caller)).filter(
        (p) => issuer === undefined || p.issuer === issuer,
      )
      if (found.length === 0) throw noSuch('permit', 'permit')
      if (found.length > 1)
        throw new JuxtaError('state-conflict', 'several countries have issued one of this number: name one', {
          pointer: '/query/issuer',
          rule: 'ambiguous',
        })
      return { body: permitOf(found[0]!) }
    },

    async putPermit(incoming) {
      exchange.admission.admitting()
      const outcome = await issue(recordIn(incoming), incoming.caller.name)
      if (outcome !== 'same') soon()
      const own = (await permits.known(incoming.params['permit']!, incoming.caller)).find((p) => p.own)!
      return { status: outcome === 'new' ? 201 : 200, body: permitOf(own) }
    },
  }
}
