/** Before go-live: what we and each neighbour have stated of offices and routes, and where the two do not fit. Tests are in no view. */
import { rowsIn } from '../../cases/case-rows.ts'
import type { Store } from '../../store/store.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/country.ts'
import { differences, type Difference } from './office-check.ts'
import type { ReferenceData, System } from './system.ts'

export type OfficeCheck = {
  readonly peer: Country
  /** Versions stated last; null where none was. */
  readonly ours: number | null
  readonly theirs: number | null
  /** Both have stated theirs, and nothing differs. */
  readonly ready: boolean
  readonly differences: readonly Difference[]
}

/** Cases with one peer in which offices and routes were stated: more than anybody has. */
const CASES = 200

/** What each side has stated last of its offices and routes in cases between us and `peer`, whichever case it stands in. */
export async function statedData(store: Store, peer: Country): Promise<Map<string, ReferenceData>> {
  const newest = new Map<string, ReferenceData>()
  for (const { view } of await rowsIn(store).page({ procedure: 'system', peer, shown: true }, null, CASES))
    for (const [side, data] of Object.entries(view as System['referenceData']))
      if ((newest.get(side)?.xVersion ?? 0) < data.xVersion) newest.set(side, data)
  return newest
}

export function createOfficeCheck({ node }: Pick<Cases, 'node'>) {
  const { country, clock, directory, store } = node

  return async (only: string | undefined): Promise<OfficeCheck[]> => {
    const checks: OfficeCheck[] = []
    for (const peer of directory.all().map((p) => p.country)) {
      if (only !== undefined && peer !== only) continue
      const newest = await statedData(store, peer)
      const [ours, theirs] = [newest.get(country), newest.get(peer)]
      const found =
        ours === undefined || theirs === undefined
          ? []
          : differences({ country, data: ours }, { country: peer, data: theirs }, clock.now())
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
