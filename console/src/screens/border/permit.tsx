/** One permit: what is left of each item, who has used it of what, and what its issuer has said. */
import { useState } from 'preact/hooks'
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad, usePages } from '../../load.ts'
import {
  Broken,
  Button,
  DataTable,
  Facts,
  Id,
  Notice,
  Page,
  Section,
  State,
  Time,
  Waiting,
  type Column,
  type Kind,
} from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { mayUse, session } from '../../session.ts'
import { Offers } from './act.tsx'
import './border.css'
import { useOfficeClock } from './office-clock.ts'
import { nameOfKind, nameOfSubtype, useAgreedKinds } from './permit-kinds.ts'
import { permitOffers } from './permit-offers.tsx'
import { hasParticulars, ParticularFacts } from './permit-members.tsx'
import { OwnActs } from './permit-own.tsx'
import { Questions } from './permit-questions.tsx'
import { kindOfStanding, Left } from './permits.tsx'

const USE: Readonly<Record<Schemas['PermitUse']['state'], Kind>> = {
  requested: 'waiting',
  reserved: 'busy',
  provisional: 'waiting',
  confirmed: 'good',
  used: 'good',
  refused: 'bad',
  cancelled: 'stopped',
  lapsed: 'stopped',
}

/** Its agency keeps the record; all others ask it. What an endorsement goes to is a neighbour that knows the permit. */
function Acts({ permit: p, tag, onSent }: { permit: Schemas['Permit']; tag: string | null; onSent: () => void }) {
  const cases = p.cases.filter((c) => p.own || c.peer === p.issuer)
  const led = cases.at(-1)
  const to = p.own ? led?.peer : p.issuer
  const agreed = useAgreedKinds(p.issuer) ?? []
  const offers = to === undefined ? [] : permitOffers(p, agreed)
  return (
    <Offers
      to={to ?? session.value!.country}
      procedure="documents"
      conversation={led?.conversation}
      group="permit."
      values={{ country: to ?? '', what: p.id }}
      offers={offers}
      onSent={onSent}
    >
      {p.own && p.record && <OwnActs permit={p.id} record={p.record} tag={tag} onPut={onSent} />}
    </Offers>
  )
}

type Use = Schemas['PermitUse']

const useColumns = (): readonly Column<Use>[] => [
  { key: 'at', title: t('border.at'), narrow: true, cell: (u) => <Time at={u.at} withDay /> },
  {
    key: 'state',
    title: t('border.state'),
    narrow: true,
    cell: (u) => <State kind={USE[u.state]}>{named('border.permit.usestate', u.state)}</State>,
  },
  { key: 'country', title: t('border.peer'), narrow: true, cell: (u) => <bdi>{u.country}</bdi> },
  { key: 'item', title: t('border.permit.item'), narrow: true, cell: (u) => <bdi>{u.item}</bdi> },
  {
    key: 'value',
    title: t('border.permit.quantity'),
    numeric: true,
    cell: (u) => <bdi dir="ltr">{`${u.value} ${u.unitCode}`}</bdi>,
  },
  { key: 'declaration', title: t('border.mrn'), cell: (u) => <bdi>{u.declaration}</bdi> },
  {
    key: 'reason',
    title: t('border.act.reason'),
    cell: (u) => (u.contested ? t('border.permit.contested') : <span dir="auto">{u.withdrawn ?? u.reason}</span>),
  },
]

const about = { rowKey: (u: Use) => u.message, href: (u: Use) => `/console/messages/${u.message}` }

/** All of them, page by page. */
function AllUses({ permit: { id: permit, issuer } }: { permit: Schemas['Permit'] }) {
  const pages = usePages<Use>(
    (after, signal) =>
      api.GET('/v1/permits/{permit}/uses', {
        params: { path: { permit }, query: { issuer, limit: 50, ...after } },
        signal,
      }),
    [permit, issuer],
    (u) => u.message,
  )
  useLive({ kinds: ['list', 'case'] }, pages.refresh)
  return (
    <DataTable
      label={t('border.permit.uses')}
      pages={pages}
      {...about}
      mark={(u) => (u.contested ? 'late' : undefined)}
      columns={useColumns()}
      empty={<p class="none">{t('border.permit.nouse')}</p>}
    />
  )
}

/** Those that came last, and all of them for the asking. */
function Uses({ permit: p }: { permit: Schemas['Permit'] }) {
  const [all, show] = useState(false)
  if (all) return <AllUses permit={p} />
  const uses = [...p.uses, ...p.reservations].sort((a, b) => Date.parse(b.at ?? '') - Date.parse(a.at ?? ''))
  return (
    <>
      <DataTable
        label={t('border.permit.uses')}
        rows={uses}
        {...about}
        mark={(u) => (u.contested ? 'late' : undefined)}
        columns={useColumns()}
        empty={<p class="none">{t('border.permit.nouse')}</p>}
      />
      {p.more.includes('uses') && (
        <p>
          <Button onClick={() => show(true)}>{t('border.permit.uses.all')}</Button>
        </p>
      )}
    </>
  )
}

