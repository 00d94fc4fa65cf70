/** `node:crypto` as far as the verifier uses it, on WebCrypto, for the page that verifies in a browser. */
import { answer } from './web-answers.ts'
import { Bytes } from './web-bytes.ts'
import { sha256 } from './web-sha256.ts'

export { Certificate as X509Certificate } from './web-certificate.ts'
export { createPublicKey, verify } from './web-keys.ts'

/** What of WebCrypto is used: its names are the same in Node, whose types stand in for those of a browser. */
const { crypto } = globalThis
export { crypto as webcrypto }

const bytesOf = (data: Uint8Array | string): Bytes => Bytes.from(data)
const text = (data: Uint8Array): string => Bytes.from(data).toString('base64')

const NAMES: Readonly<Record<string, [name: string, length: number]>> = {
  sha1: ['SHA-1', 20],
  sha384: ['SHA-384', 48],
  sha512: ['SHA-512', 64],
}

export function hash(algorithm: string, data: Uint8Array | string, _encoding: 'buffer'): Bytes {
  const bytes = bytesOf(data)
  if (algorithm === 'sha256') return Bytes.from(sha256(bytes))
  const [name, length] = NAMES[algorithm]!
  return answer(
    `${algorithm} ${text(bytes)}`,
    async () => Bytes.from(await crypto.subtle.digest(name, bytes)),
    Bytes.alloc(length),
  )
}

export function createHash(algorithm: string): { update(data: Uint8Array | string): void; digest(): Bytes } {
  const chunks: Uint8Array[] = []
  return {
    update: (data) => void chunks.push(bytesOf(data)),
    digest: () => hash(algorithm, Bytes.concat(chunks), 'buffer'),
  }
}

export const randomFillSync = <T extends Uint8Array<ArrayBuffer>>(bytes: T): T => crypto.getRandomValues(bytes)

export const timingSafeEqual = (a: Uint8Array, b: Uint8Array): boolean => Bytes.from(a).equals(b)
