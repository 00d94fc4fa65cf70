/** Before go-live: what we and each neighbour have stated of offices and routes, and where the two do not fit. Tests are in no view. */
import { casesIn } from '../../cases/case-table.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Country } from '../../values/ids.ts'
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

const ALL = 10_000

export function createOfficeCheck({ node, book }: Cases) {
  const { country, clock, directory } = node
  const cases = casesIn(node.store)

  /** The newest statement of each side, whichever case it stands in. */
  async function stated(peer: Country): Promise<Map<string, ReferenceData>> {
    const newest = new Map<string, ReferenceData>()
    for (const { conversation } of await cases.ofProcedure('system', null, ALL, peer)) {
      const c = (await book.open(peer, conversation)).fold.case
      if (c?.procedure !== 'system' || c.test) continue
      for (const [side, data] of Object.entries((c.state as System).referenceData))
        if ((newest.get(side)?.xVersion ?? 0) < data.xVersion) newest.set(side, data)
    }
    return newest
  }

  return async (only: string | undefined): Promise<OfficeCheck[]> => {
    const checks: OfficeCheck[] = []
    for (const peer of directory.all().map((p) => p.country)) {
      if (only !== undefined && peer !== only) continue
      const newest = await stated(peer)
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
