/** The window side for operators: what waits for each peer, and what somebody must look at. */
import type { Exchange } from '../exchange/exchange.ts'
import { outboxIn } from '../exchange/outbox.ts'
import type { components } from '../generated/window.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { alertsIn, type AlertRow } from '../operate/alert-rows.ts'
import { ranksOf } from '../operate/alert-ranks.ts'
import type { Severity } from '../operate/alert.ts'
import { alertOf } from '../operate/alerts.ts'
import { noSuch } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { time } from '../values/time.ts'

type Schemas = components['schemas']

const isRank = (value: unknown): value is number => Number.isSafeInteger(value)

const stamp = (ms: number | null): string | null => (ms === null ? null : time(ms))

function alertView({ at, lastAt, closedAt, rank: _, ...row }: AlertRow): Schemas['Alert'] {
  const { severity, security = false, means, mend, closes } = alertOf(row.kind)
  return {
    ...row,
    severity,
    security,
    means,
    mend,
    ...(closes === undefined ? {} : { closes }),
    at: time(at),
    lastAt: time(lastAt),
    closedAt: stamp(closedAt),
  }
}

export function operatorRoutes({ store, clock }: Node, { courier }: Exchange): WindowRoutes {
  return {
    listQueues: async () => ({
      body: {
        items: (await outboxIn(store).queues()).map((q) => ({
          ...q,
          oldest: stamp(q.oldest),
          circuit: courier.circuitOpen(q.peer) ? 'open' : 'closed',
        })),
        next: null,
      },
    }),
    async listAlerts({ query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      const severity = query['severity'] as Severity | undefined
      const rows = await alertsIn(store).alerts({
        open: query['all'] !== 'true',
        ...(severity === undefined ? {} : { ranks: ranksOf(severity) }),
        after: after(isRank, isMessageId) ?? undefined,
        limit,
      })
      const last = rows.length === limit ? rows.at(-1) : undefined
      return { body: { items: rows.map(alertView), next: next(last && [last.rank, last.id]) } }
    },

    async closeAlert({ params }) {
      if (!(await alertsIn(store).closeAlert(params['id'] as MessageId, clock.now()))) throw noSuch('open alert')
      return { status: 204 }
    },
  }
}
