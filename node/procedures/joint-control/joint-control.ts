/**
 * Joint control (RKC 3.4; TFA 8.2(d); Convention of 1982, Annex 9 Art. 5, 6): planned by both, each agency states its own result for each subject, the
 * record exists once all are final, and each side decides for itself whether the control of the other counts for it. Silence is not recognition.
 */
import { asks, states } from '../../cases/message-type.ts'
import {
  crossingIn,
  fault,
  isFault,
  roleOf,
  subjectKey,
  type CaseFault,
  type CaseMessage,
} from '../../cases/case-message.ts'
import { at, defineProcedure, type Said } from '../../cases/define.ts'
import { defaultRank, WHILE_OPEN, type Case, type Due, type Procedure } from '../../cases/procedure.ts'
import { defined, get, put } from '../../cases/state-record.ts'
import { beyondAgreed } from '../../peers/competence-clause.ts'
import { MINUTE, time } from '../../values/time.ts'
import {
  type Bodies,
  type JointControl,
  type Side,
  EMPTY,
  sideOf,
  otherOf,
  owed,
  isComplete,
  recordDigest,
  resultsDue,
  phaseFault,
  type Step,
  LIMITS,
} from './control-state.ts'
import { recognition, nonRecognition } from './recognition.ts'
import { concludedWithout, result } from './results.ts'

/** Minutes after the time agreed, until a control that has not started alerts both sides. */
export const START_WITHIN = 30

/** Both meet at a place that can hold the control: one that is an office is competent for it, where the agreement says for what it is. */
function unfitPlace(m: CaseMessage, place: string | undefined): CaseFault | undefined {
  const beyond = beyondAgreed(m.terms, place, { role: 'control' })
  return beyond === undefined
    ? undefined
    : fault('competence', '/document/xPlace', 'by the agreement the office is not competent for it')
}

export const request: Step<'request'> = (s, m, c) => {
  if (s.control !== null) return fault('requested', '/type', 'the case has its control; reschedule it')
  const unfit = unfitPlace(m, m.body.xPlace)
  if (unfit) return unfit
  const side = sideOf(c, m)
  const subjects = [...new Set(m.body.xSubject.map(subjectKey))]
  return {
    ...s,
    control: m.body.xControl,
    requestedBy: side,
    request: m.id,
    answerBy: m.body.xAnswerBy ?? null,
    place: m.body.xPlace,
    start: m.body.xStart,
    objectives: m.body.xObjectives,
    subjects,
    agencies: { [side]: m.body.xAgencies },
  }
}

/** What the other side asked for, by the message that answers it. */
function answered(s: JointControl, m: CaseMessage, c: Case<JointControl>): CaseFault | undefined {
  if (s.phase !== 'requested') return phaseFault(s, m)
  if (s.requestedBy === sideOf(c, m)) return fault('own-request', '/type', 'nobody answers its own request')
  if (m.ref !== s.request) return fault('no-request', '/ref', 'it does not name the request of this case')
  return undefined
}

const acceptance: Step<'acceptance'> = (s, m, c) =>
  answered(s, m, c) ?? {
    ...s,
    phase: 'agreed',
    reschedules: {},
    agencies: { ...s.agencies, [sideOf(c, m)]: m.body.xAgencies },
  }

/** Who takes part for a side, as it says now or has said before; a control without the agencies of both could have no result. */
const agenciesOf = (s: JointControl, side: Side, said: readonly string[] | undefined): readonly string[] | CaseFault =>
  said ?? s.agencies[side] ?? fault('agencies', '/document/xAgencies', 'say which agencies take part')

