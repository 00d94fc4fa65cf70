/** One package for an inspection: all bundles of a period and a neighbour, with what shows that none is omitted; and how anybody checks it without this node. */
import { useState } from 'preact/hooks'
import { api, ProblemError } from '../../api.ts'
import { useParam } from '../../address.ts'
import { useLoad } from '../../load.ts'
import { Choice, Field, Form, Notice, Section, Tick } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { keep } from '../messages/keep.ts'
import { PROCEDURES } from '../messages/message-state.tsx'
import { dayOf, since, until } from './days.ts'

export function Inspect() {
  const [peer] = useParam('peer')
  const [from] = useParam('from', dayOf(Date.now()))
  const [to] = useParam('to', dayOf(Date.now()))
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const [kept, setKept] = useState<string | null>(null)
  const submit = (values: FormData): void => {
    const said = (name: string): string => String(values.get(name) ?? '').trim()
    const missing: Record<string, string> = {}
    for (const name of ['peer', 'from', 'to'] as const)
      if (said(name) === '') missing[name] = t(`audit.inspect.${name}.missing`)
    setErrors(missing)
    setProblem(null)
    setKept(null)
    if (Object.keys(missing).length > 0) return
    const query = new URLSearchParams({ peer: said('peer'), from: since(said('from')), to: until(said('to')) })
    for (const name of ['procedure', 'sample', 'seed'] as const) if (said(name) !== '') query.set(name, said(name))
    if (values.get('documents') !== null) query.set('documents', 'true')
    const name = `inspection-${said('peer')}-${said('from')}-${said('to')}.tar`
    setBusy(true)
    keep(`/v1/inspections?${query}`, name)
      .then(() => setKept(name))
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  const countries = (peers.data?.items ?? []).map((p) => ({ value: p.country, text: `${p.country} ${p.name}` }))
  return (
    <div class="two-columns">
      <Section title={t('audit.package')}>
        {kept !== null && (
          <Notice kind="good" title={t('audit.inspect.kept')} role="status">
            <p>
              <code dir="ltr">{`juxta inspect --check ${kept}`}</code>
            </p>
          </Notice>
        )}
        <Form onSubmit={submit} submit={t('audit.inspect.make')} busy={busy} errors={errors} problem={problem}>
          {countries.length > 0 && (
            <Choice name="peer" label={t('audit.peer')} value={peer || countries[0]!.value} options={countries} />
          )}
          <Field name="from" type="date" label={t('audit.inspect.from')} value={from} required />
          <Field name="to" type="date" label={t('audit.inspect.to')} value={to} required />
          <Choice
            name="procedure"
            label={t('audit.inspect.procedure')}
            options={[
              { value: '', text: t('shell.filters.all') },
              ...PROCEDURES.map((value) => ({ value, text: value })),
            ]}
          />
          <Field name="sample" type="number" label={t('audit.inspect.sample')} hint={t('audit.inspect.sample.hint')} />
          <Field name="seed" label={t('audit.inspect.seed')} hint={t('audit.inspect.seed.hint')} />
          <Tick name="documents" label={t('audit.inspect.documents')} hint={t('audit.inspect.documents.hint')} />
        </Form>
      </Section>
      <Section title={t('audit.check')}>
        <ol class="how">
          <li>
            {t('audit.check.package')} <code dir="ltr">{'juxta inspect --check …'}</code>
          </li>
          <li>
            {t('audit.check.bundle')} <a href="/verify">{'/verify'}</a> · <code dir="ltr">{'juxta verify …'}</code>
          </li>
          <li>
            {t('audit.check.log')} <code dir="ltr">{'juxta log check … --trust …'}</code>
          </li>
          <li>
            {t('audit.check.both')} <code dir="ltr">{'juxta reconcile A B --trust …'}</code>
          </li>
        </ol>
        <p class="intro">{t('audit.check.without')}</p>
      </Section>
    </div>
  )
}
