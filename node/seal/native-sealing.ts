/**
 * The everyday JWE by node:crypto alone: key agreement on P-256 or X25519 (RFC 7518 §4.6) and A256GCM. As in `native.ts`, what is not known here is answered
 * with null and left to jose. No key pair is exported as JWK, which on Node 20 can hang for ever.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  randomBytes,
  type ECDH,
  type KeyObject,
} from 'node:crypto'
import type { PublicJwk } from '../message/identity.ts'
import { isObject } from '../values/members.ts'
import { freshBytes } from '../values/random.ts'
import type { Compact } from './compact.ts'
import { isP256, isX25519, publicObject } from './native.ts'

/** In bytes. */
const [COORDINATE, KEY, IV, TAG] = [32, 32, 12, 16]
/** RFC 3394 §2.2.3.1. */
const WRAP_IV = Buffer.alloc(8, 0xa6)

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** OtherInfo of the Concat KDF (RFC 7518 §4.6.2) for a key of 256 bits; neither party is named. */
const otherInfo = (algorithm: string): Buffer =>
  Buffer.concat([word(algorithm.length), ascii(algorithm), word(0), word(0), word(KEY * 8)])
const ROUND = word(1)
const INFO = { 'ECDH-ES': otherInfo('A256GCM'), 'ECDH-ES+A256KW': otherInfo('ECDH-ES+A256KW') } as const
type Agreement = keyof typeof INFO
const isAgreement = (alg: unknown): alg is Agreement => alg === 'ECDH-ES' || alg === 'ECDH-ES+A256KW'

const derive = (secret: Buffer, alg: Agreement): Buffer =>
  hash('sha256', Buffer.concat([ROUND, secret, INFO[alg]]), 'buffer')

/** 32 bytes in canonical base64url; null for all else. */
function coordinate(value: unknown): Buffer | null {
  if (typeof value !== 'string') return null
  const bytes = Buffer.from(value, 'base64url')
  return bytes.length === COORDINATE && bytes.toString('base64url') === value ? bytes : null
}

/** An uncompressed point (SEC 1 §2.3.3) of P-256, which may lie off the curve: whoever computes with it looks. */
function pointOf({ x, y }: { readonly x?: unknown; readonly y?: unknown }): Buffer | null {
  const [first, second] = [coordinate(x), coordinate(y)]
  return first && second && Buffer.concat([Buffer.of(4), first, second])
}

const scalars = new WeakMap<KeyObject, ECDH>()

/** Our half of an agreement on P-256: unlike a `KeyObject` it takes the point of the other as it came. */
function scalarOf(key: KeyObject): ECDH {
  let scalar = scalars.get(key)
  if (!scalar) {
    scalar = createECDH('prime256v1')
    scalar.setPrivateKey(Buffer.from(key.export({ format: 'jwk' }).d!, 'base64url'))
    scalars.set(key, scalar)
  }
  return scalar
}

const HEADER = ['alg', 'enc', 'kid', 'epk', 'typ', 'cty', 'iss', 'aud']

/** What we share with the ephemeral key of a header; throws where its point is off the curve, or of small order. */
function agreed(key: KeyObject, epk: Readonly<Record<string, unknown>>): Buffer | null {
  const members = Object.keys(epk).length
  if (isP256(key) && epk['kty'] === 'EC' && epk['crv'] === 'P-256' && members === 4) {
    const point = pointOf(epk)
    return point && scalarOf(key).computeSecret(point)
  }
  if (isX25519(key) && epk['kty'] === 'OKP' && epk['crv'] === 'X25519' && members === 3 && coordinate(epk['x']))
    return diffieHellman({ privateKey: key, publicKey: createPublicKey({ key: epk, format: 'jwk' }) })
  return null
}

/** A key that was wrapped (RFC 3394). One that fails gives a key that nobody has, so that the end is the same. */
function unwrapped(kek: Buffer, wrapped: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('id-aes256-wrap', kek, WRAP_IV)
    const key = Buffer.concat([decipher.update(wrapped), decipher.final()])
    return key.length === KEY ? key : randomBytes(KEY)
  } catch {
    return randomBytes(KEY)
  }
}

/** The plaintext of a JWE that was read strictly. Throws where it cannot be decrypted. */
export function openNatively(key: KeyObject, { header, segments, bytes }: Compact): Buffer | null {
  const { alg, enc, epk } = header
  const [, encryptedKey, iv, ciphertext, tag] = bytes as readonly [Buffer, Buffer, Buffer, Buffer, Buffer]
  if (!isAgreement(alg) || enc !== 'A256GCM' || !isObject(epk)) return null
  if (!Object.keys(header).every((name) => HEADER.includes(name))) return null
  if (iv.length !== IV || tag.length !== TAG || (alg === 'ECDH-ES' && encryptedKey.length !== 0)) return null
  const secret = agreed(key, epk)
  if (!secret) return null
  const derived = derive(secret, alg)
  const decipher = createDecipheriv('aes-256-gcm', alg === 'ECDH-ES' ? derived : unwrapped(derived, encryptedKey), iv, {
    authTagLength: TAG,
  })
  decipher.setAAD(ascii(segments[0]!)).setAuthTag(tag)
  const plaintext = decipher.update(ciphertext)
  decipher.final()
  return plaintext
}

/** Makes a new key for each message: making this object anew would cost as much as the key. */
const maker = createECDH('prime256v1')

type Ephemeral = { readonly epk: object; readonly secret: Buffer }

/** A new key for one message, and what it shares with `to`; null where that is no key. */
function ephemeral(to: PublicJwk): Ephemeral | null {
  if (to.crv === 'X25519') {
    const key = publicObject(to)
    if (!key) return null
    const made = generateKeyPairSync('x25519')
    const x = made.publicKey.export({ type: 'spki', format: 'der' }).subarray(-COORDINATE).toString('base64url')
    const secret = diffieHellman({ privateKey: made.privateKey, publicKey: key })
    return { epk: { kty: 'OKP', crv: 'X25519', x }, secret }
  }
  const point = to.crv === 'P-256' ? pointOf(to) : null
  if (!point) return null
  const own = maker.generateKeys()
  const at = (start: number): string => own.toString('base64url', start, start + COORDINATE)
  return { epk: { kty: 'EC', crv: 'P-256', x: at(1), y: at(1 + COORDINATE) }, secret: maker.computeSecret(point) }
}

/** Compact JWE of `plaintext` to `to` under `header` with its `epk`. */
export function sealNatively(
  header: { readonly alg: string; readonly enc: string },
  plaintext: Uint8Array,
  to: PublicJwk,
): string | null {
  if (header.alg !== 'ECDH-ES' || header.enc !== 'A256GCM') return null
  let made: Ephemeral | null
  try {
    made = ephemeral(to)
  } catch {
    // A point off the curve, or of small order: jose says what is wrong.
    return null
  }
  if (!made) return null
  const head = Buffer.from(JSON.stringify({ ...header, epk: made.epk })).toString('base64url')
  const iv = freshBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', derive(made.secret, header.alg), iv).setAAD(ascii(head))
  const ciphertext = cipher.update(plaintext)
  cipher.final()
  return `${head}..${iv.toString('base64url')}.${ciphertext.toString('base64url')}.${cipher.getAuthTag().toString('base64url')}`
}
