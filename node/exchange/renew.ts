/** A new version of our own identity: checked as a peer would, stored, taken into use, and told to peers where a key was withdrawn. */
import { issueSet } from './sets.ts'
import { checkNewKeys } from '../peers/identity-names.ts'
import { registryIn } from '../peers/registry.ts'
import { JuxtaError } from '../values/errors.ts'
import { isSecond, keyCounts, type Identity, type PublicJwk } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { openIdentity } from '../seal/identity.ts'
import { newEvent } from './signed-events.ts'

const TOLD_MS = 30 * 86_400_000

type Withdrawn = { readonly key: string; readonly revoked_at: number }

/** What `next` withdraws that `before` did not: signing and encryption keys by thumbprint, TLS keys by pin. */
export function withdrawnSince(before: Identity, next: Identity): Withdrawn[] {
  const entries = (i: Identity) => [
    ...i.keys.map((k) => ({ key: k.kid, revoked_at: k.revoked_at })),
    ...i.tls.map((t) => ({ key: t.spki, revoked_at: t.revoked_at })),
  ]
  const known = new Set(entries(before).flatMap((e) => (e.revoked_at === undefined ? [] : [e.key])))
  return entries(next).flatMap(({ key, revoked_at }) =>
    revoked_at === undefined || known.has(key) ? [] : [{ key, revoked_at }],
  )
}

const invalid = (message: string, rule: string): JuxtaError => new JuxtaError('identity-invalid', message, { rule })

const headerOf = (jws: string): unknown => JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString('utf8'))

/** The identity in `jws`, signed by the identity key whose public half is `key`, where it can stand after our own. Fails with `identity-invalid` or the errors of a JWS. */
export async function judgeNext({ clock, own, signer, country }: Node, jws: string, key: PublicJwk): Promise<Identity> {
  const before = { identity: own.identity, jws: own.jws }
  const next = await openIdentity(jws, key, { jws: before.jws, version: before.identity.version })
  // The thumbprint is what peers have compared by phone: another identity key would cut us off from all of them.
  if ((headerOf(jws) as { kid: string }).kid !== (headerOf(before.jws) as { kid: string }).kid)
    throw invalid('it is signed by another identity key than the version before', 'identity-key')
  if (next.country !== country) throw invalid(`it is the identity of ${next.country}`, 'country')
  if (next.log.origin !== before.identity.log.origin) throw invalid('it names another log', 'origin')
  const now = Math.floor(clock.now() / 1000)
  await signer.reload()
  for (const use of ['sig', 'enc'] as const)
    if (!next.keys.some((k) => k.use === use && keyCounts(k, now, now) && signer.has(k.kid)))
      throw invalid(`no ${use === 'sig' ? 'signing' : 'encryption'} key of it both counts now and is held here`, use)
  const seconds = next.keys.filter(isSecond).filter((k) => keyCounts(k, now, now))
  if (seconds.length > 0 && !seconds.some((k) => signer.has(k.kid)))
    throw invalid('no key of second signatures of it both counts now and is held here', 'second')
  checkNewKeys(next)
  return next
}

/** Takes it, and tells all neighbours of keys that it withdraws, in one commit: a crash leaves all of that or nothing. Fails as `judgeNext`. */
export function createRenew(node: Node): (jws: string, key: PublicJwk) => Promise<Identity> {
  const { country, store, directory, own, clock, signer, queue } = node
  return async (jws, key) => {
    const before = own.identity
    const next = await judgeNext(node, jws, key)
    // By the keys that count with it: a peer hears of it from a key that is not withdrawn.
    const signs = { country, clock, signer, own: { signingKey: own.signingKeyOf(next) } }
    const peers = directory.all().filter(({ state }) => state !== 'blocked')
    const events = await Promise.all(
      withdrawnSince(before, next).flatMap((withdrawn) =>
        peers.map((peer) => newEvent(signs, 'key-revoked', withdrawn, peer.country)),
      ),
    )
    await registryIn(store).saveIdentity(next, jws, clock.now(), async (tx) => {
      for (const event of events) await issueSet(tx, event, { priority: 0, expiresAt: event.at + TOLD_MS })
    })
    await directory.refresh(true)
    for (const { peer } of events) queue.wake(peer)
    return next
  }
}
