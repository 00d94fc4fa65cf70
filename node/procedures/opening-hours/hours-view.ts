/** What is asked about the opening hours of a pair of offices: versions, "open at T for …?", the next common opening, intervals, the public calendar and what-ifs. */
import { JuxtaError } from '../../values/errors.ts'
import type { Country } from '../../values/country.ts'
import type { Digest } from '../../values/digest.ts'
import {
  admittedUntil,
  commonHours,
  nextCommonOpening,
  openAt,
  sideHours,
  whatIf,
  type Passage,
} from './common-hours.ts'
import type { Interval } from './intervals.ts'
import { durationMs, intervalsDigest } from './office-hours.ts'
import { tzdbVersion } from './time-zones.ts'
import { beyond } from './competence.ts'
import {
  officeAt,
  ofSide,
  ownFor,
  versionAt,
  type HoursChange,
  type HoursVersion,
  type HoursTogether,
  type Side,
} from './hours-state.ts'
import { zoneOf } from './week-picture.ts'
import { countriesOf, type OfficePair, type Request } from './office-pairs.ts'
import { DAY, parseTime, time } from '../../values/time.ts'

/** Digests of versions by the tz database used: a version never changes, and is computed once with each. */
const digests = new Map<string, Digest>()
const KEPT = 1000

const timeOrNull = (ms: number | null): string | null => (ms === null || !Number.isFinite(ms) ? null : time(ms))
const span = ([from, to]: Interval): { from: string; to: string } => ({ from: time(from), to: time(to) })

function digestOf(v: HoursVersion, tzdb: string): Digest {
  const key = `${v.id} ${tzdb} ${tzdbVersion()}`
  const known = digests.get(key)
  if (known !== undefined) return known
  if (digests.size >= KEPT) digests.delete(digests.keys().next().value!)
  const digest = intervalsDigest(v.hours, tzdb)
  digests.set(key, digest)
  return digest
}

/** Whether this node computes the intervals that were stated where the version was proposed and accepted; null where nobody has stated any. */
function isSame(v: HoursVersion): boolean | null {
  const stated = [
    [v.hours.xTzdb, v.hours.xIntervalsDigest],
    [v.accepted?.tzdb, v.accepted?.digest],
  ] as const
  const said = stated.filter(([tzdb, digest]) => typeof tzdb === 'string' && typeof digest === 'string')
  return said.length === 0 ? null : said.every(([tzdb, digest]) => digestOf(v, tzdb!) === digest)
}

/** A version, with the digest that an acceptance of it names. */
const versionView = (v: HoursVersion) => ({
  id: v.id,
  side: v.side,
  version: v.hours.xVersion,
  state: v.state,
  timeZone: v.hours.xTimeZone,
  from: timeOrNull(v.from),
  until: timeOrNull(v.until),
  counters: v.counters,
  acceptedBy: v.accepted?.by ?? null,
  rejectedBy: v.rejectedBy,
  intervals: {
    digest: digestOf(v, v.hours.xTzdb),
    tzdb: v.hours.xTzdb,
    sameIntervals: isSame(v),
  },
  hours: v.hours as unknown as Record<string, never>,
})

const changesView = (s: HoursTogether) =>
  Object.entries(s.changes).map(([id, x]) => ({
    id,
    side: x.side,
    state: x.state,
    closed: x.closed,
    ...span([x.from, x.to]),
    scope: x.scope as Record<string, never>,
  }))

/** An emergency closing as anybody may know it. */
const closingView = (s: HoursTogether, id: string, now: number) => {
  const x = s.closings[id]!
  return {
    id,
    side: x.side,
    from: time(x.from),
    reopened: timeOrNull(x.reopened),
    admittedBefore: timeOrNull(x.admittedBefore),
    reviewAt: time(x.reviewAt),
    reviewOverdue: x.reopened === null && now >= x.reviewAt,
    alternatives: [...x.alternatives],
    scope: x.scope as Record<string, never>,
  }
}

/** A pair of offices with all that was said about its hours, for those who may read the cases. */
export const pairView = (pair: OfficePair, own: Country, now: number, pages: boolean) => ({
  ...pairSummary(pair, own, pages),
  tzdb: tzdbVersion(),
  versions: Object.values(pair.hours.versions).map(versionView),
  changes: changesView(pair.hours),
  closings: Object.keys(pair.hours.closings).map((id) => ({
    ...closingView(pair.hours, id, now),
    instructions: pair.hours.closings[id]!.instructions as unknown as Record<string, never>[],
  })),
  slots: slotsView(pair.hours, now),
  offices: officesView(pair.hours, now),
})

