/**
 * Work whose cost somebody outside decides, in threads of its own: each piece has so long and so much memory, so many are done at once, and the thread of a
 * piece that takes longer is ended. Those who have something worked on take turns, and each pays with his own share of time. What serves requests never
 * waits for it.
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
  /** Pieces of one payer that may wait for a thread; those beyond are told to come again. */
  readonly waiting: number
  /** What a piece that takes too long, or too much memory, is answered. */
  tooExpensive(): JuxtaError
}

/** What a thread answers: first that it is ready, then for each piece what came of it and how many milliseconds it took. */
type Answer =
  | { readonly ready: true }
  | { readonly value: unknown; readonly took: number }
  | { readonly fault: Fault; readonly took: number }
export type Fault = Pick<JuxtaError, 'code' | 'message' | 'pointer' | 'rule'>

/** Who has pieces worked on, and how much of the threads' time is his. */
export type Payer = {
  /** Pieces of one name take turns with those of others. */
  readonly name: string
  /** Milliseconds until he may have more worked on; 0: now. */
  wait(): number
  /** What a piece is answered that may not wait for that. */
  refused(): JuxtaError
  /** A piece of his has taken so many milliseconds of a thread. */
  spent(ms: number): void
}

/** This node itself, which asks for nothing that somebody outside could multiply. */
export const NODE: Payer = {
  name: 'node',
  wait: () => 0,
  refused: () => new JuxtaError('internal', 'the node waits for nobody'),
  spent: () => undefined,
}

type Piece = {
  readonly input: unknown
  readonly moved: readonly TransferListItem[]
  readonly payer: Payer
  readonly patient: boolean
  begun: number
  resolve(value: never): void
  reject(error: JuxtaError): void
}
type Thread = { readonly worker: Worker; ready: boolean; piece: Piece | null; timer: NodeJS.Timeout | null }

/** So many payers may have as many pieces waiting as one may. */
const CROWD = 4

const stopping = (): JuxtaError => new JuxtaError('busy', 'the node is stopping', { retryAfter: 5 })

export class Workshop<I, O> {
  readonly #options: WorkshopOptions
  readonly #threads = new Set<Thread>()
  /** What waits of each payer, whose turn is next first. */
  readonly #waiting = new Map<string, Piece[]>()
  /** Until the first of those who have used up their time may go on. */
  #later: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: WorkshopOptions) {
    this.#options = options
  }

  /**
   * Fails with what the thread failed with, with `tooExpensive`, with `busy` where too many wait, and with what `payer` says where his time is used up;
   * `patient`: it waits, however many there are and however long that takes. What is in `moved` is no longer the caller's.
   */
  run(
    input: I,
    { payer, patient = false, moved = [] }: { payer: Payer; patient?: boolean; moved?: TransferListItem[] },
  ): Promise<O> {
    if (this.#closed) return Promise.reject(stopping())
    const own = this.#waiting.get(payer.name) ?? []
    if (!patient) {
      if (payer.wait() > 0) return Promise.reject(payer.refused())
      const { waiting } = this.#options
      const all = [...this.#waiting.values()].reduce((sum, pieces) => sum + pieces.length, 0)
      if (own.length >= waiting || all >= waiting * CROWD)
        return Promise.reject(
          new JuxtaError('busy', `${own.length >= waiting ? waiting : all} pieces of expensive work wait already`, {
            rule: 'expensive-work',
            retryAfter: 2,
          }),
        )
    }
    return new Promise<O>((resolve, reject) => {
      own.push({ input, moved, payer, patient, begun: 0, resolve, reject })
      this.#waiting.set(payer.name, own)
      this.#next()
    })
  }

  /** What is under way is ended. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#later) clearTimeout(this.#later)
    for (const piece of this.#takeAll()) piece.reject(stopping())
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, stopping())))
  }

  #takeAll(): Piece[] {
    const all = [...this.#waiting.values()].flat()
    this.#waiting.clear()
    return all
  }

  /** Gives what may be begun to threads that are idle; opens one where there is none. */
  #next(): void {
    for (let payer = this.#turn(); payer !== undefined; payer = this.#turn()) {
      const idle = [...this.#threads].find(({ ready, piece }) => ready && piece === null)
      if (!idle) {
        const coming = [...this.#threads].filter(({ ready }) => !ready).length
        if (this.#threads.size < this.#options.threads && coming < this.#waiting.size) this.#open()
        return
      }
      const pieces = this.#waiting.get(payer)!
      const piece = pieces.shift()!
      // Whoever had his turn is the last from now on.
      this.#waiting.delete(payer)
      if (pieces.length > 0) this.#waiting.set(payer, pieces)
      this.#give(idle, piece)
    }
  }

  /**
   * Whose piece is next. One payer never has all threads, so that whoever comes next finds one soon. Of whoever has used up his time what is patient
   * stays, and the rest is refused.
   */
  #turn(): string | undefined {
    let soonest = Infinity
    for (const [name, pieces] of this.#waiting) {
      const { payer } = pieces[0]!
      const wait = payer.wait()
      if (wait > 0) {
        const patient = pieces.filter((piece) => piece.patient)
        for (const piece of pieces) if (!piece.patient) piece.reject(payer.refused())
        if (patient.length === 0) this.#waiting.delete(name)
        else this.#waiting.set(name, patient)
        if (patient.length > 0) soonest = Math.min(soonest, wait)
        continue
      }
      const busy = [...this.#threads].filter(({ piece }) => piece?.payer.name === name).length
      if (busy < Math.max(1, this.#options.threads - 1)) return name
    }
    if (soonest < Infinity && !this.#later && !this.#closed)
      this.#later = setTimeout(
        () => {
          this.#later = null
          this.#next()
        },
        Math.min(60_000, Math.ceil(soonest)),
      ).unref()
    return undefined
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
      if (!thread.ready) for (const piece of this.#takeAll()) piece.reject(why)
      void this.#end(thread, why)
    })
  }

  #give(thread: Thread, piece: Piece): void {
    thread.piece = piece
    piece.begun = performance.now()
    thread.worker.ref()
    thread.timer = setTimeout(() => void this.#end(thread, this.#options.tooExpensive()), this.#options.ms)
    thread.worker.postMessage(piece.input, [...piece.moved])
  }

  #answered(thread: Thread, answer: Answer): void {
    // Of one that is being ended nobody waits for an answer any more, only for its end.
    if (!this.#threads.has(thread)) return
    const { piece } = thread
    if (thread.timer) clearTimeout(thread.timer)
    thread.piece = null
    thread.ready = true
    thread.worker.unref()
    if ('took' in answer) piece?.payer.spent(answer.took)
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
    const { piece } = thread
    piece?.payer.spent(performance.now() - piece.begun)
    piece?.reject(why)
    const ended = thread.worker.terminate()
    this.#next()
    await ended
  }
}
