/** The neighbours: who can talk to whom, until when, under which agreement. */
import '../work.css'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, DataTable, Empty, Page, State, Time, Waiting, type Kind } from '../../parts/index.ts'
import { mayUse, session } from '../../session.ts'
import { formatNumber, t } from '../../text.ts'
import { nextEnd } from './calendar.ts'
import { Ring } from './ring.tsx'

const none = Promise.resolve({ data: undefined })

export default function Neighbours() {
  const operates = mayUse(['operator'])
  const proves = mayUse(['operator', 'auditor'])
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const traffic = useLoad((signal) => (proves ? api.GET('/v1/traffic', { signal }) : none), [])
  const queues = useLoad((signal) => (operates ? api.GET('/v1/queues', { signal }) : none), [])
  const calendar = useLoad((signal) => (proves ? api.GET('/v1/calendar', { signal }) : none), [])
  useLive({ kinds: ['list', 'message'] }, (change) => {
    if (change.kind === 'message') {
      traffic.again()
      queues.again()
    } else if (change.list === 'peers' || change.list === 'agreements') peers.again()
  })
  const own = session.value?.country ?? ''
  const entries = calendar.data?.items ?? []
  const rows = (peers.data?.items ?? []).map((peer) => {
    const passed = traffic.data?.items.find((one) => one.peer === peer.country)
    const queue = queues.data?.items.find((one) => one.peer === peer.country)
    return {
      ...peer,
      sent: passed?.sent.count ?? null,
      received: passed?.received.count ?? null,
      waiting: queue ? queue.waiting : null,
      parked: queue?.parked ?? 0,
      ends: nextEnd(entries, peer.country)?.until ?? null,
    }
  })
  const stateOf = (row: (typeof rows)[number]): { kind: Kind; text: string } => {
    if (row.fault !== undefined) return { kind: 'bad', text: t('neighbours.state.unreadable') }
    if (row.state === 'blocked') return { kind: 'stopped', text: t('neighbours.state.blocked') }
    if (row.circuit === 'open') return { kind: 'bad', text: t('neighbours.circuit.open') }
    if (row.agreements.length === 0) return { kind: 'waiting', text: t('neighbours.state.unagreed') }
    return { kind: 'good', text: t('neighbours.state.active') }
  }
  return (
    <Page
      title={t('neighbours.title')}
      intro={t('neighbours.intro')}
      actions={
        <>
          {proves && <Button href="/console/calendar">{t('neighbours.calendar')}</Button>}
          {operates && <Button href="/console/rotation">{t('neighbours.rotation')}</Button>}
          {operates && (
            <Button kind="main" href="/console/neighbours/introduce">
              {t('neighbours.introduce')}
            </Button>
          )}
        </>
      }
    >
      {peers.problem && <Broken problem={peers.problem} again={peers.again} />}
      {!peers.data && !peers.problem && <Waiting lines={6} />}
      {rows.length > 0 && (
        <figure class="ring-figure">
          <Ring
            own={own}
            ownEnds={nextEnd(entries, own)?.until ?? null}
            spokes={rows.map((row) => ({
              country: row.country,
              name: row.name,
              href: `/console/neighbours/${row.country}`,
              traffic: (row.sent ?? 0) + (row.received ?? 0),
              waiting: (row.waiting ?? 0) + row.parked,
              blocked: row.state === 'blocked',
              away: row.circuit === 'open',
              ends: row.ends,
            }))}
          />
          <figcaption>{t('neighbours.ring.legend')}</figcaption>
        </figure>
      )}
      {peers.data && (
        <DataTable
          label={t('neighbours.title')}
          rows={rows}
          rowKey={(row) => row.country}
          href={(row) => `/console/neighbours/${row.country}`}
          mark={(row) => (stateOf(row).kind === 'bad' ? 'bad' : stateOf(row).kind === 'waiting' ? 'late' : undefined)}
          columns={[
            {
              key: 'country',
              title: t('neighbours.country'),
              cell: (row) => (
                <a href={`/console/neighbours/${row.country}`}>
                  <strong>{row.country}</strong> <bdi>{row.name}</bdi>
                </a>
              ),
            },
            {
              key: 'state',
              title: t('neighbours.state'),
              narrow: true,
              cell: (row) => <State kind={stateOf(row).kind}>{stateOf(row).text}</State>,
            },
            {
              key: 'sent',
              title: t('neighbours.sent'),
              numeric: true,
              cell: (row) => (row.sent === null ? t('shell.none') : formatNumber(row.sent)),
            },
            {
              key: 'received',
              title: t('neighbours.received'),
              numeric: true,
              cell: (row) => (row.received === null ? t('shell.none') : formatNumber(row.received)),
            },
            {
              key: 'waiting',
              title: t('neighbours.waiting'),
              numeric: true,
              cell: (row) => (row.waiting === null ? t('shell.none') : formatNumber(row.waiting)),
            },
            {
              key: 'parked',
              title: t('neighbours.parked'),
              numeric: true,
              cell: (row) =>
                row.parked > 0 ? (
                  <a href={`/console/messages?state=parked&peer=${row.country}`}>{formatNumber(row.parked)}</a>
                ) : (
                  formatNumber(0)
                ),
            },
            {
              key: 'agreements',
              title: t('neighbours.agreements'),
              numeric: true,
              cell: (row) => formatNumber(row.agreements.length),
            },
            {
              key: 'ends',
              title: t('neighbours.ends'),
              narrow: true,
              cell: (row) => <Time at={row.ends} withDay />,
            },
          ]}
          empty={<Empty title={t('neighbours.none')}>{t('neighbours.none.do')}</Empty>}
        />
      )}
    </Page>
  )
}
