/** Health and metrics; no key is needed. */
import { logIn } from '../store/log.ts'
import { outboxIn } from '../exchange/outbox.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { BusinessEvents } from '../operate/events.ts'
import { casesIn } from '../cases/case-table.ts'
import { projectionsIn } from '../cases/projection-table.ts'
import type { Runner } from '../cases/runner.ts'
import type { Store } from '../store/store.ts'
import { time } from '../values/time.ts'
import type { Answer, Handler } from '../http/server.ts'

export type OperationsNeeds = {
  readonly store: Store
  readonly events: BusinessEvents
  readonly queueHealthy: () => boolean
  readonly runner: Runner
  now(): number
  stopping(): boolean
}

export function operationsRoutes(needs: OperationsNeeds, route: (id: string, handler: Handler) => void): void {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const sent = new Counter({
    name: 'juxta_messages_submitted_total',
    help: 'Messages taken from Single Windows',
    labelNames: ['peer', 'procedure'],
    registers,
  })
  const delivered = new Counter({
    name: 'juxta_messages_delivered_total',
    help: 'Messages whose receipt is held',
    labelNames: ['peer', 'procedure'],
    registers,
  })
  const received = new Counter({
    name: 'juxta_messages_received_total',
    help: 'Messages accepted from peers',
    labelNames: ['peer', 'procedure'],
    registers,
  })
  const refused = new Counter({
    name: 'juxta_messages_refused_total',
    help: 'Messages refused, by problem',
    labelNames: ['peer', 'problem'],
    registers,
  })
  const failed = new Counter({
    name: 'juxta_attempts_failed_total',
    help: 'Attempts that failed, by code',
    labelNames: ['peer', 'code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'juxta_delivery_seconds',
    help: 'From submission to receipt',
    labelNames: ['peer'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600],
    registers,
  })
  const waiting = new Gauge({
    name: 'juxta_outbox_waiting',
    help: 'Rows that wait for a peer',
    labelNames: ['peer'],
    registers,
  })
  const leaves = new Gauge({ name: 'juxta_log_leaves', help: 'Leaves of the message log', registers })
  const behind = new Gauge({
    name: 'juxta_projection_behind',
    help: 'Messages that a projection has not come to yet, counted up to 1000',
    labelNames: ['projection'],
    registers,
  })
  const aside = new Gauge({ name: 'juxta_cases_set_aside', help: 'Cases whose work has failed', registers })
  needs.events.listen((event) => {
    if (event.kind === 'submitted') sent.inc({ peer: event.peer, procedure: event.procedure })
    else if (event.kind === 'delivered') {
      delivered.inc({ peer: event.peer, procedure: event.procedure })
      seconds.observe({ peer: event.peer }, event.ms / 1000)
    } else if (event.kind === 'accepted') received.inc({ peer: event.peer, procedure: event.procedure })
    else if (event.kind === 'refused') refused.inc({ peer: event.peer, problem: event.problem })
    else if (event.kind === 'attempt-failed') failed.inc({ peer: event.peer, code: event.code })
  })

  route('livez', async () => ({ body: { status: 'ok' } }))
  route('readyz', async (): Promise<Answer> => {
    const checks: Record<string, string> = { queue: needs.queueHealthy() ? 'ok' : 'degraded: woken by the sweep' }
    let ok = !needs.stopping()
    if (!ok) checks['process'] = 'stopping'
    try {
      await needs.store.check()
      checks['store'] = 'ok'
    } catch (error) {
      ok = false
      checks['store'] = error instanceof Error ? error.message : 'failing'
    }
    // Messages are taken all the same: what is done in their cases comes later.
    const stands = needs.runner.stands
    checks['cases'] = stands === null ? 'ok' : `standing since ${time(stands.since)}: ${stands.error}`
    return { status: ok ? 200 : 503, body: { status: ok ? 'ok' : 'failing', checks } }
  })
  route('metrics', async (): Promise<Answer> => {
    waiting.reset()
    for (const queue of await outboxIn(needs.store).queues(needs.now()))
      waiting.set({ peer: queue.peer }, queue.waiting)
    leaves.set((await logIn(needs.store).head()).size)
    for (const { name, at } of await projectionsIn(needs.store).standing())
      behind.set({ projection: name }, (await casesIn(needs.store).enteredSince(at, 1000)).length)
    aside.set((await projectionsIn(needs.store).aside()).length)
    return { type: registry.contentType, body: await registry.metrics() }
  })
}
