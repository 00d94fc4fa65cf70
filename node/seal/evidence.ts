/** The checks of an auditor that need JOSE, for the verifier of evidence bundles in log/. */
import type { IdentityKey, PublicJwk } from '../message/identity.ts'
import { parseSetClaims } from '../message/security-event.ts'
import { openIdentity } from './identity.ts'
import { claimsOf, readJws, verifyJws } from './jws.ts'
import { readManifest, readManifestHeader } from './manifest.ts'

export const evidenceCrypto = {
  openIdentity: (jws: string, key: PublicJwk) => openIdentity(jws, key),
  readManifest(jws: string) {
    const read = readManifestHeader(jws)
    const { claims, digest } = readManifest(read)
    return { kid: read.kid, x5t: read.header['x5t#S256'] as string, claims, digest }
  },
  readSet(jws: string) {
    const read = readJws(jws, 'secevent+jwt')
    return { kid: read.kid, ...parseSetClaims(claimsOf(read)) }
  },
  verifyManifest: (jws: string, key: IdentityKey) => verifyJws(readManifestHeader(jws), key),
  verifySet: (jws: string, key: IdentityKey) => verifyJws(readJws(jws, 'secevent+jwt'), key),
}
