/** Release times as the window side shows them: one crossing door to door, and many of them as a series in which no small cell can be read. */
import { JuxtaError } from '../../values/errors.ts'
import type { CrossingRow, CrossingTable } from './crossing-table.ts'
import { crossingPicture } from './crossing-picture.ts'
import { legText } from './door-to-door.ts'
import { series, shownCount, type By, type Only, type Percentiles, type Series, type Timed } from './release-series.ts'
import { isDoubted, timeOf } from './release-time.ts'
import { recordOf, type MayRead } from './crossing-record.ts'
import type { Measure } from './measures.ts'
import { FIGURE, movementsIn, type Movements } from './movements.ts'
import type { Crossing, Crossings, TimedCrossing } from './crossings.ts'
import { date, parseDate, time } from '../../values/time.ts'

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms))

/** A crossing in a list. */
export function summaryView(row: CrossingRow) {
  const r = recordOf(row)
  return {
    crossing: row.crossing,
    linked: [...r.linked],
    seenAt: time(row.seenAt),
    start: timeOrNull(row.startAt),
    procedures: [...r.procedures],
    peers: [...r.peers],
    offices: r.offices,
    leaves: r.leaves,
    mode: r.mode,
    channel: r.channel,
    regime: r.regime,
    aeo: r.aeo,
    chapter: r.chapter,
    agency: r.agency,
    times: r.times,
    releaseMs: r.releaseMs,
    ms: r.ms,
    leadMs: r.leadMs,
    dayOnly: [...r.dayOnly],
    closedMs: r.closedMs,
    links: linksOf(row.crossing),
  }
}

export const linksOf = (crossing: string): Record<string, string> => {
  const self = `/v1/crossings/${encodeURIComponent(crossing)}`
  return { self, releaseTimes: `${self}/release-times`, picture: `${self}/release-times.svg` }
}

/** A crossing with all its cases and what in them is about it. */
export const crossingView = ({ crossing, names, cases }: Crossing) => ({
  crossing,
  linked: names.filter((name) => name !== crossing),
  cases: cases.map(({ peer, conversation, procedure, open, messages }) => ({
    conversation,
    peer,
    procedure,
    roles: { ...open.fold.case?.roles },
    hash: open.fold.hash,
    messages: messages.map((m) => ({
      id: m.id,
      from: m.from,
      type: m.type,
      issuedAt: time(m.iat * 1000),
      status: open.fold.outcome(m.id)?.status ?? 'noted',
    })),
    links: { self: `/v1/cases/${conversation}?peer=${peer}` },
  })),
  links: linksOf(crossing),
})

/** The three times of a movement, with every clock time as it was said and as it counts. */
export const releaseTimesView = (
  crossing: string,
  { events, doors, releases, leadMs, leadDayOnly, strata, openHours, offices, leaves, mode }: TimedCrossing,
) => ({
  crossing,
  offices,
  leaves,
  mode,
  ...strata,
  start: timeOrNull(doors?.start ?? null),
  end: timeOrNull(doors?.end ?? null),
  /** Null where of its beginning or end the day alone is known. */
  ms: doors === undefined || doors.dayOnly ? null : doors.ms,
  releases: releases.map(({ side, from, to, end, ms, dayOnly }) => ({
    ...{ side, arrival: time(from), release: time(to), end, dayOnly },
    ms: dayOnly ? null : ms,
  })),
  leadMs,
  leadDayOnly,
  /** Whether the hours of both offices are known: where they are not, no time counts as closed. */
  hoursKnown: openHours !== undefined,
  closedMs: doors?.closedMs ?? 0,
  byActor: { ...doors?.byActor },
  idle: { ...doors?.idle },
  legs: (doors?.legs ?? []).map((leg) => ({
    from: leg.from,
    to: leg.to,
    side: leg.side,
    start: time(leg.start),
    ms: leg.ms,
    uncertaintyMs: leg.uncertaintyMs,
    atMost: leg.atMost,
    shown: legText(leg),
    actor: leg.actor,
    closedMs: leg.closedMs,
    dayOnly: leg.dayOnly,
  })),
  events: events.map(({ id, event, outOfOrder }) => ({
    id,
    message: event.message,
    side: event.from,
    code: event.code,
    at: timeOrNull(timeOf(event)),
    said: time(event.said),
    day: event.day ?? null,
    clock: event.clock,
    uncertaintyMs: event.uncertaintyMs,
    capture: event.capture,
    office: event.office ?? null,
    outOfOrder,
    doubted: isDoubted(event),
    takenBack: event.takenBack ?? null,
    corrections: event.corrections.map((c) => ({ message: c.message, at: timeOrNull(c.at), reason: c.reason })),
  })),
})

/** Fails with `not-found` where there are no two clock times. */
export function releaseTimesPicture({ events, doors, openHours }: TimedCrossing): string {
  if (doors === undefined)
    throw new JuxtaError(
      'not-found',
      'the crossing has fewer than two clock times at a border: there is no interval between them',
      { rule: 'two-times' },
    )
  const marks = events.flatMap(({ event, outOfOrder }) => {
    const time = timeOf(event)
    return time === null ? [] : [{ side: event.from, code: event.code, time, day: event.day, outOfOrder }]
  })
  return crossingPicture(doors, marks, openHours)
}

