/** Goods under way of an authorised trader, with what it was when they were declared: after a suspension or revocation, what is on the road. */
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { DataTable, Empty, Section, State, Time } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import { lodgedAs } from './lodged-as.ts'
import { nameOf, preArrivalHref } from './words.ts'

type UnderWayRow = Schemas['TraderUnderWay']

export function UnderWay({ id }: { id: string }) {
  const list = usePages<UnderWayRow>(
    (after, signal) =>
      api.GET('/v1/traders/{id}/under-way', { params: { path: { id }, query: { limit: 20, ...after } }, signal }),
    [id],
    (row) => `${row.conversation} ${row.peer}`,
  )
  useLive({ kinds: ['case'] }, list.refresh)
  return (
    <Section title={t('border.trader.way')}>
      <DataTable
        label={t('border.trader.way')}
        pages={list}
        rowKey={(row) => `${row.conversation} ${row.peer}`}
        href={preArrivalHref}
        columns={[
          {
            key: 'name',
            title: t('border.trader.way.what'),
            cell: (row) => (
              <a href={preArrivalHref(row)}>
                <bdi>{nameOf(row)}</bdi>
              </a>
            ),
          },
          { key: 'peer', title: t('border.peer'), narrow: true, cell: (row) => <bdi>{row.peer}</bdi> },
          {
            key: 'status',
            title: t('border.state'),
            narrow: true,
            cell: (row) => (
              <State kind={row.status === 'arrived' ? 'good' : 'waiting'}>{named('border.found', row.status)}</State>
            ),
          },
          {
            key: 'lodged',
            title: t('border.trader.lodged'),
            cell: (row) => <bdi>{formatList(row.atLodgement.map(lodgedAs))}</bdi>,
          },
          {
            key: 'due',
            title: t('border.expected'),
            narrow: true,
            cell: (row) => <Time at={row.estimatedArrival} withDay />,
          },
        ]}
        empty={<Empty title={t('border.trader.way.none')}>{t('border.trader.way.none.do')}</Empty>}
      />
    </Section>
  )
}
