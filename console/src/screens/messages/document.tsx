/** The document of a message, closed until somebody says why he opens it: the reason is recorded with his name before anything is shown. */
import { useEffect, useState } from 'preact/hooks'
import { api, ask, fetchRaw, ProblemError, type Schemas } from '../../api.ts'
import { Button, DataTable, Field, Form, Id, Notice } from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'

type Opened = {
  readonly part: string
  readonly text: string | null
  readonly href: string
  readonly fields: string | null
  /** What no field takes. */
  readonly unread: readonly string[]
}

/** Shown as text up to here; more is downloaded. */
const SHOWN = 200_000
const isText = (type: string): boolean => /xml|json|^text\//.test(type)

async function open(id: string, part: string, reason: string): Promise<Opened> {
  const query = new URLSearchParams({ part, reason })
  const response = await fetchRaw(`/v1/messages/${id}/document?${query}`)
  const blob = await response.blob()
  const text = isText(blob.type) && blob.size <= SHOWN ? await blob.text() : null
  const read =
    part === 'document' && text !== null
      ? await ask(api.GET('/v1/messages/{id}/fields', { params: { path: { id }, query: { reason } } })).catch(
          () => null,
        )
      : null
  const fields = read?.fields ? JSON.stringify(read.fields, null, 2) : null
  const href = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }))
  return { part, text, fields, unread: read?.unread ?? [], href }
}

export function Documents({ message }: { message: Schemas['Message'] }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [asked, setAsked] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<ProblemError | null>(null)
  useEffect(() => () => (opened ? URL.revokeObjectURL(opened.href) : undefined), [opened])
  const submit = (values: FormData): void => {
    const reason = String(values.get('reason') ?? '').trim()
    setErrors(reason.length < 3 ? { reason: t('messages.document.missing') } : {})
    if (reason.length < 3 || asked === null) return
    setBusy(true)
    setProblem(null)
    open(message.id, asked, reason)
      .then((found) => {
        setOpened(found)
        setAsked(null)
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <>
      <DataTable
        label={t('messages.parts')}
        rows={message.parts}
        rowKey={(part) => part.id}
        empty={null}
        columns={[
          { key: 'id', title: t('messages.part'), cell: (part) => <bdi>{part.id}</bdi> },
          { key: 'type', title: t('messages.media'), cell: (part) => <bdi>{part.mediaType}</bdi> },
          { key: 'size', title: t('messages.bytes'), numeric: true, cell: (part) => formatNumber(part.size) },
          { key: 'digest', title: t('messages.digest'), cell: (part) => <Id value={part.digest} /> },
          {
            key: 'open',
            title: t('messages.document.open'),
            narrow: true,
            cell: (part) => (
              <Button onClick={() => setAsked(part.id)} label={t('messages.document.open.part', { part: part.id })}>
                {t('messages.document.open')}
              </Button>
            ),
          },
        ]}
      />
      {asked !== null && (
        <div class="ask-why">
          <Notice kind="waiting" title={t('messages.document.closed', { part: asked })}>
            <p>{t('messages.document.closed.why')}</p>
          </Notice>
          <Form onSubmit={submit} submit={t('messages.document.open')} busy={busy} errors={errors} problem={problem}>
            <Field name="reason" label={t('messages.document.reason')} hint={t('messages.document.hint')} required />
          </Form>
        </div>
      )}
      {opened && (
        <div class="document">
          <p class="document-head">
            <strong>
              <bdi>{opened.part}</bdi>
            </strong>
            <a class="button button-plain" href={opened.href} download={`${message.id}-${opened.part}`}>
              {t('messages.document.keep')}
            </a>
            <Button onClick={() => setOpened(null)}>{t('shell.close')}</Button>
          </p>
          {opened.text === null ? (
            <p>{t('messages.document.binary')}</p>
          ) : (
            <pre dir="ltr" tabIndex={0} aria-label={opened.part}>
              {opened.text}
            </pre>
          )}
          {opened.fields !== null && (
            <>
              <h3>{t('messages.fields')}</h3>
              <pre dir="ltr" tabIndex={0} aria-label={t('messages.fields')}>
                {opened.fields}
              </pre>
            </>
          )}
          {opened.unread.length > 0 && (
            <>
              <h3>{t('messages.unread')}</h3>
              <ul dir="ltr">
                {opened.unread.map((path) => (
                  <li key={path}>
                    <code>{path}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </>
  )
}
