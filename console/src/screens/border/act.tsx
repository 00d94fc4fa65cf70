/** What a person decides goes out as a message of its procedure: a form, what it will do in words, and what became of it. */
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Choice, Form, Id, Notice, Section, State } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { isProposal } from '../neighbours/proposed.tsx'
import { Decider, decider, missing } from './decider.tsx'
import { Kept, SecondPerson } from './second-person.tsx'
import { kindOfMessage } from './words.ts'

type Json = Readonly<Record<string, unknown>>
/** To whom, in which case, as what. */
export type Saying = {
  readonly to: string
  readonly procedure: string
  readonly type: string
  readonly conversation?: string
  readonly inReplyTo?: string
}
export type Said = { readonly document: Json; readonly context?: Json }

/** A UUID, also where the page came over plain HTTP. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** What the agreement in force with a neighbour says of what is sent: the context that it proposes, the purposes that it names, and all of it. */
export function useTerms(peer: string, procedure: string) {
  const { data } = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  const inForce = data?.items.find((a) => a.peer === peer && a.state === 'in-force')?.document as Json | undefined
  const own = (inForce?.['procedures'] as readonly Json[] | undefined)?.find((p) => p['name'] === procedure)
  const purposes = ((own?.['purposes'] ?? []) as readonly string[]).filter((p) => p !== '*')
  return { context: (inForce?.['default_context'] ?? {}) as Json, purposes, agreed: inForce }
}

/** The pointer of a problem, led to the field of the form that it is about. */
function pointed(error: ProblemError, fields: readonly string[]): ProblemError {
  const { pointer } = error.problem
  const field = pointer
    ?.split('/')
    .reverse()
    .find((part) => fields.includes(part))
  return field === undefined ? error : new ProblemError({ ...error.problem, pointer: `/${field}` })
}

/** How far a message is that was just sent. */
function Sent({ id, peer }: { id: string; peer: string }) {
  const message = useLoad((signal) => api.GET('/v1/messages/{id}', { params: { path: { id } }, signal }), [id])
  useLive({ kinds: ['message'], match: (change) => change.message === id }, message.again)
  const state = message.data?.state ?? 'queued'
  return (
    <Notice kind={kindOfMessage(state) === 'bad' ? 'bad' : 'good'} title={t('border.act.sent', { peer })} role="status">
      <p>
        <State kind={kindOfMessage(state)}>{named('border.message', state)}</State>{' '}
        <Id value={id} href={`/console/messages/${id}`} />
      </p>
    </Notice>
  )
}

export function Act({
  saying,
  what,
  submit,
  danger = false,
  decided = false,
  build,
  onSent,
  children,
}: {
  saying: Saying
  /** What will happen, in words. */
  what?: ComponentChildren
  submit: string
  danger?: boolean
  /** Whether a person must answer for it by name. */
  decided?: boolean
  /** The document, of what was filled in; a text is what is wrong, by the field. */
  build: (values: FormData) => Said | Readonly<Record<string, string>>
  onSent?: () => void
  children?: ComponentChildren
}) {
  const terms = useTerms(saying.to, saying.procedure)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [sent, setSent] = useState<Schemas['Submitted'] | Schemas['Proposal'] | null>(null)
  const attempt = useRef({ body: '', key: '' })

  const send = (values: FormData): void => {
    const by = decided ? decider(values) : null
    const built = build(values)
    const said = 'document' in built ? (built as Said) : null
    const wrong = {
      ...(said ? {} : (built as Readonly<Record<string, string>>)),
      ...(by === null ? {} : missing(by)),
    }
    setErrors(wrong)
    setProblem(null)
    if (said === null || Object.keys(wrong).length > 0) return
    const purpose = values.get('xPurpose') as string | null
    const body = {
      ...saying,
      document: { mediaType: 'application/json', text: JSON.stringify(said.document) },
      context: {
        ...terms.context,
        ...(purpose ? { xPurpose: purpose } : {}),
        xSchema: saying.procedure,
        ...(by === null ? {} : { xDecidedBy: by }),
        ...said.context,
      },
    } as Schemas['Submission']
    // The same again, after a line that broke, is the same message; something else is another.
    const text = JSON.stringify(body)
    if (attempt.current.body !== text) attempt.current = { body: text, key: newKey() }
    setBusy(true)
    ask(api.POST('/v1/messages', { params: { header: { 'Idempotency-Key': attempt.current.key } }, body }))
      .then((answer) => {
        setSent('messages' in answer ? answer.messages[0]! : answer)
        onSent?.()
      })
      .catch((error: unknown) =>
        setProblem(
          error instanceof ProblemError
            ? pointed(error, [...values.keys()])
            : new ProblemError({ title: String(error), status: 1 }),
        ),
      )
      .finally(() => setBusy(false))
  }

  if (sent) return isProposal(sent) ? <Kept proposal={sent} /> : <Sent id={sent.id} peer={saying.to} />
  return (
    <Form onSubmit={send} submit={submit} danger={danger} busy={busy} errors={errors} problem={problem}>
      {what && <p class="act-what">{what}</p>}
      {children}
      {terms.purposes.length > 1 && (
        <Choice
          name="xPurpose"
          label={t('border.act.purpose')}
          value={String(terms.context['xPurpose'] ?? terms.purposes[0])}
          options={terms.purposes.map((value) => ({ value, text: value }))}
        />
      )}
      {decided && <Decider ground={terms.context['xLegalBasis']} />}
    </Form>
  )
}

