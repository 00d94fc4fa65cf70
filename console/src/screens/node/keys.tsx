/** API keys: who may call this node, as what, until when; the secret of a new one is shown once. */
import { useState } from 'preact/hooks'
import { api, ask, ProblemError } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, DataTable, Empty, Field, Form, Id, Notice, Time, Waiting } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'

const ROLES = ['window', 'operator', 'auditor', 'assistance', 'incidents'] as const

export function Keys() {
  const keys = useLoad((signal) => api.GET('/v1/keys', { signal }), [])
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [busy, setBusy] = useState(false)
  if (keys.problem) return <Broken problem={keys.problem} again={keys.again} />
  if (!keys.data) return <Waiting lines={6} />
  const submit = (values: FormData): void => {
    const name = String(values.get('name') ?? '').trim()
    const roles = ROLES.filter((role) => values.get(`role-${role}`) !== null)
    const missing = {
      ...(name === '' ? { name: t('node.key.name.missing') } : {}),
      ...(roles.length === 0 ? { 'role-window': t('node.key.roles.missing') } : {}),
    }
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return
    const day = String(values.get('until') ?? '')
    setBusy(true)
    ask(
      api.POST('/v1/keys', {
        body: { name, client: name, roles, ...(day === '' ? {} : { expiresAt: `${day}T00:00:00.000Z` }) },
      }),
    )
      .then(({ secret }) => {
        setMade({ name, secret })
        keys.again()
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <>
      {made && (
        <Notice kind="good" title={t('node.key.made', { name: made.name })} role="status">
          <p>{t('node.key.once')}</p>
          <p>
            <code dir="ltr">{made.secret}</code> <Id value={made.secret} label={t('node.copy')} />
          </p>
        </Notice>
      )}
      <DataTable
        label={t('node.keys')}
        rows={keys.data.items}
        rowKey={(key) => key.id}
        empty={<Empty title={t('node.keys.none')} />}
        columns={[
          { key: 'name', title: t('node.key.name'), cell: (key) => <bdi>{key.name}</bdi> },
          { key: 'client', title: t('node.key.client'), cell: (key) => <bdi>{key.client}</bdi> },
          {
            key: 'roles',
            title: t('node.key.roles'),
            cell: (key) => formatList(key.roles.map((role) => named('shell.role', role))),
          },
          { key: 'until', title: t('node.key.until'), cell: (key) => <Time at={key.expiresAt} withDay /> },
          { key: 'id', title: t('node.key.id'), narrow: true, cell: (key) => <Id value={key.id} /> },
          {
            key: 'revoke',
            title: t('node.key.revoke'),
            narrow: true,
            cell: (key) =>
              key.revokedAt === null ? (
                <Button
                  kind="danger"
                  href={`/console/node/keys/${key.id}/revoke`}
                  label={t('node.key.revoke.what', { name: key.name })}
                >
                  {t('node.key.revoke')}
                </Button>
              ) : (
                <Time at={key.revokedAt} withDay />
              ),
          },
        ]}
      />
      <details class="make-key">
        <summary>{t('node.key.make')}</summary>
        <Form onSubmit={submit} submit={t('node.key.make')} busy={busy} errors={errors} problem={problem}>
          <Field name="name" label={t('node.key.name')} hint={t('node.key.name.hint')} required />
          <fieldset class="field">
            <legend>{t('node.key.roles')}</legend>
            {ROLES.map((role) => (
              <label key={role} class="tick">
                <input type="checkbox" name={`role-${role}`} />
                <span>
                  {named('shell.role', role)}
                  <small class="hint">{t(`node.role.${role}`)}</small>
                </span>
              </label>
            ))}
          </fieldset>
          <Field name="until" type="date" label={t('node.key.until')} hint={t('node.key.until.hint')} />
        </Form>
      </details>
    </>
  )
}
