/** The bundle: what is sealed. The signed manifest, the salt that commits to it, and the parts with their salts. */
import { isUtf8 } from 'node:buffer'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject, Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { isPartId, type ManifestPart } from './manifest.ts'

export type BundlePart = { readonly salt: Buffer; readonly bytes: Buffer }
/** A part that follows the message; `key`: of its stream (RFC 8188). */
export type FollowingPart = { readonly salt: Buffer; readonly bytes: null; readonly key: Buffer }
export type Bundle = {
  readonly manifest: string
  readonly salt: Buffer
  readonly parts: ReadonlyMap<string, BundlePart | FollowingPart>
  /** The second signature of the manifest, where both countries have keys of such. */
  readonly second?: string
}

/** `SHA-256(part salt ‖ bytes)`. */
export const partDigest = (salt: Uint8Array, bytes: Uint8Array): Digest => digestOf(salt, bytes)

/** Whether the bytes are UTF-8 that comes back the same, so that XML and JSON are not swollen by base64. A NUL is legal in JSON, but several stores and parsers on the way stumble over it. */
const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0)

/** The bytes of a text as a string of one character each. JSON escapes nothing beyond ASCII, so that a document need not be decoded to be written. */
const octets = (text: string): string => Buffer.from(text).toString('latin1')

/** The plaintext of the JWE as UTF-8. */
export function writeBundle(bundle: Bundle): Buffer {
  const parts: Record<string, { salt: string; text?: string; data?: string; key?: string }> = {}
  for (const [id, part] of bundle.parts) {
    const salt = part.salt.toString('base64url')
    parts[octets(id)] =
      part.bytes === null
        ? { salt, key: part.key.toString('base64url') }
        : isText(part.bytes)
          ? { salt, text: part.bytes.toString('latin1') }
          : { salt, data: part.bytes.toString('base64url') }
  }
  const json = JSON.stringify({
    manifest: octets(bundle.manifest),
    ...(bundle.second === undefined ? {} : { second: octets(bundle.second) }),
    salt: bundle.salt.toString('base64url'),
    parts,
  })
  return Buffer.from(json, 'latin1')
}

function bytesOf(text: string, length: number, pointer: string): Buffer {
  const bytes = strictBase64url(text, pointer)
  if (bytes.length !== length)
    throw new JuxtaError('malformed', `${pointer} must be ${length} bytes`, { pointer, rule: 'length' })
  return bytes
}

/** Reads the attacker-controlled plaintext of a JWE. Fails with `malformed` and a pointer. */
export function parseBundle(plaintext: Uint8Array): Bundle {
  const m = new Members(parseStrictJson(plaintext))
  const manifest = m.required('manifest', isString, 'a compact JWS')
  const second = m.optional('second', isString, 'a compact JWS')
  const salt = bytesOf(m.required('salt', isString, 'base64url'), 32, '/salt')
  const parts = new Map<string, BundlePart | FollowingPart>()
  for (const [id, value] of Object.entries(m.required('parts', isObject, 'an object'))) {
    const pointer = `/parts/${id}`
    if (!isPartId(id))
      throw new JuxtaError('malformed', 'a part has an id that is not allowed', { pointer: '/parts', rule: 'part-id' })
    const p = new Members(value, pointer)
    const partSalt = bytesOf(p.required('salt', isString, 'base64url'), 16, `${pointer}/salt`)
    const text = p.optional('text', isString, 'text')
    const data = p.optional('data', isString, 'base64url')
    const key = p.optional('key', isString, 'base64url')
    p.close()
    if ([text, data, key].filter((v) => v !== undefined).length !== 1)
      throw new JuxtaError('malformed', 'a part holds either text or data, or the key of what follows', {
        pointer,
        rule: 'one-of',
      })
    if (key !== undefined) {
      parts.set(id, { salt: partSalt, bytes: null, key: bytesOf(key, 16, `${pointer}/key`) })
      continue
    }
    parts.set(id, {
      salt: partSalt,
      bytes: text === undefined ? strictBase64url(data!, `${pointer}/data`) : Buffer.from(text),
    })
  }
  m.close()
  return { manifest, salt, parts, ...(second === undefined ? {} : { second }) }
}

/** Compares the parts with what the manifest states, but for those that follow. Fails with `digest-mismatch`, naming the part. */
export function checkParts(stated: readonly ManifestPart[], parts: Bundle['parts']): void {
  for (const [i, { id, size, digest }] of stated.entries()) {
    const part = parts.get(id)
    const fault = (rule: string, message: string): JuxtaError =>
      new JuxtaError('digest-mismatch', message, { pointer: `/parts/${i}`, rule })
    if (!part) throw fault('present', `part ${id} is not in the message`)
    if (part.bytes === null) continue
    if (part.bytes.length !== size) throw fault('size', `part ${id} does not have the size that the manifest states`)
    if (partDigest(part.salt, part.bytes) !== digest)
      throw fault('digest', `part ${id} does not have the digest that the manifest states`)
  }
  if (parts.size !== stated.length)
    throw new JuxtaError('digest-mismatch', 'the message holds a part that the manifest does not name', {
      pointer: '/parts',
      rule: 'extra',
    })
}
