/**
 * Permits and certificates (CITES Art. VI, VII; ISPM 12; RKC 7.4): what one pair of countries has said of one document. The balance over all pairs
 * is the issuer's (ledger.ts); here is what the issuer has stated of it. What a user says is never refused by a case for the state that the issuer
 * may know better: a request waits for the issuer's decision, so that no order of arrival can turn a decision that was made.
 */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { ephytoProfile } from './ephyto-profile.ts'
import type { components } from '../../generated/procedures/documents.ts'
import { at, defineProcedure, type Said } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import type { Reference } from '../../store/types.ts'
import type { Case, Due, Procedure } from '../../cases/procedure.ts'
import { defined, get, put, type Rec } from '../../cases/state-record.ts'
import { billionths } from '../../values/quantity.ts'

type Bodies = components['schemas']
export type Balance = Bodies['Balance']
export type LineState = Bodies['LineState']
export type Standing = Bodies['Standing']
export type UsePoint = Bodies['UsePoint']
export type RefusalReason = Bodies['RefusalReason']

/** What one item comes to at one use point. */
export type Line = {
  readonly item: string
  readonly usePoint: UsePoint
  readonly state: LineState
  /** As the issuer has last stated it; null while it has not. */
  readonly balance: Omit<Balance, 'item' | 'usePoint'> | null
}

export type Reservation = {
  readonly item: string
  readonly usePoint: UsePoint
  readonly value: string
  readonly unitCode: string
  /** Milliseconds since 1970. */
  readonly until: number
  readonly asked: number
  readonly state: 'requested' | 'reserved' | 'refused' | 'lapsed' | 'cancelled' | 'used'
  readonly reason?: RefusalReason
}

export type Use = {
  readonly useId: string
  readonly item: string
  readonly usePoint: UsePoint
  readonly value: string
  readonly unitCode: string
  readonly declaration: string
  readonly final: boolean
  readonly reservation?: string
  readonly exportedAt?: string
  /** Seconds since 1970 at which it was signed. */
  readonly asked: number
  readonly state: 'requested' | 'provisional' | 'confirmed' | 'refused' | 'cancelled'
  readonly reason?: RefusalReason
  /** Another use of the same balance was refused for this one; or this one for another. */
  readonly contested?: boolean
  /** The issuer has said that it knows of this fact. */
  readonly noted?: boolean
}

export type Documents = {
  readonly document: Bodies['AdditionalDocument'] | null
  readonly standing: Standing
  readonly validTo: string | null
  readonly replacedBy: string | null
  /** By use point and item. */
  readonly lines: Rec<Line>
  /** These by the id of the message that made them. */
  readonly reservations: Rec<Reservation>
  readonly uses: Rec<Use>
  readonly cancellations: Rec<{ readonly of: string; readonly noted: boolean }>
  readonly questions: Rec<{ readonly asked: number; readonly answer: string | null }>
  readonly endorsements: Rec<{ item: string; value: string; unitCode: string; at: string }>
  readonly interceptions: Rec<{ item?: string; reason: string; measure?: string }>
  readonly discrepancies: Rec<{ use: string; reason: RefusalReason; overdrawn?: string }>
}

const EMPTY: Documents = {
  document: null,
  standing: 'unknown',
  validTo: null,
  replacedBy: null,
  lines: {},
  reservations: {},
  uses: {},
  cancellations: {},
  questions: {},
  endorsements: {},
  interceptions: {},
  discrepancies: {},
}

export const lineKey = (l: { item: string; usePoint: UsePoint }): string => `${l.usePoint}:${l.item}`

const LIVE: readonly Use['state'][] = ['confirmed', 'provisional']

/** The state of a line by what the issuer has stated and what was said in this case since. */
function stateOf(s: Documents, l: Line): LineState {
  if (s.standing === 'revoked' || s.standing === 'expired' || s.standing === 'replaced') return s.standing
  const here = (x: { item: string; usePoint: UsePoint }): boolean => x.item === l.item && x.usePoint === l.usePoint
  const uses = Object.values(s.uses).filter((u) => here(u) && LIVE.includes(u.state))
  if (l.balance?.state === 'used' || uses.some((u) => u.final)) return 'used'
  if (l.balance?.state === 'partly-used' || uses.length > 0) return 'partly-used'
  const reserved = Object.values(s.reservations).some((r) => here(r) && r.state === 'reserved')
  return l.balance?.state === 'reserved' || reserved ? 'reserved' : 'issued'
}

