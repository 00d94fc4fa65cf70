/** The queue on Redis or Valkey for many replicas: one BullMQ queue per peer, whose jobs only wake. Redis lost or emptied costs time, never a message. */
import { Queue as BullQueue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Country } from '../values/country.ts'
import type { Queue } from './queue.ts'

// Wakes within this time become one job, so that a burst of messages costs one job and not one each.
const MERGE_MS = 10
/** A Redis that takes connections and answers nothing is away too. */
const SILENCE_MS = 1000
/** How often it is asked whether it answers. */
const ASK_MS = 2000

type PeerQueue = { queue: BullQueue; worker: Worker | null; last: number; trailing: NodeJS.Timeout | null }

export type BullmqQueueOptions = { readonly url: string; readonly prefix: string; log(message: string): void }

export function bullmqQueue({ url, prefix, log }: BullmqQueueOptions): Queue {
  // Commands fail at once while Redis is away, so that a wake falls back to this process; workers wait for it to return.
  const producer = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: SILENCE_MS,
    retryStrategy: (n) => Math.min(n * 200, 2000),
  })
  const consumer = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (n) => Math.min(n * 200, 2000) })
  let lastError = ''
  for (const redis of [producer, consumer])
    redis.on('error', (error: Error) => {
      if (error.message !== lastError) log(`redis: ${error.message}`)
      lastError = error.message
    })
  producer.on('ready', () => (lastError = ''))
  let answers = true
  const asking = setInterval(() => {
    producer.ping().then(
      () => (answers = true),
      () => (answers = false),
    )
  }, ASK_MS).unref()
  const queues = new Map<Country, PeerQueue>()
  let work: ((peer: Country) => Promise<void>) | null = null
  let closed = false

  function queueOf(peer: Country): PeerQueue {
    const known = queues.get(peer)
    if (known) return known
    const queue = new BullQueue(`peer-${peer}`, {
      connection: producer,
      prefix,
      skipWaitingForReady: true,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', () => undefined)
    const made: PeerQueue = { queue, worker: null, last: 0, trailing: null }
    queues.set(peer, made)
    if (work) listen(peer, made)
    return made
  }

  function listen(peer: Country, entry: PeerQueue): void {
    const handler = work!
    // The job ends at once: the work goes on outside it, so that a later wake is never swallowed by a running job.
    entry.worker = new Worker(
      `peer-${peer}`,
      async () => {
        void handler(peer)
      },
      { connection: consumer, prefix, concurrency: 1, skipVersionCheck: true },
    )
    entry.worker.on('error', () => undefined)
  }

  function add(peer: Country, entry: PeerQueue, delay: number): void {
    entry.last = Date.now()
    const options = delay > 0 ? { delay, jobId: `later-${Math.ceil((Date.now() + delay) / 1000)}` } : {}
    // Without Redis this process does the work itself; other replicas find it by their sweep.
    entry.queue.add('wake', {}, options).catch(() => {
      if (!closed && work && delay <= 0) void work(peer)
    })
  }

  return {
    wake(peer, delayMs = 0) {
      if (closed) return
      const entry = queueOf(peer)
      if (delayMs > 0) return add(peer, entry, delayMs)
      const since = Date.now() - entry.last
      if (since >= MERGE_MS) return add(peer, entry, 0)
      entry.trailing ??= setTimeout(() => {
        entry.trailing = null
        if (!closed) add(peer, entry, 0)
      }, MERGE_MS - since)
    },
    watch(peers) {
      if (!closed) for (const peer of peers) queueOf(peer)
    },
    async start(handler) {
      work = handler
      for (const [peer, entry] of queues) if (!entry.worker) listen(peer, entry)
    },
    healthy: () => answers && producer.status === 'ready',
    async close() {
      closed = true
      clearInterval(asking)
      work = null
      const quietly = (p: Promise<unknown>): Promise<unknown> =>
        Promise.race([p.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 2000).unref())])
      for (const { queue, worker, trailing } of queues.values()) {
        if (trailing) clearTimeout(trailing)
        if (worker) await quietly(worker.close(producer.status !== 'ready'))
        await quietly(queue.close())
      }
      producer.disconnect()
      consumer.disconnect()
    },
  }
}
