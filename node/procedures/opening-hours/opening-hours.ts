/**
 * Opening hours: each side proposes its own, the other accepts them; closings are unilateral. What both share is computed (common-hours.ts) and
 * never part of the case, because two nodes may have different tz databases.
 */
import { fault, isFault, type CaseFault, type CaseMessage, type Roles } from '../../cases/case-message.ts'
import { roleOf } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/opening-hours.ts'
import { at, defineProcedure } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import type { Reference } from '../../store/types.ts'
import { intervalsDigest, isTimeZone, tzdbVersion, type Hours } from './office-hours.ts'
import { defaultRank, type Case, type Due, type Procedure } from '../../cases/procedure.ts'
import { get, put, type Rec } from '../../cases/state-record.ts'
import { DAY, parseDate } from '../../values/time.ts'

type Bodies = components['schemas']
export type Scope = Bodies['Scope']
export type Side = 'exit' | 'entry'
export type VersionState = 'proposed' | 'countered' | 'in-force' | 'superseded' | 'withdrawn' | 'lapsed'

export type HoursVersion = {
  /** The message that proposed it. */
  readonly id: string
  readonly side: Side
  readonly state: VersionState
  readonly hours: Hours
  /** The proposal of the other side that it counters. */
  readonly counters: string | null
  /** What the acceptance named. */
  readonly accepted: { readonly by: string; readonly digest: string | null; readonly tzdb: string | null } | null
  readonly rejectedBy: string | null
  /** When it was signed, in milliseconds since 1970. */
  readonly proposedAt: number
  /** In force from and to, in milliseconds since 1970; null: not, or without end. */
  readonly from: number | null
  readonly until: number | null
}

export type HoursChange = {
  readonly side: Side
  readonly state: 'proposed' | 'in-force' | 'withdrawn' | 'lapsed'
  readonly closed: boolean
  readonly from: number
  /** One that is withdrawn while in force ends then, and what it was until then stays. */
  readonly to: number
  readonly scope: Scope
}

export type Closing = {
  readonly side: Side
  readonly from: number
  readonly scope: Scope
  /** Whoever was admitted before this is still served; null: nobody is. */
  readonly admittedBefore: number | null
  readonly reviewAt: number
  readonly alternatives: readonly string[]
  readonly instructions: Bodies['emergency-closing']['xInstructions']
  /** Milliseconds since 1970; null while closed. */
  readonly reopened: number | null
}

export type OutOfHours = {
  /** Who asked. */
  readonly side: Side
  readonly from: number
  readonly to: number
  readonly crossing: string
  readonly modeCode: string | null
  /** null: not answered. One that nobody answered in time has lapsed and is not granted. */
  readonly granted: boolean | null
}

export type OpeningHours = {
  readonly exitOffice: string | null
  readonly entryOffice: string | null
  /** By the id of the message that proposed it. */
  readonly versions: Rec<HoursVersion>
  readonly changes: Rec<HoursChange>
  readonly closings: Rec<Closing>
  readonly outOfHours: Rec<OutOfHours>
}

const EMPTY: OpeningHours = {
  exitOffice: null,
  entryOffice: null,
  versions: {},
  changes: {},
  closings: {},
  outOfHours: {},
}

/** Openings a year of one proposal: what is beyond this is no timetable, and costs whoever computes it. A recurrence weighs as much as its reckoning. */
const OPENINGS = 100_000
const RECURRENCE = 250
const openingsOf = (rule: Hours['xRules'][number]): number =>
  (rule.exceptions ?? []).reduce((all, e) => {
    const days = Math.min(366, (parseDate(e.to) - parseDate(e.from)) / DAY + 1)
    return all + days * (e.hours?.length ?? 1) + (e.recurs === undefined ? 0 : RECURRENCE)
  }, rule.weekly.length * 53)

