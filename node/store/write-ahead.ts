/**
 * Brings SQLite's write-ahead log to the disk beside the event loop: a connection with `synchronous=NORMAL` writes its frames at each commit and leaves it to us to
 * have them synced (sqlite.org/wal.html §2.2); what is promised and what is read waits for that, and all else goes on meanwhile.
 */
import { close, fdatasync, openSync } from 'node:fs'
import type { Judge } from './faults.ts'

/** Fulfilled when all that was written to a file so far is on the disk. */
export type Sync = (fd: number, done: (error: Error | null) => void) => void

/** As SQLite says it where it syncs by itself: what was written may be lost, and stays so if it is tried again. */
const failed = (cause: Error): Error =>
  Object.assign(new Error('the write-ahead log could not be synced', { cause }), { code: 'SQLITE_IOERR_FSYNC' })

export class WriteAhead {
  readonly #path: string
  readonly #judge: Judge
  readonly #sync: Sync
  #fd: number | null = null
  #pending: Promise<void> | null = null

  /** `path`: of the database, which is open in this process until this is closed, so that the file of the log stays the same. */
  constructor(path: string, judge: Judge, sync: Sync = fdatasync) {
    this.#path = `${path}-wal`
    this.#judge = judge
    this.#sync = sync
  }

  /** What was committed a moment ago and is not on the disk yet; null where all is. */
  get pending(): Promise<void> | null {
    return this.#pending
  }

  /** Called right after a commit, before any other begins: fulfilled when it is on the disk. */
  sync(): Promise<void> {
    const pending = new Promise<void>((done, fail) => {
      // What failed stays pending for good: nobody is to read what may not be there tomorrow.
      const lost = (cause: Error): void => fail(this.#judge(failed(cause)))
      try {
        // Windows flushes only what may be written.
        this.#fd ??= openSync(this.#path, 'r+')
      } catch (error) {
        return lost(error as Error)
      }
      this.#sync(this.#fd, (error) => {
        if (error) return lost(error)
        this.#pending = null
        done()
      })
    })
    this.#pending = pending
    pending.catch(() => undefined)
    return pending
  }

  async close(): Promise<void> {
    await this.#pending?.catch(() => undefined)
    if (this.#fd !== null) close(this.#fd, () => undefined)
    this.#fd = null
  }
}
