/** Health and metrics; no key is needed. */
import { enteredIn } from '../cases/entered.ts'
import { projectionsIn } from '../cases/projection-table.ts'
import type { Runner } from '../cases/runner.ts'
import { outboxIn } from '../exchange/outbox.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { BusinessEvents } from '../operate/events.ts'
import { alertsIn } from '../operate/alert-rows.ts'
import { SEVERITIES } from '../operate/alert.ts'
import { alertOf } from '../operate/alerts.ts'
import { Metrics } from '../operate/metrics.ts'
import { logIn } from '../store/log.ts'
import { time } from '../values/time.ts'
import { VERSION } from '../values/version.ts'
import { openHealth } from './health.ts'
import { webhooksIn } from '../webhooks/webhook-rows.ts'

type Counter = 'juxta_messages_submitted_total' | 'juxta_messages_delivered_total' | 'juxta_messages_received_total'

function counting(events: BusinessEvents): Metrics {
  const metrics = new Metrics()
  /** Without the procedure it is one that is reserved, and is counted for nobody. */
  const count = (name: Counter, { peer, procedure }: { peer: string; procedure: string | null }): void => {
    if (procedure !== null) metrics.count(name, { peer, procedure })
  }
  events.listen((event) => {
    if (event.kind === 'submitted') count('juxta_messages_submitted_total', event)
    else if (event.kind === 'delivered') {
      count('juxta_messages_delivered_total', event)
      // Nor is it among the times of all, from which the number of those that are counted could be taken away.
      if (event.procedure !== null) metrics.observe('juxta_delivery_seconds', { peer: event.peer }, event.ms / 1000)
    } else if (event.kind === 'accepted') count('juxta_messages_received_total', event)
    else if (event.kind === 'refused')
      metrics.count('juxta_messages_refused_total', { peer: event.peer, problem: event.problem })
    else if (event.kind === 'shed')
      metrics.count('juxta_requests_shed_total', { whose: event.whose, quota: event.quota })
    else if (event.kind === 'webhook-attempt') metrics.count('juxta_webhook_attempts_total', { outcome: event.outcome })
    else if (event.kind === 'attempt-failed')
      metrics.count('juxta_attempts_failed_total', { peer: event.peer, code: event.code })
  })
  return metrics
}

export function operationsRoutes(node: Node, runner: Runner): WindowRoutes {
  const { store, events } = node
  const metrics = counting(events)
  const health = openHealth(node, runner)
  store.listen(({ kind, writes, took, waited, held }) => {
    metrics.observe('juxta_commit_writes', { kind }, writes)
    metrics.observe('juxta_commit_seconds', { kind }, took)
    if (kind === 'apart') return
    metrics.observe('juxta_log_lock_wait_seconds', {}, waited)
    metrics.observe('juxta_log_lock_held_seconds', {}, held)
  })

  return {
    livez: async () => ({ body: { status: 'ok' } }),
    async readyz() {
      const { status, since, checks } = await health.look()
      const said = Object.fromEntries(checks.map(({ check, detail }) => [check, detail]))
      return { status: status === 'ok' ? 200 : 503, body: { status, since: time(since), checks: said } }
    },
    async getHealth() {
      const { status, since, checks } = await health.look()
      return {
        body: {
          status,
          since: time(since),
          startedAt: time(health.startedAt),
          version: VERSION,
          checks: checks.map((part) => ({ ...part, since: time(part.since) })),
        },
      }
    },
    async metrics() {
      const queues = await outboxIn(store).queues()
      metrics.show(
        'juxta_outbox_waiting',
        queues.map((q) => ({ labels: { peer: q.peer }, value: q.waiting })),
      )
      metrics.show('juxta_log_leaves', [{ labels: {}, value: (await logIn(store).head()).size }])
      const ahead = store.writeAhead()
      metrics.show('juxta_store_write_ahead_bytes', ahead === null ? [] : [{ labels: {}, value: ahead }])
      const behind = []
      for (const { name, at } of await projectionsIn(store).standing())
        behind.push({ labels: { projection: name }, value: await enteredIn(store).count(at, 1000) })
      metrics.show('juxta_projection_behind', behind)
      const open = new Map(SEVERITIES.map((severity) => [severity, 0]))
      for (const { kind, count } of await alertsIn(store).open())
        open.set(alertOf(kind).severity, (open.get(alertOf(kind).severity) ?? 0) + count)
      metrics.show(
        'juxta_alerts_open',
        [...open].map(([severity, value]) => ({ labels: { severity }, value })),
      )
      const { live, disabled, waiting } = await webhooksIn(store).counts()
      metrics.show('juxta_webhook_waiting', [{ labels: {}, value: waiting }])
      metrics.show('juxta_webhooks', [
        { labels: { state: 'live' }, value: live },
        { labels: { state: 'disabled' }, value: disabled },
      ])
      metrics.show('juxta_cases_set_aside', [{ labels: {}, value: (await projectionsIn(store).aside()).length }])
      return { type: metrics.contentType, body: await metrics.text() }
    },
  }
}
