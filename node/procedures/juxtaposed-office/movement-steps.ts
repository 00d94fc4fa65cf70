/** The steps of one movement: what moves is handed over and enters subject by subject, and of each the agencies of a side end their controls apart. */
import { fault, isFault, subjectKey, type CaseFault } from '../../cases/case-message.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import type { Said } from '../../cases/define.ts'
import type { Case } from '../../cases/procedure.ts'
import { change, defined, get, put, unique } from '../../cases/state-record.ts'
import { isAtOffice } from './competence.ts'
import {
  type Bodies,
  type JuxtaposedOffice,
  type Movement,
  type Stage,
  type Step,
  type SubjectStage,
  type Taking,
  OVER,
  hasEnded,
  here,
  isInExit,
  lawAt,
  sideOf,
} from './office-state.ts'

export const joined = (list: readonly string[], ...more: readonly string[]): string[] =>
  unique([...list, ...more]).sort()
export const without = (list: readonly string[], one: string): string[] => list.filter((x) => x !== one)
export const NONE: Taking = { named: [], ended: [] }

/** What ends the controls of the entry side, and all that waits there. */
export const FREE = {
  detainedBy: [],
  seizedBy: [],
  refusedBy: null,
  refusedDetained: false,
  consents: {},
  disposal: null,
  again: null,
} as const

/** Of an agency whose control is over; it may say which others of its side have still to end theirs. */
export const exitCompleted: Step<'exit-completed'> = (s, m, c) => {
  if (s.office !== null) return fault('other-case', '/type', 'a movement is a case of its own')
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const { xOfficeId, xOfficeCase, xZone, xLane, xSubject, xAt, xAgencies = [] } = m.body
  const known: Movement = s.movement ?? {
    office: xOfficeId,
    officeCase: xOfficeCase,
    zone: xZone,
    lane: xLane,
    subjects: {},
    incidents: {},
    suspension: null,
    decisions: {},
  }
  if (known.office !== xOfficeId) return fault('office', '/document/xOfficeId', 'the movement is at another office')
  if (known.officeCase !== xOfficeCase)
    return fault('office', '/document/xOfficeCase', 'the movement is at another office')
  if (known.suspension !== null && (known.suspension.ends === 'return' || !isInExit(s.movement, xSubject)))
    return fault('suspended', '/type', 'the office is suspended')
  const keys = xSubject.map(subjectKey)
  const again = keys.findIndex((key) => {
    const was = get(known.subjects, key)
    if (was === undefined || was.stage === 'returned') return false
    return was.stage !== 'exit' || was.agencies.exit.ended.includes(agency)
  })
  if (again >= 0) return fault('exited', `/document/xSubject/${again}`, 'its exit was completed before')
  const subjects = change(known.subjects, unique(keys), (was, key): SubjectStage => {
    const { named, ended } = was?.stage === 'exit' ? was.agencies.exit : NONE
    const exit = { named: joined(named, agency, ...xAgencies), ended: joined(ended, agency) }
    return {
      subject: xSubject[keys.indexOf(key)]!,
      declared: true,
      stage: 'exit',
      by: m.id,
      since: xAt,
      law: lawAt('exit', c.roles),
      agencies: { exit, entry: NONE },
      ...FREE,
      readmitted: false,
    }
  })
  return { ...s, movement: { ...known, zone: xZone, lane: xLane, subjects } }
}

type Named = Said<Pick<Bodies['Step'], 'xSubject'>>

/** The subjects that a step is about: those named, or all that are not over. */
export function about(movement: Movement, m: Named): string[] | CaseFault {
  const named = m.body.xSubject
  if (named === undefined)
    return Object.keys(movement.subjects).filter((k) => !OVER.includes(movement.subjects[k]!.stage))
  const keys = named.map(subjectKey)
  const unknown = keys.findIndex((key) => get(movement.subjects, key) === undefined)
  if (unknown >= 0) return fault('unknown-subject', `/document/xSubject/${unknown}`, 'the movement has no such subject')
  return unique(keys)
}

export const placeOf = (m: Named): string => (m.body.xSubject ? '/document/xSubject' : '/type')

type Changed = Partial<SubjectStage> & { readonly stage: Stage }

