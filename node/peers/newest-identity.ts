/** The newest identity of a peer: fetched when it is asked for, and when a peer shows something that is not known. */
import type { AlertKind } from '../operate/alerts.ts'
import { checkNewKeys } from './identity-names.ts'
import { registryIn } from './registry.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isObject } from '../values/members.ts'
import { isString } from '../values/text.ts'
import type { Identity, PublicJwk } from '../message/identity.ts'
import type { PeerDirectory } from './directory.ts'
import type { Clock } from '../values/clock.ts'
import type { Store } from '../store/store.ts'
import { openIdentity } from '../seal/identity.ts'
import type { PeerRequest, Transport } from './transport.ts'

/** A peer can make us ask for its identity no more often. */
const LOOK_AGAIN_MS = 2000

/** So many versions of an identity are taken at once. */
const MOST_VERSIONS = 1000

/** What peering stands on. `transport` fails where a peer shows a key that is not pinned: here is decided what is done then. */
export type Peering = {
  readonly country: Country
  readonly store: Store
  readonly clock: Clock
  readonly directory: PeerDirectory
  readonly transport: Transport
  /** As the node does it: see `Node.alert`. */
  readonly alert: (kind: AlertKind, peer: Country, detail: string, subject: string) => Promise<void>
}

export function createNewestIdentity({ store, clock, directory, transport, alert }: Peering) {
  const looked = new Map<Country, { at: number; found: Promise<boolean> }>()

  /** What is no mistake of writing is told: that a country names what is another's, or says two things under one version. */
  async function refused({ country: of, version }: Identity, error: unknown): Promise<never> {
    if (error instanceof JuxtaError && error.code === 'identity-invalid')
      await alert('identity-conflict', of, error.message, `version ${version}`)
    throw error
  }

  async function askFor(
    peer: Country,
    after: number,
    at: PeerRequest['at'],
  ): Promise<{ chain: string[]; more: boolean }> {
    const answer = await transport.request(peer, {
      method: 'GET',
      path: `/v1/identity?after=${after}`,
      // Each version is signed by the identity key that was compared by phone: a pin that is stale is no hindrance.
      unpinned: true,
      timeoutMs: 10_000,
      ...(at ? { at } : {}),
    })
    if (answer.status !== 200)
      throw new JuxtaError('answer-invalid', `the peer answered ${answer.status} to the question for its identity`)
    const body = parseStrictJson(answer.body)
    if (!isObject(body) || !isArray(body['identities'])) return { chain: [], more: false }
    return { chain: body['identities'].filter(isString), more: body['more'] === true }
  }

  return {
    refused,

    /**
     * Fetches the peer's identity chain and takes what is newer, each version signed by the pinned identity key and chained to the one before. `at`: where an
     * invitation says that the peer is now.
     */
    async refreshIdentity(peer: Country, at?: PeerRequest['at']): Promise<boolean> {
      const known = directory.get(peer)
      let previous = { jws: known.identityJws, version: known.identity.version }
      const first = previous.version
      // Answers are bounded, and so is how much of a chain without end is taken at once.
      for (let more = true; more && previous.version - first < MOST_VERSIONS;) {
        const { chain, more: others } = await askFor(peer, previous.version, at)
        more = others && chain.length > 0
        for (const jws of chain) {
          const identity = await openIdentity(jws, JSON.parse(known.identityKey) as PublicJwk, previous)
          if (identity.country !== peer)
            throw new JuxtaError('identity-invalid', 'the identity is of another country', {
              pointer: '/country',
              rule: 'country',
            })
          checkNewKeys(identity)
          await registryIn(store)
            .saveIdentity(identity, jws, clock.now())
            .catch((error: unknown) => refused(identity, error))
          previous = { jws, version: identity.version }
        }
      }
      if (previous.version === first) return false
      await directory.refresh(true)
      await transport.forget(peer)
      return true
    },

    /** Whether an identity of `peer` names this log; a newer one is asked for where none does. */
    async isLogOf(peer: Country, origin: string): Promise<boolean> {
      if (directory.find(peer)?.identity.log.origin === origin) return true
      const names = async (): Promise<boolean> =>
        (await directory.identitiesOf(peer)).some(({ log }) => log.origin === origin)
      return (await names()) || ((await this.lookAgain(peer)) && (await names()))
    },

    /** Looks whether the peer has published a newer identity, where something it showed is not known: seldom, and without ever failing. */
    async lookAgain(peer: Country): Promise<boolean> {
      const now = clock.now()
      const before = looked.get(peer)
      if (before && Math.abs(now - before.at) < LOOK_AGAIN_MS) return before.found
      if (directory.find(peer)?.state !== 'active') return false
      const found = this.refreshIdentity(peer).catch(() => false)
      looked.set(peer, { at: now, found })
      return found
    },

    /** `look`, and where it does not know a key of `peer`, once more after the peer's newest identity was fetched. */
    async knowing<T>(peer: Country, look: () => Promise<T> | T): Promise<T> {
      try {
        return await look()
      } catch (error) {
        const unknown = error instanceof JuxtaError && error.code === 'key-unknown'
        if (!unknown || !(await this.lookAgain(peer))) throw error
        return look()
      }
    },
  }
}

export type NewestIdentity = ReturnType<typeof createNewestIdentity>
