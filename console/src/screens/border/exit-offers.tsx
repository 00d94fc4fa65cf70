/** What the side of exit says of a movement: that it left, went elsewhere or will not come, what it answers, and what became of an order. */
import { Choice, Field, Tick, TextArea } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { filled, isWrong, missing, text, TimeField, timesOf } from './fields.tsx'
import { AtField, decision, isAt, isLive, OfficeField, standingOf, type Detail } from './movement-fields.tsx'

const OUTCOMES = ['relayed', 'executed', 'already-loaded', 'not-found'] as const

/** What became of an order not to load. */
function orders(d: Detail): Offer[] {
  return standingOf(d)
    .filter((o) => o.answers.length === 0 || o.subjects.some((s) => s.outcome === null || s.outcome === 'relayed'))
    .map((o) =>
      decision(d, {
        type: 'do-not-load-answer',
        about: o.id,
        inReplyTo: o.id,
        subjects: o.subjects.length > 1,
        times: { xAt: 'may' },
        fields: (
          <>
            <Choice
              kind="radio"
              name="xOutcome"
              label={t('border.act.outcome')}
              value="relayed"
              options={OUTCOMES.map((value) => ({ value, text: t(`border.outcome.${value}`) }))}
            />
            <AtField />
          </>
        ),
        document: (v) => ({ xOutcome: text(v, 'xOutcome') }),
      }),
    )
}

/** What was asked and has no last answer. */
function answers(d: Detail): Offer[] {
  return d.requests
    .filter((r) => !r.answered)
    .map((r) => {
      const screening = r.kind === 'screening'
      return decision(d, {
        type: screening ? 'screening-result' : 'information-response',
        about: r.id,
        inReplyTo: r.id,
        fields: (
          <>
            {screening ? (
              <>
                <Field name="method" label={t('border.screening.method')} required width={24} />
                <Field name="resultCode" label={t('border.act.result')} required width={24} />
                <TimeField name="screenedAt" label={t('border.act.at')} />
                <TextArea name="remarks" label={t('border.act.remark')} rows={2} />
              </>
            ) : (
              <TextArea name="additionalInformation" label={t('border.act.answer')} required rows={4} />
            )}
            <Tick name="xFinal" label={t('border.act.final')} checked />
          </>
        ),
        check: (v) =>
          isWrong(
            screening ? missing(v, 'method', 'resultCode') : missing(v, 'additionalInformation'),
            screening ? timesOf(v, { screenedAt: 'may' })[1] : {},
          ) ?? {},
        document: (v) => ({
          xFinal: v.get('xFinal') === 'on',
          ...(screening
            ? {
                xScreening: [
                  {
                    method: text(v, 'method'),
                    resultCode: text(v, 'resultCode'),
                    ...timesOf(v, { screenedAt: 'may' })[0],
                    ...filled({ remarks: text(v, 'remarks') }),
                  },
                ],
              }
            : { additionalInformation: [{ statementDescription: text(v, 'additionalInformation') }] }),
        }),
      })
    })
}

export function exitOffers(d: Detail): Offer[] {
  const live = isLive(d)
  const found = [...orders(d), ...answers(d)]
  if (live && isAt(d, 'expected', 'diverted', 'withdrawn', 'not-arrived'))
    found.push(
      decision(d, {
        type: 'exit',
        subjects: true,
        times: { exitDateTime: 'needed' },
        fields: (
          <>
            <OfficeField name="exitOffice" value={null} />
            <AtField name="exitDateTime" />
            <TextArea name="xDiscrepancies" label={t('border.exit.differs')} rows={2} />
          </>
        ),
        document: (v) => ({
          exitOffice: text(v, 'exitOffice') === '' ? undefined : { id: text(v, 'exitOffice') },
          xDiscrepancies: text(v, 'xDiscrepancies') === '' ? [] : [{ statementDescription: text(v, 'xDiscrepancies') }],
        }),
      }),
    )
  if (live && isAt(d, 'expected', 'exited', 'withdrawn')) {
    found.push(
      decision(d, {
        type: 'diverted',
        times: { xAt: 'may', xEstimatedArrival: 'may' },
        fields: (
          <>
            <Field name="office" label={t('border.diverted.office')} required width={16} />
            <Field name="country" label={t('border.peer')} value={d.peer} width={4} />
            <AtField />
            <TimeField name="xEstimatedArrival" label={t('border.expected')} ahead={null} required={false} />
            <Field name="xReasonCode" label={t('border.act.reason')} hint={t('border.act.code.hint')} width={24} />
          </>
        ),
        check: (v) => missing(v, 'office'),
        document: (v) => ({
          xTo: filled({ country: text(v, 'country').toUpperCase(), office: text(v, 'office') }),
          xReasonCode: text(v, 'xReasonCode'),
        }),
      }),
      decision(d, {
        type: 'not-arrived',
        danger: true,
        times: { xAt: 'may' },
        fields: (
          <>
            <AtField />
            <Field name="xReasonCode" label={t('border.act.reason')} hint={t('border.act.code.hint')} width={24} />
          </>
        ),
        document: (v) => ({ xReasonCode: text(v, 'xReasonCode') }),
      }),
    )
  }
  if (live && !isAt(d, 'arrived', 'presented', 'left'))
    found.push(decision(d, { type: 'invalidation', danger: true, remark: true }))
  return found
}
