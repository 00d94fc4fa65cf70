/** The window side for permits: what is left of which, who used it, and the register that their agencies keep here. */
import type { Request } from '../../http/server.ts'
import { JuxtaError } from '../../values/errors.ts'
import type { PermitRecord } from './ledger.ts'
import type { KnownPermit, PermitReservation, PermitUse, PermitView } from './permit-view.ts'
import type { components } from '../../generated/window.ts'
import { parseTime, time } from '../../values/time.ts'
import type { Handler, Incoming } from '../../http/server.ts'
import { mayUse, type Caller } from '../../http/window-auth.ts'

export type PermitRouteNeeds = {
  readonly permits: PermitView
  /** Fails with `request-invalid` or `state-conflict`. */
  issue(record: PermitRecord, by: string): Promise<'new' | 'changed' | 'same'>
  caller(request: Request): Caller
  /** Fails with `log-unavailable` where nothing can be taken at the moment. */
  admitting(): void
  /** What became due by a change of the register is done soon. */
  followSoon(): void
}

type Schemas = components['schemas']

const summaryOf = (p: KnownPermit): Schemas['PermitSummary'] => ({
  id: p.id,
  own: p.own,
  issuer: p.issuer,
  typeCode: p.typeCode,
  standing: p.standing,
  ...(p.record === null
    ? {}
    : {
        agency: p.record.xAgency,
        kind: p.record.xKind,
        use: p.record.xUse,
        validFrom: time(parseTime(p.record.xIssuedAt)),
      }),
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

const permitOf = (p: KnownPermit): Schemas['Permit'] => ({
  ...summaryOf(p),
  uses: p.uses.map(useOf),
  reservations: p.reservations.map(reservationOf),
  interceptions: p.interceptions.map(({ at, ...i }) => ({ ...i, at: time(at) })),
  discrepancies: [...p.discrepancies],
  cases: [...p.cases],
})

export function permitRoutes(needs: PermitRouteNeeds, route: (id: string, handler: Handler) => void): void {
  const { permits } = needs

  const allowed = ({ request }: Incoming, type?: string): Caller => {
    const caller = needs.caller(request)
    if (!mayUse(caller, 'documents', type))
      throw new JuxtaError('forbidden', 'the key may not use documents', { rule: 'procedure' })
    return caller
  }

  route('listPermits', async (incoming) => {
    allowed(incoming)
    const { query } = incoming
    const after = query['after'] === undefined ? undefined : Buffer.from(query['after'], 'base64url').toString('utf8')
    const page = await permits.page(after, Number(query['limit'] ?? 100), query['issuer'])
    const next = page.next === null ? null : Buffer.from(page.next).toString('base64url')
    return { body: { items: page.items.map(summaryOf), next } }
  })

  route('getPermit', async (incoming) => {
    allowed(incoming)
    const { issuer } = incoming.query
    const found = (await permits.known(incoming.params['permit']!)).filter(
      (p) => issuer === undefined || p.issuer === issuer,
    )
    if (found.length === 0) throw new JuxtaError('not-found', 'there is no such permit')
    if (found.length > 1)
      throw new JuxtaError('state-conflict', 'several countries have issued one of this number: name one', {
        pointer: '/query/issuer',
        rule: 'ambiguous',
      })
    return { body: permitOf(found[0]!) }
  })

  route('putPermit', async (incoming) => {
    // What stands in the register goes out in messages of this type.
    const caller = allowed(incoming, 'status')
    needs.admitting()
    const id = incoming.params['permit']!
    const { typeCode, categoryCode, ...record } = incoming.json() as Schemas['PermitRecord']
    if (caller.agency !== null && caller.agency !== record.xAgency)
      throw new JuxtaError('forbidden', `the key is of the agency ${caller.agency}`, {
        pointer: '/xAgency',
        rule: 'agency',
      })
    const additionalDocument = { id, typeCode, ...(categoryCode === undefined ? {} : { categoryCode }) }
    const outcome = await needs.issue({ ...record, additionalDocument }, caller.name)
    if (outcome !== 'same') needs.followSoon()
    const own = (await permits.known(id)).find((p) => p.own)!
    return { status: outcome === 'new' ? 201 : 200, body: permitOf(own) }
  })
}
