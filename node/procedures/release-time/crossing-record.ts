/** What is kept of a crossing beside its cases, so that lists, statistics and what-ifs are one query. */
import { JuxtaError } from '../../values/errors.ts'
import { crossingsIn, type CrossingRow } from './crossing-table.ts'
import type { Store } from '../../store/store.ts'
import type { Whose } from '../../cases/readable-cases.ts'
import { mayRead, type About, type Caller } from '../../http/caller.ts'
import type { Measure } from './measures.ts'
import type { Actor } from './release-time.ts'

/** Whose the messages are that name a crossing by one of its names: each kind of them once. */
export type WhoseCrossing = Whose & { readonly crossing: string }

/** Whether the caller may read a message of this kind. */
export type MayRead = (whose: About) => boolean

/** Whether the caller may read clock times of crossings at all. */
export const mayTime = (caller: Caller): boolean => mayRead(caller, { procedure: 'release-time', type: 'event' })

/** Fails with `forbidden`. */
export function timing(caller: Caller): void {
  if (!mayTime(caller)) throw new JuxtaError('forbidden', 'the key may not read release-time', { rule: 'procedure' })
}

export type CrossingRecord = {
  /** Of whose messages it is made. */
  readonly whose: readonly WhoseCrossing[]
  readonly procedures: readonly string[]
  readonly peers: readonly string[]
  /** Other names of the crossing, merged into it. */
  readonly linked: readonly string[]
  /** Clock times that count. */
  readonly times: number
  /** From arrival to physical release at the office that it is counted for, in milliseconds; null where either is not recorded. */
  readonly releaseMs: number | null
  /** Door to door, in milliseconds; null with fewer than two clock times at a border. */
  readonly ms: number | null
  /** From lodgement to arrival, in milliseconds; null where it was not lodged before. */
  readonly leadMs: number | null
  /** What of these there is, of which the day alone is known: none of them is a figure of minutes. */
  readonly dayOnly: readonly Measure[]
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
  /** The customs procedure; what was said first. */
  readonly regime: string | null
  /** Whether one of its parties was an authorised trader; null where nobody has said. */
  readonly aeo: boolean | null
  /** The chapter of the Harmonized System; `mixed` where its goods are of several. */
  readonly chapter: string | null
  /** The agencies whose clock times or decisions it has, joined by "+". */
  readonly agency: string | null
  readonly flags: readonly string[]
}

export const recordOf = (row: CrossingRow): CrossingRecord => JSON.parse(row.summary) as CrossingRecord

/** All names of a crossing, as far as its row tells: where something about it may not be read, it has the one by which it was asked for. */
export async function namesOf(store: Store, crossing: string, may: MayRead): Promise<string[]> {
  const rows = crossingsIn(store)
  const named = await rows.find(crossing)
  const root = named && named.root !== crossing ? await rows.find(named.root) : named
  if (!root || !recordOf(root).whose.every(may)) return [crossing]
  return [...new Set([crossing, root.crossing, ...recordOf(root).linked])]
}
