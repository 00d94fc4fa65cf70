/** Release times (WCO TRS, TFA 7.6): an append-only list of clock times, each owned by its recorder; a correction adds and never overwrites. And the plans of studies, which both sides agree. */
import { fault, subjectKey, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components as former } from '../../generated/procedures/release-time.ts'
import type { components } from '../../generated/procedures/release-time-2.ts'
import { at, defineProcedure, type Definition, type Said, type Step } from '../../cases/define.ts'
import { states } from '../../cases/message-type.ts'
import type { Case, Needed, Procedure } from '../../cases/procedure.ts'
import { Growing } from '../../cases/growing.ts'
import { defined, get, put, type Rec } from '../../cases/state-record.ts'
import { doubtedTimes } from '../../cases/stated-times.ts'
import { DAY, parseDate } from '../../values/time.ts'

/** Of the newest version, whose steps know all that those before it know. */
type Bodies = components['schemas']
export type EventCode = Bodies['EventCode']
export type Actor = NonNullable<Bodies['event']['xActor']>

/** `doubted`: the time that it states is long before the event was told. */
type Correction = {
  readonly message: string
  readonly at: number | null
  readonly reason: string
  readonly doubted?: true
}

export type TimeEvent = {
  readonly message: string
  readonly from: string
  /** In seconds since 1970. */
  readonly signed: number
  readonly code: EventCode
  /** Milliseconds since 1970, as first said. */
  readonly said: number
  readonly uncertaintyMs: number
  /** The day of the office (`2026-11-23`), where no more of the time is known: `said` is the middle of it. */
  readonly day?: string
  readonly clock: string
  readonly capture: 'automatic' | 'manual' | 'derived'
  readonly actor?: Actor
  readonly office?: string
  readonly crossing?: string
  readonly subjects: readonly string[]
  readonly mode?: string
  readonly channel?: string
  readonly study?: string
  readonly aeo?: boolean
  /** By what else movements are told apart: the customs procedure, the chapter of the Harmonized System, the agency. */
  readonly regime?: string
  readonly chapter?: string
  readonly agency?: string
  /** It was first said long after: it enters no figure. */
  readonly doubted?: true
  /** What it tells was undone, by this message of its side: it enters no figure. */
  readonly takenBack?: string
  readonly corrections: readonly Correction[]
}

/** `agreed`: in seconds since 1970, when the other side accepted it; null: it has not. */
export type Study = {
  readonly message: string
  readonly from: string
  readonly signed: number
  readonly plan: Bodies['study']
  readonly agreed: number | null
}

export type ReleaseTime = {
  /** In the order in which they were said. */
  readonly events: Growing<TimeEvent>
  /** Accepted against the order of things, or told long after: `rule:event id`. */
  readonly flags: readonly string[]
  /** By their ids; a case of version 1 has none. */
  readonly studies?: Rec<Study>
}

/** Which event may not come before which, of one crossing on one side. */
const AFTER: Partial<Record<EventCode, readonly EventCode[]>> = {
  unloading: ['arrival'],
  'temporary-storage': ['arrival', 'unloading'],
  're-presentation': ['presentation', 'temporary-storage'],
  acceptance: ['lodgement'],
  'documents-supplied': ['documents-requested'],
  'control-started': ['control-decided'],
  'control-ended': ['control-started'],
  'lab-result': ['sampling'],
  release: ['arrival', 'lodgement', 'acceptance'],
  removal: ['release', 'arrival'],
  exit: ['release', 'arrival'],
}

/** Whether the time that was said last lies so far before its event was told that nothing is reckoned of it. */
export const isDoubted = (e: TimeEvent): boolean => (e.corrections.at(-1) ?? e).doubted === true

/** The time that counts: as last corrected; null where it was struck out, is doubted, or what it tells was undone. */
export const timeOf = (e: TimeEvent): number | null => {
  if (isDoubted(e) || e.takenBack !== undefined) return null
  const last = e.corrections.at(-1)
  return last === undefined ? e.said : last.at
}

/** The events of one crossing on one side, in the order in which they were said. */
const sameSide = ({ crossing, from }: TimeEvent): string => JSON.stringify([from, crossing])
const groupsOf = (event: TimeEvent) => [[sameSide(event)]] as const

/**
 * Those events that contradict one that was said before them, by more than the two clocks may be wrong. `group`: of one crossing and side, as said. It is
 * gone through once: of those before, the latest and the earliest time of each code is what counts.
 */
