/** The checks on what the sender has signed, in the order of the wire format: each fails with a refusal that is signed, stored and logged. */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { digestOf } from '../values/digest.ts'
import type { Enter } from '../cases/enter.ts'
import { admitDocument } from '../documents/admit.ts'
import { checkParts } from '../message/bundle.ts'
import { keyCounts } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { SKEW_SECONDS } from '../peers/notice.ts'
import type { OpenedMessage } from './open-message.ts'
import { openedAt } from './suspend.ts'

/** Whom the message is from and for: the TLS peer and `country`, and the path names it. */
export function checkAddress(
  country: Country,
  { manifest: { claims }, outer }: OpenedMessage,
  peer: Country,
  jti: string,
): void {
  if (claims.iss !== peer)
    throw new JuxtaError('sender-mismatch', `the manifest is from ${claims.iss}, the connection from ${peer}`, {
      pointer: '/iss',
      rule: 'tls-peer',
    })
  if (claims.aud !== country)
    throw new JuxtaError('wrong-recipient', `the manifest is addressed to ${claims.aud}`, {
      pointer: '/aud',
      rule: 'audience',
    })
  if (outer.iss !== claims.iss || outer.aud !== claims.aud)
    throw new JuxtaError('malformed', 'iss and aud of the JWE are not those of the manifest', {
      pointer: '/iss',
      rule: 'replicated-claims',
    })
  if (claims.jti !== jti)
    throw new JuxtaError('malformed', 'the path does not name the jti of the manifest', {
      pointer: '/jti',
      rule: 'path',
    })
}

/** Whether it may be sent now, and is what its manifest says. `contingency`: brought by a person, exempt from `exp`. */
export async function checkContent(
  { clock, directory, store }: Node,
  { procedures }: Enter,
  { manifest: { claims }, key, bundle }: OpenedMessage,
  peer: Country,
  contingency: boolean,
): Promise<void> {
  const now = Math.floor(clock.now() / 1000)
  if (!keyCounts(key, claims.iat, now))
    throw new JuxtaError(
      'key-unknown',
      'the signing key does not count at the time of the manifest, or was revoked before it came',
      { pointer: '/kid', rule: 'key-validity' },
    )
  if (claims.iat > now + SKEW_SECONDS)
    throw new JuxtaError('not-yet-valid', `the manifest was issued ${claims.iat - now} seconds in the future`, {
      pointer: '/iat',
      rule: 'iat',
    })
  // What came on paper or a stick was under way for as long as it took.
  if (!contingency && now >= claims.exp + SKEW_SECONDS)
    throw new JuxtaError('stale', 'the message has expired', { pointer: '/exp', rule: 'exp' })
  const bytes = claims.parts.reduce((sum, part) => sum + part.size, 0)
  const opened = directory.suspends(peer) ? await openedAt(store, peer, claims.txn) : undefined
  await directory.upToDate(() => directory.allowUnder(peer, claims.agreement, { now, bytes, opened, ...claims }))
  if (procedures.typeOf(claims) === undefined) {
    const { procedure, version, type } = claims
    const known = procedures.versions(procedure)
    throw known.length === 0 || known.includes(version)
      ? new JuxtaError('unsupported-version', `this node does not know ${procedure}/${type} in version ${version}`, {
          pointer: '/type',
          rule: 'known',
        })
      : new JuxtaError('unsupported-version', `this node does not know version ${version} of ${procedure}`, {
          pointer: '/version',
          rule: 'known',
        })
  }
  if (claims.salt_hash !== digestOf(bundle.salt))
    throw new JuxtaError('digest-mismatch', 'the salt does not have the digest that the manifest states', {
      pointer: '/salt_hash',
      rule: 'salt',
    })
  checkParts(claims.parts, bundle.parts)
  for (const { id, media_type } of claims.parts) {
    const { bytes: inside } = bundle.parts.get(id)!
    if (inside !== null) admitDocument(media_type, inside, `/parts/${id}`)
  }
  if (!bundle.parts.has('document'))
    throw new JuxtaError('schema-invalid', 'a message has a part "document"', { pointer: '/parts', rule: 'document' })
}
