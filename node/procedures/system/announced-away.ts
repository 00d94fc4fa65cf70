/** When a side is away as it has announced: a maintenance of all of its system, told as long before as the agreement asks for. Tests are in no view. */
import type { Away } from '../../exchange/service-levels.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import type { Peer } from '../../peers/directory.ts'
import type { Store } from '../../store/store.ts'
import type { Country } from '../../values/country.ts'
import { HOUR, SECOND } from '../../values/time.ts'
import { viewsOf } from './office-check-view.ts'
import type { Maintenance } from './system.ts'

/** Of some procedures or offices alone: the others go on. */
const isPart = ({ scope }: Maintenance): boolean => scope.procedures !== undefined || scope.offices !== undefined

/**
 * Those of both sides of a pair that were told in time, by the newest agreement that was in force when they were signed and states how long before. The time is that
 * of the signature, which both sides hold.
 */
export async function announcedAway(store: Store, peer: Pick<Peer, 'country' | 'agreements'>): Promise<Away[]> {
  return (await viewsOf(store, peer.country)).flatMap(({ maintenance, signed }) =>
    Object.entries(maintenance).flatMap(([id, planned]): Away[] => {
      if (planned.cancelled || isPart(planned)) return []
      const said = (signed[id] ?? 0) * SECOND
      const [service] = inForce(peer.agreements, said).flatMap(({ document }) => document.service ?? [])
      const notice = (service?.maintenance_notice_hours ?? 0) * HOUR
      const { country, from, to } = planned
      return said + notice <= from ? [{ country: country as Country, from, to }] : []
    }),
  )
}
