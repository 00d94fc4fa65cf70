/**
 * What the two systems say of themselves: what they can, which offices and routes they serve, who answers day and night, when they are away, which of their data are
 * wrong, and which were lost, altered or seen by who must not. Each side owns its own.
 */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/system.ts'
import { at, defineProcedure, type Said } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import { DAY } from '../../values/time.ts'
import { WHILE_OPEN, type Case, type Due, type Needed, type Procedure } from '../../cases/procedure.ts'
import { get, put, type Rec } from '../../cases/state-record.ts'
import {
  answerBreach,
  breachesDue,
  breachUntil,
  checkNotice,
  tellBreach,
  updateBreach,
  type Breach,
} from './breaches.ts'
import { answerCorrection, askCorrection, checkAnswer, correctionsDue, type Correction } from './corrections.ts'
import { isOpen, regularise, regularisedBy, type Contingency, type Interruption } from './interruptions.ts'
import { checkReferenceData, type ReferenceData } from './reference-data.ts'

type Bodies = components['schemas']
export type Contact = Bodies['Contact']
export type Scope = Bodies['Scope']

/** Minutes, each of which the agreement of a pair may set otherwise (`deadlines`, by these names). */
export const LIMITS = {
  /** After a contingency is over: until all that was done meanwhile is in the exchange. */
  regularisation: 3 * 24 * 60,
} as const

/** A maintenance is over by then, or is none: what lasts longer is another announcement, of which the other side has its notice again. */
export const LONGEST_MAINTENANCE = 31 * DAY

export type Maintenance = {
  readonly country: string
  readonly from: number
  readonly to: number
  readonly scope: Scope
  readonly cancelled: boolean
}

export type System = {
  /** By country. */
  readonly capabilities: Rec<Bodies['capabilities']>
  readonly referenceData: Rec<ReferenceData>
  readonly contacts: Rec<readonly Contact[]>
  /** These by the id of the message that announced them. */
  readonly maintenance: Rec<Maintenance>
  readonly outages: Rec<Interruption>
  readonly contingencies: Rec<Contingency>
  readonly corrections: Rec<Correction>
  readonly breaches: Rec<Breach>
  readonly tests: Rec<{ country: string; testId: string; result: 'passed' | 'failed' | null }>
  /** When what stands above was signed, in seconds since 1970: by the id of its message, or by list and country. */
  readonly signed: Rec<number>
}

const EMPTY: System = {
  capabilities: {},
  referenceData: {},
  contacts: {},
  maintenance: {},
  outages: {},
  contingencies: {},
  corrections: {},
  breaches: {},
  tests: {},
  signed: {},
}

/** What one case holds of a kind at most: all of it is written again with each of its messages. */
export const MOST = 100

/** Why a case takes no more of what these lists hold. */
const full = (...lists: readonly Rec<unknown>[]): CaseFault | undefined =>
  lists.reduce((n, list) => n + Object.keys(list).length, 0) < MOST
    ? undefined
    : fault('too-many', '/conversation', `a new conversation begins where this one has ${MOST} of them`)

const time = (t: string | undefined): number | null => (t === undefined ? null : at(t))

function check(m: CaseMessage): CaseFault | undefined {
  if (m.type === 'maintenance') {
    const { xFrom, xTo } = m.body as Bodies['maintenance']
    if (at(xTo) <= at(xFrom)) return fault('window', '/document/xTo', 'it ends before it begins')
    return at(xTo) - at(xFrom) > LONGEST_MAINTENANCE
      ? fault('window', '/document/xTo', 'a maintenance lasts 31 days at most')
      : undefined
  }
  if (m.type === 'outage' || m.type === 'contingency') {
    const body = m.body as Partial<Bodies['outage'] & Bodies['contingency']>
    const stated = body.xSince ?? body.xFrom
    const from = stated === undefined ? -Infinity : at(stated)
    if (body.xEndedAt !== undefined && at(body.xEndedAt) < from)
      return fault('window', '/document/xEndedAt', 'it ends before it begins')
    if (body.xExpectedEnd !== undefined && at(body.xExpectedEnd) < from)
      return fault('window', '/document/xExpectedEnd', 'it ends before it begins')
    if (body.xRegularisedAt !== undefined && at(body.xRegularisedAt) < Math.max(from, time(body.xEndedAt) ?? from))
      return fault('window', '/document/xRegularisedAt', 'it is regularised before it is over')
  }
  if (m.type === 'breach-notice') return checkNotice(m.body as Bodies['breach-notice'])
  if (m.type === 'correction-answer') return checkAnswer(m.body as Bodies['correction-answer'])
  if (m.type === 'contacts') {
    const { xContacts } = m.body as Bodies['contacts']
    if (!xContacts.some(({ role }) => role === 'duty-desk'))
      return fault('duty-desk', '/document/xContacts', 'no duty desk is among them')
  }
  return undefined
}

