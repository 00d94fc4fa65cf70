/** The record of a permit as its agency keeps it here: issued, and amended. The register decides by it what is written off. */
import { useState } from 'preact/hooks'
import { useParam } from '../../address.ts'
import { Button, Choice, Field, Ticks, Waiting } from '../../parts/index.ts'
import { person } from '../../session.ts'
import { t } from '../../text.ts'
import { DAY, Group, TimeField } from './fields.tsx'
import { kindNames, nameOfKind, nameOfSubtype, rulesOf, useAgreedKinds, type Agreed } from './permit-kinds.ts'
import { MemberFields } from './permit-members.tsx'
import { Put, type Permit, type PermitRecord } from './permit-put.tsx'
import { ownOf, recordOf, shownOf } from './permit-read.ts'

const NEXT_YEAR = 365 * DAY

type Props = {
  readonly permit?: string
  readonly was?: PermitRecord
  readonly tag?: string | null
  readonly onPut: (permit: Permit) => void
}

/** Issues a permit, or amends one that was issued. It is shown once all kinds are known: a form that became one of another kind would lose what was filled in. */
export function RecordForm(props: Props) {
  const agreed = useAgreedKinds()
  return agreed === null ? <Waiting /> : <FormOf {...props} agreed={agreed} />
}

function FormOf({ permit, was, tag = null, onPut, agreed }: Props & { readonly agreed: Agreed }) {
  const [rows, setRows] = useState(Math.max(1, was?.xItems.length ?? 1))
  const [wanted, chooseKind] = useParam('kind')
  const [subtype, chooseSubtype] = useParam('subtype', was?.xSubtype ?? '')
  const names = kindNames(agreed)
  const xKind = was?.xKind ?? names.find((name) => name === wanted) ?? 'veterinary'
  const rules = rulesOf(xKind, ownOf(xKind, agreed))
  const amends = permit === undefined ? {} : { permit }
  const subtypes = Object.keys(rules.subtypes ?? {})
  const xSubtype = subtypes.includes(subtype) ? subtype : undefined
  const unstated = rules.unstated !== undefined
  const {
    kind,
    record: members,
    items,
  } = shownOf(xKind, xSubtype ?? (unstated ? undefined : subtypes[0]), was?.xUsePoints ?? [], agreed)
  const of = `${xKind} ${xSubtype ?? ''}`
  const chosen = kind.points.filter((point) => was?.xUsePoints.includes(point) ?? point === 'import')
  return (
    <Put
      {...amends}
      tag={tag}
      submit={t(was ? 'border.do.permit.amend' : 'border.do.permit.issue')}
      what={t(was ? 'border.will.permit.amend' : 'border.will.permit.issue')}
      build={(values) => recordOf(values, rows, was, agreed)}
      onPut={onPut}
    >
      {!was && <Field name="permit" label={t('border.permit.number')} required width={32} />}
      <Group label={t('border.permit.what')}>
        <Choice
          name="xKind"
          label={t('border.permit.kind')}
          value={xKind}
          onChoose={chooseKind}
          options={(was ? [xKind] : names).map((value) => ({ value, text: nameOfKind(value, agreed) }))}
        />
        {subtypes.length > 0 && (
          <Choice
            key={xKind}
            name="xSubtype"
            label={t('border.permit.subtype')}
            value={xSubtype ?? ''}
            onChoose={chooseSubtype}
            options={[
              ...(unstated && !was?.xSubtype ? [{ value: '', text: t('border.permit.subtype.by-use') }] : []),
              ...subtypes.map((value) => ({ value, text: nameOfSubtype(xKind, value, agreed) })),
            ]}
          />
        )}
        <Field
          key={`type ${xKind}`}
          name="typeCode"
          label={t('border.permit.type')}
          hint={t('border.permit.type.hint')}
          value={was?.typeCode ?? rules.typeCode ?? ''}
          required
          width={10}
        />
        <Field name="categoryCode" label={t('border.permit.category')} value={was?.categoryCode ?? ''} width={10} />
      </Group>
      <Group label={t('border.permit.issuer')}>
        <Field
          key={`agency ${xKind}`}
          name="xAgency"
          label={t('border.act.agency')}
          value={was?.xAgency ?? person.value?.agency ?? ''}
          required
          width={20}
        />
        <Choice
          key={`use ${of}`}
          name="xUse"
          label={t('border.permit.use')}
          value={was?.xUse ?? 'single'}
          options={(kind.consignments === 'as-issued' ? (['single', 'multiple'] as const) : (['single'] as const)).map(
            (value) => ({ value, text: t(`border.permit.use.${value}`) }),
          )}
        />
      </Group>
      <Ticks
        key={`points ${of}`}
        name="xUsePoints"
        label={t('border.permit.point')}
        options={kind.points.map((value) => ({ value, text: t(`border.permit.point.${value}`) }))}
        chosen={chosen.length > 0 ? chosen : kind.points.slice(0, 1)}
      />
      <TimeField name="xIssuedAt" label={t('border.permit.from')} at={was?.xIssuedAt} />
      <TimeField
        key={`end ${of}`}
        name="xValidTo"
        label={t('border.permit.to')}
        hint={kind.months === undefined ? '' : t('border.permit.months', { count: kind.months })}
        at={was?.xValidTo}
        ahead={was || kind.months !== undefined ? null : NEXT_YEAR}
        required={kind.needs.record.includes('xValidTo')}
      />
      {members.map((member) => (
        <MemberFields
          key={`${of} ${member}`}
          member={member}
          value={was?.[member]}
          needed={kind.needs.record.includes(member)}
        />
      ))}
      {Array.from({ length: rows }, (_, i) => (
        <Group key={i} label={t('border.permit.item.of', { number: i + 1 })}>
          <Field
            name={`xItem ${i}`}
            label={t('border.permit.item')}
            value={was?.xItems[i]?.xItem ?? String(i + 1)}
            width={8}
          />
          <Field
            name={`value ${i}`}
            label={t('border.permit.quantity')}
            value={was?.xItems[i]?.quantityQuantity.value ?? ''}
            width={12}
          />
          <Field
            key={`unit ${xKind}`}
            name={`unitCode ${i}`}
            label={t('border.permit.unit')}
            value={
              was?.xItems[i]?.quantityQuantity.unitCode ?? (kind.dimensions?.includes('mass') === false ? 'C62' : 'KGM')
            }
            width={6}
          />
          <Field
            name={`description ${i}`}
            label={t('border.permit.goods')}
            value={was?.xItems[i]?.description ?? ''}
            width={24}
          />
          {items.map((member) => (
            <MemberFields
              key={`${of} ${member}`}
              member={member}
              value={was?.xItems[i]?.[member]}
              needed={kind.needs.items.includes(member)}
              place={` ${i}`}
            />
          ))}
        </Group>
      ))}
      <p>
        <Button onClick={() => setRows(rows + 1)}>{t('border.permit.item.more')}</Button>
      </p>
    </Put>
  )
}
