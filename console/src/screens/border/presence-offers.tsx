/** What the side of entry says of goods that are here, or will be: that they came, are controlled, may enter or go back, or have turned round. */
import { Choice, Field, Tick } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { missing, ReasonCodeField, text, ThingsField, thingsOf } from './fields.tsx'
import { ConsentFields, consentOf, consentWrong, RulingFields, rulingMissing, rulingOf } from './hold-fields.tsx'
import {
  agenciesOf,
  AgencyField,
  agencyOf,
  AtField,
  decision,
  isAt,
  isFound,
  isHere,
  isLive,
  OfficeField,
  type Detail,
} from './movement-fields.tsx'

const DISPOSALS = [
  ...(['released', 'conditional', 'control', 'refused', 'seized'] as const),
  ...(['destroyed', 'returned', 'abandoned', 'confiscated'] as const),
]
const FREE: readonly string[] = ['released', 'conditional']
/** Not here, and may still come. */
const AWAY = ['expected', 'exited', 'diverted', 'not-arrived', 'withdrawn'] as const
/** Whether an agency has decided one of these of something. */
const isDecided = (d: Detail, ...disposals: readonly string[]): boolean =>
  d.subjects.some((s) => Object.values(s.disposal).some((is) => disposals.includes(is)))

/** Whether an agency may hold something of it, or end what it holds: it is declared, or is here all the same. */
const mayHold = (d: Detail): boolean => isLive(d) || isFound(d)

/** Once it is here. */
function presence(d: Detail): Offer[] {
  const live = isLive(d)
  const agency = <AgencyField detail={d} />
  const found: Offer[] = []
  if (live && isAt(d, ...AWAY))
    found.push(
      decision(d, {
        type: 'arrival',
        subjects: true,
        times: { xAt: 'needed' },
        fields: (
          <>
            <OfficeField value={d.office} />
            <AtField />
          </>
        ),
        document: (v) => ({ xActualOffice: text(v, 'xActualOffice') }),
      }),
    )
  if (d.version > 0 && isAt(d, 'arrived', 'presented'))
    found.push(
      decision(d, {
        type: 'found',
        times: { xAt: 'needed' },
        fields: (
          <>
            <ThingsField />
            <AtField />
          </>
        ),
        check: (v) => (thingsOf(v).length === 0 ? { xSubject: t('border.act.containers.missing') } : {}),
        document: (v) => ({ xSubject: thingsOf(v), xUndeclared: true }),
      }),
    )
  if (isAt(d, 'arrived'))
    found.push(decision(d, { type: 'presentation', subjects: true, times: { xAt: 'needed' }, fields: <AtField /> }))
  const timed = { subjects: true, times: { xAt: 'needed' } as const }
  if (mayHold(d) && isAt(d, 'arrived', 'presented') && isDecided(d, 'open', 'conditional'))
    found.push(
      decision(d, {
        type: 'control-decision',
        decided: true,
        ...timed,
        remark: true,
        fields: (
          <>
            {agency}
            <AtField />
            <Field name="xPlaceOfControl" label={t('border.control.place')} value={d.office ?? ''} width={24} />
          </>
        ),
        document: (v) => ({ ...agencyOf(v), xPlaceOfControl: text(v, 'xPlaceOfControl') }),
      }),
    )
  if (isDecided(d, 'control'))
    found.push(
      decision(d, {
        type: 'control-result',
        decided: true,
        ...timed,
        remark: true,
        fields: (
          <>
            {agency}
            <Choice
              name="xResultCode"
              label={t('border.act.result')}
              options={(['satisfactory', 'discrepancy', 'not-controlled'] as const).map((value) => ({
                value,
                text: t(`border.result.${value}`),
              }))}
            />
            <AtField />
          </>
        ),
        document: (v) => ({ ...agencyOf(v), xResultCode: text(v, 'xResultCode') }),
      }),
    )
  return found
}

