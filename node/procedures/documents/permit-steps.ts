/** What users say of a permit and what its issuer decides: uses, reservations, cancellations, and the balance that is stated. */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { type Said } from '../../cases/define.ts'
import type { Case } from '../../cases/procedure.ts'
import { defined, get, put } from '../../cases/state-record.ts'
import {
  type Bodies,
  type Issued,
  type Question,
  type RefusalReason,
  type Reservation,
  type Use,
  type Documents,
  isOver,
  settle,
  state,
} from './documents-state.ts'
import { beyondAgreed } from '../../peers/competence-clause.ts'
import { agreedOn, kindOf, propertiesOf } from './kinds.ts'
import { PARTICULARS, pick } from './particulars.ts'

type Naming = { readonly additionalDocument: Bodies['AdditionalDocument'] }

/** The case with its document; a case is about one. */
function about(s: Documents, m: Said<Naming>): Documents | CaseFault {
  const { id, typeCode, categoryCode } = m.body.additionalDocument
  if (s.document === null) return { ...s, document: defined({ id, typeCode, categoryCode }) }
  return s.document.id === id && s.document.typeCode === typeCode
    ? s
    : fault('other-document', '/document/additionalDocument/id', 'the case is about another document')
}

/** A step of a message that names the document. */
export const naming =
  <B extends Naming>(step: (s: Documents, m: Said<B>, c: Case<Documents>) => Documents | CaseFault) =>
  (s: Documents, m: Said<B>, c: Case<Documents>): Documents | CaseFault => {
    const known = about(s, m)
    return isFault(known) ? known : step(known, m, c)
  }

export const useOf = (s: Documents, m: CaseMessage): Use | CaseFault =>
  (m.ref === undefined ? undefined : get(s.uses, m.ref)) ?? fault('no-use', '/ref', 'it names no use of this case')

export const reservationOf = (s: Documents, m: CaseMessage): Reservation | CaseFault =>
  (m.ref === undefined ? undefined : get(s.reservations, m.ref)) ??
  fault('no-reservation', '/ref', 'it names no reservation of this case')

export function use(s: Documents, m: Said<Bodies['use']>): Documents | CaseFault {
  const b = m.body
  const role = b.xUsePoint === 'import' ? 'entry' : 'exit'
  const beyond = beyondAgreed(m.terms, m.context.xOffice, { role, permit: b.xKind })
  // A provisional use is a fact.
  if (beyond !== undefined && b.xMode !== 'provisional')
    return fault('competence', '/context/xOffice', 'by the agreement the office is not competent for it')
  const { value, unitCode } = b.additionalDocument.writeOff.quantityQuantity
  if (b.xReservation !== undefined) {
    const r = get(s.reservations, b.xReservation)
    if (r === undefined)
      return fault('no-reservation', '/document/xReservation', 'it names no reservation of this case')
    if (r.item !== b.xItem || r.usePoint !== b.xUsePoint)
      return fault('reservation-differs', '/document/xReservation', 'it was for another item or use point')
  }
  const made: Use = defined({
    useId: b.xUseId,
    item: b.xItem,
    usePoint: b.xUsePoint,
    value,
    unitCode,
    declaration: b.declaration.id,
    final: b.xFinal,
    reservation: b.xReservation,
    exportedAt: b.xExportedAt,
    asked: m.iat,
    state: b.xMode === 'provisional' ? ('provisional' as const) : ('requested' as const),
  })
  return settle({ ...s, uses: put(s.uses, m.id, made) }, [made])
}

/** The issuer's word on a use. One that was cancelled meanwhile stays cancelled. */
export function decide(to: 'confirmed' | 'refused') {
  return (
    s: Documents,
    m: Said<Bodies['use-confirmed'] & { xReason?: RefusalReason; xConcurrent?: boolean }>,
  ): Documents | CaseFault => {
    const asked = useOf(s, m)
    if (isFault(asked)) return asked
    if (asked.useId !== m.body.xUseId) return fault('use-id', '/document/xUseId', 'the use has another id')
    if (asked.state === 'provisional')
      return fault('provisional', '/ref', 'a provisional use is a fact and is not decided')
    if (asked.state === 'confirmed' || asked.state === 'refused')
      return fault('answered', '/ref', 'the use was decided before')
    const contested = m.body.xConcurrent === true ? true : undefined
    const next = asked.state === 'cancelled' ? asked : { ...asked, state: to }
    const uses = put(s.uses, m.ref!, defined({ ...next, reason: m.body.xReason, contested }) as Use)
    const taken = asked.reservation
    const held = to === 'confirmed' && taken !== undefined ? get(s.reservations, taken) : undefined
    const reservations =
      held?.state === 'reserved' ? put(s.reservations, taken!, { ...held, state: 'used' as const }) : s.reservations
    return state({ ...s, uses, reservations }, m.body.xBalance)
  }
}

