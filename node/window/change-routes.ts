/** The window side for what changes: the feed of changes, page by page, where nothing is there yet for as long as the reader waits, or as a stream of events. */
import { changeTailIn } from '../exchange/change-tail.ts'
import { changesIn } from '../exchange/changes.ts'
import type { Caller } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { ChangeKind } from '../operate/change-rows.ts'
import { JuxtaError } from '../values/errors.ts'
import { isCount } from '../values/members.ts'
import { changeStreams } from './change-stream.ts'

const EVENT_STREAM = 'text/event-stream'
const wantsEvents = ({ headers }: WindowIncoming): boolean =>
  (headers['accept'] ?? '').toLowerCase().split(',').some((range) => range.split(';', 1)[0]!.trim() === EVENT_STREAM) // prettier-ignore

export function changeRoutes(node: Node): WindowRoutes {
  const { store, clock, ending } = node
  const changes = changesIn(store)
  const tail = changeTailIn(store)
  const stream = changeStreams(node)

  /** The place after which the reader goes on; null: from the beginning of what is kept. */
  async function begin({ query, headers, after, placeOf }: WindowIncoming): Promise<number | null> {
    // Whoever comes again with what he has read last goes on there, whatever his address says.
    const read = placeOf(headers['last-event-id'], '/header/Last-Event-ID', isCount)
    if (read) return read[0]
    if (query['after'] === 'now') return (await changes.span()).last
    return after(isCount)?.[0] ?? null
  }

  /** A page, or `changes-gone` with the cursor from which to go on. */
  async function page({ query, next }: WindowIncoming, caller: Caller, after: number | null, limit: number) {
    try {
      return await changes.page(caller, after, limit, query['kind'] as ChangeKind | undefined)
    } catch (error) {
      if (!(error instanceof JuxtaError) || error.code !== 'changes-gone') throw error
      const on = next([error.members['from'] as number])
      throw new JuxtaError('changes-gone', `${error.message}: go on from ${on}`, {
        pointer: '/query/after',
        rule: 'kept',
        members: { next: on },
      })
    }
  }

  return {
    async listChanges(incoming) {
      const { caller, query, next, still, gone } = incoming
      const limit = Number(query['limit'] ?? 100)
      const deadline = clock.now() + Number(query['wait'] ?? 0) * 1000
      let after = await begin(incoming)
      if (wantsEvents(incoming)) {
        // A cursor that leads nowhere is answered before anything is streamed.
        await page(incoming, caller, after, 1)
        const body = stream(after, {
          caller,
          kind: query['kind'],
          still,
          gone,
          page: (who, from, most) => page(incoming, who, from, most),
          cursor: (place) => next([place])!,
        })
        return { body, type: EVENT_STREAM, headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' } }
      }
      for (;;) {
        const found = await page(incoming, caller, after, limit)
        after = found.next
        const left = deadline - clock.now()
        const over = gone.aborted || (!found.more && (left <= 0 || ending.signal.aborted))
        if (found.items.length > 0 || over)
          return { body: { items: found.items.map(({ change }) => change), next: next([after])! } }
        // Of what was looked through nothing is for this reader: on to what comes after it, once others have had their turn.
        if (found.more) await new Promise((turn) => setImmediate(turn))
        else await tail.wait(after, left, gone, ending.signal)
      }
    },
  }
}
