/** What a case about the hours of two offices holds: the versions of each side, changes, closings and services out of hours. */
import type { components } from '../../generated/procedures/opening-hours.ts'
import { type Hours } from './office-hours.ts'
import { Growing } from '../../cases/growing.ts'
import { get, type Rec } from '../../cases/state-record.ts'
import { DAY } from '../../values/time.ts'

export type Bodies = components['schemas']

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
  /** Who asked for the service, and in which slot of the other side; absent: it is asked for without one. */
  readonly declarant?: string
  readonly slot?: string
  /** null: not answered. One that nobody answered in time has lapsed, and one that was withdrawn, are not granted. */
  readonly granted: boolean | null
  readonly withdrawn?: true
  /** It was withdrawn before it had an answer. */
  readonly unanswered?: true
  /** What it costs, as the answer says. */
  readonly charge?: Bodies['out-of-hours-answer']['xCharge']
}

/** Times out of hours at which a side serves as many crossings as there are places. */
export type Slot = {
  readonly side: Side
  readonly slot: string
  readonly from: number
  readonly to: number
  /** Of any, where it is null. */
  readonly modeCode: readonly string[] | null
  readonly capacity: number
  /** Places that are given. */
  readonly given: number
  readonly charge: Bodies['Slot']['charge'] | null
  readonly cost: Bodies['Slot']['cost'] | null
}

/** What holds for the hours of its own case alone: the notice that it keeps is the one that was agreed there. */
export type Own = Pick<OpeningHours, 'dateLists' | 'changes'>

/** By what its side calls it: a slot, a list of dates. */
export const ofSide = (side: Side, name: string): string => `${side} ${name}`

/** Days of UTC since 1970: no fold reads a tz database. */
export const dayOf = (time: number): number => Math.floor(time / DAY)

/** The groups in which requests are looked for: all, those that have no answer and those that were granted, by when what is asked for is over. */
export const [ALL, OPEN_REQUESTS, GRANTED] = ['all', 'open', 'granted']

/** Those that ask for a place and have no answer, in the order of the case. */
export const PLACES = 'places'

/** Those of a side for one day that wait for an answer, or were withdrawn before there was one. */
export const askedFor = (side: Side, day: number): string => `${side} on ${day}`

/** Those that were granted to a crossing. */
const grantedTo = (crossing: string): string => `granted to ${crossing}`

/** Those of a side for a place of a slot. */
export const ofSlot = (side: Side, slot: string): string => `${side} in ${slot}`

function groupsOf({
  side,
  from,
  to,
  granted,
  unanswered,
  slot,
  crossing,
}: OutOfHours): [group: string, rank?: number][] {
  const groups: [string, number?][] = [[ALL, to]]
  if (granted === true) groups.push([GRANTED, to], [grantedTo(crossing)])
  if (granted === null) groups.push([OPEN_REQUESTS, to])
  if (granted === null || unanswered === true) groups.push([askedFor(side, dayOf(from))])
  if (slot !== undefined) groups.push([ofSlot(side, slot)])
  if (slot !== undefined && granted === null) groups.push([PLACES])
  return groups
}

export type OpeningHours = {
  readonly exitOffice: string | null
  readonly entryOffice: string | null
  /** By the id of the message that proposed it. */
  readonly versions: Rec<HoursVersion>
  readonly changes: Rec<HoursChange>
  readonly closings: Rec<Closing>
  /** By the message that asked. */
  readonly outOfHours: Growing<OutOfHours>
  /** By side and name. */
  readonly slots: Rec<Slot>
  readonly dateLists: Rec<readonly string[]>
}

/** The hours of two offices, as their cases say them together; of service out of hours what was granted to the crossings that are asked about. */
export type HoursTogether = Omit<OpeningHours, 'outOfHours'> & {
  readonly outOfHours: Rec<OutOfHours>
  /** Where several cases are read together: what the case of each version and of each change says for itself, by their ids. */
  readonly ownOf?: Rec<Own>
}

export const EMPTY = (): OpeningHours => ({
  exitOffice: null,
  entryOffice: null,
  versions: {},
  changes: {},
  closings: {},
  outOfHours: Growing.empty(groupsOf),
  slots: {},
  dateLists: {},
})

/** A case by itself as plain JSON, for these crossings: whatever else was asked for out of hours opens nothing to them. */
export const readable = (s: OpeningHours, crossings: readonly string[] = []): HoursTogether => ({
  ...s,
  outOfHours: Object.fromEntries(crossings.flatMap((crossing) => s.outOfHours.group(grantedTo(crossing)))),
})

/** What the case of a version or a change says for itself, by its id. */
export const ownFor = (s: HoursTogether, id: string): Own => get(s.ownOf ?? {}, id) ?? s

/** What a side says of its office at a time, in milliseconds since 1970, in the version that is in force then. */
export const officeAt = (
  s: Pick<OpeningHours, 'versions'>,
  side: Side,
  time: number,
): Partial<Pick<Hours, 'xCompetence' | 'xCapacity'>> => versionAt(s, side, time)?.hours ?? {}

export const versionAt = (s: Pick<OpeningHours, 'versions'>, side: Side, time: number): HoursVersion | undefined =>
  Object.values(s.versions).find(
    (v) => v.side === side && v.from !== null && v.from <= time && (v.until === null || time < v.until),
  )
