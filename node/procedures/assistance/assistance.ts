/**
 * Mutual assistance (TFA 12; Nairobi and Johannesburg Conventions; bilateral agreements): one request, or information given unasked, and what
 * becomes of it. The case keeps states, terms and limits and none of the content: questions and answers stay in their messages.
 */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/assistance.ts'
import { digestOf } from '../../values/ids.ts'
import { at, defineProcedure, type Said } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import type { Case, Due, PartBytes, Procedure } from '../../cases/procedure.ts'
import { defined, get, put, type Rec } from '../../cases/state-record.ts'

type Bodies = components['schemas']
export type AssistanceState =
  'none' | 'received' | 'accepted' | 'conditional' | 'postponed' | 'refused' | 'answered' | 'closed'

/** Something that was given: an answer, a part of one, or information unasked. */
export type Given = {
  readonly type: 'partial-answer' | 'answer' | 'spontaneous'
  /** Seconds since 1970. */
  readonly at: number
  /** Milliseconds since 1970: used and passed on no more from then on. */
  readonly retainUntil: number
  /** By part; `document` is the text. */
  readonly limitations: Rec<Bodies['UseLimitation']>
  readonly destroyed: string | null
}

export type OnwardUse = {
  readonly given: string
  readonly parts: readonly string[] | null
  readonly granted: boolean | null
}

export type Assistance = {
  readonly state: AssistanceState
  /** Where a postponed request goes on. */
  readonly before: AssistanceState | null
  readonly reason: string | null
  /** The message that asked, and when it was signed (seconds since 1970); null: unasked. */
  readonly request: { readonly id: string; readonly at: number; readonly instrument: string; urgent: boolean } | null
  /** Milliseconds since 1970: the term that was named or moved last; null: the default of each side. */
  readonly answerBy: number | null
  readonly postponedUntil: number | null
  readonly personalData: boolean
  readonly conditions: string | null
  readonly supplements: readonly string[]
  readonly given: Rec<Given>
  readonly onward: Rec<OnwardUse>
}

const EMPTY: Assistance = {
  state: 'none',
  before: null,
  reason: null,
  request: null,
  answerBy: null,
  postponedUntil: null,
  personalData: false,
  conditions: null,
  supplements: [],
  given: {},
  onward: {},
}

const DAY = 86_400_000
/** States in which an answer is still owed. */
const OPEN: readonly AssistanceState[] = ['received', 'accepted', 'conditional', 'postponed']

/** When the answer is due, in milliseconds since 1970: the term named, or `days` after the request; null where none is owed. */
export function answerDue(s: Assistance, days: number): number | null {
  if (s.request === null || !OPEN.includes(s.state)) return null
  const term = s.answerBy ?? s.request.at * 1000 + days * DAY
  return s.state === 'postponed' && s.postponedUntil !== null ? Math.max(term, s.postponedUntil) : term
}

/** Until when what was given may be used at all; null where nothing is left. */
export function retainedUntil(s: Assistance): number | null {
  const kept = Object.values(s.given).filter((g) => g.destroyed === null)
  return kept.length === 0 ? null : Math.max(...kept.map((g) => g.retainUntil))
}

const refuse = (rule: string, reason: string, pointer = '/type'): CaseFault => fault(rule, pointer, reason)
const over = (s: Assistance): CaseFault | undefined =>
  s.request === null
    ? refuse('no-request', 'nothing was requested in this case')
    : OPEN.includes(s.state)
      ? undefined
      : refuse('closed', `the request is ${s.state}`)

const term = (s: Assistance, time: string | undefined): number | null => (time === undefined ? s.answerBy : at(time))

type Content = Bodies['answer']

