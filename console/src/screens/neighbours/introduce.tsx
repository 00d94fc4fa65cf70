/** Peering as a guided talk: each side gives the other its invitation, and two people compare eight words by phone before anything is trusted. */
import '../work.css'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useParam } from '../../address.ts'
import { Broken, Button, Facts, Field, Form, Id, Notice, Page, TextArea } from '../../parts/index.ts'
import { t } from '../../text.ts'

const STEPS = ['ours', 'theirs', 'call', 'done'] as const
type Introduction = Schemas['Introduction']

const asProblem = (error: unknown): ProblemError =>
  error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })

/** Eight words, to be read aloud one by one. */
const Words = ({ words }: { words: string }) => (
  <ol class="words" dir="ltr" lang="en">
    {words.split(' ').map((word, i) => (
      <li key={i}>{word}</li>
    ))}
  </ol>
)

export default function Introduce() {
  const [asked, setStep] = useParam('step', 'ours')
  const [ours, setOurs] = useState<{ invite: string; words: string } | null>(null)
  const [invite, setInvite] = useState('')
  const [theirs, setTheirs] = useState<Introduction | null>(null)
  const [waits, setWaits] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const step = theirs === null && (asked === 'call' || asked === 'done') ? 'theirs' : asked
  const run = (work: () => Promise<void>): void => {
    setBusy(true)
    setProblem(null)
    work()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false))
  }
  const make = (): void => run(async () => setOurs(await ask(api.POST('/v1/peers/invite', {}))))
  const read = (values: FormData): void => {
    const text = String(values.get('invite') ?? '').trim()
    setErrors(text === '' ? { invite: t('neighbours.talk.theirs.missing') } : {})
    if (text === '') return
    run(async () => {
      setTheirs((await ask(api.POST('/v1/peers', { body: { invite: text } }))) as Introduction)
      setInvite(text)
      setStep('call', 'push')
    })
  }
  const trust = (values: FormData): void => {
    const words = String(values.get('words') ?? '').trim()
    setErrors(words === '' ? { words: t('neighbours.talk.call.missing') } : {})
    if (words === '') return
    run(async () => {
      const answer = await ask(api.POST('/v1/peers', { body: { invite, trust: true, words } }))
      setWaits('action' in answer)
      setStep('done', 'push')
    })
  }
  return (
    <Page
      title={t('neighbours.introduce')}
      intro={t('neighbours.talk.intro')}
      back={{ href: '/console/neighbours', text: t('neighbours.title') }}
    >
      <ol class="talk" aria-label={t('neighbours.talk.steps')}>
        {STEPS.map((name) => (
          <li key={name} aria-current={name === step ? 'step' : undefined}>
            {t(`neighbours.talk.${name}`)}
          </li>
        ))}
      </ol>
      {step === 'ours' && (
        <>
          <p class="intro">{t('neighbours.talk.ours.what')}</p>
          {problem && <Broken problem={problem} />}
          {ours ? (
            <>
              <pre class="invite" dir="ltr" tabIndex={0} aria-label={t('neighbours.talk.ours')}>
                {ours.invite}
              </pre>
              <p class="actions">
                <Id value={ours.invite} label={t('neighbours.talk.ours.copy')} />
                <a
                  class="button button-plain"
                  download="invitation.txt"
                  href={`data:text/plain,${encodeURIComponent(ours.invite)}`}
                >
                  {t('neighbours.talk.ours.keep')}
                </a>
              </p>
              <h2>{t('neighbours.talk.ours.words')}</h2>
              <Words words={ours.words} />
            </>
          ) : (
            <p>
              <Button onClick={make} busy={busy}>
                {t('neighbours.talk.ours.make')}
              </Button>
            </p>
          )}
          <p>
            <Button kind="main" onClick={() => setStep('theirs', 'push')}>
              {t('neighbours.talk.next')}
            </Button>
          </p>
        </>
      )}
      {step === 'theirs' && (
        <>
          <p class="intro">{t('neighbours.talk.theirs.what')}</p>
          <Form onSubmit={read} submit={t('neighbours.talk.theirs.read')} busy={busy} errors={errors} problem={problem}>
            <TextArea
              name="invite"
              label={t('neighbours.talk.theirs')}
              hint={t('neighbours.talk.theirs.hint')}
              value={invite}
              rows={8}
              required
            />
          </Form>
        </>
      )}
      {step === 'call' && theirs && (
        <>
          <Facts
            items={[
              { term: t('neighbours.country'), value: <strong>{theirs.country}</strong> },
              { term: t('neighbours.name'), value: <bdi>{theirs.name}</bdi> },
              { term: t('neighbours.exchange'), value: <bdi dir="ltr">{theirs.exchange}</bdi> },
              theirs.known ? { term: t('neighbours.state'), value: t('neighbours.talk.known') } : null,
            ]}
          />
          <Notice kind="waiting" title={t('neighbours.talk.call.what', { country: theirs.country })}>
            <p>{t('neighbours.talk.call.how')}</p>
          </Notice>
          <Form
            onSubmit={trust}
            submit={t('neighbours.talk.call.trust', { country: theirs.country })}
            busy={busy}
            errors={errors}
            problem={problem}
            more={<a href="/console/neighbours">{t('neighbours.talk.call.no')}</a>}
          >
            <Field
              name="words"
              label={t('neighbours.talk.call.words')}
              hint={t('neighbours.talk.call.hint')}
              required
            />
          </Form>
        </>
      )}
      {step === 'done' && theirs && (
        <>
          {waits ? (
            <Notice kind="waiting" title={t('neighbours.talk.proposed')}>
              <p>
                <a href="/console/node?tab=proposals">{t('neighbours.talk.proposals')}</a>
              </p>
            </Notice>
          ) : (
            <Notice kind="good" title={t('neighbours.talk.trusted', { country: theirs.country })}>
              <p>{t('neighbours.talk.then')}</p>
            </Notice>
          )}
          <p class="actions">
            <Button kind="main" href={`/console/neighbours/${theirs.country}?test=now`}>
              {t('neighbours.test')}
            </Button>
            <Button href={`/console/agreements/new?with=${theirs.country}`}>{t('neighbours.draft')}</Button>
          </p>
        </>
      )}
    </Page>
  )
}
