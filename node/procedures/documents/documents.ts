/**
 * Permits and certificates (CITES Art. VI, VII; ISPM 12; RKC 7.4): what one pair of countries has said of one document. The balance over all pairs
 * is the issuer's (ledger.ts); here is what the issuer has stated of it. What a user says is never refused by a case for the state that the issuer
 * may know better: a request waits for the issuer's decision, so that no order of arrival can turn a decision that was made.
 */
import { asks, states } from '../../cases/message-type.ts'
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { epixProfile } from './epix-profile.ts'
import { ephytoProfile } from './ephyto-profile.ts'
import { at, defineProcedure, type Said } from '../../cases/define.ts'
import type { Reference } from '../../message/reference.ts'
import type { Case, Due, Procedure } from '../../cases/procedure.ts'
import { defined, put } from '../../cases/state-record.ts'
import { doubtedTimes } from '../../cases/stated-times.ts'
import { billionths } from '../../values/quantity.ts'
import { parseTime } from '../../values/time.ts'
import { isMeasuredIn } from '../../values/units.ts'
import { type Bodies, type Reservation, type Documents, EMPTY, needed, settle } from './documents-state.ts'
import { isIssuedIn } from '../../peers/permit-kind-clause.ts'
import { agreedFault } from './agreed-kinds.ts'
import type { PermitKindClause } from '../../peers/permit-kind.ts'
import { hasSubtype, pointsOf, type Kind } from './kind.ts'
import { agreedOn, kindOf, KINDS, propertiesOf } from './kinds.ts'
import { heldAtMost, LIMITS } from './limits.ts'
import { againstMarks } from './marks.ts'
import {
  answerReservation,
  lapse,
  withdraw,
  ask,
  cancel,
  decide,
  differ,
  endorse,
  extend,
  naming,
  tell,
  use,
} from './permit-steps.ts'

type Stated = Bodies['Particulars'] & Pick<Bodies['status'], 'xValidFrom' | 'xValidTo'>

const QUANTITY = '/document/additionalDocument/writeOff/quantityQuantity'

const noKind = (pointer: string): CaseFault =>
  fault('kind', pointer, 'no kind of document is called so, and the agreement names none')

/** What the kind of a document asks of its use, whichever document it is. Only the case knows under which agreement it came. */
function checkUse({ terms, body }: Said<Bodies['use']>): CaseFault | undefined {
  const kind = kindOf(body.xKind, agreedOn(body.xKind, terms?.permitKinds))
  if (kind === undefined) return noKind('/document/xKind')
  const { quantityQuantity } = body.additionalDocument.writeOff
  if (!pointsOf(kind).includes(body.xUsePoint))
    return fault('use-point', '/document/xUsePoint', 'a document of this kind is not used there')
  if (!isMeasuredIn(quantityQuantity.unitCode, kind.dimensions))
    return fault('unit', `${QUANTITY}/unitCode`, 'a document of this kind is in another dimension')
  if (kind.tested === 'export' && body.xExportedAt === undefined)
    return fault('export-date', '/document/xExportedAt', 'validity is tested at the date of export')
  const wrong = againstMarks(kind, body.xSpecimenMarks, quantityQuantity)
  if (wrong !== undefined) return fault('marks', '/document/xSpecimenMarks', wrong.reason)
  if (kind.taken === 'presented' && body.xReservation !== undefined)
    return fault('presented', '/document/xReservation', 'nothing is reserved of what is presented')
  return checkOther(kind, body)
}

/** The other document that every document of the kind needs at a use point, whichever goods it is for. */
function checkOther(kind: Kind, { xUsePoint, xCorrespondingPermit: other }: Bodies['use']): CaseFault | undefined {
  const documents = kind.subtypes === undefined ? [kind] : Object.values(kind.subtypes)
  const needed = documents.map(({ corresponding = kind.corresponding }) =>
    corresponding?.find((one) => one.use.includes(xUsePoint) && one.appendix === undefined && !one.exceptSources),
  )
  if (!needed.every((one) => one !== undefined)) return undefined
  if (other === undefined)
    return fault(
      'corresponding-permit',
      '/document/xCorrespondingPermit',
      'a use names the other document that it needs',
    )
  const isOf = needed.some(({ typeCode = other.typeCode }) => typeCode === other.typeCode)
  return isOf
    ? undefined
    : fault('corresponding-permit', '/document/xCorrespondingPermit/typeCode', 'the other document is of another code')
}

/** Whether more shipments are made, or more of an item is moved, than its notification is for. */
const isBeyond = (of: NonNullable<Bodies['Item']['xNotified']>): boolean =>
  of.xShipment > of.xShipments || billionths(of.xGranted) > billionths(of.quantityQuantity.value)

/** What is told to nobody, though documents of a kind state it. */
const KEPT: readonly string[] = ['xSecurityStampId', 'xEndUse']