function give(type: Given['type']) {
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
function answer(type: 'partial-answer' | 'answer') {
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

function askOnward(s: Assistance, m: Said<Bodies['onward-use-request']>): Assistance | CaseFault {
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

function destroy(s: Assistance, m: Said<Bodies['destroyed']>): Assistance | CaseFault {
  const found = named(s, m)
  if (!Array.isArray(found)) return found
  const left = found.filter(([, g]) => g.destroyed === null)
  if (left.length === 0) return refuse('destroyed', 'nothing of it is left', '/ref')
  let given = s.given
  for (const [id, g] of left) given = put(given, id, { ...g, destroyed: m.id })
  const done = s.state === 'answered' && Object.values(given).every((g) => g.destroyed !== null)
  return { ...s, given, state: done ? 'closed' : s.state }
}

/** Beyond the schema: no assistance without legal basis and purpose, and no personal data without an equivalence that both have agreed. */
function check(m: CaseMessage): CaseFault | undefined {
  if (m.type === 'request' || m.type === 'spontaneous') {
    if (m.context.xLegalBasis === undefined)
      return fault('legal-basis', '/context/xLegalBasis', 'assistance needs a legal basis')
    if (m.context.xPurpose === undefined) return fault('purpose', '/context/xPurpose', 'assistance needs a purpose')
  }
  const body = m.body as Partial<Content & Bodies['request']>
  if (body.xPersonalData !== undefined && body.xPersonalData.xEquivalence === undefined)
    return fault('equivalence', '/document/xPersonalData/xEquivalence', 'personal data need an agreed equivalence')
  if (body.xAnswerBy !== undefined && at(body.xAnswerBy) <= m.iat * 1000)
    return fault('term', '/document/xAnswerBy', 'the term lies in the past')
  if (body.xRetainUntil !== undefined && at(body.xRetainUntil) <= m.iat * 1000)
    return fault('retention', '/document/xRetainUntil', 'its retention would have ended')
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

export type AssistanceLimits = {
  /** Days after a request at which its answer is due where no term was named. */
  readonly answerDays: number
}

function deadlines({ state: s, roles }: Case<Assistance>, limits: AssistanceLimits): Due[] {
  const found: Due[] = []
  const due = answerDue(s, limits.answerDays)
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

/** The procedure; `limits` decide when this node is reminded, and nothing in a case. */
export const assistanceWith = (limits: AssistanceLimits): Procedure<Assistance> =>
  defineProcedure<Bodies, Assistance>({
    name: 'assistance',
    version: '1',
    roles: ['requested', 'requesting'],
    reservedFor: 'assistance',
    opens: ['request', 'spontaneous'],
    initial: () => EMPTY,
    check,
    attached,
    deadlines: (c) => deadlines(c, limits),
    messages: {
      request: {
        ...asks('requesting'),
        by: 'person',
        step: (s, m) => {
          if (s.request !== null) return refuse('request-open', 'a case is about one request')
          const request = { id: m.id, at: m.iat, instrument: m.body.xInstrument, urgent: m.body.xUrgent === true }
          const personalData = s.personalData || m.body.xPersonalData !== undefined
          // What the request names, else what the agreement sets (`deadlines.assistance.answer`, minutes), else the default of each side.
          const agreed = m.terms?.['answer'] === undefined ? null : m.iat * 1000 + m.terms['answer'] * 60_000
          const answerBy = term(s, m.body.xAnswerBy) ?? agreed
          return { ...s, state: 'received', request, answerBy, personalData }
        },
      },
      supplement: {
        ...asks('requesting'),
        by: 'person',
        step: (s, m) =>
          over(s) ?? {
            ...s,
            supplements: [...s.supplements, m.id],
            personalData: s.personalData || m.body.xPersonalData !== undefined,
          },
      },
      accepted: {
        ...states('requested'),
        by: 'person',
        step: (s, m) => {
          const closed = over(s)
          if (closed) return closed
          if (s.state !== 'received') return refuse('decided', `the request is ${s.state}`)
          return { ...s, state: 'accepted', answerBy: term(s, m.body.xAnswerBy) }
        },
      },
      conditional: {
        ...states('requested'),
        by: 'person',
        step: (s, m) => {
          const closed = over(s)
          if (closed) return closed
          if (s.state !== 'received') return refuse('decided', `the request is ${s.state}`)
          return { ...s, state: 'conditional', conditions: m.id, answerBy: term(s, m.body.xAnswerBy) }
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
          const closed = over(s)
          if (closed) return closed
          if (s.state === 'postponed') return refuse('postponed', 'it was postponed before')
          const postponedUntil = m.body.xUntil === undefined ? null : at(m.body.xUntil)
          return { ...s, state: 'postponed', before: s.state, reason: m.body.xReason, postponedUntil }
        },
      },
      resumed: {
        ...states('requested'),
        by: 'person',
        step: (s, m) => {
          if (s.state !== 'postponed') return refuse('not-postponed', `the request is ${s.state}`)
          const answerBy = term(s, m.body.xAnswerBy)
          return { ...s, state: s.before ?? 'received', before: null, reason: null, postponedUntil: null, answerBy }
        },
      },
      refused: {
        ...states('requested'),
        by: 'person',
        step: (s, m) => over(s) ?? { ...s, state: 'refused', reason: m.body.xReason },
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
          const next = give('spontaneous')(s, m)
          return s.state === 'none' ? { ...next, state: 'answered' } : next
        },
      },
      'onward-use-request': { ...asks('requesting'), by: 'person', step: askOnward },
      'onward-use-answer': {
        ...states('requested'),
        by: 'person',
        step: (s, m) => {
          const asked = m.ref === undefined ? undefined : get(s.onward, m.ref)
          if (asked === undefined) return refuse('no-request', 'it answers no onward use of this case', '/ref')
          if (asked.granted !== null) return refuse('answered', 'the onward use was decided before', '/ref')
          return { ...s, onward: put(s.onward, m.ref!, { ...asked, granted: m.body.xGranted }) }
        },
      },
      destroyed: { ...states('requesting'), by: 'person', step: destroy },
    },
  })

export const assistance = assistanceWith({ answerDays: 90 })

/** One line of the register: states and terms, nothing of the content. */
export const registerLine = (s: Assistance, days: number) =>
  defined({
    state: s.state,
    reason: s.reason ?? undefined,
    instrument: s.request?.instrument,
    urgent: s.request?.urgent,
    personalData: s.personalData,
    due: answerDue(s, days) ?? undefined,
    postponedUntil: s.postponedUntil ?? undefined,
    retainUntil: retainedUntil(s) ?? undefined,
    answers: Object.values(s.given).filter((g) => g.type !== 'spontaneous').length,
    spontaneous: Object.values(s.given).filter((g) => g.type === 'spontaneous').length,
    onwardUses: Object.values(s.onward).length,
    onwardOpen: Object.values(s.onward).filter((o) => o.granted === null).length,
  })
