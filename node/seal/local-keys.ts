/** What a signer that holds its private keys in memory does with them; an HSM does the same elsewhere. */
import './base64.ts'
import { compactDecrypt, CompactSign } from 'jose'
import { sign as signBytes, type KeyObject } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import type { JwsHeader } from './signer.ts'
import { signMlDsa } from './ml-dsa.ts'
import { CONTENT_ENCRYPTION, KEY_AGREEMENTS, type Compact } from './compact.ts'
import type { LocalKey } from './keys.ts'
import { openNatively } from './native-sealing.ts'
import { signNatively } from './native.ts'

/** The private half of a note key: of ML-DSA-44 its seed. */
export type NoteKey = KeyObject | { readonly seed: Buffer }

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')

/** Compact JWS of `payload` under exactly `header`, whose `alg` must be that of the key. */
export const signCompactWith = async (key: LocalKey, header: JwsHeader, payload: string): Promise<string> =>
  signNatively(key, header, payload) ?? (await signByJose(key, header, payload))

/** The reference. */
export const signByJose = (key: LocalKey, header: JwsHeader, payload: string): Promise<string> =>
  new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(key)

/** A compact JWS by the ML-DSA-65 key of this seed (RFC 9964 §4). */
export function signSecondWith(seed: Uint8Array, header: JwsHeader, payload: string): string {
  const input = `${base64url(JSON.stringify(header))}.${base64url(payload)}`
  return `${input}.${base64url(signMlDsa(65, seed, Buffer.from(input)))}`
}

/** The plaintext of a JWE that was read. Fails with `cannot-decrypt`, which never says why. */
export async function decryptCompactWith(key: LocalKey, jwe: Compact): Promise<Uint8Array> {
  try {
    return openNatively(key, jwe) ?? (await openByJose(key, jwe.text))
  } catch (cause) {
    throw new JuxtaError('cannot-decrypt', 'the message cannot be decrypted', { cause })
  }
}

/** The reference. */
export async function openByJose(key: LocalKey, jwe: string): Promise<Uint8Array> {
  const { plaintext } = await compactDecrypt(jwe, key, {
    keyManagementAlgorithms: [...KEY_AGREEMENTS],
    contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
  })
  return plaintext
}

/** Pure Ed25519 (RFC 8032), or pure ML-DSA-44 (FIPS 204). */
export const signNoteWith = (key: NoteKey, bytes: Uint8Array): Uint8Array =>
  'seed' in key ? signMlDsa(44, key.seed, bytes) : signBytes(null, bytes, key)
