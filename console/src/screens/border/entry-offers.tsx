/** What the side of entry decides of a movement: whether it may load and come, what is asked of it, and then whether it may enter. */
import { Choice, Field, Tick, Ticks } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { filled, HOUR, list, missing, remarkOf, text, ticked, TimeField } from './fields.tsx'
import {
  AgencyField,
  agencyOf,
  decision,
  isAt,
  isLive,
  standingOf,
  StoppedField,
  stoppedOf,
  type Detail,
} from './movement-fields.tsx'
import { presenceOffers } from './presence-offers.tsx'
import { STOP_REASONS } from './words.ts'

/** Why something was refused, as the one that asked is told. */
const errorOf = (v: FormData) => ({
  error: [{ validationCode: 'rejected', ...filled({ description: text(v, 'additionalInformation') }) }],
  additionalInformation: [],
})

/** What was lodged, and what was asked to be changed of it. */
function declaration(d: Detail): Offer[] {
  const found: Offer[] = []
  if (d.lodgement === 'lodged') {
    found.push(decision(d, { type: 'registered' }))
    found.push(decision(d, { type: 'rejected', danger: true, remark: true, document: errorOf }))
  }
  for (const a of d.attention) {
    if (a.ref === undefined || a.ref === null) continue
    const asked = { about: a.ref, inReplyTo: a.ref }
    if (a.cause === 'amendment-to-decide') {
      found.push(decision(d, { type: 'amendment-accepted', ...asked, remark: true }))
      found.push(decision(d, { type: 'amendment-rejected', ...asked, danger: true, remark: true, document: errorOf }))
    }
    if (a.cause === 'invalidation-to-decide')
      found.push(decision(d, { type: 'invalidation-accepted', ...asked, remark: true }))
  }
  return found
}

/** Before it is here: what is asked of it, and what is expected to be done with it. */
function analysis(d: Detail): Offer[] {
  const live = isLive(d)
  const found: Offer[] = []
  const place = <Field name="xPlaceOfControl" label={t('border.control.place')} value={d.office ?? ''} width={24} />
  if (live && d.subjects.some((s) => s.risk !== 'complete'))
    found.push(
      decision(d, {
        type: 'risk-outcome',
        subjects: true,
        fields: (
          <>
            <Tick name="xComplete" label={t('border.act.complete')} checked />
            <Choice
              name="resultCode"
              label={t('border.act.result')}
              options={(['no-control', 'control'] as const).map((value) => ({
                value,
                text: t(`border.result.${value}`),
              }))}
            />
            <Field name="areaCode" label={t('border.risk.area')} hint={t('border.act.code.hint')} width={24} />
          </>
        ),
        document: (v) => ({
          declaration: filled({ id: d.mrn ?? '', versionId: String(d.version) }),
          xComplete: v.get('xComplete') === 'on',
          xResults: [{ resultCode: text(v, 'resultCode'), ...filled({ areaCode: text(v, 'areaCode') }) }],
        }),
      }),
    )
  if (live || d.lodgement === 'lodged') {
    const limit = <TimeField name="xLimit" label={t('border.control.answer')} ahead={2 * HOUR} required={false} />
    found.push(
      decision(d, {
        type: 'information-request',
        subjects: true,
        remark: true,
        times: { xLimit: 'may' },
        fields: limit,
        check: (v) => missing(v, 'additionalInformation'),
      }),
      decision(d, {
        type: 'screening-request',
        subjects: true,
        remark: true,
        times: { xLimit: 'may' },
        fields: (
          <>
            <Field name="xMethods" label={t('border.screening.methods')} hint={t('border.list.hint')} width={32} />
            {limit}
          </>
        ),
        document: (v) => ({ xMethods: list(text(v, 'xMethods')) }),
      }),
    )
  }
  if (live)
    found.push(
      decision(d, {
        type: 'control-recommendation',
        fields: <Field name="placeOfControl" label={t('border.control.place')} value={d.office ?? ''} width={24} />,
        remark: true,
        document: (v) => ({
          xControlRecommendations: [
            filled({ placeOfControl: text(v, 'placeOfControl'), additionalInformation: remarkOf(v) }),
          ],
          additionalInformation: [],
        }),
      }),
      decision(d, {
        type: 'control-notice',
        subjects: true,
        remark: true,
        times: { xScheduledControl: 'may' },
        fields: (
          <>
            <TimeField name="xScheduledControl" label={t('border.control.start')} ahead={HOUR} required={false} />
            {place}
          </>
        ),
        document: (v) => ({ xPlaceOfControl: text(v, 'xPlaceOfControl') }),
      }),
    )
  return found
}

export function entryOffers(d: Detail): Offer[] {
  const lifts = standingOf(d).map((o) =>
    decision(d, {
      type: 'do-not-load-lifted',
      about: o.id,
      inReplyTo: o.id,
      decided: true,
      remark: true,
      document: () => ({ xAgency: o.agency }),
    }),
  )
  const stop =
    d.status === 'closed'
      ? []
      : [
          decision(d, {
            type: 'do-not-load',
            danger: true,
            decided: true,
            remark: true,
            fields: (
              <>
                <StoppedField detail={d} />
                <AgencyField detail={d} />
                <Ticks
                  name="xReasonCodes"
                  label={t('border.stop')}
                  options={STOP_REASONS.map((value) => ({ value, text: t(`border.stop.${value}`) }))}
                  chosen={[]}
                />
                <Tick name="xReasonDisclosable" label={t('border.stop.disclosable')} />
              </>
            ),
            check: (v) => {
              const found = stoppedOf(d, v)
              const words = ticked(v, 'xReasonCodes').includes('other') ? missing(v, 'additionalInformation') : {}
              return Array.isArray(found.xSubject) ? words : { ...words, ...(found as Record<string, string>) }
            },
            document: (v) => ({
              ...agencyOf(v),
              ...stoppedOf(d, v),
              xReasonCodes: ticked(v, 'xReasonCodes'),
              xReasonDisclosable: v.get('xReasonDisclosable') === 'on',
            }),
          }),
        ]
  const here = isAt(d, 'arrived', 'presented')
  // What comes next for most of them stands first.
  const now = presenceOffers(d)
  const rest = here ? [...now, ...analysis(d)] : [...analysis(d), ...now]
  return [...lifts, ...declaration(d), ...rest, ...stop]
}
