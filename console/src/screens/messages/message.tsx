/** One message: how far it is and what proves it, with what can be done about it. */
import '../work.css'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, Facts, Hidden, Id, Notice, Page, Section, Time, Waiting } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { t } from '../../text.ts'
import { Documents } from './document.tsx'
import { keep } from './keep.ts'
import { MessageState, whatOf } from './message-state.tsx'
import { Stations } from './stations.tsx'

const CONTENTS = ['window', 'auditor', 'assistance'] as const
/** What is said in these is for one role more. */
const RESERVED: Readonly<Record<string, readonly string[]>> = { 'juxtaposed-office/incident': ['incidents'] }
const WAITS = new Set(['queued', 'sealed', 'parked'])
const UNANSWERED = new Set(['received', 'notified', 'collected'])

export default function Message({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const message = useLoad((signal) => api.GET('/v1/messages/{id}', { params: { path: { id } }, signal }), [id])
  const timeline = useLoad(
    (signal) => api.GET('/v1/messages/{id}/timeline', { params: { path: { id } }, signal }),
    [id],
  )
  const [told, setTold] = useState<{ kind: 'good' | 'waiting'; text: string } | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const again = (): void => {
    message.again()
    timeline.again()
  }
  useLive({ kinds: ['message'], match: (change) => change.message === id }, again)
  const m = message.data
  const act = (work: Promise<unknown>, done: string): void => {
    setProblem(null)
    work
      .then(() => {
        setTold({ kind: 'good', text: done })
        again()
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
  }
  const back = { href: '/console/messages', text: t('messages.title') }
  if (!m)
    return (
      <Page title={t('messages.one')} back={back}>
        {message.problem ? <Broken problem={message.problem} again={message.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const out = m.direction === 'out'
  const more = RESERVED[`${m.procedure}/${m.type}`] ?? CONTENTS
  return (
    <Page
      title={whatOf(m)}
      intro={
        <>
          <MessageState state={m.state} /> {t(`messages.way.${m.direction}`, { peer: m.peer })} ·{' '}
          <Time at={m.createdAt} withDay />
        </>
      }
      back={back}
      actions={
        <>
          {!out && UNANSWERED.has(m.state) && mayUse(['window', 'assistance']) && (
            <Button kind="main" href={`/console/messages/${id}/answer`}>
              {t('messages.answer')}
            </Button>
          )}
          {!out && m.procedure !== 'system' && mayUse(['window', 'assistance']) && (
            <Button href={`/console/messages/${id}/correction`}>{t('messages.correction')}</Button>
          )}
          {m.procedure !== 'system' && mayUse(['window', 'assistance']) && (
            <Button href={`/console/messages/${id}/breach`}>{t('messages.breach')}</Button>
          )}
          {out && WAITS.has(m.state) && mayUse(['window', 'operator', 'assistance']) && (
            <>
              <Button
                onClick={() =>
                  act(ask(api.POST('/v1/messages/{id}/retry', { params: { path: { id } } })), t('messages.retried'))
                }
              >
                {t('messages.retry')}
              </Button>
              <Button kind="danger" href={`/console/messages/${id}/withdraw`}>
                {t('messages.withdraw')}
              </Button>
            </>
          )}
          {mayUse(CONTENTS) && mayUse(more) && (
            <Button
              onClick={() =>
                act(keep(`/v1/messages/${id}/evidence`, `${id}.evidence.json`), t('messages.evidence.kept'))
              }
            >
              {t('messages.evidence')}
            </Button>
          )}
        </>
      }
    >
      {told && <Notice kind={told.kind} title={told.text} role="status" />}
      {problem && <Broken problem={problem} />}
      <div class="two-columns">
        <Section title={t('messages.stations')}>
          {timeline.data ? (
            <Stations timeline={timeline.data} />
          ) : timeline.problem ? (
            <Broken problem={timeline.problem} again={timeline.again} />
          ) : (
            <Waiting lines={6} />
          )}
        </Section>
        <Section title={t('messages.facts')}>
          <Facts
            items={[
              { term: t('messages.id'), value: <Id value={m.id} /> },
              {
                term: t('messages.conversation'),
                value: <Id value={m.conversation} href={`/console/messages?conversation=${m.conversation}`} />,
              },
              m.inReplyTo
                ? {
                    term: t('messages.reply'),
                    value: <Id value={m.inReplyTo} href={`/console/messages/${m.inReplyTo}`} />,
                  }
                : null,
              m.references.length > 0
                ? {
                    term: t('messages.search'),
                    value: m.references.map((r) => (
                      <div key={`${r.type} ${r.value}`}>
                        <small dir="ltr">{r.type.toUpperCase()}</small> <Id value={r.value} label={r.value} />
                      </div>
                    )),
                  }
                : null,
              {
                term: t('messages.agreement'),
                value: <Id value={m.agreement} href={`/console/agreements/${m.agreement}`} />,
              },
              { term: t('messages.version'), value: m.version },
              { term: t('messages.expires'), value: <Time at={m.expiresAt} withDay /> },
              { term: t('messages.digest'), value: <Id value={m.manifestDigest} /> },
              m.delivery
                ? {
                    term: t('messages.delivery'),
                    value: (
                      <>
                        {t('messages.attempts', { count: m.delivery.attempts })} {t('messages.next')}{' '}
                        <Time at={m.delivery.nextAttemptAt} />
                        {m.delivery.withdrawing && <div>{t('messages.withdrawing')}</div>}
                        {m.delivery.lastError !== null && (
                          <small class="detail" dir="auto">
                            {m.delivery.lastError}
                          </small>
                        )}
                      </>
                    ),
                  }
                : null,
            ]}
          />
          <details class="history">
            <summary>{t('messages.history', { count: m.history.length })}</summary>
            <ol>
              {m.history.map((line, i) => (
                <li key={i}>
                  <Time at={line.at} /> <MessageState state={line.state} /> <span dir="auto">{line.cause}</span>
                </li>
              ))}
            </ol>
          </details>
        </Section>
      </div>
      <Section title={t('messages.documents')}>
        {mayUse(CONTENTS) && mayUse(more) ? (
          <Documents message={m} />
        ) : (
          <Hidden roles={mayUse(CONTENTS) ? more : CONTENTS} />
        )}
      </Section>
    </Page>
  )
}
