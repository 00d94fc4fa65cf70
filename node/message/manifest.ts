/** The manifest: who sends what to whom, with a salted digest of every part. Signed once, at submission; it outlives the documents. */
import { isCountry, type Country } from '../values/country.ts'
import { isDigest, sha256, type Digest } from '../values/digest.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { JuxtaError } from '../values/errors.ts'
import { isArray, isCount, Members } from '../values/members.ts'
import { isMediaType } from '../values/media-type.ts'
import { isSeconds } from '../values/time.ts'

export type ManifestPart = {
  readonly id: string
  readonly media_type: string
  readonly size: number
  readonly digest: Digest
}

/** Claims as in the wire format; `iat` and `exp` in seconds since 1970 (RFC 7519 §2). */
export type ManifestClaims = {
  readonly iss: Country
  readonly aud: Country
  readonly jti: MessageId
  readonly iat: number
  readonly exp: number
  /** Conversation (RFC 8417 §2.2). */
  readonly txn: MessageId
  /** The message that this one answers. */
  readonly ref?: MessageId
  /** Digest of the manifest that this one, signed anew with another key, replaces. */
  readonly supersedes?: Digest
  readonly procedure: string
  readonly type: string
  readonly version: string
  readonly agreement: Digest
  /** 0 (highest) to 9. */
  readonly priority: number
  /** SHA-256 of the message salt. */
  readonly salt_hash: Digest
  readonly parts: readonly ManifestPart[]
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/
const VERSION = /^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$/
const PART_ID = /^[a-z0-9][a-z0-9-]{0,63}$/
export const MAX_PARTS = 64

export const isName = (v: unknown): v is string => typeof v === 'string' && NAME.test(v)
export const isVersion = (v: unknown): v is string => typeof v === 'string' && VERSION.test(v)
export const isPartId = (v: unknown): v is string => typeof v === 'string' && PART_ID.test(v)
const isPriority = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0 && (v as number) <= 9

/** Claims of an attacker-controlled manifest. A closed set of members with exact types; fails with `malformed` and a pointer. */
export function parseManifestClaims(value: unknown): ManifestClaims {
  const m = new Members(value)
  const parts = m.required('parts', isArray, 'an array').map((part, i): ManifestPart => {
    const p = new Members(part, `/parts/${i}`)
    const read = {
      id: p.required('id', isPartId, 'a part id'),
      media_type: p.required('media_type', isMediaType, 'a media type'),
      size: p.required('size', isCount, 'a size in bytes'),
      digest: p.required('digest', isDigest, 'a sha-256 digest'),
    }
    p.close()
    return read
  })
  if (parts.length === 0 || parts.length > MAX_PARTS)
    throw new JuxtaError('malformed', `a message has 1 to ${MAX_PARTS} parts`, { pointer: '/parts', rule: 'count' })
  const ids = new Set(parts.map((p) => p.id))
  if (ids.size !== parts.length)
    throw new JuxtaError('malformed', 'two parts have the same id', { pointer: '/parts', rule: 'unique' })
  const ref = m.optional('ref', isMessageId, 'a UUIDv7')
  const supersedes = m.optional('supersedes', isDigest, 'a sha-256 digest')
  const claims: ManifestClaims = {
    iss: m.required('iss', isCountry, 'a country code'),
    aud: m.required('aud', isCountry, 'a country code'),
    jti: m.required('jti', isMessageId, 'a UUIDv7 in lower case'),
    iat: m.required('iat', isSeconds, 'seconds since 1970'),
    exp: m.required('exp', isSeconds, 'seconds since 1970'),
    txn: m.required('txn', isMessageId, 'a UUIDv7 in lower case'),
    ...(ref === undefined ? {} : { ref }),
    ...(supersedes === undefined ? {} : { supersedes }),
    procedure: m.required('procedure', isName, 'the name of a procedure'),
    type: m.required('type', isName, 'the name of a message type'),
    version: m.required('version', isVersion, 'a version'),
    agreement: m.required('agreement', isDigest, 'a sha-256 digest'),
    priority: m.required('priority', isPriority, 'an integer from 0 to 9'),
    salt_hash: m.required('salt_hash', isDigest, 'a sha-256 digest'),
    parts,
  }
  m.close()
  return claims
}

/** SHA-256 of the signing input (`header.payload`) of a compact JWS: unlike the JWS, it is the same whatever malleable signature follows. */
export function manifestDigest(jws: string): Digest {
  return `sha-256:${sha256(signingInput(jws)).toString('base64url')}` as Digest
}

export const signingInput = (jws: string): string => jws.slice(0, jws.lastIndexOf('.'))
