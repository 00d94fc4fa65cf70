/**
 * Opening hours: each side proposes its own, the other accepts them; closings are unilateral. What both share is computed (common-hours.ts) and
 * never part of the case, because two nodes may have different tz databases.
 */
import { asks, states } from '../../cases/message-type.ts'
import { fault, isFault, type CaseFault, type CaseMessage, type Roles } from '../../cases/case-message.ts'
import { at, defineProcedure } from '../../cases/define.ts'
import type { Reference } from '../../message/reference.ts'
import type { AgreementDocument } from '../../peers/agreement.ts'
import type { Hours } from './office-hours.ts'
import { isTimeZone, tzdbVersion } from './time-zones.ts'
import { defaultRank, WHILE_OPEN, type Case, type Due, type Procedure } from '../../cases/procedure.ts'
import { get, put } from '../../cases/state-record.ts'
import { DAY, parseDate } from '../../values/time.ts'
import { EMPTY, GRANTED, OPEN_REQUESTS, type Bodies, type Closing, type HoursChange, type OpeningHours, type Side } from './hours-state.ts' // prettier-ignore
import {
  OPEN,
  sideOf,
  side,
  propose,
  named,
  other,
  accept,
  reject,
  withdraw,
  versionEnds,
  lapse,
} from './hours-steps.ts'
import { keepsNotice, renew, unagreed } from './closing-notice.ts'
import { answer, cancel, checkCharge, offer, placesDue, request } from './out-of-hours.ts'

/** Openings a year of one proposal: what is beyond this is no timetable, and costs whoever computes it. A recurrence weighs as much as its reckoning. */
const OPENINGS = 100_000

const RECURRENCE = 250

/** As many as a date list may have. */
const DATES = 200

const openingsOf = (rule: Hours['xRules'][number]): number =>
  (rule.exceptions ?? []).reduce((all, e) => {
    const days = Math.min(366, (parseDate(e.to) - parseDate(e.from)) / DAY + 1)
    const times = 1 + (e.days?.length ?? 0) + (e.dateList === undefined ? 0 : DATES)
    return all + times * days * (e.hours?.length ?? 1) + (e.recurs === undefined ? 0 : RECURRENCE)
  }, rule.weekly.length * 53)

function deadlines({ state: s, roles }: Case<OpeningHours>, by = Infinity): Due[] {
  const found: Due[] = []
  const lapses = (ref: string, state: string, of: Side, due: number | null, body: object): void => {
    if (due !== null)
      found.push({ key: `lapse:${ref}:${state}`, at: due, owner: roles[of]!, kind: 'send', what: 'lapsed', ref, body })
  }
  for (const v of Object.values(s.versions))
    lapses(v.id, v.state, v.side, versionEnds(v), { xVersion: v.hours.xVersion })
  for (const [id, x] of Object.entries(s.changes)) if (x.state === 'proposed') lapses(id, x.state, x.side, x.to, {})
  for (const [id, x] of s.outOfHours.group(OPEN_REQUESTS, by)) lapses(id, 'asked', x.side, x.to, {})
  for (const [id, closing] of Object.entries(s.closings))
    if (closing.reopened === null)
      found.push({
        key: `review:${id}`,
        at: closing.reviewAt,
        owner: 'both',
        kind: 'alert',
        what: 'emergency closing not reviewed',
        ref: id,
      })
  return [...found, ...placesDue(s, roles)]
}

/** Beyond the schema: zones and times that mean something, and hours that are the sender's own. */
function check(m: CaseMessage): CaseFault | undefined {
  if (m.type === 'proposal' || m.type === 'counter-proposal') {
    const body = m.body as Hours
    if (body.xSide !== m.from) return fault('not-own', '/document/xSide', 'each side states its own hours')
    if (body.xRules.reduce((all, rule) => all + openingsOf(rule), 0) > OPENINGS)
      return fault('hours', '/document/xRules', `more than ${OPENINGS} openings a year`)
    for (const [i, rule] of body.xRules.entries()) {
      for (const [j, h] of rule.weekly.entries())
        if (h.nextDay !== true && h.to <= h.from)
          return fault('hours', `/document/xRules/${i}/weekly/${j}/to`, 'closes before it opens')
      for (const [j, e] of (rule.exceptions ?? []).entries())
        if (e.to < e.from) return fault('hours', `/document/xRules/${i}/exceptions/${j}/to`, 'ends before it begins')
    }
    if (body.xValidTo !== undefined && at(body.xValidTo) <= at(body.xValidFrom))
      return fault('hours', '/document/xValidTo', 'ends before it begins')
  }
  const closing = m.body as { xFrom?: string; xReviewAt?: string }
  if (closing.xReviewAt !== undefined && closing.xFrom !== undefined && at(closing.xReviewAt) < at(closing.xFrom))
    return fault('hours', '/document/xReviewAt', 'is reviewed before it begins')
  if (m.type === 'lapsed' && m.ref === undefined && (m.body as Bodies['lapsed']).xVersion === undefined)
    return fault('lapsed', '/document/xVersion', 'it names no version and no message')
  const span = m.body as { xFrom?: string; xTo?: string }
  if (span.xTo !== undefined && span.xFrom !== undefined && at(span.xTo) <= at(span.xFrom))
    return fault('hours', '/document/xTo', 'ends before it begins')
  return checkCharge(m)
}

