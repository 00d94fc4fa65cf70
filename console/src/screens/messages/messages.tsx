/** Messages, newest first: what passed between the two sides, and how far it is. */
import { api, type Schemas } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { DataTable, Empty, Filters, Id, Page, Search, Select, State, Time, type Kind } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

type Row = Schemas['MessageSummary']

const KINDS: Readonly<Record<string, Kind>> = {
  accepted: 'good',
  answered: 'good',
  collected: 'busy',
  delivered: 'busy',
  notified: 'waiting',
  parked: 'bad',
  queued: 'waiting',
  received: 'waiting',
  refused: 'bad',
  rejected: 'bad',
  sealed: 'waiting',
  cancelled: 'stopped',
  expired: 'stopped',
}

export default function Messages() {
  const [state] = useParam('state')
  const [direction] = useParam('direction')
  const [reference] = useParam('q')
  const set = useParams()
  const list = usePages(
    (after, signal) =>
      api.GET('/v1/messages', {
        params: {
          query: {
            ...(state ? { state: state as Row['state'] } : {}),
            ...(direction ? { direction: direction as Row['direction'] } : {}),
            ...(reference ? { reference } : {}),
            ...after,
          },
        },
        signal,
      }),
    [state, direction, reference],
  )
  useLive({ kinds: ['message'] }, list.refresh)
  return (
    <Page title={t('messages.title')} intro={t('messages.intro')}>
      <Filters onClear={() => set({ q: undefined, state: undefined, direction: undefined })}>
        <Search label={t('messages.search')} hint={t('messages.search.hint')} />
        <Select
          label={t('messages.state')}
          param="state"
          options={Object.keys(KINDS).map((value) => ({ value, text: t(`messages.state.${value}`) }))}
        />
        <Select
          label={t('messages.direction')}
          param="direction"
          options={['in', 'out'].map((value) => ({ value, text: t(`messages.direction.${value}`) }))}
        />
      </Filters>
      <DataTable
        label={t('messages.title')}
        pages={list}
        rowKey={(row) => row.id}
        columns={[
          { key: 'at', title: t('messages.at'), narrow: true, cell: (row) => <Time at={row.createdAt} /> },
          {
            key: 'state',
            title: t('messages.state'),
            narrow: true,
            cell: (row) => <State kind={KINDS[row.state] ?? 'none'}>{named('messages.state', row.state)}</State>,
          },
          { key: 'direction', title: t('messages.direction'), cell: (row) => t(`messages.direction.${row.direction}`) },
          { key: 'peer', title: t('messages.peer'), cell: (row) => <bdi>{row.peer}</bdi> },
          { key: 'type', title: t('messages.type'), cell: (row) => <bdi>{`${row.procedure} / ${row.type}`}</bdi> },
          { key: 'id', title: t('messages.id'), narrow: true, cell: (row) => <Id value={row.id} /> },
        ]}
        empty={<Empty title={t('messages.none')}>{t('messages.none.do')}</Empty>}
      />
    </Page>
  )
}
