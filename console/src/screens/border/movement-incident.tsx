/** An incident at a juxtaposed office: where it was, and whose law applies. */
import { Choice, Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { Group, isWrong, missing, text, TimeField, timesOf } from './fields.tsx'
import type { MovementState } from './movement-state.ts'

export const incidentOffer = (m: MovementState, countries: readonly string[]): Offer => ({
  type: 'incident',
  decided: true,
  fields: (
    <>
      <Field name="xWhat" label={t('border.office.what')} required width={40} />
      <Group label={t('border.office.place')}>
        <Field name="xZone" label={t('border.office.zone')} value={m.zone} width={12} />
        <Choice
          name="xLawApplied"
          label={t('border.office.law')}
          options={countries.map((value) => ({ value, text: value }))}
        />
      </Group>
      <TimeField name="xAt" label={t('border.act.at')} />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xAt: 'needed' })
    return (
      isWrong(late, missing(v, 'xWhat', 'xZone')) ?? {
        document: {
          ...times,
          xWhat: text(v, 'xWhat'),
          xLawApplied: text(v, 'xLawApplied'),
          xZone: text(v, 'xZone'),
        },
      }
    )
  },
})