/** What its kind has a document state and what is told of it lacks, where all that stands in it is told; of a kind of the two what it stated by the rules that held then. */
function lacking(stated: Stated, agreed: PermitKindClause | undefined): CaseFault | undefined {
  const { xKind, xItems } = stated
  if (xKind === undefined || xItems === undefined || (agreed !== undefined && agreed.narrows !== true)) return undefined
  const { needs } = propertiesOf({ ...stated, xKind, ...defined({ agreed }) })
  const missing = needs.record.find((name) => stated[name] === undefined && !KEPT.includes(name))
  return missing === undefined
    ? undefined
    : fault('required', `/document/${missing}`, 'a document of this kind states it')
}

/** What is stated of a document is of its kind, and of one that both have. */
function checkStated(
  { terms }: CaseMessage,
  at: string,
  { xKind, xSubtype, xValidFrom, xItems }: Pick<Stated, 'xKind' | 'xSubtype' | 'xValidFrom' | 'xItems'>,
): CaseFault | undefined {
  const agreed = agreedOn(xKind, terms?.permitKinds)
  const kind = xKind === undefined ? undefined : kindOf(xKind, agreed)
  if (xKind !== undefined && kind === undefined) return noKind(`${at}/xKind`)
  if (agreed !== undefined && xValidFrom !== undefined && !isIssuedIn(agreed, parseTime(xValidFrom)))
    return fault('kind', `${at}/xKind`, 'the agreement had ended this kind when the document was issued')
  const beyond = (xItems ?? []).findIndex(({ xNotified: n }) => n !== undefined && isBeyond(n))
  if (beyond >= 0) return fault('notified', `${at}/xItems/${beyond}/xNotified`, 'more is moved than was notified')
  const isOf = xSubtype === undefined || (kind !== undefined && hasSubtype(kind, xSubtype))
  return isOf ? undefined : fault('kind', `${at}/xSubtype`, 'a document of this kind is none of these')
}

/** Beyond the schema, whatever the case. */
function check(m: CaseMessage): CaseFault | undefined {
  const body = m.body as Partial<Bodies['use'] & Bodies['reservation'] & Bodies['replacement']>
  if (body.xIssuer !== undefined && body.xIssuer.country !== m.to)
    return fault('wrong-issuer', '/document/xIssuer/country', 'it goes to the country that issued the document')
  if (m.type === 'replacement' && body.xReplacement?.id === body.additionalDocument?.id)
    return fault('replacement', '/document/xReplacement/id', 'nothing replaces itself')
  if (m.type === 'extension') {
    const { xArrivedAt, xValidTo } = m.body as Bodies['extension']
    if (at(xArrivedAt) > m.iat * 1000 + 999)
      return fault('future', '/document/xArrivedAt', 'what is extended has arrived')
    return at(xValidTo) > at(xArrivedAt)
      ? undefined
      : fault('order', '/document/xValidTo', 'it ends before what it is for has arrived')
  }
  if (m.type !== 'use' && m.type !== 'reservation') return undefined
  if (doubtedTimes(m).includes('/document/xExportedAt'))
    return fault('long-ago', '/document/xExportedAt', 'it is told longer after it happened than it may be')
  if (m.type === 'use' && body.xTransit === true)
    return fault('transit-exempt', '/document/xTransit', 'goods in transit are exempt and use no permit')
  const quantity = body.additionalDocument?.writeOff.quantityQuantity.value ?? '0'
  if (billionths(quantity) === 0n) return fault('quantity', `${QUANTITY}/value`, 'it uses nothing')
  if (m.type === 'reservation' && body.xUntil !== undefined && at(body.xUntil) <= m.iat * 1000)
    return fault('until', '/document/xUntil', 'the reservation would be over before it began')
  if (m.type === 'reservation' && body.xUntil !== undefined && at(body.xUntil) > m.iat * 1000 + heldAtMost(m))
    return fault('too-long', '/document/xUntil', 'the reservation would hold for longer than is agreed')
  return undefined
}

const HOUR = 3_600_000

/** After so many hours a request without the issuer's answer alerts its sender. */
export const ANSWER_HOURS = 4

/** Alerts where the issuer owes an answer; what it sends of itself comes from its ledger (permits.ts). */
function deadlines({ state: s, roles }: Case<Documents>): Due[] {
  const waits = (id: string, asked: number, what: string): Due => ({
    key: `unanswered:${id}`,
    at: asked * 1000 + ANSWER_HOURS * HOUR,
    owner: roles.holder!,
    kind: 'alert',
    what,
    ref: id,
  })
  return [
    ...Object.entries(s.questions).flatMap(([id, q]) =>
      q.answer === null ? [waits(id, q.asked, 'question about a permit unanswered')] : [],
    ),
    ...Object.entries(s.reservations).flatMap(([id, r]) =>
      r.state === 'requested' ? [waits(id, r.asked, 'reservation unanswered')] : [],
    ),
    ...Object.entries(s.uses).flatMap(([id, u]) =>
      u.state === 'requested' ? [waits(id, u.asked, 'use unanswered')] : [],
    ),
  ]
}

