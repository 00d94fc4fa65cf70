/**
 * The offices that messages of a case name, by what the agreement says that they are competent for. An office that is not may still be lodged with or arrived at: it takes the
 * data, and sends the trader on (UCC Art. 127(3), 139). That is found, and nothing refused. A transit alone is refused an office that cannot let it pass or end it.
 */
import type { CaseFault, CaseMessage } from '../../cases/case-message.ts'
import { beyondAgreed, type OfficeRole } from '../../peers/competence-clause.ts'
import type { Declaration } from './deadlines.ts'
import { flag, refuse, type Bodies } from './lodge.ts'
import type { PreArrival } from './state.ts'

/** What the goods of a declaration are to an office. */
function goodsOf(d: Declaration | null): { readonly mode: string | undefined; readonly goods: readonly string[] } {
  const items = d?.goodsShipment?.governmentAgencyGoodsItem ?? []
  const goods = items.flatMap(({ commodity }) => (commodity?.classification ?? []).map(({ id }) => id))
  return { mode: d?.borderTransportMeans?.modeCode, goods: goods.filter((id) => /^[0-9]{2,}$/.test(id)) }
}

type Named = readonly (readonly [role: OfficeRole, office: string | undefined])[]

const FINDING = 'office-not-competent'

/** The case with a finding where an office that `m` names is not competent for the goods that were declared. */
export function atOffices(s: PreArrival, m: CaseMessage, ...named: Named): PreArrival {
  const brought = goodsOf(s.declaration)
  const lacks = named.some(([role, office]) => beyondAgreed(m.terms, office, { role, ...brought }) !== undefined)
  return lacks ? flag(s, FINDING, m) : s
}

/** The same of the offices that its declaration plans with. */
export const atDeclared = (s: PreArrival, m: CaseMessage): PreArrival =>
  atOffices(s, m, ['exit', s.declaration?.exitOffice?.id], ['entry', s.declaration?.xOfficeOfFirstEntry])

/** Why goods are not moved under transit to an office, or by it. */
export function unfitForTransit(
  s: PreArrival,
  m: CaseMessage,
  { xOfficeOfDeparture, xOfficeOfTransit = [], xOfficeOfDestination }: Bodies['transit-release'],
): CaseFault | undefined {
  const brought = goodsOf(s.declaration)
  const named = [
    ['departure', xOfficeOfDeparture, '/document/xOfficeOfDeparture'],
    ...xOfficeOfTransit.map((office, i) => ['transit', office, `/document/xOfficeOfTransit/${i}`] as const),
    ['destination', xOfficeOfDestination, '/document/xOfficeOfDestination'],
  ] as const
  for (const [role, office, pointer] of named) {
    const beyond = beyondAgreed(m.terms, office, { role, ...brought })
    if (beyond !== undefined)
      return refuse('competence', 'by the agreement the office is not competent for it', pointer)
  }
  return undefined
}
