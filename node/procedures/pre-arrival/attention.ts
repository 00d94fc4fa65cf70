/** What of a case somebody must look at, and since or from when: what the night operator sees first. */
import { at } from '../../cases/define.ts'
import { get, type Rec } from '../../cases/state-record.ts'
import type { Case } from '../../cases/procedure.ts'
import { limitsOf, lodgingDeadline, type Limits } from './deadlines.ts'
import type { Transit } from './transit-state.ts'
import { answerDue, standing, stopped, unanswered, type DoNotLoad } from './do-not-load.ts'
import { endsAt } from './limit-day.ts'
import { HERE, isClosed, isSettled, isUndeclared, isUndeclaredIn, isVoid, type PreArrival } from './state.ts'
import { MINUTE, parseTimeIf } from '../../values/time.ts'

export type Cause =
  | 'do-not-load-unanswered'
  | 'do-not-load-not-carried-out'
  | 'left-despite-do-not-load'
  | 'unannounced'
  | 'request-unanswered'
  | 'lodged-late'
  | 'risk-open-after-arrival'
  | 'to-register'
  | 'amendment-to-decide'
  | 'invalidation-to-decide'
  | 'declaration-not-lodged'
  | 'overdue'
  | 'transit-overdue'
  | 'transit-enquiry-unanswered'
  | 'transit-result-due'
  | 'transit-irregular'
  | 'transit-to-discharge'
  | 'under-control'

export type Attention = {
  readonly cause: Cause
  /** 0 first. */
  readonly urgency: 0 | 1 | 2 | 3
  /** Milliseconds since 1970 from which on it is to be looked at. */
  readonly from: number
  /** When it becomes, or became, overdue. */
  readonly due?: number
  /** The side whose turn it is. */
  readonly turn: 'exit' | 'entry'
  /** The message that it is about. */
  readonly ref?: string
  readonly subjects?: readonly string[]
}

/** What of a transit waits, and for whom: the office of destination tells of its end, that of departure discharges it. */
function ofTransit(t: Transit | null, limits: Limits): Attention[] {
  if (t === null) return []
  const limit = endsAt(t.limit, t.zone)
  const since = t.result === null ? (t.at === null ? 0 : at(t.at)) : t.result.at * 1000
  const open = Object.entries(t.enquiries).filter(([, e]) => e.outcome === null)
  switch (t.phase) {
    case 'under-transit':
      return [
        { cause: 'transit-overdue', urgency: 1, from: limit, due: limit, turn: 'entry', ref: t.by },
        ...open.map(([ref, { asked }]): Attention => {
          const due = asked * 1000 + limits.transitEnquiryAnswer * MINUTE
          return { cause: 'transit-enquiry-unanswered', urgency: 1, from: asked * 1000, due, turn: 'entry', ref }
        }),
      ]
    case 'arrived': {
      const due = since + limits.transitResult * MINUTE
      return [{ cause: 'transit-result-due', urgency: 2, from: since, due, turn: 'entry', ref: t.by }]
    }
    case 'irregular':
      return [
        {
          cause: 'transit-irregular',
          urgency: 1,
          from: since,
          turn: t.discharge === null ? 'exit' : 'entry',
          ref: t.result!.id,
        },
      ]
    case 'ended': {
      const due = since + limits.transitDischarge * MINUTE
      return [{ cause: 'transit-to-discharge', urgency: 2, from: since, due, turn: 'exit', ref: t.result!.id }]
    }
    default:
      return []
  }
}

const NOT_DONE = ['already-loaded', 'not-found']

function ofOrder(d: DoNotLoad, minutes: number): Attention[] {
  const from = d.issued * 1000
  const found: Attention[] = []
  const open = unanswered(d)
  const more = { from, ref: d.id, urgency: 0 as const }
  if (open.length > 0)
    found.push({ cause: 'do-not-load-unanswered', turn: 'exit', due: answerDue(d, minutes), subjects: open, ...more })
  const last = new Map<string, string>()
  for (const { outcome, subjects } of d.answers) for (const key of subjects ?? d.subjects) last.set(key, outcome)
  const failed = stopped(d).filter((key) => NOT_DONE.includes(last.get(key) ?? ''))
  if (failed.length > 0) found.push({ cause: 'do-not-load-not-carried-out', turn: 'entry', subjects: failed, ...more })
  return found
}

