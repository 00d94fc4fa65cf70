/** Who decides, and by what power: asked wherever a message touches a person. What was said once is proposed the next time, in this browser alone. */
import { Choice, Field } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { t } from '../../text.ts'

const KINDS = ['officer', 'head-of-office', 'authority', 'court'] as const
const MEMBERS = ['ref', 'function', 'office', 'legalGround'] as const

export type DecidedBy = Readonly<Record<'kind' | (typeof MEMBERS)[number], string>>

/** As the node calls whoever an identity provider has confirmed; what he decides he decides himself. */
const SIGNED_IN = 'oidc:'
const own = (): string | null => {
  const client = person.value?.client ?? ''
  return client.startsWith(SIGNED_IN) ? client.slice(SIGNED_IN.length) : null
}

const KEPT = 'juxta.decider'
const kept = (): Partial<DecidedBy> => JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<DecidedBy>

/** What the fields of `Decider` say. */
export function decider(values: FormData): DecidedBy {
  const text = (name: string): string => ((values.get(`by.${name}`) as string | null) ?? '').trim()
  const said = { kind: text('kind') || 'officer', ref: text('ref'), function: text('function'), office: text('office'), legalGround: text('legalGround') } // prettier-ignore
  const { ref: _whoever, ...rest } = said
  localStorage.setItem(KEPT, JSON.stringify(rest))
  return said
}

/** What is missing, by the field. */
export const missing = (by: DecidedBy): Readonly<Record<string, string>> =>
  Object.fromEntries(MEMBERS.filter((m) => by[m] === '').map((m) => [`by.${m}`, t(`border.act.by.${m}.missing`)]))

export function Decider({ ground }: { ground: unknown }) {
  const before = kept()
  const proposed = { office: '', function: '', legalGround: typeof ground === 'string' ? ground : '', ...before }
  return (
    <fieldset class="field">
      <legend>{t('border.act.by')}</legend>
      <Choice
        name="by.kind"
        label={t('border.act.by.kind')}
        value={before.kind ?? 'officer'}
        options={KINDS.map((value) => ({ value, text: t(`border.decider.${value}`) }))}
      />
      <Field
        name="by.ref"
        label={t('border.act.by.ref')}
        hint={t('border.act.by.hint')}
        value={own() ?? ''}
        required
        width={24}
      />
      <Field name="by.function" label={t('border.act.by.function')} value={proposed.function} required width={24} />
      <Field name="by.office" label={t('border.act.by.office')} value={proposed.office} required width={16} />
      <Field
        name="by.legalGround"
        label={t('border.act.by.legalGround')}
        hint={t('border.act.by.legalGround.hint')}
        value={proposed.legalGround}
        required
        width={40}
      />
    </fieldset>
  )
}
