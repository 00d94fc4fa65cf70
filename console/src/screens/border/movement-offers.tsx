/** What can be said of one movement at a juxtaposed office, by its side; each step is about those that are at its stage. */
import { Field } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { text } from './fields.tsx'
import { entryOffers } from './movement-entry.tsx'
import { exitOffers } from './movement-exit.tsx'
import { incidentOffer } from './movement-incident.tsx'
import { unique, type MovementState, type Stage } from './movement-state.ts'
import { stepOffer, subjectsAt } from './movement-step.tsx'
import { suspensionOffer } from './movement-suspension.tsx'

/** A release by mistake is taken back by an agency that gave it; of what has left it says where it stands. */
function revocationOffer(m: MovementState, side: 'exit' | 'entry'): Offer[] {
  const stages: readonly Stage[] = side === 'exit' ? ['exit'] : ['entry', 'done']
  const agency = unique(
    Object.values(m.subjects).flatMap((s) => (stages.includes(s.stage) ? s.agencies[side].ended : [])),
  )
  if (agency.length === 0) return []
  const zone = subjectsAt(m, ['done']).length > 0 && (
    <Field name="xZone" label={t('border.revoked.place')} hint={t('border.revoked.place.hint')} width={12} />
  )
  return stepOffer(m, 'release-revoked', stages, {
    ...{ reason: true, danger: true, decided: true, agency, fields: zone },
    only: (s) => s.agencies[side].ended.length > 0,
    document: (v) => ({ xZone: text(v, 'xZone') }),
  })
}

export function movementOffers(m: MovementState, side: 'exit' | 'entry', countries: readonly string[]): Offer[] {
  const under = subjectsAt(m, ['exit', 'handover', 'entry', 'refused']).length > 0
  return [
    ...(side === 'entry' ? entryOffers(m) : exitOffers(m)),
    ...revocationOffer(m, side),
    ...(m.suspension === null && under ? [suspensionOffer([])] : []),
    ...(mayUse(['incidents']) ? [incidentOffer(m, countries)] : []),
  ]
}