/** How long a proposal stays open whose validity had begun, or nearly, when it was made. */
const ANSWER_MS = 30 * DAY
const OPEN: readonly VersionState[] = ['proposed', 'countered']

/** The exit side is the country whose code opens the id of the exit office. */
const sideOf = (m: CaseMessage): Side | undefined => {
  const office = (m.body as Partial<Hours> | null)?.exitOffice?.id
  if (typeof office !== 'string') return undefined
  return office.startsWith(m.from) ? 'exit' : office.startsWith(m.to) ? 'entry' : undefined
}

const side = (c: Case<OpeningHours>, m: CaseMessage): Side => roleOf(c.roles, m.from) as Side
const withVersion = (s: OpeningHours, v: HoursVersion): OpeningHours => ({ ...s, versions: put(s.versions, v.id, v) })

function propose(s: OpeningHours, m: CaseMessage & { body: Hours }, c: Case<OpeningHours>): OpeningHours | CaseFault {
  const own = side(c, m)
  if (sideOf(m) !== own || (s.exitOffice !== null && s.exitOffice !== m.body.exitOffice.id))
    return fault('office', '/document/exitOffice/id', 'the case is about another office of exit')
  if (s.entryOffice !== null && s.entryOffice !== m.body.xEntryOffice)
    return fault('office', '/document/xEntryOffice', 'the case is about another office of entry')
  const versions = Object.values(s.versions)
  const mine = versions.filter((v) => v.side === own)
  if (mine.some((v) => v.hours.xVersion >= m.body.xVersion))
    return fault('version-used', '/document/xVersion', 'a version of this number or a later one is known')
  if (mine.some((v) => v.state === 'proposed'))
    return fault('open-proposal', '/type', 'withdraw the open proposal first')
  const theirs = versions.find((v) => v.side !== own && v.state === 'proposed')
  if (m.type === 'counter-proposal') {
    if (theirs === undefined) return fault('no-proposal', '/type', 'there is no open proposal to counter')
    if (m.body.xBasedOn !== undefined && m.body.xBasedOn.version !== theirs.hours.xVersion)
      return fault('based-on', '/document/xBasedOn/version', 'another version is open')
    const [based, stated] = [m.body.xBasedOn?.digest, theirs.hours.xIntervalsDigest]
    if (based !== undefined && stated !== undefined && based !== stated)
      return fault('based-on', '/document/xBasedOn/digest', 'the open version states other intervals')
  }
  const base: OpeningHours = {
    ...s,
    exitOffice: m.body.exitOffice.id,
    entryOffice: m.body.xEntryOffice,
    versions: Object.fromEntries(
      Object.entries(s.versions).map(([id, v]) => [id, v === theirs ? { ...v, state: 'countered' as const } : v]),
    ),
  }
  return withVersion(base, {
    id: m.id,
    side: own,
    state: 'proposed',
    hours: m.body,
    counters: theirs?.id ?? null,
    accepted: null,
    rejectedBy: null,
    proposedAt: m.iat * 1000,
    from: null,
    until: null,
  })
}

/** The version of the given side that a message names by `ref` or by number. */
function named(s: OpeningHours, m: CaseMessage, of: Side, version: number | undefined): HoursVersion | CaseFault {
  const found =
    (m.ref === undefined ? undefined : get(s.versions, m.ref)) ??
    Object.values(s.versions).find((v) => v.side === of && v.hours.xVersion === version)
  if (found === undefined) return fault('no-proposal', '/ref', 'it names no version of this case')
  if (found.side !== of)
    return fault(
      m.type === 'withdrawal' || m.type === 'lapsed' ? 'not-own' : 'own-proposal',
      '/ref',
      'it names a version of the wrong side',
    )
  if (version !== undefined && found.hours.xVersion !== version)
    return fault('based-on', '/document/xVersion', 'ref and version name different proposals')
  return found
}