const reschedule: Step<'reschedule'> = (s, m, c) => {
  if (s.phase !== 'requested' && s.phase !== 'agreed' && s.phase !== 'no-show') return phaseFault(s, m)
  const side = sideOf(c, m)
  const agencies = agenciesOf(s, side, m.body.xAgencies)
  if (isFault(agencies)) return agencies
  const { xStart, xPlace, xObjectives } = m.body
  const unfit = unfitPlace(m, xPlace)
  if (unfit) return unfit
  const asked = defined({ side, start: xStart, place: xPlace, objectives: xObjectives, agencies })
  return { ...s, reschedules: put(s.reschedules, m.id, asked) }
}

const rescheduleAccepted: Step<'reschedule-accepted'> = (s, m, c) => {
  const asked = m.ref === undefined ? undefined : get(s.reschedules, m.ref)
  if (asked === undefined) return fault('no-reschedule', '/ref', 'it names no other time that was proposed')
  const side = sideOf(c, m)
  if (asked.side === side) return fault('own-reschedule', '/ref', 'nobody accepts its own proposal')
  const agencies = agenciesOf(s, side, m.body.xAgencies)
  if (isFault(agencies)) return agencies
  const { start, place, objectives } = asked
  return {
    ...s,
    phase: 'agreed',
    start,
    place: place ?? s.place,
    objectives: objectives ?? s.objectives,
    reschedules: {},
    agencies: { [asked.side]: asked.agencies, [side]: agencies },
  }
}

export const start: Step<'start'> = (s, m, c) => {
  if (s.phase !== 'agreed' && s.phase !== 'running') return phaseFault(s, m)
  const side = sideOf(c, m)
  if (s.started[side] !== undefined) return fault('started', '/type', 'this side has started')
  // Results are due from then on: a clock that runs ahead moves nothing.
  const started = at(m.body.xStart) > m.iat * 1000 ? time(m.iat * 1000) : m.body.xStart
  return { ...s, phase: 'running', reschedules: {}, started: { ...s.started, [side]: started } }
}

function noShow(s: JointControl, m: Said<Bodies['no-show']>, c: Case<JointControl>): JointControl | CaseFault {
  const side = sideOf(c, m)
  if (s.phase !== 'agreed' && !(s.phase === 'running' && s.started[otherOf(side)] === undefined))
    return phaseFault(s, m)
  // Nobody has waited longer than until he says so.
  const waited = Math.min(at(m.body.xWaitedUntil), m.iat * 1000 + 999)
  if (s.start !== null && waited < at(s.start))
    return fault('too-early', '/document/xWaitedUntil', 'the time that was agreed has not come')
  return { ...s, phase: 'no-show', started: {} }
}

const aborted: Step<'aborted'> = (s, m) =>
  ['agreed', 'running', 'no-show'].includes(s.phase) ? { ...s, phase: 'aborted', reschedules: {} } : phaseFault(s, m)

const jointRecord: Step<'joint-record'> = (s, m, c) => {
  const side = sideOf(c, m)
  if (s.record === null) {
    if (s.phase !== 'running') return phaseFault(s, m)
    if (!isComplete(s)) return fault('results-missing', '/type', 'results are missing or not final')
  } else if (s.record.signedBy.includes(side)) return fault('recorded', '/type', 'this side has made the record')
  const digest = s.record?.digest ?? recordDigest(s)
  if (m.body.xRecordDigest !== digest)
    return fault('record', '/document/xRecordDigest', 'the results have another digest')
  return {
    ...s,
    phase: s.phase === 'running' ? 'recorded' : s.phase,
    record: { digest, signedBy: [...(s.record?.signedBy ?? []), side].sort() },
  }
}

