/**
 * Juxtaposed office (RKC 3.5; TFA 8.2(c), (e)): one stop, the exit control first, then the entry control. The office is a case of its own, in which its
 * dossiers are agreed and it is suspended; each movement is another case that names the office. Were they one, no lane could move before the
 * messages of all other lanes have arrived.
 */
import { states } from '../../cases/message-type.ts'
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
import type { Reference } from '../../message/reference.ts'
import type { Case, Due, Procedure } from '../../cases/procedure.ts'
import { change, defined, get, put } from '../../cases/state-record.ts'
import {
  type Bodies,
  type Stage,
  type Dossier,
  type Suspension,
  type Office,
  type SubjectStage,
  type Movement,
  type JuxtaposedOffice,
  OVER,
  needed,
  sideOf,
  otherOf,
  here,
  isAgreed,
  isOpen,
  movementState,
  type Step,
} from './office-state.ts'

export const dossier: Step<'dossier'> = (s, m, c) => {
  if (s.movement !== null) return fault('other-case', '/type', 'a dossier does not belong to a movement')
  const side = sideOf(c, m)
  const { xOfficeId, xVersion, xZones, xValidFrom, xValidTo, xAgencies = [] } = m.body
  const o: Office = s.office ?? { id: xOfficeId, state: 'proposed', dossiers: {}, agreed: {}, suspension: null }
  if (o.id !== xOfficeId) return fault('office', '/document/xOfficeId', 'the case is about another office')
  if (side !== m.body.xSide) return fault('side', '/document/xSide', 'the sender is on the other side')
  if (xVersion <= (o.dossiers[side]?.version ?? 0))
    return fault('version', '/document/xVersion', 'a dossier of this version or a later one is known')
  const ids = xZones.map((z) => z.id)
  const twice = ids.findIndex((id, i) => ids.indexOf(id) < i)
  if (twice >= 0) return fault('zone', `/document/xZones/${twice}/id`, 'the zone is named twice')
  const validity = { from: xValidFrom, to: xValidTo }
  const stated: Dossier = defined({ id: m.id, version: xVersion, zones: xZones, agencies: xAgencies, ...validity })
  const dossiers = { ...o.dossiers, [side]: stated }
  return { ...s, office: { ...o, dossiers, state: o.state === 'in-force' ? 'proposed' : o.state } }
}

const agreement: Step<'agreement'> = (s, m, c) => {
  const o = here(s.office, m)
  if (isFault(o)) return o
  const side = sideOf(c, m)
  const theirs = o.dossiers[otherOf(side)]
  if (theirs === undefined) return fault('no-dossier', '/type', 'the other side has sent no dossier')
  if (theirs.version !== m.body.xVersion)
    return fault('version', '/document/xVersion', `the newest dossier of the other side is version ${theirs.version}`)
  if (o.agreed[side] === theirs.version && o.suspension === null)
    return fault('agreed', '/type', 'this side has agreed to it')
  // Only who has suspended the office opens it again.
  if (o.suspension !== null && o.suspension.side !== side)
    return fault('suspended', '/type', 'the office is suspended by the other side')
  const next: Office = { ...o, agreed: { ...o.agreed, [side]: theirs.version }, suspension: null }
  return { ...s, office: { ...next, state: isAgreed(next) ? 'in-force' : 'proposed' } }
}

export const suspension: Step<'suspension'> = (s, m, c) => {
  const { xFrom, xUntil, xReasonCode, xEnds, xExceptions } = m.body
  if (xUntil !== undefined && at(xUntil) <= at(xFrom))
    return fault('until', '/document/xUntil', 'it ends before it begins')
  if (s.movement !== null) {
    if (xExceptions !== undefined) return fault('exceptions', '/document/xExceptions', 'this is one movement')
    if (!isOpen(s.movement)) return fault('over', '/type', 'the movement has ended')
    if (s.movement.suspension !== null) return fault('suspended', '/type', 'it was said how the movement ends')
    return { ...s, movement: { ...s.movement, suspension: { id: m.id, ends: xEnds } } }
  }
  const o = here(s.office, m)
  if (isFault(o)) return o
  if (o.state !== 'in-force') return fault('not-in-force', '/type', 'only an office in force is suspended')
  const told: Suspension = defined({
    id: m.id,
    side: sideOf(c, m),
    from: xFrom,
    until: xUntil,
    reason: xReasonCode,
    ends: xEnds,
    exceptions: Object.fromEntries((xExceptions ?? []).map((e) => [e.xMovement, e.xEnds])),
  })
  return { ...s, office: { ...o, state: 'suspended', suspension: told } }
}

