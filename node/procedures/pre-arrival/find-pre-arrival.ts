/** Finds pre-arrivals by what stands on the papers of a lorry: its references, its plate, its containers, its waybill. */
import type { Cases } from '../../cases/cases.ts'
import { partOf } from '../../cases/readable-cases.ts'
import { mayRead } from '../../http/caller.ts'
import type { Find, Found } from '../slice.ts'
import { preArrivalsIn } from './pre-arrival-table.ts'
import { summaryIn } from './pre-arrivals.ts'

export function findPreArrivals({ node }: Cases): Find {
  const preArrivals = preArrivalsIn(node.store)
  return async ({ prefix, limit }, caller) => {
    if (!mayRead(caller, { procedure: 'pre-arrival' })) return []
    const found = new Map<string, Found>()
    const rows = await preArrivals.beginning(prefix, partOf(caller))
    // What fits best stands first, and of equals what is newest.
    rows.sort((a, b) => (a.key.plain < b.key.plain ? -1 : a.key.plain > b.key.plain ? 1 : a.row.conversation < b.row.conversation ? 1 : -1)) // prettier-ignore
    for (const { row, key } of rows) {
      const id = `${row.conversation} ${row.peer}`
      if (found.has(id)) continue
      if (found.size === limit) break
      const s = summaryIn(row.body)
      found.set(id, {
        kind: 'pre-arrival',
        id: row.conversation,
        peer: row.peer,
        by: key,
        title: s.mrn ?? s.lrn,
        state: row.doNotLoad && row.status !== 'closed' ? 'do-not-load' : row.status,
        office: row.office,
        at: row.estimatedArrival,
        link: `/v1/pre-arrivals/${row.conversation}?peer=${row.peer}`,
        conversation: row.conversation,
      })
    }
    return [...found.values()]
  }
}
