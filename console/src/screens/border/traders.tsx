/** Authorised traders: is this one recognised here, now? By an identifier, an alias or a word of the name, however it is typed. */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad, usePages } from '../../load.ts'
import {
  Broken,
  DataTable,
  Empty,
  Facts,
  Filters,
  Id,
  Notice,
  Page,
  Search,
  Section,
  Select,
  State,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { Found } from './found.tsx'
import { UnderWay } from './under-way.tsx'

type Trader = Schemas['Trader']

/** A site by its name, its code and where it is. */
const siteName = ({ id, name, address }: Trader['sites'][number]): string => {
  const { cityName, countryCode } = address as { cityName?: string; countryCode?: string }
  return [name, id, cityName, countryCode].filter(Boolean).join(', ')
}

const href = (id: string): string => `/console/traders?id=${encodeURIComponent(id)}`

function Recognised({ trader: r }: { trader: Pick<Trader, 'recognised' | 'status' | 'reason'> }) {
  return (
    <State kind={r.recognised ? 'good' : r.status === 'suspended' ? 'waiting' : 'bad'}>
      {r.recognised
        ? t('border.trader.yes')
        : r.reason
          ? named('border.trader.reason', r.reason)
          : named('border.trader.status', r.status)}
    </State>
  )
}

function Answer({ id }: { id: string }) {
  const [crossing] = useParam('crossing')
  const loaded = useLoad(
    (signal) => api.GET('/v1/traders/{id}', { params: { path: { id }, query: crossing ? { crossing } : {} }, signal }),
    [id, crossing],
  )
  useLive({ kinds: ['list', 'case'] }, loaded.again)
  if (loaded.problem && !loaded.data) return <Broken problem={loaded.problem} again={loaded.again} />
  if (!loaded.data) return <Waiting lines={4} />
  const a = loaded.data
  return (
    <>
      <Notice
        kind={a.recognised ? 'good' : 'bad'}
        role="status"
        title={t(
          a.recognised
            ? 'border.trader.answer.yes'
            : a.status === 'unknown'
              ? 'border.trader.answer.unknown'
              : 'border.trader.answer.no',
          { id: a.items[0]?.name ?? id },
        )}
      >
        <p>
          {t('border.trader.asked')} <Time at={a.at} withDay />
          {a.since !== undefined && (
            <>
              {' · '}
              {t('border.trader.since')} <Time at={a.since} withDay />
            </>
          )}
        </p>
        {a.incomplete && <p>{t('border.trader.incomplete')}</p>}
      </Notice>
      {a.items.map((r) => (
        <div class="card" key={`${r.granting} ${JSON.stringify(r.key)}`}>
          <p>
            <Recognised trader={r} /> <strong>{r.name ?? r.holder}</strong>{' '}
            {r.grace && <State kind="waiting">{t('border.trader.grace')}</State>}
          </p>
          <Facts
            items={[
              { term: t('border.trader.id'), value: <Id value={r.key.id} label={r.key.id} /> },
              { term: t('border.trader.granting'), value: <bdi>{r.granting}</bdi> },
              {
                term: t('border.trader.programme'),
                value: <bdi>{[r.key.programme, r.key.type, r.key.role].filter(Boolean).join(' · ')}</bdi>,
              },
              { term: t('border.trader.holder'), value: <bdi>{r.holder}</bdi> },
              {
                term: t('border.trader.benefits'),
                value:
                  r.benefits.length === 0
                    ? t('border.trader.benefits.none')
                    : formatList(
                        r.benefits.map((b) =>
                          b.reason === undefined
                            ? named('border.trader.benefit', b.benefit)
                            : t('border.trader.benefit.not', {
                                benefit: named('border.trader.benefit', b.benefit),
                                reason: named('border.trader.reason', b.reason),
                              }),
                        ),
                      ),
              },
              r.certificateNumber === undefined
                ? null
                : { term: t('border.trader.certificate'), value: <bdi>{r.certificateNumber}</bdi> },
              r.issuingAuthority === undefined
                ? null
                : { term: t('border.trader.authority'), value: <bdi>{r.issuingAuthority}</bdi> },
              r.ground === undefined
                ? null
                : { term: t('border.trader.ground'), value: t(`border.trader.ground.${r.ground}`) },
              r.sites.length === 0
                ? null
                : {
                    term: t('border.trader.sites'),
                    value: <bdi>{formatList(r.sites.map(siteName))}</bdi>,
                  },
              r.validUntil === null
                ? null
                : { term: t('border.trader.until'), value: <Time at={r.validUntil} withDay /> },
              r.aliases.length > 0
                ? {
                    term: t('border.trader.aliases'),
                    value: <bdi>{formatList(r.aliases.map((x) => `${x.scheme} ${x.id}`))}</bdi>,
                  }
                : null,
              r.succeededBy.length > 0
                ? { term: t('border.trader.successor'), value: <bdi>{formatList(r.succeededBy)}</bdi> }
                : null,
              {
                term: t('border.trader.list'),
                value: (
                  <>
                    <span class="numeric">{r.list.sequence}</span> · <Time at={r.list.appliedAt} withDay />
                  </>
                ),
              },
            ]}
          />
          <DataTable
            label={t('border.trader.history')}
            rows={r.history}
            rowKey={(h) => `${h.status} ${h.from}`}
            columns={[
              {
                key: 'status',
                title: t('border.state'),
                narrow: true,
                cell: (h) => named('border.trader.status', h.status),
              },
              { key: 'from', title: t('shell.filters.from'), narrow: true, cell: (h) => <Time at={h.from} withDay /> },
              { key: 'to', title: t('shell.filters.to'), cell: (h) => <Time at={h.to} withDay /> },
            ]}
            empty={null}
          />
        </div>
      ))}
    </>
  )
}

export default function Traders() {
  const [asked] = useParam('q')
  const [id] = useParam('id')
  const [granting] = useParam('granting')
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const list = usePages<Trader>(
    (after, signal) =>
      api.GET('/v1/traders', { params: { query: { limit: 50, ...(granting ? { granting } : {}), ...after } }, signal }),
    [granting],
    (r) => `${r.granting} ${JSON.stringify(r.key)}`,
  )
  useLive({ kinds: ['list'] }, list.refresh)
  return (
    <Page title={t('border.traders.title')} intro={t('border.traders.intro')}>
      <Filters>
        <Search label={t('border.traders.search')} hint={t('border.traders.search.hint')} />
        <Select
          label={t('border.trader.granting')}
          param="granting"
          options={(peers.data?.items ?? []).map((p) => ({ value: p.country, text: `${p.country} · ${p.name}` }))}
        />
      </Filters>
      {asked && <Found asked={asked} kinds={['trader']} />}
      {id && <Answer id={id} />}
      {id && <UnderWay id={id} />}
      <Section title={t('border.traders.all')}>
        <DataTable
          label={t('border.traders.title')}
          pages={list}
          rowKey={(r) => `${r.granting} ${JSON.stringify(r.key)}`}
          href={(r) => href(r.key.id)}
          columns={[
            {
              key: 'name',
              title: t('border.trader.name'),
              cell: (r) => (
                <a href={href(r.key.id)}>
                  <bdi>{r.name ?? r.holder}</bdi>
                </a>
              ),
            },
            { key: 'id', title: t('border.trader.id'), cell: (r) => <Id value={r.key.id} label={r.key.id} /> },
            { key: 'recognised', title: t('border.trader.here'), narrow: true, cell: (r) => <Recognised trader={r} /> },
            { key: 'granting', title: t('border.trader.granting'), narrow: true, cell: (r) => <bdi>{r.granting}</bdi> },
            {
              key: 'programme',
              title: t('border.trader.programme'),
              cell: (r) => <bdi>{[r.key.programme, r.key.type].filter(Boolean).join(' · ')}</bdi>,
            },
            { key: 'since', title: t('border.trader.since'), narrow: true, cell: (r) => <Time at={r.since} withDay /> },
          ]}
          empty={<Empty title={t('border.traders.none')}>{t('border.traders.none.do')}</Empty>}
        />
      </Section>
    </Page>
  )
}
