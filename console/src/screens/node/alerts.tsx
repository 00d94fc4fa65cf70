/** Alerts by severity, those of security first: what each means, and what to do about it, its first command one click away. */
import { useState } from 'preact/hooks'
import { api, ask, ProblemError, type Schemas } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { Broken, Button, Empty, Filters, Id, Said, Select, State, Time, Waiting, type Kind } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

type Alert = Schemas['Alert']
const KINDS: Readonly<Record<Alert['severity'], Kind>> = { critical: 'bad', warning: 'waiting', info: 'none' }

/** The first command that a text names, as the runbook has it, with the neighbour where it wants one. */
export function commandOf({ mend, peer }: Pick<Alert, 'mend' | 'peer'>): string | null {
  const found = /\bjuxta [a-z-]+(?: [a-z-]+)?(?: --[a-z-]+)?/.exec(mend)?.[0]
  if (found === undefined) return null
  return /^juxta peer (test|block|unblock)$/.test(found) && peer !== null ? `${found} ${peer}` : found
}

function One({ alert, close }: { alert: Alert; close: () => void }) {
  const command = commandOf(alert)
  return (
    <li class={`alert alert-${alert.severity}`}>
      <header>
        <State kind={alert.closedAt === null ? KINDS[alert.severity] : 'stopped'}>
          {t(`node.severity.${alert.severity}`)}
        </State>
        {alert.security && <strong>{t('node.security')}</strong>}
        <h2>
          <code dir="ltr">{alert.kind}</code>
        </h2>
        {alert.peer !== null && (
          <a href={`/console/neighbours/${alert.peer}`}>
            <strong>{alert.peer}</strong>
          </a>
        )}
        {alert.subject !== '' && <Id value={alert.subject} />}
        <span class="alert-time">
          <Time at={alert.lastAt} withDay />
          {alert.count > 1 && <small> {t('node.times', { count: alert.count })}</small>}
        </span>
      </header>
      <p>
        <Said of="alerts" text={alert.detail} />
      </p>
      <details>
        <summary>{t('node.means')}</summary>
        <p>
          <Said of="alerts" text={alert.means} />
        </p>
      </details>
      <div class="alert-do">
        <strong>{t('node.do')}</strong>
        <Said of="alerts" text={alert.mend} />
      </div>
      <footer>
        {command !== null && (
          <>
            <code dir="ltr">{command}</code> <Id value={command} label={t('node.copy')} />
          </>
        )}
        {alert.peer !== null && command?.startsWith('juxta peer test') && (
          <Button href={`/console/neighbours/${alert.peer}?test=now`}>{t('node.test')}</Button>
        )}
        {alert.kind.includes('parked') && (
          <Button href={`/console/messages/put-back${alert.peer === null ? '' : `?peer=${alert.peer}`}`}>
            {t('node.back')}
          </Button>
        )}
        <a href={`/docs/reference/alerts#${alert.kind}`}>{t('node.runbook')}</a>
        {alert.closedAt === null ? (
          alert.closes === undefined ? (
            <Button onClick={close} label={t('node.close.what', { kind: alert.kind })}>
              {t('node.close')}
            </Button>
          ) : (
            <small>
              <Said of="alerts" text={alert.closes} />
            </small>
          )
        ) : (
          <small>
            {t('node.closed')} <Time at={alert.closedAt} withDay />
          </small>
        )}
      </footer>
    </li>
  )
}

export function Alerts({ changed }: { changed: () => void }) {
  const [severity] = useParam('severity')
  const [all] = useParam('all')
  const set = useParams()
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const list = usePages(
    (after, signal) =>
      api.GET('/v1/alerts', {
        params: {
          query: {
            ...(severity ? { severity: severity as Alert['severity'] } : {}),
            ...(all ? { all: true } : {}),
            ...after,
          },
        },
        signal,
      }),
    [severity, all],
  )
  useLive({ kinds: ['alert'] }, list.refresh)
  const close = (id: string): void => {
    setProblem(null)
    ask(api.POST('/v1/alerts/{id}/close', { params: { path: { id } } }))
      .then(() => {
        list.again()
        changed()
      })
      .catch((error: unknown) =>
        setProblem(error instanceof ProblemError ? error : new ProblemError({ title: String(error), status: 0 })),
      )
  }
  return (
    <>
      <Filters onClear={() => set({ severity: undefined, all: undefined })}>
        <Select
          label={t('node.severity')}
          param="severity"
          options={(['critical', 'warning', 'info'] as const).map((value) => ({
            value,
            text: named('node.severity', value),
          }))}
        />
        <Select
          label={t('node.shown')}
          param="all"
          all={t('node.open')}
          options={[{ value: 'yes', text: t('node.all') }]}
        />
      </Filters>
      {problem && <Broken problem={problem} />}
      {list.problem && <Broken problem={list.problem} again={list.again} />}
      {list.loading && list.rows.length === 0 && <Waiting />}
      {!list.loading && list.rows.length === 0 && !list.problem && (
        <Empty title={t('node.alerts.none')}>{t('node.alerts.none.do')}</Empty>
      )}
      <ul class="alerts">
        {list.rows.map((alert) => (
          <One key={alert.id} alert={alert} close={() => close(alert.id)} />
        ))}
      </ul>
      {list.more && <Button onClick={list.more}>{t('shell.table.more')}</Button>}
    </>
  )
}
