/** Lists page by page, and feeds that go on for ever: as async iterators, for whoever reads. */
import { passes } from './problem.ts'
import { pause, pauseMs, type Patience } from './repeat.ts'

export type FeedOptions = {
  /** The cursor from which on; what is kept, from its beginning, where it is empty or absent. */
  readonly after?: string | undefined
  /** How many at most in one answer. */
  readonly limit?: number | undefined
  /** Seconds for which the node holds a request until something comes, 30 unless told. With 0 the feed ends where nothing more is there. */
  readonly wait?: number | undefined
  /** Ends the feed, quietly. */
  readonly signal?: AbortSignal | undefined
  /** Hears what was thrown each time that the node could not be reached; the feed goes on by itself. */
  readonly onFault?: ((error: unknown) => void) | undefined
}

/**
 * What comes after a cursor, one by one, each with the cursor to go on from once it has been dealt with. The caller keeps that cursor where it keeps what it made
 * of the item: after a crash it begins there, and sees some again but misses none. Goes on after faults that pass; fails with the problem that does not.
 */
export async function* follow<Page extends { next: string }, Item>(
  read: (after: string, signal: AbortSignal | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  { after = '', wait, signal, onFault }: FeedOptions,
  patience: Patience,
): AsyncGenerator<{ item: Item; cursor: string }, void> {
  let cursor = after
  for (let failed = 0; signal?.aborted !== true;) {
    let page: Page
    try {
      page = await read(cursor, signal)
      failed = 0
    } catch (error) {
      if (signal?.aborted) return
      if (!passes(error)) throw error
      onFault?.(error)
      await pause(pauseMs(++failed, patience), signal).catch(() => undefined)
      continue
    }
    const items = itemsOf(page)
    for (const [i, item] of items.entries()) {
      yield { item, cursor: i === items.length - 1 ? page.next : cursor }
      if (signal?.aborted) return
    }
    cursor = page.next
    if (items.length === 0 && wait === 0) return
  }
}

/** Every item of a list, page by page, until there is none; the first page is asked for without a cursor. */
export async function* itemsOf<Item>(
  read: (after: string | undefined) => Promise<{ items: readonly Item[]; next: string | null }>,
): AsyncGenerator<Item, void> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: { items: readonly Item[]; next: string | null } = await read(cursor)
    yield* page.items
    cursor = page.next
  }
}
