/** One agreement: what it allows, what it says differently from another version, and whose signature it lacks. */
import '../work.css'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useParam } from '../../address.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, Facts, Id, Notice, Page, Said, Section, Select, Time, Waiting } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { language, t } from '../../text.ts'
import { AgreementState, titleOf } from './agreement-state.tsx'
import { Articles, Changes } from './clauses.tsx'
import { isProposal, Proposed } from './proposed.tsx'
import { Suspensions } from './suspensions.tsx'

export default function Agreement({ params }: { params: Readonly<Record<string, string>> }) {
  const hash = params['hash']!
  const [other] = useParam('with')
  const agreement = useLoad(
    (signal) => api.GET('/v1/agreements/{hash}', { params: { path: { hash } }, signal }),
    [hash],
  )
  const all = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [proposal, setProposal] = useState<Schemas['Proposal'] | null>(null)
  const [busy, setBusy] = useState(false)
  useLive({ kinds: ['list'], match: (change) => change.list === 'agreements' }, agreement.again)
  const a = agreement.data
  const back = a
    ? { href: `/console/neighbours/${a.peer}`, text: a.peer }
    : { href: '/console/neighbours', text: t('neighbours.title') }
  if (!a)
    return (
      <Page title={t('neighbours.agreement')} back={back}>
        {agreement.problem ? <Broken problem={agreement.problem} again={agreement.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const versions = (all.data?.items ?? []).filter((one) => one.peer === a.peer && one.hash !== hash && one.document)
  const compared = versions.find((one) => one.hash === other)
  const accept = (): void => {
    setBusy(true)
    setProblem(null)
    ask(api.POST('/v1/agreements/{hash}/accept', { params: { path: { hash } } }))
      .then((answer) => (isProposal(answer) ? setProposal(answer) : agreement.again()))
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  if (proposal) return <Proposed title={titleOf(a)} back={back} proposal={proposal} />
  const operates = mayUse(['operator'])
  const givesUp = a.state === 'proposed' ? 'withdraw' : a.state === 'received' ? 'decline' : null
  // Until its notice is over one that was revoked can be suspended too.
  const runs = a.state === 'in-force' || (a.state === 'revoked' && Date.parse(a.revokedAt ?? '') > Date.now())
  const ours = runs && a.suspensions.some(({ by, procedures }) => by !== a.peer && procedures.length > 0)
  return (
    <Page
      title={titleOf(a)}
      back={back}
      actions={
        <>
          {a.document && (
            <Button href={`/v1/agreements/${hash}/document.html?language=${language.value}`}>
              {t('neighbours.agreement.print')}
            </Button>
          )}
          {operates && (
            <>
              {a.state === 'received' && (
                <Button kind="main" onClick={accept} busy={busy}>
                  {t('neighbours.agreement.accept')}
                </Button>
              )}
              {givesUp && (
                <Button kind="danger" href={`/console/agreements/${hash}/${givesUp}`}>
                  {t(`neighbours.agreement.${givesUp}`)}
                </Button>
              )}
              <Button href={`/console/agreements/new?with=${a.peer}&from=${hash}`}>
                {t('neighbours.agreement.next')}
              </Button>
              {ours && <Button href={`/console/agreements/${hash}/resume`}>{t('neighbours.agreement.resume')}</Button>}
              {runs && a.document && (
                <Button kind="danger" href={`/console/agreements/${hash}/suspend`}>
                  {t('neighbours.agreement.suspend')}
                </Button>
              )}
              {a.state === 'in-force' && (
                <Button kind="danger" href={`/console/agreements/${hash}/revoke`}>
                  {t('neighbours.agreement.revoke')}
                </Button>
              )}
            </>
          )}
        </>
      }
    >
      {problem && <Broken problem={problem} />}
      {a.state === 'received' && (
        <Notice kind="waiting" title={t('neighbours.agreement.turn.ours', { peer: a.peer })} />
      )}
      {a.state === 'proposed' && <Notice kind="info" title={t('neighbours.agreement.turn.theirs', { peer: a.peer })} />}
      <Facts
        items={[
          { term: t('neighbours.state'), value: <AgreementState state={a.state} /> },
          { term: t('neighbours.agreement.hash'), value: <Id value={a.hash} /> },
          { term: t('neighbours.agreement.since'), value: <Time at={a.inForceAt} withDay /> },
          a.replacedAt === null
            ? null
            : { term: t('neighbours.agreement.replaced'), value: <Time at={a.replacedAt} withDay /> },
          a.state !== 'in-force' || (a.together.ours ?? a.together.theirs) === null
            ? null
            : {
                term: t('neighbours.agreement.together'),
                value: <Time at={a.together.ours ?? a.together.theirs} withDay />,
              },
          a.revokedAt === null ? null : { term: t('neighbours.revoked'), value: <Time at={a.revokedAt} withDay /> },
          a.reason === null
            ? null
            : { term: t('neighbours.agreement.reason'), value: <span dir="auto">{a.reason}</span> },
        ]}
      />
      {a.fault !== undefined && <Notice kind="bad" title={<Said of="problems" text={a.fault} />} />}
      <Suspensions of={a} ours={operates && ours ? `/console/agreements/${hash}/resume` : null} />
      <Section
        title={compared ? t('neighbours.difference') : t('neighbours.agreement.says')}
        actions={
          versions.length > 0 && (
            <Select
              label={t('neighbours.difference.with')}
              param="with"
              all={t('neighbours.difference.nobody')}
              options={versions.map((one) => ({
                value: one.hash,
                text: `${one.hash.slice(8, 16)} ${t(`neighbours.agreement.state.${one.state}`)}`,
              }))}
            />
          )
        }
      >
        {a.document &&
          (compared?.document ? (
            <Changes before={compared.document} after={a.document} />
          ) : (
            <Articles document={a.document} />
          ))}
      </Section>
    </Page>
  )
}
