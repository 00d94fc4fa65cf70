/** What each side says of a transit: that goods were released for it, passed, arrived, what was found, that it is written off, and where it is when nothing is heard. */
import { Choice, Field, TextArea, Tick } from '../../parts/index.ts'
import { t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { DAY, filled, Group, missing, text, TimeField } from './fields.tsx'
import { AtField, decision, isLive, OfficeField, type Detail } from './movement-fields.tsx'

const ENTRIES = ['destination', 'transit'] as const
const CHANGED = ['destination', 'transit', 'none'] as const
const RESULTS = ['satisfactory', 'discrepancies', 'considered-satisfactory'] as const
const GROUNDS = ['alternative-proof', 'debt-paid'] as const
const FOUND = ['arrived', 'diverted', 'lost', 'not-found'] as const

type Under = NonNullable<Detail['transit']>

const isFree = (d: Detail): boolean =>
  d.subjects.some((s) => ['released', 'conditional'].includes(s.disposal['customs'] ?? 'open'))

/** The goods of the case are put under a transit. */
const release = (d: Detail): Offer =>
  decision(d, {
    type: 'transit-release',
    times: { xReleasedAt: 'may', xLimit: 'needed' },
    fields: (
      <>
        <Group label={t('border.transit.title')}>
          <Field name="id" label={t('border.mrn')} required width={24} />
          <Field name="typeCode" label={t('border.transit.type')} value="T1" required width={8} />
          <Field name="xHolder" label={t('border.transit.holder')} width={24} />
        </Group>
        <Choice
          kind="radio"
          name="xEntry"
          label={t('border.transit.entry', { country: d.peer })}
          value="destination"
          options={ENTRIES.map((value) => ({ value, text: t(`border.transit.entry.${value}`) }))}
        />
        <Group label={t('border.transit.offices')}>
          <Field name="xOfficeOfDeparture" label={t('border.transit.departure')} required width={16} />
          <Field
            name="xOfficeOfDestination"
            label={t('border.transit.destination')}
            value={d.office ?? ''}
            required
            width={16}
          />
        </Group>
        <Group label={t('border.transit.guarantee')}>
          <Field name="securityDetailsCode" label={t('border.transit.guarantee.type')} value="1" required width={8} />
          <Field name="referenceId" label={t('border.transit.guarantee.reference')} width={24} />
          <Field name="amount" label={t('border.transit.guarantee.amount')} width={16} />
          <Field name="currencyCode" label={t('border.transit.guarantee.currency')} value="EUR" width={8} />
        </Group>
        <TimeField
          name="xReleasedAt"
          label={t('border.transit.released')}
          hint={t('border.transit.released.hint')}
          ahead={null}
          required={false}
        />
        <TimeField name="xLimit" label={t('border.transit.limit')} ahead={8 * DAY} />
      </>
    ),
    check: (v) => missing(v, 'id', 'typeCode', 'xOfficeOfDeparture', 'xOfficeOfDestination', 'securityDetailsCode'),
    document: (v) => {
      const amount = text(v, 'amount')
      return {
        declaration: { id: text(v, 'id'), typeCode: text(v, 'typeCode') },
        xHolder: text(v, 'xHolder'),
        xEntry: text(v, 'xEntry'),
        xOfficeOfDeparture: text(v, 'xOfficeOfDeparture'),
        xOfficeOfDestination: text(v, 'xOfficeOfDestination'),
        obligationGuarantee: [
          filled({
            securityDetailsCode: text(v, 'securityDetailsCode'),
            referenceId: text(v, 'referenceId'),
            amountAmount: amount === '' ? undefined : { value: amount, currencyCode: text(v, 'currencyCode') },
          }),
        ],
      }
    },
  })

/** After control results in order nobody has to answer for it; on another ground somebody does. */
const discharge = (d: Detail, { phase, result, message }: Under): Offer =>
  phase === 'ended'
    ? decision(d, { type: 'transit-discharged', about: result?.id ?? message, remark: true })
    : decision(d, {
        type: 'transit-discharged',
        about: message,
        decided: true,
        remark: true,
        fields: (
          <Choice
            kind="radio"
            name="xGround"
            label={t('border.transit.ground')}
            value="alternative-proof"
            options={GROUNDS.map((value) => ({ value, text: t(`border.transit.ground.${value}`) }))}
          />
        ),
        document: (v) => ({ xGround: text(v, 'xGround') }),
      })

/** Its office of destination is another from now on. */
const diverted = (d: Detail, { entryIs }: Under): Offer =>
  decision(d, {
    type: 'transit-diverted',
    remark: true,
    times: { xLimit: 'may' },
    fields: (
      <>
        <Field name="xOfficeOfDestination" label={t('border.transit.destination')} required width={16} />
        <Choice
          kind="radio"
          name="xEntry"
          label={t('border.transit.entry', { country: d.peer })}
          value={entryIs}
          options={CHANGED.map((value) => ({ value, text: t(`border.transit.entry.${value}`) }))}
        />
        <TimeField name="xLimit" label={t('border.transit.limit')} ahead={null} required={false} />
      </>
    ),
    check: (v) => missing(v, 'xOfficeOfDestination'),
    document: (v) => ({ xOfficeOfDestination: text(v, 'xOfficeOfDestination'), xEntry: text(v, 'xEntry') }),
  })

export function transitExitOffers(d: Detail): Offer[] {
  const { transit } = d
  if (transit === null || transit.phase === 'discharged') return isLive(d) && !isFree(d) ? [release(d)] : []
  const found = [discharge(d, transit)]
  if (['under-transit', 'crossed', 'diverted'].includes(transit.phase)) found.push(diverted(d, transit))
  if (transit.phase === 'under-transit' && Date.parse(transit.limit) <= Date.now())
    found.push(decision(d, { type: 'transit-enquiry', remark: true }))
  return found
}

/** What the office of transit, or that of destination, has seen of it. */
function seen(d: Detail, { destination, phase }: Under, passes: boolean): Offer {
  return decision(d, {
    type: passes ? 'transit-crossing' : 'transit-arrival',
    times: { xAt: 'needed' },
    remark: true,
    fields: (
      <>
        <OfficeField value={passes || phase !== 'under-transit' ? d.office : destination} />
        <AtField />
        {!passes && <Tick name="xSealsIntact" label={t('border.transit.seals')} checked />}
      </>
    ),
    document: (v) => ({
      xActualOffice: text(v, 'xActualOffice'),
      ...(passes ? {} : { xSealsIntact: v.get('xSealsIntact') === 'on' }),
    }),
  })
}

const result = (d: Detail, { late }: Under): Offer =>
  decision(d, {
    type: 'transit-result',
    decided: true,
    fields: (
      <>
        <Choice
          kind="radio"
          name="xOutcome"
          label={t('border.act.result')}
          value="satisfactory"
          options={RESULTS.map((value) => ({ value, text: t(`border.transit.result.${value}`) }))}
        />
        {late && (
          <Tick name="xDelayJustified" label={t('border.transit.delay')} hint={t('border.transit.delay.hint')} />
        )}
        <Field name="xResultCode" label={t('border.transit.code')} hint={t('border.act.code.hint')} width={24} />
        <TextArea name="xDiscrepancies" label={t('border.result.difference')} rows={2} />
      </>
    ),
    document: (v) => ({
      xOutcome: text(v, 'xOutcome'),
      xDelayJustified: late ? v.get('xDelayJustified') === 'on' : undefined,
      xResultCode: text(v, 'xResultCode'),
      xDiscrepancies: text(v, 'xDiscrepancies') === '' ? [] : [{ statementDescription: text(v, 'xDiscrepancies') }],
    }),
  })

export function transitEntryOffers(d: Detail): Offer[] {
  const { transit } = d
  if (transit === null) return []
  const found: Offer[] = []
  const passes = transit.entryIs === 'transit'
  if (transit.phase === 'under-transit' && passes) found.push(seen(d, transit, true))
  if (['under-transit', 'crossed', 'diverted'].includes(transit.phase)) found.push(seen(d, transit, false))
  if (transit.phase === 'arrived' || transit.phase === 'irregular') found.push(result(d, transit))
  for (const { message, outcome } of transit.enquiries)
    if (outcome === null)
      found.push(
        decision(d, {
          type: 'transit-enquiry-answer',
          about: message,
          inReplyTo: message,
          remark: true,
          fields: (
            <Choice
              kind="radio"
              name="xOutcome"
              label={t('border.act.answer')}
              value="arrived"
              options={FOUND.map((value) => ({ value, text: t(`border.transit.found.${value}`) }))}
            />
          ),
          document: (v) => ({ xOutcome: text(v, 'xOutcome') }),
        }),
      )
  return found
}
