/** Grave acts that wait for a second person: those of a case, where it is shown, or all that this one sees. */
import { api, type Schemas } from '../../api.ts'
import { isProposal, useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Button, Notice, Said, Section, Time } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

type Proposal = Schemas['Proposal']

/** `conversation`, `subject`: of this alone; `turn`: read again where it changes. */
export function SecondPerson({
  conversation,
  subject,
  turn = 0,
}: {
  conversation?: string | undefined
  subject?: string
  turn?: number
}) {
  const query = { state: 'open', limit: 500, ...(conversation === undefined ? {} : { conversation }) } as const
  const open = useLoad((signal) => api.GET('/v1/proposals', { params: { query }, signal }), [conversation, turn])
  useLive({ kinds: ['list'], match: isProposal }, open.again)
  const items = (open.data?.items ?? []).filter((p) => p.act && (subject === undefined || p.subject === subject))
  if (items.length === 0) return null
  return (
    <Section title={t('border.second')}>
      <ul class="second">
        {items.map((p) => (
          <li key={p.id}>
            <Waits proposal={p} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Waits({ proposal: { id, detail, act, subject, proposedBy, expiresAt } }: { proposal: Proposal }) {
  return (
    <Notice kind="waiting" title={<Said of="problems" text={detail} />}>
      <p>
        {named('border.type', act!.type)} <bdi>{act!.to.join(', ') || subject}</bdi>
      </p>
      <p>
        {t('border.second.by')} <bdi>{proposedBy}</bdi>, {t('border.second.until')} <Time at={expiresAt} withDay />
      </p>
      <Button href={`/console/proposals/${id}`}>{t('border.second.look')}</Button>
    </Notice>
  )
}

/** What was just asked for waits. */
export const Kept = ({ proposal }: { proposal: Proposal }) => (
  <Notice kind="waiting" title={t('border.act.proposed')} role="status">
    <p>
      {t('border.second.until')} <Time at={proposal.expiresAt} withDay />{' '}
      <a href={`/console/proposals/${proposal.id}`}>{t('border.second.look')}</a>
    </p>
  </Notice>
)
