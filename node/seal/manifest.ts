/** Signing a manifest at submission and reading one from a peer. */
import { manifestDigest, parseManifestClaims, type ManifestClaims } from '../message/manifest.ts'
import type { Digest } from '../values/digest.ts'
import type { Signer } from './signer.ts'
import { jadesClaims, readJades, signJades, type CertifiedKey, type ReadJades } from './jades.ts'

export const signManifest = (signer: Signer, key: CertifiedKey, claims: ManifestClaims): Promise<string> =>
  signJades(signer, key, 'juxta-manifest+jwt', claims)

export type ReadManifest = { readonly read: ReadJades; readonly claims: ManifestClaims; readonly digest: Digest }

/** Header check of an attacker-controlled manifest; signature and claims come in their own steps. */
export const readManifestHeader = (jws: string): ReadJades => readJades(jws, 'juxta-manifest+jwt')

/** Claims of a manifest whose signature was verified. */
export const readManifest = (read: ReadJades): ReadManifest => ({
  read,
  ...jadesClaims(read, (value) => ({ claims: parseManifestClaims(value) })),
  digest: manifestDigest(read.jws),
})