/** What this node itself cannot answer for: a zone that its tz database lacks. Asked on the way in and out and never by the fold, because tz databases differ. */
export const admit = (m: CaseMessage): CaseFault | undefined =>
  (m.type === 'proposal' || m.type === 'counter-proposal') && !isTimeZone((m.body as Hours).xTimeZone)
    ? fault('time-zone', '/document/xTimeZone', 'the zone is not known here')
    : undefined

/** What of the offices in an agreement this node could not reckon with: a clock in a zone that its tz database lacks. */
export function agreedZones({ offices = [] }: AgreementDocument): CaseFault | undefined {
  const i = offices.findIndex(({ time_zone: zone }) => zone !== undefined && !isTimeZone(zone))
  return i < 0 ? undefined : fault('time-zone', `/offices/${i}/time_zone`, 'the zone is not known here')
}

/** What hours come to, as somebody states it: the digest of their intervals with a tz database, and where it stands in the message. */
export type Stated = {
  readonly hours: Hours
  readonly tzdb: string
  readonly digest: string | undefined
  readonly pointer: string
}

/** What our own message says of intervals: of those that it proposes, and of those that it accepts, what it states and what their side has stated. */
export function stated(m: CaseMessage, c: Case<OpeningHours> | undefined): Stated[] {
  if (m.type === 'proposal' || m.type === 'counter-proposal') {
    const hours = m.body as Hours
    const digest = hours.xIntervalsDigest
    return digest === undefined ? [] : [{ hours, tzdb: hours.xTzdb, digest, pointer: '/document/xIntervalsDigest' }]
  }
  if (m.type !== 'acceptance' || c === undefined) return []
  const body = m.body as Bodies['acceptance']
  const v = named(c.state, m, other(side(c, m)), body.xVersion)
  if (isFault(v)) return []
  const { hours } = v
  const [own, theirs] = [body.xTzdb, hours.xIntervalsDigest]
  return [
    ...(own === undefined ? [] : [{ hours, tzdb: own, digest: body.xIntervalsDigest, pointer: '/document/xIntervalsDigest' }]), // prettier-ignore
    ...(theirs === undefined ? [] : [{ hours, tzdb: hours.xTzdb, digest: theirs, pointer: '/ref' }]),
  ]
}

/** Nobody here proposes or accepts other intervals than this node computes: asked on the way out alone, because tz databases differ. */
export const otherIntervals = ({ pointer, tzdb }: Stated): CaseFault =>
  pointer === '/ref'
    ? fault(
        'tzdb',
        '/ref',
        `the proposal states other intervals (tz database ${tzdb}) than this node computes (${tzdbVersion()}): juxta tz update renews it`,
      )
    : fault(
        'digest',
        '/document/xIntervalsDigest',
        `with the tz database of this node (${tzdbVersion()}) it is another`,
      )

/** The key of what is about a pair of offices; either id may hold any character. */
export const officesKey = (exitOffice: string, entryOffice: string): Reference => ({
  type: 'offices',
  value: JSON.stringify([exitOffice, entryOffice]),
})

/** The key of what is about an office, with whichever other. */
export const OFFICE = 'hours-office'

/** How the row of a case says that hours of it are, or were, in force. */
export const AGREED = 'agreed'

function references({ body }: CaseMessage): Reference[] {
  const { exitOffice, xEntryOffice } = body as Partial<Hours>
  if (exitOffice === undefined || xEntryOffice === undefined) return []
  const each = [exitOffice.id, xEntryOffice].map((value) => ({ type: OFFICE, value }))
  return [officesKey(exitOffice.id, xEntryOffice), ...each]
}