export function answerReservation(to: 'reserved' | 'refused') {
  return (s: Documents, m: Said<Bodies['reservation-confirmed'] & { xReason?: RefusalReason }>) => {
    const asked = reservationOf(s, m)
    if (isFault(asked)) return asked
    if (asked.state !== 'requested' && asked.state !== 'cancelled')
      return fault('answered', '/ref', 'the reservation was decided before')
    const next = asked.state === 'cancelled' ? asked : { ...asked, state: to }
    const reservations = put(s.reservations, m.ref!, defined({ ...next, reason: m.body.xReason }) as Reservation)
    return state({ ...s, reservations }, m.body.xBalance)
  }
}

/** What was held is free again: its time has run out, the issuer has withdrawn it, or the document is good no more. */
export function lapse(s: Documents, m: Said<Bodies['reservation-lapsed']>): Documents | CaseFault {
  const held = reservationOf(s, m)
  if (isFault(held)) return held
  if (held.state !== 'reserved') return fault('not-reserved', '/ref', `the reservation is ${held.state}`)
  if (m.iat * 1000 < held.until && held.withdrawn === undefined && !isOver(s))
    return fault('not-due', '/type', 'its time has not run out')
  const reservations = put(s.reservations, m.ref!, { ...held, state: 'lapsed' as const })
  return state({ ...s, reservations }, m.body.xBalance)
}

/** The issuer wants it back. Its ledger says whether it is still held, and its machine then that it has lapsed. */
export function withdraw(s: Documents, m: Said<Bodies['reservation-withdrawn']>): Documents | CaseFault {
  const held = reservationOf(s, m)
  if (isFault(held)) return held
  // Who held it may have given it back meanwhile.
  if (held.state === 'cancelled') return s
  if (held.state !== 'reserved') return fault('not-reserved', '/ref', `the reservation is ${held.state}`)
  if (held.withdrawn !== undefined) return fault('withdrawn', '/ref', 'it was withdrawn before')
  return { ...s, reservations: put(s.reservations, m.ref!, { ...held, withdrawn: m.body.xReason }) }
}

export function cancel(s: Documents, m: Said<Bodies['use-cancelled']>): Documents | CaseFault {
  const held = m.ref === undefined ? undefined : get(s.reservations, m.ref)
  const cancellations = put(s.cancellations, m.id, { of: m.ref ?? '', noted: false })
  if (held !== undefined) {
    if (held.state === 'cancelled') return fault('cancelled', '/ref', 'it was cancelled before')
    const open = held.state === 'requested' || held.state === 'reserved'
    const reservations = open ? put(s.reservations, m.ref!, { ...held, state: 'cancelled' as const }) : s.reservations
    return settle({ ...s, reservations, cancellations })
  }
  const asked = useOf(s, m)
  if (isFault(asked)) return asked
  if (asked.state === 'cancelled') return fault('cancelled', '/ref', 'it was cancelled before')
  return settle({ ...s, uses: put(s.uses, m.ref!, { ...asked, state: 'cancelled' }), cancellations })
}

/** What a message of this case has stated: a use, an endorsement or an extension. */
const factOf = (s: Documents, id: string) => get(s.uses, id) ?? get(s.endorsements, id) ?? get(s.extensions, id)

/** Of which the issuer says now that it knows. */
function noted(s: Documents, id: string | undefined): Pick<Documents, 'endorsements' | 'extensions'> {
  const [endorsed, extended] = id === undefined ? [] : [get(s.endorsements, id), get(s.extensions, id)]
  return {
    endorsements: endorsed ? put(s.endorsements, id!, { ...endorsed, noted: true }) : s.endorsements,
    extensions: extended ? put(s.extensions, id!, { ...extended, noted: true }) : s.extensions,
  }
}

