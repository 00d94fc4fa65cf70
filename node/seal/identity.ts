/** Identities and invitations: signed by the offline identity key whose fingerprint two people compare by phone. */
import { digestOf, type Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import { parseIdentity, parsePublicJwk, type Identity, type PublicJwk } from '../message/identity.ts'
import type { Signer } from './signer.ts'
import { claimsOf, openJws, readJws, signJws, type SigningKey } from './jws.ts'
import { thumbprint } from './keys.ts'

export const signIdentity = (
  signer: Pick<Signer, 'signCompact'>,
  identityKey: SigningKey,
  identity: Identity,
): Promise<string> => signJws(signer, identityKey, 'juxta-identity+jwt', JSON.stringify(identity))

const algorithmOf = (jwk: PublicJwk): 'ES256' | 'Ed25519' => (jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256')

/** What the next version names as `prev`: the digest of the compact text of this one, its signature included. */
export const identityDigest = (jws: string): Digest => digestOf(jws)

/** The order of P-256. */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The same JWS under the other signature that verifies as well: to `r, s` of ES256 there is `r, n − s`. Null for another algorithm. */
function twinOf(jws: string): string | null {
  const at = jws.lastIndexOf('.') + 1
  const signature = Buffer.from(jws.slice(at), 'base64url')
  const header = Buffer.from(jws.slice(0, jws.indexOf('.')), 'base64url').toString('utf8')
  if (signature.length !== 64 || !header.includes('"ES256"')) return null
  const s = BigInt(`0x${signature.toString('hex', 32)}`)
  if (s <= 0n || s >= N) return null
  const other = Buffer.from((N - s).toString(16).padStart(64, '0'), 'hex')
  return jws.slice(0, at) + Buffer.concat([signature.subarray(0, 32), other]).toString('base64url')
}

/** Whether a version that names `prev` comes after the version `jws`, whichever of the two signatures of an ES256 key stands under that. */
export function followsIdentity(prev: Digest | null, jws: string): boolean {
  if (prev === identityDigest(jws)) return true
  const twin = twinOf(jws)
  return twin !== null && prev === identityDigest(twin)
}

/** Verifies an identity with the pinned identity key. `previous`, where known, must be its predecessor. Fails with the errors of a JWS or `identity-invalid`. */
export async function openIdentity(
  jws: string,
  identityKey: PublicJwk,
  previous?: { jws: string; version: number },
): Promise<Identity> {
  const kid = await thumbprint(identityKey)
  const read = await openJws(jws, 'juxta-identity+jwt', [{ kid, alg: algorithmOf(identityKey), jwk: identityKey }])
  const identity = parseIdentity(claimsOf(read))
  if (previous) {
    if (identity.version <= previous.version)
      throw new JuxtaError('identity-invalid', 'the identity is not newer than the one that is known', {
        pointer: '/version',
        rule: 'version',
      })
    if (identity.version !== previous.version + 1 || identity.prev !== identityDigest(previous.jws))
      throw new JuxtaError('identity-invalid', 'the identity does not chain to the one before', {
        pointer: '/prev',
        rule: 'chain',
      })
  }
  for (const [i, key] of identity.keys.entries())
    if ((await thumbprint(key.jwk)) !== key.kid)
      throw new JuxtaError('identity-invalid', 'kid is not the thumbprint of the key', {
        pointer: `/keys/${i}/kid`,
        rule: 'thumbprint',
      })
  return identity
}

/** What one country gives another so that their nodes may peer. */
export type Invite = {
  readonly identityKey: PublicJwk
  readonly identity: string
  readonly exchange: string
  readonly tlsAuthority: string
  readonly issuedAt: number
}

/** A self-signed invitation: it proves possession of the identity key, nothing more; trust comes from the words compared by phone. */
export const signInvite = (
  signer: Signer,
  identityKey: SigningKey & { jwk: PublicJwk },
  invite: Omit<Invite, 'identityKey'>,
): Promise<string> =>
  signJws(
    signer,
    identityKey,
    'juxta-invite+jwt',
    JSON.stringify({
      identity_key: identityKey.jwk,
      identity: invite.identity,
      exchange: invite.exchange,
      tls_authority: invite.tlsAuthority,
      issued_at: invite.issuedAt,
    }),
  )

/** Reads an attacker-controlled invitation, with the identity in it and the fingerprint to compare. */
export async function openInvite(jws: string): Promise<{ invite: Invite; identity: Identity; fingerprint: string }> {
  const read = readJws(jws.trim(), 'juxta-invite+jwt')
  const m = new Members(claimsOf(read))
  const invite: Invite = {
    identityKey: parsePublicJwk(m.required('identity_key', isObject, 'a JWK'), '/identity_key'),
    identity: m.required('identity', isText(100_000), 'an identity'),
    exchange: m.required('exchange', isText(500), 'a URL'),
    tlsAuthority: m.required('tls_authority', isText(20_000), 'PEM certificates'),
    issuedAt: m.required('issued_at', isSeconds, 'seconds since 1970'),
  }
  m.close()
  if (!/^https:\/\/[^/?#@]+$/.test(invite.exchange))
    throw new JuxtaError('identity-invalid', 'the exchange address must be https://host:port', {
      pointer: '/exchange',
      rule: 'url',
    })
  const fingerprint = await thumbprint(invite.identityKey)
  await openJws(jws.trim(), 'juxta-invite+jwt', [
    { kid: fingerprint, alg: algorithmOf(invite.identityKey), jwk: invite.identityKey },
  ])
  return { invite, identity: await openIdentity(invite.identity, invite.identityKey), fingerprint }
}
