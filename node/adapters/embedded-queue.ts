/** The queue inside one process: wakes are calls. What is lost with the process is found again by the sweep. */
import type { Country } from '../values/country.ts'
import type { Queue } from './queue.ts'

export function embeddedQueue(): Queue {
  const timers = new Map<Country, { at: number; timer: NodeJS.Timeout }>()
  let work: ((peer: Country) => Promise<void>) | null = null
  const running = new Set<Promise<void>>()
  const call = (peer: Country): void => {
    if (!work) return
    const done = work(peer).finally(() => running.delete(done))
    running.add(done)
  }
  return {
    wake(peer, delayMs = 0) {
      if (!work) return
      if (delayMs <= 0) return call(peer)
      const at = Date.now() + delayMs
      const set = timers.get(peer)
      if (set && set.at <= at) return
      if (set) clearTimeout(set.timer)
      const timer = setTimeout(() => {
        timers.delete(peer)
        call(peer)
      }, delayMs)
      timer.unref()
      timers.set(peer, { at, timer })
    },
    watch() {},
    async start(handler) {
      work = handler
    },
    healthy: () => true,
    async close() {
      work = null
      for (const { timer } of timers.values()) clearTimeout(timer)
      timers.clear()
      await Promise.allSettled(running)
    },
  }
}
