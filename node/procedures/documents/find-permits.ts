/** Finds permits and certificates by their numbers: those that an agency of ours keeps here, and those that messages name. */
import type { Cases } from '../../cases/cases.ts'
import { mayRead } from '../../http/caller.ts'
import { plain } from '../../values/plain.ts'
import type { Find, Found } from '../slice.ts'
import { permitsIn } from './permit-table.ts'
import { createPermitView } from './permit-view.ts'

/** Permits of which all that is known is put together for one answer. */
const AT_MOST = 8

export function findPermits(cases: Cases): Find {
  const table = permitsIn(cases.node.store)
  const permits = createPermitView(cases)
  return async ({ prefix, named, limit }, caller) => {
    if (!mayRead(caller, { procedure: 'documents' })) return []
    const numbers = [
      ...(await table.beginning(prefix, AT_MOST, caller.agency)),
      ...named.filter((m) => m.named === 'permit').map((m) => m.value),
    ]
    const ids = [...new Set(numbers)].sort((a, b) => (plain(a) < plain(b) ? -1 : 1)).slice(0, Math.min(limit, AT_MOST))
    const known = await Promise.all(ids.map((id) => permits.known(id, caller)))
    return known.flat().map((p): Found => ({
      kind: 'permit',
      id: p.id,
      peer: p.issuer,
      by: { type: 'permit', value: p.id, plain: plain(p.id) },
      title: p.typeCode,
      state: p.standing,
      office: null,
      at: p.validTo,
      link: `/v1/permits/${encodeURIComponent(p.id)}?issuer=${p.issuer}`,
    }))
  }
}