export type Asked = {
  readonly measure: Measure
  readonly by: By
  /** Months, `2026-11`, both inclusive. */
  readonly from: string
  readonly to: string
  readonly only?: Only | undefined
}

export const firstDay = (month: string): number => parseDate(`${month}-01`)
export const monthAfter = (month: string): number => {
  const day = new Date(firstDay(month))
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1)
}
const MONTHS = 36

/** The months asked for; the last three, where none are. Whole months alone, so that no two spans differ by less. */
export function monthsOf(
  query: { from?: string | undefined; to?: string | undefined },
  now: number,
  pointer = '/query/to',
): { from: string; to: string } {
  const to = query.to ?? date(now).slice(0, 7)
  const three = new Date(firstDay(to))
  three.setUTCMonth(three.getUTCMonth() - 2)
  const from = query.from ?? date(three.getTime()).slice(0, 7)
  if (from > to) throw new JuxtaError('request-invalid', 'the span ends before it begins', { pointer, rule: 'span' })
  if ((monthAfter(to) - firstDay(from)) / 86_400_000 > MONTHS * 31)
    throw new JuxtaError('request-invalid', `at most ${MONTHS} months at once`, { pointer, rule: 'span' })
  return { from, to }
}

/** What a movement is told apart by, in the words of a table. */
export const kindsOf = (
  office: string,
  { mode, channel, regime, aeo, chapter, agency }: Pick<Movements, Exclude<keyof Timed & keyof Movements, 'day'>>,
): Omit<Timed, 'day' | 'times'> => ({
  office,
  mode: mode ?? 'unknown',
  channel: channel ?? 'unknown',
  regime: regime ?? 'unknown',
  aeo: aeo === null ? 'unknown' : aeo ? 'yes' : 'no',
  chapter: chapter ?? 'unknown',
  agency: agency ?? 'unknown',
})

/** `dayOnly`: how many have such a time to the day alone, and so no figure; null: fewer than may be shown. */
export type Measured = Series & { readonly dayOnly: number | null }

/** The movements of the months asked for that have such a time and that the caller may count, as a series. */
export async function releaseSeries(
  rows: CrossingTable,
  crossings: Crossings,
  { measure, by, from, to, only }: Asked,
  may: MayRead,
): Promise<Measured> {
  const found: Timed[] = []
  let days = 0
  for await (const one of movementsIn(rows, firstDay(from), monthAfter(to), may)) {
    const times = one.figure(FIGURE[measure].ms)
    const kinds = kindsOf(crossings.officeOf(one.offices), one)
    if (only === undefined || kinds[only.kind] === only.value) days += one.figure(FIGURE[measure].days).length
    if (times.length > 0) found.push({ day: one.day, times, ...kinds })
  }
  return { ...series(found, by, only), dayOnly: shownCount(days) }
}

export const figures = (times: Percentiles | null) =>
  times === null
    ? null
    : { movements: times.n, p50Ms: times.p50, p75Ms: times.p75, p90Ms: times.p90, p95Ms: times.p95, meanMs: times.mean }

export const seriesView = ({ measure, by, from, to, only }: Asked, { rows, total, dayOnly }: Measured) => ({
  measure,
  by,
  from,
  to,
  only: only === undefined ? null : { [only.kind]: only.value },
  items: rows.map(({ key, times }) => ({ key, times: figures(times) })),
  total: figures(total),
  dayOnly,
})

/** What is `after` less what is `before`, of each figure; null where either is hidden. */
export function difference(before: Percentiles | null, after: Percentiles | null) {
  if (before === null || after === null) return null
  return {
    movements: after.n - before.n,
    p50Ms: after.p50 - before.p50,
    p75Ms: after.p75 - before.p75,
    p90Ms: after.p90 - before.p90,
    p95Ms: after.p95 - before.p95,
    meanMs: after.mean - before.mean,
  }
}

/** Two periods, one after the other: whole months, of the same measure and the same movements. */
export async function comparedPeriods(
  rows: CrossingTable,
  crossings: Crossings,
  before: Asked,
  after: Asked,
  may: MayRead,
) {
  if (before.to >= after.from)
    throw new JuxtaError('request-invalid', 'the period before ends before the other begins', {
      pointer: '/query/beforeTo',
      rule: 'span',
    })
  const [first, second] = [
    await releaseSeries(rows, crossings, before, may),
    await releaseSeries(rows, crossings, after, may),
  ]
  const shown = ({ from, to }: Asked, { total, dayOnly }: Measured) => ({ from, to, times: figures(total), dayOnly })
  return {
    measure: after.measure,
    only: after.only === undefined ? null : { [after.only.kind]: after.only.value },
    before: shown(before, first),
    after: shown(after, second),
    difference: difference(first.total, second.total),
  }
}
