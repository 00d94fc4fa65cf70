/** The checks of an auditor that need JOSE, for the verifier of evidence bundles in auditor/. */
import type { IdentityKey, PublicJwk } from '../message/identity.ts'
import { openIdentity } from './identity.ts'
import { readJws, verifyJws } from './jws.ts'
import { readManifest, readManifestHeader } from './manifest.ts'
import { readSecond } from './second.ts'
import { readSecurityEvent } from './security-event.ts'

export const evidenceCrypto = {
  openIdentity: (jws: string, key: PublicJwk) => openIdentity(jws, key),
  readManifest(jws: string) {
    const read = readManifestHeader(jws)
    const { claims, digest } = readManifest(read)
    return { kid: read.kid, x5t: read.x5t, claims, digest }
  },
  readSet: readSecurityEvent,
  readSecond,
  readText: (jws: string, typ: 'juxta-agreement+jwt' | 'juxta-finding+jwt') => readJws(jws, typ),
  verifyText: (jws: string, typ: 'juxta-agreement+jwt' | 'juxta-finding+jwt', key: IdentityKey) =>
    verifyJws(readJws(jws, typ), key),
  verifyManifest: (jws: string, key: IdentityKey) => verifyJws(readManifestHeader(jws), key),
  verifySet: (jws: string, key: IdentityKey) => readSecurityEvent(jws).verify(key),
}
