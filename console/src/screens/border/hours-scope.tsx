/** What a change of hours is about: a direction, modes, a lane, an agency, a service; everything, where none is named. */
import type { Schemas } from '../../api.ts'
import { Choice } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { filled, Group, text } from './fields.tsx'

type Pair = Schemas['OfficePair']
type Side = 'exit' | 'entry'
/** Direction as seen from whoever says it. */
type Scope = Readonly<Partial<Record<'lane' | 'direction' | 'agency' | 'service', string>>> & {
  readonly modeCode?: readonly string[]
}
type Rule = Scope & { readonly modeCode: readonly string[] }

const wayOf = (pair: Pair, by: Side, direction: string): string => {
  const [own, other] = [pair.countries[by], pair.countries[by === 'exit' ? 'entry' : 'exit']]
  return direction === 'entry' ? `${other} → ${own}` : `${own} → ${other}`
}

/** The scope of what a side has said, in words. */
export function scopeText(pair: Pair, by: Side, scope: object): string {
  const { lane, direction, modeCode = [], agency, service } = scope as Scope
  const said = [
    direction === undefined || direction === 'both' ? undefined : wayOf(pair, by, direction),
    ...modeCode.map((mode) => named('border.mode', mode)),
    lane === undefined ? undefined : `${t('border.office.lane')} ${lane}`,
    agency === undefined ? undefined : named('border.agency', agency),
    service,
  ].filter((s) => s !== undefined)
  return said.length === 0 ? t('border.hours.scope.all') : said.join(' · ')
}

/** Only what our hours know can be named: of anything else nothing would be closed or open. */
export function ScopeFields({ pair, own }: { pair: Pair; own: Side }) {
  const rules = pair.versions
    .filter((v) => v.side === own && v.from !== null && (v.until === null || Date.parse(v.until) > Date.now()))
    .flatMap((v) => (v.hours as unknown as { readonly xRules: readonly Rule[] }).xRules)
  const known = {
    modeCode: rules.flatMap((r) => r.modeCode),
    lane: rules.flatMap((r) => r.lane ?? []),
    agency: rules.flatMap((r) => r.agency ?? []),
    service: rules.flatMap((r) => r.service ?? []),
  }
  const all = { value: '', text: t('border.hours.scope.any') }
  const choice = (name: keyof typeof known, label: string, textOf: (value: string) => string) => {
    const values = [...new Set(known[name])].sort()
    return (
      values.length > 0 && (
        <Choice
          key={name}
          name={name}
          label={label}
          value=""
          options={[all, ...values.map((value) => ({ value, text: textOf(value) }))]}
        />
      )
    )
  }
  return (
    <Group label={t('border.hours.scope')}>
      <Choice
        name="direction"
        label={t('border.hours.direction')}
        value=""
        options={[all, ...(['exit', 'entry'] as const).map((value) => ({ value, text: wayOf(pair, own, value) }))]}
      />
      {choice('modeCode', t('border.hours.modes'), (mode) => named('border.mode', mode))}
      {choice('lane', t('border.office.lane'), (lane) => lane)}
      {choice('agency', t('border.act.agency'), (agency) => named('border.agency', agency))}
      {choice('service', t('border.hours.service'), (service) => service)}
    </Group>
  )
}

/** What `ScopeFields` say, as a member of the document; none, where it is about everything. */
export function scopeOf(v: FormData): { readonly xScope?: object } {
  const mode = text(v, 'modeCode')
  const scope = filled({
    direction: text(v, 'direction'),
    modeCode: mode === '' ? [] : [mode],
    lane: text(v, 'lane'),
    agency: text(v, 'agency'),
    service: text(v, 'service'),
  })
  return Object.keys(scope).length === 0 ? {} : { xScope: scope }
}
