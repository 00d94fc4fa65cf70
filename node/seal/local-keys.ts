/** What a signer that holds its private keys in memory does with them; an HSM does the same elsewhere. */
import './base64.ts'
import { compactDecrypt, CompactSign, type CryptoKey } from 'jose'
import { sign as signBytes, type KeyObject } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import type { JwsHeader } from './signer.ts'
import { CONTENT_ENCRYPTION, KEY_AGREEMENTS } from './compact.ts'

const encoder = new TextEncoder()

export const signCompactWith = (key: CryptoKey, header: JwsHeader, payload: string): Promise<string> =>
  new CompactSign(encoder.encode(payload)).setProtectedHeader(header).sign(key)

export async function decryptCompactWith(key: CryptoKey, jwe: string): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [...KEY_AGREEMENTS],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    })
    return plaintext
  } catch (cause) {
    throw new JuxtaError('cannot-decrypt', 'the message cannot be decrypted', { cause })
  }
}

/** Pure Ed25519 (RFC 8032). */
export const signNoteWith = (key: KeyObject, bytes: Uint8Array): Uint8Array => signBytes(null, bytes, key)
