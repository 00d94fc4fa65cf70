/** The checks of an auditor that need JOSE, for the verifier of evidence bundles in log/. */
import type { IdentityKey, PublicJwk } from '../message/identity.ts'
import { openIdentity } from './identity.ts'
import { verifyJws } from './jws.ts'
import { readManifest, readManifestHeader } from './manifest.ts'
import { readSecurityEvent } from './security-event.ts'

export const evidenceCrypto = {
  openIdentity: (jws: string, key: PublicJwk) => openIdentity(jws, key),
  readManifest(jws: string) {
    const read = readManifestHeader(jws)
    const { claims, digest } = readManifest(read)
    return { kid: read.kid, x5t: read.x5t, claims, digest }
  },
  readSet: readSecurityEvent,
  verifyManifest: (jws: string, key: IdentityKey) => verifyJws(readManifestHeader(jws), key),
  verifySet: (jws: string, key: IdentityKey) => readSecurityEvent(jws).verify(key),
}
