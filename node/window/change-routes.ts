/** The window side for what changes: the feed of changes, asked page by page, where nothing is there yet for as long as the reader waits. */
import { changesIn } from '../exchange/changes.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { ChangeKind } from '../operate/change-rows.ts'
import { JuxtaError } from '../values/errors.ts'
import { isCount } from '../values/members.ts'

export function changeRoutes({ store, clock, events, ending }: Node): WindowRoutes {
  const changes = changesIn(store)

  /** The place after which the reader goes on; null: from the beginning of what is kept. */
  async function begin({ query, after }: WindowIncoming): Promise<number | null> {
    if (query['after'] === 'now') return (await changes.span()).last
    return after(isCount)?.[0] ?? null
  }

  /** A page, or `changes-gone` with the cursor from which to go on. */
  async function page({ caller, query, next }: WindowIncoming, after: number | null, limit: number) {
    try {
      return await changes.page(caller, after, limit, query['kind'] as ChangeKind | undefined)
    } catch (error) {
      if (!(error instanceof JuxtaError) || error.code !== 'changes-gone') throw error
      throw new JuxtaError('changes-gone', error.message, {
        pointer: '/query/after',
        rule: 'kept',
        members: { next: next([error.members['from'] as number]) },
      })
    }
  }

  return {
    async listChanges(incoming) {
      const { query, next, gone } = incoming
      const limit = Number(query['limit'] ?? 100)
      const deadline = clock.now() + Number(query['wait'] ?? 0) * 1000
      for (let after = await begin(incoming); ;) {
        const found = await page(incoming, after, limit)
        after = found.next
        const left = deadline - clock.now()
        const over = left <= 0 || gone.aborted || ending.signal.aborted
        if (found.items.length > 0 || (over && !found.more) || gone.aborted)
          return { body: { items: found.items.map(({ change }) => change), next: next([after])! } }
        if (found.more) {
          // Of what was looked through nothing is for this reader: on to what comes after it, once others have had their turn.
          await new Promise((turn) => setImmediate(turn))
          continue
        }
        // A change that this process makes is seen at once, one of another replica within a second.
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer)
            stop()
            ending.signal.removeEventListener('abort', done)
            resolve()
          }
          const timer = setTimeout(done, Math.min(left, 1000))
          const stop = events.listen(done)
          ending.signal.addEventListener('abort', done)
        })
      }
    },
  }
}
