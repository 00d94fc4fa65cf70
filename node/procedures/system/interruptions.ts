/** What keeps the exchange from going on, and what stands in for it meanwhile, until what was done so is in the exchange. */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { get, put, type Rec } from '../../cases/state-record.ts'
import type { components } from '../../generated/procedures/system.ts'
import { MINUTE } from '../../values/time.ts'

type Bodies = components['schemas']
type Scope = Bodies['Scope']

/** An outage, or what stands in for the exchange meanwhile. Times in milliseconds since 1970; `ended` null while it lasts. */
export type Interruption = {
  readonly country: string
  readonly from: number
  readonly expected: number | null
  readonly ended: number | null
  readonly scope: Scope
  readonly procedure?: Bodies['contingency']['xProcedure']
}

/** `term`: minutes from its end until what was done meanwhile has to be in the exchange, under the agreement by which it was announced; none where nothing stands in. `regularised`: since when it is. */
export type Contingency = Interruption & { readonly term: number | null; readonly regularised: number | null }

/** By when what was done meanwhile has to be in the exchange; null where it goes on, or where nothing has to be. */
export const regularisedBy = ({ ended, term }: Contingency): number | null =>
  ended === null || term === null ? null : ended + term * MINUTE

/** What stands in the place of the exchange now, or has left something to do. */
export const isOpen = (c: Contingency): boolean => c.ended === null || (c.term !== null && c.regularised === null)

/** What was done meanwhile is in the exchange: said by the side that announced the contingency, once it is over. */
export function regularise(list: Rec<Contingency>, m: CaseMessage, regularised: number): Rec<Contingency> | CaseFault {
  const id = m.ref ?? m.id
  const open = get(list, id)
  if (open === undefined) return fault('no-interruption', '/ref', 'it names nothing that began in this case')
  if (open.country !== m.from) return fault('not-own', '/ref', 'only the side that announced it regularises it')
  if (open.ended === null) return fault('not-ended', '/document/xRegularisedAt', 'it is not over')
  if (open.regularised !== null) return fault('regularised', '/ref', 'it was regularised before')
  if (regularised < open.ended)
    return fault('window', '/document/xRegularisedAt', 'it is regularised before it is over')
  return put(list, id, { ...open, regularised })
}
