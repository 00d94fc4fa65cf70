/** Whom each side reaches at the other, day and night, what stands in for the exchange or has still to be brought into it, and which data have still to be put right. Tests are in no view. */
import type { Store } from '../../store/store.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import type { Peer } from '../../peers/directory.ts'
import type { Country } from '../../values/country.ts'
import type { Correction } from './corrections.ts'
import { inRowsWith, inViewsOf } from './office-check-view.ts'
import { isOpen, regularisedBy, type Contact, type Contingency, type Interruption, type SystemView } from './system.ts'

/** The contacts of one side towards the other. `said`: seconds since 1970 at which they were signed, by the message or the agreement that states them. */
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
  const stated = new Map<string, Contacts>()
  await inViewsOf(store, peer.country, ({ contacts, signed }) => {
    for (const country of [own, peer.country]) {
      const [said, at] = [contacts[country], signed[`contacts ${country}`] ?? 0]
      if (said && at > (stated.get(country)?.said ?? -1))
        stated.set(country, { country, by: 'message', said: at, contacts: said })
    }
    return []
  })
  const agreed = inForce(peer.agreements, now)
  return [own, peer.country].flatMap((country): Contacts[] => {
    const agreement = agreed.find(({ document }) => document.contacts?.some((c) => c.party === country))
    const found = [stated.get(country) ?? []].flat()
    // An agreement that was signed after that has been read by both.
    if (agreement)
      found.push({
        ...{ country, by: 'agreement', said: agreement.document.issued_at },
        contacts: agreement.document.contacts!.flatMap(({ party, role, name, reach, hours }) =>
          party === country ? [{ role, name, reach: [...reach], hours }] : [],
        ),
      })
    const [newest] = found.sort((a, b) => b.said - a.said)
    return newest ? [newest] : []
  })
}

export type Standing = 'open' | 'to-regularise' | 'overdue' | 'over'

/** How a contingency stands at `now` (milliseconds since 1970), the same on both sides. */
export function standingOf(c: Contingency, now: number): Standing {
  if (c.ended === null) return 'open'
  if (!isOpen(c)) return 'over'
  return regularisedBy(c)! <= now ? 'overdue' : 'to-regularise'
}

export type Interrupted =
  | (Contingency & { readonly id: string; readonly what: 'contingency' })
  | (Interruption & { readonly id: string; readonly what: 'outage' })

/** The outages and contingencies of both sides, the newest first. */
export async function interruptionsWith(store: Store, peer: Country): Promise<Interrupted[]> {
  const found = await inViewsOf(store, peer, ({ outages, contingencies }): Interrupted[] => [
    ...Object.entries(outages).map(([id, o]) => ({ ...o, id, what: 'outage' as const })),
    ...Object.entries(contingencies).map(([id, c]) => ({ ...c, id, what: 'contingency' as const })),
  ])
  return found.sort((a, b) => b.from - a.from || (a.id < b.id ? 1 : -1))
}

export type Asked = Correction & { readonly id: string; readonly conversation: string }

/** Which data of both sides were said to be wrong, the newest first. */
export async function correctionsWith(store: Store, peer: Country): Promise<Asked[]> {
  const found = await inRowsWith(store, peer, true, ({ conversation, view }) =>
    Object.entries((view as SystemView).corrections).map(([id, c]) => ({ ...c, id, conversation })),
  )
  return found.sort((a, b) => b.asked - a.asked || (a.id < b.id ? 1 : -1))
}
