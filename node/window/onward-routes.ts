/** The window side for onward transit: passing a received message on to a third country, and who said what was passed on to us. */
import type { Exchange } from '../exchange/exchange.ts'
import { forward } from '../exchange/forward.ts'
import { originatorOf } from '../exchange/originator.ts'
import { requestFingerprint } from '../exchange/submit.ts'
import type { Doing } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { MessageId } from '../values/id.ts'
import { time } from '../values/time.ts'
import { submitted } from './message-view.ts'
import { visible } from './visible.ts'

export function onwardRoutes(node: Node, exchange: Exchange): WindowRoutes {
  async function received(incoming: WindowIncoming, doing: Doing): Promise<MessageRow> {
    const row = await visible(node.store, incoming, doing)
    if (row.direction !== 'in') throw noSuch('message in the inbox')
    return row
  }

  return {
    async forwardMessage(incoming) {
      exchange.admission.admitting()
      const row = await received(incoming, 'act')
      const { caller, headers: sent, url, bytes } = incoming
      const { to, conversation } = incoming.json() as { to: Country; conversation?: MessageId }
      const once = {
        client: caller.client,
        key: sent['idempotency-key']!,
        fingerprint: requestFingerprint(url, sent['content-type'] ?? '', bytes),
      }
      const outcome = await forward(node, exchange.submit, row, to, conversation, once, caller)
      const headers = outcome.replayed ? { 'idempotent-replayed': 'true' } : {}
      return { status: 202, headers, body: submitted(outcome.messages[0]!) }
    },

    async getOriginator(incoming) {
      const found = await originatorOf(node, await received(incoming, 'facts'))
      if (!found)
        throw new JuxtaError('not-found', 'nobody passed this message on: its sender is its originator', {
          rule: 'onward',
        })
      const { issuedAt, parts, ...more } = found
      return {
        body: { ...more, ...(issuedAt === undefined ? {} : { issuedAt: time(issuedAt * 1000) }), parts: [...parts] },
      }
    },
  }
}
