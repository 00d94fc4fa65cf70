/** What was asked for and waits for a second person: by whom, what exactly, and until when. */
import type { Schemas } from '../../api.ts'
import { Button, DataTable, Empty, Said, State, Time, type Kind } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { t } from '../../text.ts'

type Proposal = Schemas['Proposal']
export const KINDS: Readonly<Record<Proposal['state'], Kind>> = {
  open: 'waiting',
  confirmed: 'good',
  refused: 'bad',
  expired: 'stopped',
}

export function Proposals({ rows }: { rows: readonly Proposal[] }) {
  return (
    <DataTable
      label={t('node.proposals')}
      rows={rows}
      rowKey={(p) => p.id}
      empty={<Empty title={t('node.proposals.none')}>{t('node.proposals.none.do')}</Empty>}
      columns={[
        { key: 'at', title: t('node.at'), narrow: true, cell: (p) => <Time at={p.at} withDay /> },
        {
          key: 'state',
          title: t('node.state'),
          narrow: true,
          cell: (p) => <State kind={KINDS[p.state]}>{t(`node.proposal.${p.state}`)}</State>,
        },
        { key: 'action', title: t('node.action'), cell: (p) => t(`node.action.${p.action}`) },
        { key: 'subject', title: t('node.subject'), cell: (p) => <bdi>{p.subject}</bdi> },
        {
          key: 'detail',
          title: t('node.detail'),
          cell: (p) => (
            <span class="detail">
              <Said of="problems" text={p.detail} />
            </span>
          ),
        },
        { key: 'by', title: t('node.by'), cell: (p) => <bdi>{p.proposedBy}</bdi> },
        { key: 'until', title: t('node.until'), cell: (p) => <Time at={p.expiresAt} withDay /> },
        {
          key: 'confirm',
          title: t('node.confirm'),
          narrow: true,
          cell: (p) =>
            p.state === 'open' && mayUse(p.act ? ['window', 'assistance'] : ['operator']) ? (
              <Button href={`/console/proposals/${p.id}`}>{t('node.confirm')}</Button>
            ) : (
              <bdi>{p.confirmedBy ?? p.refusedBy ?? t('shell.none')}</bdi>
            ),
        },
      ]}
    />
  )
}