type Move<B extends Bodies['Step']> = {
  readonly from: readonly Stage[]
  readonly to: (was: SubjectStage, agency: string, m: Said<B>) => Changed
  /** The rule that is broken where a subject is at another stage. */
  readonly rule: string
  readonly reason: string
  /** What else keeps a subject that is at the stage from the step. */
  readonly unless?: (was: SubjectStage, agency: string, place: string, m: Said<B>) => CaseFault | undefined
  /** Not any more, once the suspension says that what is open goes back. */
  readonly onward?: true
}

export const move =
  <B extends Bodies['Step']>({ from, to, rule, reason, unless, onward }: Move<B>) =>
  (s: JuxtaposedOffice, m: Said<B>, c: Case<JuxtaposedOffice>): JuxtaposedOffice | CaseFault => {
    const movement = here(s.movement, m)
    if (isFault(movement)) return movement
    const agency = decidingAgency(m)
    if (isFault(agency)) return agency
    const keys = about(movement, m)
    if (isFault(keys)) return keys
    if (onward && movement.suspension?.ends === 'return')
      return fault('suspended', '/type', 'the office is suspended, and what is open goes back')
    if (keys.length === 0) return fault(rule, placeOf(m), reason)
    for (const key of keys) {
      const was = movement.subjects[key]!
      if (was.readmitted || !from.includes(was.stage)) return fault(rule, placeOf(m), reason)
      const kept = unless?.(was, agency, placeOf(m), m)
      if (kept) return kept
    }
    const subjects = change(movement.subjects, keys, (was) => {
      const changed = to(was!, agency, m)
      return { ...was!, by: m.id, since: m.body.xAt, ...changed, law: lawAt(changed.stage, c.roles) }
    })
    return { ...s, movement: { ...movement, subjects } }
  }

/** As it stood: another agency has ended or begun, and the subject is where it was. */
const still = ({ stage, by, since }: SubjectStage) => ({ stage, by, since })

const HELD: readonly Stage[] = ['handover', 'entry', 'refused']

export const handover = move<Bodies['handover']>({
  from: ['exit'],
  to: () => ({ stage: 'handover', ...FREE }),
  rule: 'not-exited',
  reason: 'only what was released for exit is handed over',
  unless: (was, _agency, place) =>
    hasEnded(was.agencies.exit)
      ? undefined
      : fault('not-exited', place, 'not all agencies of the exit side have ended their controls'),
  onward: true,
})

/** A handover by mistake: the exit control is open again, and each of its agencies ends it anew. */
export const handoverRevoked = move<Bodies['handover-revoked']>({
  from: ['handover'],
  to: ({ agencies }) => ({ stage: 'exit', ...FREE, agencies: { ...agencies, exit: { ...agencies.exit, ended: [] } } }),
  rule: 'begun',
  reason: 'a handover is taken back only while the entry side has done nothing with it',
})

export const entryStarted = move<Bodies['entry-started']>({
  from: ['handover', 'entry'],
  to: (was, agency, { body: { xAgencies = [] } }) => {
    const { named, ended } = was.agencies.entry
    const entry = { named: joined(named, agency, ...xAgencies), ended }
    const agencies = { ...was.agencies, entry }
    return was.stage === 'entry' ? { ...still(was), agencies } : { stage: 'entry', agencies }
  },
  rule: 'not-handed-over',
  reason: 'the entry control begins after the exit release',
  unless: ({ stage, agencies: { entry } }, agency, place, { body: { xAgencies = [] } }) =>
    stage === 'entry' && [agency, ...xAgencies].every((one) => entry.named.includes(one))
      ? fault('not-handed-over', place, 'the entry control begins after the exit release')
      : undefined,
  onward: true,
})

export const entryCompleted = move<Bodies['entry-completed']>({
  from: ['entry', 'refused'],
  to: (was, agency) => {
    const { named, ended } = was.agencies.entry
    const entry = { named, ended: joined(ended, agency) }
    const agencies = { ...was.agencies, entry }
    return was.stage === 'entry' && hasEnded(entry) ? { stage: 'done', ...FREE, agencies } : { ...still(was), agencies }
  },
  rule: 'not-in-entry',
  reason: 'its entry control is not under way',
  unless: ({ detainedBy, agencies: { entry } }, agency, place) => {
    if (detainedBy.includes(agency)) return fault('detained', place, 'it is detained until detention-lifted')
    if (!entry.named.includes(agency))
      return fault('unknown-agency', '/document/xAgency', 'this agency does not control it')
    return entry.ended.includes(agency) ? fault('ended', place, 'this agency has ended its control') : undefined
  },
})

