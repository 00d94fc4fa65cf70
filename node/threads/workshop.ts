/**
 * Work whose cost somebody outside decides, in threads of its own: each piece has so long and so much memory, so many are done at once, and the thread of a
 * piece that takes longer is ended. What serves requests never waits for it.
 */
import { Worker, type TransferListItem } from 'node:worker_threads'
import { JuxtaError } from '../values/errors.ts'

export type WorkshopOptions = {
  /** The module that a thread runs, which calls `serve`. */
  readonly script: URL
  /** What it is given at its start. */
  readonly data?: unknown
  readonly threads: number
  /** How long a piece may take, in milliseconds; getting a thread ready is not counted. */
  readonly ms: number
  /** Of the JavaScript heap of a thread. */
  readonly megabytes: number
  /** Pieces that may wait for a thread; those beyond are told to come again. */
  readonly waiting: number
  /** What a piece that takes too long, or too much memory, is answered. */
  tooExpensive(): JuxtaError
}

/** What a thread answers: first that it is ready, then for each piece what came of it. */
type Answer = { readonly ready: true } | { readonly value: unknown } | { readonly fault: Fault }
export type Fault = Pick<JuxtaError, 'code' | 'message' | 'pointer' | 'rule'>

type Piece = {
  readonly input: unknown
  readonly moved: readonly TransferListItem[]
  resolve(value: never): void
  reject(error: JuxtaError): void
}
type Thread = { readonly worker: Worker; ready: boolean; piece: Piece | null; timer: NodeJS.Timeout | null }

export class Workshop<I, O> {
  readonly #options: WorkshopOptions
  readonly #threads = new Set<Thread>()
  readonly #waiting: Piece[] = []
  #closed = false

  constructor(options: WorkshopOptions) {
    this.#options = options
  }

  /**
   * Fails with what the thread failed with, with `tooExpensive`, and with `busy` where too many wait; `patient`: it waits however many there are. What is in
   * `moved` is no longer the caller's.
   */
  run(input: I, { patient = false, moved = [] }: { patient?: boolean; moved?: TransferListItem[] } = {}): Promise<O> {
    if (this.#closed) return Promise.reject(new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 }))
    if (!patient && this.#waiting.length >= this.#options.waiting)
      return Promise.reject(
        new JuxtaError('busy', `${this.#options.waiting} pieces of expensive work wait already`, {
          rule: 'expensive-work',
          retryAfter: 2,
        }),
      )
    return new Promise<O>((resolve, reject) => {
      this.#waiting.push({ input, moved, resolve, reject })
      this.#next()
    })
  }

  /** What is under way is ended. */
  async close(): Promise<void> {
    this.#closed = true
    const stopping = new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 })
    for (const piece of this.#waiting.splice(0)) piece.reject(stopping)
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, stopping)))
  }

  #next(): void {
    if (this.#waiting.length === 0) return
    const idle = [...this.#threads].find(({ ready, piece }) => ready && piece === null)
    if (idle) return this.#give(idle, this.#waiting.shift()!)
    const coming = [...this.#threads].filter(({ ready }) => !ready).length
    if (this.#threads.size < this.#options.threads && coming < this.#waiting.length) this.#open()
  }

  #open(): void {
    const { script, data, megabytes } = this.#options
    const worker = new Worker(script, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: megabytes } })
    const thread: Thread = { worker, ready: false, piece: null, timer: null }
    this.#threads.add(thread)
    // A process that has nothing else to do need not wait for it.
    worker.unref()
    worker.on('message', (answer: Answer) => this.#answered(thread, answer))
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const expensive = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      const why = expensive
        ? this.#options.tooExpensive()
        : new JuxtaError('internal', `a thread ended: ${error.message}`, { cause: error })
      // One that cannot even begin will not begin the next time: whoever waits is told.
      if (!thread.ready) for (const piece of this.#waiting.splice(0)) piece.reject(why)
      void this.#end(thread, why)
    })
  }

  #give(thread: Thread, piece: Piece): void {
    thread.piece = piece
    thread.worker.ref()
    thread.timer = setTimeout(() => void this.#end(thread, this.#options.tooExpensive()), this.#options.ms)
    thread.worker.postMessage(piece.input, [...piece.moved])
  }

  #answered(thread: Thread, answer: Answer): void {
    const { piece } = thread
    if (thread.timer) clearTimeout(thread.timer)
    thread.piece = null
    thread.ready = true
    thread.worker.unref()
    if ('value' in answer) piece?.resolve(answer.value as never)
    if ('fault' in answer) {
      const { code, message, pointer, rule } = answer.fault
      const more = { ...(pointer === undefined ? {} : { pointer }), ...(rule === undefined ? {} : { rule }) }
      piece?.reject(new JuxtaError(code, message, more))
    }
    this.#next()
  }

  async #end(thread: Thread, why: JuxtaError): Promise<void> {
    if (!this.#threads.delete(thread)) return
    if (thread.timer) clearTimeout(thread.timer)
    thread.piece?.reject(why)
    const ended = thread.worker.terminate()
    this.#next()
    await ended
  }
}
