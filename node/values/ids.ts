/** Identifiers and digests that cross every folder, branded so that one cannot be passed for another. */
import { createHash } from 'node:crypto'
import { v7 } from 'uuid'

declare const brand: unique symbol
type Brand<T, B extends string> = T & { readonly [brand]: B }

/** ISO 3166-1 alpha-2 code, upper case; XA to XZ are user-assigned. */
export type Country = Brand<string, 'Country'>
/** UUIDv7 (RFC 9562) in lower case: one id for a message on both sides, the `jti` of its manifest. */
export type MessageId = Brand<string, 'MessageId'>
/** `sha-256:` and 43 characters of base64url without padding. */
export type Digest = Brand<string, 'Digest'>

const COUNTRY = /^[A-Z]{2}$/
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const DIGEST = /^sha-256:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

export const isCountry = (s: unknown): s is Country => typeof s === 'string' && COUNTRY.test(s)
export const isMessageId = (s: unknown): s is MessageId => typeof s === 'string' && UUID_V7.test(s)
export const isDigest = (s: unknown): s is Digest => typeof s === 'string' && DIGEST.test(s)

/** A new id. `now` in milliseconds since 1970 orders ids roughly by time. */
export const newMessageId = (now: number): MessageId => v7({ msecs: now }) as MessageId

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
