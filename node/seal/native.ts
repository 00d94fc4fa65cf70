/**
 * The everyday cases of JOSE by node:crypto alone: at once, on this thread, with keys that are imported once. WebCrypto, on which jose stands, imports at each
 * use and changes threads, which costs as much as the cryptography. What is not known here is answered with null and left to jose, which is the reference:
 * both give and take the same. In a browser `native-in-browser.ts` stands here, which knows nothing.
 */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import type { PublicJwk } from '../message/identity.ts'

const MAX_KEPT = 4096
const kept = new Map<string, KeyObject>()

/** The bytes of ASCII, as everything in a compact serialisation is. */
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A public key that OpenSSL takes, imported once; null where it does not. */
export function publicObject(jwk: PublicJwk): KeyObject | null {
  const id = `${jwk.crv} ${jwk.x} ${jwk.y ?? ''}`
  let key = kept.get(id)
  if (!key) {
    try {
      key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    } catch {
      return null
    }
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(id, key)
  }
  return key
}

export const isP256 = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
const isEd25519 = (key: KeyObject): boolean => key.asymmetricKeyType === 'ed25519'
export const isX25519 = (key: KeyObject): boolean => key.asymmetricKeyType === 'x25519'

/** A private key for `alg` from PKCS#8 PEM, as this process holds it. Throws where it is none. */
export function privateObject(pem: string, alg: 'ES256' | 'Ed25519' | 'ECDH-ES+A256KW'): KeyObject {
  if (!pem.startsWith('-----BEGIN PRIVATE KEY-----')) throw new TypeError('it is no PKCS#8 PEM')
  const key = createPrivateKey(pem)
  const fits = alg === 'ES256' ? isP256(key) : alg === 'Ed25519' ? isEd25519(key) : isP256(key) || isX25519(key)
  if (!fits) throw new TypeError(`it is on another curve than ${alg} has`)
  return key
}

/** r ‖ s of ES256, and of Ed25519, in bytes. */
const SIGNATURE = 64

/** Whether the signature of a JWS in compact form is that of `jwk` by `alg`. Only whether the signature fits: the header was judged before. */
export function verifyNatively(jws: string, jwk: PublicJwk, alg: string): boolean | null {
  if (alg === 'ES256' ? jwk.crv !== 'P-256' : alg !== 'Ed25519' || jwk.crv !== 'Ed25519') return null
  const key = publicObject(jwk)
  if (!key) return null
  const at = jws.lastIndexOf('.')
  const signature = Buffer.from(jws.slice(at + 1), 'base64url')
  if (signature.length !== SIGNATURE) return false
  const input = ascii(jws.slice(0, at))
  return alg === 'ES256'
    ? verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)
    : verify(null, input, key, signature)
}

/** Compact JWS of `payload` under exactly `header`. */
export function signNatively(key: KeyObject, header: { readonly alg: string }, payload: string): string | null {
  const { alg } = header
  if (alg === 'ES256' ? !isP256(key) : alg !== 'Ed25519' || !isEd25519(key)) return null
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`
  const signature =
    alg === 'ES256' ? sign('sha256', ascii(input), { key, dsaEncoding: 'ieee-p1363' }) : sign(null, ascii(input), key)
  return `${input}.${signature.toString('base64url')}`
}
