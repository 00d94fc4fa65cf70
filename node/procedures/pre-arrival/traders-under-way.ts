/** How many goods are on the road of authorised traders, by the index of the pre-arrival cases. */
import { inStore } from '../../store/store.ts'
import { unindexed } from '../../store/unindexed.ts'
import type { Country } from '../../values/country.ts'
import { alike } from '../../values/plain.ts'
import { TRADER } from './pre-arrival-table.ts'

/** Identifiers of one statement. */
const IDS = 200

export const tradersUnderWayIn = inStore(({ read }) => ({
  /** How many open cases with `peer` name one of these authorised traders, `most` at most. */
  async count(peer: Country, ids: readonly string[], most: number): Promise<number> {
    const found = new Set<string>()
    for (let i = 0; i < ids.length && found.size < most; i += IDS) {
      const rows = await read
        .selectFrom('preArrivalKey')
        .select('conversation')
        .where('plain', 'in', ids.slice(i, i + IDS).map(alike))
        .where('type', '=', TRADER)
        .where(unindexed('peer'), '=', peer)
        .limit(most)
        .execute()
      for (const { conversation } of rows) found.add(conversation)
    }
    return Math.min(found.size, most)
  },
}))
