/** What the hours that were agreed of the two offices of a crossing say of it: their zones, and when both were open. */
import { commonHours, type Passage } from '../opening-hours/common-hours.ts'
import type { Side } from '../opening-hours/hours-state.ts'
import { intersect, normal, subtract, union, type Interval } from '../opening-hours/intervals.ts'
import type { OfficePair, OfficePairs } from '../opening-hours/office-pairs.ts'
import { zoneOf } from '../opening-hours/week-picture.ts'
import type { DoorToDoor } from './door-to-door.ts'

/** The zone of each country's office. */
export async function zonesOf(
  pairs: OfficePairs,
  offices: Readonly<Record<string, string>>,
  leaves: string | null,
): Promise<Readonly<Record<string, string | undefined>>> {
  const [one, other] = Object.keys(offices).sort((a) => (a === leaves ? -1 : 1))
  if (one === undefined || other === undefined) return {}
  const there = await pairs.find(offices[one]!, offices[other]!)
  if (there) return { [one]: zoneOf(there.hours, 'exit'), [other]: zoneOf(there.hours, 'entry') }
  const back = await pairs.find(offices[other]!, offices[one]!)
  return back ? { [one]: zoneOf(back.hours, 'entry'), [other]: zoneOf(back.hours, 'exit') } : {}
}

/** When the two offices of a crossing were open together while it lasted. */
export async function openHoursOf(
  pairs: OfficePairs,
  { start, end }: DoorToDoor,
  offices: Readonly<Record<string, string>>,
  leaves: string | null,
  mode: string | null,
  names: readonly string[],
): Promise<Interval[] | undefined> {
  const [from, to] = [offices[leaves ?? ''], Object.entries(offices).find(([country]) => country !== leaves)?.[1]]
  if (from === undefined || to === undefined) return undefined
  const agreed = async (exit: string, entry: string): Promise<OfficePair | undefined> => {
    const pair = await pairs.find(exit, entry, { crossings: names })
    return pair && Object.values(pair.hours.versions).some((v) => v.from !== null) ? pair : undefined
  }
  const [there, back] = [await agreed(from, to), await agreed(to, from)]
  const pair = there ?? back
  if (pair === undefined) return undefined
  const direction: Passage['direction'] = there ? 'exit' : 'entry'
  const crossing = Object.values(pair.hours.outOfHours)[0]?.crossing
  const passage = { direction, modeCode: mode ?? '3', ...(crossing === undefined ? {} : { crossing }) }
  // Before hours were agreed, and after they have ended, nobody can say that it was closed.
  const stated = (side: Side): Interval[] =>
    normal(
      Object.values(pair.hours.versions)
        .filter((v) => v.side === side && v.from !== null)
        .map((v) => [v.from!, v.until ?? Infinity] as const),
    )
  const known = intersect(intersect(stated('exit'), stated('entry')), [[start, end]])
  if (known.length === 0) return undefined
  return union(commonHours(pair.hours, passage, start, end), subtract([[start, end]], known))
}
