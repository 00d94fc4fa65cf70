/** Fields that what is said about assistance shares: a text, for what something may be used, and personal data. */
import { Choice, Field, TextArea, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { filled, Group, list, text, ticked, TimeField, timesOf, type Wrong } from './fields.tsx'

const PROCEEDINGS = ['administrative', 'judicial', 'criminal'] as const
const ONWARD = ['none', 'with-consent', 'free'] as const

export const TextField = ({ required = false, rows = 3 }: { required?: boolean; rows?: number }) => (
  <TextArea name="xText" label={t('border.assistance.text')} required={required} rows={rows} />
)

/** For what, before whom and how far something may be used. */
export const LimitationFields = ({ required = true }: { required?: boolean }) => (
  <>
    <Group label={t('border.assistance.limits')}>
      <Field
        name="purposes"
        label={t('border.assistance.purposes')}
        hint={t('border.list.hint')}
        required={required}
        width={32}
      />
      <Choice
        name="onward"
        label={t('border.assistance.onward')}
        value="with-consent"
        options={ONWARD.map((value) => ({ value, text: t(`border.assistance.onward.${value}`) }))}
      />
    </Group>
    <Ticks
      name="proceedings"
      label={t('border.assistance.proceedings')}
      options={PROCEEDINGS.map((value) => ({ value, text: t(`border.assistance.proceedings.${value}`) }))}
      chosen={['administrative']}
    />
  </>
)
export const limitationOf = (v: FormData) => ({
  purposes: list(text(v, 'purposes')),
  onward: text(v, 'onward'),
  ...filled({ proceedings: ticked(v, 'proceedings') }),
})

/** Personal data need a protection that both have agreed. */
export const PersonalFields = () => (
  <Group label={t('border.assistance.personal')}>
    <Field
      name="categories"
      label={t('border.assistance.categories')}
      hint={t('border.assistance.categories.hint')}
      width={24}
    />
    <Field name="ref" label={t('border.assistance.equivalence')} width={24} />
    <TimeField name="agreedAt" label={t('border.assistance.agreed')} ahead={null} required={false} />
  </Group>
)
export function personalOf(v: FormData): [Record<string, unknown>, Wrong] {
  const categories = list(text(v, 'categories'))
  const [times, late] = timesOf(v, { agreedAt: 'may' })
  if (categories.length === 0) return [{}, late]
  const equivalence = text(v, 'ref') === '' ? {} : { xEquivalence: { ref: text(v, 'ref'), ...times } }
  const half = text(v, 'ref') !== '' && times['agreedAt'] === undefined ? { agreedAt: t('border.act.at.wrong') } : {}
  return [{ xPersonalData: { categories, ...equivalence } }, { ...late, ...half }]
}
