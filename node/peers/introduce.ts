/** Peering: an invitation written, an invitation accepted after its words were compared, a neighbour blocked and unblocked. */
import { registryIn } from './registry.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { PeerRow } from '../store/types.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { Identity } from '../message/identity.ts'
import { signingInput } from '../message/manifest.ts'
import { openIdentity, openInvite, type Invite } from '../seal/identity.ts'
import { fingerprintWords } from '../seal/words.ts'
import { checkNewKeys } from './identity-names.ts'
import { createNewestIdentity, type NewestIdentity, type Peering } from './newest-identity.ts'
import { testPeer, type PeerTest } from './test-peer.ts'

export type Introduction = {
  country: Country
  name: string
  exchange: string
  words: string
  fingerprint: string
  known: boolean
}

/** Says what the operator shall do. */
const gap = (known: number, { country, version }: Identity, why: string): JuxtaError =>
  new JuxtaError(
    'identity-invalid',
    `the invitation holds version ${version} of the identity of ${country}, known here is ${known}, and of the versions between ${why}. Ask ${country} to run its node there with all its versions, then take the invitation again`,
    { pointer: '/version', rule: 'chain' },
  )

/**
 * The identity in an invitation of a peer that is known follows what is known of it without a gap, as one that is fetched: versions between are asked for
 * where the invitation says that the peer is. Answers a newer one that it has published meanwhile; null where there is none. Fails with `identity-invalid`, rule
 * `chain`, or `fork` where the peer publishes another text of that version.
 */
async function chained(
  { directory, store }: Peering,
  newest: NewestIdentity,
  invite: Invite,
  identity: Identity,
): Promise<{ identity: Identity; jws: string } | null> {
  const { country: peer, version } = identity
  const known = directory.find(peer)
  if (!known) return null
  if (version > known.identity.version + 1) {
    const { exchange: exchangeUrl, tlsAuthority } = invite
    await newest.refreshIdentity(peer, { exchangeUrl, tlsAuthority }).catch((cause: unknown) => {
      throw gap(known.identity.version, identity, `${exchangeUrl} does not give them: ${asJuxtaError(cause).message}`)
    })
  }
  const now = directory.get(peer)
  if (version > now.identity.version + 1)
    throw gap(now.identity.version, identity, `${invite.exchange} does not have them`)
  if (version === now.identity.version + 1) {
    const previous = { jws: now.identityJws, version: now.identity.version }
    await openIdentity(invite.identity, invite.identityKey, previous)
    return null
  }
  const stored = (await registryIn(store).identities(peer)).find((i) => i.version === version)
  // Of which a difference is told when it is stored.
  if (!stored || version === now.identity.version) return null
  if (signingInput(stored.jws) !== signingInput(invite.identity))
    await newest.refused(
      identity,
      new JuxtaError('identity-invalid', `another version ${version} of the identity of ${peer} is known`, {
        pointer: '/version',
        rule: 'fork',
      }),
    )
  return { identity: now.identity, jws: now.identityJws }
}

export function createIntroduce(peering: Peering) {
  const { country, store, clock, directory, transport } = peering
  const newest = createNewestIdentity(peering)

  async function look(jws: string) {
    const opened = await openInvite(jws)
    const { identity, fingerprint, invite } = opened
    if (identity.country === country)
      throw new JuxtaError('identity-invalid', 'this invitation was made by this node itself', { rule: 'self' })
    const known =
      directory.find(identity.country) ?? directory.setApart().find(({ row }) => row.country === identity.country)?.row
    if (known && known.identityKey !== JSON.stringify(invite.identityKey))
      throw new JuxtaError(
        'identity-invalid',
        `${identity.country} is a peer already, with another identity key: block it first and compare the words again`,
        { rule: 'identity-key' },
      )
    const introduction: Introduction = {
      country: identity.country,
      name: identity.name,
      exchange: invite.exchange,
      words: fingerprintWords(fingerprint),
      fingerprint,
      known: known !== undefined,
    }
    return { ...opened, introduction }
  }

  return {
    ...newest,

    /** What an invitation says, with the words to compare; changes nothing. */
    read: async (jws: string): Promise<Introduction> => (await look(jws)).introduction,

    /** Trusts an invitation. `words`, where given, must be those of its identity key. */
    async accept(jws: string, words?: string): Promise<Introduction> {
      const { invite, identity, introduction } = await look(jws)
      if (words !== undefined && words.trim().toLowerCase().split(/\s+/).join(' ') !== introduction.words)
        throw new JuxtaError('identity-invalid', 'the words are not those of the identity key in this invitation', {
          rule: 'words',
        })
      const apart = directory.setApart().find(({ row }) => row.country === identity.country)?.row
      if ((directory.find(identity.country)?.identity.version ?? apart?.identityVersion ?? 0) > identity.version)
        throw new JuxtaError('identity-invalid', 'a newer identity of this peer is known', { rule: 'version' })
      checkNewKeys(identity)
      const standing = (await chained(peering, newest, invite, identity)) ?? { identity, jws: invite.identity }
      const row: PeerRow = {
        country: identity.country,
        name: standing.identity.name,
        state: 'active',
        identity: standing.jws,
        identityVersion: standing.identity.version,
        identityKey: JSON.stringify(invite.identityKey),
        exchangeUrl: invite.exchange,
        tlsAuthority: invite.tlsAuthority,
        createdAt: clock.now(),
      }
      await registryIn(store)
        .savePeer(row, ownLeaf('key', row.country, jws), standing.identity, apart !== undefined, clock.now())
        .catch((error: unknown) => newest.refused(identity, error))
      await directory.refresh(true)
      await transport.forget()
      return introduction
    },

    async setState(peer: Country, state: PeerRow['state'], by: string): Promise<void> {
      if (!directory.setApart().some(({ row }) => row.country === peer)) directory.get(peer)
      await registryIn(store).setPeerState(
        peer,
        state,
        ownLeaf(
          'operator',
          peer,
          JSON.stringify({ action: state === 'blocked' ? 'block' : 'unblock', peer, by, at: clock.now() }),
        ),
        clock.now(),
      )
      await directory.refresh(true)
      await transport.forget(peer)
    },

    /** A round trip over mutual TLS, saying which check failed and whose turn it is. */
    test: (peer: Country): Promise<PeerTest> => testPeer({ country, clock, directory, transport, newest }, peer),
  }
}

export type Introduce = ReturnType<typeof createIntroduce>
