/**
 * The offices that messages of a case name, and for what they are competent: by the agreement, which the fold reads of the message, and by the opening hours of the offices, which
 * are another case, so that the node of the sender says in the message what follows from them. An office that is not may still be lodged with or arrived at: it takes the
 * data, and sends the trader on (UCC Art. 127(3), 139). That is found, and nothing refused. A transit alone is refused an office that cannot let it pass or end it.
 */
import type { CaseFault, CaseMessage } from '../../cases/case-message.ts'
import { get } from '../../cases/state-record.ts'
import { beyondAgreed, type OfficeRole } from '../../peers/competence-clause.ts'
import type { Declaration } from './deadlines.ts'
import { flag, refuse, type Bodies, type Flag } from './lodge.ts'
import type { PreArrival } from './state.ts'

/** What the goods of a declaration are to an office. */
export function goodsOf(d: Declaration | null): {
  readonly mode: string | undefined
  readonly goods: readonly string[]
} {
  const houses = d?.xHouseConsignment ?? []
  const items = [d?.goodsShipment, ...houses].flatMap((part) => part?.governmentAgencyGoodsItem ?? [])
  const goods = items.flatMap(({ commodity }) => (commodity?.classification ?? []).map(({ id }) => id))
  return { mode: d?.borderTransportMeans?.modeCode, goods: goods.filter((id) => /^[0-9]{2,}$/.test(id)) }
}

type Named = { readonly role: OfficeRole; readonly office: string; readonly pointer: string }
type Place = readonly [role: OfficeRole, office: string | undefined, pointer?: string]

/** The offices that a declaration plans with. */
const planned = (_body: unknown, d: Declaration | null): readonly Place[] => [
  ['exit', d?.exitOffice?.id],
  ['entry', d?.xOfficeOfFirstEntry],
]

type PlacesOf = { readonly [T in keyof Bodies]?: (body: Bodies[T], declared: Declaration | null) => readonly Place[] }

/** What a message says of offices, by its type. */
const PLACES: PlacesOf = {
  declaration: planned,
  registered: planned,
  'amendment-accepted': planned,
  'authority-amendment': planned,
  exit: (b) => [['exit', b.exitOffice?.id]],
  diverted: (b) => [['entry', b.xTo?.office]],
  arrival: (b) => [['entry', b.xActualOffice]],
  presentation: (b) => [['entry', b.presentationOffice?.id ?? b.xActualOffice]],
  'transit-release': (b) => [
    ['departure', b.xOfficeOfDeparture, '/document/xOfficeOfDeparture'],
    ...(b.xOfficeOfTransit ?? []).map((office, i): Place => ['transit', office, `/document/xOfficeOfTransit/${i}`]),
    ['destination', b.xOfficeOfDestination, '/document/xOfficeOfDestination'],
  ],
  'transit-diverted': (b) => [['destination', b.xOfficeOfDestination, '/document/xOfficeOfDestination']],
  'transit-crossing': (b) => [['transit', b.xActualOffice]],
  'transit-arrival': (b) => [['destination', b.xActualOffice]],
}

function namedIn({ type, body }: CaseMessage, declared: Declaration | null): Named[] {
  const places = Object.hasOwn(PLACES, type) ? PLACES[type as keyof Bodies] : undefined
  const all = (places as ((body: unknown, d: Declaration | null) => readonly Place[]) | undefined)?.(body, declared)
  return (all ?? []).flatMap(([role, office, pointer = '/document']) =>
    office === undefined ? [] : [{ role, office, pointer }],
  )
}

/** What is declared once the message is in its case. */
function declaredWith({ type, body, ref }: CaseMessage, s: PreArrival | undefined): Declaration | null {
  const known = s?.declaration ?? null
  switch (type) {
    case 'declaration':
      return body as Bodies['declaration']
    case 'amendment-accepted':
      return (ref === undefined ? undefined : get(s?.amending ?? {}, ref)?.declaration) ?? known
    case 'authority-amendment':
      return (body as Bodies['authority-amendment']).xDeclaration ?? known
    default:
      return known
  }
}

/** The offices of a message that is not in its case yet, with what is brought to them. */
export function visits(
  m: CaseMessage,
  s: PreArrival | undefined,
): { offices: readonly Named[] } & ReturnType<typeof goodsOf> {
  const declared = declaredWith(m, s)
  return { offices: namedIn(m, declared), ...goodsOf(declared) }
}

const FINDING: Flag = 'office-not-competent'

/** The first office of the message that is not competent for the goods that were declared. */
function lacking(m: CaseMessage, declared: Declaration | null): Named | undefined {
  const brought = goodsOf(declared)
  const byHours = m.context.xNotCompetent ?? []
  return namedIn(m, declared).find(
    ({ role, office }) => byHours.includes(office) || beyondAgreed(m.terms, office, { role, ...brought }) !== undefined,
  )
}

/** What came of a step, with a finding where an office that the message names is not competent for the goods that were declared; each side finds it of a declaration once. */
export function atOffices(next: PreArrival, m: CaseMessage): PreArrival {
  const known = m.type === 'registered' && next.flags.some((f) => f.startsWith(FINDING))
  return !known && lacking(m, next.declaration) !== undefined ? flag(next, FINDING, m) : next
}

export const unfit = (pointer: string): CaseFault =>
  refuse('competence', 'by what was agreed the office is not competent for it', pointer)

/** Why goods are not moved under transit to an office, or by it. */
export function unfitForTransit(s: PreArrival, m: CaseMessage): CaseFault | undefined {
  const found = lacking(m, s.declaration)
  return found && unfit(found.pointer)
}
