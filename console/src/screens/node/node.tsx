/** The node: is anything going to wake me? The answer in one sentence, and below it everything that it is made of. */
import '../work.css'
import { api } from '../../api.ts'
import { isProposal, useLive } from '../../live.ts'
import { useLoad, usePages } from '../../load.ts'
import { Broken, Notice, Page, Stat, Stats, Tabs, Time, Waiting } from '../../parts/index.ts'
import { formatNumber, t } from '../../text.ts'
import { Alerts } from './alerts.tsx'
import { Health } from './health.tsx'
import { Keys } from './keys.tsx'
import { Log } from './log.tsx'
import { Proposals } from './proposals.tsx'
import { Queues } from './queues.tsx'
import { asideKey, SetAside } from './set-aside.tsx'
import { Settings } from './settings.tsx'

export default function Node() {
  const alerts = useLoad((signal) => api.GET('/v1/alerts', { params: { query: { limit: 500 } }, signal }), [])
  const queues = useLoad((signal) => api.GET('/v1/queues', { signal }), [])
  const health = useLoad((signal) => api.GET('/v1/health', { signal }), [])
  const proposals = useLoad((signal) => api.GET('/v1/proposals', { signal }), [])
  const aside = usePages(
    (after, signal) => api.GET('/v1/set-aside', { params: { query: after }, signal }),
    [],
    asideKey,
  )
  useLive({ kinds: ['list'], match: isProposal }, proposals.again)
  useLive({ kinds: ['alert', 'message', 'case'] }, (change) => {
    if (change.kind === 'alert') alerts.again()
    else if (change.kind === 'case') aside.refresh()
    else queues.again()
  })
  const open = alerts.data?.items ?? []
  const critical = open.filter((a) => a.severity === 'critical').length
  const warning = open.filter((a) => a.severity === 'warning').length
  const waiting = (queues.data?.items ?? []).reduce((sum, q) => sum + q.waiting, 0)
  const parked = (queues.data?.items ?? []).reduce((sum, q) => sum + q.parked, 0)
  const wanted = (proposals.data?.items ?? []).filter((p) => p.state === 'open').length
  const failing = health.data?.status === 'failing'
  const problem = alerts.problem ?? queues.problem ?? health.problem
  const kind = failing || critical > 0 ? 'bad' : warning > 0 || parked > 0 ? 'waiting' : 'good'
  return (
    <Page title={t('node.title')} intro={t('node.intro')}>
      {problem && <Broken problem={problem} again={alerts.again} />}
      {!alerts.data || !queues.data || !health.data ? (
        !problem && <Waiting lines={4} />
      ) : (
        <>
          <Notice
            kind={kind}
            title={
              failing
                ? t('node.answer.failing')
                : critical > 0
                  ? t('node.answer.critical', { count: critical })
                  : warning > 0
                    ? t('node.answer.warning', { count: warning })
                    : parked > 0
                      ? t('node.answer.parked', { count: parked })
                      : t('node.answer.good')
            }
            role="status"
          >
            <p>
              {t(failing ? 'node.failing.since' : 'node.well.since')} <Time at={health.data.since} withDay />
            </p>
          </Notice>
          <Stats>
            <Stat
              label={t('node.critical')}
              value={formatNumber(critical)}
              kind={critical > 0 ? 'bad' : 'good'}
              href="/console/node?severity=critical"
            />
            <Stat
              label={t('node.warning')}
              value={formatNumber(warning)}
              kind={warning > 0 ? 'waiting' : 'good'}
              href="/console/node?severity=warning"
            />
            <Stat label={t('node.waiting')} value={formatNumber(waiting)} href="/console/node?tab=queues" />
            <Stat
              label={t('node.parked')}
              value={formatNumber(parked)}
              kind={parked > 0 ? 'bad' : 'good'}
              href="/console/messages?state=parked"
            />
            <Stat
              label={t('node.wanted')}
              value={formatNumber(wanted)}
              kind={wanted > 0 ? 'waiting' : 'none'}
              href="/console/node?tab=proposals"
            />
          </Stats>
          <Tabs
            label={t('node.title')}
            tabs={[
              {
                key: 'alerts',
                title: t('node.alerts'),
                count: open.length,
                panel: () => <Alerts changed={alerts.again} />,
              },
              { key: 'queues', title: t('node.queues'), panel: () => <Queues rows={queues.data?.items ?? []} /> },
              {
                key: 'log',
                title: t('node.log'),
                panel: () => (
                  <Log splits={open.filter((a) => ['split-view', 'inconsistent', 'log-behind'].includes(a.kind))} />
                ),
              },
              { key: 'health', title: t('node.health'), panel: () => <Health health={health.data!} /> },
              { key: 'settings', title: t('node.settings'), panel: () => <Settings /> },
              { key: 'keys', title: t('node.keys'), panel: () => <Keys /> },
              {
                key: 'proposals',
                title: t('node.proposals'),
                count: wanted,
                panel: () => <Proposals rows={proposals.data?.items ?? []} />,
              },
              {
                key: 'aside',
                title: t('node.aside'),
                count: aside.rows.length,
                panel: () => <SetAside pages={aside} />,
              },
            ]}
          />
        </>
      )}
    </Page>
  )
}
