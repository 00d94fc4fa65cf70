/** What can be said of a permit: to who has issued it, and by its issuer of what left and of what it has reserved. */
import { Field } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { filled, isWrong, missing, ReasonText, text, TimeField, timesOf } from './fields.tsx'
import { documentOf, IssuerField, issuerOf, QuantityFields, quantityOf } from './permit-fields.tsx'
import type { Agreed } from './permit-kinds.ts'
import type { Permit } from './permit-put.tsx'
import { intercept } from './permit-stop.tsx'
import { giveBack, reserve, writeOff } from './permit-use.tsx'
import { query, verification } from './permit-verify.tsx'

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

/** What others hold of a permit of our own, each in the case in which they have asked for it. */
const withdraw = (p: Permit): Offer[] =>
  p.reservations
    .filter((r) => r.state === 'reserved')
    .map((r) => ({
      type: 'reservation-withdrawn',
      about: r.message,
      inReplyTo: r.message,
      within: { to: r.country, conversation: r.conversation },
      decided: true,
      danger: true,
      values: { country: r.country, quantity: `${r.value} ${r.unitCode}`, item: r.item },
      fields: <ReasonText required />,
      build: (v) =>
        isWrong(missing(v, 'xReason')) ?? {
          document: { additionalDocument: documentOf(p), xReason: text(v, 'xReason') },
        },
    }))

export const permitOffers = (p: Permit, agreed: Agreed): Offer[] =>
  p.own
    ? [endorse(p), ...withdraw(p)]
    : [
        writeOff(p, agreed),
        reserve(p),
        ...giveBack(p),
        query(p),
        verification(p, agreed),
        intercept(p),
        endorse(p),
        extend(p),
      ]
