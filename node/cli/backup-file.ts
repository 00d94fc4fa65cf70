/**
 * The file of a backup: lines of text, compressed and encrypted under a passphrase, so that nothing of it can be read or changed without.
 *
 *     "JUXTA-BACKUP\n" ‖ u32be length ‖ header (JSON) ‖ SHA-256 of all before (32) ‖ HMAC-SHA-256 of all before the digest (32)
 *     chunks: AES-256-GCM of 64 KiB each (the last may be shorter), tag behind each ‖ "JUXTA-END\n"
 *
 * scrypt (RFC 7914) makes 64 bytes of the passphrase and the header's random salt: the key of the chunks and that of the HMAC. The nonce of a
 * chunk is its number (11 bytes, big endian) and one byte that is 1 for the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
 * Vizár, 2015, as `age` uses it), so that chunks cannot be left out, moved or cut off; the header's digest is their associated data.
 * The digest tells damage from a wrong passphrase, the closing word truncation from damage; neither is what security rests on.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  scrypt as scryptCallback,
  timingSafeEqual,
  type ScryptOptions,
} from 'node:crypto'
import { open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { pipeline as pipe } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, createGzip } from 'node:zlib'
import { JuxtaError } from '../values/errors.ts'
import { sha256 } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'

const scrypt: (secret: string, salt: Buffer, bytes: number, options: ScryptOptions) => Promise<Buffer> =
  promisify(scryptCallback)

const MAGIC = Buffer.from('JUXTA-BACKUP\n')
const END = Buffer.from('JUXTA-END\n')
const CHUNK = 65_536
const TAG = 16
const MAC = 32
const MAX_HEADER = 4096
/** A table's row with a document of 4 MiB in Base64, with room to spare. */
const MAX_LINE = 64 * 1024 * 1024

/** About half a second and 128 MiB for each guess at the passphrase. */
export const SCRYPT_COST = 2 ** 17

type Header = { version: 1; kdf: 'scrypt'; N: number; r: 8; p: 1; salt: string; cipher: 'A256GCM'; compression: 'gzip' }

const damaged = (message: string): JuxtaError => new JuxtaError('malformed', message, { rule: 'backup-damaged' })
const truncated = (): JuxtaError =>
  new JuxtaError('malformed', 'the backup is cut off: its end is missing', { rule: 'backup-truncated' })

async function keysOf(passphrase: string, { N, r, p, salt }: Header): Promise<{ key: Buffer; mac: Buffer }> {
  const bytes = await scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64url'), 64, {
    N,
    r,
    p,
    maxmem: 256 * N * r,
  })
  return { key: bytes.subarray(0, 32), mac: bytes.subarray(32) }
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = last ? 1 : 0
  return nonce
}

async function* sealed(source: AsyncIterable<Buffer>, key: Buffer, prefix: Buffer): AsyncGenerator<Buffer> {
  const digest = sha256(prefix)
  let number = 0
  const seal = (bytes: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, last)).setAAD(digest)
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
  let waiting: Buffer[] = []
  let length = 0
  for await (const piece of source) {
    waiting.push(piece)
    length += piece.length
    // One byte at least stays behind, because only the end tells which chunk is the last.
    if (length <= CHUNK) continue
    const all = Buffer.concat(waiting)
    let at = 0
    for (; all.length - at > CHUNK; at += CHUNK) yield seal(all.subarray(at, at + CHUNK), false)
    waiting = [all.subarray(at)]
    length = all.length - at
  }
  yield seal(Buffer.concat(waiting), true)
  yield END
}

