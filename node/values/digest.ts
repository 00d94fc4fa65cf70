/** Digests, by which documents, manifests, agreements and cases are named without being shown. */
import { createHash, hash } from 'node:crypto'
import type { Brand } from './brand.ts'

/** `sha-256:` and 43 characters of base64url without padding. */
export type Digest = Brand<string, 'Digest'>

const DIGEST = /^sha-256:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

export const isDigest = (s: unknown): s is Digest => typeof s === 'string' && DIGEST.test(s)

/** Up to here it is cheaper to lay the chunks together than to hand them to OpenSSL one by one. */
const TOGETHER = 65_536

export function sha256(...chunks: (Uint8Array | string)[]): Buffer {
  if (chunks.length === 1) return hash('sha256', chunks[0]!, 'buffer')
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))
  if (bytes.reduce((sum, { length }) => sum + length, 0) <= TOGETHER)
    return hash('sha256', Buffer.concat(bytes), 'buffer')
  const whole = createHash('sha256')
  for (const chunk of bytes) whole.update(chunk)
  return whole.digest()
}

/** SHA-256 over the concatenation of `chunks` (strings as UTF-8). */
export const digestOf = (...chunks: (Uint8Array | string)[]): Digest =>
  `sha-256:${sha256(...chunks).toString('base64url')}` as Digest

/** The 32 bytes of a digest. */
export const digestBytes = (digest: Digest): Buffer => Buffer.from(digest.slice('sha-256:'.length), 'base64url')
