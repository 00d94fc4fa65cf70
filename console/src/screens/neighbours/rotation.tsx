/** A rotation rehearsed before the switch: the next key is shown to every neighbour, and what stands in the way is named with whose turn it is. */
import '../work.css'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { Broken, Button, Notice, Page, Section } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Steps } from './neighbour.tsx'

export default function Rotation() {
  const [told, setTold] = useState<Schemas['Rehearsal'] | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const run = (): void => {
    setBusy(true)
    setProblem(null)
    ask(api.POST('/v1/identity/rehearse', { body: {} }))
      .then(setTold)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <Page
      title={t('neighbours.rotation')}
      intro={t('neighbours.rotation.intro')}
      back={{ href: '/console/neighbours', text: t('neighbours.title') }}
      actions={
        <Button kind="main" onClick={run} busy={busy}>
          {t('neighbours.rotation.run')}
        </Button>
      }
    >
      <ol class="how">
        {(['rotate', 'publish', 'rehearse', 'switch'] as const).map((step) => (
          <li key={step}>
            {t(`neighbours.rotation.step.${step}`)}{' '}
            <code dir="ltr">{`juxta identity ${step}${step === 'rotate' ? ' --use tls' : ''} --dir …`}</code>
          </li>
        ))}
      </ol>
      {problem && <Broken problem={problem} />}
      <div role="status">
        {told && (
          <Section title={t('neighbours.rotation.told')}>
            <Notice
              kind={told.ok ? 'good' : 'waiting'}
              title={t(told.ok ? 'neighbours.rotation.good' : 'neighbours.rotation.bad')}
            />
            <Steps steps={told.steps} />
          </Section>
        )}
      </div>
    </Page>
  )
}
