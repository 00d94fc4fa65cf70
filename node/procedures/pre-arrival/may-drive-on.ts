/** Whether goods of a case may drive on: what each agency has decided of each subject comes to one answer, which nobody types. */
import { get } from '../../cases/state-record.ts'
import { meansOf } from './declared-means.ts'
import { standing, stopped } from './do-not-load.ts'
import { live } from './lodge.ts'
import {
  TAKEN,
  decidersOf,
  isElsewhere,
  isUndeclaredIn,
  isVoid,
  type Disposal,
  type PreArrival,
  type SubjectState,
} from './state.ts'
import { isHeld } from './transit-state.ts'

/** Why goods are held. */
export const HOLDS = [
  'do-not-load',
  'not-registered',
  'refused',
  'seized',
  'under-control',
  'under-transit',
  'not-decided',
] as const
export type Hold = (typeof HOLDS)[number]

/** Of these somebody on the entry side has decided that it does not go on: that ends with what lifts it, and not with time. */
const DECIDED: readonly Hold[] = ['do-not-load', 'refused', 'seized', 'under-control']

/** `conditions`: all of it was let go, some of it under conditions. `none`: nothing of it is on the way or here. */
export type Verdict = 'may-drive-on' | 'conditions' | 'held' | 'none'

export type Held = {
  readonly cause: Hold
  /** Those that hold it, where it is agencies. */
  readonly agencies: readonly string[]
  readonly subjects: readonly string[]
}

export type DriveOn = {
  readonly verdict: Verdict
  /** Some of it was released for when it arrives, and has not arrived. */
  readonly onArrival: boolean
  readonly holds: readonly Held[]
}

/** Whether by an agency of the entry side, or by any, it is on no vehicle here any more. */
const isGone = ({ disposal }: SubjectState, agency?: string): boolean =>
  Object.entries(disposal).some(([by, d]) => (agency === undefined || by === agency) && TAKEN.includes(d))

const FREE: readonly string[] = ['released', 'conditional']

const HOLDING: Readonly<Partial<Record<Disposal, Hold>>> = {
  refused: 'refused',
  seized: 'seized',
  control: 'under-control',
  open: 'not-decided',
}

type Found = { readonly cause: Hold; readonly agency?: string }

/** What an agency has decided of a subject: now, or for when it arrives. */
const decisionOf = (x: SubjectState, agency: string): Disposal => {
  const now = get(x.disposal, agency) ?? 'open'
  return now === 'open' ? (get(x.onArrival, agency) ?? now) : now
}

function holdsOf(s: PreArrival, x: SubjectState): Found[] {
  const registered = live(s) && !isUndeclaredIn(s, x)
  const found: Found[] = registered ? [] : [{ cause: 'not-registered' }]
  // What was released for its arrival waits for the end of a transit too.
  const waits = isHeld(s.transit, s.heldUntilDischarged) && !FREE.includes(get(x.disposal, 'customs') ?? 'open')
  if (waits) found.push({ cause: 'under-transit' })
  for (const agency of decidersOf(s, x)) {
    const cause = HOLDING[decisionOf(x, agency)]
    const needless = cause === 'not-decided' && (!registered || (waits && agency === 'customs'))
    if (cause !== undefined && !needless) found.push({ cause, agency })
  }
  return found
}

/** What holds the subjects of these keys, or those of the whole case. */
export function driveOn(s: PreArrival, keys?: readonly string[]): DriveOn {
  const all = Object.entries(s.subjects).filter(([key]) => keys === undefined || keys.includes(key))
  const open = all.filter(([, x]) => !isGone(x))
  const there = open.filter(([, x]) => !isVoid(s) && !isElsewhere(s, x))
  const holds = new Map<Hold, { agencies: Set<string>; subjects: Set<string> }>()
  const hold = (key: string, { cause, agency }: Found): void => {
    const one = holds.get(cause) ?? { agencies: new Set(), subjects: new Set() }
    if (agency !== undefined) one.agencies.add(agency)
    one.subjects.add(key)
    holds.set(cause, one)
  }
  for (const [key, x] of all)
    for (const { agency } of standing(s, key)) if (!isGone(x, agency)) hold(key, { cause: 'do-not-load', agency })
  // That one agency says it is gone, or the exit side that it went elsewhere, ends what others wait for, and nothing that they have decided.
  for (const [key, x] of isVoid(s) ? [] : all)
    for (const found of holdsOf(s, x))
      if ((!isGone(x) && !isElsewhere(s, x)) || DECIDED.includes(found.cause)) hold(key, found)
  // What must not be loaded is held also where nobody has declared it.
  const means = open.length > 0 ? meansOf(s.declaration) : []
  const isJudged = (key: string): boolean => get(s.subjects, key) !== undefined || means.includes(key)
  for (const order of Object.values(s.doNotLoad))
    for (const key of stopped(order))
      if (!isJudged(key) && (keys === undefined || keys.includes(key)))
        hold(key, { cause: 'do-not-load', agency: order.agency })
  const decisions = there.flatMap(([, x]) => decidersOf(s, x).map((agency) => decisionOf(x, agency)))
  const free = decisions.includes('conditional') ? 'conditions' : 'may-drive-on'
  return {
    verdict: holds.size > 0 ? 'held' : there.length === 0 ? 'none' : free,
    onArrival: there.some(([, x]) => Object.keys(x.onArrival).length > 0),
    holds: HOLDS.flatMap((cause) => {
      const one = holds.get(cause)
      return one === undefined ? [] : [{ cause, agencies: [...one.agencies].sort(), subjects: [...one.subjects] }]
    }),
  }
}

/** Whether a case tells the subject of this key from others, so that what holds those does not hold it. */
export const isApart = (s: PreArrival, key: string): boolean => get(s.subjects, key) !== undefined || s.version === 0

/** Whether the subject of a key, or undefined: anything of the case, is held by what somebody has decided. */
export function heldByDecision(s: PreArrival): (key?: string) => boolean {
  const held = new Set(
    driveOn(s).holds.flatMap(({ cause, subjects }) => (DECIDED.includes(cause) ? [...subjects] : [])),
  )
  return (key) => (key !== undefined && isApart(s, key) ? held.has(key) : held.size > 0)
}
