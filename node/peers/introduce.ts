/** Peering: an invitation written, an invitation accepted after its words were compared, newer identities fetched, a round trip tested. */
import { registryIn } from './registry.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/ids.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isObject } from '../values/members.ts'
import { isString } from '../values/text.ts'
import { isTimeText, parseTime } from '../values/time.ts'
import type { PublicJwk } from '../message/identity.ts'
import type { PeerDirectory } from './directory.ts'
import type { Clock } from '../values/clock.ts'
import type { Store } from '../store/store.ts'
import type { PeerRow } from '../store/types.ts'
import { ownLeaf } from '../store/leaves.ts'
import { openIdentity, openInvite } from '../seal/identity.ts'
import { fingerprintWords } from '../seal/words.ts'
import type { Transport } from './transport.ts'

/** A peer can make us ask for its identity no more often. */
const LOOK_AGAIN_MS = 2000

export type Introduction = {
  country: Country
  name: string
  exchange: string
  words: string
  fingerprint: string
  known: boolean
}

export type PeerTest = {
  peer: Country
  ok: boolean
  steps: { check: string; ok: boolean; detail: string; turn?: 'ours' | 'theirs' }[]
}

/** `transport` fails where a peer shows a key that is not pinned: here is decided what is done then. */
export function createIntroduce({
  country,
  store,
  clock,
  directory,
  transport,
}: {
  country: Country
  store: Store
  clock: Clock
  directory: PeerDirectory
  transport: Transport
}) {
  const looked = new Map<Country, { at: number; found: Promise<boolean> }>()

  async function look(jws: string) {
    const opened = await openInvite(jws)
    const { identity, fingerprint, invite } = opened
    if (identity.country === country)
      throw new JuxtaError('identity-invalid', 'this invitation was made by this node itself', { rule: 'self' })
    const known = directory.find(identity.country)
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
    /** What an invitation says, with the words to compare; changes nothing. */
    read: async (jws: string): Promise<Introduction> => (await look(jws)).introduction,

    /** Trusts an invitation. `words`, where given, must be those of its identity key. */
    async accept(jws: string, words?: string): Promise<Introduction> {
      const { invite, identity, introduction } = await look(jws)
      if (words !== undefined && words.trim().toLowerCase().split(/\s+/).join(' ') !== introduction.words)
        throw new JuxtaError('identity-invalid', 'the words are not those of the identity key in this invitation', {
          rule: 'words',
        })
      const known = directory.find(identity.country)
      if (known && known.identity.version > identity.version)
        throw new JuxtaError('identity-invalid', 'a newer identity of this peer is known', { rule: 'version' })
      const row: PeerRow = {
        country: identity.country,
        name: identity.name,
        state: 'active',
        identity: invite.identity,
        identityVersion: identity.version,
        identityKey: JSON.stringify(invite.identityKey),
        exchangeUrl: invite.exchange,
        tlsAuthority: invite.tlsAuthority,
        createdAt: clock.now(),
      }
      await registryIn(store).savePeer(row, ownLeaf('key', row.country, jws))
      await registryIn(store).saveIdentity(
        row.country,
        identity.version,
        invite.identity,
        ownLeaf('key', row.country, invite.identity),
      )
      await directory.refresh(true)
      await transport.forget()
      return introduction
    },

    async setState(peer: Country, state: PeerRow['state'], by: string): Promise<void> {
      directory.get(peer)
      await registryIn(store).setPeerState(
        peer,
        state,
        ownLeaf(
          'operator',
          peer,
          JSON.stringify({ action: state === 'blocked' ? 'block' : 'unblock', peer, by, at: clock.now() }),
        ),
      )
      await directory.refresh(true)
      await transport.forget(peer)
    },

    /** Fetches the peer's identity chain and takes what is newer, each version signed by the pinned identity key and chained to the one before. */
    async refreshIdentity(peer: Country): Promise<boolean> {
      const known = directory.get(peer)
      const answer = await transport.request(peer, {
        method: 'GET',
        path: `/v1/identity?after=${known.identity.version}`,
        // Each version is signed by the identity key that was compared by phone: a pin that is stale is no hindrance.
        unpinned: true,
        timeoutMs: 10_000,
      })
      if (answer.status !== 200)
        throw new JuxtaError('answer-invalid', `the peer answered ${answer.status} to the question for its identity`)
      const body = parseStrictJson(answer.body)
      const chain = isObject(body) && isArray(body['identities']) ? body['identities'].filter(isString) : []
      let previous = { jws: known.identityJws, version: known.identity.version }
      let changed = false
      for (const jws of chain.slice(0, 100)) {
        const identity = await openIdentity(jws, JSON.parse(known.identityKey) as PublicJwk, previous)
        if (identity.country !== peer)
          throw new JuxtaError('identity-invalid', 'the identity is of another country', {
            pointer: '/country',
            rule: 'country',
          })
        await registryIn(store).saveIdentity(peer, identity.version, jws, ownLeaf('key', peer, jws))
        previous = { jws, version: identity.version }
        changed = true
      }
      if (changed) {
        await directory.refresh(true)
        await transport.forget(peer)
      }
      return changed
    },

    /** Whether an identity of `peer` names this log; a newer one is asked for where none does. */
    async isLogOf(peer: Country, origin: string): Promise<boolean> {
      if (directory.find(peer)?.identity.log.origin === origin) return true
      const names = async (): Promise<boolean> =>
        (await registryIn(store).identities(peer)).some(({ jws }) => directory.read(jws).log.origin === origin)
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

    /** A round trip over mutual TLS, saying which check failed and whose turn it is. */
    async test(peer: Country): Promise<PeerTest> {
      const known = directory.get(peer)
      const steps: PeerTest['steps'] = []
      const fail = (check: string, detail: string, turn: 'ours' | 'theirs'): PeerTest => ({
        peer,
        ok: false,
        steps: [...steps, { check, ok: false, detail, turn }],
      })
      if (known.state === 'blocked') return fail('state', `${peer} is blocked at this node: unblock it`, 'ours')
      try {
        const answer = await transport.request(peer, { method: 'GET', path: '/v1/ping', timeoutMs: 10_000 })
        steps.push({
          check: 'tls',
          ok: true,
          detail: `mutual TLS with ${known.exchangeUrl}; their certificate holds the pinned key`,
        })
        if (answer.status !== 200) {
          const body = parseStrictJson(answer.body)
          const detail = isObject(body) ? `${String(body['detail'])}` : `status ${answer.status}`
          return fail(
            'peer-accepts-us',
            `${peer} does not accept us: ${detail}`,
            isObject(body) && body['turn'] === 'caller' ? 'ours' : 'theirs',
          )
        }
        const body = parseStrictJson(answer.body)
        if (!isObject(body) || body['country'] !== peer || body['peer'] !== country)
          return fail('identity', 'the answer is not from this peer to us', 'theirs')
        steps.push({ check: 'peer-accepts-us', ok: true, detail: `${peer} knows our TLS key as that of ${country}` })
        const said = body['time']
        if (typeof said !== 'string' || !isTimeText(said))
          return fail('clock', 'the answer does not say what time it is there', 'theirs')
        const skew = Math.abs(parseTime(said) - clock.now()) / 1000
        if (skew > 300)
          return fail(
            'clock',
            `the clocks differ by ${Math.round(skew)} seconds: messages will be refused as not-yet-valid or stale`,
            'ours',
          )
        steps.push({ check: 'clock', ok: true, detail: `the clocks differ by less than ${Math.ceil(skew) || 1} s` })
      } catch (cause) {
        const error = asJuxtaError(cause)
        return fail(error.rule ?? error.code, error.message, error.members['turn'] === 'ours' ? 'ours' : 'theirs')
      }
      try {
        await this.refreshIdentity(peer)
        steps.push({ check: 'identity', ok: true, detail: `identity version ${directory.get(peer).identity.version}` })
      } catch (cause) {
        return fail('identity', asJuxtaError(cause).message, 'theirs')
      }
      const inForce = directory.get(peer).agreements.filter((a) => a.inForceAt !== null && a.revokedAt === null)
      steps.push({
        check: 'agreement',
        ok: inForce.length > 0,
        detail: inForce.length > 0 ? `${inForce.length} in force` : 'no agreement in force: nothing may pass',
        ...(inForce.length > 0 ? {} : { turn: 'ours' as const }),
      })
      return { peer, ok: inForce.length > 0, steps }
    },
  }
}

export type Introduce = ReturnType<typeof createIntroduce>
