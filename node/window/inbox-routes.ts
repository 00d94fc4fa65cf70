/** The window side for what came: the feed in the order of the log, collected and answered by each agency for itself. */
import { agenciesIn } from '../exchange/agencies.ts'
import type { BusinessAnswer } from '../exchange/collect.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { inboxIn } from '../exchange/inbox.ts'
import type { components } from '../generated/window.ts'
import { readableBy } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import { inboxMessage } from './message-view.ts'
import { view, visible } from './visible.ts'
import { isPlaceText } from '../values/cursor.ts'
import { isCount } from '../values/members.ts'

export function inboxRoutes(node: Node, { collect }: Exchange): WindowRoutes {
  const { store, clock, events, ending } = node
  return {
    async readInbox({ caller, query, after: place, next: cursor, gone }) {
      // The shard and index of the leaf that exposes a message.
      const [shard, index] = place(isPlaceText, isCount) ?? []
      let after = shard === undefined || index === undefined ? null : { shard, index }
      const limit = Number(query['limit'] ?? 100)
      const deadline = clock.now() + Number(query['wait'] ?? 0) * 1000
      const own = (await agenciesIn(store).subscriptions()).filter((s) => s.agency === caller.agency)
      const filter = {
        ...readableBy(caller),
        subscriptions: own.length === 0 ? null : own,
      }
      for (;;) {
        const { rows, next, more } = await inboxIn(store).feed(after, limit, filter)
        after = next
        const left = deadline - clock.now()
        if (rows.length === 0 && more && !gone.aborted) {
          // Of what was looked through nothing is for this reader: on to what comes after it, once others have had their turn.
          await new Promise((turn) => setImmediate(turn))
          continue
        }
        if (rows.length > 0 || left <= 0 || gone.aborted || ending.signal.aborted) {
          const collections =
            caller.agency === null ? [] : await agenciesIn(store).collections(rows.map((r) => r.message.id))
          return {
            body: {
              messages: rows.map((row) =>
                inboxMessage(
                  row,
                  caller.agency === null
                    ? (row.message.state as components['schemas']['InboxMessage']['state'])
                    : (collections.find((c) => c.message === row.message.id && c.agency === caller.agency)?.state ??
                        'received'),
                ),
              ),
              // Empty is the beginning.
              next: cursor(next && [next.shard, next.index]) ?? '',
            },
          }
        }
        // A message that this process takes is seen at once, one that another replica takes within a second.
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer)
            stop()
            ending.signal.removeEventListener('abort', done)
            resolve()
          }
          const timer = setTimeout(done, Math.min(left, 1000))
          const stop = events.listen((event) => event.kind === 'accepted' && done())
          ending.signal.addEventListener('abort', done)
        })
      }
    },

    async collectMessage(incoming) {
      const row = await visible(store, incoming, 'act')
      return { body: await view(node, await collect.collected(row.id, incoming.caller.agency), incoming.caller) }
    },

    async answerMessage(incoming) {
      const row = await visible(store, incoming, 'act')
      const { caller } = incoming
      const answered = await collect.answer(row.id, incoming.json() as BusinessAnswer, caller.agency)
      return { body: await view(node, answered, caller) }
    },
  }
}