/** Whatever is said of a permit is found by its number. */
function references({ body }: CaseMessage): Reference[] {
  const { additionalDocument } = body as { additionalDocument?: { id: string } }
  return additionalDocument === undefined ? [] : [{ type: 'permit', value: additionalDocument.id }]
}

export const documents: Procedure<Documents> = defineProcedure<Bodies, Documents>({
  name: 'documents',
  version: '1',
  agencies: ['customs', ...new Set(Object.values(KINDS).map((kind) => kind.agency))],
  roles: ['issuer', 'holder'],
  opens: [
    'query',
    'verification',
    'reservation',
    'use',
    'interception',
    'status',
    'endorsement',
    'extension',
    'revocation',
    'replacement',
  ],
  // Of an import permit whoever sees the goods leave is not its issuer, and names him.
  opener: ({ body, from }) =>
    ((body as Partial<Bodies['endorsement']> | null)?.xIssuer?.country ?? from) === from ? 'issuer' : 'holder',
  limits: Object.keys(LIMITS),
  initial: () => EMPTY,
  check,
  deadlines,
  needed,
  references,
  agreed: agreedFault,
  profiles: [ephytoProfile, epixProfile],
  grave: {
    revocation: { does: 'a permit is revoked' },
    interception: {
      does: 'goods of a permit are seized or destroyed',
      some: {
        is: ({ xMeasure }) => xMeasure === 'seized' || xMeasure === 'destroyed',
        when: 'where it seizes or destroys',
      },
    },
  },
  messages: {
    query: { ...asks('holder'), step: naming(ask) },
    verification: {
      ...asks('holder'),
      step: naming((s, m: Said<Bodies['verification']>) => {
        return checkStated(m, '/document/xPresented', m.body.xPresented) ?? ask(s, m)
      }),
    },
    reservation: {
      ...asks('holder'),
      step: naming((s, m: Said<Bodies['reservation']>) => {
        const { value, unitCode } = m.body.additionalDocument.writeOff.quantityQuantity
        const made: Reservation = {
          item: m.body.xItem,
          usePoint: m.body.xUsePoint,
          value,
          unitCode,
          until: at(m.body.xUntil),
          asked: m.iat,
          state: 'requested',
        }
        return settle({ ...s, reservations: put(s.reservations, m.id, made) }, [made])
      }),
    },
    use: { ...asks('holder'), step: naming((s, m: Said<Bodies['use']>) => checkUse(m) ?? use(s, m)) },
    'use-cancelled': { ...states('holder'), step: naming(cancel) },
    interception: {
      ...states('holder'),
      by: 'person',
      step: naming((s, m: Said<Bodies['interception']>) => {
        const made = defined({ item: m.body.xItem, reason: m.body.xReason, measure: m.body.xMeasure })
        return { ...s, interceptions: put(s.interceptions, m.id, made) }
      }),
    },
    status: {
      ...states('issuer'),
      by: 'machine',
      step: naming((s, m: Said<Bodies['status']>) => {
        const agreed = agreedOn(m.body.xKind, m.terms?.permitKinds)
        return checkStated(m, '/document', m.body) ?? lacking(m.body, agreed) ?? tell(s, m)
      }),
    },
    'reservation-confirmed': { ...states('issuer'), by: 'machine', step: answerReservation('reserved') },
    'reservation-refused': { ...states('issuer'), by: 'machine', step: answerReservation('refused') },
    'reservation-lapsed': {
      ...states('issuer'),
      by: 'machine',
      step: lapse,
    },
    'reservation-withdrawn': { ...states('issuer'), by: 'person', step: naming(withdraw) },
    'use-confirmed': { ...states('issuer'), by: 'machine', step: decide('confirmed') },
    'use-refused': { ...states('issuer'), by: 'machine', step: decide('refused') },
    endorsement: { ...states('both'), step: naming(endorse) },
    extension: { ...states('holder'), by: 'person', step: naming(extend) },
    revocation: {
      ...states('issuer'),
      by: 'person',
      step: naming((s) =>
        s.standing === 'revoked'
          ? fault('revoked', '/type', 'the document was revoked before')
          : settle({ ...s, standing: 'revoked' }),
      ),
    },
    replacement: {
      ...states('issuer'),
      step: naming((s, m: Said<Bodies['replacement']>) =>
        s.standing === 'replaced'
          ? fault('replaced', '/type', 'the document was replaced before')
          : settle({ ...s, standing: 'replaced', replacedBy: m.body.xReplacement.id }),
      ),
    },
    discrepancy: { ...states('issuer'), step: differ },
  },
})