function deadlines({ state: s, roles }: Case<JointControl>): Due[] {
  const found: Due[] = []
  if (s.phase === 'requested' && s.answerBy !== null && s.requestedBy !== null)
    found.push({
      key: `answer:${s.request}`,
      at: at(s.answerBy),
      owner: 'both',
      kind: 'alert',
      what: 'request of a joint control unanswered',
      ref: s.request!,
    })
  if (s.phase === 'agreed' && s.start !== null)
    found.push({
      key: `start:${s.start}`,
      at: at(s.start) + START_WITHIN * MINUTE,
      owner: 'both',
      kind: 'alert',
      what: 'joint control not started',
    })
  for (const side of ['exit', 'entry'] as const) {
    const started = s.started[side]
    if (s.phase === 'running' && started !== undefined && !isComplete(s, [side]))
      found.push({
        key: `results:${side}:${started}`,
        at: resultsDue(s, side)!,
        owner: 'both',
        kind: 'alert',
        what: 'results of a joint control missing',
      })
  }
  for (const ref of new Set(Object.values(s.fallen)))
    found.push({
      key: `fallen:${ref}`,
      at: 0,
      owner: 'both',
      kind: 'alert',
      what: 'a control that was relied upon has another result',
      ref,
    })
  // The record exists when all results are final: each node then states that it holds the same one.
  const due = s.phase === 'running' && isComplete(s) && owed(s).length > 0 ? recordDigest(s) : s.record?.digest
  if (due !== undefined)
    for (const side of ['exit', 'entry'] as const)
      if (!(s.record?.signedBy ?? []).includes(side))
        found.push({
          key: `record:${side}:${due}`,
          at: 0,
          owner: roles[side]!,
          kind: 'send',
          what: 'joint-record',
          body: { xRecordDigest: due },
        })
  return found
}

export const jointControl: Procedure<JointControl> = defineProcedure<Bodies, JointControl>({
  name: 'joint-control',
  version: '1',
  agencies: ['customs', 'border-guard', 'plant-health', 'veterinary', 'food-safety'],
  limits: Object.keys(LIMITS),
  roles: ['entry', 'exit'],
  opens: ['request'],
  opener: (m) => (m.body as Bodies['request']).xSide,
  initial: ({ terms }) => ({ ...EMPTY, limits: terms?.limits ?? {} }),
  deadlines,
  // A result that was on its way when somebody lost patience counts.
  rank: (m, roles) => (m.type === 'concluded-without' ? 20 : defaultRank(jointControl, m, roles)),
  needed: ({ state: s }) => {
    const until = Object.values(s.recognition).map((r) => (r.until === undefined ? 0 : at(r.until)))
    return { until: ['requested', 'agreed', 'running'].includes(s.phase) ? WHILE_OPEN : Math.max(0, ...until) }
  },
  shown: ({ state, roles }, { messages }, country) => ({
    status: state.phase,
    side: roleOf(roles, country) ?? null,
    view: { crossing: crossingIn(messages), countries: { exit: roles.exit!, entry: roles.entry! }, control: state },
  }),
  grave: {
    aborted: { does: 'a joint control is broken off' },
    'non-recognition': { does: 'a control of the other side is not recognised' },
  },
  messages: {
    request: { ...asks('both'), step: request },
    acceptance: { ...states('both'), by: 'person', step: acceptance },
    reschedule: { ...asks('both'), step: reschedule },
    'reschedule-accepted': { ...states('both'), by: 'person', step: rescheduleAccepted },
    decline: {
      ...states('both'),
      by: 'person',
      step: (s, m, c) => answered(s, m, c) ?? { ...s, phase: 'declined', reschedules: {} },
    },
    start: { ...states('both'), clock: { code: 'control-started', at: ['xStart'] }, step: start },
    'no-show': { ...states('both'), step: noShow },
    aborted: { ...states('both'), by: 'person', step: aborted },
    result: {
      ...states('both'),
      by: 'person',
      clock: { code: 'control-ended', at: ['xEnd'], when: (body) => body['xFinality'] !== 'interim' },
      step: result,
    },
    'concluded-without': { ...states('both'), by: 'person', step: concludedWithout },
    'joint-record': { ...states('both'), step: jointRecord },
    recognition: { ...states('both'), by: 'person', step: recognition },
    'non-recognition': { ...states('both'), by: 'person', step: nonRecognition },
  },
})
