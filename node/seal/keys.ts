/** Keys: made, imported, named by their thumbprints. Public keys are kept as jose wants them, since importing costs as much as using; those of the everyday cases are in `native.ts`. */
import './base64.ts'
import type { KeyObject } from 'node:crypto'
import type { CryptoKey } from 'jose'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { importJWK } from 'jose/key/import'
import { JuxtaError } from '../values/errors.ts'
import type { AkpJwk, PublicJwk } from '../message/identity.ts'
import { privateObject } from './native.ts'
import { generateKeyPair } from './webcrypto.ts'

export type KeyAlgorithm = 'ES256' | 'Ed25519' | 'ECDH-ES+A256KW'

const MAX_KEPT = 4096
const kept = new Map<string, Promise<CryptoKey>>()

/** The RFC 7638 thumbprint, base64url. */
export const thumbprint = (jwk: PublicJwk | AkpJwk): Promise<string> => calculateJwkThumbprint(jwk, 'sha256')

/** A public key for `alg` as jose wants it. Points that are not on the curve fail with `algorithm-refused`. */
export function publicKey(jwk: PublicJwk, alg: KeyAlgorithm | 'ECDH-ES'): Promise<CryptoKey> {
  const id = `${alg} ${jwk.crv} ${jwk.x} ${jwk.y ?? ''}`
  let key = kept.get(id)
  if (!key) {
    if (kept.size >= MAX_KEPT) kept.clear()
    key = importJWK(jwk, alg).then(
      (k) => k,
      (cause: unknown) => {
        kept.delete(id)
        throw new JuxtaError('algorithm-refused', 'the public key is not valid', { rule: 'key', cause })
      },
    )
    kept.set(id, key)
  }
  return key
}

/** A private key from PKCS#8 PEM. Fails with `settings-invalid`. */
export async function privateKey(pem: string, alg: KeyAlgorithm): Promise<LocalKey> {
  try {
    return await Promise.resolve(privateObject(pem, alg))
  } catch (cause) {
    throw new JuxtaError('settings-invalid', `the private key cannot be read as one for ${alg}`, { cause })
  }
}

export type MadeKey = {
  readonly alg: KeyAlgorithm
  readonly pem: string
  readonly jwk: PublicJwk
  readonly kid: string
  readonly spki: Buffer
}

/** A new key pair: ES256 on P-256, Ed25519, or for key agreement P-256 (mandatory) or X25519. */
export async function makeKey(alg: KeyAlgorithm, crv: 'P-256' | 'X25519' = 'P-256'): Promise<MadeKey> {
  const { pem, jwk, spki } = await generateKeyPair(alg, crv)
  return { alg, pem, jwk, kid: await thumbprint(jwk), spki }
}

/** A private key as this process holds it. */
export type LocalKey = KeyObject
