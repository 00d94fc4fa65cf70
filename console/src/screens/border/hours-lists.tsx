/** Feasts that no rule of the calendar finds: hours name a list of days on which they differ, and the list is renewed without a new version. */
import { useState } from 'preact/hooks'
import type { Schemas } from '../../api.ts'
import { Choice, Field, TextArea } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { addDays } from './clock.ts'
import { Group, list, missing, text, type Wrong } from './fields.tsx'
import { spansOf, type Span } from './hours-fields.tsx'

type Pair = Schemas['OfficePair']
type Side = 'exit' | 'entry'
export type Exception = Readonly<Record<string, unknown>> & { readonly dateList?: string }
type Rule = { readonly exceptions?: readonly Exception[] }

const MOST_DAYS = 31

/** The lists that the hours of a side name, or of which it has told the days; each with its days from today on. */
function listsOf(pair: Pair, own: Side): ReadonlyMap<string, readonly string[]> {
  const named = pair.versions
    .filter((v) => v.side === own && (v.state === 'in-force' || v.state === 'proposed'))
    .flatMap((v) => (v.hours as unknown as { readonly xRules: readonly Rule[] }).xRules)
    .flatMap(({ exceptions = [] }) => exceptions.flatMap((e) => e.dateList ?? []))
  const today = new Date().toISOString().slice(0, 10)
  const told = pair.offices[own].dateLists.map(({ dateList, days }) => [dateList, days.filter((d) => d >= today)] as const) // prettier-ignore
  return new Map([...named.map((name) => [name, [] as readonly string[]] as const), ...told])
}

/** Which list, of those that are known or by another name, and its days: those that it has are there to be changed. */
export function DateListFields({ pair, own }: { pair: Pair; own: Side }) {
  const known = listsOf(pair, own)
  const [chosen, choose] = useState([...known.keys()][0] ?? '')
  return (
    <>
      {known.size > 0 && (
        <Choice
          name="known"
          label={t('border.hours.dateList')}
          value={chosen}
          options={[...[...known.keys()].map((value) => ({ value, text: value })), { value: '', text: t('border.hours.dateList.other') }]} // prettier-ignore
          onChoose={choose}
        />
      )}
      {chosen === '' && <Field name="xDateList" label={t('border.hours.dateList.name')} required width={16} />}
      <TextArea
        key={chosen}
        name="xDays"
        label={t('border.hours.days')}
        hint={t('border.hours.days.hint')}
        value={(known.get(chosen) ?? []).join('\n')}
        rows={4}
      />
    </>
  )
}

export function dateListOf(v: FormData): { document: Readonly<Record<string, unknown>> } | Wrong {
  const known = text(v, 'known')
  const wrong = known === '' ? missing(v, 'xDateList') : {}
  const days = list(text(v, 'xDays'))
  if (days.some((day) => !/^\d{4}-\d\d-\d\d$/.test(day))) wrong['xDays'] = t('border.hours.days.wrong')
  if (Object.keys(wrong).length > 0) return wrong
  return { document: { xDateList: known || text(v, 'xDateList'), xDays: days } }
}

/** Other hours, or none, on the days of a list that these hours shall name; nothing where no list is named. */
export const ListedFields = () => (
  <Group label={t('border.hours.listed')}>
    <Field name="dateList" label={t('border.hours.dateList.name')} hint={t('border.hours.listed.hint')} width={16} />
    <Field name="listedFrom" type="date" label={t('border.hours.listed.first')} width={14} />
    <Field name="listedDays" type="number" label={t('border.hours.listed.days')} value="1" width={6} />
    <Field name="listedHours" label={t('border.hours.listed.hours')} hint={t('border.hours.spans.hint')} width={24} />
  </Group>
)

/** The exception that `ListedFields` state; undefined where they name no list. */
export function listedOf(v: FormData): [Exception | undefined, Wrong] {
  const dateList = text(v, 'dateList')
  if (dateList === '') return [undefined, {}]
  const wrong: Wrong = missing(v, 'listedFrom')
  const days = Number(text(v, 'listedDays') || '1')
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) wrong['listedDays'] = t('border.hours.listed.days.wrong', { most: MOST_DAYS }) // prettier-ignore
  const spans: Span[] | undefined = spansOf(text(v, 'listedHours'))
  if (spans === undefined) wrong['listedHours'] = t('border.hours.spans.wrong')
  if (spans === undefined || Object.keys(wrong).length > 0) return [undefined, wrong]
  const from = text(v, 'listedFrom')
  const on = { rank: 'holiday', from, to: addDays(from, days - 1), dateList }
  return [spans.length === 0 ? { ...on, closed: true } : { ...on, hours: spans }, {}]
}

/** A rule with this exception in the place of what it said of the same list. */
export const withListed = <R extends object>(rule: R, listed: Exception | undefined): R =>
  listed === undefined
    ? rule
    : { ...rule, exceptions: [...((rule as Rule).exceptions ?? []).filter((e) => e.dateList !== listed.dateList), listed] } // prettier-ignore
