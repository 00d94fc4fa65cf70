/** What is given in mutual assistance, for what it may be used, and its end. */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { at, type Said } from '../../cases/define.ts'
import { get, put } from '../../cases/state-record.ts'
import { date } from '../../values/time.ts'
import { answerWithin } from './assistance-limits.ts'
import { type Bodies, type Given, type Assistance, isSuspended, OPEN } from './assistance-state.ts'

export const refuse = (rule: string, reason: string, pointer = '/type'): CaseFault => fault(rule, pointer, reason)

export const over = (s: Assistance): CaseFault | undefined =>
  s.request === null
    ? refuse('no-request', 'nothing was requested in this case')
    : OPEN.includes(s.state)
      ? undefined
      : refuse('closed', `the request is ${s.state}`)

/** After a breach nothing of the content passes while the other side has suspended it. */
export const stopped = (s: Assistance): CaseFault | undefined =>
  isSuspended(s) ? refuse('suspended', 'assistance is suspended after a breach of data') : undefined

/** No personal data where the agreement names no equivalence of protection. */
export const unprotected = (m: Said<{ readonly xPersonalData?: Bodies['PersonalData'] }>): CaseFault | undefined =>
  m.body.xPersonalData !== undefined && m.terms?.equivalence === undefined
    ? fault('equivalence', '/document/xPersonalData', 'the agreement names no equivalence of protection')
    : undefined

/**
 * When the answer is due by what its side says: sooner, where it says so. A later term than was asked or agreed is noted and moves nothing, so that the one that holds still alerts.
 */
export function withTerm(
  s: Assistance,
  id: string,
  time: string | undefined,
  most = s.answerBy,
): Pick<Assistance, 'answerBy' | 'laterTerms'> {
  const { laterTerms } = s
  if (time === undefined) return { answerBy: most, laterTerms }
  const said = at(time)
  return most !== null && said > most
    ? { answerBy: most, laterTerms: put(laterTerms, id, said) }
    : { answerBy: said, laterTerms }
}

/** What is given unasked says under what; an answer is under that of its request. */
export type Content = Bodies['answer'] & Partial<Pick<Bodies['spontaneous'], 'xInstrument' | 'xMarking'>>

export function give(type: Given['type']) {
  return (s: Assistance, m: Said<Content>): Assistance | CaseFault => {
    const wrong = stopped(s) ?? unprotected(m)
    if (wrong) return wrong
    const parts = (m.body.xAttachments ?? []).map((a) => [a.part, a.xUseLimitation] as const)
    const { xInstrument: instrument = null, xMarking: marking = null } = m.body
    const given: Given = {
      ...{ type, instrument, marking },
      at: m.iat,
      retainUntil: at(m.body.xRetainUntil),
      limitations: Object.fromEntries([['document', m.body.xUseLimitation], ...parts]),
      destroyed: null,
    }
    return {
      ...s,
      personalData: s.personalData || m.body.xPersonalData !== undefined,
      given: put(s.given, m.id, given),
    }
  }
}

/** An answer follows acceptance, and conditions that were accepted. */
export function answer(type: 'partial-answer' | 'answer') {
  const add = give(type)
  return (s: Assistance, m: Said<Content>): Assistance | CaseFault => {
    const closed = over(s)
    if (closed) return closed
    if (s.state === 'conditional') return refuse('conditions-open', 'its conditions were not accepted yet')
    if (s.state !== 'accepted') return refuse('not-accepted', `the request is ${s.state}`)
    const next = add(s, m)
    return isFault(next) || type !== 'answer' ? next : { ...next, state: 'answered' }
  }
}

/** The contents that a message names, or all. */
function named(s: Assistance, m: CaseMessage): [string, Given][] | CaseFault {
  if (m.ref === undefined) return Object.entries(s.given)
  const found = get(s.given, m.ref)
  return found ? [[m.ref, found]] : refuse('no-answer', 'it names nothing that was given in this case', '/ref')
}

/** Why nothing more can be done with what was given. */
function noMore(given: Given, m: CaseMessage): CaseFault | undefined {
  if (given.destroyed !== null) return refuse('destroyed', 'what it names was destroyed', '/ref')
  return m.iat * 1000 >= given.retainUntil ? refuse('retention-ended', 'its retention has ended', '/ref') : undefined
}

export function askOnward(s: Assistance, m: Said<Bodies['onward-use-request']>): Assistance | CaseFault {
  const breached = stopped(s)
  if (breached) return breached
  const given = m.ref === undefined ? undefined : get(s.given, m.ref)
  if (given === undefined) return refuse('no-answer', 'it names nothing that was given in this case', '/ref')
  const gone = noMore(given, m)
  if (gone) return gone
  const parts = m.body.xParts ?? null
  for (const [i, part] of (parts ?? []).entries()) {
    const limitation = get(given.limitations, part)
    if (limitation === undefined) return refuse('no-part', 'the answer has no such part', `/document/xParts/${i}`)
    if (limitation.onward === 'none')
      return refuse('onward-excluded', 'its limitation excludes onward use', `/document/xParts/${i}`)
  }
  // Without parts it asks for all of them.
  if (parts === null && Object.values(given.limitations).some((l) => l.onward === 'none'))
    return refuse('onward-excluded', 'a part of it excludes onward use: name the parts that do not', '/ref')
  return { ...s, onward: put(s.onward, m.id, { given: m.ref!, parts, granted: null }) }
}

