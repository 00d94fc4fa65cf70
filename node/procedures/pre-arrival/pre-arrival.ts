/**
 * Pre-arrival (SAFE Pillar 1, UCC-DA 105 ff.): what is announced, judged, stopped, moved, controlled and released, per subject and agency.
 */
import { grave } from './grave.ts'
import { asks, states } from '../../cases/message-type.ts'
import { isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { profiles } from './profiles.ts'
import { defineProcedure } from '../../cases/define.ts'
import { LIMITS, limitsOf, type Declaration } from './deadlines.ts'
import { answerOrder, issue, lift, standing } from './do-not-load.ts'
import { dues } from './dues.ts'
import type { Procedure } from '../../cases/procedure.ts'
import { get, put, type Rec } from '../../cases/state-record.ts'
import { EMPTY, FINAL, HERE, TAKEN, isSettled, type Amendment, type PreArrival, type SubjectState } from './state.ts'
import { type Bodies, live, refuse, flag, about, lodge, amend, unannounced } from './lodge.ts'
import { lapse } from './lapse.ts'
import { needed } from './needed.ts'
import { atOffices } from './offices.ts'
import { numbersApart, references, type Steps } from './numbers.ts'
import { register } from './register.ts'
import { move, dispose, absent, arrive, consent, revokeRelease, sendBack, turnRound } from './movement.ts'
import { ask, answer, judge, recommend } from './risk.ts'
import { transitMessages } from './transit.ts'
import { isOver } from './transit-state.ts'

/** The fault of a declaration that names an office which nobody knows here. The receiver answers it with `rejected`. */
export function unknownOffice(declaration: Declaration, known: ReadonlySet<string>): CaseFault | undefined {
  const office = declaration.xOfficeOfFirstEntry
  if (office === undefined || known.has(office)) return undefined
  return refuse('unknown-office', 'the office of first entry is not known', '/document/xOfficeOfFirstEntry')
}

/** What was decided for good was decided of the goods as they were declared then. */
const decidedFor = (s: PreArrival, keys: readonly string[], is: (x: SubjectState) => boolean): CaseFault | undefined =>
  keys.some((key) => is(get(s.subjects, key)!))
    ? refuse('disposal-final', 'no amendment of goods on which it was decided for good')
    : undefined

/** Why a declarant cannot amend any more (UCC Art. 129(1)): whatever part of the declaration it is about, or what it touches. */
function unamendable(s: PreArrival, touched: readonly string[]): CaseFault | undefined {
  if (s.closed === 'examination') return refuse('examination', 'no amendment once an examination was announced')
  if (s.closed === 'incorrect') return refuse('incorrect', 'no amendment once particulars were found wrong')
  const presented = Object.values(s.subjects).some((x) => ['presented', 'left', 'returned'].includes(x.movement))
  if (presented) return refuse('presented', 'no amendment once goods of it were presented')
  return decidedFor(s, touched, ({ disposal }) => Object.values(disposal).some((one) => FINAL.includes(one)))
}

/** What came of a step, with what is found of the offices that its message names. */
const seenAt = (next: PreArrival | CaseFault, m: CaseMessage) => (isFault(next) ? next : atOffices(next, m))

/** Who has turned round may leave again, go elsewhere or stay away, and who was not to come may leave all the same: flagged, since it is against the order of things. */
const TURNED = ['withdrawn'] as const
const AGAIN = [...TURNED, 'not-arrived'] as const
const ON_THE_WAY = ['expected', 'exited', ...TURNED] as const

/** What an agency has refused or seized it may itself send back, destroy, take for the State or be left for it. */
const DONE_WITH = ['refused', 'seized'] as const

/** The declarant knows that goods of it will be examined. */
const announced = (s: PreArrival): PreArrival => ({ ...s, closed: s.closed ?? 'examination' })

const STEPS: Steps = {
  declaration: {
    ...asks('exit'),
    toEach: true,
    clock: { code: 'lodgement', at: ['issueDateTime'] },
    step: (s, m) => seenAt(lodge(s, m), m),
  },
  amendment: {
    ...asks('exit'),
    step: (s, m) => {
      if (!live(s)) return refuse('not-registered', 'only a registered declaration is amended')
      const keys = about(s, m, m.body.xSubject)
      if (isFault(keys)) return keys
      const closed = unamendable(s, keys)
      if (closed) return closed
      const subjects = m.body.xSubject || m.context.xSubject?.length ? keys : null
      const declaration = m.body.xDeclaration ?? null
      return { ...s, amending: put(s.amending, m.id, { asked: m.iat, subjects, declaration }) }
    },
  },
  invalidation: {
    ...asks('exit'),
    step: (s, m) => {
      if (!live(s)) return refuse('not-registered', 'only a registered declaration is invalidated')
      if (Object.values(s.subjects).some((x) => HERE.includes(x.movement)))
        return refuse('arrived', 'no invalidation after arrival')
      if (!isOver(s.transit)) return refuse('under-transit', 'its goods are under a transit that is not discharged')
      return { ...s, invalidating: put(s.invalidating, m.id, m.iat) }
    },
  },
  'information-response': {
    ...asks('exit'),
    clock: { code: 'documents-supplied', at: ['issueDateTime'] },
    step: answer('information'),
  },
  'screening-result': { ...states('exit'), step: answer('screening') },
  exit: {
    ...states('exit'),
    clock: { code: 'exit', at: ['exitDateTime'] },
    step: (s, m) => {
      const from = ['expected', 'diverted', ...AGAIN] as const
      const exited = move(s, m, m.body.xSubject, 'exited', from, [...HERE, ...AGAIN])
      if (isFault(exited)) return exited
      const moved = atOffices(unannounced(exited, m), m)
      const keys = about(s, m, m.body.xSubject) as string[]
      return keys.some((key) => standing(s, key).length > 0) ? flag(moved, 'left-despite-do-not-load', m) : moved
    },
  },
  'do-not-load-answer': {
    ...states('exit'),
    priority: 0,
    step: (s, m) => answerOrder(s, m, limitsOf(s.limits).doNotLoadAnswer),
  },
  diverted: {
    ...states('exit'),
    step: (s, m) => seenAt(move(s, m, undefined, 'diverted', ON_THE_WAY, TURNED), m),
  },
  'not-arrived': { ...states('exit'), step: (s, m) => move(s, m, undefined, 'not-arrived', ON_THE_WAY, TURNED) },
  registered: {
    ...states('entry'),
    clock: { code: 'acceptance', at: ['declaration.acceptanceDateTime', 'issueDateTime'] },
    by: 'machine',
    step: (s, m) => seenAt(register(s, m), m),
  },
  rejected: {
    ...states('entry'),
    by: 'machine',
    step: (s, m) => {
      const rule = m.body.error?.[0]?.validationCode ?? 'rejected'
      const rejections = put(s.rejections, m.ref ?? s.lodgedBy ?? m.id, rule)
      if (m.ref !== undefined && m.ref !== s.lodgedBy)
        return { ...s, rejections, invalidating: without(s.invalidating, m.ref) }
      if (s.lodgement !== 'lodged' && s.lodgement !== 'none')
        return refuse('registered', 'a registered declaration is not rejected any more')
      return { ...s, lodgement: 'rejected', rejections }
    },
  },
  'amendment-accepted': {
    ...states('entry'),
    step: (s, m) => {
      const [asked, amending] = take(s.amending, m.ref)
      if (asked === undefined || !live(s)) return refuse('no-amendment', 'it names no amendment that waits', '/ref')
      const closed = unamendable(s, asked.subjects ?? Object.keys(s.subjects))
      if (closed) return closed
      return seenAt(amend({ ...s, amending }, asked), m)
    },
  },
  'amendment-rejected': {
    ...states('entry'),
    step: (s, m) => {
      const [asked, amending] = take(s.amending, m.ref)
      if (asked === undefined) return refuse('no-amendment', 'it names no amendment that waits', '/ref')
      const rule = m.body.error?.[0]?.validationCode ?? 'rejected'
      return { ...s, amending, rejections: put(s.rejections, m.ref!, rule) }
    },
  },
  'invalidation-accepted': {
    ...states('entry'),
    step: (s, m) => {
      if (!live(s)) return refuse('not-registered', 'there is nothing to invalidate')
      if (m.body.xGround === 'lapsed') {
        const at = lapse(s)
        if (isFault(at)) return at
        if (m.iat * 1000 < at) return refuse('not-due', 'its time has not run out')
        return { ...s, lodgement: 'lapsed', amending: {}, invalidating: {} }
      }
      if (Object.values(s.subjects).some((x) => HERE.includes(x.movement)))
        return refuse('arrived', 'no invalidation after arrival')
      if (!isOver(s.transit)) return refuse('under-transit', 'its goods are under a transit that is not discharged')
      if (m.ref === undefined || get(s.invalidating, m.ref) === undefined)
        return refuse('no-invalidation', 'it names no invalidation that waits', '/ref')
      return { ...s, lodgement: 'invalidated', amending: {}, invalidating: {} }
    },
  },
  'authority-amendment': {
    ...states('entry'),
    by: 'person',
    step: (s, m) => {
      if (!live(s)) return refuse('not-registered', 'only a registered declaration is amended')
      const keys = about(s, m, m.body.xSubject)
      if (isFault(keys)) return keys
      const settled = decidedFor(s, keys, (x) => isSettled(s, x))
      if (settled) return settled
      const found: PreArrival = { ...s, closed: s.closed ?? 'incorrect' }
      return seenAt(amend(found, { asked: m.iat, subjects: keys, declaration: m.body.xDeclaration ?? null }), m)
    },
  },
  'information-request': {
    ...asks('entry'),
    clock: { code: 'documents-requested', at: ['issueDateTime'] },
    step: ask('information'),
  },
  'screening-request': { ...asks('entry'), step: ask('screening') },
  'risk-outcome': { ...states('entry'), step: judge },
  'do-not-load': { ...states('entry'), by: 'person', priority: 0, waits: false, step: issue },
  'do-not-load-lifted': { ...states('entry'), by: 'person', priority: 0, step: lift },
  'control-recommendation': { ...states('entry'), step: recommend },
  'control-notice': {
    ...states('entry'),
    step: (s, m) => {
      if (!live(s)) return refuse('not-registered', 'there is no registered declaration')
      const keys = about(s, m, m.body.xSubject)
      return isFault(keys) ? keys : announced(s)
    },
  },
  arrival: {
    ...states('entry'),
    clock: { code: 'arrival', at: ['xAt', 'issueDateTime'] },
    step: (s, m) => seenAt(arrive(s, m), m),
  },
  presentation: {
    ...states('entry'),
    clock: { code: 'presentation', at: ['xAt', 'issueDateTime'] },
    step: (s, m) => seenAt(move(s, m, m.body.xSubject, 'presented', ['arrived']), m),
  },
  withdrawn: { ...states('entry'), takesBack: { codes: ['arrival', 'presentation'] }, step: turnRound },
  'presentation-revoked': {
    ...states('entry'),
    takesBack: { codes: ['presentation'] },
    step: (s, m) => move(s, m, undefined, 'arrived', ['presented']),
  },
  'control-decision': {
    ...states('entry'),
    by: 'person',
    clock: { code: 'control-decided', at: ['xAt', 'issueDateTime'] },
    priority: 3,
    step: (s, m) => dispose(announced(s), m, m.body, 'control', ['open', 'conditional'], 'control'),
  },
  'control-result': {
    ...states('entry'),
    by: 'person',
    clock: { code: 'control-ended', at: ['xAt', 'issueDateTime'] },
    step: (s, m) => dispose(s, m, m.body, 'open', ['control'], 'no-control'),
  },
  'agency-decision': {
    ...states('entry'),
    by: { person: ({ xDisposal }) => !['open', 'released'].includes(String(xDisposal)), when: 'unless it releases' },
    clock: { code: 'agency-decision', at: ['xAt', 'issueDateTime'] },
    step: (s, m) => {
      const to = m.body.xDisposal
      const gone = to === 'released' || to === 'conditional' ? absent(s, m, m.body.xSubject) : undefined
      const waits = m.body.xEffectiveOnArrival === true
      if (waits && to !== 'released' && to !== 'conditional')
        return refuse('on-arrival', 'a release alone waits for the goods', '/document/xEffectiveOnArrival')
      // What was let go under conditions is taken back by whoever revokes that, and controlled by whoever decides so.
      const free = to === 'open' ? [] : (['conditional'] as const)
      const from = ['open', 'control', ...free, ...(TAKEN.includes(to) ? DONE_WITH : [])] as const
      return gone ?? dispose(s, m, m.body, to, from, 'disposal', waits)
    },
  },
  release: {
    ...states('entry'),
    clock: {
      code: 'release',
      at: ['xAt', 'status.releaseDateTime', 'issueDateTime'],
      when: (body) => body['xEffectiveOnArrival'] !== true,
    },
    priority: 3,
    step: (s, m) => {
      const to = m.body.xConditional === true ? 'conditional' : 'released'
      const waits = m.body.xEffectiveOnArrival === true
      return absent(s, m, m.body.xSubject) ?? dispose(s, m, m.body, to, ['open', 'conditional'], 'under-control', waits)
    },
  },
  ...transitMessages,
  'refusal-of-entry': {
    ...states('entry'),
    by: 'person',
    step: (s, m) => dispose(s, m, m.body, 'refused', ['open', 'control', 'conditional'], 'disposal'),
  },
  'seizure-lifted': {
    ...states('entry'),
    by: 'person',
    step: (s, m) => dispose(s, m, m.body, 'open', ['seized'], 'not-seized'),
  },
  'disposal-consent': { ...states('entry'), by: 'person', step: consent },
  'release-revoked': {
    ...states('entry'),
    by: 'person',
    priority: 3,
    takesBack: { codes: ['release'], ofAgency: true },
    step: revokeRelease,
  },
  returned: { ...states('entry'), step: sendBack },
}

export const preArrival: Procedure<PreArrival> = defineProcedure<Bodies, PreArrival>({
  name: 'pre-arrival',
  version: '1',
  agencies: ['customs', 'border-guard', 'plant-health', 'veterinary', 'food-safety'],
  limits: Object.keys(LIMITS),
  roles: ['entry', 'exit'],
  opens: ['declaration', 'do-not-load', 'rejected', 'arrival'],
  initial: ({ terms }) => ({
    ...EMPTY,
    limits: terms?.limits ?? {},
    mayLodge: terms?.effects.includes('lodged') ?? false,
    heldUntilDischarged: terms?.effects.includes('release-after-discharge') ?? false,
  }),
  deadlines: dues,
  references,
  needed,
  profiles,
  grave,
  messages: numbersApart(STEPS, transitMessages),
})

const without = <T>(record: Rec<T>, id: string): Rec<T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== id))

const take = (record: Rec<Amendment>, id: string | undefined): [Amendment | undefined, Rec<Amendment>] => {
  const found = id === undefined ? undefined : get(record, id)
  return [found, found === undefined ? record : without(record, id!)]
}
