/**
 * Mutual assistance (TFA 12; Nairobi and Johannesburg Conventions; bilateral agreements): one request, or information given unasked, and what
 * becomes of it. The case keeps states, terms and limits and none of the content: questions and answers stay in their messages.
 */
import { asks, states } from '../../cases/message-type.ts'
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { digestOf } from '../../values/digest.ts'
import { at, defineProcedure } from '../../cases/define.ts'
import { WHILE_OPEN, type Case, type Due, type Needed, type PartBytes, type Procedure } from '../../cases/procedure.ts'
import { MINUTE } from '../../values/time.ts'
import { answerWithin, LIMITS, SAID_WITHIN } from './assistance-limits.ts'
import {
  type Bodies,
  type Assistance,
  EMPTY,
  OPEN,
  answerDue,
  registerLine,
  retainedUntil,
} from './assistance-state.ts'
import {
  answer,
  answerOnward,
  askedLate,
  askOnward,
  type Content,
  destroy,
  ended,
  give,
  groundless,
  notAgreed,
  over,
  refuse,
  request,
  withTerm,
  unprotected,
} from './assistance-steps.ts'

/** Beyond the schema: no assistance without legal basis and purpose. */
function check(m: CaseMessage): CaseFault | undefined {
  if (m.type === 'request' || m.type === 'spontaneous') {
    if (m.context.xLegalBasis === undefined)
      return fault('legal-basis', '/context/xLegalBasis', 'assistance needs a legal basis')
    if (m.context.xPurpose === undefined) return fault('purpose', '/context/xPurpose', 'assistance needs a purpose')
  }
  const body = m.body as Partial<Content & Bodies['request'] & Bodies['refused']>
  if (body.xAnswerBy !== undefined && at(body.xAnswerBy) <= m.iat * 1000)
    return fault('term', '/document/xAnswerBy', 'the term lies in the past')
  if (body.xRetainUntil !== undefined && at(body.xRetainUntil) <= m.iat * 1000)
    return fault('retention', '/document/xRetainUntil', 'its retention would have ended')
  const ofGround = m.type === 'refused' || m.type === 'postponed'
  if (ofGround && body.xReason === 'domestic-law' && body.xLawReference === undefined)
    return fault('law-reference', '/document/xLawReference', 'domestic law is named by its provision')
  const parts = (body.xAttachments ?? []).map((a) => a.part)
  const twice = parts.findIndex((part, i) => part === 'document' || parts.indexOf(part) !== i)
  if (twice >= 0) return fault('part', `/document/xAttachments/${twice}/part`, 'a part has one use limitation')
  return undefined
}

/** An attachment that the document names is there, and is the one that it means. */
function attached(m: CaseMessage, part: PartBytes): CaseFault | undefined {
  for (const [i, a] of ((m.body as Partial<Content>).xAttachments ?? []).entries()) {
    const bytes = part(a.part)
    if (bytes === undefined)
      return fault('no-part', `/document/xAttachments/${i}/part`, 'the message has no such attachment')
    if (digestOf(bytes) !== a.digest)
      return fault('digest', `/document/xAttachments/${i}/digest`, 'the attachment has another digest')
  }
  return undefined
}

function deadlines({ state: s, roles }: Case<Assistance>): Due[] {
  const found: Due[] = []
  const due = answerDue(s)
  if (due !== null)
    found.push({ key: `answer:${due}`, at: due, owner: 'both', kind: 'alert', what: 'assistance not answered in time' })
  for (const [id, g] of Object.entries(s.given))
    if (g.destroyed === null)
      found.push({
        key: `retention:${id}`,
        at: g.retainUntil,
        owner: roles.requesting!,
        kind: 'alert',
        what: 'retention of assistance ended: destroy it',
        ref: id,
      })
  return found
}

/** While an answer is owed; then until what was given is destroyed, or was to be and nobody has said so. */
function needed({ state: s }: Case<Assistance>): Needed | undefined {
  if (OPEN.includes(s.state)) return { until: WHILE_OPEN }
  const kept = retainedUntil(s)
  return kept === null ? undefined : { until: kept + SAID_WITHIN * MINUTE }
}

