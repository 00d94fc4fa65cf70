/** What is asked of a permit: how it stands, and whether what was presented is what was issued. */
import { useState } from 'preact/hooks'
import type { Subtype } from '../../../../node/procedures/documents/kind.ts'
import { Button, Choice, Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { filled, Group, isWrong, missing, text } from './fields.tsx'
import { documentOf, IssuerField, issuerOf, KindChoice } from './permit-fields.tsx'
import { nameOfSubtype, rulesOf, type Agreed } from './permit-kinds.ts'
import { MemberFields, readMembers } from './permit-members.tsx'
import type { Permit } from './permit-put.tsx'
import { decimal, shownOf } from './permit-read.ts'

export const query = (p: Permit): Offer => ({
  type: 'query',
  fields: <IssuerField permit={p} />,
  build: (v) => isWrong(missing(v, 'agency')) ?? { document: { additionalDocument: documentOf(p), ...issuerOf(p, v) } },
})

/** A paper states its days, and which items; there are so many rows of them. */
const rowsOf = (values: FormData): number => Number(text(values, 'rows items') || '1')

/** All that a paper of the kind may state: what is left out is not compared. */
function Presented({ permit: p, agreed }: { permit: Permit; agreed: Agreed }) {
  const [xKind, chooseKind] = useState<string>(p.kind ?? 'veterinary')
  const [subtype, chooseSubtype] = useState<Subtype>(p.particulars?.xSubtype ?? '')
  const [rows, setRows] = useState(1)
  const subtypes = Object.keys(rulesOf(xKind, agreed).subtypes ?? {})
  const xSubtype = subtypes.includes(subtype) ? subtype : undefined
  const { record, items } = shownOf(xKind, xSubtype, [], agreed)
  const of = `${xKind} ${xSubtype ?? ''}`
  return (
    <>
      <KindChoice permit={p} agreed={agreed} onChoose={chooseKind} />
      {subtypes.length > 0 && (
        <Choice
          key={xKind}
          name="xSubtype"
          label={t('border.permit.subtype')}
          value={xSubtype ?? ''}
          onChoose={chooseSubtype}
          options={[
            { value: '', text: t('shell.none') },
            ...subtypes.map((value) => ({ value, text: nameOfSubtype(xKind, value, agreed) })),
          ]}
        />
      )}
      <Field name="xIssuedAt" type="date" label={t('border.permit.from')} width={12} />
      <Field name="xValidTo" type="date" label={t('border.permit.to')} width={12} />
      {record.map((member) => (
        <MemberFields key={`${of} ${member}`} member={member} value={undefined} />
      ))}
      <input type="hidden" name="rows items" value={rows} />
      {Array.from({ length: rows }, (_, i) => (
        <Group key={i} label={t('border.permit.item.of', { number: i + 1 })}>
          <Field name={`xItem ${i}`} label={t('border.permit.item')} width={8} />
          <Field name={`value ${i}`} label={t('border.permit.quantity')} width={12} />
          <Field
            name={`unitCode ${i}`}
            label={t('border.permit.unit')}
            value={p.balance[0]?.unitCode ?? 'KGM'}
            width={6}
          />
          {items.map((member) => (
            <MemberFields key={`${of} ${member}`} member={member} value={undefined} place={` ${i}`} />
          ))}
        </Group>
      ))}
      <p>
        <Button onClick={() => setRows(rows + 1)}>{t('border.permit.item.more')}</Button>
      </p>
    </>
  )
}

export const verification = (p: Permit, agreed: Agreed): Offer => ({
  type: 'verification',
  fields: (
    <>
      <IssuerField permit={p} />
      <Presented permit={p} agreed={agreed} />
    </>
  ),
  build: (v) => {
    const [xKind, xSubtype] = [text(v, 'xKind'), text(v, 'xSubtype')]
    const { record, items } = shownOf(xKind, xSubtype || undefined, [], agreed)
    const [stated, wrongly] = readMembers(v, record, [])
    const rows = Array.from({ length: rowsOf(v) }, (_, i) => {
      const [members, wrong] = readMembers(v, items, [], ` ${i}`)
      const quantity = { value: decimal(v, `value ${i}`), unitCode: text(v, `unitCode ${i}`) }
      const quantityQuantity = quantity.value === '' ? undefined : quantity
      return { item: { ...filled({ xItem: text(v, `xItem ${i}`), quantityQuantity }), ...members }, wrong }
    })
    const xItems = rows.map(({ item }) => item).filter((item) => Object.keys(item).length > 0)
    return (
      isWrong(missing(v, 'agency'), wrongly, ...rows.map(({ wrong }) => wrong)) ?? {
        document: {
          additionalDocument: documentOf(p),
          ...issuerOf(p, v),
          xPresented: {
            xKind,
            ...filled({ xSubtype, xIssuedAt: text(v, 'xIssuedAt'), xValidTo: text(v, 'xValidTo') }),
            ...stated,
            ...(xItems.length === 0 ? {} : { xItems }),
          },
        },
      }
    )
  },
})
