/** Do-not-load: an order for single containers, or for all that a vehicle carries, that waits for nothing, is answered by the exit side for each of them, and lifted by its issuer alone. */
import { fault, isFault, subjectKey, type CaseFault, type CaseMessage, type Subject } from '../../cases/case-message.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import type { components } from '../../generated/procedures/pre-arrival.ts'
import { at, type Said } from '../../cases/define.ts'
import type { Declaration } from './deadlines.ts'
import { movesWith } from './declared-means.ts'
import { defined, get, put, unique, type Rec } from '../../cases/state-record.ts'

type Bodies = components['schemas']
export type LoadOutcome = Bodies['do-not-load-answer']['xOutcome']
export type StopReason = Bodies['StopReason']

export type LoadAnswer = {
  readonly id: string
  readonly outcome: LoadOutcome
  /** When the carrier had it. */
  readonly at?: string
  /** Those of the order that it is about; all, where absent. */
  readonly subjects?: readonly string[]
}

export type DoNotLoad = {
  readonly id: string
  readonly agency: string
  /** Seconds since 1970 at which it was signed. */
  readonly issued: number
  /** Why, by the closed list; none where it does not say. */
  readonly reasons: readonly StopReason[]
  /** Whether the carrier and the declarant may be told why. */
  readonly disclosable: boolean
  readonly subjects: readonly string[]
  readonly answers: readonly LoadAnswer[]
  /** Subjects that may be loaded again, by the message that said so. */
  readonly lifted: Rec<string>
}

/** What of a case's state these messages are about. */
export type Orders = { readonly doNotLoad: Rec<DoNotLoad>; readonly flags: readonly string[] }

const refuse = (rule: string, reason: string, pointer = '/ref'): CaseFault => fault(rule, pointer, reason)

/** The subjects of an order that still must not be loaded. */
export const stopped = (order: DoNotLoad): string[] =>
  order.subjects.filter((key) => get(order.lifted, key) === undefined)

/** Those of them of which nobody has said yet what became of them. */
export const unanswered = (order: DoNotLoad): string[] =>
  stopped(order).filter((key) => !order.answers.some((a) => a.subjects === undefined || a.subjects.includes(key)))

/** The orders that forbid loading `key` now: they name it, what carries it or what it carries. `all` stands for a declaration that names no subjects. */
export const standing = (s: Orders & { readonly declaration: Declaration | null }, key: string): DoNotLoad[] => {
  const moves = movesWith(s.declaration)
  return Object.values(s.doNotLoad).filter((d) =>
    stopped(d).some((one) => one === key || key === 'all' || moves(key, one)),
  )
}

/** Milliseconds from the signature of a do-not-load to the carrier having it; undefined while nobody has said so. */
export function timeToCarrier(order: DoNotLoad): number | undefined {
  const told = order.answers
    .filter((a) => a.outcome === 'relayed' || a.outcome === 'executed')
    .flatMap((a) => (a.at === undefined ? [] : at(a.at) - order.issued * 1000))
  return told.length === 0 ? undefined : Math.min(...told)
}

/** When an order that nobody has answered alerts both sides, in milliseconds since 1970. */
export const answerDue = (order: DoNotLoad, minutes: number): number => order.issued * 1000 + minutes * 60_000

export function issue<S extends Orders>(s: S, m: Said<Bodies['do-not-load']>): S | CaseFault {
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const { xReasonCodes: reasons = [], xReasonDisclosable: disclosable = false, additionalInformation = [] } = m.body
  if (reasons.includes('other') && !additionalInformation.some((a) => a.statementDescription !== undefined))
    return refuse('reason', 'a reason that the list does not have is said in words', '/document/additionalInformation')
  const subjects = unique(m.body.xSubject.map(subjectKey))
  const order = { id: m.id, agency, issued: m.iat, reasons, disclosable, subjects, answers: [], lifted: {} }
  return { ...s, doNotLoad: put(s.doNotLoad, m.id, order) }
}

/** Why results that stop something are not those of a case in which no order has named it: else all that they judge would seem to be free. */
export function unstopped(s: Orders, named: readonly Subject[] = []): CaseFault | undefined {
  const orders = Object.values(s.doNotLoad)
  const missing = named.findIndex((one) => !orders.some(({ subjects }) => subjects.includes(subjectKey(one))))
  if (missing < 0) return undefined
  return refuse('not-stopped', 'no do-not-load of this case names it', `/document/xDoNotLoad/${missing}`)
}

const orderOf = (s: Orders, m: CaseMessage): DoNotLoad | CaseFault =>
  (m.ref === undefined ? undefined : get(s.doNotLoad, m.ref)) ??
  refuse('no-do-not-load', 'it names no do-not-load of this case')

/** Of the order, what `named` says, or all; the fault where it is not of the order. */
function within(order: DoNotLoad, named: readonly Subject[] | undefined): string[] | CaseFault {
  if (named === undefined) return [...order.subjects]
  const keys = named.map(subjectKey)
  const strange = keys.findIndex((key) => !order.subjects.includes(key))
  return strange < 0
    ? unique(keys)
    : refuse('unknown-subject', 'the do-not-load does not name it', `/document/xSubject/${strange}`)
}

export function answerOrder<S extends Orders>(
  s: S,
  m: Said<Bodies['do-not-load-answer']>,
  minutes: number,
): S | CaseFault {
  const order = orderOf(s, m)
  if (isFault(order)) return order
  const keys = within(order, m.body.xSubject)
  if (isFault(keys)) return keys
  const late = unanswered(order).some((key) => keys.includes(key)) && m.iat * 1000 > answerDue(order, minutes)
  const subjects = m.body.xSubject === undefined ? undefined : keys
  const answer: LoadAnswer = defined({ id: m.id, outcome: m.body.xOutcome, at: m.body.xAt, subjects })
  const doNotLoad = put(s.doNotLoad, order.id, { ...order, answers: [...order.answers, answer] })
  return { ...s, doNotLoad, ...(late ? { flags: [...s.flags, `late:${m.id}`] } : {}) }
}

export function lift<S extends Orders>(s: S, m: Said<Bodies['do-not-load-lifted']>): S | CaseFault {
  const order = orderOf(s, m)
  if (isFault(order)) return order
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  if (order.agency !== agency) {
    const pointer = m.body.xAgency === undefined ? '/context/xFromAgency' : '/document/xAgency'
    return refuse('not-issuer', 'only the agency that issued it lifts it', pointer)
  }
  const keys = within(order, m.body.xSubject)
  if (isFault(keys)) return keys
  const fresh = keys.filter((key) => get(order.lifted, key) === undefined)
  if (fresh.length === 0) return refuse('lifted', 'it was lifted before')
  let { lifted } = order
  for (const key of fresh) lifted = put(lifted, key, m.id)
  return { ...s, doNotLoad: put(s.doNotLoad, order.id, { ...order, lifted }) }
}
