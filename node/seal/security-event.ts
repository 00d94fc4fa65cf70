/** Signing and reading security event tokens (RFC 8417): the receipt, the refusal and every later event. */
import type { IdentityKey } from '../message/identity.ts'
import { parseSetClaims, type EventName, type SetClaims } from '../message/security-event.ts'
import { JuxtaError } from '../values/errors.ts'
import { expectCertificate, jadesClaims, readJades, signJades, type CertifiedKey } from './jades.ts'
import { verifyJws } from './jws.ts'
import type { Signer } from './signer.ts'

export type ReadSet = {
  readonly kid: string
  readonly x5t: string
  readonly claims: SetClaims
  readonly event: EventName
  readonly body: Record<string, unknown>
  verify(key: IdentityKey): Promise<void>
}

export const signSecurityEvent = (
  signer: Pick<Signer, 'signCompact'>,
  key: CertifiedKey,
  claims: SetClaims,
): Promise<string> => signJades(signer, key, 'secevent+jwt', claims)

/** An attacker-controlled SET, its signature not yet verified. Fails with `malformed` or `algorithm-refused`. */
export function readSecurityEvent(jws: string): ReadSet {
  const read = readJades(jws, 'secevent+jwt')
  const { claims, event, body } = jadesClaims(read, parseSetClaims)
  return { kid: read.kid, x5t: read.x5t, claims, event, body, verify: (key) => verifyJws(read, key) }
}

/** Reads a SET and verifies it with the key among `keys`, and the certificate of that key, that its header names. */
export async function openSecurityEvent(jws: string, keys: readonly IdentityKey[]): Promise<ReadSet> {
  const set = readSecurityEvent(jws)
  const key = keys.find((k) => k.kid === set.kid)
  if (!key) throw new JuxtaError('key-unknown', 'kid names no key that is known', { pointer: '/kid' })
  expectCertificate(set.x5t, key)
  await set.verify(key)
  return set
}
