/** What was asked for waits for a second person. */
import { Notice, Page, Time } from '../../parts/index.ts'
import type { Schemas } from '../../api.ts'
import { t } from '../../text.ts'

export function Proposed({
  title,
  back,
  proposal,
}: {
  title: string
  back: { readonly href: string; readonly text: string }
  proposal: Schemas['Proposal']
}) {
  return (
    <Page title={title} back={back}>
      <Notice kind="waiting" title={t('neighbours.suspend.proposed')} role="status">
        <p>
          <Time at={proposal.expiresAt} withDay />{' '}
          <a href="/console/node?tab=proposals">{t('neighbours.suspend.proposals')}</a>
        </p>
      </Notice>
    </Page>
  )
}

/** Whether an answer is only a proposal. */
export const isProposal = <A extends object>(answer: A): answer is Extract<A, Schemas['Proposal']> =>
  'proposedBy' in answer