export const openingHours: Procedure<OpeningHours> = defineProcedure<Bodies, OpeningHours>({
  name: 'opening-hours',
  version: '1',
  agencies: ['customs', 'border-guard', 'plant-health', 'veterinary'],
  limits: ['closingNotice'],
  agreed: agreedZones,
  roles: ['exit', 'entry'],
  opens: ['proposal'],
  opener: (m) => sideOf(m) ?? fault('office', '/document/exitOffice/id', 'it is an office of neither country'),
  initial: EMPTY,
  check,
  admit,
  deadlines,
  register: 'opening-hours',
  shown: ({ state }) => ({
    status: Object.values(state.versions).some((v) => v.from !== null) ? AGREED : null,
    // What lists show. Requests, of which a case has many, and slots are read in the case.
    view: { ...state, outOfHours: {}, slots: {} },
  }),
  needed: ({ state: s }) => {
    const ends = [
      ...Object.values(s.versions).map((v) => (OPEN.includes(v.state) ? WHILE_OPEN : v.from === null ? 0 : (v.until ?? WHILE_OPEN))), // prettier-ignore
      ...Object.values(s.changes).map((x) => (x.state === 'proposed' ? WHILE_OPEN : x.to)),
      s.outOfHours.sizeOf(OPEN_REQUESTS) > 0 ? WHILE_OPEN : (s.outOfHours.last(GRANTED)?.to ?? 0),
      ...Object.values(s.closings).map((x) => x.reopened ?? WHILE_OPEN),
    ]
    return { until: Math.max(0, ...ends) }
  },
  // Crossed proposals: the exit side's goes first, even before roles are known, so that the other becomes its counter.
  rank: (m, roles: Roles | undefined) =>
    roles === undefined && m.type === 'proposal'
      ? 30 + (sideOf(m) === 'exit' ? 0 : 1)
      : defaultRank(openingHours, m, roles),
  references,
  messages: {
    proposal: { ...asks('both'), by: 'person', step: propose },
    'counter-proposal': { ...asks('both'), by: 'person', step: propose },
    acceptance: { ...states('both'), by: 'person', step: accept },
    rejection: { ...states('both'), by: 'person', step: reject },
    withdrawal: {
      ...states('both'),
      by: 'person',
      step: (s, m, c) => {
        const asked = m.ref === undefined ? undefined : s.outOfHours.get(m.ref)
        return asked === undefined ? withdraw(s, m, c) : cancel(s, m, asked, c)
      },
    },
    'temporary-change': {
      ...states('both'),
      by: 'person',
      step: (s, m, c) => {
        const closed = m.body.xClosed === true
        const own = side(c, m)
        const wrong = closed ? unagreed(s, own, m) : undefined
        if (wrong) return wrong
        if (closed && !keepsNotice(s, own, m, at(m.body.xFrom)))
          return fault('notice', '/document/xFrom', 'it begins before the notice that is agreed; an emergency closing needs none') // prettier-ignore
        const entry: HoursChange = {
          side: own,
          state: closed ? 'in-force' : 'proposed',
          closed,
          from: at(m.body.xFrom),
          to: at(m.body.xTo),
          scope: m.body.xScope ?? {},
        }
        return { ...s, changes: put(s.changes, m.id, entry) }
      },
    },
    'date-list': { ...states('both'), by: 'person', step: renew },
    'emergency-closing': {
      ...states('both'),
      by: 'person',
      priority: 1,
      step: (s, m, c) => {
        const closing: Closing = {
          side: side(c, m),
          from: at(m.body.xFrom),
          scope: m.body.xScope ?? {},
          admittedBefore: m.body.xAdmittedBefore === undefined ? null : at(m.body.xAdmittedBefore),
          reviewAt: at(m.body.xReviewAt),
          alternatives: m.body.xAlternatives ?? [],
          instructions: m.body.xInstructions,
          reopened: null,
        }
        return { ...s, closings: put(s.closings, m.id, closing) }
      },
    },
    reopening: {
      ...states('both'),
      by: 'person',
      priority: 1,
      step: (s, m, c) => {
        const closing = m.ref === undefined ? undefined : get(s.closings, m.ref)
        if (closing === undefined) return fault('no-closing', '/ref', 'it names no emergency closing of this case')
        if (closing.side !== side(c, m)) return fault('not-own', '/ref', 'only the side that closed reopens')
        if (closing.reopened !== null) return fault('reopened', '/ref', 'it was reopened before')
        if (at(m.body.xAt) < closing.from) return fault('hours', '/document/xAt', 'it reopens before it was closed')
        return { ...s, closings: put(s.closings, m.ref!, { ...closing, reopened: at(m.body.xAt) }) }
      },
    },
    'out-of-hours-slots': { ...states('both'), by: 'person', step: offer },
    'out-of-hours-request': { ...asks('both'), step: request },
    'out-of-hours-answer': {
      ...states('both'),
      by: { person: ({ xSlot }) => xSlot === undefined, when: 'unless it is about a place of a slot that was offered' },
      step: answer,
    },
    lapsed: { ...states('both'), by: 'machine', step: lapse },
  },
})
