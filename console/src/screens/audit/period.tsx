/** What passed with each neighbour in a period, how much of it has no proof yet, and whether both sides count the same. */
import { useEffect } from 'preact/hooks'
import { api, type Schemas } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  DataTable,
  DayRange,
  Empty,
  Filters,
  Notice,
  Stat,
  State,
  Stats,
  Time,
  Waiting,
  type Kind,
} from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'
import { dayOf, since, until } from './days.ts'

type Traffic = Schemas['Traffic']

/** States of what was sent in which no receipt is held. */
const UNPROVEN = ['queued', 'sealed', 'parked'] as const
const unproven = ({ sent }: Traffic): number => UNPROVEN.reduce((sum, state) => sum + (sent.states[state] ?? 0), 0)

function verdict(row: Traffic): { kind: Kind; text: string } {
  if (row.tallies.differ) return { kind: 'bad', text: t('audit.differ') }
  // Each side tells what it has counted of what it sent.
  const { sent, received } = row.tallies
  if ((sent === null && row.sent.count > 0) || (received === null && row.received.count > 0))
    return { kind: 'none', text: t('audit.uncounted') }
  if (unproven(row) > 0) return { kind: 'waiting', text: t('audit.open', { count: unproven(row) }) }
  return { kind: 'good', text: t('audit.same') }
}

export function Period() {
  const [from] = useParam('from', dayOf(Date.now()))
  const [to] = useParam('to', from > dayOf(Date.now()) ? from : dayOf(Date.now()))
  const [asked] = useParam('from')
  const set = useParams()
  // The day that is meant where none is named stands in the address too.
  useEffect(() => {
    if (asked === '') set({ from, to })
  }, [asked])
  const traffic = useLoad(
    (signal) => api.GET('/v1/traffic', { params: { query: { since: since(from), until: until(to) } }, signal }),
    [from, to],
  )
  const rows = traffic.data?.items ?? []
  const differ = rows.filter((row) => row.tallies.differ)
  const uncounted = rows.some((row) => verdict(row).kind === 'none')
  const open = rows.reduce((sum, row) => sum + unproven(row), 0)
  const all = rows.reduce((sum, row) => sum + row.sent.count + row.received.count, 0)
  const query = `from=${from}&to=${to}`
  return (
    <>
      <Filters>
        <DayRange from="from" to="to" />
      </Filters>
      {traffic.problem && <Broken problem={traffic.problem} again={traffic.again} />}
      {!traffic.data && !traffic.problem && <Waiting lines={5} />}
      {traffic.data && (
        <>
          <Notice
            kind={differ.length > 0 ? 'bad' : open > 0 || uncounted ? 'waiting' : 'good'}
            title={
              differ.length > 0
                ? t('audit.answer.differ', { peers: differ.map((row) => row.peer).join(', ') })
                : open > 0
                  ? t('audit.answer.open', { count: open })
                  : uncounted
                    ? t('audit.answer.uncounted')
                    : t('audit.answer.good')
            }
            role="status"
          >
            <p>{t('audit.answer.how')}</p>
          </Notice>
          <Stats>
            <Stat label={t('audit.all')} value={`${formatNumber(all)}${rows.some((row) => row.more) ? '+' : ''}`} />
            <Stat label={t('audit.unproven')} value={formatNumber(open)} kind={open > 0 ? 'waiting' : 'good'} />
            <Stat
              label={t('audit.differing')}
              value={formatNumber(differ.length)}
              kind={differ.length > 0 ? 'bad' : 'good'}
            />
          </Stats>
          <DataTable
            label={t('audit.period')}
            rows={rows}
            rowKey={(row) => row.peer}
            empty={<Empty title={t('audit.period.none')}>{t('audit.period.none.do')}</Empty>}
            mark={(row) => (row.tallies.differ ? 'bad' : undefined)}
            columns={[
              {
                key: 'peer',
                title: t('audit.peer'),
                cell: (row) => (
                  <a href={`/console/messages?peer=${row.peer}&${query}`}>
                    <strong>{row.peer}</strong>
                  </a>
                ),
              },
              {
                key: 'verdict',
                title: t('audit.isall'),
                cell: (row) => <State kind={verdict(row).kind}>{verdict(row).text}</State>,
              },
              {
                key: 'sent',
                title: t('audit.sent'),
                numeric: true,
                cell: (row) => `${formatNumber(row.sent.count)}${row.more ? '+' : ''}`,
              },
              {
                key: 'received',
                title: t('audit.received'),
                numeric: true,
                cell: (row) => formatNumber(row.received.count),
              },
              { key: 'open', title: t('audit.unproven'), numeric: true, cell: (row) => formatNumber(unproven(row)) },
              { key: 'ours', title: t('audit.tally.ours'), cell: (row) => <Time at={row.tallies.sent} /> },
              { key: 'theirs', title: t('audit.tally.theirs'), cell: (row) => <Time at={row.tallies.received} /> },
              {
                key: 'package',
                title: t('audit.package'),
                cell: (row) => (
                  <a href={`/console/audit?tab=inspect&peer=${row.peer}&${query}`}>{t('audit.package')}</a>
                ),
              },
            ]}
          />
        </>
      )}
    </>
  )
}
