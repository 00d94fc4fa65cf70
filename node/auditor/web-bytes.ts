/** Node's `Buffer` and `node:buffer` as far as the verifier uses it, for the page that verifies in a browser: loaded before anything that names it. */

type Encoding = 'utf8' | 'latin1' | 'hex' | 'base64' | 'base64url'
type Bytesish = Uint8Array | ArrayBuffer | readonly number[]

const utf8 = new TextEncoder()
const text = new TextDecoder('utf-8', { ignoreBOM: true })
const CHUNK = 0x8000

const binary = (bytes: Uint8Array): string => {
  let all = ''
  for (let at = 0; at < bytes.length; at += CHUNK) all += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return all
}

/** Like Node, passes over what is no base64; whoever is strict encodes again and compares. */
function decodeBase64(from: string): Uint8Array<ArrayBuffer> {
  const known = from
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/=.*$/s, '')
    .replace(/[^A-Za-z0-9+/]/g, '')
  const whole = known.length % 4 === 1 ? known.slice(0, -1) : known
  const bytes = atob(whole)
  return Uint8Array.from(bytes, (c) => c.charCodeAt(0))
}

function encoded(from: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  switch (encoding) {
    case 'utf8':
      return utf8.encode(from)
    case 'latin1':
      return Uint8Array.from(from, (c) => c.charCodeAt(0) & 0xff)
    case 'hex':
      return Uint8Array.from(from.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
    default:
      return decodeBase64(from)
  }
}

// @ts-expect-error Buffer.from takes other things than Uint8Array.from, and so does this.
export class Bytes extends Uint8Array {
  static override from(from: string | Bytesish, second?: Encoding | number, length?: number): Bytes {
    if (typeof from === 'string') {
      const bytes = encoded(from, (second as Encoding | undefined) ?? 'utf8')
      return new Bytes(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    if (from instanceof ArrayBuffer) return new Bytes(from, (second as number | undefined) ?? 0, length)
    return new Bytes(from)
  }

  static alloc(size: number, fill = 0): Bytes {
    return new Bytes(size).fill(fill)
  }

  static concat(chunks: readonly Uint8Array[]): Bytes {
    const all = new Bytes(chunks.reduce((sum, c) => sum + c.length, 0))
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }

  static byteLength(from: string): number {
    return utf8.encode(from).length
  }

  static isBuffer(value: unknown): boolean {
    return value instanceof Bytes
  }

  static compare(a: Uint8Array, b: Uint8Array): number {
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1
    return Math.sign(a.length - b.length)
  }

  equals(other: Uint8Array): boolean {
    return Bytes.compare(this, other) === 0
  }

  override toString(encoding: Encoding = 'utf8', start = 0, end = this.length): string {
    const part = this.subarray(start, end)
    switch (encoding) {
      case 'utf8':
        return text.decode(part)
      case 'latin1':
        return binary(part)
      case 'hex':
        return Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('')
      case 'base64':
        return btoa(binary(part))
      case 'base64url':
        return btoa(binary(part)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
    }
  }

  #view(): DataView {
    return new DataView(this.buffer, this.byteOffset, this.length)
  }

  readUInt16BE(at = 0): number {
    return this.#view().getUint16(at)
  }

  readUIntBE(at: number, count: number): number {
    return this.subarray(at, at + count).reduce((n, byte) => n * 256 + byte, 0)
  }

  readBigUInt64BE(at = 0): bigint {
    return this.#view().getBigUint64(at)
  }

  writeBigUInt64BE(value: bigint, at = 0): void {
    this.#view().setBigUint64(at, value)
  }
}

;(globalThis as { Buffer: unknown }).Buffer ??= Bytes

const strict = new TextDecoder('utf-8', { fatal: true })

/** As `isUtf8` of `node:buffer`. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    return strict.decode(bytes).length >= 0
  } catch {
    return false
  }
}
