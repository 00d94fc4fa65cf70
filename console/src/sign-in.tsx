/** The way in: an API key, or the identity provider of the administration. */
import { useState } from 'preact/hooks'
import { fetchRaw, ProblemError } from './api.ts'
import { Button, Field, Form, Notice } from './parts/index.ts'
import { Preferences } from './preferences.tsx'
import { ended, readSession, session, tellOthers } from './session.ts'
import { t } from './text.ts'

/** Where to go afterwards: a page of the console, and nowhere else. */
const wanted = (): string => `${location.pathname}${location.search}`

export function SignIn() {
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const known = session.value
  const refused = new URLSearchParams(location.search).get('refused')
  const submit = (values: FormData): void => {
    const key = (values.get('key') as string).trim()
    setProblem(null)
    setErrors(key === '' ? { key: t('shell.signin.missing') } : {})
    if (key === '') return
    setBusy(true)
    fetchRaw('/console/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    })
      .then(readSession)
      .then(() => {
        ended.value = false
        tellOthers()
      })
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) setProblem(new ProblemError({ title: String(error), status: 1 }))
        else if (error.problem.status === 401) setErrors({ key: t('shell.signin.wrong') })
        else setProblem(error)
      })
      .finally(() => setBusy(false))
  }
  return (
    <div class="signin">
      <main class="signin-box">
        <h1>{known?.name ?? t('shell.product')}</h1>
        <p class="intro">{t('shell.signin.intro', { country: known?.country ?? '' })}</p>
        {ended.value && <Notice kind="waiting" title={t('shell.signin.ended')} />}
        {refused !== null && (
          <Notice kind="bad" title={t('shell.signin.refused')} role="alert">
            <p>{t(refused === 'provider-unavailable' ? 'shell.signin.away' : 'shell.signin.refused.do')}</p>
          </Notice>
        )}
        {!known && (
          <Notice kind="bad" title={t('shell.problem.away')} role="alert">
            <p>{t('shell.problem.away.do')}</p>
            <Button onClick={() => location.reload()}>{t('shell.again')}</Button>
          </Notice>
        )}
        {known?.provider && (
          <>
            <Button kind="main" href={`/console/sign-in?to=${encodeURIComponent(wanted())}`}>
              {t('shell.signin.provider', { name: known.provider })}
            </Button>
            <p class="signin-or">{t('shell.signin.or')}</p>
          </>
        )}
        <Form onSubmit={submit} submit={t('shell.signin.submit')} busy={busy} errors={errors} problem={problem}>
          <Field
            name="key"
            type="password"
            label={t('shell.signin.key')}
            hint={t('shell.signin.key.hint')}
            autocomplete="current-password"
            required
          />
        </Form>
      </main>
      <footer class="signin-foot">
        <Preferences />
      </footer>
    </div>
  )
}
