/** What waits for each neighbour, and for how long the oldest has. */
import { Ago, DataTable, Empty, State } from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'

export type Queue = {
  readonly peer: string
  readonly waiting: number
  readonly due: number
  readonly parked: number
  readonly oldest: string | null
  readonly circuit: 'closed' | 'open'
}

export function Queues({ rows }: { rows: readonly Queue[] }) {
  return (
    <DataTable
      label={t('node.queues')}
      rows={rows}
      rowKey={(row) => row.peer}
      href={(row) => `/console/messages?direction=out&peer=${row.peer}&state=${row.parked > 0 ? 'parked' : 'queued'}`}
      mark={(row) => (row.parked > 0 || row.circuit === 'open' ? 'bad' : undefined)}
      empty={<Empty title={t('node.queues.none')}>{t('node.queues.none.do')}</Empty>}
      columns={[
        {
          key: 'peer',
          title: t('node.peer'),
          cell: (row) => (
            <a href={`/console/neighbours/${row.peer}`}>
              <strong>{row.peer}</strong>
            </a>
          ),
        },
        {
          key: 'circuit',
          title: t('node.line'),
          cell: (row) => <State kind={row.circuit === 'open' ? 'bad' : 'good'}>{t(`node.line.${row.circuit}`)}</State>,
        },
        { key: 'waiting', title: t('node.waiting'), numeric: true, cell: (row) => formatNumber(row.waiting) },
        { key: 'due', title: t('node.due'), numeric: true, cell: (row) => formatNumber(row.due) },
        {
          key: 'parked',
          title: t('node.parked'),
          numeric: true,
          cell: (row) =>
            row.parked > 0 ? (
              <a href={`/console/messages/put-back?peer=${row.peer}`}>{formatNumber(row.parked)}</a>
            ) : (
              formatNumber(0)
            ),
        },
        { key: 'oldest', title: t('node.oldest'), cell: (row) => <Ago at={row.oldest} /> },
      ]}
    />
  )
}
