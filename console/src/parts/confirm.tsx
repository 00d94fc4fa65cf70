/** What cannot be taken back is asked for in words, on a page of its own: what will happen, to how many, shown as a sample, and why. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { ProblemError } from '../api.ts'
import { t } from '../text.ts'
import { Field, Form, TextArea } from './form.tsx'
import { Page } from './page.tsx'

export function Confirm({
  title,
  what,
  count,
  sample,
  reason = false,
  word,
  fields,
  action,
  danger = true,
  back,
  onConfirm,
}: {
  title: string
  /** What will happen, in one or two sentences. */
  what: ComponentChildren
  /** To how many. */
  count?: number
  /** Some of those that it will happen to. */
  sample?: ComponentChildren
  /** Whether somebody must say why. */
  reason?: boolean
  /** To be typed before it is done. */
  word?: string
  /** What else is to be said. */
  fields?: ComponentChildren
  /** The button: what is done, as a verb. */
  action: string
  danger?: boolean
  back: { readonly href: string; readonly text: string }
  onConfirm: (reason: string, values: FormData) => Promise<void>
}) {
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const submit = (values: FormData): void => {
    const said = (name: string): string => (values.get(name) as string | null)?.trim() ?? ''
    const missing: Record<string, string> = {}
    if (reason && said('reason') === '') missing['reason'] = t('shell.confirm.reason.missing')
    if (word !== undefined && said('word') !== word) missing['word'] = t('shell.confirm.word.wrong', { word })
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    onConfirm(said('reason'), values)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <Page title={title} back={back}>
      <div class="confirm">
        <div class="confirm-what">{what}</div>
        {count !== undefined && <p class="confirm-count">{t('shell.confirm.count', { count })}</p>}
        {sample && (
          <div class="confirm-sample">
            <h2>{t('shell.confirm.sample')}</h2>
            {sample}
          </div>
        )}
        <Form
          onSubmit={submit}
          submit={action}
          danger={danger}
          busy={busy}
          errors={errors}
          problem={problem}
          more={<a href={back.href}>{t('shell.cancel')}</a>}
        >
          {fields}
          {reason && (
            <TextArea name="reason" label={t('shell.confirm.reason')} hint={t('shell.confirm.reason.hint')} required />
          )}
          {word !== undefined && (
            <Field name="word" label={t('shell.confirm.word', { word })} width={word.length} required />
          )}
        </Form>
      </div>
    </Page>
  )
}
