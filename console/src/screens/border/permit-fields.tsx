/** Fields that most of what is said of a permit has: which item and how much of it, of which kind, who has issued it. */
import { Choice, Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Group, text } from './fields.tsx'
import { kindNames, nameOfKind, type Agreed } from './permit-kinds.ts'
import type { Permit } from './permit-put.tsx'
import { POINTS } from './permit-read.ts'

export const documentOf = (p: Permit) => ({ id: p.id, typeCode: p.typeCode })
export const quantityOf = (v: FormData) => ({
  value: text(v, 'value').replace(',', '.'),
  unitCode: text(v, 'unitCode'),
})

/** Which item, where it is used, and how much of it. */
export function QuantityFields({
  permit: p,
  points = POINTS,
}: {
  permit: Permit
  points?: readonly (typeof POINTS)[number][]
}) {
  const [first] = p.balance
  const items = [...new Set(p.balance.map((b) => b.item))]
  return (
    <Group label={t('border.permit.take')}>
      {items.length > 0 ? (
        <Choice name="xItem" label={t('border.permit.item')} options={items.map((value) => ({ value, text: value }))} />
      ) : (
        <Field name="xItem" label={t('border.permit.item')} value="1" required width={8} />
      )}
      <Choice
        name="xUsePoint"
        label={t('border.permit.point')}
        value={first?.usePoint ?? 'import'}
        options={points.map((value) => ({ value, text: t(`border.permit.point.${value}`) }))}
      />
      <Field name="value" label={t('border.permit.quantity')} required width={12} />
      <Field name="unitCode" label={t('border.permit.unit')} value={first?.unitCode ?? 'KGM'} required width={6} />
    </Group>
  )
}
export const KindChoice = ({
  permit: p,
  agreed,
  onChoose,
}: {
  permit: Permit
  agreed: Agreed
  onChoose?: (kind: string) => void
}) => (
  <Choice
    name="xKind"
    label={t('border.permit.kind')}
    value={p.kind ?? 'veterinary'}
    onChoose={(kind) => onChoose?.(kind)}
    options={kindNames(agreed).map((value) => ({ value, text: nameOfKind(value, agreed) }))}
  />
)
export const DeclarationField = ({ required = false }: { required?: boolean }) => (
  <Field name="declaration" label={t('border.mrn')} required={required} width={24} />
)
/** Of an issuer that has named its agency nothing need be filled in. */
export const IssuerField = ({ permit: p }: { permit: Permit }) => (
  <Field name="agency" label={t('border.permit.agency')} value={p.agency ?? p.kind ?? ''} required width={20} />
)
export const issuerOf = (p: Permit, v: FormData) => ({ xIssuer: { country: p.issuer, agency: text(v, 'agency') } })