export function endorse(
  s: Documents,
  m: Said<Bodies['endorsement']>,
  { roles }: Case<Documents>,
): Documents | CaseFault {
  const xKind = s.issued?.xKind
  const agreed = agreedOn(xKind, m.terms?.permitKinds)
  const isKnown = xKind !== undefined && kindOf(xKind, agreed) !== undefined
  const issuedBy = isKnown ? propertiesOf({ ...s.issued, xKind, ...defined({ agreed }) }).issuedBy : undefined
  if (roles.issuer === m.from && issuedBy === 'import')
    return fault('endorser', '/type', 'what is issued for import is endorsed by the side of export')
  const { value, unitCode } = m.body.xQuantity
  return {
    ...s,
    endorsements: put(s.endorsements, m.id, { item: m.body.xItem, value, unitCode, at: m.body.xEndorsedAt }),
  }
}

export const extend = (s: Documents, m: Said<Bodies['extension']>): Documents => ({
  ...s,
  extensions: put(s.extensions, m.id, { arrivedAt: m.body.xArrivedAt, validTo: m.body.xValidTo }),
})

/** The issuer's word that what was stated and what was granted do not fit. */
export function differ(s: Documents, m: Said<Bodies['discrepancy']>): Documents | CaseFault {
  const fact = m.ref === undefined ? undefined : factOf(s, m.ref)
  if (fact === undefined) return fault('no-fact', '/ref', 'it names no use, endorsement or extension of this case')
  const made = defined({ use: m.ref!, reason: m.body.xReason, overdrawn: m.body.xOverdrawn?.value })
  const use = get(s.uses, m.ref!)
  const uses = use === undefined ? s.uses : put(s.uses, m.ref!, { ...use, noted: true })
  return state({ ...s, ...noted(s, m.ref), uses, discrepancies: put(s.discrepancies, m.id, made) }, m.body.xBalance)
}

const answered = (asked: Question, { xVerification, xDiffers, xNotCompared, xStanding }: Bodies['status']): Question =>
  xVerification === undefined
    ? { ...asked, answer: xStanding }
    : defined({ ...asked, answer: xVerification, differs: xDiffers, notCompared: xNotCompared })

export function tell(s: Documents, m: Said<Bodies['status']>): Documents | CaseFault {
  const { ref, body } = m
  const asked = ref === undefined ? undefined : get(s.questions, ref)
  if (ref !== undefined) {
    const known = asked ?? factOf(s, ref) ?? get(s.cancellations, ref) ?? get(s.reservations, ref)
    if (known === undefined) return fault('no-query', '/ref', 'it answers nothing that was asked in this case')
    if (asked !== undefined && asked.answer !== null) return fault('answered', '/ref', 'the question has its answer')
  }
  const questions = asked === undefined ? s.questions : put(s.questions, ref!, answered(asked, body))
  const named = ref === undefined ? undefined : get(s.uses, ref)
  const heard = body.xContested === true ? { contested: true } : { noted: true }
  const uses = named === undefined ? s.uses : put(s.uses, ref!, { ...named, ...heard })
  const back = ref === undefined ? undefined : get(s.cancellations, ref)
  const cancellations = back === undefined ? s.cancellations : put(s.cancellations, ref!, { ...back, noted: true })
  const { endorsements, extensions } = noted(s, ref)
  const issued: Issued | null = body.xKind === undefined ? s.issued : pick(body, [...PARTICULARS, 'xUse', 'xValidFrom'])
  const replacedBy = body.xReplacedBy ?? s.replacedBy
  const validTo = body.xValidTo ?? s.validTo
  // The issuer's own revocation and replacement stand, whatever a status says that crossed them.
  const over = s.standing === 'revoked' || s.standing === 'replaced'
  const standing = over ? s.standing : body.xStanding
  return state(
    { ...s, questions, uses, cancellations, endorsements, extensions, issued, standing, validTo, replacedBy },
    body.xBalance,
  )
}

export const ask = (s: Documents, m: CaseMessage): Documents => ({
  ...s,
  questions: put(s.questions, m.id, { asked: m.iat, answer: null }),
})