/** Writes `lines` to the new file `path` (mode 600), durable when the promise is fulfilled. Answers its size in bytes. */
export async function writeBackupFile(
  path: string,
  passphrase: string,
  lines: AsyncIterable<string>,
  cost = SCRYPT_COST,
): Promise<number> {
  const salt = randomBytes(32).toString('base64url')
  const header: Header = {
    version: 1,
    kdf: 'scrypt',
    N: cost,
    r: 8,
    p: 1,
    salt,
    cipher: 'A256GCM',
    compression: 'gzip',
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const prefix = Buffer.concat([MAGIC, length, json])
  const { key, mac } = await keysOf(passphrase, header)
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(Buffer.concat([prefix, sha256(prefix), createHmac('sha256', mac).update(prefix).digest()]))
    await pipe(
      Readable.from(
        (async function* () {
          for await (const line of lines) yield `${line}\n`
        })(),
        { objectMode: false },
      ),
      createGzip({ level: 3 }),
      (source: AsyncIterable<Buffer>) => sealed(source, key, prefix),
      async (source: AsyncIterable<Buffer>) => {
        for await (const bytes of source) await handle.writeFile(bytes)
      },
    )
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

/** Reads the attacker-controlled header of a backup. */
function parseHeader(json: Buffer): Header {
  let h: Partial<Record<keyof Header, unknown>>
  try {
    h = parseStrictJson(json) as typeof h
  } catch {
    throw damaged('the header of the backup is damaged')
  }
  if (h.version !== 1)
    throw new JuxtaError(
      'unsupported-version',
      `the backup has format ${String(h.version)}, this release reads format 1: restore it with a newer release`,
      { rule: 'backup-version' },
    )
  const { N } = h
  // Bounded, because a header may ask for any amount of memory before the passphrase says who wrote it.
  const cost = typeof N === 'number' && Number.isInteger(Math.log2(N)) && N >= 2 ** 14 && N <= 2 ** 20
  if (!cost || h.kdf !== 'scrypt' || h.r !== 8 || h.p !== 1 || h.cipher !== 'A256GCM' || h.compression !== 'gzip')
    throw damaged('the header of the backup names parameters that this release does not take')
  if (typeof h.salt !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(h.salt))
    throw damaged('the header of the backup has no salt')
  return h as Header
}

/** The lines of the backup at `path`. Fails with `malformed` (damaged, cut off), `unsupported-version` or `cannot-decrypt` (the passphrase). */
export async function* readBackupFile(
  path: string,
  passphrase: string,
  onBytes: (done: number, all: number) => void = () => undefined,
): AsyncGenerator<string> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new JuxtaError('not-found', `${path} cannot be read`, { cause })
  })
  try {
    const { size } = await handle.stat()
    const read = async (at: number, bytes: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(bytes)
      let got = 0
      while (got < bytes) {
        const { bytesRead } = await handle.read(buffer, got, bytes - got, at + got)
        if (bytesRead === 0) throw truncated()
        got += bytesRead
      }
      return buffer
    }
    const start = await read(0, Math.min(size, MAGIC.length))
    if (!start.equals(MAGIC.subarray(0, start.length)) || size === 0)
      throw new JuxtaError('malformed', `${path} is not a backup of a node`, { rule: 'backup-format' })
    const length = (await read(MAGIC.length, 4)).readUInt32BE()
    if (length > MAX_HEADER) throw damaged('the header of the backup is damaged')
    const prefix = await read(0, MAGIC.length + 4 + length)
    const checks = await read(prefix.length, 2 * MAC)
    const digest = sha256(prefix)
    if (!digest.equals(checks.subarray(0, MAC))) throw damaged('the header of the backup is damaged')
    const header = parseHeader(prefix.subarray(MAGIC.length + 4))
    const { key, mac } = await keysOf(passphrase, header)
    if (!timingSafeEqual(createHmac('sha256', mac).update(prefix).digest(), checks.subarray(MAC)))
      throw new JuxtaError('cannot-decrypt', 'the passphrase is not that of this backup', { rule: 'passphrase' })
    const body = prefix.length + checks.length
    const end = size - END.length
    if (end < body + TAG || !(await read(end, END.length)).equals(END)) throw truncated()

    const chunks = async function* (): AsyncGenerator<Buffer> {
      for (let at = body, number = 0; at < end; number++) {
        const bytes = await read(at, Math.min(CHUNK + TAG, end - at))
        at += bytes.length
        const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, at === end), { authTagLength: TAG })
          .setAAD(digest)
          .setAuthTag(bytes.subarray(-TAG))
        let plain: Buffer
        try {
          plain = Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()])
        } catch {
          throw damaged(`the backup is damaged: bytes ${at - bytes.length} to ${at} are not as they were written`)
        }
        onBytes(at, size)
        yield plain
      }
    }
    const unzip = createGunzip()
    let failed: unknown = null
    pipeline(Readable.from(chunks()), unzip, (error) => (failed ??= error ?? null))
    try {
      yield* linesOf(unzip as AsyncIterable<Buffer>)
    } catch (error) {
      throw error instanceof JuxtaError ? error : damaged(`the backup is damaged: ${String(failed ?? error)}`)
    } finally {
      unzip.destroy()
    }
  } finally {
    await handle.close()
  }
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  let length = 0
  for await (const piece of source) {
    let from = 0
    for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
      yield Buffer.concat([...rest, piece.subarray(from, to)]).toString('utf8')
      rest = []
      length = 0
      from = to + 1
    }
    rest.push(piece.subarray(from))
    length += piece.length - from
    if (length > MAX_LINE) throw damaged('a line of the backup is too long')
  }
  if (length > 0) throw damaged('the last line of the backup has no end')
}
