/**
 * What makes a JWS a JAdES B-B signature (ETSI TS 119 182-1), as manifests and security events are: its protected header names the certificate that signs
 * (`x5t#S256`) and when (`iat`). The certificate itself stands in the signer's identity (`x5c`), and the same time stands in the claims.
 */
import { digestOf } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import type { IdentityKey } from '../message/identity.ts'
import type { Signer } from './signer.ts'
import { claimsOf, readJws, signJws, type ReadJws, type SigningKey } from './jws.ts'

/** `x5tS256`: base64url SHA-256 of the DER of the signing certificate. */
export type CertifiedKey = SigningKey & { readonly x5tS256: string }

export type JadesTyp = 'juxta-manifest+jwt' | 'secevent+jwt'

export const signJades = (
  signer: Pick<Signer, 'signCompact'>,
  key: CertifiedKey,
  typ: JadesTyp,
  claims: { readonly iat: number },
): Promise<string> => signJws(signer, key, typ, JSON.stringify(claims), { 'x5t#S256': key.x5tS256, iat: claims.iat })

/** An attacker-controlled JWS, read up to and without its signature. Fails with `malformed` or `algorithm-refused`. */
export type ReadJades = ReadJws & { readonly x5t: string; readonly iat: number }

export function readJades(jws: string, typ: JadesTyp): ReadJades {
  const read = readJws(jws, typ)
  const { iat, 'x5t#S256': x5t } = read.header
  if (!Number.isSafeInteger(iat))
    throw new JuxtaError('malformed', 'iat must be in the header', { pointer: '/iat', rule: 'iat' })
  if (typeof x5t !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(x5t))
    throw new JuxtaError('malformed', 'x5t#S256 must be a SHA-256', { pointer: '/x5t#S256', rule: 'x5t' })
  return { x5t, iat: iat as number, ...read }
}

/** What `parse` makes of the claims. Fails with `malformed` where they say another time than the header. */
export function jadesClaims<T extends { readonly claims: { readonly iat: number } }>(
  read: ReadJades,
  parse: (claims: unknown) => T,
): T {
  const parsed = parse(claimsOf(read))
  if (parsed.claims.iat !== read.iat)
    throw new JuxtaError('malformed', 'iat differs between header and claims', {
      pointer: '/iat',
      rule: 'replicated-claims',
    })
  return parsed
}

/** Whether `x5t` is the certificate that an identity holds for `key`. */
export const namesCertificate = (x5t: string, key: Pick<IdentityKey, 'x5c'>): boolean =>
  key.x5c?.[0] !== undefined && digestOf(Buffer.from(key.x5c[0], 'base64')) === `sha-256:${x5t}`

/** Fails with `key-unknown` where the header names another certificate than the identity holds for `key`. */
export function expectCertificate(x5t: string, key: Pick<IdentityKey, 'x5c'>): void {
  if (!namesCertificate(x5t, key))
    throw new JuxtaError('key-unknown', 'x5t#S256 is not the certificate that the identity holds for this key', {
      pointer: '/x5t#S256',
      rule: 'x5t',
    })
}
