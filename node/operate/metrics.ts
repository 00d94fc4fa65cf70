/** The metrics that `/metrics` shows, in one table, from which the registry and the page for people are made. */
import { channel } from 'node:diagnostics_channel'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

type Metric = {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[]
}

export const METRICS = {
  juxta_messages_submitted_total: {
    type: 'counter',
    help: 'Messages taken from Single Windows',
    labels: ['peer', 'procedure'],
  },
  juxta_messages_delivered_total: {
    type: 'counter',
    help: 'Messages whose receipt is held',
    labels: ['peer', 'procedure'],
  },
  juxta_messages_received_total: {
    type: 'counter',
    help: 'Messages accepted from peers',
    labels: ['peer', 'procedure'],
  },
  juxta_messages_refused_total: {
    type: 'counter',
    help: 'Messages refused, by problem',
    labels: ['peer', 'problem'],
  },
  juxta_requests_shed_total: {
    type: 'counter',
    help: 'Requests turned away because a quota was reached',
    labels: ['whose', 'quota'],
  },
  juxta_attempts_failed_total: {
    type: 'counter',
    help: 'Attempts that failed, by code',
    labels: ['peer', 'code'],
  },
  juxta_delivery_seconds: {
    type: 'histogram',
    help: 'From submission to receipt',
    labels: ['peer'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600],
  },
  juxta_outbox_waiting: { type: 'gauge', help: 'Rows that wait for a peer', labels: ['peer'] },
  juxta_commit_writes: {
    type: 'histogram',
    help: 'Writes that shared one commit, under the lock of the log or apart from it',
    labels: ['kind'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  },
  juxta_commit_seconds: {
    type: 'histogram',
    help: 'What a commit took in all, the wait for the lock included',
    labels: ['kind'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 5],
  },
  juxta_log_lock_wait_seconds: {
    type: 'histogram',
    help: 'How long a commit waited for the lock of the log',
    labels: [],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 5],
  },
  juxta_log_lock_held_seconds: {
    type: 'histogram',
    help: 'How long a commit held the lock of the log; of all replicas together never more than a second of each',
    labels: [],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 5],
  },
  juxta_store_write_ahead_bytes: {
    type: 'gauge',
    help: 'The write-ahead log of SQLite; large where something reads the store for long',
    labels: [],
  },
  juxta_log_leaves: { type: 'gauge', help: 'Leaves of the message log', labels: [] },
  juxta_projection_behind: {
    type: 'gauge',
    help: 'Messages that a projection has not come to yet, counted up to 1000',
    labels: ['projection'],
  },
  juxta_cases_set_aside: { type: 'gauge', help: 'Cases whose work has failed', labels: [] },
  juxta_webhook_attempts_total: {
    type: 'counter',
    help: 'Attempts to deliver to a webhook: taken, failed, or dropped since its key may not see the event any more',
    labels: ['outcome'],
  },
  juxta_webhook_waiting: { type: 'gauge', help: 'Events that wait for webhooks', labels: [] },
  juxta_webhooks: { type: 'gauge', help: 'Webhooks, live or disabled', labels: ['state'] },
  juxta_alerts_open: { type: 'gauge', help: 'Alerts that nobody has closed', labels: ['severity'] },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS
type Labels<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>
type Of<T extends Metric['type']> = {
  [N in MetricName]: (typeof METRICS)[N]['type'] extends T ? N : never
}[MetricName]

/** On this channel (node:diagnostics_channel) whoever was loaded into the process hears what is observed, as the bench does. */
export const OBSERVED = 'juxta.observed'
export type Observed = { readonly name: Of<'histogram'>; readonly value: number }
const observed = channel(OBSERVED)

export class Metrics {
  readonly #registry = new Registry()
  readonly #all = new Map<string, Counter | Gauge | Histogram>()

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
    for (const [name, { type, help, labels, buckets }] of Object.entries<Metric>(METRICS)) {
      const made = { name, help, labelNames: labels, registers: [this.#registry] }
      if (type === 'counter') this.#all.set(name, new Counter(made))
      else if (type === 'gauge') this.#all.set(name, new Gauge(made))
      else this.#all.set(name, new Histogram({ ...made, ...(buckets ? { buckets: [...buckets] } : {}) }))
    }
  }

  count<N extends Of<'counter'>>(name: N, labels: Labels<N>): void {
    ;(this.#all.get(name) as Counter).inc(labels)
  }

  observe<N extends Of<'histogram'>>(name: N, labels: Labels<N>, value: number): void {
    ;(this.#all.get(name) as Histogram).observe(labels, value)
    if (observed.hasSubscribers) observed.publish({ name, value } satisfies Observed)
  }

  /** The gauge as it is now, whole: what is not in `values` any more is not shown. */
  show<N extends Of<'gauge'>>(
    name: N,
    values: readonly { readonly labels: Labels<N>; readonly value: number }[],
  ): void {
    const gauge = this.#all.get(name) as Gauge
    gauge.reset()
    for (const { labels, value } of values) gauge.set(labels, value)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** In the text format of OpenMetrics' predecessor, as Prometheus reads it. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