export function outOfOrder(group: Iterable<readonly [id: string, event: TimeEvent]>): Set<string> {
  const found = new Set<string>()
  const said = new Map<EventCode, { earliest: number; latest: number }>()
  for (const [id, event] of group) {
    const time = timeOf(event)
    if (time === null) continue
    const [from, to] = [time - event.uncertaintyMs, time + event.uncertaintyMs]
    for (const [code, { earliest, latest }] of said)
      if ((AFTER[event.code]?.includes(code) && to < latest) || (AFTER[code]?.includes(event.code) && earliest < from))
        found.add(id)
    const { earliest = Infinity, latest = -Infinity } = said.get(event.code) ?? {}
    said.set(event.code, { earliest: Math.min(earliest, to), latest: Math.max(latest, from) })
  }
  return found
}

export const flagsOfEvent = (id: string, event: TimeEvent, wrongly: boolean): string[] => [
  ...(wrongly ? [`out-of-order:${id}`] : []),
  ...(isDoubted(event) ? [`long-ago:${id}`] : []),
]

/** What is flagged of some events, which are of one crossing and side. */
function flagsOf(group: Iterable<readonly [id: string, event: TimeEvent]>): string[] {
  const all = [...group]
  const wrongly = outOfOrder(all)
  return all.flatMap(([id, event]) => flagsOfEvent(id, event, wrongly.has(id)))
}

const eventOfFlag = (flag: string): string => flag.slice(flag.indexOf(':') + 1)

const OCCURRED = '/document/xOccurredAt'

const eventOf = (m: Said<Bodies['event']>): TimeEvent =>
  defined({
    message: m.id,
    from: m.from,
    signed: m.iat,
    code: m.body.xCode,
    said: at(m.body.xOccurredAt),
    uncertaintyMs: m.body.xClock.uncertaintyMs,
    clock: m.body.xClock.source,
    capture: m.body.xCapture,
    actor: m.body.xActor,
    office: m.context.xOffice,
    crossing: m.context.xCrossing,
    subjects: (m.context.xSubject ?? []).map(subjectKey),
    mode: m.body.modeCode,
    channel: m.body.xChannel,
    study: m.body.xStudy,
    aeo: m.body.xAeo,
    regime: m.body.currentCode,
    chapter: m.body.xHsChapter,
    agency: m.body.xAgency ?? m.context.xFromAgency,
    doubted: doubtedTimes(m).includes(OCCURRED) || undefined,
    corrections: [],
  })

/** An event of a time that is known to half a day and no better says of its day alone. */
export const isDayOnly = ({ uncertaintyMs }: Pick<TimeEvent, 'uncertaintyMs'>): boolean => uncertaintyMs >= DAY / 2

const event: Step<ReleaseTime, Bodies['event']> = (s, m) => {
  const id = m.body.xEventId
  if (s.events.get(id) !== undefined) return fault('event-id', '/document/xEventId', 'an event of this id is there')
  const added = eventOf(m)
  const events = s.events.with(id, added)
  const now = flagsOf(events.group(sameSide(added))).filter((flag) => eventOfFlag(flag) === id)
  return { ...s, events, flags: [...s.flags, ...now] }
}

const correction: Step<ReleaseTime, Bodies['correction']> = (s, m) => {
  const wrong = s.events.get(m.body.xEventId)
  if (wrong === undefined) return fault('no-event', '/document/xEventId', 'there is no such event')
  if (wrong.from !== m.from) return fault('not-own', '/document/xEventId', 'only its recorder corrects a time')
  const { xVoid, xOccurredAt } = m.body
  const time = xVoid === true || xOccurredAt === undefined ? null : at(xOccurredAt)
  const doubted = doubtedTimes(m, wrong.signed).includes(OCCURRED) || undefined
  const corrections = [...wrong.corrections, defined({ message: m.id, at: time, reason: m.body.xReason, doubted })]
  const corrected = { ...wrong, corrections }
  const events = s.events.with(m.body.xEventId, corrected)
  // A correction may mend the order of things, or upset it.
  const group = events.group(sameSide(corrected))
  const ids = new Set(group.map(([id]) => id))
  const others = s.flags.filter((flag) => !ids.has(eventOfFlag(flag)))
  return { ...s, events, flags: [...others, ...flagsOf(group)] }
}

