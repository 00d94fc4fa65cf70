/** Data that one side has found wrong and the other has sent: until when each is to be put right, and what became of it. */
import { api } from '../../api.ts'
import { usePages } from '../../load.ts'
import { DataTable, Id, Section, State, Time, type Kind } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { t } from '../../text.ts'

const KINDS: Readonly<Record<'open' | 'overdue' | 'corrected' | 'refused', Kind>> = {
  open: 'waiting',
  overdue: 'bad',
  corrected: 'good',
  refused: 'stopped',
}

export function Corrections({ country }: { country: string }) {
  const pages = usePages(
    (after, signal) => api.GET('/v1/corrections', { params: { query: { peer: country, ...after } }, signal }),
    [country],
  )
  if (pages.rows.length === 0) return null
  return (
    <Section title={t('neighbours.corrections')}>
      <DataTable
        label={t('neighbours.corrections')}
        pages={pages}
        rowKey={(c) => c.id}
        columns={[
          { key: 'country', title: t('neighbours.contacts.of'), narrow: true, cell: (c) => <bdi>{c.country}</bdi> },
          {
            key: 'message',
            title: t('neighbours.corrections.message'),
            cell: (c) => <Id value={c.message} href={`/console/messages/${c.message}`} />,
          },
          {
            key: 'state',
            title: t('neighbours.state'),
            cell: (c) => <State kind={KINDS[c.state]}>{t(`neighbours.corrections.${c.state}`)}</State>,
          },
          { key: 'asked', title: t('neighbours.corrections.asked'), cell: (c) => <Time at={c.asked} withDay /> },
          { key: 'due', title: t('neighbours.corrections.due'), cell: (c) => <Time at={c.due} withDay /> },
          {
            key: 'answer',
            title: t('neighbours.corrections.answered'),
            cell: (c) =>
              c.answered === null && c.country !== country && mayUse(['window', 'assistance']) ? (
                <a href={`/console/neighbours/${country}/corrections/${c.id}`}>{t('neighbours.corrections.answer')}</a>
              ) : (
                <Time at={c.answered} withDay />
              ),
          },
        ]}
        empty={null}
      />
    </Section>
  )
}
