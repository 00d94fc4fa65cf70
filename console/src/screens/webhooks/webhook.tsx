/** One webhook: every attempt with what the target answered, telling again of one event or since a time, and standing still. */
import '../work.css'
import { useState } from 'preact/hooks'
import { api, ask, ProblemError } from '../../api.ts'
import { useParam } from '../../address.ts'
import { useLoad, usePages } from '../../load.ts'
import {
  Broken,
  Button,
  DataTable,
  Empty,
  Facts,
  Field,
  Filters,
  Form,
  Id,
  Notice,
  Page,
  Search,
  Section,
  State,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'
import { WebhookState } from './webhooks.tsx'

export default function Webhook({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const [event] = useParam('event')
  const path = { id }
  const webhook = useLoad((signal) => api.GET('/v1/webhooks/{id}', { params: { path }, signal }), [id])
  const list = usePages(
    (after, signal) =>
      api.GET('/v1/webhooks/{id}/deliveries', {
        params: { path, query: { ...(event ? { event } : {}), ...after } },
        signal,
      }),
    [id, event],
  )
  const [told, setTold] = useState<string | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const back = { href: '/console/webhooks', text: t('webhooks.title') }
  const act = (work: Promise<unknown>, done: (answer: unknown) => string): void => {
    setProblem(null)
    setTold(null)
    work
      .then((answer) => {
        setTold(done(answer))
        webhook.again()
        list.refresh()
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
  }
  const again = (body: { event: string } | { since: string }): void =>
    act(ask(api.POST('/v1/webhooks/{id}/replay', { params: { path }, body })), (answer) =>
      t('webhooks.replayed', { count: (answer as { events: number }).events }),
    )
  const w = webhook.data
  if (!w)
    return (
      <Page title={t('webhooks.one')} back={back}>
        {webhook.problem ? <Broken problem={webhook.problem} again={webhook.again} /> : <Waiting lines={6} />}
      </Page>
    )
  return (
    <Page
      title={w.url}
      intro={<WebhookState webhook={w} />}
      back={back}
      actions={
        <>
          <Button
            onClick={() =>
              act(ask(api.POST('/v1/webhooks/{id}/test', { params: { path } })), () => t('webhooks.tested'))
            }
          >
            {t('webhooks.test')}
          </Button>
          {w.state === 'disabled' || w.state === 'without-key' ? (
            <Button
              kind="main"
              onClick={() =>
                act(ask(api.POST('/v1/webhooks/{id}/enable', { params: { path } })), () => t('webhooks.enabled'))
              }
            >
              {t('webhooks.enable')}
            </Button>
          ) : (
            <Button
              kind="danger"
              onClick={() =>
                act(ask(api.POST('/v1/webhooks/{id}/disable', { params: { path } })), () => t('webhooks.disabled'))
              }
            >
              {t('webhooks.disable')}
            </Button>
          )}
        </>
      }
    >
      {told !== null && <Notice kind="good" title={told} role="status" />}
      {problem && <Broken problem={problem} />}
      <div class="two-columns">
        <Section title={t('webhooks.facts')}>
          <Facts
            items={[
              { term: t('webhooks.client'), value: <bdi>{w.client}</bdi> },
              { term: t('webhooks.id'), value: <Id value={w.id} /> },
              { term: t('webhooks.created'), value: <Time at={w.createdAt} withDay /> },
              { term: t('webhooks.waiting'), value: formatNumber(w.waiting) },
              { term: t('webhooks.since'), value: <Time at={w.waitingSince} withDay /> },
              { term: t('webhooks.failing'), value: <Time at={w.failingSince} withDay /> },
            ]}
          />
        </Section>
        <Section title={t('webhooks.replay')}>
          <Form
            onSubmit={(values) => {
              const since = String(values.get('since') ?? '')
              if (since !== '') again({ since: new Date(since).toISOString() })
            }}
            submit={t('webhooks.replay')}
          >
            <Field
              name="since"
              type="datetime-local"
              label={t('webhooks.replay.since')}
              hint={t('webhooks.replay.hint')}
            />
          </Form>
        </Section>
      </div>
      <Section title={t('webhooks.attempts')}>
        <Filters>
          <Search label={t('webhooks.event')} param="event" />
        </Filters>
        <DataTable
          label={t('webhooks.attempts')}
          pages={list}
          rowKey={(a) => a.id}
          mark={(a) => (a.status === null || a.status >= 300 ? 'bad' : undefined)}
          empty={<Empty title={t('webhooks.attempts.none')}>{t('webhooks.attempts.none.do')}</Empty>}
          columns={[
            { key: 'at', title: t('webhooks.at'), narrow: true, cell: (a) => <Time at={a.at} /> },
            {
              key: 'status',
              title: t('webhooks.answer'),
              cell: (a) => (
                <>
                  <State kind={a.status !== null && a.status < 300 ? 'good' : 'bad'}>
                    {a.status === null ? t('webhooks.nothing') : String(a.status)}
                  </State>
                  {(a.error ?? a.answer) && (
                    <small class="detail" dir="auto">
                      {a.error ?? a.answer}
                    </small>
                  )}
                </>
              ),
            },
            { key: 'type', title: t('webhooks.type'), cell: (a) => <code dir="ltr">{a.type}</code> },
            { key: 'attempt', title: t('webhooks.attempt'), numeric: true, cell: (a) => formatNumber(a.attempt) },
            { key: 'ms', title: t('webhooks.ms'), numeric: true, cell: (a) => formatNumber(a.ms) },
            { key: 'next', title: t('webhooks.next'), cell: (a) => <Time at={a.nextAt} /> },
            { key: 'event', title: t('webhooks.event'), narrow: true, cell: (a) => <Id value={a.event} /> },
            {
              key: 'again',
              title: t('webhooks.again'),
              narrow: true,
              cell: (a) => <Button onClick={() => again({ event: a.event })}>{t('webhooks.again')}</Button>,
            },
          ]}
        />
      </Section>
    </Page>
  )
}
