/** It is ordered that data exchanged with a neighbour are kept beyond their time, on both sides. */
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { api, ask, ProblemError } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Choice, Field, Form, Page, TextArea, useZone } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { instantOf } from '../border/clock.ts'

export default function Hold({ params }: { params: Readonly<Record<string, string>> }) {
  const country = params['country']!
  const { route } = useLocation()
  const zone = useZone()
  const agreements = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const back = { href: `/console/neighbours/${country}`, text: country }
  const known = (agreements.data?.items ?? [])
    .filter((a) => a.peer === country)
    .flatMap((a) => (a.document as { procedures?: { name: string }[] } | undefined)?.procedures ?? [])
    .map(({ name }) => name)
  const submit = (values: FormData): void => {
    const said = (name: string): string => String(values.get(name) ?? '').trim()
    const missing = {
      ...(said('authority') === '' ? { authority: t('neighbours.hold.authority.missing') } : {}),
      ...(said('reason') === '' ? { reason: t('neighbours.suspend.reason.missing') } : {}),
    }
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return
    const until = said('until') === '' ? undefined : instantOf(said('until'), zone)
    setBusy(true)
    ask(
      api.POST('/v1/legal-holds', {
        body: {
          peer: country,
          keeps: said('keeps') === 'manifests' ? 'manifests' : 'documents',
          authority: said('authority'),
          reason: said('reason'),
          ...(said('conversation') === '' ? { procedure: said('procedure') } : { conversation: said('conversation') }),
          ...(until === undefined ? {} : { until }),
        },
      }),
    )
      .then(() => route(back.href))
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <Page title={t('neighbours.hold.title', { peer: country })} back={back}>
      <div class="confirm">
        <div class="confirm-what">
          <p>{t('neighbours.hold.what', { peer: country })}</p>
        </div>
        <Form
          onSubmit={submit}
          submit={t('neighbours.hold.set')}
          busy={busy}
          errors={errors}
          problem={problem}
          more={<a href={back.href}>{t('shell.cancel')}</a>}
        >
          <Choice
            name="procedure"
            label={t('neighbours.hold.procedure')}
            options={[...new Set(known)].map((value) => ({ value, text: named('shell.procedure', value) }))}
          />
          <Field
            name="conversation"
            label={t('neighbours.hold.conversation')}
            hint={t('neighbours.hold.conversation.hint')}
            width={36}
          />
          <Choice
            kind="radio"
            name="keeps"
            label={t('neighbours.hold.keeps')}
            value="documents"
            options={(['documents', 'manifests'] as const).map((value) => ({
              value,
              text: t(`neighbours.hold.keeps.${value}`),
            }))}
          />
          <Field
            name="authority"
            label={t('neighbours.hold.authority')}
            hint={t('neighbours.hold.authority.hint')}
            required
          />
          <Field name="until" type="datetime-local" label={`${t('neighbours.suspend.until')} (${zone})`} width={20} />
          <TextArea name="reason" label={t('neighbours.suspend.reason')} required />
        </Form>
      </div>
    </Page>
  )
}
