/** Fields that what is said about assistance shares: a text, for what something may be used, and personal data. */
import { Choice, Field, TextArea, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { filled, Group, list, text, ticked } from './fields.tsx'

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

/** Personal data, where there are any: by what their protection is equivalent stands in the agreement. */
export const PersonalFields = () => (
  <Group label={t('border.assistance.personal')}>
    <Field
      name="categories"
      label={t('border.assistance.categories')}
      hint={t('border.assistance.categories.hint')}
      width={24}
    />
  </Group>
)
export const personalOf = (v: FormData) =>
  filled({ xPersonalData: text(v, 'categories') === '' ? undefined : { categories: list(text(v, 'categories')) } })
