/** What is taken of a permit that a neighbour has issued: written off, reserved, given back. */
import { useState } from 'preact/hooks'
import { pointsOf, type Kind } from '../../../../node/procedures/documents/kind.ts'
import { Choice, Field, Tick } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { localOf } from './clock.ts'
import { DAY, filled, isWrong, missing, ReasonText, text, TimeField, timesOf } from './fields.tsx'
import {
  DeclarationField,
  documentOf,
  IssuerField,
  issuerOf,
  KindChoice,
  QuantityFields,
  quantityOf,
} from './permit-fields.tsx'
import { rulesOf, type Agreed } from './permit-kinds.ts'
import { MemberFields, readMembers } from './permit-members.tsx'
import type { Permit } from './permit-put.tsx'

/** What a use of it names beside it, by its kind. */
const hasOther = ({ corresponding, subtypes = {} }: Kind): boolean =>
  [{ corresponding }, ...Object.values(subtypes)].some(({ corresponding: others = [] }) =>
    others.some(({ use }) => use.length > 0),
  )
const membersOfUse = (kind: Kind) => [
  ...(hasOther(kind) ? (['xCorrespondingPermit'] as const) : []),
  ...(kind.useMarks === true ? (['xSpecimenMarks'] as const) : []),
]

/** The form of a use shows what documents of its kind need there. */
function UseFields({ permit: p, agreed }: { permit: Permit; agreed: Agreed }) {
  const [name, choose] = useState<string>(p.kind ?? 'veterinary')
  const kind = rulesOf(name, agreed)
  const held = p.reservations.filter((r) => r.state === 'reserved')
  return (
    <>
      <QuantityFields permit={p} points={pointsOf(kind)} />
      <KindChoice permit={p} agreed={agreed} onChoose={choose} />
      <IssuerField permit={p} />
      <DeclarationField required />
      <Field name="ucr" label={t('border.permit.ucr')} hint={t('border.permit.ucr.hint')} width={24} />
      {held.length > 0 && (
        <Choice
          name="xReservation"
          label={t('border.permit.reservation')}
          options={[
            { value: '', text: t('shell.none') },
            ...held.map((r) => ({ value: r.message, text: `${r.item} · ${r.value} ${r.unitCode}` })),
          ]}
        />
      )}
      {kind.tested === 'export' && (
        <TimeField
          name="xExportedAt"
          label={t('border.permit.exported')}
          hint={t('border.permit.exported.hint')}
          ahead={null}
        />
      )}
      {membersOfUse(kind).map((member) => (
        <MemberFields key={member} member={member} value={undefined} needed={member === 'xSpecimenMarks'} />
      ))}
      <Field
        name="xUseId"
        label={t('border.permit.useid')}
        hint={t('border.permit.useid.hint')}
        value={`${session.value!.country}-${localOf(Date.now(), 'UTC').replaceAll(/\D/g, '')}`}
        required
        width={24}
      />
      <Choice
        name="xMode"
        kind="radio"
        label={t('border.permit.mode')}
        value="request"
        options={(['request', 'provisional'] as const).map((value) => ({
          value,
          text: t(`border.permit.mode.${value}`),
          hint: t(`border.permit.mode.${value}.hint`),
        }))}
      />
      <Tick name="xFinal" label={t('border.permit.final')} />
    </>
  )
}

export function writeOff(p: Permit, agreed: Agreed): Offer {
  return {
    type: 'use',
    open: p.standing === 'issued',
    fields: <UseFields permit={p} agreed={agreed} />,
    build: (v) => {
      const kind = rulesOf(text(v, 'xKind'), agreed)
      const [times, late] = timesOf(v, kind.tested === 'export' ? { xExportedAt: 'needed' } : {})
      const [members, lacking] = readMembers(v, membersOfUse(kind), kind.useMarks === true ? ['xSpecimenMarks'] : [])
      const wrong = isWrong(late, lacking, missing(v, 'xItem', 'value', 'unitCode', 'declaration', 'agency', 'xUseId'))
      if (wrong) return wrong
      return {
        document: {
          xUseId: text(v, 'xUseId'),
          xMode: text(v, 'xMode'),
          xKind: text(v, 'xKind'),
          xUsePoint: text(v, 'xUsePoint'),
          additionalDocument: { ...documentOf(p), writeOff: { quantityQuantity: quantityOf(v) } },
          ...issuerOf(p, v),
          xItem: text(v, 'xItem'),
          declaration: { id: text(v, 'declaration') },
          xFinal: v.get('xFinal') === 'on',
          ...times,
          ...members,
          ...filled({
            xReservation: text(v, 'xReservation'),
            ucr: text(v, 'ucr') === '' ? undefined : { id: text(v, 'ucr') },
          }),
        },
      }
    },
  }
}

export const reserve = (p: Permit): Offer => ({
  type: 'reservation',
  fields: (
    <>
      <QuantityFields permit={p} />
      <IssuerField permit={p} />
      <TimeField name="xUntil" label={t('border.permit.until')} ahead={2 * DAY} />
      <DeclarationField />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xUntil: 'needed' })
    return (
      isWrong(late, missing(v, 'xItem', 'value', 'unitCode', 'agency')) ?? {
        document: {
          additionalDocument: { ...documentOf(p), writeOff: { quantityQuantity: quantityOf(v) } },
          ...issuerOf(p, v),
          xItem: text(v, 'xItem'),
          xUsePoint: text(v, 'xUsePoint'),
          ...times,
          ...(text(v, 'declaration') === '' ? {} : { declaration: { id: text(v, 'declaration') } }),
        },
      }
    )
  },
})

/** What was taken or reserved by us, and can be given back. */
export const giveBack = (p: Permit): Offer[] =>
  [...p.uses, ...p.reservations]
    .filter((u) => u.country === session.value!.country)
    .filter((u) => ['requested', 'reserved', 'provisional', 'confirmed'].includes(u.state))
    .map((u) => ({
      type: 'use-cancelled',
      about: u.message,
      inReplyTo: u.message,
      danger: true,
      values: { quantity: `${u.value} ${u.unitCode}`, item: u.item },
      fields: <ReasonText required />,
      build: (v) =>
        isWrong(missing(v, 'xReason')) ?? {
          document: { additionalDocument: documentOf(p), xReason: text(v, 'xReason') },
        },
    }))
