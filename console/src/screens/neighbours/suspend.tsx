/** Procedures of an agreement are suspended for both sides, or what this side suspends is resumed: which of them, from when until when, and why. */
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { useParam } from '../../address.ts'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Field, Form, Page, TextArea, Ticks, Time, useZone, Waiting } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { instantOf } from '../border/clock.ts'
import { isProposal, Proposed } from './proposed.tsx'

type Agreement = Schemas['Agreement']

/** What can be chosen: all that it names, or of that what this side suspends. */
function choices(a: Agreement, suspends: boolean): string[] {
  const { procedures } = a.document as unknown as { procedures: readonly { name: string }[] }
  const ours = new Set(
    a.suspensions.filter(({ by }) => by !== a.peer).flatMap((s) => s.procedures.map(({ name }) => name)),
  )
  return procedures.map(({ name }) => name).filter((name) => suspends || ours.has(name))
}

export default function Suspend({ params }: { params: Readonly<Record<string, string>> }) {
  const hash = params['hash']!
  const { route, path } = useLocation()
  const suspends = path.endsWith('/suspend')
  const does = suspends ? 'suspend' : 'resume'
  const zone = useZone()
  // One of several suspensions that this side takes back.
  const [one] = useParam('procedure')
  const [from] = useParam('from')
  const agreement = useLoad(
    (signal) => api.GET('/v1/agreements/{hash}', { params: { path: { hash } }, signal }),
    [hash],
  )
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [proposal, setProposal] = useState<Schemas['Proposal'] | null>(null)
  const back = { href: `/console/agreements/${hash}`, text: t('neighbours.agreement') }
  const a = agreement.data
  if (!a?.document)
    return (
      <Page title={t(`neighbours.agreement.${does}`)} back={back}>
        {agreement.problem ? <Broken problem={agreement.problem} again={agreement.again} /> : <Waiting />}
      </Page>
    )
  const title = t(`neighbours.${does}.title`, { peer: a.peer })
  if (proposal) return <Proposed title={title} back={back} proposal={proposal} />
  const submit = (values: FormData): void => {
    const said = (name: string): string => String(values.get(name) ?? '').trim()
    const procedures = values.getAll('procedures').map(String)
    const missing = {
      ...(procedures.length === 0 ? { procedures: t('neighbours.suspend.procedures.missing') } : {}),
      ...(said('reason') === '' ? { reason: t('neighbours.suspend.reason.missing') } : {}),
    }
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return
    const time = (name: 'effectiveAt' | 'until'): Partial<Record<typeof name, string>> => {
      const at = said(name) === '' ? undefined : instantOf(said(name), zone)
      return at === undefined ? {} : { [name]: at }
    }
    const order = { procedures, reason: said('reason') }
    const to = { path: { hash } }
    setBusy(true)
    ask(
      suspends
        ? api.POST('/v1/agreements/{hash}/suspend', {
            params: to,
            body: { ...order, ...time('effectiveAt'), ...time('until') },
          })
        : api.POST('/v1/agreements/{hash}/resume', {
            params: to,
            body: { ...order, ...time('effectiveAt'), ...(from ? { from } : {}) },
          }),
    )
      .then((answer) => (isProposal(answer) ? setProposal(answer) : route(back.href)))
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  const known = choices(a, suspends).filter((name) => suspends || !one || name === one)
  return (
    <Page title={title} back={back}>
      <div class="confirm">
        <div class="confirm-what">
          <p>{t(`neighbours.${does}.what`, { peer: a.peer })}</p>
          <p>{t('neighbours.suspend.two')}</p>
        </div>
        <Form
          onSubmit={submit}
          submit={t(`neighbours.agreement.${does}`)}
          danger={suspends}
          busy={busy}
          errors={errors}
          problem={problem}
          more={<a href={back.href}>{t('shell.cancel')}</a>}
        >
          <Ticks
            name="procedures"
            label={t('neighbours.suspend.procedures')}
            {...(suspends ? { hint: t('neighbours.suspend.procedures.hint') } : {})}
            options={known.map((value) => ({ value, text: named('shell.procedure', value) }))}
            chosen={known.filter((name) => !suspends || name !== 'system')}
          />
          {!suspends && from && (
            <p>
              {t('neighbours.resume.suspended')}: <Time at={from} withDay />
            </p>
          )}
          <Field
            name="effectiveAt"
            type="datetime-local"
            label={`${t(`neighbours.${does}.from`)} (${zone})`}
            hint={t(`neighbours.${does}.from.hint`)}
            width={20}
          />
          {suspends && (
            <Field
              name="until"
              type="datetime-local"
              label={`${t('neighbours.suspend.until')} (${zone})`}
              hint={t('neighbours.suspend.until.hint')}
              width={20}
            />
          )}
          <TextArea name="reason" label={t('neighbours.suspend.reason')} required />
        </Form>
      </div>
    </Page>
  )
}
