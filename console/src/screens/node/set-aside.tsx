/** Cases on which the work has failed, set aside so that the others go on: taken up again where what failed was mended. */
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import type { Pages } from '../../load.ts'
import { Broken, Button, DataTable, Empty, Id, Time } from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'

type Row = Schemas['SetAsideCases']['items'][number]

export const asideKey = (row: Row): string => `${row.conversation} ${row.peer} ${row.projection}`

export function SetAside({ pages }: { pages: Pages<Row> }) {
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const retry = (row: Row): void => {
    setProblem(null)
    ask(api.POST('/v1/cases/{conversation}/retry', { params: { path: { conversation: row.conversation } } }))
      .then(pages.again)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
  }
  return (
    <>
      {problem && <Broken problem={problem} />}
      <DataTable
        label={t('node.aside')}
        pages={pages}
        rowKey={asideKey}
        empty={<Empty title={t('node.aside.none')}>{t('node.aside.none.do')}</Empty>}
        mark={() => 'bad'}
        columns={[
          { key: 'since', title: t('node.since'), narrow: true, cell: (row) => <Time at={row.since} withDay /> },
          {
            key: 'case',
            title: t('node.case'),
            cell: (row) => <Id value={row.conversation} href={`/console/messages?conversation=${row.conversation}`} />,
          },
          { key: 'peer', title: t('node.peer'), cell: (row) => <bdi>{row.peer}</bdi> },
          { key: 'what', title: t('node.part'), cell: (row) => <code dir="ltr">{row.projection}</code> },
          {
            key: 'error',
            title: t('node.why'),
            cell: (row) => (
              <span dir="auto" lang="en">
                {row.error}
              </span>
            ),
          },
          { key: 'attempts', title: t('node.attempts'), numeric: true, cell: (row) => formatNumber(row.attempts) },
          {
            key: 'retry',
            title: t('node.retry'),
            narrow: true,
            cell: (row) => <Button onClick={() => retry(row)}>{t('node.retry')}</Button>,
          },
        ]}
      />
    </>
  )
}
