/** One juxtaposed office: what is in its lanes now and who holds it, what both have agreed, and what can be said of it. */
import { useParam } from '../../address.ts'
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad, usePages } from '../../load.ts'
import {
  Broken,
  DataTable,
  Empty,
  Facts,
  Id,
  Notice,
  Page,
  Section,
  Select,
  State,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { mayUse, session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import { Offers } from './act.tsx'
import './border.css'
import { Journey } from './journey.tsx'
import { useOfficeClock } from './office-clock.ts'
import { exitOffer } from './movement-exit.tsx'
import { movementName } from './movement-state.ts'
import { Board, movementHref } from './office-board.tsx'
import { officeOffers } from './office-offers.tsx'
import { kindOfOffice } from './offices.tsx'

type Movement = Schemas['Movement']
const MANY = 200

export default function OfficePage({ params }: { params: Readonly<Record<string, string>> }) {
  const office = params['office']!
  const [peer] = useParam('peer')
  const [state] = useParam('state', 'open')
  const loaded = useLoad(
    async (signal) => {
      const { items } = await ask(api.GET('/v1/juxtaposed-offices', { params: { query: { office } }, signal }))
      return { data: { office: items.find((o) => peer === '' || o.peer === peer) } }
    },
    [office, peer],
  )
  const rosters = useLoad(
    (signal) => api.GET('/v1/rosters', { params: { query: { office, limit: MANY } }, signal }),
    [office],
  )
  const movements = usePages<Movement>(
    (after, signal) =>
      api.GET('/v1/movements', {
        params: {
          query: {
            office,
            limit: MANY,
            ...(peer ? { peer } : {}),
            ...(state === 'all' ? {} : { state: state as Movement['state'] }),
            ...after,
          },
        },
        signal,
      }),
    [office, peer, state],
    (m) => `${m.conversation} ${m.peer}`,
  )
  const again = (): void => {
    loaded.again()
    movements.again()
    rosters.again()
  }
  useLive({ kinds: ['case'], match: (change) => change.procedure === 'juxtaposed-office' }, again)
  const clock = useOfficeClock(office)
  const back = { href: '/console/offices', text: t('border.offices.title') }
  if (!loaded.data)
    return (
      <Page title={office} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={8} />}
      </Page>
    )
  const o = loaded.data.office
  if (!o)
    return (
      <Page title={office} back={back}>
        <Empty title={t('border.offices.gone')} />
      </Page>
    )
  const told = (rosters.data?.items ?? []).filter((r) => r.conversation === o.conversation && r.peer === o.peer)
  const offers = [
    ...(o.side === 'exit' && o.state === 'in-force' ? [exitOffer(o)] : []),
    ...officeOffers(o, movements.rows, told),
  ]
  const us = session.value!.country
  return (
    <Page
      title={o.office}
      back={back}
      clock={clock}
      intro={t('border.office.intro', o.side === 'exit' ? { exit: us, entry: o.peer } : { exit: o.peer, entry: us })}
    >
      {o.suspensions.map((suspension) => (
        <Notice key={suspension.message} kind="bad" title={t('border.office.suspended', { country: suspension.by })}>
          <p>
            <Time at={suspension.from} withDay />
            {suspension.until !== null && (
              <>
                {' '}
                – <Time at={suspension.until} withDay />
              </>
            )}{' '}
            · <bdi>{suspension.reason}</bdi> ·{' '}
            {t('border.office.ends.of', { ends: t(`border.office.ends.${suspension.ends}`) })}
          </p>
          {suspension.exceptions.length > 0 && (
            <ul class="plain">
              {suspension.exceptions.map(({ movement, ends }) => {
                const known = movements.rows.find((m) => m.conversation === movement)
                const href = movementHref({ conversation: movement, peer: o.peer })
                return (
                  <li key={movement}>
                    {known ? (
                      <a href={href}>
                        <bdi>{movementName(known)}</bdi>
                      </a>
                    ) : (
                      <Id value={movement} href={href} />
                    )}{' '}
                    {t(`border.office.ends.${ends}`)}
                  </li>
                )
              })}
            </ul>
          )}
        </Notice>
      ))}
      <Facts
        items={[
          {
            term: t('border.state'),
            value: <State kind={kindOfOffice(o.state)}>{t(`border.office.state.${o.state}`)}</State>,
          },
          { term: t('border.control.side'), value: t(`border.side.${o.side}`) },
          { term: t('border.peer'), value: <bdi>{o.peer}</bdi> },
        ]}
      />
      <Section title={t('border.office.board')}>
        <div class="filters">
          <Select
            label={t('border.state')}
            param="state"
            all={t('border.office.movement.open')}
            options={(['all', 'done', 'returned', 'seized', 'disposed', 'split'] as const).map((value) => ({
              value,
              text: t(`border.office.movement.${value}`),
            }))}
          />
        </div>
        {movements.problem && <Broken problem={movements.problem} again={movements.again} />}
        <Board movements={movements.rows} />
        {movements.more && <p class="hidden-part">{t('border.more')}</p>}
      </Section>
      {mayUse(['window']) && (
        <Offers
          to={o.peer}
          procedure="juxtaposed-office"
          conversation={o.conversation}
          group="office."
          values={{ country: o.peer, what: o.office }}
          types={{ reopened: 'agreement' }}
          offers={offers}
          onSent={again}
        />
      )}
      <Section title={t('border.office.dossiers')}>
        <DataTable
          label={t('border.office.dossiers')}
          rows={o.dossiers}
          rowKey={(d) => d.message}
          href={(d) => `/console/messages/${d.message}`}
          columns={[
            { key: 'by', title: t('border.peer'), narrow: true, cell: (d) => <bdi>{d.by}</bdi> },
            { key: 'version', title: t('border.hours.version'), numeric: true, cell: (d) => d.version },
            {
              key: 'agreed',
              title: t('border.office.agreed'),
              narrow: true,
              cell: (d) => (
                <State kind={d.agreed ? 'good' : 'waiting'}>{t(d.agreed ? 'border.yes' : 'border.no')}</State>
              ),
            },
            {
              key: 'inForce',
              title: t('border.office.state.in-force'),
              narrow: true,
              cell: (d) => t(d.inForce ? 'border.yes' : 'border.no'),
            },
            {
              key: 'zones',
              title: t('border.office.zones'),
              cell: (d) => (
                <ul class="plain">
                  {d.zones.map((z) => (
                    <li key={z.id}>
                      <bdi>{z.id}</bdi> <small>{t('border.office.on', { country: z.territory })}</small>{' '}
                      <bdi>{formatList(z.lanes.map((l) => l.id))}</bdi>
                    </li>
                  ))}
                </ul>
              ),
            },
            {
              key: 'agencies',
              title: t('border.office.agencies'),
              cell: (d) => <bdi>{formatList(d.agencies.map((agency) => named('border.agency', agency)))}</bdi>,
            },
            {
              key: 'from',
              title: t('border.permit.from'),
              narrow: true,
              cell: (d) => <Time at={d.validFrom} withDay />,
            },
            { key: 'to', title: t('border.permit.to'), narrow: true, cell: (d) => <Time at={d.validTo} withDay /> },
          ]}
          empty={null}
        />
      </Section>
      {told.length > 0 && (
        <Section title={t('border.office.roster')}>
          <DataTable
            label={t('border.office.roster')}
            rows={told.flatMap((r) => r.duty.map((d, i) => ({ ...r, ...d, key: `${r.message} ${i}` })))}
            rowKey={(d) => d.key}
            href={(d) => `/console/messages/${d.message}`}
            columns={[
              { key: 'by', title: t('border.peer'), narrow: true, cell: (d) => <bdi>{d.by}</bdi> },
              { key: 'agency', title: t('border.act.agency'), cell: (d) => named('border.agency', d.agency) },
              { key: 'function', title: t('border.act.by.function'), cell: (d) => <bdi>{d.function}</bdi> },
              {
                key: 'decides',
                title: t('border.office.decides'),
                cell: (d) =>
                  d.decides === null
                    ? t('border.office.decides.all')
                    : formatList(d.decides.map((type) => t(`border.do.office.${type}`))),
              },
              { key: 'from', title: t('border.permit.from'), narrow: true, cell: (d) => <Time at={d.from} withDay /> },
              { key: 'to', title: t('border.permit.to'), narrow: true, cell: (d) => <Time at={d.to} withDay /> },
            ]}
            empty={null}
          />
        </Section>
      )}
      <Section title={t('border.journey')}>
        <Journey conversation={o.conversation} peer={o.peer} />
      </Section>
    </Page>
  )
}