/** Whether an agency still controls what another has refused: it leaves by the word of nobody before that has ended. */
const isKept = ({ stage, agencies: { entry } }: SubjectStage): boolean => stage === 'refused' && !hasEnded(entry)

export const returned = move<Bodies['returned']>({
  from: ['handover', 'refused'],
  to: () => ({ stage: 'returned', ...FREE }),
  rule: 'not-refused',
  reason: 'only what was refused, or not yet controlled, goes back',
  unless: (was, _agency, place) =>
    isKept(was) ? fault('kept', place, 'another agency controls it: it ends its control first') : undefined,
})

export const readmitted = move<Bodies['readmitted']>({
  from: ['exit', 'refused', 'returned'],
  to: () => ({ stage: 'returned', ...FREE, readmitted: true }),
  rule: 'not-returned',
  reason: 'an exit is reversed only of what does not enter',
  unless: (was, _agency, place) =>
    isKept(was) ? fault('kept', place, 'another agency controls it: it ends its control first') : undefined,
})

export const controlAgainRequest = move<Bodies['control-again-request']>({
  from: HELD,
  to: (was, _agency, m) => ({ ...still(was), again: { id: m.id, consent: null } }),
  rule: 'not-handed-over',
  reason: 'only what the entry side holds is controlled again by its consent',
})

/** Consent is for one control of what the request was about, as far as the entry side still holds it. */
export const controlAgainAnswer: Step<'control-again-answer'> = (s, m) => {
  const movement = here(s.movement, m)
  if (isFault(movement)) return movement
  const agency = decidingAgency(m)
  if (isFault(agency)) return agency
  const waiting = ({ again }: SubjectStage): boolean => again !== null && again.id === m.ref && again.consent === null
  const keys = Object.keys(movement.subjects).filter((key) => waiting(movement.subjects[key]!))
  if (keys.length === 0) return fault('no-request', '/ref', 'no request that waits for an answer is named')
  const again = { id: m.ref!, consent: m.body.xConsent }
  const subjects = change(movement.subjects, keys, (was) => ({ ...was!, again }))
  return { ...s, movement: { ...movement, subjects } }
}

export const controlAgain = move<Bodies['control-again']>({
  from: HELD,
  to: (was) => ({ ...still(was), again: null }),
  rule: 'no-consent',
  reason: 'the entry side has not consented to another control',
  unless: ({ again }, _agency, place) =>
    again?.consent === true
      ? undefined
      : fault('no-consent', place, 'the entry side has not consented to another control'),
})

/** Of what happened the case keeps where, and whose law applied: the words are in the message, which is for those who must know. */
export const incident: Step<'incident'> = (s, m, c) => {
  const movement = here(s.movement, m)
  if (isFault(movement)) return movement
  const keys = about(movement, m)
  if (isFault(keys)) return keys
  if (!Object.values(c.roles).includes(m.body.xLawApplied))
    return fault('law', '/document/xLawApplied', 'the law of one of the two countries is applied')
  const told = { side: sideOf(c, m), at: m.body.xAt, zone: m.body.xZone, law: m.body.xLawApplied }
  return { ...s, movement: { ...movement, incidents: put(movement.incidents, m.id, told) } }
}

/** A decision of a person at the office is kept with the function in which it was taken, so that the roster is held against it. */
export const decided =
  <B>(
    step: (s: JuxtaposedOffice, m: Said<B>, c: Case<JuxtaposedOffice>) => JuxtaposedOffice | CaseFault,
  ): typeof step =>
  (s, m, c) => {
    const next = step(s, m, c)
    const by = m.context.xDecidedBy
    if (isFault(next) || next.movement === null || by === undefined || !isAtOffice(by)) return next
    const decision = defined({ side: sideOf(c, m), type: m.type, function: by.function, at: m.iat, roster: by.roster })
    return { ...next, movement: { ...next.movement, decisions: put(next.movement.decisions, m.id, decision) } }
  }
