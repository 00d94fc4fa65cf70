/** Sealing a bundle to its receiver, and opening what a peer sealed to us (RFC 7516, ECDH-ES of RFC 7518 §4.6). */
import './base64.ts'
import { CompactEncrypt } from 'jose'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { parseBundle, writeBundle, type Bundle } from '../message/bundle.ts'
import type { PublicJwk } from '../message/identity.ts'
import type { Signer } from './signer.ts'
import { checkHeader, readCompact } from './compact.ts'
import { publicKey } from './keys.ts'

export type Sealed = { readonly jwe: string; readonly digest: Digest }

/** Encrypts `bundle` to the encryption key of `aud`. */
export async function sealBundle(
  bundle: Bundle,
  to: { kid: string; jwk: PublicJwk },
  iss: Country,
  aud: Country,
  alg: 'ECDH-ES+A256KW' | 'ECDH-ES' = 'ECDH-ES',
): Promise<Sealed> {
  const jwe = await new CompactEncrypt(writeBundle(bundle))
    .setProtectedHeader({
      alg,
      enc: 'A256GCM',
      kid: to.kid,
      typ: 'juxta-message+jwe',
      cty: 'juxta-bundle+json',
      iss,
      aud,
    })
    .encrypt(await publicKey(to.jwk, alg))
  return { jwe, digest: digestOf(jwe) }
}

export type SealedHeader = { readonly kid: string; readonly iss: Country; readonly aud: Country }

/** Strict syntax of an attacker-controlled JWE. Fails with `malformed`. */
export const readSealedSyntax = (jwe: string): Readonly<Record<string, unknown>> => readCompact(jwe, 'JWE').header

/** The header on the closed list. Fails with `malformed` or `algorithm-refused`. */
export function readSealedHeader(header: Readonly<Record<string, unknown>>): SealedHeader {
  checkHeader(header, 'juxta-message+jwe')
  const { kid, iss, aud } = header
  if (!isCountry(iss) || !isCountry(aud))
    throw new JuxtaError('malformed', 'iss and aud are country codes', { pointer: '/iss', rule: 'country' })
  return { kid: kid as string, iss, aud }
}

/** Decrypts with the key the header names. Fails with `cannot-decrypt` (never saying why) or, inside, `malformed`. */
export async function openSealed(signer: Signer, jwe: string, header: SealedHeader): Promise<Bundle> {
  if (!signer.has(header.kid))
    throw new JuxtaError('cannot-decrypt', 'kid names no decryption key of this node', { rule: 'encryption-key' })
  return parseBundle(await signer.decryptCompact(header.kid, jwe))
}