/** Puts a version in force; what was in force on that side ends when it begins. */
function enforce(s: OpeningHours, v: HoursVersion, m: CaseMessage & { body: Bodies['acceptance'] }): OpeningHours {
  const from = Math.max(at(v.hours.xValidFrom), m.iat * 1000 + (v.hours.xNoticeDays ?? 0) * DAY)
  const versions = Object.fromEntries(
    Object.entries(s.versions).map(([id, old]) => [
      id,
      old.side === v.side && old.state === 'in-force'
        ? { ...old, state: 'superseded' as const, until: Math.min(from, old.until ?? from) }
        : old,
    ]),
  )
  const accepted = { by: m.id, digest: m.body.xIntervalsDigest ?? null, tzdb: m.body.xTzdb ?? null }
  const until = v.hours.xValidTo === undefined ? null : at(v.hours.xValidTo)
  return withVersion({ ...s, versions }, { ...v, state: 'in-force', accepted, from, until })
}

const other = (of: Side): Side => (of === 'exit' ? 'entry' : 'exit')
const change = (s: OpeningHours, m: CaseMessage): HoursChange | undefined =>
  m.ref === undefined ? undefined : get(s.changes, m.ref)

function accept(s: OpeningHours, m: CaseMessage & { body: Bodies['acceptance'] }, c: Case<OpeningHours>) {
  const own = side(c, m)
  const asked = change(s, m)
  if (asked !== undefined) {
    if (asked.side === own) return fault('own-proposal', '/ref', 'the other side accepts it')
    if (asked.state !== 'proposed') return fault('no-proposal', '/ref', 'the change is not open')
    return { ...s, changes: put(s.changes, m.ref!, { ...asked, state: 'in-force' as const }) }
  }
  const v = named(s, m, other(own), m.body.xVersion)
  if (isFault(v)) return v
  if (v.state !== 'proposed') return fault('no-proposal', '/ref', `the version is ${v.state}`)
  if (m.body.xVersion === undefined)
    return fault('version', '/document/xVersion', 'an acceptance names the version that it accepts')
  if (m.body.xIntervalsDigest === undefined || m.body.xTzdb === undefined)
    return fault(
      'digest',
      m.body.xTzdb === undefined ? '/document/xTzdb' : '/document/xIntervalsDigest',
      'an acceptance names the intervals in UTC by their digest, and the tz database used',
    )
  const stated = v.hours.xIntervalsDigest
  if (stated !== undefined && m.body.xIntervalsDigest !== stated)
    return fault('digest', '/document/xIntervalsDigest', 'the intervals accepted are not those proposed')
  const countered = v.counters === null ? undefined : get(s.versions, v.counters)
  const base = countered?.state === 'countered' ? enforce(s, countered, m) : s
  return enforce(base, v, m)
}

function reject(s: OpeningHours, m: CaseMessage & { body: Bodies['rejection'] }, c: Case<OpeningHours>) {
  const asked = change(s, m)
  if (asked?.state === 'proposed' && asked.side !== side(c, m))
    return { ...s, changes: put(s.changes, m.ref!, { ...asked, state: 'lapsed' as const }) }
  const v = named(s, m, other(side(c, m)), m.body.xVersion)
  if (isFault(v)) return v
  if (!OPEN.includes(v.state)) return fault('no-proposal', '/ref', `the version is ${v.state}`)
  return withVersion(s, { ...v, state: 'lapsed', rejectedBy: m.id })
}