/** Whether it may enter. */
function disposal(d: Detail): Offer[] {
  const live = isLive(d)
  const agency = <AgencyField detail={d} />
  const found: Offer[] = []
  if (live && (isAt(d, 'arrived', 'presented') || (isAt(d, ...AWAY) && isDecided(d, 'open', 'conditional'))))
    found.push(
      decision(d, {
        type: 'release',
        subjects: true,
        fields: (
          <>
            {agency}
            <Tick name="xConditional" label={t('border.disposal.conditional')} />
            {isAt(d, ...AWAY) && (
              <Tick
                name="xEffectiveOnArrival"
                label={t('border.release.on-arrival')}
                hint={t('border.release.on-arrival.hint')}
                checked={!isAt(d, 'arrived', 'presented')}
              />
            )}
          </>
        ),
        remark: true,
        document: (v) => ({
          ...agencyOf(v),
          xConditional: v.get('xConditional') === 'on' ? true : undefined,
          xEffectiveOnArrival: v.get('xEffectiveOnArrival') === 'on' ? true : undefined,
        }),
      }),
    )
  if (mayHold(d) && isAt(d, 'arrived', 'presented'))
    found.push(
      decision(d, {
        type: 'agency-decision',
        decided: true,
        subjects: true,
        remark: true,
        fields: (
          <>
            {agency}
            <Choice
              name="xDisposal"
              label={t('border.act.disposal')}
              options={DISPOSALS.filter((one) => live || !FREE.includes(one)).map((value) => ({
                value,
                text: t(`border.disposal.${value}`),
              }))}
            />
          </>
        ),
        document: (v) => ({ ...agencyOf(v), xDisposal: text(v, 'xDisposal') }),
      }),
      decision(d, {
        type: 'refusal-of-entry',
        danger: true,
        decided: true,
        subjects: true,
        remark: true,
        fields: agency,
        document: agencyOf,
      }),
    )
  if (mayHold(d) && isDecided(d, 'refused'))
    found.push(
      decision(d, {
        type: 'returned',
        subjects: true,
        remark: true,
        times: { xAt: 'needed' },
        fields: (
          <>
            <AtField />
            <Field name="xTo" label={t('border.returned.to')} value={d.roles.exit} width={4} />
          </>
        ),
        document: (v) => ({ xTo: text(v, 'xTo').toUpperCase() }),
      }),
    )
  return found
}

/** What ends what an agency holds, or takes back what it has let go. */
function holds(d: Detail): Offer[] {
  if (!mayHold(d)) return []
  const agency = <AgencyField detail={d} />
  const found: Offer[] = []
  const timed = { subjects: true, remark: true, decided: true, times: { xAt: 'needed' } as const }
  if (isDecided(d, 'seized'))
    found.push(
      decision(d, {
        type: 'seizure-lifted',
        ...timed,
        fields: (
          <>
            {agency}
            <RulingFields />
            <AtField />
          </>
        ),
        check: rulingMissing,
        document: (v) => ({ ...agencyOf(v), ...rulingOf(v) }),
      }),
    )
  const agencies = agenciesOf(d)
  if (agencies.length > 1 && isDecided(d, 'seized', 'control'))
    found.push(
      decision(d, {
        type: 'disposal-consent',
        ...timed,
        fields: (
          <>
            {agency}
            <ConsentFields agencies={agencies} />
            <AtField />
          </>
        ),
        check: consentWrong,
        document: (v) => ({ ...agencyOf(v), ...consentOf(v) }),
      }),
    )
  if (isDecided(d, 'released', 'conditional') || d.subjects.some((s) => Object.keys(s.onArrival).length > 0))
    found.push(
      decision(d, {
        type: 'release-revoked',
        danger: true,
        ...timed,
        fields: (
          <>
            {agency}
            <ReasonCodeField />
            {isAt(d, 'left') && (
              <Field
                name="goodsLocation"
                label={t('border.revoked.place')}
                hint={t('border.revoked.place.hint')}
                width={24}
              />
            )}
            <AtField />
          </>
        ),
        check: (v) => missing(v, 'xReasonCode'),
        document: (v) => ({
          ...agencyOf(v),
          xReasonCode: text(v, 'xReasonCode'),
          goodsLocation: text(v, 'goodsLocation') === '' ? undefined : { id: text(v, 'goodsLocation') },
        }),
      }),
    )
  return found
}

/** What takes back that it is here, or was to come. */
function undone(d: Detail): Offer[] {
  const live = isLive(d)
  const found: Offer[] = []
  if (
    d.version > 0 &&
    d.subjects.some((s) => isHere(s.movement) && Object.values(s.disposal).every((of) => of === 'open'))
  )
    found.push(
      decision(d, {
        type: 'withdrawn',
        subjects: true,
        times: { xAt: 'needed' },
        fields: (
          <>
            <AtField />
            <Field name="xReasonCode" label={t('border.act.reason')} hint={t('border.act.code.hint')} width={24} />
          </>
        ),
        document: (v) => ({ xReasonCode: text(v, 'xReasonCode') }),
      }),
    )
  if (isAt(d, 'presented')) found.push(decision(d, { type: 'presentation-revoked', danger: true, remark: true }))
  const lapses = d.lodgedAt !== null && Date.parse(d.lodgedAt) + (d.limits.lapse ?? 0) * 60_000 <= Date.now()
  if (live && lapses && !isAt(d, 'arrived', 'presented', 'left', 'returned', 'diverted'))
    found.push(
      decision(d, {
        type: 'invalidation-accepted',
        about: 'lapsed',
        danger: true,
        remark: true,
        document: () => ({ xGround: 'lapsed' }),
      }),
    )
  return found
}

export const presenceOffers = (d: Detail): Offer[] => [...presence(d), ...disposal(d), ...holds(d), ...undone(d)]
