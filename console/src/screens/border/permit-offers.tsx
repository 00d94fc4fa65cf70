/** What can be said of a permit to who has issued it, and what the issuer says of what left: asked, reserved, written off, given back, stopped. */
import { useState } from 'preact/hooks'
import type { Schemas } from '../../api.ts'
import { pointsOf, type Kind } from '../../../../node/procedures/documents/kind.ts'
import { Choice, Field, Tick } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { named, t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { localOf } from './clock.ts'
import {
  DAY,
  filled,
  Group,
  isWrong,
  missing,
  ReasonText,
  RemarkField,
  remarkOf,
  text,
  TimeField,
  timesOf,
} from './fields.tsx'
import { MemberFields, readMembers } from './permit-members.tsx'
import { kindNames, nameOfKind, rulesOf, type Agreed } from './permit-kinds.ts'
import { POINTS } from './permit-record.tsx'

type Permit = Schemas['Permit']
const REASONS = [
  'false-document',
  'altered-document',
  'not-conforming',
  'pest-found',
  'disease-found',
  'quantity-exceeded',
  'other',
] as const
const MEASURES = ['detained', 'refused', 'destroyed', 'treated', 'seized', 'released'] as const

const documentOf = (p: Permit) => ({ id: p.id, typeCode: p.typeCode })
const quantityOf = (v: FormData) => ({ value: text(v, 'value').replace(',', '.'), unitCode: text(v, 'unitCode') })

/** Which item, where it is used, and how much of it. */
function QuantityFields({
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
const KindChoice = ({
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
const DeclarationField = ({ required = false }: { required?: boolean }) => (
  <Field name="declaration" label={t('border.mrn')} required={required} width={24} />
)
/** Of an issuer that has named its agency nothing need be filled in. */
const IssuerField = ({ permit: p }: { permit: Permit }) => (
  <Field name="agency" label={t('border.permit.agency')} value={p.agency ?? p.kind ?? ''} required width={20} />
)
const issuerOf = (p: Permit, v: FormData) => ({ xIssuer: { country: p.issuer, agency: text(v, 'agency') } })

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

function writeOff(p: Permit, agreed: Agreed): Offer {
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

const reserve = (p: Permit): Offer => ({
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
const giveBack = (p: Permit): Offer[] =>
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

const questions = (p: Permit, agreed: Agreed): Offer[] => [
  {
    type: 'query',
    fields: <IssuerField permit={p} />,
    build: (v) =>
      isWrong(missing(v, 'agency')) ?? { document: { additionalDocument: documentOf(p), ...issuerOf(p, v) } },
  },
  {
    type: 'verification',
    fields: (
      <>
        <IssuerField permit={p} />
        <KindChoice permit={p} agreed={agreed} />
        <Group label={t('border.permit.presented')}>
          <Field name="xItem" label={t('border.permit.item')} width={8} />
          <Field name="value" label={t('border.permit.quantity')} width={12} />
          <Field name="unitCode" label={t('border.permit.unit')} value={p.balance[0]?.unitCode ?? 'KGM'} width={6} />
          <Field name="xSpecimenMarks" label={t('border.permit.marks')} width={20} />
        </Group>
        <TimeField name="xValidTo" label={t('border.permit.to')} ahead={null} required={false} />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xValidTo: 'may' })
      const item = filled({
        xItem: text(v, 'xItem'),
        xSpecimenMarks: text(v, 'xSpecimenMarks'),
        quantityQuantity: text(v, 'value') === '' ? undefined : quantityOf(v),
      })
      return (
        isWrong(late, missing(v, 'agency')) ?? {
          document: {
            additionalDocument: documentOf(p),
            ...issuerOf(p, v),
            xPresented: {
              xKind: text(v, 'xKind'),
              ...times,
              ...(Object.keys(item).length === 0 ? {} : { xItems: [item] }),
            },
          },
        }
      )
    },
  },
  {
    type: 'interception',
    decided: true,
    danger: true,
    fields: (
      <>
        <IssuerField permit={p} />
        <Choice
          name="xReason"
          label={t('border.act.reason')}
          options={REASONS.map((value) => ({ value, text: t(`border.permit.stop.${value}`) }))}
        />
        <Choice
          name="xMeasure"
          label={t('border.permit.measure')}
          options={MEASURES.map((value) => ({ value, text: t(`border.permit.measure.${value}`) }))}
        />
        <Field name="xItem" label={t('border.permit.item')} width={8} />
        <RemarkField />
      </>
    ),
    build: (v) =>
      isWrong(missing(v, 'agency')) ?? {
        document: {
          additionalDocument: documentOf(p),
          ...issuerOf(p, v),
          xReason: text(v, 'xReason'),
          xMeasure: text(v, 'xMeasure'),
          ...filled({ xItem: text(v, 'xItem'), additionalInformation: remarkOf(v) }),
        },
      },
  },
]

/** What our office of export has seen leave: under a permit of our own, or under a neighbour's for import. */
const endorse = (p: Permit): Offer => ({
  type: 'endorsement',
  fields: (
    <>
      {!p.own && <IssuerField permit={p} />}
      <QuantityFields permit={p} />
      <TimeField name="xEndorsedAt" label={t('border.act.at')} />
      <Field name="xTransportDocument" label={named('border.by', 'transport-document')} width={24} />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xEndorsedAt: 'needed' })
    return (
      isWrong(late, missing(v, 'xItem', 'value', 'unitCode', ...(p.own ? [] : ['agency']))) ?? {
        document: {
          additionalDocument: documentOf(p),
          ...(p.own ? {} : issuerOf(p, v)),
          xItem: text(v, 'xItem'),
          ...times,
          xQuantity: quantityOf(v),
          ...filled({ xTransportDocument: text(v, 'xTransportDocument') }),
        },
      }
    )
  },
})

/** Timber that lies here and arrived before its permit ended. */
const extend = (p: Permit): Offer => ({
  type: 'extension',
  decided: true,
  fields: (
    <>
      <IssuerField permit={p} />
      <TimeField name="xArrivedAt" label={t('border.permit.arrived')} />
      <TimeField name="xValidTo" label={t('border.permit.to')} ahead={null} />
    </>
  ),
  build: (v) => {
    const [times, late] = timesOf(v, { xArrivedAt: 'needed', xValidTo: 'needed' })
    return (
      isWrong(late, missing(v, 'agency')) ?? {
        document: { additionalDocument: documentOf(p), ...issuerOf(p, v), ...times },
      }
    )
  },
})

export const permitOffers = (p: Permit, agreed: Agreed): Offer[] =>
  p.own
    ? [endorse(p)]
    : [writeOff(p, agreed), reserve(p), ...giveBack(p), ...questions(p, agreed), endorse(p), extend(p)]
