/**
 * The first checks of a message that comes in, up to and with its signature: the JWE is read and decrypted, the manifest read, its key looked up and
 * its signature verified. Everything here is attacker-controlled; who fails here gets an unsigned problem.
 */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { Bundle } from '../message/bundle.ts'
import type { IdentityKey } from '../message/identity.ts'
import type { ManifestClaims } from '../message/manifest.ts'
import type { Node } from '../node.ts'
import { expectCertificate } from '../seal/jades.ts'
import { verifyJws } from '../seal/jws.ts'
import { readManifest, readManifestHeader } from '../seal/manifest.ts'
import { openSealed, readSealedHeader, readSealedSyntax } from '../seal/sealing.ts'
import { checkSecond } from './second-signatures.ts'

/** A manifest as it was read, its signature not yet verified. */
export type OpenedManifest = {
  readonly kid: string
  readonly x5t: string
  readonly claims: ManifestClaims
  readonly digest: Digest
  verify(key: IdentityKey): Promise<void>
}

function openManifest(jws: string): OpenedManifest {
  const read = readManifestHeader(jws)
  const { claims, digest } = readManifest(read)
  return { kid: read.kid, x5t: read.x5t, claims, digest, verify: (key) => verifyJws(read, key) }
}

/** A message whose signature is verified; `outer`: what the header of its JWE says, which anybody on the way can read. */
export type OpenedMessage = {
  readonly bundle: Bundle
  readonly manifest: OpenedManifest
  readonly key: IdentityKey
  readonly outer: { readonly iss: Country; readonly aud: Country }
}

/** The checks up to and with the signature: whoever fails here gets an unsigned problem. */
export async function openMessage(node: Node, jwe: string): Promise<OpenedMessage> {
  const { signer, directory, introduce } = node
  const syntax = readSealedSyntax(jwe)
  const outer = readSealedHeader(syntax)
  const bundle = await openSealed(signer, syntax, outer)
  const manifest = openManifest(bundle.manifest)
  const { iss } = manifest.claims
  const key = await introduce.knowing(iss, () => directory.upToDate(() => directory.signingKey(iss, manifest.kid)))
  expectCertificate(manifest.x5t, key)
  await manifest.verify(key)
  await checkSecond(node, iss, bundle.manifest, bundle.second ?? null)
  return { bundle, manifest, key, outer }
}
