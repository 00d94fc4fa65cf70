/** What departs from the agreed hours: a temporary change, which closes after its notice or opens once the other side accepts; a list of days that is renewed; and service out of hours. */
import type { Schemas } from '../../api.ts'
import { DataTable, Section, State, Tick, Time, type Kind } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { named, t } from '../../text.ts'
import { Offers, type Offer } from './act.tsx'
import { filled, HOUR, isWrong, ReasonText, text, TimeField, timesOf } from './fields.tsx'
import { DateListFields, dateListOf } from './hours-lists.tsx'
import { ScopeFields, scopeOf, scopeText } from './hours-scope.tsx'
import { HoursService, serviceOffers, useRequests } from './hours-service.tsx'

type Pair = Schemas['OfficePair']
type Side = 'exit' | 'entry'
const KIND: Readonly<Record<string, Kind>> = { proposed: 'waiting', 'in-force': 'good' }
const reasonOf = (v: FormData) => filled({ xReason: text(v, 'xReason') })

/** From when until when. */
const Span = () => (
  <>
    <TimeField name="xFrom" label={t('shell.filters.from')} ahead={24 * HOUR} />
    <TimeField name="xTo" label={t('shell.filters.to')} ahead={28 * HOUR} />
  </>
)

function offers(pair: Pair, own: Side, requests: Parameters<typeof serviceOffers>[2]): Offer[] {
  const found: Offer[] = []
  for (const x of pair.changes) {
    const more = { about: x.id, inReplyTo: x.id, decided: true, fields: <ReasonText /> }
    const build = (v: FormData) => ({ document: reasonOf(v) })
    if (x.side !== own && x.state === 'proposed')
      found.push(
        { ...more, type: 'change-accepted', open: true, fields: null, build: () => ({ document: {} }) },
        { ...more, type: 'change-rejected', danger: true, build },
      )
    if (x.side === own && (x.state === 'proposed' || (x.state === 'in-force' && Date.parse(x.to) > Date.now())))
      found.push({ ...more, type: 'change-withdrawn', danger: true, build })
  }
  found.push(
    {
      type: 'temporary-change',
      decided: true,
      fields: (
        <>
          <Span />
          <ScopeFields pair={pair} own={own} />
          <Tick name="xClosed" label={t('border.hours.closed')} hint={t('border.hours.closed.hint')} />
          <ReasonText />
        </>
      ),
      build: (v) => {
        const [times, late] = timesOf(v, { xFrom: 'needed', xTo: 'needed' })
        return (
          isWrong(late) ?? {
            document: { ...times, ...scopeOf(v), xClosed: v.get('xClosed') === 'on', ...reasonOf(v) },
          }
        )
      },
    },
    {
      type: 'date-list',
      decided: true,
      fields: <DateListFields pair={pair} own={own} />,
      build: dateListOf,
    },
    ...serviceOffers(pair, own, requests),
  )
  return found
}

/** The messages by which a change is answered, or something withdrawn, are those of a version; a place of a slot is asked for as any service is. */
const TYPES: Readonly<Record<string, string>> = {
  'change-accepted': 'acceptance',
  'change-rejected': 'rejection',
  'change-withdrawn': 'withdrawal',
  'request-withdrawn': 'withdrawal',
  place: 'out-of-hours-request',
}

export function HoursChanges({ pair, onSent }: { pair: Pair; onSent: () => void }) {
  const own: Side = pair.countries.exit === session.value!.country ? 'exit' : 'entry'
  const conversation = pair.cases.at(-1)?.conversation
  const requests = useRequests(pair)
  return (
    <>
      {pair.changes.length > 0 && (
        <Section title={t('border.hours.changes')}>
          <DataTable
            label={t('border.hours.changes')}
            rows={pair.changes}
            rowKey={(x) => x.id}
            href={(x) => `/console/messages/${x.id}`}
            columns={[
              { key: 'side', title: t('border.peer'), narrow: true, cell: (x) => <bdi>{pair.countries[x.side]}</bdi> },
              {
                key: 'what',
                title: t('border.hours.change'),
                cell: (x) => t(x.closed ? 'border.hours.change.closed' : 'border.hours.change.open'),
              },
              {
                key: 'scope',
                title: t('border.hours.scope'),
                cell: (x) => <bdi>{scopeText(pair, x.side, x.scope)}</bdi>,
              },
              {
                key: 'state',
                title: t('border.state'),
                narrow: true,
                cell: (x) => <State kind={KIND[x.state] ?? 'stopped'}>{named('border.hours.state', x.state)}</State>,
              },
              { key: 'from', title: t('shell.filters.from'), narrow: true, cell: (x) => <Time at={x.from} withDay /> },
              { key: 'to', title: t('shell.filters.to'), narrow: true, cell: (x) => <Time at={x.to} withDay /> },
            ]}
            empty={null}
          />
        </Section>
      )}
      <HoursService pair={pair} requests={requests} />
      <Offers
        title={t('border.hours.aside')}
        to={pair.peer}
        procedure="opening-hours"
        conversation={conversation}
        group="hours."
        types={TYPES}
        values={{ country: pair.peer }}
        offers={offers(pair, own, requests.rows)}
        onSent={() => {
          requests.refresh()
          onSent()
        }}
      />
    </>
  )
}
