/** The fields that what is said of a joint control shares. */
import { Field } from '../../parts/index.ts'
import { zone } from '../../parts/time.tsx'
import { person } from '../../session.ts'
import { t } from '../../text.ts'
import { instantOf, localOf } from './clock.ts'

const HOUR = 3_600_000

export const text = (values: FormData, name: string): string => ((values.get(name) as string | null) ?? '').trim()
export const list = (value: string): string[] => [
  ...new Set(
    value
      .split(/[,;\n]/)
      .map((s) => s.trim())
      .filter((s) => s !== ''),
  ),
]
export const startOf = (values: FormData): string | undefined => instantOf(text(values, 'xStart'), zone.value)

export function StartField() {
  return (
    <Field
      name="xStart"
      type="datetime-local"
      label={t('border.control.start')}
      hint={t('border.act.at.hint', { zone: zone.value })}
      value={localOf(Date.now() + HOUR, zone.value)}
      width={20}
      required
    />
  )
}
export function AgenciesField() {
  return (
    <Field
      name="xAgencies"
      label={t('border.control.agencies')}
      hint={t('border.list.hint')}
      value={person.value?.agency ?? 'customs'}
      required
      width={32}
    />
  )
}
export const ReasonField = () => <Field name="xReasonCode" label={t('border.act.reason')} required width={32} />