/** The lines with their states as they follow from the rest. */
function settle(s: Documents, touched: readonly { item: string; usePoint: UsePoint }[] = []): Documents {
  const lines: Record<string, Line> = { ...s.lines }
  for (const { item, usePoint } of touched)
    lines[lineKey({ item, usePoint })] ??= { item, usePoint, state: 'issued', balance: null }
  for (const [key, line] of Object.entries(lines)) lines[key] = { ...line, state: stateOf(s, line) }
  return { ...s, lines }
}

/** What the issuer states of the balance. */
function state(s: Documents, balances: readonly Balance[] | undefined): Documents {
  let lines = s.lines
  for (const { item, usePoint, ...balance } of balances ?? [])
    lines = put(lines, lineKey({ item, usePoint }), { item, usePoint, state: 'issued', balance })
  return settle({ ...s, lines })
}

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
const naming =
  <B extends Naming>(step: (s: Documents, m: Said<B>, c: Case<Documents>) => Documents | CaseFault) =>
  (s: Documents, m: Said<B>, c: Case<Documents>): Documents | CaseFault => {
    const known = about(s, m)
    return isFault(known) ? known : step(known, m, c)
  }

const useOf = (s: Documents, m: CaseMessage): Use | CaseFault =>
  (m.ref === undefined ? undefined : get(s.uses, m.ref)) ?? fault('no-use', '/ref', 'it names no use of this case')

const reservationOf = (s: Documents, m: CaseMessage): Reservation | CaseFault =>
  (m.ref === undefined ? undefined : get(s.reservations, m.ref)) ??
  fault('no-reservation', '/ref', 'it names no reservation of this case')

