/** Breaches of data that passed between the two, as either has told the other: how each stands, and until when it is to be answered. */
import { api } from '../../api.ts'
import { usePages } from '../../load.ts'
import { Button, DataTable, Empty, Section, State, Time, type Kind } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { named, t } from '../../text.ts'

const KINDS: Readonly<Record<'told' | 'overdue' | 'answered' | 'remedied', Kind>> = {
  told: 'waiting',
  overdue: 'bad',
  answered: 'waiting',
  remedied: 'good',
}

export function Breaches({ country }: { country: string }) {
  const pages = usePages(
    (after, signal) => api.GET('/v1/breaches', { params: { query: { peer: country, ...after } }, signal }),
    [country],
  )
  const says = mayUse(['window', 'assistance'])
  if (pages.rows.length === 0 && !says) return null
  return (
    <Section
      title={t('neighbours.breaches')}
      actions={says && <Button href={`/console/neighbours/${country}/breach`}>{t('neighbours.breaches.tell')}</Button>}
    >
      <DataTable
        label={t('neighbours.breaches')}
        pages={pages}
        rowKey={(b) => b.id}
        columns={[
          { key: 'country', title: t('neighbours.breaches.at'), narrow: true, cell: (b) => <bdi>{b.country}</bdi> },
          {
            key: 'procedure',
            title: t('neighbours.breaches.of'),
            cell: (b) => named('shell.procedure', b.procedure),
          },
          {
            key: 'state',
            title: t('neighbours.state'),
            cell: (b) => (
              <>
                <State kind={KINDS[b.state]}>{t(`neighbours.breaches.state.${b.state}`)}</State>{' '}
                {b.late && <State kind="bad">{t('neighbours.breaches.late')}</State>}
              </>
            ),
          },
          { key: 'known', title: t('neighbours.breaches.known'), cell: (b) => <Time at={b.known} withDay /> },
          { key: 'told', title: t('neighbours.breaches.told'), cell: (b) => <Time at={b.told} withDay /> },
          { key: 'by', title: t('neighbours.breaches.by'), cell: (b) => <Time at={b.answerBy} withDay /> },
          {
            key: 'open',
            title: '',
            cell: (b) =>
              says ? (
                <a href={`/console/neighbours/${country}/breaches/${b.id}`}>{t('neighbours.breaches.open')}</a>
              ) : null,
          },
        ]}
        empty={<Empty title={t('neighbours.breaches.none')} />}
      />
    </Section>
  )
}