export const assistance: Procedure<Assistance> = defineProcedure<Bodies, Assistance>({
  name: 'assistance',
  version: '1',
  agencies: ['customs'],
  limits: Object.keys(LIMITS),
  roles: ['requested', 'requesting'],
  reservedFor: 'assistance',
  opens: ['request', 'spontaneous'],
  initial: () => EMPTY,
  check,
  attached,
  deadlines,
  needed,
  shown({ state, roles }, _told, country) {
    const line = registerLine(state)
    const side = roles.requesting === country ? 'requesting' : 'requested'
    return { status: line.state, side, due: line.due ?? null, view: line }
  },
  grave: { destroyed: { does: 'what was received is destroyed' } },
  messages: {
    request: {
      ...asks('requesting'),
      by: 'person',
      step: request,
    },
    supplement: {
      ...asks('requesting'),
      by: 'person',
      step: (s, m) =>
        over(s) ??
        ended(s, m) ??
        askedLate(s, m) ??
        unprotected(m) ?? {
          ...s,
          supplements: [...s.supplements, m.id],
          personalData: s.personalData || m.body.xPersonalData !== undefined,
        },
    },
    accepted: {
      ...states('requested'),
      by: 'person',
      step: (s, m) => {
        const closed = over(s) ?? ended(s, m)
        if (closed) return closed
        if (s.state !== 'received') return refuse('decided', `the request is ${s.state}`)
        return { ...s, state: 'accepted', ...withTerm(s, m.id, m.body.xAnswerBy) }
      },
    },
    conditional: {
      ...states('requested'),
      by: 'person',
      step: (s, m) => {
        const closed = over(s) ?? ended(s, m)
        if (closed) return closed
        if (s.state !== 'received') return refuse('decided', `the request is ${s.state}`)
        return { ...s, state: 'conditional', conditions: m.id, ...withTerm(s, m.id, m.body.xAnswerBy) }
      },
    },
    'conditions-accepted': {
      ...asks('requesting'),
      by: 'person',
      step: (s) =>
        s.state === 'conditional' ? { ...s, state: 'accepted' } : refuse('no-conditions', 'no conditions are open'),
    },
    'conditions-declined': {
      ...asks('requesting'),
      by: 'person',
      step: (s) =>
        s.state === 'conditional' ? { ...s, state: 'closed' } : refuse('no-conditions', 'no conditions are open'),
    },
    postponed: {
      ...states('requested'),
      by: 'person',
      step: (s, m) => {
        const closed = over(s) ?? groundless(s, m)
        if (closed) return closed
        if (s.state === 'postponed') return refuse('postponed', 'it was postponed before')
        const postponedUntil = m.body.xUntil === undefined ? null : at(m.body.xUntil)
        const { laterTerms } = withTerm(s, m.id, m.body.xUntil)
        return { ...s, state: 'postponed', before: s.state, reason: m.body.xReason, postponedUntil, laterTerms }
      },
    },
    resumed: {
      ...states('requested'),
      by: 'person',
      step: (s, m) => {
        if (s.state !== 'postponed') return refuse('not-postponed', `the request is ${s.state}`)
        const stopped = ended(s, m)
        if (stopped) return stopped
        // What was put off may take from now on as long as a request does.
        const anew = m.iat * 1000 + answerWithin(s.request?.urgent === true, m.terms?.limits)
        const next = withTerm(s, m.id, m.body.xAnswerBy, m.body.xAnswerBy === undefined ? s.answerBy : Math.max(s.answerBy ?? 0, anew)) // prettier-ignore
        return { ...s, state: s.before ?? 'received', before: null, reason: null, postponedUntil: null, ...next }
      },
    },
    refused: {
      ...states('requested'),
      by: 'person',
      step: (s, m) => over(s) ?? groundless(s, m) ?? { ...s, state: 'refused', reason: m.body.xReason },
    },
    'partial-answer': { ...states('requested'), by: 'person', step: answer('partial-answer') },
    answer: { ...states('requested'), by: 'person', step: answer('answer') },
    withdrawal: {
      ...states('requesting'),
      by: 'person',
      step: (s) => over(s) ?? { ...s, state: 'closed', reason: 'withdrawn' },
    },
    spontaneous: {
      ...states('requested'),
      by: 'person',
      step: (s, m) => {
        const next = notAgreed(m) ?? give('spontaneous')(s, m)
        return isFault(next) || s.state !== 'none' ? next : { ...next, state: 'answered' }
      },
    },
    'onward-use-request': { ...asks('requesting'), by: 'person', step: askOnward },
    'onward-use-answer': { ...states('requested'), by: 'person', step: answerOnward },
    destroyed: { ...states('requesting'), by: 'person', step: destroy },
  },
})
