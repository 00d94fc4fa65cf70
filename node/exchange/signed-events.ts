/** Security event tokens (SETs, RFC 8417) of ours, and those of peers with their signatures verified. */
import type { BodyOf, LaterEvent } from '../message/events.ts'
import { EVENT, type EventName, type SetClaims } from '../message/security-event.ts'
import { keyCounts } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { openSecurityEvent, signSecurityEvent } from '../seal/security-event.ts'
import { JuxtaError } from '../values/errors.ts'
import { ownEventLeaf } from '../store/leaves.ts'
import type { Country } from '../values/country.ts'
import { newMessageId, type MessageId } from '../values/id.ts'
import type { NewSet } from './sets.ts'

export type OpenedSet = {
  readonly claims: SetClaims
  readonly event: EventName
  readonly body: Record<string, unknown>
}

/** What an event is signed with. */
type Signs = Pick<Node, 'country' | 'clock' | 'signer'> & { readonly own: Pick<Node['own'], 'signingKey'> }

/** Signs the event `name` with `body` to a peer. `jti` is the SET's own id, `txn` the conversation of the message it is about. */
export function signSet(
  { country, clock, signer, own }: Signs,
  name: EventName,
  body: object,
  to: Country,
  jti: MessageId,
  txn: MessageId | null,
  iat = Math.floor(clock.now() / 1000),
): Promise<string> {
  const claims: SetClaims = {
    iss: country,
    aud: to,
    jti,
    iat,
    ...(txn === null ? {} : { txn }),
    events: { [`${EVENT}${name}`]: body as Record<string, unknown> },
  }
  return signSecurityEvent(signer, own.signingKey, claims)
}

/** An event of ours that is about no message, signed as said at `iat` (now, where it is absent) and ready to be issued. */
export async function newEvent<E extends LaterEvent>(
  node: Signs,
  event: E,
  body: BodyOf<E>,
  peer: Country,
  iat?: number,
): Promise<NewSet> {
  const at = node.clock.now()
  const jti = newMessageId(at)
  const jws = await signSet(node, event, body, peer, jti, null, iat)
  return { set: { jti, event, jws, message: null, manifestDigest: null }, peer, leaf: ownEventLeaf(peer, jws), at }
}

/**
 * A SET of `peer` to us, its signature verified with a key of the peer's identity; attacker-controlled. `answer`: a receipt or refusal that came over the
 * peer's pinned connection, and may have been signed before its key was withdrawn.
 */
export async function openSet(
  { country, clock, directory, introduce }: Node,
  jws: string,
  peer: Country,
  answer = false,
): Promise<OpenedSet> {
  const set = await introduce.knowing(peer, () => openSecurityEvent(jws, directory.signingKeys(peer)))
  if (set.claims.iss !== peer)
    throw new JuxtaError('sender-mismatch', 'the event is not from this peer', { pointer: '/iss', rule: 'iss' })
  if (set.claims.aud !== country)
    throw new JuxtaError('wrong-recipient', 'the event is addressed to somebody else', { pointer: '/aud', rule: 'aud' })
  const key = directory.signingKey(peer, set.kid)
  const { iat } = set.claims
  const now = Math.floor(clock.now() / 1000)
  if (!keyCounts(key, iat, answer ? iat : now))
    throw new JuxtaError(
      'key-unknown',
      'the key does not count at the time of the event, or was revoked before it came',
      { pointer: '/kid', rule: 'key-validity' },
    )
  return set
}
