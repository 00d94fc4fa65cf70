/** Signing a manifest at submission and reading one from a peer. */
import { JuxtaError } from '../values/errors.ts'
import { manifestDigest, parseManifestClaims, type ManifestClaims } from '../message/manifest.ts'
import type { Digest } from '../values/digest.ts'
import type { Signer } from './signer.ts'
import { claimsOf, readJws, signJws, type ReadJws, type SigningKey } from './jws.ts'

/** `x5tS256`: base64url SHA-256 of the DER of the signing certificate; with `iat` it makes the JWS a JAdES B-B signature (ETSI TS 119 182-1). */
export const signManifest = (
  signer: Signer,
  key: SigningKey & { readonly x5tS256: string },
  claims: ManifestClaims,
): Promise<string> =>
  signJws(signer, key, 'juxta-manifest+jwt', JSON.stringify(claims), { 'x5t#S256': key.x5tS256, iat: claims.iat })

export type ReadManifest = { readonly read: ReadJws; readonly claims: ManifestClaims; readonly digest: Digest }

/** Header check of an attacker-controlled manifest; signature and claims come in their own steps. */
export function readManifestHeader(jws: string): ReadJws {
  const read = readJws(jws, 'juxta-manifest+jwt')
  const { iat, 'x5t#S256': x5t } = read.header
  if (!Number.isSafeInteger(iat))
    throw new JuxtaError('malformed', 'iat must be in the header', { pointer: '/iat', rule: 'iat' })
  if (typeof x5t !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(x5t))
    throw new JuxtaError('malformed', 'x5t#S256 must be a SHA-256', { pointer: '/x5t#S256', rule: 'x5t' })
  return read
}

/** Claims of a manifest whose signature was verified. */
export function readManifest(read: ReadJws): ReadManifest {
  const claims = parseManifestClaims(claimsOf(read))
  if (claims.iat !== read.header['iat'])
    throw new JuxtaError('malformed', 'iat differs between header and claims', {
      pointer: '/iat',
      rule: 'replicated-claims',
    })
  return { read, claims, digest: manifestDigest(read.jws) }
}