/** A form that is opened where it is needed. */
export function Doing({
  title,
  open = false,
  children,
}: {
  title: string
  open?: boolean
  children: ComponentChildren
}) {
  const [shown, setShown] = useState(open)
  return (
    <details class="doing" open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{title}</summary>
      {shown && <div class="doing-form">{children}</div>}
    </details>
  )
}

/** Something that can be said now, by the texts `border.do.<key>` and `border.will.<key>`. */
export type Offer = {
  readonly type: string
  /** What it is about, where several of a type stand beside each other. */
  readonly about?: string
  /** It opens a case of its own. */
  readonly opens?: boolean
  readonly inReplyTo?: string | undefined
  readonly danger?: boolean
  readonly decided?: boolean
  readonly open?: boolean
  /** Where it is said in another case than the others. */
  readonly within?: { readonly to: string; readonly conversation: string }
  /** Beside those of all offers. */
  readonly values?: Readonly<Record<string, string>>
  readonly fields?: ComponentChildren
  readonly build: (values: FormData) => Said | Readonly<Record<string, string>>
}

/** All that can be said of a case now, each with its form. `group` is what the texts of its procedure begin with, as `joint.`. */
export function Offers({
  to,
  procedure,
  conversation,
  group = '',
  values,
  offers,
  title,
  types = {},
  onSent,
  children,
}: {
  to: string
  procedure: string
  conversation?: string | undefined
  group?: string
  /** Over all of them. */
  title?: string
  /** The types of messages by which some are sent, where they have another name here. */
  types?: Readonly<Record<string, string>>
  values: Readonly<Record<string, string>>
  offers: readonly Offer[]
  onSent?: () => void
  /** Below them. */
  children?: ComponentChildren
}) {
  const [turn, setTurn] = useState(0)
  const said = (): void => {
    setTurn((n) => n + 1)
    onSent?.()
  }
  return (
    <Section title={title ?? t('border.decide')}>
      {conversation !== undefined && <SecondPerson conversation={conversation} turn={turn} />}
      {offers.length === 0 && !children && <p class="none">{t('border.decide.none')}</p>}
      {offers.map((offer) => {
        const name = t(`border.do.${group}${offer.type}`, { ...values, ...offer.values })
        return (
          <Doing key={`${offer.type} ${offer.about ?? ''}`} title={name} open={offer.open ?? false}>
            <Act
              saying={{
                to,
                procedure,
                type: types[offer.type] ?? offer.type,
                ...(conversation === undefined || offer.opens ? {} : { conversation }),
                ...offer.within,
                ...(offer.inReplyTo === undefined ? {} : { inReplyTo: offer.inReplyTo }),
              }}
              what={t(`border.will.${group}${offer.type}`, { ...values, ...offer.values })}
              submit={name}
              danger={offer.danger ?? false}
              decided={offer.decided ?? false}
              build={offer.build}
              onSent={said}
            >
              {offer.fields}
            </Act>
          </Doing>
        )
      })}
      {children}
    </Section>
  )
}