/** Begins an interruption, or ends the one of `list` that `ref` names. Only the side that announced it ends it. */
function interrupt<T extends Interruption>(
  s: System,
  list: Rec<T>,
  m: CaseMessage,
  said: Omit<T, 'country'>,
): Rec<T> | CaseFault {
  // prettier-ignore
  if (said.ended === null || m.ref === undefined)
    return full(s.outages, s.contingencies) ?? put(list, m.id, { country: m.from, ...said } as T)
  const open = get(list, m.ref)
  if (open === undefined) return fault('no-interruption', '/ref', 'it names nothing that began in this case')
  if (open.country !== m.from) return fault('not-own', '/ref', 'only the side that announced it ends it')
  if (open.ended !== null) return fault('ended', '/ref', 'it was over before')
  if (said.ended < open.from) return fault('window', '/document/xEndedAt', 'it ends before it begins')
  return put(list, m.ref, { ...open, ended: said.ended })
}

function deadlines({ state: s, roles }: Case<System>): Due[] {
  const overdue = (list: Rec<Interruption>, what: string): Due[] =>
    Object.entries(list).flatMap(([id, o]) =>
      o.ended === null && o.expected !== null
        ? [{ key: `${what}:${id}`, at: o.expected, owner: 'both', kind: 'alert' as const, what, ref: id }]
        : [],
    )
  return [
    ...overdue(s.outages, 'outage lasts longer than expected'),
    ...overdue(s.contingencies, 'contingency not reviewed'),
    ...Object.entries(s.contingencies).flatMap(([id, c]): Due[] => {
      const at = c.regularised === null ? regularisedBy(c) : null
      if (at === null) return []
      return [{ key: `regularisation:${id}`, at, owner: 'both', kind: 'alert', what: 'contingency not regularised', ref: id }] // prettier-ignore
    }),
    ...correctionsDue(s.corrections),
    ...breachesDue(s.breaches, roles),
  ]
}

/** From the earliest message on that says something which still holds, or is still to come. */
function needed({ state: s }: Case<System>, last: number): Needed | undefined {
  const holding = [
    ...(['capabilities', 'referenceData', 'contacts'] as const).flatMap((list) =>
      Object.keys(s[list]).map((country) => [`${list} ${country}`, WHILE_OPEN] as const),
    ),
    ...Object.entries(s.outages).map(([id, o]) => [id, o.ended ?? WHILE_OPEN] as const),
    ...Object.entries(s.contingencies).map(([id, c]) => [id, isOpen(c) ? WHILE_OPEN : c.ended!] as const),
    ...Object.entries(s.corrections).map(([id, c]) => [id, c.answered ?? WHILE_OPEN] as const),
    ...Object.entries(s.breaches).map(([id, b]) => [id, breachUntil(b)] as const),
    ...Object.entries(s.maintenance).map(([id, m]) => [id, m.cancelled ? 0 : m.to] as const),
  ].filter(([, until]) => until > last)
  if (holding.length === 0) return undefined
  const signed = holding.map(([key]) => get(s.signed, key) ?? 0)
  return { from: Math.min(...signed) * 1000, until: Math.max(...holding.map(([, until]) => until)) }
}

const signed = (s: System, key: string, m: CaseMessage): Rec<number> => put(s.signed, key, m.iat)

