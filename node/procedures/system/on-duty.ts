/** Whom each side reaches at the other, day and night, and how what stands in for the exchange has still to be brought into it. Tests are in no view. */
import type { Store } from '../../store/store.ts'
import { beginOf } from '../../peers/allows.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import type { Peer } from '../../peers/directory.ts'
import type { Country } from '../../values/country.ts'
import { systemEntriesIn } from './entry-table.ts'
import { isOpen, regularisedBy, type Contingency } from './interruptions.ts'
import type { Contact } from './system.ts'

/** The contacts of one side towards the other. `said`: seconds since 1970 at which the message that states them was signed, or the agreement began. */
export type Contacts = {
  readonly country: Country
  readonly by: 'message' | 'agreement'
  readonly said: number
  readonly contacts: readonly Contact[]
}

/** Those of both sides: what a side has said last, and until it says anything those of the newest agreement that has some. */
export async function contactsWith(
  store: Store,
  own: Country,
  peer: Pick<Peer, 'country' | 'agreements'>,
  now: number,
): Promise<Contacts[]> {
  const agreed = inForce(peer.agreements, now)
  const contacts: Contacts[] = []
  for (const country of [own, peer.country]) {
    const stated = await systemEntriesIn(store).newest(peer.country, 'contacts', country)
    const found: Contacts[] = stated ? [{ country, by: 'message', said: stated.said, contacts: stated.view }] : []
    const agreement = agreed.find(({ document }) => document.contacts?.some((c) => c.party === country))
    // An agreement that was signed after that has been read by both.
    if (agreement)
      found.push({
        ...{ country, by: 'agreement', said: beginOf(agreement) },
        contacts: agreement.document.contacts!.flatMap(({ party, role, name, reach, hours }) =>
          party === country ? [{ role, name, reach: [...reach], hours }] : [],
        ),
      })
    const [newest] = found.sort((a, b) => b.said - a.said)
    if (newest) contacts.push(newest)
  }
  return contacts
}

export type Standing = 'open' | 'to-regularise' | 'overdue' | 'over'

/** How a contingency stands at `now` (milliseconds since 1970), the same on both sides. */
export function standingOf(c: Contingency, now: number): Standing {
  if (c.ended === null) return 'open'
  if (!isOpen(c)) return 'over'
  return regularisedBy(c)! <= now ? 'overdue' : 'to-regularise'
}
