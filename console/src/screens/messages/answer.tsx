/** A message that came is answered: accepted, or rejected with a reason; the answer is signed and goes back to its sender. */
import { useLocation } from 'preact-iso'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError } from '../../api.ts'
import { Choice, Form, Notice, Page, TextArea } from '../../parts/index.ts'
import { t } from '../../text.ts'

export default function Answer({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const { route } = useLocation()
  const [outcome, setOutcome] = useState<'accepted' | 'rejected'>('accepted')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = (values: FormData): void => {
    const reason = String(values.get('reason') ?? '').trim()
    const lacks = outcome === 'rejected' && reason === ''
    setErrors(lacks ? { reason: t('messages.answer.missing') } : {})
    if (lacks) return
    setBusy(true)
    setProblem(null)
    ask(
      api.POST('/v1/inbox/{id}/answer', {
        params: { path: { id } },
        body: { outcome, ...(reason === '' ? {} : { reason }) },
      }),
    )
      .then(() => route(`/console/messages/${id}`))
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <Page title={t('messages.answer')} back={{ href: `/console/messages/${id}`, text: t('messages.one') }}>
      <Notice kind="info" title={t('messages.answer.what')} />
      <Form onSubmit={submit} submit={t('messages.answer.sign')} busy={busy} errors={errors} problem={problem}>
        <Choice
          kind="radio"
          name="outcome"
          label={t('messages.answer.outcome')}
          value={outcome}
          options={(['accepted', 'rejected'] as const).map((value) => ({
            value,
            text: t(`messages.state.${value}`),
            hint: t(`messages.answer.${value}`),
          }))}
          onChoose={(value) => setOutcome(value as typeof outcome)}
        />
        {outcome === 'rejected' && (
          <TextArea
            name="reason"
            label={t('messages.answer.reason')}
            hint={t('messages.answer.reason.hint')}
            required
          />
        )}
      </Form>
    </Page>
  )
}