const exitCompleted: Step<'exit-completed'> = (s, m) => {
  if (s.office !== null) return fault('other-case', '/type', 'a movement is a case of its own')
  const { xOfficeId, xOfficeCase, xZone, xLane, xSubject, xAt } = m.body
  const known = s.movement ?? {
    office: xOfficeId,
    officeCase: xOfficeCase ?? null,
    zone: xZone,
    lane: xLane,
    subjects: {},
    incidents: {},
    suspension: null,
  }
  if (known.office !== xOfficeId) return fault('office', '/document/xOfficeId', 'the movement is at another office')
  if (known.suspension !== null) return fault('suspended', '/type', 'the office is suspended')
  const keys = xSubject.map(subjectKey)
  const again = keys.findIndex((key) => {
    const was = get(known.subjects, key)
    return was !== undefined && was.stage !== 'returned'
  })
  if (again >= 0) return fault('exited', `/document/xSubject/${again}`, 'its exit was completed before')
  const subjects = change(known.subjects, [...new Set(keys)], (_was, key): SubjectStage => ({
    subject: xSubject[keys.indexOf(key)]!,
    stage: 'exit',
    by: m.id,
    since: xAt,
    detained: false,
    readmitted: false,
  }))
  return { ...s, movement: { ...known, zone: xZone, lane: xLane, subjects } }
}

/** The subjects that a step is about: those named, or all that are not over. */
function about(movement: Movement, m: Said<Bodies['Step']>): string[] | CaseFault {
  const named = m.body.xSubject
  if (named === undefined)
    return Object.keys(movement.subjects).filter((k) => !OVER.includes(movement.subjects[k]!.stage))
  const keys = named.map(subjectKey)
  const unknown = keys.findIndex((key) => get(movement.subjects, key) === undefined)
  if (unknown >= 0) return fault('unknown-subject', `/document/xSubject/${unknown}`, 'the movement has no such subject')
  return [...new Set(keys)]
}

type Move = {
  readonly from: readonly Stage[]
  readonly to: (was: SubjectStage) => Pick<SubjectStage, 'stage' | 'detained' | 'readmitted'>
  /** The rule that is broken where a subject is at another stage. */
  readonly rule: string
  readonly reason: string
  /** Not while it is detained. */
  readonly free?: true
  /** Not any more, once the suspension says that what is open goes back. */
  readonly onward?: true
}

const move =
  ({ from, to, rule, reason, free, onward }: Move) =>
  (s: JuxtaposedOffice, m: Said<Bodies['Step']>): JuxtaposedOffice | CaseFault => {
    const movement = here(s.movement, m)
    if (isFault(movement)) return movement
    const keys = about(movement, m)
    if (isFault(keys)) return keys
    if (onward && movement.suspension?.ends === 'return')
      return fault('suspended', '/type', 'the office is suspended, and what is open goes back')
    if (free && keys.some((key) => movement.subjects[key]!.detained))
      return fault(
        'detained',
        m.body.xSubject ? '/document/xSubject' : '/type',
        'it is detained until detention-lifted',
      )
    const wrong = keys.find((key) => {
      const was = movement.subjects[key]!
      return was.readmitted || !from.includes(was.stage)
    })
    if (wrong !== undefined || keys.length === 0)
      return fault(rule, m.body.xSubject ? '/document/xSubject' : '/type', reason)
    const subjects = change(movement.subjects, keys, (was) => ({ ...was!, ...to(was!), by: m.id, since: m.body.xAt }))
    return { ...s, movement: { ...movement, subjects } }
  }

const incident: Step<'incident'> = (s, m, c) => {
  const movement = here(s.movement, m)
  if (isFault(movement)) return movement
  const keys = about(movement, m)
  if (isFault(keys)) return keys
  if (!Object.values(c.roles).includes(m.body.xLawApplied))
    return fault('law', '/document/xLawApplied', 'the law of one of the two countries is applied')
  const told = { side: sideOf(c, m), at: m.body.xAt, zone: m.body.xZone, law: m.body.xLawApplied }
  return { ...s, movement: { ...movement, incidents: put(movement.incidents, m.id, told) } }
}

/** What was cleared for exit is handed over by the machine. */
function deadlines({ state: { movement }, roles }: Case<JuxtaposedOffice>): Due[] {
  if (movement === null || movement.suspension?.ends === 'return') return []
  const cleared = new Map<string, SubjectStage[]>()
  for (const x of Object.values(movement.subjects))
    if (x.stage === 'exit') cleared.set(x.by, [...(cleared.get(x.by) ?? []), x])
  return [...cleared].map(([by, subjects]) => ({
    key: `handover:${by}`,
    at: 0,
    owner: roles.exit!,
    kind: 'send' as const,
    what: 'handover',
    ref: by,
    body: { xAt: subjects[0]!.since, xSubject: subjects.map((x) => x.subject) },
  }))
}

const free = { detained: false, readmitted: false }

