/** Digests, by which documents, manifests, agreements and cases are named without being shown. */
import { createHash } from 'node:crypto'
import type { Brand } from './brand.ts'

/** `sha-256:` and 43 characters of base64url without padding. */
export type Digest = Brand<string, 'Digest'>

const DIGEST = /^sha-256:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

export const isDigest = (s: unknown): s is Digest => typeof s === 'string' && DIGEST.test(s)

export function sha256(...chunks: (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest()
}

/** SHA-256 over the concatenation of `chunks` (strings as UTF-8). */
export const digestOf = (...chunks: (Uint8Array | string)[]): Digest =>
  `sha-256:${sha256(...chunks).toString('base64url')}` as Digest

/** The 32 bytes of a digest. */
export const digestBytes = (digest: Digest): Buffer => Buffer.from(digest.slice('sha-256:'.length), 'base64url')
