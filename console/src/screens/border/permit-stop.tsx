/** Goods or a permit were stopped, and why. */
import { Choice, Field } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { filled, isWrong, missing, RemarkField, remarkOf, text } from './fields.tsx'
import { documentOf, IssuerField, issuerOf } from './permit-fields.tsx'
import type { Permit } from './permit-put.tsx'

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

export const intercept = (p: Permit): Offer => ({
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
})
