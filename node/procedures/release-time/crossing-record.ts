/** What is kept of a crossing beside its cases, so that lists, statistics and what-ifs are one query. */
import { crossingsIn, type CrossingRow, type CrossingTable } from './crossing-table.ts'
import type { Store } from '../../store/store.ts'
import type { Passage } from '../opening-hours/common-hours.ts'
import type { Whose } from '../../cases/readable-cases.ts'
import { mayRead, type About, type Caller } from '../../http/caller.ts'
import type { Actor } from './release-time.ts'
import type { OfficePair } from '../opening-hours/office-pairs.ts'

/** Whose the messages are that name a crossing by one of its names: each kind of them once. */
export type WhoseCrossing = Whose & { readonly crossing: string }

/** Whether the caller may read a message of this kind. */
export type MayRead = (whose: About) => boolean

/** Whether the caller may read clock times of crossings at all. */
export const mayTime = (caller: Caller): boolean => mayRead(caller, { procedure: 'release-time', type: 'event' })

export type CrossingRecord = {
  /** Of whose messages it is made. */
  readonly whose: readonly WhoseCrossing[]
  readonly procedures: readonly string[]
  readonly peers: readonly string[]
  /** Other names of the crossing, merged into it. */
  readonly linked: readonly string[]
  /** Clock times that count. */
  readonly times: number
  /** Door to door, in milliseconds; null with fewer than two clock times. */
  readonly ms: number | null
  /** Of `ms`, when not both offices were open, as far as their hours were known when the last message came. */
  readonly closedMs: number
  readonly byActor: Readonly<Partial<Record<Actor, number>>>
  /** The office that each country names. */
  readonly offices: Readonly<Record<string, string>>
  /** The country that the movement leaves. */
  readonly leaves: string | null
  /** When it reached the border: the first `queue-in` or `arrival`. */
  readonly arrivedAt: number | null
  readonly mode: string | null
  readonly channel: string | null
  readonly flags: readonly string[]
}

/**
 * Whether the caller may have a crossing among the figures over many: its clock times are of the procedure release-time, whichever they were said in, and between
 * agencies they are of those whose messages they were said in.
 */
export const mayCount = ({ whose }: CrossingRecord, may: MayRead): boolean =>
  whose.every((one) => may({ ...one, procedure: 'release-time', type: 'event' }))

export const recordOf = (row: CrossingRow): CrossingRecord => JSON.parse(row.summary) as CrossingRecord

/** When each recorded movement that the caller may count between two offices, in the direction and mode of a passage, reached the border. A mode that was not recorded fits each. */
export async function arrivalsOf(
  store: CrossingTable,
  pair: OfficePair,
  p: Passage,
  from: number,
  to: number,
  may: MayRead,
): Promise<number[]> {
  const exit = pair.exitOffice.slice(0, 2)
  const found: number[] = []
  for await (const some of store.started(from, to))
    for (const row of some) {
      const record = recordOf(row)
      const { offices, leaves, arrivedAt, mode } = record
      const named = Object.values(offices)
      if (!mayCount(record, may)) continue
      if (arrivedAt === null || (mode !== null && mode !== p.modeCode)) continue
      if (!named.every((office) => office === pair.exitOffice || office === pair.entryOffice) || named.length === 0)
        continue
      if ((leaves === exit) === (p.direction === 'exit')) found.push(arrivedAt)
    }
  return found
}

/** All names of a crossing, as far as its row tells: where something about it may not be read, it has the one by which it was asked for. */
export async function namesOf(store: Store, crossing: string, may: MayRead): Promise<string[]> {
  const rows = crossingsIn(store)
  const named = await rows.find(crossing)
  const root = named && named.root !== crossing ? await rows.find(named.root) : named
  if (!root || !recordOf(root).whose.every(may)) return [crossing]
  return [...new Set([crossing, root.crossing, ...recordOf(root).linked])]
}
