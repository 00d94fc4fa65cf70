/** Permits and certificates: is it good, and what is left of it? */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import {
  Button,
  DataTable,
  Empty,
  Filters,
  Id,
  Page,
  Search,
  Section,
  State,
  Time,
  type Kind,
} from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { named, t } from '../../text.ts'
import './border.css'
import { Found } from './found.tsx'
import { useOfficeClock } from './office-clock.ts'
import { nameOfKind, useAgreedKinds } from './permit-kinds.ts'

type Permit = Schemas['PermitSummary']
type Balance = Permit['balance'][number]

export const kindOfStanding = (standing: Permit['standing']): Kind =>
  (({ issued: 'good', revoked: 'bad', expired: 'stopped', replaced: 'stopped', unknown: 'waiting' }) as const)[standing]

export const permitHref = (p: Pick<Permit, 'id' | 'issuer'>): string =>
  `/console/permits/${encodeURIComponent(p.id)}?issuer=${p.issuer}`

/** What is left of what was granted, as a length and in figures; decimals stay as they are written. */
export function Left({ balance: b }: { balance: Balance }) {
  const share = (text: string): number => Math.max(0, Math.min(1, Number(text) / (Number(b.granted) || 1)))
  return (
    <span class="left">
      <svg viewBox="0 0 96 8" width="96" height="8" aria-hidden="true" preserveAspectRatio="none">
        <rect class="left-used" width="96" height="8" rx="2" />
        <rect
          class="left-reserved"
          width={96 * Math.min(1, share(b.available) + share(b.reserved))}
          height="8"
          rx="2"
        />
        <rect class="left-rest" width={96 * share(b.available)} height="8" rx="2" />
      </svg>
      <bdi dir="ltr" class="numeric">
        {b.available} / {b.granted} {b.unitCode}
      </bdi>
    </span>
  )
}

export default function Permits() {
  const [asked] = useParam('q')
  const list = usePages<Permit>(
    (after, signal) => api.GET('/v1/permits', { params: { query: { limit: 50, ...after } }, signal }),
    [],
    (p) => `${p.issuer} ${p.id}`,
  )
  useLive({ kinds: ['list', 'case'] }, list.refresh)
  const agreed = useAgreedKinds() ?? []
  return (
    <Page
      title={t('border.permits.title')}
      intro={t('border.permits.intro')}
      clock={useOfficeClock()}
      actions={
        mayUse(['window']) && (
          <>
            <Button href="/console/ask-permit">{t('border.permit.ask')}</Button>
            <Button href="/console/issue-permit" kind="main">
              {t('border.do.permit.issue')}
            </Button>
          </>
        )
      }
    >
      <Filters>
        <Search label={t('border.permits.search')} hint={t('border.permits.search.hint')} />
      </Filters>
      {asked && <Found asked={asked} kinds={['permit']} />}
      <Section title={t('border.permits.all')}>
        <DataTable
          label={t('border.permits.title')}
          pages={list}
          rowKey={(p) => `${p.issuer} ${p.id}`}
          href={permitHref}
          columns={[
            {
              key: 'id',
              title: t('border.permit.number'),
              cell: (p) => <Id value={p.id} label={p.id} href={permitHref(p)} />,
            },
            {
              key: 'standing',
              title: t('border.state'),
              narrow: true,
              cell: (p) => (
                <State kind={kindOfStanding(p.standing)}>{named('border.permit.standing', p.standing)}</State>
              ),
            },
            {
              key: 'issuer',
              title: t('border.permit.issuer'),
              narrow: true,
              cell: (p) => <bdi>{[p.issuer, p.agency].filter(Boolean).join(' · ')}</bdi>,
            },
            {
              key: 'kind',
              title: t('border.permit.kind'),
              cell: (p) => (p.kind ? nameOfKind(p.kind, agreed) : <bdi>{named('border.permit.type', p.typeCode)}</bdi>),
            },
            { key: 'to', title: t('border.permit.to'), narrow: true, cell: (p) => <Time at={p.validTo} withDay /> },
            {
              key: 'left',
              title: t('border.permit.left'),
              cell: (p) =>
                p.balance.slice(0, 3).map((b) => (
                  <div key={`${b.item} ${b.usePoint}`}>
                    <Left balance={b} />
                  </div>
                )),
            },
          ]}
          empty={<Empty title={t('border.permits.none')}>{t('border.permits.none.do')}</Empty>}
        />
      </Section>
    </Page>
  )
}
