/** Release times (WCO TRS, TFA 7.6): an append-only list of clock times, each owned by its recorder; a correction adds and never overwrites. */
import { fault, subjectKey, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/release-time-2.ts'
import { at, defineProcedure, type Definition } from '../../cases/define.ts'
import { states } from '../../cases/message-type.ts'
import type { Procedure } from '../../cases/procedure.ts'
import { Growing } from '../../cases/growing.ts'
import { defined } from '../../cases/state-record.ts'

/** Of the newest version, whose steps know all that those before it know. */
type Bodies = components['schemas']
export type EventCode = Bodies['EventCode']
export type Actor = NonNullable<Bodies['event']['xActor']>

export type TimeEvent = {
  readonly message: string
  readonly from: string
  readonly code: EventCode
  /** Milliseconds since 1970, as first said. */
  readonly said: number
  readonly uncertaintyMs: number
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
  readonly corrections: readonly { readonly message: string; readonly at: number | null; readonly reason: string }[]
}

export type ReleaseTime = {
  /** In the order in which they were said. */
  readonly events: Growing<TimeEvent>
  /** Accepted against the order of things: `rule:event id`. */
  readonly flags: readonly string[]
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

/** The time that counts: as last corrected; null where it was struck out. */
export const timeOf = (e: TimeEvent): number | null => {
  const last = e.corrections.at(-1)
  return last === undefined ? e.said : last.at
}

/** The events of one crossing on one side, in the order in which they were said. */
const sameSide = ({ crossing, from }: TimeEvent): string => JSON.stringify([from, crossing])

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

const flagOf = (id: string): string => `out-of-order:${id}`

const event = (m: CaseMessage & { body: Bodies['event'] }): TimeEvent =>
  defined({
    message: m.id,
    from: m.from,
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
    corrections: [],
  })

const version1: Definition<Bodies, ReleaseTime> = {
  name: 'release-time',
  version: '1',
  agencies: ['customs'],
  roles: ['requesting', 'requested'],
  opens: ['event'],
  initial: () => ({ events: Growing.empty(sameSide), flags: [] }),
  check: (m) => {
    if (m.type !== 'event') return undefined
    const { xCapture, xDerivedFrom, xOccurredAt, xRecordedAt, xClock } = m.body as Bodies['event']
    if (xCapture === 'derived' && xDerivedFrom === undefined)
      return fault('derived', '/document/xDerivedFrom', 'a derived time says what it comes from')
    if (at(xOccurredAt) > at(xRecordedAt) + xClock.uncertaintyMs)
      return fault('recorded', '/document/xOccurredAt', 'it was recorded before it happened')
    return undefined
  },
  messages: {
    event: {
      ...states('both'),
      priority: 7,
      step: (s, m) => {
        const id = m.body.xEventId
        if (s.events.get(id) !== undefined)
          return fault('event-id', '/document/xEventId', 'an event of this id is there')
        const added = event(m)
        const events = s.events.with(id, added)
        const flags = outOfOrder(events.groupOf(added)).has(id) ? [...s.flags, flagOf(id)] : s.flags
        return { events, flags }
      },
    },
    correction: {
      ...states('both'),
      priority: 7,
      step: (s, m) => {
        const wrong = s.events.get(m.body.xEventId)
        if (wrong === undefined) return fault('no-event', '/document/xEventId', 'there is no such event')
        if (wrong.from !== m.from) return fault('not-own', '/document/xEventId', 'only its recorder corrects a time')
        const { xVoid, xOccurredAt } = m.body
        const time = xVoid === true || xOccurredAt === undefined ? null : at(xOccurredAt)
        const corrections = [...wrong.corrections, { message: m.id, at: time, reason: m.body.xReason }]
        const corrected = { ...wrong, corrections }
        const events = s.events.with(m.body.xEventId, corrected)
        // A correction may mend the order of things, or upset it.
        const group = events.groupOf(corrected)
        const [all, wrongly] = [new Set(group.map(([id]) => flagOf(id))), outOfOrder(group)]
        const now = group.flatMap(([id]) => (wrongly.has(id) ? [flagOf(id)] : []))
        const others = s.flags.filter((flag) => !all.has(flag))
        return { events, flags: [...others, ...now] }
      },
    },
  },
}

export const releaseTime1: Procedure<ReleaseTime> = defineProcedure(version1)

/** The same with more that can happen to goods: a node that knows version 1 alone reads no event of these. */
export const releaseTime: Procedure<ReleaseTime> = defineProcedure<Bodies, ReleaseTime>({
  ...version1,
  version: '2',
  differs: 'Unloading, temporary storage and re-presentation are events too.',
})
