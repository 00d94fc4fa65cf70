/** A webhook is made: where it leads, what it tells, and by the rights of which key; its secret is shown once. */
import '../work.css'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, Choice, Empty, Field, Form, Id, Notice, Page, Waiting } from '../../parts/index.ts'
import { mayUse, person } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'

const KINDS = ['message', 'case', 'list', 'alert'] as const
type Key = Schemas['Key']

/** Whom an identity provider has confirmed shows no key: as an operator he names one. */
const isPerson = (): boolean => person.value!.client.startsWith('oidc:')
/** What the node will let him name: it may see no more than he does. */
const mayName = ({ roles, agency, expiresAt, revokedAt }: Key): boolean =>
  revokedAt === null &&
  (expiresAt === null || expiresAt > new Date().toISOString()) &&
  roles.every((role) => person.value!.roles.includes(role)) &&
  (person.value!.agency === null || person.value!.agency === agency)

const back = () => ({ href: '/console/webhooks', text: t('webhooks.title') })

function Made({ webhook, secret }: { webhook: Schemas['Webhook']; secret: string }) {
  return (
    <Page title={t('webhooks.new')} back={back()}>
      <Notice kind="good" title={t('webhooks.new.made')} role="status">
        <p>{t('webhooks.new.once')}</p>
        <p>
          <code dir="ltr">{secret}</code> <Id value={secret} label={t('webhooks.new.copy')} />
        </p>
        <p>
          <Button href={`/console/webhooks/${webhook.id}`}>{t('webhooks.new.open')}</Button>
        </p>
      </Notice>
    </Page>
  )
}

function Make({ keys }: { keys: readonly Key[] | null }) {
  const [made, setMade] = useState<Schemas['Webhook'] | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = (values: FormData): void => {
    const said = (name: string): string => String(values.get(name) ?? '').trim()
    const [url, description, key] = [said('url'), said('description'), said('key')]
    const kinds = KINDS.filter((kind) => values.get(`kind-${kind}`) !== null)
    const missing = {
      ...(url === '' ? { url: t('webhooks.new.url.missing') } : {}),
      ...(keys && key === '' ? { key: t('webhooks.new.key.missing') } : {}),
    }
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    const body = {
      url,
      ...(description === '' ? {} : { description }),
      ...(kinds.length === 0 ? {} : { kinds }),
      ...(keys ? { key } : {}),
    }
    ask(api.POST('/v1/webhooks', { body }))
      .then(setMade)
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  if (made) return <Made webhook={made} secret={made.secret!} />
  return (
    <Page title={t('webhooks.new')} intro={t('webhooks.new.intro')} back={back()}>
      <Form onSubmit={submit} submit={t('webhooks.new.do')} busy={busy} errors={errors} problem={problem}>
        <Field name="url" label={t('webhooks.new.url')} hint={t('webhooks.new.url.hint')} width={56} required />
        <Field name="description" label={t('webhooks.new.description')} width={56} />
        <fieldset class="field">
          <legend>{t('webhooks.kinds')}</legend>
          <small class="hint">{t('webhooks.new.kinds.hint')}</small>
          {KINDS.filter((kind) => kind !== 'alert' || mayUse(['operator'])).map((kind) => (
            <label key={kind} class="tick">
              <input type="checkbox" name={`kind-${kind}`} />
              <span>{t(`webhooks.kind.${kind}`)}</span>
            </label>
          ))}
        </fieldset>
        {keys && (
          <Choice
            name="key"
            kind="radio"
            label={t('webhooks.new.key')}
            hint={t('webhooks.new.key.hint')}
            options={keys.map((key) => ({
              value: key.id,
              text: key.name,
              hint: `${key.client} · ${formatList(key.roles.map((role) => named('shell.role', role)))}`,
            }))}
          />
        )}
      </Form>
    </Page>
  )
}

function NameKey() {
  const keys = useLoad((signal) => api.GET('/v1/keys', { signal }), [])
  const found = keys.data?.items.filter(mayName)
  if (found && found.length > 0) return <Make keys={found} />
  return (
    <Page title={t('webhooks.new')} back={back()}>
      {keys.problem && <Broken problem={keys.problem} again={keys.again} />}
      {!keys.data && !keys.problem && <Waiting lines={5} />}
      {found && <Empty title={t('webhooks.new.nokey')}>{t('webhooks.new.nokey.do')}</Empty>}
    </Page>
  )
}

export default function NewWebhook() {
  if (!isPerson()) return <Make keys={null} />
  if (mayUse(['operator'])) return <NameKey />
  return (
    <Page title={t('webhooks.new')} back={back()}>
      <Empty title={t('webhooks.new.person.title')}>{t('webhooks.new.person')}</Empty>
    </Page>
  )
}
