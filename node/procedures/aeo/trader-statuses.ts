/** What a granting country answers by machine: the status of the traders that a query of its neighbour names, from its own list of that case. */
import type { OpenCase } from '../../cases/book.ts'
import type { Country } from '../../values/country.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Aeo, Bodies } from './aeo.ts'
import type { Due } from '../../cases/procedure.ts'
import type { RecognisedTraders } from './recognised-traders.ts'
import { time } from '../../values/time.ts'

export async function statusesDue(
  traders: RecognisedTraders,
  country: Country,
  { peer, conversation }: CaseName,
  { fold }: OpenCase,
  now: number,
): Promise<Due[]> {
  const open = fold.case
  if (open?.procedure !== 'aeo' || open.roles.granting !== country) return []
  const { queries } = open.state as Aeo
  const dues: Due[] = []
  for (const query of fold.messages.filter(
    (m) => m.type === 'query' && Object.hasOwn(queries, m.id) && !queries[m.id],
  )) {
    const { xKeys } = query.body as Bodies['query']
    const known = await traders.askOf(conversation, peer, xKeys, now)
    const xTraders: Bodies['status']['xTraders'] = xKeys.map((key, i) => {
      const found =
        known[i]!.find((k) => k.alias === undefined && (key.type ?? '') === (k.key.type ?? '')) ?? known[i]![0]
      const status = found?.recognition.status
      return found === undefined || status === undefined || status === 'withdrawn'
        ? { key, status: 'unknown' }
        : { key, status, since: time(found.recognition.statusSince) }
    })
    dues.push({
      key: `status:${query.id}`,
      at: 0,
      owner: country,
      kind: 'send',
      what: 'status',
      ref: query.id,
      body: { xTraders },
    })
  }
  return dues
}