export default function PermitPage({ params }: { params: Readonly<Record<string, string>> }) {
  const permit = params['permit']!
  const [issuer] = useParam('issuer')
  const loaded = useLoad(
    async (signal) => {
      const { data, response } = await api.GET('/v1/permits/{permit}', {
        params: { path: { permit }, query: issuer ? { issuer } : {} },
        signal,
      })
      return data === undefined ? {} : { data: { permit: data, tag: response.headers.get('etag') } }
    },
    [permit, issuer],
  )
  useLive({ kinds: ['list', 'case'] }, loaded.again)
  const clock = useOfficeClock()
  const agreed = useAgreedKinds() ?? []
  const back = { href: '/console/permits', text: t('border.permits.title') }
  if (!loaded.data)
    return (
      <Page title={permit} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const { permit: p, tag } = loaded.data
  return (
    <Page title={p.id} back={back} clock={clock}>
      {p.standing !== 'issued' && (
        <Notice kind={p.standing === 'unknown' ? 'waiting' : 'bad'} title={t(`border.permit.notice.${p.standing}`)}>
          {p.replacedBy !== null && (
            <p>
              {t('border.permit.replaced')}{' '}
              <Id
                value={p.replacedBy}
                label={p.replacedBy}
                href={`/console/permits/${encodeURIComponent(p.replacedBy)}`}
              />
            </p>
          )}
        </Notice>
      )}
      <Facts
        items={[
          {
            term: t('border.state'),
            value: <State kind={kindOfStanding(p.standing)}>{named('border.permit.standing', p.standing)}</State>,
          },
          { term: t('border.permit.issuer'), value: <bdi>{[p.issuer, p.agency].filter(Boolean).join(' · ')}</bdi> },
          {
            term: t('border.permit.kind'),
            value: (
              <bdi>
                {[
                  p.kind ? nameOfKind(p.kind, agreed) : null,
                  p.kind && p.particulars?.xSubtype ? nameOfSubtype(p.kind, p.particulars.xSubtype, agreed) : null,
                  named('border.permit.type', p.typeCode),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </bdi>
            ),
          },
          p.use ? { term: t('border.permit.use'), value: named('border.permit.use', p.use) } : null,
          p.validFrom ? { term: t('border.permit.from'), value: <Time at={p.validFrom} withDay /> } : null,
          { term: t('border.permit.to'), value: <Time at={p.validTo} withDay /> },
          { term: t('border.permit.whose'), value: t(p.own ? 'border.permit.own' : 'border.permit.stated') },
        ]}
      />
      <Section title={t('border.permit.left')}>
        <DataTable
          label={t('border.permit.left')}
          rows={p.balance}
          rowKey={(b) => `${b.item} ${b.usePoint}`}
          columns={[
            { key: 'item', title: t('border.permit.item'), narrow: true, cell: (b) => <bdi>{b.item}</bdi> },
            {
              key: 'point',
              title: t('border.permit.point'),
              narrow: true,
              cell: (b) => named('border.permit.point', b.usePoint),
            },
            { key: 'left', title: t('border.permit.available'), cell: (b) => <Left balance={b} /> },
            {
              key: 'reserved',
              title: t('border.permit.reserved'),
              numeric: true,
              cell: (b) => <bdi dir="ltr">{b.reserved}</bdi>,
            },
            { key: 'used', title: t('border.permit.used'), numeric: true, cell: (b) => <bdi dir="ltr">{b.used}</bdi> },
            {
              key: 'state',
              title: t('border.state'),
              narrow: true,
              cell: (b) => named('border.permit.state', b.state),
            },
          ]}
          empty={<p class="none">{t('border.permit.nobalance')}</p>}
        />
      </Section>
      {p.particulars && hasParticulars(p.particulars) && (
        <Section title={t('border.permit.particulars')}>
          <ParticularFacts particulars={p.particulars} />
        </Section>
      )}
      <Section title={t('border.permit.uses')}>
        <Uses permit={p} />
      </Section>
      {p.more.some((name) => name !== 'uses') && <p>{t('border.permit.more')}</p>}
      {p.questions.length > 0 && <Questions questions={p.questions} />}
      {mayUse(['window']) && <Acts permit={p} tag={tag} onSent={loaded.again} />}
      {p.interceptions.length > 0 && (
        <Section title={t('border.permit.interceptions')}>
          <ul class="waits">
            {p.interceptions.map((i) => (
              <li key={`${i.country} ${i.at}`} class="waits-ours">
                <bdi>{i.country}</bdi> <Time at={i.at} withDay /> {named('border.permit.stop', i.reason)}
                {i.measure && ` · ${named('border.permit.measure', i.measure)}`}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {p.discrepancies.length > 0 && (
        <Section title={t('border.permit.discrepancies')}>
          <ul class="waits">
            {p.discrepancies.map((d) => (
              <li key={d.use} class="waits-ours">
                <Id value={d.use} href={`/console/messages/${d.use}`} /> <span dir="auto">{d.reason}</span>{' '}
                {d.overdrawn && <bdi>{d.overdrawn}</bdi>}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  )
}
