/** Service out of hours: slots with the places that are left, who has asked for one crossing, and what it costs; and the forms by which it is offered, asked for, answered and withdrawn. */
import { useEffect, useState } from 'preact/hooks'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { usePages, type Pages } from '../../load.ts'
import { Choice, DataTable, Field, Section, State, Tick, Time, type Kind } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import type { Offer } from './act.tsx'
import { filled, Group, HOUR, isWrong, missing, ReasonText, text, TimeField, timesOf } from './fields.tsx'
import { crossingHref } from './words.ts'

type Pair = Schemas['OfficePair']
type Side = 'exit' | 'entry'
type Slot = Pair['slots'][number]
type Asked = Schemas['OutOfHours']
type Amount = Slot['charge']

const amountText = (amount: Amount): string => (amount === null ? '' : `${amount.value} ${amount.currencyCode}`)
const ANSWERS = { waiting: 'waiting', granted: 'good', declined: 'stopped', withdrawn: 'stopped' } as const satisfies Readonly<Record<string, Kind>> // prettier-ignore
const answerOf = (x: Asked): keyof typeof ANSWERS =>
  x.withdrawn ? 'withdrawn' : x.granted === null ? 'waiting' : x.granted ? 'granted' : 'declined'

/** What it costs, and the approximate cost of the service, which is no lower. */
const ChargeFields = () => (
  <Group label={t('border.hours.charge')}>
    <Field name="xCharge" label={t('border.hours.charge')} width={10} />
    <Field name="xCost" label={t('border.hours.cost')} hint={t('border.hours.cost.hint')} width={10} />
    <Field name="currencyCode" label={t('border.hours.currency')} value="EUR" width={6} />
  </Group>
)
const amountOf = (v: FormData, name: string): object | undefined =>
  text(v, name) === '' ? undefined : { value: text(v, name), currencyCode: text(v, 'currencyCode') }

const Modes = ({ pair, modes = pair.modes }: { pair: Pair; modes?: readonly string[] }) => (
  <Choice
    name="modeCode"
    label={t('border.hours.modes')}
    options={(modes.length > 0 ? modes : ['3']).map((value) => ({ value, text: named('border.mode', value) }))}
  />
)

/** Who asks, for which crossing, when, and what is brought: an office may have no competence for it. */
const RequestFields = ({ pair, slot }: { pair: Pair; slot?: Slot }) => (
  <>
    <Field name="xCrossing" label={t('border.crossing')} required width={32} />
    <Field name="declarant" label={t('border.hours.declarant')} hint={t('border.hours.declarant.hint')} width={24} />
    <TimeField name="xFrom" label={t('shell.filters.from')} at={slot?.from} ahead={24 * HOUR} />
    <TimeField name="xTo" label={t('shell.filters.to')} at={slot?.to} ahead={28 * HOUR} />
    <Modes pair={pair} {...(slot?.modeCode ? { modes: slot.modeCode } : {})} />
    <Group label={t('border.hours.brought')}>
      <Field name="currentCode" label={t('border.hours.procedures')} width={12} />
      <Field name="classificationId" label={t('border.hours.goods')} width={12} />
      <Field name="grossMassMeasure" label={t('border.hours.heaviest')} width={10} />
    </Group>
    <ReasonText />
  </>
)

function requested(v: FormData, slot?: string) {
  const [times, late] = timesOf(v, { xFrom: 'needed', xTo: 'needed' })
  const [declarant, mass] = [text(v, 'declarant'), text(v, 'grossMassMeasure')]
  return (
    isWrong(late, missing(v, 'xCrossing')) ?? {
      document: {
        ...times,
        ...filled({
          xSlot: slot,
          modeCode: text(v, 'modeCode'),
          currentCode: text(v, 'currentCode'),
          classificationId: text(v, 'classificationId'),
          xReason: text(v, 'xReason'),
        }),
        ...(declarant === '' ? {} : { declarant: { id: declarant } }),
        ...(mass === '' ? {} : { goodsMeasure: { grossMassMeasure: { value: mass, unitCode: 'KGM' } } }),
      },
      context: { xCrossing: text(v, 'xCrossing') },
    }
  )
}

/** What was asked for out of hours and is not over, page by page. */
export function useRequests({ exitOffice, entryOffice }: { exitOffice: string; entryOffice: string }): Pages<Asked> {
  const [since] = useState(() => new Date().toISOString())
  const path = { exitOffice, entryOffice }
  const list = usePages<Asked>(
    (after, signal) =>
      api.GET('/v1/opening-hours/{exitOffice}/{entryOffice}/out-of-hours', {
        params: { path, query: { since, limit: 50, ...after } },
        signal,
      }),
    [exitOffice, entryOffice, since],
  )
  useLive({ kinds: ['case', 'list'] }, list.refresh)
  // Each of them has a form by which it is answered: a new one is there at once, and no form that is being filled in is lost.
  useEffect(() => {
    if (list.fresh > 0) list.show()
  }, [list.fresh])
  return list
}

