/** What an officer can decide of a movement now; each decision is a message of its procedure, and says what it will do before it is sent. */
import type { Schemas } from '../../api.ts'
import { t } from '../../text.ts'
import { Offers, type Offer } from './act.tsx'
import { entryOffers } from './entry-offers.tsx'
import { exitOffers } from './exit-offers.tsx'
import { transitEntryOffers, transitExitOffers } from './transit-offers.tsx'

type Detail = Schemas['PreArrival']

export function Decisions({ detail, onSent }: { detail: Detail; onSent: () => void }) {
  const offers: Offer[] =
    detail.side === 'exit'
      ? [...exitOffers(detail), ...transitExitOffers(detail)]
      : [...transitEntryOffers(detail), ...entryOffers(detail)]
  const ask = new URLSearchParams({
    peer: detail.peer,
    crossing: detail.crossing ?? '',
    equipment: detail.equipment.join(','),
    means: detail.means ?? '',
    side: detail.side,
    place: detail.office ?? '',
  })
  return (
    <Offers
      to={detail.peer}
      procedure="pre-arrival"
      conversation={detail.conversation}
      values={{
        country: detail.peer,
        what: detail.means ?? detail.equipment[0] ?? detail.mrn ?? detail.lrn ?? '',
      }}
      offers={offers}
      types={{ found: 'arrival' }}
      onSent={onSent}
    >
      {detail.status !== 'closed' && (
        <p>
          <a href={`/console/controls/new?${ask}`}>{t('border.control.ask')}</a>
        </p>
      )}
    </Offers>
  )
}