/** A request for service out of hours, with its answer. */
export const requestView = ({ conversation, id, asked: x }: Request) => ({
  id,
  conversation,
  side: x.side,
  ...span([x.from, x.to]),
  crossing: x.crossing,
  modeCode: x.modeCode,
  declarant: x.declarant ?? null,
  slot: x.slot ?? null,
  granted: x.granted,
  withdrawn: x.withdrawn === true,
  charge: x.charge ?? null,
})

const basePath = ({ exitOffice, entryOffice }: OfficePair): string =>
  `/v1/opening-hours/${encodeURIComponent(exitOffice)}/${encodeURIComponent(entryOffice)}`

/** Where drivers read whether both are open. */
export const nowPath = (pair: OfficePair): string => `${basePath(pair)}/now`

/** `pages`: whether there are pages for drivers. */
export const pairSummary = (pair: OfficePair, own: Country, pages: boolean) => {
  const base = basePath(pair)
  return {
    exitOffice: pair.exitOffice,
    entryOffice: pair.entryOffice,
    peer: pair.peer,
    countries: countriesOf(pair, own),
    timeZones: { exit: zoneOf(pair.hours, 'exit') ?? null, entry: zoneOf(pair.hours, 'entry') ?? null },
    modes: modesOf(pair.hours),
    states: Object.values(pair.hours.versions).map((v) => ({
      side: v.side,
      version: v.hours.xVersion,
      state: v.state,
    })),
    cases: pair.cases.map(({ conversation, hash }) => ({ conversation, hash })),
    links: {
      self: base,
      outOfHours: `${base}/out-of-hours`,
      calendar: `${base}/calendar`,
      ics: `${base}/calendar.ics`,
      week: `${base}/week.svg`,
      ...(pages && { now: nowPath(pair), poster: `${base}/poster` }),
    },
  }
}

/** The modes of transport that any rule in force, or to come, is about. */
export const modesOf = (s: HoursTogether): string[] =>
  [
    ...new Set(
      Object.values(s.versions)
        .filter((v) => v.from !== null)
        .flatMap((v) => v.hours.xRules.flatMap((rule) => rule.modeCode)),
    ),
  ].sort()

const admission = (s: HoursTogether, p: Passage, [from, to]: Interval) => ({
  ...span([from, to]),
  admittedUntil: time(Math.max(from, admittedUntil(s, p, to))),
})

/** So many slots, the next ones, stand in the public calendar. */
const SLOTS_SHOWN = 200

/** Slots that are not over, with the places that are left. */
const slotsView = (s: HoursTogether, now: number) =>
  Object.values(s.slots)
    .filter((x) => x.to > now)
    .sort((a, b) => a.from - b.from || (a.slot < b.slot ? -1 : 1))
    .map((x) => ({
      slot: x.slot,
      side: x.side,
      ...span([x.from, x.to]),
      modeCode: x.modeCode === null ? null : [...x.modeCode],
      capacity: x.capacity,
      free: x.capacity - x.given,
      charge: x.charge,
      cost: x.cost,
    }))

/** What each office may handle, and how many vehicles it takes, now or once its hours begin; null where it has said nothing of it. */
const officesView = (s: HoursTogether, now: number) => {
  const of = (side: Side) => {
    const begun = Object.values(s.versions).flatMap((v) => (v.side === side && v.from !== null ? [v.from] : []))
    const version = versionAt(s, side, Math.max(now, Math.min(...begun)))
    const { xCompetence: competence, xCapacity: capacity } = version?.hours ?? {}
    return {
      competence: competence ?? null,
      capacity: capacity?.map((one) => ({ ...one })) ?? null,
      dateLists: Object.entries(version === undefined ? {} : ownFor(s, version.id).dateLists)
        .filter(([key]) => key.startsWith(ofSide(side, '')))
        .map(([key, days]) => ({ dateList: key.slice(ofSide(side, '').length), days: [...days] })),
    }
  }
  return { exit: of('exit'), entry: of('entry') }
}

/** "Open at T for …?", from which side, until when, and what comes next where it is closed. */
export function openView(pair: OfficePair, p: Passage, at: number) {
  const { open, sides } = openAt(pair.hours, p, at)
  const competent = (side: Side): boolean => beyond(officeAt(pair.hours, side, at).xCompetence, p) === undefined
  const found = nextCommonOpening(pair.hours, p, at)
  const next = found === undefined ? null : admission(pair.hours, p, found)
  const competence = { exit: competent('exit'), entry: competent('entry') }
  return { at: time(at), open, sides, competence, opening: open ? next : null, next: open ? null : next }
}

export const nextView = (pair: OfficePair, p: Passage, after: number) => {
  const found = nextCommonOpening(pair.hours, p, after)
  return { after: time(after), next: found === undefined ? null : admission(pair.hours, p, found) }
}