/** Days of a study at most. */
const STUDY_DAYS = 366

/** A plan never changes: another is another study. */
const study: Step<ReleaseTime, Bodies['study']> = (s, m) => {
  const { studies = {} } = s
  if (get(studies, m.body.xStudy) !== undefined)
    return fault('study-id', '/document/xStudy', 'a study of this id is planned')
  const planned = { message: m.id, from: m.from, signed: m.iat, plan: m.body, agreed: null }
  return { ...s, studies: put(studies, m.body.xStudy, planned) }
}

const accepted: Step<ReleaseTime, Bodies['study-acceptance']> = (s, m) => {
  const { studies = {} } = s
  const planned = get(studies, m.body.xStudy)
  if (planned === undefined) return fault('no-study', '/document/xStudy', 'no such study is planned')
  if (planned.message !== m.ref) return fault('plan', '/ref', 'it names another message than the plan of the study')
  if (planned.from === m.from) return fault('own-study', '/document/xStudy', 'the other side accepts a plan')
  if (planned.agreed !== null) return fault('agreed', '/document/xStudy', 'it was accepted before')
  return { ...s, studies: put(studies, m.body.xStudy, { ...planned, agreed: m.iat }) }
}

function checkEvent(m: CaseMessage): CaseFault | undefined {
  if (m.type !== 'event') return undefined
  const { xCapture, xDerivedFrom, xOccurredAt, xRecordedAt, xClock } = m.body as Bodies['event']
  if (xCapture === 'derived' && xDerivedFrom === undefined)
    return fault('derived', '/document/xDerivedFrom', 'a derived time says what it comes from')
  if (at(xOccurredAt) > at(xRecordedAt) + xClock.uncertaintyMs)
    return fault('recorded', '/document/xOccurredAt', 'it was recorded before it happened')
  return undefined
}

function checkStudy(m: CaseMessage): CaseFault | undefined {
  if (m.type !== 'study') return undefined
  const { xFrom, xTo, xOutliers } = m.body as Bodies['study']
  const days = (parseDate(xTo) - parseDate(xFrom)) / DAY + 1
  if (days < 1) return fault('period', '/document/xTo', 'it ends before it begins')
  if (days > STUDY_DAYS) return fault('period', '/document/xTo', `a study has at most ${STUDY_DAYS} days`)
  if (xOutliers.rule === 'tukey' && Number(xOutliers.factor) === 0)
    return fault('factor', '/document/xOutliers/factor', 'fences at the quartiles themselves leave nothing between')
  return undefined
}

/** The plan of a study until the study is over. */
function needed({ state: { studies = {} } }: Case<ReleaseTime>, last: number): Needed | undefined {
  const open = Object.values(studies).filter(({ plan }) => parseDate(plan.xTo) + DAY > last)
  if (open.length === 0) return undefined
  const until = Math.max(...open.map(({ plan }) => parseDate(plan.xTo) + DAY))
  return { from: Math.min(...open.map(({ signed }) => signed)) * 1000, until }
}

const messages = {
  event: { ...states('both'), priority: 7, step: event },
  correction: { ...states('both'), priority: 7, step: correction },
}

const version1: Definition<former['schemas'], ReleaseTime> = {
  name: 'release-time',
  version: '1',
  agencies: ['customs'],
  roles: ['requesting', 'requested'],
  opens: ['event'],
  initial: () => ({ events: Growing.empty(groupsOf), flags: [] }),
  check: checkEvent,
  messages,
}

export const releaseTime1: Procedure<ReleaseTime> = defineProcedure(version1)

/** The same with more that can happen to goods, and with studies: a node that knows version 1 alone reads none of these. */
export const releaseTime: Procedure<ReleaseTime> = defineProcedure<Bodies, ReleaseTime>({
  ...version1,
  version: '2',
  differs:
    'Unloading, temporary storage and re-presentation are events too; an event names the chapter of the Harmonized System and the agency; studies are planned and agreed.',
  opens: ['event', 'study'],
  initial: () => ({ events: Growing.empty(groupsOf), flags: [], studies: {} }),
  check: (m) => checkEvent(m) ?? checkStudy(m),
  needed,
  shown: ({ state: { studies = {} } }) => (Object.keys(studies).length === 0 ? undefined : { view: studies }),
  messages: {
    ...messages,
    study: { ...states('both'), step: study },
    'study-acceptance': { ...states('both'), step: accepted },
  },
})