function use(s: Documents, m: Said<Bodies['use']>): Documents | CaseFault {
  const b = m.body
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
function decide(to: 'confirmed' | 'refused') {
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

function answerReservation(to: 'reserved' | 'refused') {
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

function cancel(s: Documents, m: Said<Bodies['use-cancelled']>): Documents | CaseFault {
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

function tell(s: Documents, m: Said<Bodies['status']>): Documents | CaseFault {
  const { ref, body } = m
  const asked = ref === undefined ? undefined : get(s.questions, ref)
  if (ref !== undefined) {
    const known = asked ?? get(s.uses, ref) ?? get(s.cancellations, ref) ?? get(s.reservations, ref)
    if (known === undefined) return fault('no-query', '/ref', 'it answers nothing that was asked in this case')
    if (asked !== undefined && asked.answer !== null) return fault('answered', '/ref', 'the question has its answer')
  }
  const questions =
    asked === undefined
      ? s.questions
      : put(s.questions, ref!, { ...asked, answer: body.xVerification ?? body.xStanding })
  const named = ref === undefined ? undefined : get(s.uses, ref)
  const heard = body.xContested === true ? { contested: true } : { noted: true }
  const uses = named === undefined ? s.uses : put(s.uses, ref!, { ...named, ...heard })
  const back = ref === undefined ? undefined : get(s.cancellations, ref)
  const cancellations = back === undefined ? s.cancellations : put(s.cancellations, ref!, { ...back, noted: true })
  const replacedBy = body.xReplacedBy ?? s.replacedBy
  const validTo = body.xValidTo ?? s.validTo
  // The issuer's own revocation and replacement stand, whatever a status says that crossed them.
  const over = s.standing === 'revoked' || s.standing === 'replaced'
  const standing = over ? s.standing : body.xStanding
  return state({ ...s, questions, uses, cancellations, standing, validTo, replacedBy }, body.xBalance)
}

const ask = (s: Documents, m: CaseMessage): Documents => ({
  ...s,
  questions: put(s.questions, m.id, { asked: m.iat, answer: null }),
})

/** Beyond the schema, whatever the case. */
function check(m: CaseMessage): CaseFault | undefined {
  const body = m.body as Partial<Bodies['use'] & Bodies['reservation'] & Bodies['replacement']>
  if (body.xIssuer !== undefined && body.xIssuer.country !== m.to)
    return fault('wrong-issuer', '/document/xIssuer/country', 'it goes to the country that issued the document')
  if (m.type === 'replacement' && body.xReplacement?.id === body.additionalDocument?.id)
    return fault('replacement', '/document/xReplacement/id', 'nothing replaces itself')
  if (m.type !== 'use' && m.type !== 'reservation') return undefined
  if (m.type === 'use' && body.xTransit === true)
    return fault('transit-exempt', '/document/xTransit', 'goods in transit are exempt and use no permit')
  const quantity = body.additionalDocument?.writeOff.quantityQuantity.value ?? '0'
  if (billionths(quantity) === 0n)
    return fault('quantity', '/document/additionalDocument/writeOff/quantityQuantity/value', 'it uses nothing')
  if (m.type === 'use' && body.xKind === 'cites' && body.xExportedAt === undefined)
    return fault('export-date', '/document/xExportedAt', 'validity is tested at the date of export')
  if (m.type === 'reservation' && body.xUntil !== undefined && at(body.xUntil) <= m.iat * 1000)
    return fault('until', '/document/xUntil', 'the reservation would be over before it began')
  return undefined
}

const HOUR = 3_600_000

/** Alerts where the issuer owes an answer for `hours`; what it sends of itself comes from its ledger (cases/permits.ts). */
function deadlines({ state: s, roles }: Case<Documents>, hours: number): Due[] {
  const waits = (id: string, asked: number, what: string): Due => ({
    key: `unanswered:${id}`,
    at: asked * 1000 + hours * HOUR,
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

export type DocumentLimits = {
  /** Hours after which a request without the issuer's answer alerts its sender. */
  readonly answerHours: number
}

/** Whatever is said of a permit is found by its number. */
function references({ body }: CaseMessage): Reference[] {
  const { additionalDocument } = body as { additionalDocument?: { id: string } }
  return additionalDocument === undefined ? [] : [{ type: 'permit', value: additionalDocument.id }]
}

/** The procedure; `limits` decide when this node is reminded, and nothing in a case. */
export const documentsWith = (limits: DocumentLimits): Procedure<Documents> =>
  defineProcedure<Bodies, Documents>({
    name: 'documents',
    version: '1',
    roles: ['issuer', 'holder'],
    opens: [
      'query',
      'verification',
      'reservation',
      'use',
      'interception',
      'status',
      'endorsement',
      'revocation',
      'replacement',
    ],
    initial: () => EMPTY,
    check,
    deadlines: (c) => deadlines(c, limits.answerHours),
    references,
    profiles: [ephytoProfile],
    messages: {
      query: { ...asks('holder'), step: naming(ask) },
      verification: { ...asks('holder'), step: naming(ask) },
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
      use: { ...asks('holder'), step: naming(use) },
      'use-cancelled': { ...states('holder'), step: naming(cancel) },
      interception: {
        ...states('holder'),
        step: naming((s, m: Said<Bodies['interception']>) => {
          const made = defined({ item: m.body.xItem, reason: m.body.xReason, measure: m.body.xMeasure })
          return { ...s, interceptions: put(s.interceptions, m.id, made) }
        }),
      },
      status: { ...states('issuer'), by: 'machine', step: naming(tell) },
      'reservation-confirmed': { ...states('issuer'), by: 'machine', step: answerReservation('reserved') },
      'reservation-refused': { ...states('issuer'), by: 'machine', step: answerReservation('refused') },
      'reservation-lapsed': {
        ...states('issuer'),
        by: 'machine',
        step: (s, m) => {
          const held = reservationOf(s, m)
          if (isFault(held)) return held
          if (held.state !== 'reserved') return fault('not-reserved', '/ref', `the reservation is ${held.state}`)
          if (m.iat * 1000 < held.until) return fault('not-due', '/type', 'its time has not run out')
          const reservations = put(s.reservations, m.ref!, { ...held, state: 'lapsed' as const })
          return state({ ...s, reservations }, m.body.xBalance)
        },
      },
      'use-confirmed': { ...states('issuer'), by: 'machine', step: decide('confirmed') },
      'use-refused': { ...states('issuer'), by: 'machine', step: decide('refused') },
      endorsement: {
        ...states('issuer'),
        step: naming((s, m: Said<Bodies['endorsement']>) => {
          const { value, unitCode } = m.body.xQuantity
          const made = { item: m.body.xItem, value, unitCode, at: m.body.xEndorsedAt }
          return { ...s, endorsements: put(s.endorsements, m.id, made) }
        }),
      },
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
      discrepancy: {
        ...states('issuer'),
        step: (s, m) => {
          const found = useOf(s, m)
          if (isFault(found)) return found
          const made = defined({ use: m.ref!, reason: m.body.xReason, overdrawn: m.body.xOverdrawn?.value })
          const uses = put(s.uses, m.ref!, { ...found, noted: true })
          return state({ ...s, uses, discrepancies: put(s.discrepancies, m.id, made) }, m.body.xBalance)
        },
      },
    },
  })

export const documents = documentsWith({ answerHours: 4 })
