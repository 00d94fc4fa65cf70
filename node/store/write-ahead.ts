/**
 * Brings SQLite's write-ahead log into the database file in a thread with a connection of its own, so that a commit waits for its own fsync and no other.
 * Where the thread does not keep up, or is not there, the writer does it inside a commit (SQLITE_WAL_PAGES), as SQLite does by itself.
 */
import { Worker } from 'node:worker_threads'
import { SQLITE_CHECKPOINT_PAGES, SQLITE_PAGE } from './limits.ts'

/** What came of one attempt: how many pages were in the log when it began; null where it failed. */
export type Brought = { readonly log: number } | null

const THREAD = new URL('./write-ahead-thread.js', import.meta.url)
const HEAP_MB = 16

export class WriteAhead {
  readonly #path: string
  #worker: Worker | null = null
  #answer: (brought: Brought) => void = () => undefined
  /** About how many pages stand in the log: a statement is taken for one, and what its values fill. */
  #pages = 0
  #state: 'small' | 'brought' | 'most is brought' = 'small'
  #closed = false

  constructor(path: string) {
    this.#path = path
  }

  /** The writer has run a statement with these values. */
  count(values: readonly unknown[]): void {
    let octets = 0
    for (const value of values) if (typeof value === 'string' || value instanceof Uint8Array) octets += value.length
    this.#pages += 1 + octets / SQLITE_PAGE
  }

  /**
   * Called where no commit runs, and what the next one waits for. Most of a long log is brought while others commit; what they have added meanwhile is little,
   * and is brought while nobody does, since SQLite begins the log anew only where all of it stands in the file.
   */
  room(): Promise<void> | null {
    if (this.#closed || this.#state === 'brought' || this.#pages < SQLITE_CHECKPOINT_PAGES) return null
    if (this.#state === 'most is brought') return this.#last()
    void this.#first()
    return null
  }

  async #first(): Promise<void> {
    this.#state = 'brought'
    const brought = await this.#attempt()
    // The estimate is put right by what was there.
    if (brought && brought.log < SQLITE_CHECKPOINT_PAGES) this.#pages = brought.log
    this.#state = 'most is brought'
  }

  async #last(): Promise<void> {
    this.#state = 'small'
    this.#pages = 0
    const attempt = this.#attempt()
    // Somebody waits for it.
    this.#worker!.ref()
    await attempt
    this.#worker?.unref()
  }

  #attempt(): Promise<Brought> {
    return new Promise((answer) => {
      this.#answer = answer
      this.#worker ??= this.#open()
      this.#worker.postMessage('bring')
    })
  }

  #open(): Worker {
    const worker = new Worker(THREAD, {
      workerData: this.#path,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    worker.on('message', (brought: Brought) => this.#answer(brought))
    // Without it the writer does what it did: the next attempt opens another.
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null
      this.#answer(null)
    })
    // A process that has nothing else to do need not wait for it.
    worker.unref()
    return worker
  }

  /** Ends the thread, whose connection is closed when this is fulfilled. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise((exit) => worker.once('exit', exit))
    worker.ref()
    worker.postMessage('end')
    await ended
  }
}
