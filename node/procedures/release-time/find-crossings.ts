/** Finds crossings by their names, and by whatever else the messages about them are found by. */
import type { Cases } from '../../cases/cases.ts'
import { messagesIn } from '../../exchange/messages.ts'
import { mayRead } from '../../http/caller.ts'
import { parseTimeIf } from '../../values/time.ts'
import type { Find, Found } from '../slice.ts'
import { recordOf } from './crossing-record.ts'
import { shown } from './crossing-routes.ts'
import { crossingsIn } from './crossing-table.ts'

export function findCrossings({ node }: Cases): Find {
  const rows = crossingsIn(node.store)
  const messages = messagesIn(node.store)
  return async ({ named, limit }, caller) => {
    const found = new Map<string, Found>()
    const best = [...named].sort((a, b) => (a.plain < b.plain ? -1 : a.plain > b.plain ? 1 : b.createdAt - a.createdAt)) // prettier-ignore
    const also = await messages.alsoNamed(best.map((m) => m.id), 'crossing') // prettier-ignore
    const tried = new Set<string>()
    for (const { crossing, m } of best.flatMap((m) =>
      also.filter((a) => a.message === m.id).map((a) => ({ crossing: a.value, m })),
    )) {
      // prettier-ignore
      if (found.size === limit) break
      if (tried.has(crossing)) continue
      tried.add(crossing)
      const by = { type: m.named, value: m.value, plain: m.plain }
      const first = await rows.find(crossing)
      const row = first === null || first.root === first.crossing ? first : await rows.find(first.root)
      if (row === null || found.has(row.crossing) || !recordOf(row).whose.some((one) => mayRead(caller, one))) continue
      const view = shown(row, caller)
      found.set(row.crossing, {
        kind: 'crossing',
        id: view.crossing,
        peer: view.peers[0] ?? null,
        by,
        title: null,
        state: null,
        office: Object.values(view.offices)[0] ?? null,
        at: parseTimeIf(view.start) ?? row.seenAt,
        link: view.links['self']!,
      })
    }
    return [...found.values()]
  }
}
