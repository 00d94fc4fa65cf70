/** Waits for the next change: all who wait in this process share one look at the store, at once after a commit of its own and each second for those of other replicas. */
import { toldIn } from '../operate/change-rows.ts'
import { inStore, type Store } from '../store/store.ts'

/** What this process commits within this time is looked for together. */
const TOGETHER_MS = 25
/** How often another replica is looked for. */
const OTHERS_MS = 1000

type Waiting = { readonly after: number; readonly wake: () => void }

export const changeTailIn = inStore((store: Store) => {
  const waiting = new Set<Waiting>()
  let last = 0
  /** Something was committed here since the store was asked. */
  let committed = true
  let soon = false
  let others: NodeJS.Timeout | null = null

  async function look(): Promise<void> {
    committed = false
    try {
      last = (await toldIn(store).span()).last
    } catch {
      // A store that is away is asked again; whoever reads hears of it.
      return
    }
    for (const one of waiting) if (one.after < last) one.wake()
  }
  function lookSoon(): void {
    if (soon || waiting.size === 0) return
    soon = true
    setTimeout(() => {
      soon = false
      void look()
    }, TOGETHER_MS).unref()
  }
  store.listen(({ kind }) => {
    if (kind !== 'log') return
    committed = true
    lookSoon()
  })

  return {
    /** Fulfilled when there is something after the place `after`, after `ms`, or when one of `until` is aborted; for nothing else, so that nobody asks in vain. */
    wait: (after: number, ms: number, ...until: readonly AbortSignal[]): Promise<void> =>
      new Promise((resolve) => {
        if (after < last || until.some((signal) => signal.aborted)) return resolve()
        const wake = (): void => {
          clearTimeout(timer)
          waiting.delete(one)
          for (const signal of until) signal.removeEventListener('abort', wake)
          if (waiting.size === 0 && others) {
            clearInterval(others)
            others = null
          }
          resolve()
        }
        const one: Waiting = { after, wake }
        const timer = setTimeout(wake, ms)
        waiting.add(one)
        for (const signal of until) signal.addEventListener('abort', wake)
        others ??= setInterval(() => void look(), OTHERS_MS).unref()
        if (committed) lookSoon()
      }),
  }
})