export const system: Procedure<System> = defineProcedure<Bodies, System>({
  name: 'system',
  version: '1',
  agencies: ['customs'],
  limits: Object.keys(LIMITS),
  roles: ['requesting', 'requested'],
  opens: [
    'capabilities',
    'reference-data',
    'contacts',
    'maintenance',
    'outage',
    'contingency',
    'correction-request',
    'breach-notice',
    'test',
  ],
  initial: () => EMPTY,
  check,
  deadlines,
  needed,
  about(m) {
    if (m.type !== 'correction-request' && m.type !== 'breach-notice') return undefined
    const { xAgreement: agreement, xProcedure: procedure } = m.body as Bodies['correction-request']
    return { agreement, procedure }
  },
  messages: {
    capabilities: {
      ...states('both'),
      step: (s, m) => ({
        ...s,
        capabilities: put(s.capabilities, m.from, m.body),
        signed: signed(s, `capabilities ${m.from}`, m),
      }),
    },
    'reference-data': {
      ...states('both'),
      step: (s, m) => {
        const known = get(s.referenceData, m.from)
        if (known !== undefined && known.xVersion >= m.body.xVersion)
          return fault('version', '/document/xVersion', 'a version of this number or a later one is known')
        const referenceData = put(s.referenceData, m.from, m.body)
        return checkReferenceData(m, m.body) ?? { ...s, referenceData, signed: signed(s, `referenceData ${m.from}`, m) }
      },
    },
    contacts: {
      ...states('both'),
      step: (s, m) => ({
        ...s,
        contacts: put(s.contacts, m.from, m.body.xContacts),
        signed: signed(s, `contacts ${m.from}`, m),
      }),
    },
    maintenance: {
      ...states('both'),
      step: (s, m: Said<Bodies['maintenance']>) => {
        const { xFrom, xTo, xScope, xCancelled } = m.body
        if (xCancelled !== true) {
          const none = full(s.maintenance)
          if (none) return none
          const planned = { country: m.from, from: at(xFrom), to: at(xTo), scope: xScope ?? {}, cancelled: false }
          return { ...s, maintenance: put(s.maintenance, m.id, planned), signed: signed(s, m.id, m) }
        }
        const open = m.ref === undefined ? undefined : get(s.maintenance, m.ref)
        if (open === undefined) return fault('no-maintenance', '/ref', 'it names no maintenance of this case')
        if (open.country !== m.from) return fault('not-own', '/ref', 'only the side that announced it cancels it')
        if (open.cancelled) return fault('cancelled', '/ref', 'it was cancelled before')
        return { ...s, maintenance: put(s.maintenance, m.ref!, { ...open, cancelled: true }) }
      },
    },
    outage: {
      ...states('both'),
      priority: 1,
      step: (s, m) => {
        const { xSince, xExpectedEnd, xEndedAt, xScope } = m.body
        const outages = interrupt(s, s.outages, m, {
          from: at(xSince),
          expected: time(xExpectedEnd),
          ended: time(xEndedAt),
          scope: xScope ?? {},
        })
        return isFault(outages) ? outages : { ...s, outages, signed: signed(s, m.id, m) }
      },
    },
    contingency: {
      ...states('both'),
      step: (s, m) => {
        const { xFrom, xReviewAt, xEndedAt, xRegularisedAt, xScope, xProcedure } = m.body
        const known = m.ref === undefined ? undefined : get(s.contingencies, m.ref)
        const regularised = time(xRegularisedAt)
        // What is over is regularised later, by a message of its own; or all of it is told at once.
        const begun =
          regularised !== null && m.ref !== undefined && (known === undefined || known.ended !== null || xEndedAt === undefined) // prettier-ignore
            ? s.contingencies
            : interrupt(s, s.contingencies, m, {
                from: at(xFrom),
                expected: time(xReviewAt),
                ended: time(xEndedAt),
                scope: xScope ?? {},
                procedure: xProcedure,
                term: xProcedure === 'none' ? null : (m.terms?.limits['regularisation'] ?? LIMITS.regularisation),
                regularised: null,
              })
        if (isFault(begun)) return begun
        const contingencies = regularised === null ? begun : regularise(begun, m, regularised)
        return isFault(contingencies) ? contingencies : { ...s, contingencies, signed: signed(s, m.id, m) }
      },
    },
    'correction-request': {
      ...asks('both'),
      step: (s, m) =>
        full(s.corrections) ?? {
          ...s,
          corrections: askCorrection(s.corrections, m),
          signed: signed(s, m.id, m),
        },
    },
    'correction-answer': {
      ...states('both'),
      by: { person: ({ xResult }) => xResult === 'refused', when: 'where it lets the data stand' },
      step: (s, m) => {
        const corrections = answerCorrection(s.corrections, m)
        return isFault(corrections) ? corrections : { ...s, corrections }
      },
    },
    'breach-notice': {
      ...states('both'),
      by: 'person',
      priority: 1,
      step: (s, m) => {
        const breaches = full(s.breaches) ?? tellBreach(s.breaches, m)
        return isFault(breaches) ? breaches : { ...s, breaches, signed: signed(s, m.id, m) }
      },
    },
    'breach-update': {
      ...states('both'),
      by: 'person',
      priority: 1,
      step: (s, m) => {
        const breaches = updateBreach(s.breaches, m)
        return isFault(breaches) ? breaches : { ...s, breaches }
      },
    },
    'breach-answer': {
      ...states('both'),
      by: 'person',
      priority: 1,
      step: (s, m) => {
        const breaches = answerBreach(s.breaches, m)
        return isFault(breaches) ? breaches : { ...s, breaches }
      },
    },
    test: {
      ...states('both'),
      step: (s, m) => {
        if (m.body.xResult === undefined)
          return (
            full(s.tests) ?? {
              ...s,
              tests: put(s.tests, m.id, { country: m.from, testId: m.body.xTestId, result: null }),
              signed: signed(s, m.id, m),
            }
          )
        const asked = m.ref === undefined ? undefined : get(s.tests, m.ref)
        if (asked === undefined) return fault('no-test', '/ref', 'it answers no test of this case')
        if (asked.country === m.from) return fault('own-test', '/ref', 'the other side says how a test went')
        if (asked.testId !== m.body.xTestId) return fault('test-id', '/document/xTestId', 'the test has another id')
        if (asked.result !== null) return fault('answered', '/ref', 'the test has its result')
        return { ...s, tests: put(s.tests, m.ref!, { ...asked, result: m.body.xResult }) }
      },
    },
  },
})
