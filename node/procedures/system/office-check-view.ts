/** Before go-live: what we and each neighbour have stated of offices, routes and editions, and where the two do not fit. Tests are in no view. */
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import type { CodeList } from '../../peers/annexes.ts'
import type { Peer } from '../../peers/directory.ts'
import { otherEditions, otherThanAgreed } from './edition-check.ts'
import { differences, type Difference } from './office-check.ts'
import { systemRowsIn } from './system-table.ts'
import type { ReferenceData } from './reference-data.ts'
import type { System } from './system.ts'

export type OfficeCheck = {
  readonly peer: Country
  /** Versions stated last; null where none was. */
  readonly ours: number | null
  readonly theirs: number | null
  /** Both have stated theirs, and nothing differs. */
  readonly ready: boolean
  readonly differences: readonly Difference[]
}

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
