/** Fields that what is said about assistance shares: a text, for what something may be used, and personal data. */
import { Choice, Field, TextArea, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { useTerms } from './act.tsx'
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

/** The categories of personal data that the agreement in force with `peer` names for a procedure. */
export function useCategories(peer: string, procedure: string): readonly string[] {
  const { agreed } = useTerms(peer, procedure)
  return categoriesIn(agreed, procedure)
}

type Agreed = Readonly<Record<string, unknown>> | undefined
export function categoriesIn(agreed: Agreed, procedure: string): readonly string[] {
  const procedures = (agreed?.['procedures'] ?? []) as readonly {
    readonly name: string
    readonly data_protection?: { readonly categories: readonly string[] }
  }[]
  return procedures.find(({ name }) => name === procedure)?.data_protection?.categories ?? []
}

/** Personal data, where there are any: of the categories that the agreement names; none pass where it names none. */
export function PersonalFields({ peer }: { peer: string }) {
  const categories = useCategories(peer, 'assistance')
  if (categories.length === 0) return null
  return (
    <Ticks
      name="categories"
      label={t('border.assistance.personal')}
      hint={t('border.assistance.categories.hint')}
      options={categories.map((value) => ({ value, text: value }))}
      chosen={[]}
    />
  )
}
export const personalOf = (v: FormData) => {
  const categories = ticked(v, 'categories')
  return filled({ xPersonalData: categories.length === 0 ? undefined : { categories } })
}