export function answerOnward(s: Assistance, m: Said<Bodies['onward-use-answer']>): Assistance | CaseFault {
  const asked = m.ref === undefined ? undefined : get(s.onward, m.ref)
  if (asked === undefined) return refuse('no-request', 'it answers no onward use of this case', '/ref')
  const stands = m.body.xGranted ? (stopped(s) ?? noMore(get(s.given, asked.given)!, m)) : undefined
  if (stands) return stands
  if (asked.granted !== null) return refuse('answered', 'the onward use was decided before', '/ref')
  return { ...s, onward: put(s.onward, m.ref!, { ...asked, granted: m.body.xGranted }) }
}

export function destroy(s: Assistance, m: Said<Bodies['destroyed']>): Assistance | CaseFault {
  const found = named(s, m)
  if (!Array.isArray(found)) return found
  const left = found.filter(([, g]) => g.destroyed === null)
  if (left.length === 0) return refuse('destroyed', 'nothing of it is left', '/ref')
  let given = s.given
  for (const [id, g] of left) given = put(given, id, { ...g, destroyed: m.id })
  const done = s.state === 'answered' && Object.values(given).every((g) => g.destroyed !== null)
  return { ...s, given, state: done ? 'closed' : s.state }
}

type Form = 'xInstrument' | 'xMarking' | 'xLanguage' | 'xEvidentialForm'

/** Why the agreement does not let assistance be asked for or given so: under an instrument that is not in force, or in a form that it does not name. */
export function notAgreed(m: Said<Partial<Pick<Bodies['request'], Form>>>): CaseFault | undefined {
  const { xInstrument, xMarking, xLanguage, xEvidentialForm } = m.body
  const { instruments = [], markings = [], languages = [], evidential_forms: forms = [] } = m.terms?.assistance ?? {}
  const instrument = instruments.find(({ name }) => name === xInstrument)
  if (instrument === undefined)
    return fault('instrument', '/document/xInstrument', `the agreement names no assistance under ${xInstrument}`)
  const { in_force_from: from, in_force_until: until } = instrument
  const day = date(m.iat * 1000)
  if (day < from || (until !== undefined && day > until))
    return fault('instrument-not-in-force', '/document/xInstrument', `${xInstrument} is not in force between the two`)
  const among = (member: string, value: string | undefined, named: readonly string[]): CaseFault | undefined =>
    value === undefined || named.includes(value)
      ? undefined
      : fault('not-agreed', `/document/${member}`, `the agreement names ${named.join(', ') || 'none'}`)
  return (
    among('xMarking', xMarking, markings) ??
    among('xLanguage', xLanguage, languages) ??
    among('xEvidentialForm', xEvidentialForm, forms)
  )
}

export function request(s: Assistance, m: Said<Bodies['request']>): Assistance | CaseFault {
  if (s.request !== null) return refuse('request-open', 'a case is about one request')
  const wrong = stopped(s) ?? notAgreed(m) ?? unprotected(m)
  if (wrong) return wrong
  const { xInstrument: instrument, xMarking, xLanguage, xEvidentialForm } = m.body
  const urgent = m.body.xUrgent === true
  const form = { marking: xMarking ?? null, language: xLanguage ?? null, form: xEvidentialForm ?? null }
  const made = { id: m.id, at: m.iat, instrument, urgent, ...form }
  const personalData = s.personalData || m.body.xPersonalData !== undefined
  // What the request names, else what was agreed: the same on both sides.
  const named = m.body.xAnswerBy
  const answerBy = named === undefined ? m.iat * 1000 + answerWithin(urgent, m.terms?.limits) : at(named)
  return { ...s, state: 'received', request: made, answerBy, personalData }
}

/** Under TFA 12 there are no other grounds than its own. */
const OF_CONVENTIONS: readonly string[] = ['sovereignty', 'security']

/** Why a request is not refused or put off on this ground. */
export function groundless(s: Assistance, { xReason }: Bodies['refused']): CaseFault | undefined {
  return s.request?.instrument === 'tfa-12' && OF_CONVENTIONS.includes(xReason)
    ? fault('ground', '/document/xReason', `TFA 12 knows no ground ${xReason}`)
    : undefined
}

/** A breach is told late rather than not at all. */
export function tellBreach(s: Assistance, m: Said<Bodies['breach-notice']>): Assistance {
  const knownAt = at(m.body.xKnownAt)
  const hours = m.terms?.breachNotice
  const due = hours === undefined ? null : knownAt + hours * 3_600_000
  const late = due !== null && m.iat * 1000 > due
  const breach = { by: m.from, of: m.ref ?? null, knownAt, due, at: m.iat, late, decision: null }
  return { ...s, breaches: put(s.breaches, m.id, breach) }
}

export function answerBreach(s: Assistance, m: Said<Bodies['breach-answer']>): Assistance | CaseFault {
  const breach = m.ref === undefined ? undefined : get(s.breaches, m.ref)
  if (breach === undefined) return refuse('no-breach', 'it answers no breach that was told in this case', '/ref')
  if (breach.by === m.from) return refuse('own-breach', 'the other side says what becomes of it', '/ref')
  const decision = m.body.xDecision
  if (breach.decision === decision) return refuse('answered', 'that was decided before', '/document/xDecision')
  return { ...s, breaches: put(s.breaches, m.ref!, { ...breach, decision }) }
}
