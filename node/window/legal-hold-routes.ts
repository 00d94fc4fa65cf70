/** Legal hold for operators: what is ordered to be kept beyond its time, and lifting that. */
import type { Exchange } from '../exchange/exchange.ts'
import type { HoldOrder } from '../exchange/legal-holds.ts'
import type { LegalHold } from '../exchange/legal-hold-rows.ts'
import type { components } from '../generated/window.ts'
import { answering } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { parseSeconds, timeOfSeconds } from '../values/time.ts'

type Schemas = components['schemas']

const timeIf = (seconds: number | null): string | null => (seconds === null ? null : timeOfSeconds(seconds))

const holdView = (hold: LegalHold): Schemas['LegalHold'] => ({
  id: hold.id,
  by: hold.by,
  peer: hold.peer,
  agreement: hold.agreement,
  procedure: hold.procedure,
  conversation: hold.conversation,
  keeps: hold.keeps,
  authority: hold.authority,
  reason: hold.reason,
  until: timeIf(hold.until),
  setAt: timeOfSeconds(hold.since),
  setBy: hold.setBy,
  liftedAt: timeIf(hold.liftedAt),
  liftedBy: hold.liftedBy,
  liftReason: hold.liftReason,
})

export function legalHoldRoutes({ legalHolds }: Exchange): WindowRoutes {
  return {
    async listLegalHolds({ query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      const holds = await legalHolds.list(after(isMessageId)?.[0] ?? null, limit)
      const last = holds.length === limit ? holds.at(-1) : undefined
      return { body: { items: holds.map(holdView), next: next(last && [last.id]) } }
    },
    async setLegalHold({ json, caller, about }) {
      const { until, ...order } = json() as Schemas['LegalHoldOrder']
      about(order.conversation ?? `${order.peer} ${order.procedure ?? ''}`)
      const ends = until === undefined ? {} : { until: parseSeconds(until) }
      return { status: 201, body: holdView(await legalHolds.set({ ...order, ...ends } as HoldOrder, caller.client)) }
    },
    async liftLegalHold({ params, json, caller }) {
      const { reason } = json() as { reason: string }
      return { body: holdView(await legalHolds.lift(params['id'] as MessageId, reason, answering(caller))) }
    },
  }
}
