/** When a side is away as it has announced: a maintenance of all of its system, told as long before as the agreement asks for. Tests are none of them. */
import type { Away } from '../../exchange/service-levels.ts'
import type { Node } from '../../node.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import type { Peer } from '../../peers/directory.ts'
import { noticeFrom } from '../../peers/notice.ts'
import { HOUR, SECOND } from '../../values/time.ts'
import { systemRowsIn } from './system-table.ts'

/**
 * Those of both sides of a pair that overlap a span (milliseconds since 1970, both included) and were told in time, by the newest agreement that was in force when
 * they were signed and states how long before. They count as told when they were signed, and no earlier before they came than a word may be under way.
 */
export async function announcedAway(
  { store, country: own }: Pick<Node, 'store' | 'country'>,
  peer: Pick<Peer, 'country' | 'agreements'>,
  from: number,
  to: number,
): Promise<Away[]> {
  const away: Away[] = []
  for (const side of [own, peer.country])
    for (const { country, startsAt, endsAt, said, came } of await systemRowsIn(store).maintenances(
      peer.country,
      side,
      from,
      to,
    )) {
      // prettier-ignore
      const [service] = inForce(peer.agreements, said * SECOND).flatMap(({ document }) => document.service ?? [])
      const notice = (service?.maintenance_notice_hours ?? 0) * HOUR
      if (noticeFrom(said, came) * SECOND + notice <= startsAt) away.push({ country, from: startsAt, to: endsAt })
    }
  return away
}
