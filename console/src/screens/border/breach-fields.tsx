/** What is said of a breach of data, at once or as it is found out: about how many it is, what it leads to, and what is done against it. */
import { Field, TextArea, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { filled, Group, text, ticked, type Wrong } from './fields.tsx'

export const BreachFields = ({ categories }: { categories: readonly string[] }) => (
  <>
    {categories.length > 0 && (
      <Ticks
        name="xCategories"
        label={t('border.breach.categories')}
        options={categories.map((value) => ({ value, text: value }))}
        chosen={[]}
      />
    )}
    <Group label={t('border.breach.extent')}>
      <Field name="xPersons" label={t('border.breach.persons')} width={12} />
      <Field name="xRecords" label={t('border.breach.records')} width={12} />
    </Group>
    <TextArea name="xConsequences" label={t('border.breach.consequences')} rows={2} />
    <TextArea name="xMeasures" label={t('border.breach.measures')} rows={2} />
  </>
)

const NUMBERS = ['xPersons', 'xRecords'] as const
const isNumber = (value: string): boolean => /^\d{1,15}$/.test(value)

/** The numbers that are none. */
export const breachWrong = (v: FormData): Wrong =>
  Object.fromEntries(
    NUMBERS.filter((name) => text(v, name) !== '' && !isNumber(text(v, name))).map((name) => [
      name,
      t('border.breach.number'),
    ]),
  )

export const breachOf = (v: FormData): Record<string, unknown> =>
  filled({
    xCategories: ticked(v, 'xCategories'),
    ...Object.fromEntries(NUMBERS.map((name) => [name, isNumber(text(v, name)) ? Number(text(v, name)) : undefined])),
    xConsequences: text(v, 'xConsequences'),
    xMeasures: text(v, 'xMeasures'),
  })
