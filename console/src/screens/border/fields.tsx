/** The fields that what officers say shares, each with how it is read again: a time carries the zone of the clock that it was typed by. */
import type { ComponentChildren } from 'preact'
import { Choice, Field, TextArea, Ticks, useZone } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { named, t } from '../../text.ts'
import { instantOf, localOf } from './clock.ts'

type Json = Readonly<Record<string, unknown>>
/** What is wrong with what was filled in, by the field. */
export type Wrong = Record<string, string>

export const text = (values: FormData, name: string): string => ((values.get(name) as string | null) ?? '').trim()
const parts = (value: string, by: RegExp): string[] => [
  ...new Set(
    value
      .split(by)
      .map((s) => s.trim())
      .filter((s) => s !== ''),
  ),
]
export const list = (value: string): string[] => parts(value, /[,;\n]/)
export const lines = (value: string): string[] => parts(value, /\n/)

/** The members of a document that were filled in. */
export const filled = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).filter(([, v]) => v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0)),
  )
/** Those that must be filled in and are not. */
export const missing = (values: FormData, ...names: readonly string[]): Wrong =>
  Object.fromEntries(names.filter((name) => text(values, name) === '').map((name) => [name, t('border.act.missing')]))

/** A remark, as the data model carries it. */
export const remarkOf = (values: FormData, name = 'additionalInformation'): Json[] =>
  text(values, name) === '' ? [] : [{ statementDescription: text(values, name) }]

/** The instant that was typed by the clock of its field; undefined where it is none. */
export const timeOf = (values: FormData, name: string): string | undefined =>
  instantOf(text(values, name), text(values, `${name} zone`) || 'UTC')

/** The times of a form: an empty one that may be empty is left out, another that is no time is wrong. */
export function timesOf(values: FormData, names: Readonly<Record<string, 'needed' | 'may'>>): [Json, Wrong] {
  const found: Record<string, string> = {}
  const wrong: Wrong = {}
  for (const [name, need] of Object.entries(names)) {
    const at = timeOf(values, name)
    if (at !== undefined) found[name] = at
    else if (need === 'needed' || text(values, name) !== '') wrong[name] = t('border.act.at.wrong')
  }
  return [found, wrong]
}
export const isWrong = (...all: readonly Wrong[]): Wrong | undefined => {
  const wrong = Object.assign({}, ...all) as Wrong
  return Object.keys(wrong).length > 0 ? wrong : undefined
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** A day and a time by the clock of the page; `ahead` of now, or empty. */
export function TimeField({
  name,
  label,
  hint,
  ahead = 0,
  at,
  zone: given,
  required = true,
}: {
  name: string
  label: string
  hint?: string
  /** Milliseconds from now; null: empty. */
  ahead?: number | null
  /** RFC 3339, instead of now and `ahead`. */
  at?: string | undefined
  zone?: string
  required?: boolean
}) {
  const own = useZone()
  const zone = given ?? own
  const from = at === undefined ? (ahead === null ? undefined : Date.now() + ahead) : Date.parse(at)
  return (
    <>
      <input type="hidden" name={`${name} zone`} value={zone} />
      <Field
        // The clock may be known only after the form is shown.
        key={zone}
        name={name}
        type="datetime-local"
        label={label}
        hint={[hint, t('border.act.at.hint', { zone })].filter(Boolean).join(' ')}
        value={from === undefined ? '' : localOf(from, zone)}
        width={20}
        required={required}
      />
    </>
  )
}

export function AgenciesField({ value = person.value?.agency ?? 'customs' }: { value?: string }) {
  return (
    <Field
      name="xAgencies"
      label={t('border.control.agencies')}
      hint={t('border.list.hint')}
      value={value}
      required
      width={32}
    />
  )
}
export const AgencyChoice = ({ agencies }: { agencies: readonly string[] }) => (
  <Choice
    name="xAgency"
    label={t('border.act.agency')}
    value={person.value?.agency ?? ''}
    options={agencies.map((value) => ({ value, text: named('border.agency', value) }))}
  />
)

/** To which neighbour; what the form offers may depend on it. */
export const PeerChoice = ({
  countries,
  value,
  onChoose,
}: {
  countries: readonly string[]
  value: string
  onChoose(country: string): void
}) => (
  <Choice
    name="country"
    label={t('border.peer')}
    value={value}
    onChoose={onChoose}
    options={countries.map((country) => ({ value: country, text: country }))}
  />
)

/** Why, as a code that both sides know. */
export const ReasonCodeField = () => (
  <Field name="xReasonCode" label={t('border.act.reason')} hint={t('border.act.code.hint')} required width={32} />
)
/** Why, in words. */
export const ReasonText = ({ name = 'xReason', required = false }: { name?: string; required?: boolean }) => (
  <TextArea name={name} label={t('border.act.reason')} rows={2} required={required} />
)
export const RemarkField = ({ name = 'additionalInformation' }: { name?: string }) => (
  <TextArea name={name} label={t('border.act.remark')} rows={2} />
)

/** The values of what was ticked under one name. */
export const ticked = (values: FormData, name: string): string[] => values.getAll(name).map(String)

/** Fields side by side under one heading. */
export const Group = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <fieldset class="field group">
    <legend>{label}</legend>
    <div class="group-fields">{children}</div>
  </fieldset>
)

