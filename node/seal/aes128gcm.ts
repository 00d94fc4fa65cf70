/**
 * The encrypted stream of a part that follows its message: the content coding `aes128gcm` (RFC 8188), one record at a time, so that each is authenticated before
 * anything of it is kept. Records hold `RECORD` bytes of the part, but the last; there is no padding and no key id.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'

/** Bytes of the part in each record but the last. */
export const RECORD = 262_144
/** Bytes of the input keying material (RFC 8188 §2.2). */
export const KEY_BYTES = 16
const SALT_BYTES = 16
const TAG_BYTES = 16
const HEADER_BYTES = SALT_BYTES + 4 + 1
/** A record with its delimiter and tag, as the header states it (`rs`). */
const SEALED = RECORD + 1 + TAG_BYTES

const fault = (rule: string, message: string, code: 'malformed' | 'cannot-decrypt' = 'malformed'): JuxtaError =>
  new JuxtaError(code, message, { rule })

type Keys = { readonly key: Buffer; readonly nonce: Buffer }

/** RFC 8188 §2.2 and §2.3. */
function keysOf(key: Uint8Array, salt: Uint8Array): Keys {
  const derived = (info: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', key, salt, Buffer.from(`Content-Encoding: ${info}\0`), length))
  return { key: derived('aes128gcm', 16), nonce: derived('nonce', 12) }
}

function nonceOf({ nonce }: Keys, seq: number): Buffer {
  const of = Buffer.from(nonce)
  // A part has at most 2 GiB: its records can be counted in four bytes.
  of.writeUInt32BE((of.readUInt32BE(8) ^ seq) >>> 0, 8)
  return of
}

/** Bytes of the stream of `size` bytes of a part. */
export const sealedSize = (size: number): number => HEADER_BYTES + size + Math.ceil(size / RECORD) * (1 + TAG_BYTES)

/** Encrypts the pieces of a part, each of `RECORD` bytes but the last. `size`: of all of them. */
export async function* sealRecords(
  key: Uint8Array,
  salt: Uint8Array,
  pieces: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(HEADER_BYTES)
  header.set(salt)
  header.writeUInt32BE(SEALED, SALT_BYTES)
  yield header
  const keys = keysOf(key, salt)
  let left = size
  let seq = 0
  for await (const piece of pieces) {
    left -= piece.length
    const cipher = createCipheriv('aes-128-gcm', keys.key, nonceOf(keys, seq++))
    yield cipher.update(piece)
    const delimiter = cipher.update(Buffer.from([left === 0 ? 2 : 1]))
    yield Buffer.concat([delimiter, cipher.final(), cipher.getAuthTag()])
  }
}

function openRecord(keys: Keys, seq: number, record: Buffer, last: boolean): Buffer {
  if (record.length <= TAG_BYTES) throw fault('truncated', 'the last record of the stream is cut off')
  const decipher = createDecipheriv('aes-128-gcm', keys.key, nonceOf(keys, seq))
  decipher.setAuthTag(record.subarray(-TAG_BYTES))
  let plain: Buffer
  try {
    plain = decipher.update(record.subarray(0, -TAG_BYTES))
    decipher.final()
  } catch (cause) {
    // Which it is cannot be known: another key, another record in its place, or bytes that were changed.
    throw new JuxtaError('cannot-decrypt', `record ${seq} of the stream is not authentic`, { rule: 'record', cause })
  }
  const delimiter = plain.at(-1)
  if (last && delimiter === 1) throw fault('truncated', 'the stream ends before its last record')
  if (delimiter !== (last ? 2 : 1)) throw fault('padding', 'a record ends with something else than its delimiter')
  return plain.subarray(0, -1)
}

/**
 * Decrypts an attacker-controlled stream, of which `size` bytes of the part are to come; gives each record once it is authentic. At most one record and what has
 * come of the next is held. Fails with `cannot-decrypt`, rule `record`, or with `malformed`, rule `record-size`, `truncated`, `padding` or `extra-bytes`.
 */
export async function* openRecords(
  key: Uint8Array,
  stream: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<Buffer> {
  let keys: Keys | null = null
  // One record is held, in the same place for all of them: what is held of many streams at once stays small.
  const held = Buffer.allocUnsafe(SEALED)
  let there = 0
  let left = size
  let seq = 0
  for await (const piece of stream) {
    for (let at = 0; at < piece.length;) {
      const wanted = keys === null ? HEADER_BYTES : Math.min(left, RECORD) + 1 + TAG_BYTES
      if (there === wanted) throw fault('extra-bytes', 'more comes than the part is to have')
      const taken = piece.copy(held, there, at, at + wanted - there)
      at += taken
      there += taken
      if (there < wanted) continue
      if (keys === null) {
        if (held.readUInt32BE(SALT_BYTES) !== SEALED)
          throw fault('record-size', `the records of the stream must have ${SEALED} bytes`)
        if (held[HEADER_BYTES - 1] !== 0) throw fault('key-id', 'the stream names a key')
        keys = keysOf(key, held.subarray(0, SALT_BYTES))
        there = 0
      } else if (left > RECORD) {
        yield openRecord(keys, seq++, held, false)
        left -= RECORD
        there = 0
      }
    }
  }
  // The last one is opened when nothing comes after it.
  if (keys === null || left > RECORD || there < left + 1 + TAG_BYTES)
    throw fault('truncated', 'the stream ends before its last record')
  yield openRecord(keys, seq, held.subarray(0, there), true)
}
