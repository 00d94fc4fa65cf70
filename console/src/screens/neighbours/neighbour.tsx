/** One neighbour: who it is, whether it can be reached and whose turn it is where not, its keys, and what was agreed with it. */
import '../work.css'
import { useEffect, useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useParam } from '../../address.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  Button,
  DataTable,
  Empty,
  Facts,
  Id,
  Page,
  Said,
  Section,
  State,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { named, t } from '../../text.ts'
import { AgreementState, titleOf } from './agreement-state.tsx'
import { Contacts, Interruptions, Readiness } from './before-live.tsx'
import { Breaches } from './breaches.tsx'
import { Corrections } from './corrections.tsx'
import { Holds } from './holds.tsx'
import { ServiceLevels } from './service-levels.tsx'

export function Steps({
  steps,
}: {
  steps: readonly { check: string; ok: boolean; detail: string; turn?: 'ours' | 'theirs'; peer?: string | null }[]
}) {
  return (
    <ol class="checks">
      {steps.map((step, i) => (
        <li key={i}>
          <State kind={step.ok ? 'good' : 'bad'}>
            {named('neighbours.check', step.check)}
            {step.peer && ` ${step.peer}`}
          </State>
          <span class="detail">
            <Said of="problems" text={step.detail} />
          </span>
          {step.turn !== undefined && <strong>{t(`neighbours.turn.${step.turn}`)}</strong>}
        </li>
      ))}
    </ol>
  )
}

function Test({ country, at }: { country: string; at: boolean }) {
  const [told, setTold] = useState<Schemas['PeerTest'] | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const run = (): void => {
    setBusy(true)
    setProblem(null)
    ask(api.POST('/v1/peers/{country}/test', { params: { path: { country } } }))
      .then(setTold)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  useEffect(() => {
    if (at) run()
  }, [])
  return (
    <Section
      title={t('neighbours.test.title')}
      actions={
        <Button onClick={run} busy={busy}>
          {t('neighbours.test')}
        </Button>
      }
    >
      {problem && <Broken problem={problem} />}
      <div role="status">
        {busy && <p>{t('neighbours.test.busy')}</p>}
        {told && !busy && <Steps steps={told.steps} />}
        {!told && !busy && <p class="intro">{t('neighbours.test.what')}</p>}
      </div>
    </Section>
  )
}

export default function Neighbour({ params }: { params: Readonly<Record<string, string>> }) {
  const country = params['country']!
  const [test] = useParam('test')
  const peer = useLoad((signal) => api.GET('/v1/peers/{country}', { params: { path: { country } }, signal }), [country])
  const agreements = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  const operates = mayUse(['operator'])
  const back = { href: '/console/neighbours', text: t('neighbours.title') }
  const p = peer.data
  if (!p)
    return (
      <Page title={country} back={back}>
        {peer.problem ? <Broken problem={peer.problem} again={peer.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const theirs = (agreements.data?.items ?? []).filter((a) => a.peer === country)
  return (
    <Page
      title={`${p.country} ${p.name}`}
      back={back}
      actions={
        operates && (
          <>
            <Button href={`/console/agreements/new?with=${country}`}>{t('neighbours.draft')}</Button>
            {p.state === 'active' ? (
              <Button kind="danger" href={`/console/neighbours/${country}/block`}>
                {t('neighbours.block')}
              </Button>
            ) : (
              <Button href={`/console/neighbours/${country}/unblock`}>{t('neighbours.unblock')}</Button>
            )}
          </>
        )
      }
    >
      <Facts
        items={[
          {
            term: t('neighbours.state'),
            value: (
              <State kind={p.state === 'blocked' ? 'stopped' : p.circuit === 'open' ? 'bad' : 'good'}>
                {t(
                  p.state === 'blocked'
                    ? 'neighbours.state.blocked'
                    : p.circuit === 'open'
                      ? 'neighbours.circuit.open'
                      : 'neighbours.state.active',
                )}
              </State>
            ),
          },
          p.fault === undefined ? null : { term: t('neighbours.fault'), value: <Said of="problems" text={p.fault} /> },
          { term: t('neighbours.exchange'), value: <bdi dir="ltr">{p.exchange}</bdi> },
          { term: t('neighbours.version'), value: p.identityVersion },
          {
            term: t('neighbours.words'),
            value: (
              <bdi dir="ltr" lang="en">
                {p.words}
              </bdi>
            ),
          },
        ]}
      />
      {operates && <Test country={country} at={test === 'now'} />}
      {mayUse(['operator', 'auditor']) && <Readiness country={country} />}
      <Contacts country={country} />
      <Interruptions country={country} />
      <Corrections country={country} />
      <Breaches country={country} />
      {mayUse(['operator', 'auditor']) && <ServiceLevels country={country} />}
      <Section title={t('neighbours.agreements')}>
        <DataTable
          label={t('neighbours.agreements')}
          rows={theirs}
          rowKey={(a) => a.hash}
          href={(a) => `/console/agreements/${a.hash}`}
          columns={[
            {
              key: 'title',
              title: t('neighbours.agreement.title'),
              cell: (a) => (
                <a href={`/console/agreements/${a.hash}`} dir="auto">
                  {titleOf(a)}
                </a>
              ),
            },
            {
              key: 'state',
              title: t('neighbours.state'),
              narrow: true,
              cell: (a) => <AgreementState state={a.state} />,
            },
            { key: 'since', title: t('neighbours.agreement.since'), cell: (a) => <Time at={a.inForceAt} withDay /> },
            { key: 'hash', title: t('neighbours.agreement.hash'), narrow: true, cell: (a) => <Id value={a.hash} /> },
          ]}
          empty={<Empty title={t('neighbours.agreement.none')}>{t('neighbours.agreement.none.do')}</Empty>}
        />
      </Section>
      {mayUse(['operator', 'auditor']) && <Holds country={country} />}
      <Section title={t('neighbours.keys')}>
        <DataTable
          label={t('neighbours.keys')}
          rows={p.keys}
          rowKey={(key) => key.id}
          empty={<Empty title={t('neighbours.keys.none')} />}
          columns={[
            { key: 'use', title: t('neighbours.use'), cell: (key) => t(`neighbours.use.${key.use}`) },
            { key: 'id', title: t('neighbours.key'), cell: (key) => <Id value={key.id} /> },
            { key: 'curve', title: t('neighbours.curve'), cell: (key) => <bdi>{key.curve ?? t('shell.none')}</bdi> },
            { key: 'from', title: t('neighbours.from'), cell: (key) => <Time at={key.from} withDay /> },
            { key: 'until', title: t('neighbours.until'), cell: (key) => <Time at={key.until} withDay /> },
            { key: 'revoked', title: t('neighbours.revoked'), cell: (key) => <Time at={key.revokedAt} withDay /> },
          ]}
        />
      </Section>
    </Page>
  )
}
