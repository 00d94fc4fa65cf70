/**
 * Loaded into a node of the bench before its own modules: tells whoever started it how many messages are delivered, as they are, and when asked how long they
 * took and where the processor was. It asks nothing of the node, which so spends nothing on being watched that `/metrics` would.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { isMainThread } from 'node:worker_threads'
import { record, type Count } from './count.ts'
import { OBSERVED, type Observed } from '../node/operate/metrics.ts'

/** Milliseconds from submission to receipt of what was delivered since they were last asked for, in the order of their size. */
export type Took = { readonly took: readonly number[] }
/** What was asked of the database while it was profiled: commits, and each statement with how often it was sent in groups and by itself. */
export type Counted = { readonly commits: number; readonly statements: readonly (Count & { readonly text: string })[] }
export type Told = { readonly delivered: number } | Took | Counted | { readonly profiled: string }
export type Asked =
  { readonly ask: 'took' | 'counted' | 'profile' } | { readonly ask: 'profiled'; readonly file: string }

/** So many are kept to judge latency by; of more, every second, every fourth and so on. */
const KEPT = 100_000
const TOLD_MS = 5

function watch(send: (told: Told) => void): void {
  let [delivered, told, each] = [0, 0, 1]
  let took: number[] = []
  let [last, telling] = [0, false]
  // What is delivered within a few milliseconds is told once, and what is delivered alone at once.
  const tell = (): void => {
    if (telling) return
    telling = true
    const now = (): void => {
      ;[telling, last] = [false, performance.now()]
      if (delivered > told) send({ delivered: (told = delivered) })
    }
    const wait = TOLD_MS - (performance.now() - last)
    if (wait <= 0) setImmediate(now)
    else setTimeout(now, wait)
  }
  subscribe(OBSERVED, (message) => {
    const { name, value } = message as Observed
    if (name !== 'juxta_delivery_seconds') return
    delivered++
    tell()
    if (delivered % each === 0 && took.push(value * 1000) === KEPT) {
      took = took.filter((_, i) => i % 2 === 0)
      each *= 2
    }
  })
  const recorded = record()
  const session = new Session()
  process.on('message', (asked: Asked) => {
    if (asked.ask === 'took') {
      send({ took: took.sort((x, y) => x - y) })
      ;[took, each] = [[], 1]
    } else if (asked.ask === 'counted') {
      const all = recorded.all()
      recorded.counts = false
      send({ commits: all.commits, statements: [...all.statements].map(([text, count]) => ({ text, ...count })) })
    } else if (asked.ask === 'profile') {
      recorded.clear()
      recorded.counts = true
      session.connect()
      session.post('Profiler.enable')
      session.post('Profiler.setSamplingInterval', { interval: 500 })
      session.post('Profiler.start')
    } else if (asked.ask === 'profiled') {
      session.post('Profiler.stop', (failed, { profile }) => {
        if (failed) throw failed
        session.disconnect()
        writeFileSync(asked.file, JSON.stringify(profile))
        send({ profiled: asked.file })
      })
    }
  })
  // The node ends when it has nothing more to do, watched or not.
  process.channel?.unref()
}

if (isMainThread && process.send) watch((told) => process.connected && process.send!(told))
