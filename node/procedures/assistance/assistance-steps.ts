/** What is given in mutual assistance, for what it may be used, and its end. */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { at, type Said } from '../../cases/define.ts'
import { get, put } from '../../cases/state-record.ts'
import { type Bodies, type Given, type Assistance, OPEN } from './assistance-state.ts'

export const refuse = (rule: string, reason: string, pointer = '/type'): CaseFault => fault(rule, pointer, reason)

export const over = (s: Assistance): CaseFault | undefined =>
  s.request === null
    ? refuse('no-request', 'nothing was requested in this case')
    : OPEN.includes(s.state)
      ? undefined
      : refuse('closed', `the request is ${s.state}`)

export const term = (s: Assistance, time: string | undefined): number | null =>
  time === undefined ? s.answerBy : at(time)

export type Content = Bodies['answer']

export function give(type: Given['type']) {
  return (s: Assistance, m: Said<Content>): Assistance => {
    const parts = (m.body.xAttachments ?? []).map((a) => [a.part, a.xUseLimitation] as const)
    const given: Given = {
      type,
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
    return type === 'answer' ? { ...next, state: 'answered' } : next
  }
}

/** The contents that a message names, or all. */
function named(s: Assistance, m: CaseMessage): [string, Given][] | CaseFault {
  if (m.ref === undefined) return Object.entries(s.given)
  const found = get(s.given, m.ref)
  return found ? [[m.ref, found]] : refuse('no-answer', 'it names nothing that was given in this case', '/ref')
}

export function askOnward(s: Assistance, m: Said<Bodies['onward-use-request']>): Assistance | CaseFault {
  const given = m.ref === undefined ? undefined : get(s.given, m.ref)
  if (given === undefined) return refuse('no-answer', 'it names nothing that was given in this case', '/ref')
  if (given.destroyed !== null) return refuse('destroyed', 'what it names was destroyed', '/ref')
  if (m.iat * 1000 >= given.retainUntil) return refuse('retention-ended', 'its retention has ended', '/ref')
  const parts = m.body.xParts ?? null
  for (const [i, part] of (parts ?? []).entries()) {
    const limitation = get(given.limitations, part)
    if (limitation === undefined) return refuse('no-part', 'the answer has no such part', `/document/xParts/${i}`)
    if (limitation.onward === 'none')
      return refuse('onward-excluded', 'its limitation excludes onward use', `/document/xParts/${i}`)
  }
  if (parts === null && Object.values(given.limitations).every((l) => l.onward === 'none'))
    return refuse('onward-excluded', 'its limitation excludes onward use', '/ref')
  return { ...s, onward: put(s.onward, m.id, { given: m.ref!, parts, granted: null }) }
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

export function request(s: Assistance, m: Said<Bodies['request']>): Assistance | CaseFault {
  if (s.request !== null) return refuse('request-open', 'a case is about one request')
  const made = { id: m.id, at: m.iat, instrument: m.body.xInstrument, urgent: m.body.xUrgent === true }
  const personalData = s.personalData || m.body.xPersonalData !== undefined
  // What the request names, else what the agreement sets (`deadlines.assistance.answer`, minutes), else the default of each side.
  const agreed = m.terms?.limits['answer'] === undefined ? null : m.iat * 1000 + m.terms.limits['answer'] * 60_000
  const answerBy = term(s, m.body.xAnswerBy) ?? agreed
  return { ...s, state: 'received', request: made, answerBy, personalData }
}