/** What a subject of a case is called. */
export const subjectName = (key: string): string => {
  if (key === 'all') return t('border.subject.all')
  const at = key.indexOf(':')
  return at < 0 ? key : key.slice(at + 1)
}
/** The subject that a key names, as messages carry it; undefined: all of it. */
export function subjectOf(key: string): Json | undefined {
  const [kind, ...rest] = key.split(':')
  const id = rest.join(':')
  if (kind === 'equipment') return { transportEquipment: { id } }
  if (kind === 'means') return { borderTransportMeans: { id } }
  if (kind === 'receptacle') return { xReceptacle: id }
  if (kind === 'item') return { governmentAgencyGoodsItem: { sequenceNumeric: Number(id) } }
  if (kind === 'document') return { xTransportDocument: { type: rest[0], documentNumber: rest.slice(1).join(':') } }
  return undefined
}

export const subjectsNamed = (keys: readonly string[]): Json[] =>
  keys.map(subjectOf).filter((subject) => subject !== undefined)

/** What can be named of what stands there: a container, a plate, a waybill. */
const THINGS = { equipment: 'equipment', 'transport-means': 'means', 'transport-document': 'document:730' } as const

/** What it is about, typed: several of one kind. */
export function ThingsField({ kind = 'equipment', value = '' }: { kind?: keyof typeof THINGS; value?: string }) {
  const options = Object.keys(THINGS).map((one) => ({ value: one, text: named('border.by', one) }))
  return (
    <>
      <Choice name="xSubject kind" label={t('border.act.thing')} value={kind} options={options} />
      <Field
        name="xSubject"
        label={t('border.act.numbers')}
        hint={t('border.list.hint')}
        value={value}
        required
        width={40}
      />
    </>
  )
}
export const thingsOf = (values: FormData): Json[] =>
  subjectsNamed(
    list(text(values, 'xSubject')).map((id) => `${THINGS[text(values, 'xSubject kind') as keyof typeof THINGS]}:${id}`),
  )

/** Which subjects something is about, where there are several; by their keys. */
export const SubjectTicks = ({ keys, chosen }: { keys: readonly string[]; chosen?: readonly string[] }) => (
  <Ticks
    name="xSubject"
    label={t('border.act.subjects')}
    options={keys.map((value) => ({ value, text: subjectName(value) }))}
    {...(chosen === undefined ? {} : { chosen })}
  />
)
/** The subjects that were ticked, as messages carry them; none where it is about all of them. */
export function subjectsOf(values: FormData, keys: readonly string[]): readonly Json[] | Wrong {
  if (keys.length < 2) return []
  const chosen = ticked(values, 'xSubject')
  if (chosen.length === 0) return { xSubject: t('border.act.containers.missing') }
  return chosen.length === keys.length ? [] : subjectsNamed(chosen)
}
export const isList = (found: readonly Json[] | Wrong): found is readonly Json[] => Array.isArray(found)