/** The most urgent first. Times that are still to come are there too, so that nobody need fold the case again when they do. */
export function attention({ state: s }: Pick<Case<PreArrival>, 'state'>): Attention[] {
  const limits = limitsOf(s.limits)
  const found: Attention[] = Object.values(s.doNotLoad).flatMap((d) => ofOrder(d, limits.doNotLoadAnswer))
  const subjects = Object.entries(s.subjects)
  const moved = subjects.filter(([key, x]) => x.movement === 'exited' && standing(s, key).length > 0)
  if (moved.length > 0) {
    const order = standing(s, moved[0]![0])[0]!
    const keys = moved.map(([key]) => key)
    const from = order.issued * 1000
    found.push({ cause: 'left-despite-do-not-load', urgency: 0, from, turn: 'entry', ref: order.id, subjects: keys })
  }
  if (isClosed(s)) return isVoid(s) ? found : []
  const lodged = s.lodgedAt * 1000
  const lodgedBy = s.lodgedBy === null ? {} : { ref: s.lodgedBy }
  const here = subjects.filter(([, x]) => HERE.includes(x.movement)).map(([key]) => key)
  const unannounced = subjects.flatMap(([key, x]) =>
    (HERE.includes(x.movement) || x.movement === 'exited') && isUndeclaredIn(s, x) && !isSettled(s, x) ? [key] : [],
  )
  if (unannounced.length > 0)
    found.push({ cause: 'unannounced', urgency: 1, from: 0, turn: 'exit', subjects: unannounced })
  for (const [ref, r] of Object.entries(s.requests))
    if (!r.answered) {
      const due = r.limit === undefined ? {} : { due: at(r.limit) }
      const { subjects: keys } = r
      found.push({
        cause: 'request-unanswered',
        urgency: 1,
        from: r.asked * 1000,
        ...due,
        turn: 'exit',
        ref,
        subjects: keys,
      })
    }
  if (s.lodgement === 'lodged')
    found.push({ cause: 'to-register', urgency: 2, from: lodged, turn: 'entry', ...lodgedBy })
  const judging = s.lodgement === 'registered' || s.lodgement === 'amended'
  const isOpen = ([, x]: (typeof subjects)[number]): boolean =>
    x.risk !== 'complete' && !isUndeclaredIn(s, x) && !isSettled(s, x)
  const open = subjects.filter(isOpen).map(([key]) => key)
  if (judging && open.length > 0) {
    const arrived = open.filter((key) => here.includes(key))
    const cause = arrived.length > 0 ? 'risk-open-after-arrival' : 'lodged-late'
    const late = s.lodgedBy !== null && s.flags.includes(`lodged-late:${s.lodgedBy}`)
    if (arrived.length > 0 || late)
      found.push({ cause, urgency: 1, from: lodged, turn: 'entry', subjects: arrived.length > 0 ? arrived : open })
  }
  found.push(...ofTransit(s.transit, limits))
  for (const [ref, a] of Object.entries(s.amending))
    found.push({ cause: 'amendment-to-decide', urgency: 2, from: a.asked * 1000, turn: 'entry', ref })
  for (const [ref, asked] of Object.entries(s.invalidating))
    found.push({ cause: 'invalidation-to-decide', urgency: 2, from: asked * 1000, turn: 'entry', ref })
  const due = s.declaration ? lodgingDeadline(s.declaration, limits) : undefined
  if (s.mayLodge && s.declaration !== null && s.declaration.xEffect !== 'lodged' && due !== undefined)
    found.push({ cause: 'declaration-not-lodged', urgency: 2, from: due, due, turn: 'exit' })
  const arrival = parseTimeIf(s.declaration?.xEstimatedArrival)
  const away = subjects.filter(([, x]) => x.movement === 'expected' || x.movement === 'exited').map(([key]) => key)
  if (judging && away.length > 0 && arrival !== undefined)
    found.push({ cause: 'overdue', urgency: 2, from: arrival, due: arrival, turn: 'exit', subjects: away })
  const held = controlled(s)
  if (held.length > 0) found.push({ cause: 'under-control', urgency: 3, from: 0, turn: 'entry', subjects: held })
  return found.sort((a, b) => a.urgency - b.urgency || a.from - b.from)
}

/** By urgency: from when on the first of it is to be looked at; null where nothing is. */
export function urgentFrom(waiting: readonly Attention[]) {
  const first = (urgency: Attention['urgency']): number | null => {
    const times = waiting.filter((a) => a.urgency === urgency).map((a) => a.from)
    return times.length === 0 ? null : Math.min(...times)
  }
  return [first(0), first(1), first(2), first(3)] as const
}

const controlled = (s: PreArrival): string[] =>
  Object.entries(s.subjects)
    .filter(([, x]) => Object.values(x.disposal as Rec<string>).includes('control'))
    .map(([key]) => key)

export type Status = 'expected' | 'unannounced' | 'arrived' | 'rejected' | 'closed'

/** Where a case stands, in one word. */
export function statusOf(s: PreArrival): Status {
  if (isClosed(s)) return 'closed'
  const here = Object.keys(s.subjects).some((key) => HERE.includes(get(s.subjects, key)!.movement))
  if (here) return isUndeclared(s) ? 'unannounced' : 'arrived'
  return s.lodgement === 'rejected' ? 'rejected' : 'expected'
}
