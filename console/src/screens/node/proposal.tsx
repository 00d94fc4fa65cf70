/**
 * A proposal is confirmed or refused by a second person, who reads first what will be done: of an agreement that is to be signed what it says, or says differently
 * from what stands; of a grave act all that would be sent.
 */
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import '../work.css'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { isProposal, useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Facts, Form, Notice, Page, Said, Section, State, TextArea, Time, Waiting } from '../../parts/index.ts'
import { mayUse, person } from '../../session.ts'
import { named, t } from '../../text.ts'
import { Articles, Changes } from '../neighbours/clauses.tsx'
import { KINDS } from './proposals.tsx'

type Proposal = Schemas['Proposal']

/** What would be signed: the draft that was proposed here, or what the neighbour proposed. */
function Signs({ proposal: { agreement, subject } }: { proposal: Proposal }) {
  const all = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  if (!all.data) return all.problem ? <Broken problem={all.problem} again={all.again} /> : <Waiting />
  const document = agreement ?? all.data.items.find((one) => one.hash === subject)?.document
  if (!document) return null
  const { parties } = document as unknown as { readonly parties: readonly string[] }
  const standing = all.data.items.find((one) => one.state === 'in-force' && parties.includes(one.peer))?.document
  return (
    <Section title={t('node.confirm.signs')}>
      {standing && <Changes before={standing} after={document} />}
      <Articles document={document} />
    </Section>
  )
}

/** As somebody reads it who has to answer for it: JSON in lines, all else as it came. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

const Text = ({ title, text }: { title: string; text: string }) => (
  <>
    <h3>{title}</h3>
    <pre dir="ltr" tabIndex={0} aria-label={title}>
      {text}
    </pre>
  </>
)

/** What would be sent, or put into the register. */
const Sends = ({ proposal: { submission, permit } }: { proposal: Proposal }) => (
  <Section title={t('node.confirm.sends')}>
    <div class="document">
      {permit && <Text title={t('node.confirm.document')} text={JSON.stringify(permit, null, 2)} />}
      {submission?.documents.map(({ mediaType, size, text }, i) => (
        <Text
          key={i}
          title={t(i === 0 ? 'node.confirm.document' : 'node.confirm.attachment')}
          text={text === null ? `${mediaType}, ${size}` : readable(text)}
        />
      ))}
      {submission?.context && (
        <Text title={t('node.confirm.context')} text={JSON.stringify(submission.context, null, 2)} />
      )}
    </div>
  </Section>
)

/** One of the two answers, with what the node says against it. */
function Answer({
  submit,
  danger,
  reason = false,
  give,
}: {
  submit: string
  danger: boolean
  reason?: boolean
  give: (reason: string) => Promise<void>
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const send = (values: FormData): void => {
    const why = ((values.get('reason') as string | null) ?? '').trim()
    setProblem(null)
    const lacks = reason && why === ''
    setErrors(lacks ? { reason: t('shell.confirm.reason.missing') } : {})
    if (lacks) return
    setBusy(true)
    give(why)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <Form onSubmit={send} submit={submit} danger={danger} busy={busy} errors={errors} problem={problem}>
      {reason && <TextArea name="reason" label={t('node.refuse.reason')} required />}
    </Form>
  )
}

export default function ProposalPage({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const { route } = useLocation()
  const proposal = useLoad((signal) => api.GET('/v1/proposals/{id}', { params: { path: { id } }, signal }), [id])
  useLive({ kinds: ['list'], match: (change) => isProposal(change) && change.subject === id }, proposal.again)
  const back = mayUse(['operator'])
    ? { href: '/console/node?tab=proposals', text: t('node.proposals') }
    : { href: mayUse(['window', 'auditor']) ? '/console/border' : '/console/assistance', text: t('node.confirm.back') }
  const p = proposal.data
  if (!p)
    return (
      <Page title={t('node.confirm')} back={back}>
        {proposal.problem ? <Broken problem={proposal.problem} again={proposal.again} /> : <Waiting />}
      </Page>
    )
  const isOpen = p.state === 'open' && mayUse(p.act ? ['window', 'assistance'] : ['operator'])
  const isOwn = p.proposedBy === person.value?.client
  const path = { params: { path: { id } } }
  return (
    <Page title={t('node.confirm.what', { action: t(`node.action.${p.action}`) })} back={back}>
      <div class="confirm">
        <div class="confirm-what">
          <Facts
            items={[
              { term: t('node.subject'), value: <bdi>{p.subject}</bdi> },
              { term: t('node.detail'), value: <Said of="problems" text={p.detail} /> },
              ...(p.act
                ? [
                    { term: t('node.act'), value: named('border.type', p.act.type) },
                    { term: t('node.to'), value: <bdi>{p.act.to.join(', ') || t('shell.none')}</bdi> },
                  ]
                : []),
              { term: t('node.by'), value: <bdi>{p.proposedBy}</bdi> },
              { term: t('node.until'), value: <Time at={p.expiresAt} withDay /> },
              { term: t('node.state'), value: <State kind={KINDS[p.state]}>{t(`node.proposal.${p.state}`)}</State> },
            ]}
          />
          {p.action === 'agree' && <Signs proposal={p} />}
          {(p.submission ?? p.permit) && <Sends proposal={p} />}
        </div>
        {p.reason !== null && (
          <Notice kind="bad" title={t('node.refused.by', { who: p.refusedBy ?? '' })}>
            <p>{p.reason}</p>
          </Notice>
        )}
        {isOpen && isOwn && <p>{t('node.confirm.own')}</p>}
        {isOpen && !isOwn && (
          <>
            <p>{t('node.confirm.why')}</p>
            <Answer
              submit={t('node.confirm')}
              danger
              give={async () => {
                await ask(api.POST('/v1/proposals/{id}/confirm', path))
                route(back.href)
              }}
            />
          </>
        )}
        {isOpen && (
          <Section title={t('node.refuse.title')}>
            <Answer
              submit={t('node.refuse')}
              danger={false}
              reason
              give={async (reason) => {
                await ask(api.POST('/v1/proposals/{id}/refuse', { ...path, body: { reason } }))
                route(back.href)
              }}
            />
          </Section>
        )}
      </div>
    </Page>
  )
}
