/** Sealing a bundle to its receiver, and opening what a peer sealed to us (RFC 7516, ECDH-ES of RFC 7518 §4.6). */
import './base64.ts'
import { CompactEncrypt } from 'jose'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { parseBundle, writeBundle, type Bundle } from '../message/bundle.ts'
import type { PublicJwk } from '../message/identity.ts'
import type { Signer } from './signer.ts'
import { checkHeader, CONTENT_ENCRYPTION, readCompact, type Compact } from './compact.ts'
import { publicKey } from './keys.ts'
import { sealNatively } from './native-sealing.ts'

/** Encrypts `bundle` to the encryption key of `aud`: a compact JWE. */
export async function sealBundle(
  bundle: Bundle,
  to: { kid: string; jwk: PublicJwk },
  iss: Country,
  aud: Country,
  alg: 'ECDH-ES+A256KW' | 'ECDH-ES' = 'ECDH-ES',
): Promise<string> {
  const header = {
    alg,
    enc: CONTENT_ENCRYPTION,
    kid: to.kid,
    typ: 'juxta-message+jwe',
    cty: 'juxta-bundle+json',
    iss,
    aud,
  } as const
  const plaintext = writeBundle(bundle)
  return sealNatively(header, plaintext, to.jwk) ?? sealByJose(header, plaintext, to.jwk)
}

type SealingHeader = Readonly<
  { alg: 'ECDH-ES+A256KW' | 'ECDH-ES'; enc: typeof CONTENT_ENCRYPTION } & Record<string, unknown>
>

/** The reference: a compact JWE to `to` under `header` with its `epk`. Fails with `algorithm-refused` where `to` is no key. */
export const sealByJose = async (header: SealingHeader, plaintext: Uint8Array, to: PublicJwk): Promise<string> =>
  new CompactEncrypt(plaintext).setProtectedHeader({ ...header }).encrypt(await publicKey(to, header.alg))

export type SealedHeader = { readonly kid: string; readonly iss: Country; readonly aud: Country }

/** Strict syntax of an attacker-controlled JWE. Fails with `malformed`. */
export const readSealedSyntax = (jwe: string): Compact => readCompact(jwe, 'JWE')

/** The header on the closed list. Fails with `malformed` or `algorithm-refused`. */
export function readSealedHeader({ header }: Pick<Compact, 'header'>): SealedHeader {
  checkHeader(header, 'juxta-message+jwe')
  const { kid, iss, aud } = header
  if (!isCountry(iss) || !isCountry(aud))
    throw new JuxtaError('malformed', 'iss and aud are country codes', { pointer: '/iss', rule: 'country' })
  return { kid: kid as string, iss, aud }
}

/** Decrypts with the key the header names. Fails with `cannot-decrypt` (never saying why) or, inside, `malformed`. */
export async function openSealed(signer: Signer, jwe: Compact, header: SealedHeader): Promise<Bundle> {
  if (!signer.has(header.kid))
    throw new JuxtaError('cannot-decrypt', 'kid names no decryption key of this node', { rule: 'encryption-key' })
  return parseBundle(await signer.decryptCompact(header.kid, jwe))
}
