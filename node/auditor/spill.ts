/** Records by a key, in more of them than memory holds: in buckets on a disk, each of which is read again by itself. */
import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Written and read at once, of one bucket. */
const CHUNK = 16_384
/** Characters of a key: 32 bytes in base64url. */
const KEY = 43
const MOST_BUCKETS = 2048
/** Records in a bucket, where there are not too many for the most buckets. */
const IN_BUCKET = 8192

type Bucket = { buffer: Buffer | null; used: number; readonly chunks: { at: number; length: number }[] }

/**
 * Buckets for about `expected` records. Which key falls into which bucket depends on numbers drawn by chance, so that nobody who chooses keys can fill one of
 * them. The file has no name as soon as it is open: no other process reads it, and nothing of it stays, however this one ends.
 */
export class Spill {
  readonly #buckets: Bucket[]
  readonly #bits: number
  readonly #factors: Int32Array
  #file: number | null = null
  #folder: string | null = null
  #end = 0

  constructor(expected: number) {
    this.#bits = Math.ceil(Math.log2(Math.min(MOST_BUCKETS, Math.max(2, expected / IN_BUCKET))))
    this.#buckets = Array.from({ length: 2 ** this.#bits }, () => ({ buffer: null, used: 0, chunks: [] }))
    const random = randomBytes(4 * (KEY + 1))
    this.#factors = Int32Array.from({ length: KEY + 1 }, (_, i) => random.readInt32LE(4 * i))
  }

  get buckets(): number {
    return this.#buckets.length
  }

  /** Multiply-shift hashing (Dietzfelbinger 1996): two keys fall together by chance alone. */
  #bucketOf(key: string): Bucket {
    let sum = this.#factors[KEY]!
    for (let i = 0; i < KEY; i++) sum = (sum + Math.imul(this.#factors[i]!, key.charCodeAt(i))) | 0
    return this.#buckets[sum >>> (32 - this.#bits)]!
  }

  /** A place of `length` bytes for a record under `key`, which the caller fills at once. */
  place(key: string, length: number): { buffer: Buffer; at: number } {
    const bucket = this.#bucketOf(key)
    if (bucket.buffer && bucket.used + length > CHUNK) this.#write(bucket)
    bucket.buffer ??= Buffer.allocUnsafe(CHUNK)
    const at = bucket.used
    bucket.used += length
    return { buffer: bucket.buffer, at }
  }

  #write(bucket: Bucket): void {
    if (this.#file === null) {
      this.#folder = mkdtempSync(join(tmpdir(), 'juxta-'))
      const path = join(this.#folder, 'spill')
      try {
        this.#file = openSync(path, 'wx+', 0o600)
      } finally {
        // Where a file that is open cannot be taken away, that is done when it is closed.
        this.#remove()
      }
    }
    for (let done = 0; done < bucket.used;)
      done += writeSync(this.#file, bucket.buffer!, done, bucket.used - done, this.#end + done)
    bucket.chunks.push({ at: this.#end, length: bucket.used })
    this.#end += bucket.used
    bucket.used = 0
  }

  #remove(): void {
    if (this.#folder === null) return
    try {
      rmSync(this.#folder, { recursive: true, force: true })
      this.#folder = null
    } catch {
      // Once more when it is closed.
    }
  }

  /** The records of a bucket in the order in which they came, in pieces that hold whole records. A piece is good until the next one. */
  *read(index: number): Generator<Buffer> {
    const { chunks, buffer, used } = this.#buckets[index]!
    const piece = Buffer.allocUnsafe(CHUNK)
    for (const { at, length } of chunks) {
      for (let done = 0; done < length;) {
        const n = readSync(this.#file!, piece, done, length - done, at + done)
        if (n === 0) throw new Error('the file of records is shorter than what was written to it')
        done += n
      }
      yield piece.subarray(0, length)
    }
    if (buffer) yield buffer.subarray(0, used)
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
    this.#remove()
  }
}