/** What can be said now of service out of hours, of the requests that are shown. */
export function serviceOffers(pair: Pair, own: Side, requests: readonly Asked[]): Offer[] {
  const found: Offer[] = []
  for (const x of requests) {
    if (x.side !== own && x.granted === null && x.slot === null)
      found.push({
        type: 'out-of-hours-answer',
        about: x.id,
        inReplyTo: x.id,
        decided: true,
        open: true,
        fields: (
          <>
            <Tick name="xGranted" label={t('border.hours.granted')} checked />
            <ChargeFields />
            <Field name="xConditions" label={t('border.assistance.conditions')} width={40} />
            <ReasonText />
          </>
        ),
        build: (v) => ({
          document: {
            xGranted: v.get('xGranted') === 'on',
            ...filled({
              xCharge: amountOf(v, 'xCharge'),
              xCost: amountOf(v, 'xCost'),
              xConditions: text(v, 'xConditions'),
              xReason: text(v, 'xReason'),
            }),
          },
        }),
      })
    if (x.side === own && x.granted !== false && Date.parse(x.to) > Date.now())
      found.push({
        type: 'request-withdrawn',
        about: x.id,
        inReplyTo: x.id,
        danger: true,
        decided: true,
        values: { crossing: x.crossing },
        fields: <ReasonText />,
        build: (v) => ({ document: filled({ xReason: text(v, 'xReason') }) }),
      })
  }
  for (const slot of pair.slots)
    if (slot.side !== own && slot.free > 0)
      found.push({
        type: 'place',
        about: slot.slot,
        decided: true,
        values: { slot: slot.slot, charge: amountText(slot.charge) || t('border.hours.free.charge') },
        fields: <RequestFields pair={pair} slot={slot} />,
        build: (v) => requested(v, slot.slot),
      })
  found.push(
    {
      type: 'out-of-hours-request',
      decided: true,
      fields: <RequestFields pair={pair} />,
      build: (v) => requested(v),
    },
    {
      type: 'out-of-hours-slots',
      decided: true,
      fields: (
        <>
          <Field name="slot" label={t('border.hours.slot')} required width={16} />
          <TimeField name="from" label={t('shell.filters.from')} ahead={24 * HOUR} />
          <TimeField name="to" label={t('shell.filters.to')} ahead={26 * HOUR} />
          <Modes pair={pair} />
          <Field name="capacity" type="number" label={t('border.hours.places')} value="1" required width={6} />
          <ChargeFields />
        </>
      ),
      build: (v) => {
        const [times, late] = timesOf(v, { from: 'needed', to: 'needed' })
        return (
          isWrong(late, missing(v, 'slot', 'capacity')) ?? {
            document: {
              xSlots: [
                {
                  slot: text(v, 'slot'),
                  ...times,
                  modeCode: [text(v, 'modeCode')],
                  capacity: Number(text(v, 'capacity')),
                  ...filled({ charge: amountOf(v, 'xCharge'), cost: amountOf(v, 'xCost') }),
                },
              ],
            },
          }
        )
      },
    },
  )
  return found
}

export function HoursService({ pair, requests }: { pair: Pair; requests: Pages<Asked> }) {
  return (
    <>
      {pair.slots.length > 0 && (
        <Section title={t('border.hours.slots')}>
          <DataTable
            label={t('border.hours.slots')}
            rows={pair.slots}
            rowKey={(x) => `${x.side} ${x.slot}`}
            columns={[
              { key: 'side', title: t('border.peer'), narrow: true, cell: (x) => <bdi>{pair.countries[x.side]}</bdi> },
              { key: 'slot', title: t('border.hours.slot'), cell: (x) => <bdi>{x.slot}</bdi> },
              { key: 'from', title: t('shell.filters.from'), narrow: true, cell: (x) => <Time at={x.from} withDay /> },
              { key: 'to', title: t('shell.filters.to'), narrow: true, cell: (x) => <Time at={x.to} withDay /> },
              {
                key: 'modes',
                title: t('border.hours.modes'),
                cell: (x) => formatList((x.modeCode ?? pair.modes).map((mode) => named('border.mode', mode))),
              },
              {
                key: 'free',
                title: t('border.hours.free'),
                narrow: true,
                cell: (x) => (
                  <State kind={x.free > 0 ? 'good' : 'stopped'}>
                    {t('border.hours.free.of', { free: x.free, capacity: x.capacity })}
                  </State>
                ),
              },
              { key: 'charge', title: t('border.hours.charge'), cell: (x) => <bdi>{amountText(x.charge)}</bdi> },
            ]}
            empty={null}
          />
        </Section>
      )}
      {requests.rows.length > 0 && (
        <Section title={t('border.hours.requests')}>
          <DataTable
            label={t('border.hours.requests')}
            pages={requests}
            rowKey={(x) => x.id}
            href={(x) => `/console/messages/${x.id}`}
            columns={[
              { key: 'side', title: t('border.peer'), narrow: true, cell: (x) => <bdi>{pair.countries[x.side]}</bdi> },
              {
                key: 'crossing',
                title: t('border.crossing'),
                cell: (x) => (
                  <a href={crossingHref(x.crossing)}>
                    <bdi>{x.crossing}</bdi>
                  </a>
                ),
              },
              { key: 'declarant', title: t('border.hours.declarant'), cell: (x) => <bdi>{x.declarant}</bdi> },
              { key: 'slot', title: t('border.hours.slot'), cell: (x) => <bdi>{x.slot}</bdi> },
              {
                key: 'state',
                title: t('border.state'),
                narrow: true,
                cell: (x) => <State kind={ANSWERS[answerOf(x)]}>{t(`border.hours.asked.${answerOf(x)}`)}</State>,
              },
              { key: 'charge', title: t('border.hours.charge'), cell: (x) => <bdi>{amountText(x.charge)}</bdi> },
              { key: 'from', title: t('shell.filters.from'), narrow: true, cell: (x) => <Time at={x.from} withDay /> },
              { key: 'to', title: t('shell.filters.to'), narrow: true, cell: (x) => <Time at={x.to} withDay /> },
            ]}
            empty={null}
          />
        </Section>
      )}
    </>
  )
}
