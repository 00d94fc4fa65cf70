/** Finds traders by what they are called: an identifier, an alias, a word of the name. */
import { wholeFor } from '../../cases/readable-cases.ts'
import { mayRead } from '../../http/caller.ts'
import type { Node } from '../../node.ts'
import { plain } from '../../values/plain.ts'
import type { Find, Found } from '../slice.ts'
import type { RecognisedTraders } from './recognised-traders.ts'

export function findTraders(traders: RecognisedTraders, { clock, store }: Pick<Node, 'clock' | 'store'>): Find {
  return async ({ prefix, limit }, caller) => {
    if (!mayRead(caller, { procedure: 'aeo' })) return []
    const known = await traders.beginning(prefix, limit, clock.now(), (lists) => wholeFor(store, caller, lists))
    return known.map(({ granting, key, recognition, record, called }): Found => {
      const id = plain(key.id).startsWith(prefix)
      const alias = record.aliases?.find((a) => plain(a.id).startsWith(prefix))
      const value = id ? key.id : (alias?.id ?? record.name ?? key.id)
      return {
        kind: 'trader',
        id: key.id,
        peer: granting,
        by: { type: id ? 'id' : alias ? 'alias' : 'name', value, plain: called },
        title: record.name ?? record.holder,
        state: recognition.recognised ? 'recognised' : (recognition.reason ?? recognition.status),
        office: null,
        at: recognition.since,
        link: `/v1/traders/${encodeURIComponent(key.id)}?granting=${granting}`,
      }
    })
  }
}
