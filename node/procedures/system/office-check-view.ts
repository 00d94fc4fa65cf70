/** Before go-live: what we and each neighbour have stated of offices, routes and editions, and where the two do not fit. Tests are in no view. */
import { rowsIn, type CaseRow, type RowPlace } from '../../cases/case-rows.ts'
import type { Store } from '../../store/store.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import type { CodeList } from '../../peers/annexes.ts'
import type { Peer } from '../../peers/directory.ts'
import { otherEditions, otherThanAgreed } from './edition-check.ts'
import { differences, type Difference } from './office-check.ts'
import { systemRowsIn } from './system-table.ts'
import type { ReferenceData } from './reference-data.ts'
import type { System, SystemView } from './system.ts'

export type OfficeCheck = {
  readonly peer: Country
  /** Versions stated last; null where none was. */
  readonly ours: number | null
  readonly theirs: number | null
  /** Both have stated theirs, and nothing differs. */
  readonly ready: boolean
  readonly differences: readonly Difference[]
}

/** Cases that are read at once, each of which may hold megabytes; how often; and what is found at most: more than anybody has with one peer. */
const [CASES, PAGES, FOUND] = [20, 500, 10_000]

/** What `of` finds in the rows of cases between us and `peer`, the newest first; `shown`: in those alone that show something, tests being none of them. */
export async function inRowsWith<T>(
  store: Store,
  peer: Country,
  shown: boolean,
  of: (row: CaseRow) => readonly T[],
): Promise<T[]> {
  const found: T[] = []
  for (let n = 0, after: RowPlace | null = null; n < PAGES && found.length < FOUND; n++) {
    const rows: CaseRow[] = await rowsIn(store).page({ procedure: 'system', peer, shown }, after, CASES)
    found.push(...rows.flatMap(of))
    if (rows.length < CASES) break
    const { conversation, peer: last } = rows.at(-1)!
    after = [conversation, last]
  }
  return found.slice(0, FOUND)
}

/** The same in what the cases show. */
export const inViewsOf = <T>(store: Store, peer: Country, of: (view: SystemView) => readonly T[]): Promise<T[]> =>
  inRowsWith(store, peer, true, ({ view }) => of(view as SystemView))

/** What each side has stated last of its offices and routes in cases between us and `peer`, whichever case it stands in. */
export async function statedData(
  { node: { store }, book }: Pick<Cases, 'node' | 'book'>,
  peer: Country,
): Promise<Map<string, ReferenceData>> {
  const newest = new Map<string, ReferenceData>()
  for (const { country, conversation } of await systemRowsIn(store).stated(peer)) {
    const { fold } = await book.open(peer, conversation)
    const data = (fold.case?.state as System | undefined)?.referenceData[country]
    if (data !== undefined) newest.set(country, data)
  }
  return newest
}

/** The code lists of each agreement with a peer that holds, in one list: the newest agreement's edition of each. */
export function agreedLists({ agreements }: Pick<Peer, 'agreements'>, now: number): CodeList[] {
  const lists = new Map<string, CodeList>()
  for (const { document } of inForce(agreements, now))
    for (const list of document.code_lists ?? []) if (!lists.has(list.name)) lists.set(list.name, list)
  return [...lists.values()]
}

export function createOfficeCheck(room: Pick<Cases, 'node' | 'book'>) {
  const { country, clock, directory } = room.node

  return async (only: string | undefined): Promise<OfficeCheck[]> => {
    const checks: OfficeCheck[] = []
    for (const known of directory.all()) {
      const peer = known.country
      if (only !== undefined && peer !== only) continue
      const newest = await statedData(room, peer)
      const [ours, theirs] = [newest.get(country), newest.get(peer)]
      const sides = [
        ...(ours === undefined ? [] : [{ country, data: ours }]),
        ...(theirs === undefined ? [] : [{ country: peer, data: theirs }]),
      ]
      const [first, second] = sides
      const found = [
        ...(first && second ? [...differences(first, second, clock.now()), ...otherEditions(first, second)] : []),
        ...otherThanAgreed(sides, agreedLists(known, clock.now()), country),
      ]
      checks.push({
        peer,
        ours: ours?.xVersion ?? null,
        theirs: theirs?.xVersion ?? null,
        ready: ours !== undefined && theirs !== undefined && found.length === 0,
        differences: found,
      })
    }
    return checks
  }
}
