/** What can be said of a breach of data that one side was given. */
import { Choice, formatDay, TextArea, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { TextField } from './assistance-fields.tsx'
import type { AssistanceState } from './assistance-state.ts'
import { filled, isWrong, missing, text, ticked, TimeField, timesOf, type Wrong } from './fields.tsx'

const BREACHES = ['confidentiality', 'integrity', 'availability'] as const

/** What either side can say of a breach of data: that there was one here, and what becomes of the case after one that the other has told. */
export function breachOffers(s: AssistanceState, country: string): Offer[] {
  const answers = Object.entries(s.breaches)
    .filter(([, { by }]) => by !== country)
    .map(([id, { at, decision }]): Offer => ({
      type: 'breach-answer',
      about: id,
      inReplyTo: id,
      decided: true,
      open: decision === null,
      values: { day: formatDay(at * 1000) },
      fields: (
        <>
          <Choice
            name="xDecision"
            label={t('border.assistance.decision')}
            options={(['suspend', 'continue'] as const)
              .filter((value) => value !== decision)
              .map((value) => ({ value, text: t(`border.assistance.decision.${value}`) }))}
          />
          <TextField />
        </>
      ),
      build: (v) => ({
        document: { xDecision: text(v, 'xDecision'), ...filled({ xText: text(v, 'xText') }) },
      }),
    }))
  const notice: Offer = {
    type: 'breach-notice',
    danger: true,
    decided: true,
    fields: (
      <>
        <TimeField name="xKnownAt" label={t('border.assistance.known')} />
        <TimeField name="xOccurredAt" label={t('border.assistance.occurred')} ahead={null} required={false} />
        <Ticks
          name="xKinds"
          label={t('border.assistance.breach.kinds')}
          options={BREACHES.map((value) => ({ value, text: t(`border.assistance.breach.${value}`) }))}
          chosen={['confidentiality']}
        />
        <TextArea name="xText" label={t('border.assistance.breach.what')} required rows={3} />
        <TextArea name="xMeasures" label={t('border.assistance.measures')} rows={2} />
      </>
    ),
    build: (v) => {
      const [times, late] = timesOf(v, { xKnownAt: 'needed', xOccurredAt: 'may' })
      const kinds = ticked(v, 'xKinds')
      const none: Wrong = kinds.length === 0 ? { xKinds: t('border.act.missing') } : {}
      return (
        isWrong(late, none, missing(v, 'xText')) ?? {
          document: {
            ...times,
            xKinds: kinds,
            ...filled({ xText: text(v, 'xText'), xMeasures: text(v, 'xMeasures') }),
          },
        }
      )
    },
  }
  return [...answers, notice]
}
