/**
 * Juxtaposed office (RKC 3.5; TFA 8.2(c), (e)): one stop, the exit control first, then the entry control. The office is a case of its own, in which its
 * dossiers are agreed and it is suspended; each movement is another case that names the office. Were they one, no lane could move before the
 * messages of all other lanes have arrived.
 */
import { asks, states } from '../../cases/message-type.ts'
import { crossingIn, fault, roleOf, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { defineProcedure } from '../../cases/define.ts'
import { doubtedTimes } from '../../cases/stated-times.ts'
import type { Reference } from '../../message/reference.ts'
import type { Case, Due, Procedure } from '../../cases/procedure.ts'
import { entryStarted } from './found-steps.ts'
import * as held from './held-steps.ts'
import * as steps from './movement-steps.ts'
import { agreement, dossier, roster, suspension } from './office-steps.ts'
import {
  type Bodies,
  type SubjectStage,
  type JuxtaposedOffice,
  hasEnded,
  needed,
  movementState,
} from './office-state.ts'
import { addTo } from '../../values/groups.ts'

/** What all agencies of the exit side have cleared is handed over by the machine. */
function deadlines({ state: { movement }, roles }: Case<JuxtaposedOffice>): Due[] {
  if (movement === null || movement.suspension?.ends === 'return') return []
  const cleared = new Map<string, SubjectStage[]>()
  for (const x of Object.values(movement.subjects))
    if (x.stage === 'exit' && hasEnded(x.agencies.exit)) addTo(cleared, x.by, x)
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

/** When something of a movement was done is what its stages and its board count by: it is told on the day. */
function check(m: CaseMessage): CaseFault | undefined {
  const [pointer] = doubtedTimes(m)
  return pointer === undefined
    ? undefined
    : fault('long-ago', pointer, 'it is told longer after it happened than it may be')
}

/** A dossier is found by its office, and so is a movement there. */
function references({ type, body }: CaseMessage): Reference[] {
  const value = (body as { xOfficeId?: string }).xOfficeId
  return value === undefined ? [] : [{ type: type === 'exit-completed' ? 'movements' : 'juxtaposed-office', value }]
}

/** The time of a release is that of customs: other agencies end their controls before or after it. */
const ofCustoms = ({ xAgency }: Readonly<Record<string, unknown>>): boolean =>
  xAgency === undefined || xAgency === 'customs'

export const juxtaposedOffice: Procedure<JuxtaposedOffice> = defineProcedure<Bodies, JuxtaposedOffice>({
  name: 'juxtaposed-office',
  version: '1',
  agencies: ['customs', 'border-guard', 'plant-health'],
  roles: ['entry', 'exit'],
  opens: ['dossier', 'exit-completed'],
  opener: (m) => (m.body as Bodies['dossier']).xSide,
  initial: () => ({ office: null, movement: null }),
  check,
  deadlines,
  references,
  needed,
  shown: ({ state, roles }, { messages }, country) => ({
    status: state.movement === null ? null : movementState(state.movement),
    side: roleOf(roles, country) ?? null,
    // What lists show. Who is on duty, of which there are many lines, is read in the case.
    view: {
      crossing: crossingIn(messages),
      countries: { exit: roles.exit!, entry: roles.entry! },
      ...state,
      office: state.office && { ...state.office, rosters: {} },
    },
  }),
  grave: {
    suspension: { does: 'the office is suspended, and what is open there ends' },
    'handover-revoked': { does: 'a handover is taken back' },
    'refusal-revoked': { does: 'a refusal of entry is taken back' },
    seized: { does: 'goods are seized' },
    'seizure-lifted': { does: 'goods that were seized are given back' },
    disposed: { does: 'goods are disposed of' },
    'disposal-consent': { does: 'the disposal of goods is agreed to' },
    'release-revoked': { does: 'a release is taken back' },
  },
  messages: {
    dossier: { ...states('both'), step: dossier },
    agreement: { ...states('both'), by: 'person', step: steps.decided(agreement) },
    roster: { ...states('both'), step: roster },
    suspension: { ...states('both'), by: 'person', step: steps.decided(suspension) },
    'exit-completed': {
      ...states('exit'),
      clock: { code: 'release', at: ['xAt', 'xOccurredAt'], when: ofCustoms },
      step: steps.exitCompleted,
    },
    handover: {
      ...states('exit'),
      clock: { code: 'exit', at: ['xAt', 'xOccurredAt'], actor: 'customs' },
      by: 'machine',
      priority: 3,
      step: steps.handover,
    },
    'handover-revoked': {
      ...states('exit'),
      by: 'person',
      priority: 3,
      takesBack: { codes: ['release', 'exit'] },
      step: steps.decided(steps.handoverRevoked),
    },
    'entry-started': {
      ...states('entry'),
      clock: { code: 'control-started', at: ['xAt', 'xOccurredAt'] },
      step: entryStarted,
    },
    'entry-completed': {
      ...states('entry'),
      clock: { code: 'release', at: ['xAt', 'xOccurredAt'], when: ofCustoms },
      step: steps.entryCompleted,
    },
    'entry-refused': { ...states('entry'), by: 'person', step: steps.decided(held.entryRefused) },
    'refusal-revoked': {
      ...states('entry'),
      by: 'person',
      priority: 3,
      takesBack: { codes: ['release'], ofAgency: true },
      step: steps.decided(held.refusalRevoked),
    },
    detained: { ...states('entry'), by: 'person', step: steps.decided(held.detained) },
    'detention-lifted': { ...states('entry'), by: 'person', step: steps.decided(held.detentionLifted) },
    seized: { ...states('entry'), by: 'person', step: steps.decided(held.seized) },
    'seizure-lifted': { ...states('entry'), by: 'person', step: steps.decided(held.seizureLifted) },
    disposed: { ...states('entry'), by: 'person', step: steps.decided(held.disposed) },
    'disposal-consent': { ...states('entry'), by: 'person', step: steps.decided(held.disposalConsent) },
    'release-revoked': {
      ...states('both'),
      by: 'person',
      priority: 3,
      takesBack: { codes: ['release'], ofAgency: true },
      step: steps.decided(held.releaseRevoked),
    },
    returned: { ...states('entry'), step: steps.returned },
    readmitted: {
      ...states('exit'),
      by: 'person',
      takesBack: { codes: ['release', 'exit'] },
      step: steps.decided(steps.readmitted),
    },
    'control-again-request': { ...asks('exit'), step: steps.controlAgainRequest },
    'control-again-answer': { ...states('entry'), by: 'person', step: steps.decided(steps.controlAgainAnswer) },
    'control-again': { ...states('exit'), by: 'person', step: steps.decided(steps.controlAgain) },
    incident: {
      ...states('both'),
      by: 'person',
      priority: 2,
      reservedFor: 'incidents',
      step: steps.decided(steps.incident),
    },
  },
})
