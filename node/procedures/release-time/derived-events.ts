/** Clock times that the messages of other procedures carry about the same crossing: what a release-time study need not be told twice. */
import type { CaseMessage } from '../../cases/case-message.ts'
import { isFault, subjectKey, type Subject } from '../../cases/case-message.ts'
import { decidingAgency } from '../../cases/decided-by.ts'
import { defined } from '../../cases/state-record.ts'
import { doubtedTimes } from '../../cases/stated-times.ts'
import type { ClockTime, TakenBack } from '../../cases/message-type.ts'
import { timeOf, type TimeEvent } from './release-time.ts'
import { DAY, FIRST_ZONE, isDateText, LAST_ZONE, parseDate, parseTime, parseTimeIf } from '../../values/time.ts'
import { dayBegins } from '../opening-hours/time-zones.ts'

type Json = Readonly<Record<string, unknown>>
const member = (body: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, step) => (at as Json | null | undefined)?.[step], body)
const pathAt = (body: unknown, paths: readonly string[]): string | undefined =>
  paths.find((path) => typeof member(body, path) === 'string')
const textAt = (body: unknown, ...paths: readonly string[]): string | undefined => {
  const path = pathAt(body, paths)
  return path === undefined ? undefined : (member(body, path) as string)
}

/** A time as exact as its text: to the minute where it names no other second than 0, else to the second. */
const uncertaintyOf = (ms: number): number => (ms % 60_000 === 0 ? 60_000 : 1000)

/** The zone of the office that a side names; undefined where it is not known. */
export type ZoneOf = (country: string, office: string | undefined) => string | undefined

/** What a text says of a time. A day is that of the office: its middle, give or take half of it; where the zone is not known it may be that of any, from UTC−12 to UTC+14. */
function saidOf(text: string, zone: string | undefined): Pick<TimeEvent, 'said' | 'uncertaintyMs'> & { day?: string } {
  if (!isDateText(text)) {
    const said = parseTime(text)
    return { said, uncertaintyMs: uncertaintyOf(said) }
  }
  const midnight = parseDate(text)
  const [from, to] =
    zone === undefined
      ? [midnight - FIRST_ZONE, midnight + DAY + LAST_ZONE]
      : [dayBegins(zone, midnight), dayBegins(zone, midnight + DAY)]
  return { said: (from + to) / 2, uncertaintyMs: Math.max(DAY / 2, (to - from) / 2), day: text }
}

/** The event that an applied message of another procedure comes to, by the `clock` of its type; undefined where it carries none. */
export function derivedEvent(
  m: CaseMessage,
  source: ClockTime | undefined,
  zoneOf: ZoneOf = () => undefined,
): TimeEvent | undefined {
  if (source === undefined || m.body === null || source.when?.(m.body as Json) === false) return undefined
  const stated = pathAt(m.body, source.at)
  if (stated === undefined) return undefined
  const time = textAt(m.body, stated)!
  const office =
    m.context.xOffice ??
    textAt(m.body, 'xActualOffice', 'presentationOffice.id', 'exitOffice.id', 'declarationOfficeId')
  return defined({
    message: m.id,
    from: m.from,
    signed: m.iat,
    code: source.code,
    ...saidOf(time, zoneOf(m.from, office)),
    clock: 'message',
    capture: 'derived' as const,
    actor: source.actor,
    office,
    agency: m.context.xFromAgency,
    crossing: m.context.xCrossing,
    subjects: subjectsIn(m),
    mode: modeIn(m),
    doubted: doubtedTimes(m).includes(`/document/${stated.replaceAll('.', '/')}`) || undefined,
    corrections: [],
  })
}

/** What a message is about; none: all of its case. */
const subjectsIn = (m: CaseMessage): string[] =>
  ((m.body as { readonly xSubject?: readonly Subject[] } | null)?.xSubject ?? m.context.xSubject ?? []).map(subjectKey)

const agencyIn = (m: CaseMessage): string | undefined => {
  const agency = decidingAgency(m as Parameters<typeof decidingAgency>[0])
  return isFault(agency) ? undefined : agency
}

/** A clock time that a message states, with the message. */
export type Stated = { readonly m: CaseMessage; readonly event: TimeEvent }

/** What takes clock times back, with when it happened (milliseconds since 1970). */
export type Undoing = { readonly m: CaseMessage; readonly takes: TakenBack; readonly at: number }

export const undoingOf = (m: CaseMessage, takes: TakenBack | undefined): Undoing | undefined =>
  takes && { m, takes, at: parseTimeIf(textAt(m.body, 'xAt')) ?? m.iat * 1000 }

/** Whether all that an event is about is taken back. */
function takesBack({ m, takes }: Undoing, event: TimeEvent, agency: string | undefined): boolean {
  const about = subjectsIn(m)
  const all = about.length === 0 || (event.subjects.length > 0 && event.subjects.every((one) => about.includes(one)))
  return (
    m.from === event.from &&
    takes.codes.includes(event.code) &&
    (takes.ofAgency !== true || agency === agencyIn(m)) &&
    all
  )
}

/** What was stated before in the case, without effect where it is taken back. */
export const takingBack = (stated: readonly Stated[], by: Undoing): Stated[] =>
  stated.map((one) =>
    takesBack(by, one.event, agencyIn(one.m)) ? { ...one, event: { ...one.event, takenBack: by.m.id } } : one,
  )

/** An event that a side has recorded itself: it is taken back by what has happened after it. */
export function ownTakenBack(event: TimeEvent, all: readonly Undoing[]): TimeEvent {
  const time = timeOf(event)
  const by = all.find((one) => time !== null && time <= one.at && takesBack(one, event, event.agency ?? 'customs'))
  return by === undefined ? event : { ...event, takenBack: by.m.id }
}

/** The mode of transport that a message names. */
export const modeIn = (m: CaseMessage): string | undefined =>
  textAt(m.body, 'modeCode', 'borderTransportMeans.modeCode', 'arrivalTransportMeans.modeCode')

/** What a side has recorded itself goes before what its other messages come to: a derived event of the same code, for the same things, is left out, unless it counts and the other does not. */
export function withDerived(own: readonly TimeEvent[], derived: readonly TimeEvent[]): TimeEvent[] {
  const same = (a: TimeEvent, b: TimeEvent): boolean =>
    a.from === b.from &&
    a.code === b.code &&
    (a.takenBack === undefined || b.takenBack !== undefined) &&
    (a.subjects.length === 0 || b.subjects.length === 0 || a.subjects.some((s) => b.subjects.includes(s)))
  return [...own, ...derived.filter((d) => !own.some((o) => same(o, d)))]
}