/** The materialised intervals of a span, of each side and of both. */
export const intervalsView = (pair: OfficePair, p: Passage, from: number, to: number) => ({
  ...span([from, to]),
  tzdb: tzdbVersion(),
  timeZones: { exit: zoneOf(pair.hours, 'exit') ?? null, entry: zoneOf(pair.hours, 'entry') ?? null },
  exit: sideHours(pair.hours, 'exit', p, from, to).map(span),
  entry: sideHours(pair.hours, 'entry', p, from, to).map(span),
  both: commonHours(pair.hours, p, from, to).map((x) => admission(pair.hours, p, x)),
})

/** The public calendar: what is agreed, from before it is in force; nothing of persons, crossings or what is only proposed. */
export const calendarView = (pair: OfficePair, own: Country, p: Passage, from: number, to: number, now: number) => ({
  exitOffice: pair.exitOffice,
  entryOffice: pair.entryOffice,
  countries: countriesOf(pair, own),
  direction: p.direction,
  modeCode: p.modeCode,
  ...intervalsView(pair, p, from, to),
  versions: Object.values(pair.hours.versions)
    .filter((v) => v.from !== null && (v.until === null || v.until > from))
    .map((v) => ({ side: v.side, version: v.hours.xVersion, from: timeOrNull(v.from), until: timeOrNull(v.until) })),
  changes: changesView(pair.hours)
    .filter((x) => x.state === 'in-force' && parseTime(x.to) > from)
    .map(({ side, closed, from: begins, to: ends, scope }) => ({ side, closed, from: begins, to: ends, scope })),
  closings: Object.entries(pair.hours.closings)
    .filter(([, x]) => (x.reopened ?? Infinity) > from)
    .map(([id]) => {
      const { id: _, ...rest } = closingView(pair.hours, id, now)
      return rest
    }),
  slots: slotsView(pair.hours, now).slice(0, SLOTS_SHOWN),
  offices: officesView(pair.hours, now),
})

export type Longer = {
  /** The side that would open longer; absent: both. */
  readonly side?: Side | undefined
  /** `PT2H`: earlier and later than each of its openings. */
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Or: an open proposal (the id of its message) as if it were in force. */
  readonly version?: string | undefined
}

/** "If we opened two hours longer": what other hours would have meant to recorded arrivals (milliseconds since 1970) between `from` and `to`. */
export function whatIfView(pair: OfficePair, p: Passage, arrivals: readonly number[], span: Interval, change: Longer) {
  const [from, to] = span
  // An arrival waits for an opening that may lie beyond the span.
  const end = to + 14 * DAY
  const now = commonHours(pair.hours, p, from, end)
  const then = commonHours(suppose(pair.hours, p, change, from, end), p, from, end)
  const { servedAtOnce, waiting } = whatIf(arrivals, now, then)
  const mean = (ms: number): number | null => (arrivals.length === 0 ? null : Math.round(ms / arrivals.length / 1000))
  const hours = (set: readonly Interval[]): number =>
    Math.round(set.reduce((all, [a, b]) => all + Math.max(0, Math.min(b, to) - a), 0) / 3_600_00) / 10
  return {
    from: time(from),
    to: time(to),
    arrivals: arrivals.length,
    now: { hoursOpen: hours(now), servedAtOnce: servedAtOnce.now, meanWaitSeconds: mean(waiting.now) },
    then: { hoursOpen: hours(then), servedAtOnce: servedAtOnce.then, meanWaitSeconds: mean(waiting.then) },
  }
}

/** The hours as they would be: an open version in force from the start, or each opening of a side drawn out by temporary openings. */
function suppose(s: HoursTogether, p: Passage, change: Longer, from: number, to: number): HoursTogether {
  if (change.version !== undefined) {
    const v = s.versions[change.version]
    if (v === undefined)
      throw new JuxtaError('request-invalid', 'it is no version of this pair', {
        pointer: '/query/version',
        rule: 'known',
      })
    const others = Object.values(s.versions).filter((o) => o.side !== v.side || o.from === null)
    const hours = { ...v.hours, xValidFrom: time(from), xValidTo: time(to) }
    const versions = Object.fromEntries(others.map((o) => [o.id, o]))
    return { ...s, versions: { ...versions, [v.id]: { ...v, hours, from, until: to } } }
  }
  const [before, after] = [durationMs(change.before), durationMs(change.after)]
  const changes: Record<string, HoursChange> = { ...s.changes }
  for (const side of ['exit', 'entry'] as const) {
    if (change.side !== undefined && change.side !== side) continue
    const direction = side === 'exit' ? p.direction : p.direction === 'exit' ? 'entry' : 'exit'
    for (const [i, [a, b]] of sideHours(s, side, p, from, to).entries())
      changes[`longer-${side}-${i}`] = {
        side,
        state: 'in-force',
        closed: false,
        from: a - before,
        to: b + after,
        scope: { direction, modeCode: [p.modeCode] },
      }
  }
  return { ...s, changes }
}
