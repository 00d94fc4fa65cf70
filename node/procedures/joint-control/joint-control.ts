/**
 * Joint control (RKC 3.4; TFA 8.2(d); Convention of 1982, Annex 9 Art. 6): planned by both, each agency states its own result for each subject, the
 * record exists once all are final, and each side decides for itself whether the control of the other counts for it. Silence is not recognition.
 */
import { fault, roleOf, subjectKey, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/joint-control.ts'
import { digestOf, type Digest } from '../../values/ids.ts'
import { canonicalJson } from '../../values/json.ts'
import { at, defineProcedure, type Said } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import type { Reference } from '../../store/types.ts'
import type { Case, Due, Procedure } from '../../cases/procedure.ts'
import { change, defined, get, put, type Rec } from '../../cases/state-record.ts'

type Bodies = components['schemas']
export type Side = 'exit' | 'entry'
export type Phase = 'requested' | 'agreed' | 'running' | 'recorded' | 'recognised' | 'declined' | 'aborted' | 'no-show'

export type Result = {
  /** The message that states it. */
  readonly id: string
  readonly number: number
  readonly final: boolean
  readonly code: Bodies['result']['xResultCode']
  readonly objectives: readonly string[]
  readonly start: string
  readonly end: string
  readonly disposal?: string
  /** Seals by equipment: as they were found, and as they were left. */
  readonly seals: Rec<{ readonly before: Rec<string>; readonly after: readonly string[] }>
}

export type Recognition = {
  readonly id: string
  readonly recognised: boolean
  readonly objectives: readonly string[]
  readonly subjects: readonly string[]
  /** When each seal was last seen intact, by equipment and seal. */
  readonly seals: Rec<Rec<string>>
  readonly until?: string
  readonly reason?: string
}

export type JointControl = {
  readonly control: string | null
  readonly phase: Phase
  readonly requestedBy: Side | null
  readonly request: string | null
  readonly answerBy: string | null
  readonly place: string | null
  /** RFC 3339: the start that is asked for or agreed. */
  readonly start: string | null
  readonly objectives: readonly string[]
  readonly subjects: readonly string[]
  readonly agencies: Readonly<Partial<Record<Side, readonly string[]>>>
  /** Proposals of another time, by message. */
  readonly reschedules: Rec<{ readonly side: Side; readonly start: string; readonly place?: string }>
  readonly started: Readonly<Partial<Record<Side, string>>>
  /** By side, agency and subject; the last that was stated. */
  readonly results: Rec<Result>
  readonly record: { readonly digest: Digest; readonly signedBy: readonly Side[] } | null
  /** Of the control of the other side, by the side that recognises. */
  readonly recognition: Readonly<Partial<Record<Side, Recognition>>>
}

const EMPTY: JointControl = {
  control: null,
  phase: 'requested',
  requestedBy: null,
  request: null,
  answerBy: null,
  place: null,
  start: null,
  objectives: [],
  subjects: [],
  agencies: {},
  reschedules: {},
  started: {},
  results: {},
  record: null,
  recognition: {},
}

const NO_START_MS = 30 * 60_000

const resultKey = (side: Side, agency: string, subject: string): string => JSON.stringify([side, agency, subject])
const sideOf = (c: Case<JointControl>, m: CaseMessage): Side => roleOf(c.roles, m.from) as Side
const otherOf = (side: Side): Side => (side === 'exit' ? 'entry' : 'exit')

/** The results that are owed: of each side's agencies, for each subject. */
export const owed = (s: JointControl): string[] =>
  (['exit', 'entry'] as const).flatMap((side) =>
    (s.agencies[side] ?? []).flatMap((agency) => s.subjects.map((subject) => resultKey(side, agency, subject))),
  )

const isComplete = (s: JointControl): boolean => owed(s).every((key) => get(s.results, key)?.final === true)

/** The digest by which a record is named: of all results, which are final, in the order of their keys. */
export const recordDigest = (s: JointControl): Digest =>
  digestOf(canonicalJson(Object.fromEntries(Object.entries(s.results).sort(([a], [b]) => (a < b ? -1 : 1)))))

/** The seals that equipment was left with, by whoever saw it last. */
export function sealsOf(s: JointControl, equipment: string): { seals: readonly string[]; at: string } | undefined {
  let last: { seals: readonly string[]; at: string } | undefined
  for (const r of Object.values(s.results)) {
    const seen = get(r.seals, equipment)
    if (seen !== undefined && (last === undefined || at(r.end) >= at(last.at))) last = { seals: seen.after, at: r.end }
  }
  return last
}

const phaseFault = (s: JointControl, m: CaseMessage): CaseFault =>
  fault('phase', '/type', `${m.type} does not follow ${s.phase}`)

type Step<T extends keyof Bodies> = (
  s: JointControl,
  m: Said<Bodies[T]>,
  c: Case<JointControl>,
) => JointControl | CaseFault

const request: Step<'request'> = (s, m, c) => {
  if (s.control !== null) return fault('requested', '/type', 'the case has its control; reschedule it')
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

const reschedule: Step<'reschedule'> = (s, m, c) => {
  if (s.phase !== 'requested' && s.phase !== 'agreed' && s.phase !== 'no-show') return phaseFault(s, m)
  const asked = defined({ side: sideOf(c, m), start: m.body.xStart, place: m.body.xPlace })
  return { ...s, reschedules: put(s.reschedules, m.id, asked) }
}

const rescheduleAccepted: Step<'reschedule-accepted'> = (s, m, c) => {
  const asked = m.ref === undefined ? undefined : get(s.reschedules, m.ref)
  if (asked === undefined) return fault('no-reschedule', '/ref', 'it names no other time that was proposed')
  const side = sideOf(c, m)
  if (asked.side === side) return fault('own-reschedule', '/ref', 'nobody accepts its own proposal')
  const agencies = m.body.xAgencies ?? s.agencies[side]
  if (agencies === undefined) return fault('agencies', '/document/xAgencies', 'say which agencies take part')
  const { start, place } = asked
  return {
    ...s,
    phase: 'agreed',
    start,
    place: place ?? s.place,
    reschedules: {},
    agencies: { ...s.agencies, [side]: agencies },
  }
}

const start: Step<'start'> = (s, m, c) => {
  if (s.phase !== 'agreed' && s.phase !== 'running') return phaseFault(s, m)
  const side = sideOf(c, m)
  if (s.started[side] !== undefined) return fault('started', '/type', 'this side has started')
  return { ...s, phase: 'running', reschedules: {}, started: { ...s.started, [side]: m.body.xStart } }
}

function noShow(s: JointControl, m: Said<Bodies['no-show']>, c: Case<JointControl>): JointControl | CaseFault {
  const side = sideOf(c, m)
  if (s.phase !== 'agreed' && !(s.phase === 'running' && s.started[otherOf(side)] === undefined))
    return phaseFault(s, m)
  if (s.start !== null && at(m.body.xWaitedUntil) < at(s.start))
    return fault('too-early', '/document/xWaitedUntil', 'the time that was agreed has not come')
  return { ...s, phase: 'no-show', started: {} }
}

const aborted: Step<'aborted'> = (s, m) =>
  ['agreed', 'running', 'no-show'].includes(s.phase) ? { ...s, phase: 'aborted', reschedules: {} } : phaseFault(s, m)

const result: Step<'result'> = (s, m, c) => {
  const { body } = m
  const side = sideOf(c, m)
  if (s.record !== null) return fault('recorded', '/type', 'the record is made; nothing is added to it')
  if (s.phase !== 'running') return phaseFault(s, m)
  if (s.started[side] === undefined) return fault('not-started', '/type', 'this side has not started')
  if (body.xControl !== s.control) return fault('control', '/document/xControl', 'the case is about another control')
  if (!(s.agencies[side] ?? []).includes(body.xAgency))
    return fault('unknown-agency', '/document/xAgency', 'this agency does not take part')
  if (at(body.xEnd) < at(body.xStart)) return fault('end', '/document/xEnd', 'it ends before it starts')
  const alien = body.xObjectives.findIndex((o) => !s.objectives.includes(o))
  if (alien >= 0) return fault('objective', `/document/xObjectives/${alien}`, 'nobody asked for this objective')
  const keys = body.xSubject.map(subjectKey)
  const unknown = keys.findIndex((key) => !s.subjects.includes(key))
  if (unknown >= 0) return fault('unknown-subject', `/document/xSubject/${unknown}`, 'the control has no such subject')
  const names = [...new Set(keys)].map((key) => resultKey(side, body.xAgency, key))
  for (const name of names) {
    const before = get(s.results, name)
    if (body.xResultNo !== (before?.number ?? 0) + 1)
      return fault('result-no', '/document/xResultNo', `the next result is number ${(before?.number ?? 0) + 1}`)
    if (body.xSupersedes !== before?.id)
      return fault('supersedes', '/document/xSupersedes', 'it does not name the result before it')
  }
  const seals = Object.fromEntries(
    (body.transportEquipment ?? []).map(({ id, xSealBefore = [], seal = [] }) => [
      id,
      { before: Object.fromEntries(xSealBefore.map((b) => [b.id, b.condition])), after: seal.map((x) => x.id) },
    ]),
  )
  const stated: Result = defined({
    id: m.id,
    number: body.xResultNo,
    final: body.xFinality === 'final',
    code: body.xResultCode,
    objectives: body.xObjectives,
    start: body.xStart,
    end: body.xEnd,
    disposal: body.xDisposal,
    seals,
  })
  return { ...s, results: change(s.results, names, () => stated) }
}

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

/** The record that a decision names. */
function recorded(s: JointControl, m: Said<{ xRecordDigest: string }>): CaseFault | undefined {
  if (s.record === null) return fault('not-recorded', '/type', 'there is no record to decide on')
  if (m.body.xRecordDigest !== s.record.digest)
    return fault('record', '/document/xRecordDigest', 'the record has another digest')
  return undefined
}

const recognition: Step<'recognition'> = (s, m, c) => {
  const wrong = recorded(s, m)
  if (wrong) return wrong
  const side = sideOf(c, m)
  if (s.recognition[side]?.recognised === true) return fault('decided', '/type', 'this side has recognised it')
  const keys = m.body.xSubject?.map(subjectKey) ?? s.subjects
  const unknown = keys.findIndex((key) => !s.subjects.includes(key))
  if (unknown >= 0) return fault('unknown-subject', `/document/xSubject/${unknown}`, 'the control has no such subject')
  // It holds only where the objectives coincide: what the other side has controlled each subject for.
  const covered = (o: string, subject: string): boolean =>
    (s.agencies[otherOf(side)] ?? []).some((agency) => {
      const r = get(s.results, resultKey(otherOf(side), agency, subject))
      return r !== undefined && r.code !== 'not-controlled' && r.objectives.includes(o)
    })
  const alien = m.body.xObjectives.findIndex((o) => !keys.every((key) => covered(o, key)))
  if (alien >= 0)
    return fault('objective', `/document/xObjectives/${alien}`, 'the other side did not control for this objective')
  let seals: Rec<Rec<string>> = {}
  for (const [i, { transportEquipment, seal, at: time }] of (m.body.xSealLastSeen ?? []).entries()) {
    const left = sealsOf(s, transportEquipment)
    if (left === undefined || !left.seals.includes(seal))
      return fault('seal', `/document/xSealLastSeen/${i}/seal`, 'the control did not leave this seal on the equipment')
    if (at(time) < at(left.at))
      return fault('seal', `/document/xSealLastSeen/${i}/at`, 'the seal was put on after that')
    seals = put(seals, transportEquipment, put(get(seals, transportEquipment) ?? {}, seal, time))
  }
  const sealed = keys.findIndex((key) => {
    const id = key.startsWith('equipment:') ? key.slice('equipment:'.length) : undefined
    const left = id === undefined ? undefined : sealsOf(s, id)
    return left !== undefined && left.seals.some((seal) => get(get(seals, id!) ?? {}, seal) === undefined)
  })
  if (sealed >= 0) return fault('seal', '/document/xSealLastSeen', 'say when each seal was last seen')
  const decided: Recognition = defined({
    id: m.id,
    recognised: true,
    objectives: m.body.xObjectives,
    subjects: [...new Set(keys)],
    seals,
    until: m.body.xUntil,
  })
  return withRecognition(s, side, decided)
}

const withRecognition = (s: JointControl, side: Side, decided: Recognition): JointControl => {
  const all = { ...s.recognition, [side]: decided }
  const any = Object.values(all).some((r) => r.recognised)
  return { ...s, phase: any ? 'recognised' : 'recorded', recognition: all }
}

const nonRecognition: Step<'non-recognition'> = (s, m, c) => {
  const wrong = recorded(s, m)
  if (wrong) return wrong
  const side = sideOf(c, m)
  if (s.recognition[side]?.recognised === false) return fault('decided', '/type', 'this side has decided against it')
  const decided: Recognition = {
    id: m.id,
    recognised: false,
    objectives: [],
    subjects: [],
    seals: {},
    reason: m.body.xReasonCode,
  }
  return withRecognition(s, side, decided)
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
      at: at(s.start) + NO_START_MS,
      owner: 'both',
      kind: 'alert',
      what: 'joint control not started',
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

export type Controlled = {
  readonly objective: string
  readonly controlled: boolean
  /** Whether the control of the other side counts for `by`; null: it has not said so. */
  readonly recognised: boolean | null
  readonly sealsIntact: boolean | null
  readonly at: string | null
}

/** "Already controlled, same objective, seal intact?": asked by `by` of a subject. `seals` are those seen now; null where nobody looked. */
export function alreadyControlled(
  s: JointControl,
  by: Side,
  subject: string,
  objective: string,
  seals: readonly string[] | null,
): Controlled {
  const results = (s.agencies[otherOf(by)] ?? []).flatMap((agency) => {
    const r = get(s.results, resultKey(otherOf(by), agency, subject))
    return r !== undefined && r.final && r.code !== 'not-controlled' && r.objectives.includes(objective) ? [r] : []
  })
  const decision = s.recognition[by]
  const covers = decision?.subjects.includes(subject) === true && decision.objectives.includes(objective)
  const left = subject.startsWith('equipment:') ? sealsOf(s, subject.slice('equipment:'.length)) : undefined
  return {
    objective,
    controlled: s.record !== null && results.length > 0,
    recognised: decision === undefined ? null : decision.recognised && covers,
    sealsIntact: seals === null || left === undefined ? null : left.seals.every((seal) => seals.includes(seal)),
    at: results.map((r) => r.end).sort((a, b) => at(b) - at(a))[0] ?? null,
  }
}

/** More equipment than one joint control has. */
const EQUIPMENT = 1000

/** A control is found by the equipment that it is asked for. */
function references({ type, body }: CaseMessage): Reference[] {
  if (type !== 'request') return []
  const equipment = (body as Bodies['request']).xSubject.flatMap((s) => s.transportEquipment?.id ?? [])
  return [...new Set(equipment)].slice(0, EQUIPMENT).map((value) => ({ type: 'equipment', value }))
}

export const jointControl: Procedure<JointControl> = defineProcedure<Bodies, JointControl>({
  name: 'joint-control',
  version: '1',
  roles: ['entry', 'exit'],
  opens: ['request'],
  opener: (m) => (m.body as Bodies['request']).xSide,
  initial: () => EMPTY,
  deadlines,
  references,
  messages: {
    request: { ...asks('both'), step: request },
    acceptance: { ...states('both'), by: 'person', step: acceptance },
    reschedule: { ...asks('both'), step: reschedule },
    'reschedule-accepted': { ...states('both'), by: 'person', step: rescheduleAccepted },
    decline: {
      ...states('both'),
      step: (s, m, c) => answered(s, m, c) ?? { ...s, phase: 'declined', reschedules: {} },
    },
    start: { ...states('both'), clock: { code: 'control-started', at: ['xStart'] }, step: start },
    'no-show': { ...states('both'), step: noShow },
    aborted: { ...states('both'), step: aborted },
    result: {
      ...states('both'),
      clock: { code: 'control-ended', at: ['xEnd'], when: (body) => body['xFinality'] !== 'interim' },
      step: result,
    },
    'joint-record': { ...states('both'), step: jointRecord },
    recognition: { ...states('both'), by: 'person', step: recognition },
    'non-recognition': { ...states('both'), by: 'person', step: nonRecognition },
  },
})
