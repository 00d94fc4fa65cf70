/** Just enough DER (X.690 §10) to read timestamp tokens strictly: definite lengths in their shortest form, nothing left over. Input is attacker-controlled. */
import { JuxtaError } from '../values/errors.ts'

export type Der = { readonly tag: number; readonly body: Buffer; readonly raw: Buffer }

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const
/** The tag of `[n]`, constructed. */
export const context = (n: number): number => 0xa0 + n

export const derFault = (message: string): JuxtaError => new JuxtaError('log-invalid', message, { rule: 'der' })

function readAt(bytes: Buffer, at: number): Der {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f)
    throw derFault('DER: a tag or length is missing')
  let length = first
  let start = at + 2
  if (first >= 0x80) {
    const count = first - 0x80
    if (count < 1 || count > 3 || start + count > bytes.length)
      throw derFault('DER: a length is not definite or too long')
    length = bytes.readUIntBE(start, count)
    start += count
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw derFault('DER: a length is not in its shortest form')
  }
  if (start + length > bytes.length) throw derFault('DER: a value ends early')
  return { tag, body: bytes.subarray(start, start + length), raw: bytes.subarray(at, start + length) }
}

/** The values inside `bytes`, one after the other. */
function valuesOf(bytes: Buffer): Der[] {
  const values: Der[] = []
  for (let at = 0; at < bytes.length; at += values.at(-1)!.raw.length) values.push(readAt(bytes, at))
  return values
}

/** Exactly one value with `tag`. */
export function parseDer(bytes: Uint8Array, tag: number): Der {
  const values = valuesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  if (values.length !== 1) throw derFault('DER: one value is expected')
  return expectTag(values[0], tag)
}

export function expectTag(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw derFault(`DER: tag ${tag.toString(16)} is expected, not ${value?.tag.toString(16)}`)
  return value
}

/** Walks the members of a SEQUENCE, SET or explicit tag. */
export class DerItems {
  readonly #values: Der[]
  #at = 0

  constructor(value: Der) {
    this.#values = valuesOf(value.body)
  }

  next(tag: number): Der {
    return expectTag(this.#values[this.#at++], tag)
  }

  any(): Der {
    const value = this.#values[this.#at++]
    if (!value) throw derFault('DER: a member is missing')
    return value
  }

  optional(tag: number): Der | undefined {
    return this.#values[this.#at]?.tag === tag ? this.#values[this.#at++] : undefined
  }

  rest(): Der[] {
    const rest = this.#values.slice(this.#at)
    this.#at = this.#values.length
    return rest
  }

  end(): void {
    if (this.#at !== this.#values.length) throw derFault('DER: there is more than is expected')
  }
}

export const oidOf = (value: Der): string => {
  const numbers: number[] = []
  let n = 0
  for (const [i, byte] of expectTag(value, TAG.oid).body.entries()) {
    if (n === 0 && byte === 0x80) throw derFault('DER: an object identifier is not in its shortest form')
    n = n * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(n)
      n = 0
    } else if (i === value.body.length - 1) throw derFault('DER: an object identifier ends early')
  }
  const first = numbers.shift() ?? 0
  const head = Math.min(2, Math.floor(first / 40))
  return [head, first - 40 * head, ...numbers].join('.')
}

/** A non-negative INTEGER as hex digits. */
export function integerOf(value: Der): string {
  const { body } = expectTag(value, TAG.integer)
  if (body.length === 0 || body[0]! >= 0x80 || (body.length > 1 && body[0] === 0 && body[1]! < 0x80))
    throw derFault('DER: an integer is negative or not in its shortest form')
  return body.toString('hex').replace(/^00(?=..)/, '')
}

/** A GeneralizedTime in UTC as milliseconds since 1970. */
export function timeOf(value: Der): number {
  const m = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/.exec(
    expectTag(value, TAG.time).body.toString('latin1'),
  )
  const time =
    m && new Date(Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]), Number(m[4]), Number(m[5]), Number(m[6])))
  // What is no time comes out as another one.
  if (!m || time!.toISOString().replace(/\D/g, '').slice(0, 14) !== m.slice(1, 7).join(''))
    throw derFault('DER: not a time in UTC')
  return time!.getTime() + Number((m[7] ?? '').padEnd(3, '0').slice(0, 3))
}

/** Writes one value. */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const size: number[] = []
  for (let n = body.length; n > 0; n = Math.floor(n / 256)) size.unshift(n % 256)
  const length = body.length < 0x80 ? [body.length] : [0x80 + size.length, ...size]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

/** A non-negative INTEGER of the big-endian `bytes`. */
export function derInteger(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((b) => b !== 0)
  const short = start < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start))
  return der(TAG.integer, short[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short)
}

export function derOid(oid: string): Buffer {
  const [a, b, ...rest] = oid.split('.').map(Number)
  return der(
    TAG.oid,
    Buffer.from(
      [a! * 40 + b!, ...rest].flatMap((n) => {
        const bytes = [n % 128]
        for (let left = Math.floor(n / 128); left > 0; left = Math.floor(left / 128)) bytes.unshift(128 + (left % 128))
        return bytes
      }),
    ),
  )
}

/** The digest of a signature algorithm (RFC 4055, RFC 5758), as Node names it; null where the algorithm has its own (Ed25519, RFC 8410). */
export const SIGNATURE_DIGESTS: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
}