function withdraw(s: OpeningHours, m: CaseMessage & { body: Bodies['withdrawal'] }, c: Case<OpeningHours>) {
  const asked = change(s, m)
  if (asked !== undefined) {
    if (asked.side !== side(c, m)) return fault('not-own', '/ref', 'only its sender withdraws a change')
    if (asked.state !== 'proposed' && asked.state !== 'in-force')
      return fault('no-proposal', '/ref', `the change is ${asked.state}`)
    const end = asked.state === 'proposed' ? asked.from : Math.max(asked.from, Math.min(asked.to, m.iat * 1000))
    return { ...s, changes: put(s.changes, m.ref!, { ...asked, state: 'withdrawn' as const, to: end }) }
  }
  const v = named(s, m, side(c, m), m.body.xVersion)
  if (isFault(v)) return v
  if (v.state !== 'in-force' && !OPEN.includes(v.state))
    return fault('no-proposal', '/ref', `the version is ${v.state}`)
  const until = v.from === null ? null : Math.min(m.iat * 1000, v.until ?? Infinity)
  return withVersion(s, { ...v, state: 'withdrawn', until })
}

/** When a version lapses: in force with its end; open when it should have begun; null: never. */
const versionEnds = (v: HoursVersion): number | null =>
  v.state === 'in-force'
    ? v.until
    : OPEN.includes(v.state)
      ? Math.max(at(v.hours.xValidFrom), v.proposedAt + ANSWER_MS)
      : null

/** The owner says that something has run out: a version, a change that was never accepted, a request that was never answered. */
function lapse(s: OpeningHours, m: CaseMessage & { body: Bodies['lapsed'] }, c: Case<OpeningHours>) {
  const own = side(c, m)
  const open = change(s, m) ?? (m.ref === undefined ? undefined : get(s.outOfHours, m.ref))
  if (open !== undefined) {
    if (open.side !== own) return fault('not-own', '/ref', 'its sender says that it lapsed')
    if ('granted' in open ? open.granted !== null : open.state !== 'proposed')
      return fault('not-due', '/ref', 'it has its answer')
    if (m.iat * 1000 < open.to) return fault('not-due', '/ref', 'its time has not run out')
    return 'granted' in open
      ? { ...s, outOfHours: put(s.outOfHours, m.ref!, { ...open, granted: false }) }
      : { ...s, changes: put(s.changes, m.ref!, { ...open, state: 'lapsed' as const }) }
  }
  const v = named(s, m, own, m.body.xVersion)
  if (isFault(v)) return v
  const due = versionEnds(v)
  if (due === null) return fault('not-due', '/ref', `the version is ${v.state} and has no end`)
  if (m.iat * 1000 < due) return fault('not-due', '/ref', 'its time has not run out')
  return withVersion(s, { ...v, state: 'lapsed' })
}

function deadlines({ state: s, roles }: Case<OpeningHours>): Due[] {
  const found: Due[] = []
  const lapses = (ref: string, state: string, of: Side, due: number | null, body: object): void => {
    if (due !== null)
      found.push({ key: `lapse:${ref}:${state}`, at: due, owner: roles[of]!, kind: 'send', what: 'lapsed', ref, body })
  }
  for (const v of Object.values(s.versions))
    lapses(v.id, v.state, v.side, versionEnds(v), { xVersion: v.hours.xVersion })
  for (const [id, x] of Object.entries(s.changes)) if (x.state === 'proposed') lapses(id, x.state, x.side, x.to, {})
  for (const [id, x] of Object.entries(s.outOfHours)) if (x.granted === null) lapses(id, 'asked', x.side, x.to, {})
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
  return found
}

