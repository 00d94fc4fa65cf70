/** The window side for operators: what waits for each peer, and what somebody must look at. */
import type { Exchange } from '../exchange/exchange.ts'
import { outboxIn } from '../exchange/outbox.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { alertsIn } from '../peers/registry.ts'
import { JuxtaError } from '../values/errors.ts'
import type { MessageId } from '../values/ids.ts'
import { time } from '../values/time.ts'

const stamp = (ms: number | null): string | null => (ms === null ? null : time(ms))

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
    listAlerts: async ({ query }) => ({
      body: {
        items: (await alertsIn(store).alerts(query['all'] !== 'true')).map((a) => ({
          ...a,
          at: time(a.at),
          lastAt: time(a.lastAt),
          closedAt: stamp(a.closedAt),
        })),
        next: null,
      },
    }),
    async closeAlert({ params }) {
      if (!(await alertsIn(store).closeAlert(params['id'] as MessageId, clock.now())))
        throw new JuxtaError('not-found', 'there is no such open alert')
      return { status: 204 }
    },
  }
}
