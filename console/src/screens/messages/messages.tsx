/** Messages, newest first: what passed between the two sides, and how far it is; found by everything that is indexed, all of it in the address. */
import { api, type Schemas } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { Button, DataTable, DayRange, Empty, Filters, Id, Page, Search, Select, Time } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { t } from '../../text.ts'
import { KINDS, MessageState, whatOf } from './message-state.tsx'
import { WithWhom } from './with-whom.tsx'

type Row = Schemas['MessageSummary']

const NAMES = ['q', 'state', 'direction', 'peer', 'procedure', 'type', 'conversation', 'from', 'to', 'test'] as const

/** Midnight of a day where whoever looks is, and the one after it. */
const since = (day: string): string => new Date(`${day}T00:00`).toISOString()
const until = (day: string): string => new Date(Date.parse(since(day)) + 86_400_000).toISOString()

export default function Messages() {
  const values = Object.fromEntries(NAMES.map((name) => [name, useParam(name)[0]])) as Record<
    (typeof NAMES)[number],
    string
  >
  const set = useParams()
  const { q, state, direction, peer, procedure, type, conversation, from, to, test } = values
  const list = usePages(
    (after, signal) =>
      api.GET('/v1/messages', {
        params: {
          query: {
            ...(q ? { reference: q } : {}),
            ...(state ? { state: state as Row['state'] } : {}),
            ...(direction ? { direction: direction as Row['direction'] } : {}),
            ...(peer ? { peer } : {}),
            ...(procedure ? { procedure } : {}),
            ...(type ? { type } : {}),
            ...(conversation ? { conversation } : {}),
            ...(from ? { since: since(from) } : {}),
            ...(to ? { until: until(to) } : {}),
            ...(test ? { test: test === 'true' } : {}),
            ...after,
          },
        },
        signal,
      }),
    NAMES.map((name) => values[name]),
  )
  useLive({ kinds: ['message'] }, list.refresh)
  const back = new URLSearchParams(Object.entries({ peer, procedure, type }).filter(([, value]) => value !== ''))
  return (
    <Page
      title={t('messages.title')}
      intro={t('messages.intro')}
      actions={
        mayUse(['operator', 'window', 'assistance']) && (
          <Button href={`/console/messages/put-back${back.size > 0 ? `?${back}` : ''}`}>
            {t('messages.back.open')}
          </Button>
        )
      }
    >
      <Filters onClear={() => set(Object.fromEntries(NAMES.map((name) => [name, undefined])))}>
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
        <WithWhom />
        <DayRange from="from" to="to" />
        <Search label={t('messages.type')} param="type" />
        <Search label={t('messages.conversation')} param="conversation" />
        <Select
          label={t('messages.test')}
          param="test"
          options={[
            { value: 'false', text: t('messages.test.no') },
            { value: 'true', text: t('messages.test.yes') },
          ]}
        />
      </Filters>
      <DataTable
        label={t('messages.title')}
        pages={list}
        rowKey={(row) => row.id}
        href={(row) => `/console/messages/${row.id}`}
        mark={(row) => (KINDS[row.state] === 'bad' ? 'bad' : undefined)}
        columns={[
          { key: 'at', title: t('messages.at'), narrow: true, cell: (row) => <Time at={row.createdAt} /> },
          { key: 'state', title: t('messages.state'), narrow: true, cell: (row) => <MessageState state={row.state} /> },
          { key: 'direction', title: t('messages.direction'), cell: (row) => t(`messages.direction.${row.direction}`) },
          { key: 'peer', title: t('messages.peer'), cell: (row) => <bdi>{row.peer}</bdi> },
          {
            key: 'what',
            title: t('messages.what'),
            cell: (row) => (
              <>
                <bdi>{whatOf(row)}</bdi>
                {row.test && <small> {t('messages.test.yes')}</small>}
              </>
            ),
          },
          {
            key: 'id',
            title: t('messages.id'),
            narrow: true,
            cell: (row) => <Id value={row.id} href={`/console/messages/${row.id}`} />,
          },
        ]}
        empty={<Empty title={t('messages.none')}>{t('messages.none.do')}</Empty>}
      />
    </Page>
  )
}