/** A dossier is found by its office, and so is a movement there. */
function references({ type, body }: CaseMessage): Reference[] {
  const value = (body as { xOfficeId?: string }).xOfficeId
  return value === undefined ? [] : [{ type: type === 'exit-completed' ? 'movements' : 'juxtaposed-office', value }]
}

export const juxtaposedOffice: Procedure<JuxtaposedOffice> = defineProcedure<Bodies, JuxtaposedOffice>({
  name: 'juxtaposed-office',
  version: '1',
  agencies: ['customs', 'border-guard', 'plant-health'],
  roles: ['entry', 'exit'],
  opens: ['dossier', 'exit-completed'],
  opener: (m) => (m.body as Bodies['dossier']).xSide,
  initial: () => ({ office: null, movement: null }),
  deadlines,
  references,
  needed,
  shown: ({ state, roles }, { messages }, country) => ({
    status: state.movement === null ? null : movementState(state.movement),
    side: roleOf(roles, country) ?? null,
    view: { crossing: crossingIn(messages), countries: { exit: roles.exit!, entry: roles.entry! }, ...state },
  }),
  messages: {
    dossier: { ...states('both'), step: dossier },
    agreement: { ...states('both'), step: agreement },
    suspension: { ...states('both'), by: 'person', step: suspension },
    'exit-completed': {
      ...states('exit'),
      clock: { code: 'release', at: ['xAt', 'xOccurredAt'] },
      step: exitCompleted,
    },
    handover: {
      ...states('exit'),
      clock: { code: 'exit', at: ['xAt', 'xOccurredAt'], actor: 'customs' },
      by: 'machine',
      priority: 3,
      step: move({
        from: ['exit'],
        to: () => ({ stage: 'handover', ...free }),
        rule: 'not-exited',
        reason: 'only what was released for exit is handed over',
        onward: true,
      }),
    },
    'entry-started': {
      ...states('entry'),
      clock: { code: 'control-started', at: ['xAt', 'xOccurredAt'] },
      step: move({
        from: ['handover'],
        to: () => ({ stage: 'entry', ...free }),
        rule: 'not-handed-over',
        reason: 'the entry control begins after the exit release',
        onward: true,
      }),
    },
    'entry-completed': {
      ...states('entry'),
      clock: { code: 'release', at: ['xAt', 'xOccurredAt'] },
      step: move({
        from: ['entry'],
        to: () => ({ stage: 'done', ...free }),
        rule: 'not-in-entry',
        reason: 'its entry control is not under way',
        free: true,
      }),
    },
    'entry-refused': {
      ...states('entry'),
      by: 'person',
      step: move({
        from: ['handover', 'entry'],
        to: () => ({ stage: 'refused', ...free }),
        rule: 'not-in-entry',
        reason: 'only what was handed over is refused',
      }),
    },
    detained: {
      ...states('entry'),
      by: 'person',
      step: move({
        from: ['entry'],
        to: (was) => ({ ...was, stage: 'entry', detained: true }),
        rule: 'not-in-entry',
        reason: 'only what is under entry control is detained',
      }),
    },
    'detention-lifted': {
      ...states('entry'),
      by: 'person',
      step: (s, m) => {
        const movement = here(s.movement, m)
        if (isFault(movement)) return movement
        const keys = about(movement, m)
        if (isFault(keys)) return keys
        const held = m.body.xSubject ? keys : keys.filter((key) => movement.subjects[key]!.detained)
        if (held.length === 0 || held.some((key) => !movement.subjects[key]!.detained))
          return fault('not-detained', m.body.xSubject ? '/document/xSubject' : '/type', 'it is not detained')
        const subjects = change(movement.subjects, held, (was) => ({
          ...was!,
          detained: false,
          by: m.id,
          since: m.body.xAt,
        }))
        return { ...s, movement: { ...movement, subjects } }
      },
    },
    seized: {
      ...states('entry'),
      by: 'person',
      step: move({
        from: ['handover', 'entry'],
        to: () => ({ stage: 'seized', ...free }),
        rule: 'not-in-entry',
        reason: 'only what was handed over, and has not entered, is seized',
      }),
    },
    returned: {
      ...states('entry'),
      step: move({
        from: ['handover', 'refused'],
        to: () => ({ stage: 'returned', ...free }),
        rule: 'not-refused',
        reason: 'only what was refused, or not yet controlled, goes back',
      }),
    },
    readmitted: {
      ...states('exit'),
      by: 'person',
      step: move({
        from: ['exit', 'refused', 'returned'],
        to: () => ({ stage: 'returned', detained: false, readmitted: true }),
        rule: 'not-returned',
        reason: 'an exit is reversed only of what does not enter',
      }),
    },
    incident: { ...states('both'), by: 'person', priority: 2, step: incident },
  },
})
