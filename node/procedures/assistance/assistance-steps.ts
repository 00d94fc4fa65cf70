/** What is given in mutual assistance, for what it may be used, and its end. */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { at, type Said } from '../../cases/define.ts'
import { get, put } from '../../cases/state-record.ts'
import type { InstrumentInForce } from '../../peers/assistance-clause.ts'
import { date, SECOND } from '../../values/time.ts'
import { answerWithin } from './assistance-limits.ts'
import { type Bodies, type Given, type Assistance, OPEN } from './assistance-state.ts'

export const refuse = (rule: string, reason: string, pointer = '/type'): CaseFault => fault(rule, pointer, reason)

export const over = (s: Assistance): CaseFault | undefined =>
  s.request === null
    ? refuse('no-request', 'nothing was requested in this case')
    : OPEN.includes(s.state)
      ? undefined
      : refuse('closed', `the request is ${s.state}`)

type Personal = { readonly xPersonalData?: Bodies['PersonalData'] }

/** No personal data where the agreement names no equivalence of protection, nor of categories that it does not name. */
export function unprotected({ body, terms }: Said<Personal>): CaseFault | undefined {
  if (body.xPersonalData === undefined) return undefined
  if (terms?.equivalence === undefined)
    return fault('equivalence', '/document/xPersonalData', 'the agreement names no equivalence of protection')
  const agreed = terms.categories ?? []
  const other = body.xPersonalData.categories.findIndex((name) => !agreed.includes(name))
  return other < 0
    ? undefined
    : fault('categories', `/document/xPersonalData/categories/${other}`, `the agreement names ${agreed.join(', ') || 'none'}`) // prettier-ignore
}

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
    const wrong = unprotected(m)
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
    const closed = over(s) ?? ended(s, m)
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
  const stands = m.body.xGranted ? noMore(get(s.given, asked.given)!, m) : undefined
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

const agreedOf = ({ terms }: CaseMessage, name: string | undefined): InstrumentInForce | undefined =>
  terms?.assistance?.instruments.find((one) => one.name === name)

/** `at`: seconds since 1970. */
function isInForce({ in_force_from: from, in_force_until: until }: InstrumentInForce, at: number): boolean {
  const day = date(at * SECOND)
  return day >= from && (until === undefined || day <= until)
}

/** What the agreement under which `m` goes says of the instrument of the request, where that is not in force between the two when `m` is signed; undefined where it is. */
function outOfForce(s: Assistance, m: CaseMessage): 'go-on' | 'stop' | undefined {
  const { instrument, afterEnd } = s.request!
  const agreed = agreedOf(m, instrument)
  // An agreement that does not name it any more says nothing of what was asked under it before.
  if (agreed === undefined) return afterEnd
  return isInForce(agreed, m.iat) ? undefined : (agreed.open_requests ?? 'go-on')
}

/** A request that was made in time is answered in the end, unless the two have agreed that what is open ends with its instrument. */
export const ended = (s: Assistance, m: CaseMessage): CaseFault | undefined =>
  outOfForce(s, m) === 'stop'
    ? refuse('instrument-ended', `${s.request!.instrument} is in force no more, and what was open ended with it`)
    : undefined

/** What is asked beside the request is asked anew: under an instrument that is in force. */
export const askedLate = (s: Assistance, m: Said<Bodies['supplement']>): CaseFault | undefined =>
  m.body.xQuestions !== undefined && outOfForce(s, m) !== undefined
    ? fault(
        'instrument-not-in-force',
        '/document/xQuestions',
        `${s.request!.instrument} is not in force between the two`,
      )
    : undefined

type Form = 'xInstrument' | 'xMarking' | 'xLanguage' | 'xEvidentialForm'

/** Why the agreement does not let assistance be asked for or given so: under an instrument that is not in force, or in a form that it does not name. */
export function notAgreed(m: Said<Partial<Pick<Bodies['request'], Form>>>): CaseFault | undefined {
  const { xInstrument, xMarking, xLanguage, xEvidentialForm } = m.body
  const { instruments = [], markings = [], languages = [], evidential_forms: forms = [] } = m.terms?.assistance ?? {}
  const instrument = instruments.find(({ name }) => name === xInstrument)
  if (instrument === undefined)
    return fault('instrument', '/document/xInstrument', `the agreement names no assistance under ${xInstrument}`)
  if (!isInForce(instrument, m.iat))
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
  const wrong = notAgreed(m) ?? unprotected(m)
  if (wrong) return wrong
  const { xInstrument: instrument, xMarking, xLanguage, xEvidentialForm } = m.body
  const urgent = m.body.xUrgent === true
  const form = { marking: xMarking ?? null, language: xLanguage ?? null, form: xEvidentialForm ?? null }
  const afterEnd = agreedOf(m, instrument)?.open_requests ?? 'go-on'
  const made = { id: m.id, at: m.iat, instrument, urgent, ...form, afterEnd }
  const personalData = s.personalData || m.body.xPersonalData !== undefined
  // What the request names, else what was agreed: the same on both sides.
  const named = m.body.xAnswerBy
  const answerBy = named === undefined ? m.iat * 1000 + answerWithin(urgent, m.terms?.limits) : at(named)
  return { ...s, state: 'received', request: made, answerBy, personalData }
}

/** Under TFA 12 there are no other grounds than its own. */
const OF_CONVENTIONS: readonly string[] = ['sovereignty', 'security']

/** Why a request is not refused or put off on this ground. */
export function groundless(s: Assistance, m: Said<Bodies['refused'] | Bodies['postponed']>): CaseFault | undefined {
  const { xReason } = m.body
  if (xReason === 'instrument-ended')
    return m.type === 'refused' && ended(s, m) !== undefined
      ? undefined
      : fault('ground', '/document/xReason', 'what was asked in time is answered, as it was agreed')
  return s.request?.instrument === 'tfa-12' && OF_CONVENTIONS.includes(xReason)
    ? fault('ground', '/document/xReason', `TFA 12 knows no ground ${xReason}`)
    : undefined
}
