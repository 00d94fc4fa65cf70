/** Finds movements at juxtaposed offices by the references of their messages. */
import { rowsIn } from '../../cases/case-rows.ts'
import type { Cases } from '../../cases/cases.ts'
import { wholeFor } from '../../cases/readable-cases.ts'
import { mayRead } from '../../http/caller.ts'
import type { Find, Found } from '../slice.ts'
import type { JuxtaposedOffice } from './office-state.ts'

export function findMovements({ node }: Cases): Find {
  const rows = rowsIn(node.store)
  return async ({ named, limit }, caller) => {
    if (!mayRead(caller, { procedure: 'juxtaposed-office' })) return []
    const by = new Map(
      named.filter((m) => m.procedure === 'juxtaposed-office').map((m) => [m.conversation as string, m]),
    )
    const shown = await wholeFor(node.store, caller, await rows.shown([...by.keys()].slice(0, limit)))
    return shown.flatMap((row): Found[] => {
      const { movement } = row.view as JuxtaposedOffice
      const m = by.get(row.conversation)!
      if (!movement || m.peer !== row.peer) return []
      return [
        {
          kind: 'movement',
          id: row.conversation,
          peer: row.peer,
          by: { type: m.named, value: m.value, plain: m.plain },
          title: null,
          state: row.status,
          office: movement.office,
          at: row.openedAt,
          link: `/v1/movements?office=${encodeURIComponent(movement.office)}`,
          conversation: row.conversation,
        },
      ]
    })
  }
}
