/** The checks on JWS that a verifier needs, which live in `seal/` and are passed in; and the same with a memory, since many files hold the same signatures. */
import type { Identity, IdentityKey, PublicJwk, SecondKey } from '../message/identity.ts'
import type { ManifestClaims } from '../message/manifest.ts'
import type { EventName, SetClaims } from '../message/security-event.ts'

export type ReadManifest = {
  readonly kid: string
  /** base64url SHA-256 of the signing certificate. */
  readonly x5t: string
  readonly claims: ManifestClaims
  readonly digest: string
}
export type ReadSet = {
  readonly kid: string
  readonly x5t: string
  readonly claims: SetClaims
  readonly event: EventName
  readonly body: Record<string, unknown>
}
/** Any other JWS: what it signs, as text. */
export type ReadText = { readonly kid: string; readonly text: string }
export type TextTyp = 'juxta-agreement+jwt' | 'juxta-finding+jwt'

/** Reading fails where the form is wrong, verifying where the signature is. */
export type EvidenceCrypto = {
  openIdentity(jws: string, identityKey: PublicJwk): Promise<Identity>
  readManifest(jws: string): ReadManifest
  readSet(jws: string): ReadSet
  readText(jws: string, typ: TextTyp): ReadText
  /** A second signature of `first`; `iat` is its claim, in seconds. */
  readSecond(
    second: string,
    first: string,
  ): { readonly kid: string; readonly iat: number; verify(key: SecondKey): void }
  verifyManifest(jws: string, key: IdentityKey): Promise<void>
  verifySet(jws: string, key: IdentityKey): Promise<void>
  verifyText(jws: string, typ: TextTyp, key: IdentityKey): Promise<void>
}

const MAX_KEPT = 50_000

/** Verifies each signature once: what was found of a text and a key holds for every file that has both. */
export function remembering(crypto: EvidenceCrypto): EvidenceCrypto {
  const kept = new Map<string, Promise<void>>()
  const once = (jws: string, key: IdentityKey, work: () => Promise<void>): Promise<void> => {
    const name = `${key.alg} ${key.jwk.x} ${key.jwk.y ?? ''} ${jws}`
    let found = kept.get(name)
    if (!found) {
      if (kept.size >= MAX_KEPT) kept.clear()
      kept.set(name, (found = work()))
    }
    return found
  }
  return {
    ...crypto,
    verifyManifest: (jws, key) => once(jws, key, () => crypto.verifyManifest(jws, key)),
    verifySet: (jws, key) => once(jws, key, () => crypto.verifySet(jws, key)),
    verifyText: (jws, typ, key) => once(jws, key, () => crypto.verifyText(jws, typ, key)),
  }
}