/** Beyond the schema: zones and times that mean something, and hours that are the sender's own. */
function check(m: CaseMessage): CaseFault | undefined {
  if (m.type === 'proposal' || m.type === 'counter-proposal') {
    const body = m.body as Hours
    if (body.xSide !== m.from) return fault('not-own', '/document/xSide', 'each side states its own hours')
    const exit = sideOf(m)
    if (exit === undefined)
      return fault('office', '/document/exitOffice/id', 'the id begins with the code of neither country')
    // Nobody states hours for the border of two others.
    if (!body.xEntryOffice.startsWith(exit === 'exit' ? m.to : m.from))
      return fault('office', '/document/xEntryOffice', 'the id does not begin with the code of the country opposite')
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
  return undefined
}

/**
 * What this node itself cannot answer for: a zone that its tz database lacks, and accepting intervals other than it computes. Asked on the way in and
 * out and never by the fold, because tz databases differ.
 */
export function admit(m: CaseMessage, c: Case<OpeningHours> | undefined): CaseFault | undefined {
  if ((m.type === 'proposal' || m.type === 'counter-proposal') && !isTimeZone((m.body as Hours).xTimeZone))
    return fault('time-zone', '/document/xTimeZone', 'the zone is not known here')
  if (m.type !== 'acceptance' || c === undefined) return undefined
  const body = m.body as Bodies['acceptance']
  const v = named(c.state, m, other(side(c, m)), body.xVersion)
  if (isFault(v) || body.xTzdb === undefined) return undefined
  return intervalsDigest(v.hours, body.xTzdb) === body.xIntervalsDigest
    ? undefined
    : fault(
        'digest',
        '/document/xIntervalsDigest',
        `with the tz database of this node (${tzdbVersion()}) it is another`,
      )
}

/** The key of what is about a pair of offices; either id may hold any character. */
export const officesKey = (exitOffice: string, entryOffice: string): Reference => ({
  type: 'offices',
  value: JSON.stringify([exitOffice, entryOffice]),
})

function references({ body }: CaseMessage): Reference[] {
  const { exitOffice, xEntryOffice } = body as Partial<Hours>
  return exitOffice === undefined || xEntryOffice === undefined ? [] : [officesKey(exitOffice.id, xEntryOffice)]
}

export const openingHours: Procedure<OpeningHours> = defineProcedure<Bodies, OpeningHours>({
  name: 'opening-hours',
  version: '1',
  roles: ['exit', 'entry'],
  opens: ['proposal'],
  opener: (m) =>
    sideOf(m) ?? fault('office', '/document/exitOffice/id', 'the id begins with the code of neither country'),
  initial: () => EMPTY,
  check,
  admit,
  deadlines,
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
    withdrawal: { ...states('both'), by: 'person', step: withdraw },
    'temporary-change': {
      ...states('both'),
      by: 'person',
      step: (s, m, c) => {
        const closed = m.body.xClosed === true
        const entry: HoursChange = {
          side: side(c, m),
          state: closed ? 'in-force' : 'proposed',
          closed,
          from: at(m.body.xFrom),
          to: at(m.body.xTo),
          scope: m.body.xScope ?? {},
        }
        return { ...s, changes: put(s.changes, m.id, entry) }
      },
    },
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
        return { ...s, closings: put(s.closings, m.ref!, { ...closing, reopened: at(m.body.xAt) }) }
      },
    },
    'out-of-hours-request': {
      ...asks('both'),
      by: 'person',
      step: (s, m, c) => {
        const crossing = m.context.xCrossing
        if (crossing === undefined)
          return fault('crossing', '/context/xCrossing', 'service out of hours is asked for one crossing')
        const entry: OutOfHours = {
          side: side(c, m),
          from: at(m.body.xFrom),
          to: at(m.body.xTo),
          crossing,
          modeCode: m.body.modeCode ?? null,
          granted: null,
        }
        return { ...s, outOfHours: put(s.outOfHours, m.id, entry) }
      },
    },
    'out-of-hours-answer': {
      ...states('both'),
      by: 'person',
      step: (s, m, c) => {
        const asked = m.ref === undefined ? undefined : get(s.outOfHours, m.ref)
        if (asked === undefined) return fault('no-request', '/ref', 'it answers no request of this case')
        if (asked.side === side(c, m)) return fault('own-request', '/ref', 'the other side answers it')
        if (asked.granted !== null) return fault('answered', '/ref', 'the request has its answer')
        return { ...s, outOfHours: put(s.outOfHours, m.ref!, { ...asked, granted: m.body.xGranted }) }
      },
    },
    lapsed: { ...states('both'), by: 'machine', step: lapse },
  },
})
