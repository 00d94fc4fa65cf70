/** The peers a node knows, in memory: who a TLS key belongs to, which keys count, which agreement allows what. Read again when the store's revision grows. */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import {
  isEncryption,
  isSecond,
  isSigning,
  keyCounts,
  type Identity,
  type IdentityKey,
  type SecondKey,
} from '../message/identity.ts'
import type { AgreementRow, PeerRow, PeerStore } from '../store/types.ts'
import { parseAgreement } from './agreement.ts'
import { wordsOf } from './suspensions.ts'
import {
  allowing,
  denies,
  deniesContent,
  withReplaced,
  type Agreement,
  type Content,
  type Question,
  type XsdSetOf,
} from './allows.ts'
import { checkKeys, checkOwner, type Owners } from './identity-names.ts'

export type Peer = {
  readonly country: Country
  readonly name: string
  readonly state: PeerRow['state']
  readonly exchangeUrl: string
  readonly tlsAuthority: string
  readonly identity: Identity
  /** The signed form of `identity`, and the identity key that is pinned (JWK as JSON). */
  readonly identityJws: string
  readonly identityKey: string
  readonly agreements: readonly Agreement[]
}

/** A peer of whom something that is stored (its identity, an agreement) cannot be read, or names what is another country's: it is trusted with nothing, and stands in nobody's way; it can be blocked. */
export type SetApart = { readonly row: PeerRow; readonly fault: string }

/** Opens a stored identity; it was verified when it was stored. */
type ReadIdentity = (jws: string) => Identity
/** Hears of a stored version that counts for nothing. */
type Unreadable = (country: Country, version: number, error: unknown) => void

export class PeerDirectory {
  readonly #store: PeerStore
  readonly #read: ReadIdentity
  readonly #unreadable: Unreadable
  #peers = new Map<Country, Peer>()
  #pins = new Map<Digest, Country>()
  #apart = new Map<Country, SetApart>()
  #revision = -1
  readonly #listeners: (() => Promise<void>)[] = []

  constructor(store: PeerStore, read: ReadIdentity, unreadable: Unreadable = () => undefined) {
    this.#store = store
    this.#read = read
    this.#unreadable = unreadable
  }

  /** Opens a stored identity of any version. */
  read(jws: string): Identity {
    return this.#read(jws)
  }

  /**
   * The identities that a country, or this node itself, has had, oldest first: those that can be read and name nothing that is another country's. One that
   * does not count keeps none of the others from counting.
   */
  async identitiesOf(country: Country): Promise<Identity[]> {
    const rows = await this.#store.identities(country)
    // Read after them: what they name is in it.
    const owners = await this.#store.owners()
    return rows.flatMap(({ version, jws }) => {
      try {
        return [this.#ownedBy(country, jws, owners)]
      } catch (error) {
        this.#unreadable(country, version, error)
        return []
      }
    })
  }

  #ownedBy(country: Country, jws: string, owners: Owners): Identity {
    const identity = this.#read(jws)
    checkKeys(identity)
    checkOwner({ ...identity, country }, owners)
    return identity
  }

  /** Called after each change, before `refresh` answers: who is trusted by TLS follows who is a peer. */
  onChange(listener: () => Promise<void>): void {
    this.#listeners.push(listener)
  }

  /** Reads peers and agreements again where they changed; answers whether they did. */
  async refresh(force = false): Promise<boolean> {
    const revision = await this.#store.revision()
    if (!force && revision === this.#revision) return false
    const [rows, agreements] = [await this.#store.peers(), await this.#store.agreements()]
    const owners = await this.#store.owners()
    const peers = new Map<Country, Peer>()
    const pins = new Map<Digest, Country>()
    const apart = new Map<Country, SetApart>()
    for (const row of rows)
      try {
        const peer = this.#peerOf(row, agreements, owners)
        peers.set(row.country, peer)
        for (const { spki } of peer.identity.tls) pins.set(spki, row.country)
      } catch (cause) {
        apart.set(row.country, { row, fault: (cause as Error).message })
      }
    this.#peers = peers
    this.#pins = pins
    this.#apart = apart
    this.#revision = revision
    for (const listener of this.#listeners) await listener()
    return true
  }

  #peerOf(row: PeerRow, agreements: readonly AgreementRow[], owners: Owners): Peer {
    const theirs = agreements.filter((a) => a.peer === row.country && (a.state === 'in-force' || a.state === 'revoked'))
    return {
      country: row.country,
      name: row.name,
      state: row.state,
      exchangeUrl: row.exchangeUrl,
      tlsAuthority: row.tlsAuthority,
      identity: this.#ownedBy(row.country, row.identity, owners),
      identityJws: row.identity,
      identityKey: row.identityKey,
      agreements: withReplaced(
        theirs.map((a) => ({
          hash: a.hash,
          document: parseAgreement(JSON.parse(a.document)),
          inForceAt: a.inForceAt,
          revokedAt: a.revokedAt,
          suspensions: wordsOf(a),
        })),
      ),
    }
  }

  /** `look`, and where it finds nobody or nothing agreed, once more after what another replica has written was read. */
  async upToDate<T>(look: () => T): Promise<T> {
    try {
      return look()
    } catch (error) {
      const stale =
        error instanceof JuxtaError &&
        ['peer-unknown', 'receiver-unknown', 'key-unknown', 'no-agreement'].includes(error.code)
      if (!stale) throw error
      // Another one may have read it while this one asked whether there is anything to read.
      await this.refresh()
      return look()
    }
  }

  all(): Peer[] {
    return [...this.#peers.values()]
  }

  /** Those whose stored identity, or an agreement with whom, cannot be read. */
  setApart(): SetApart[] {
    return [...this.#apart.values()]
  }

  find(country: Country): Peer | undefined {
    return this.#peers.get(country)
  }

  /** The peer to send to. Fails with `receiver-unknown`. */
  get(country: Country): Peer {
    const peer = this.#peers.get(country)
    if (!peer)
      throw new JuxtaError(
        'receiver-unknown',
        `${country} is not a peer of this node: introduce it first (juxta peer)`,
        { rule: 'peer' },
      )
    return peer
  }

  /** Who the key of a TLS certificate belongs to. Fails with `peer-unknown` and the check that failed. */
  byPin(pin: Digest, nowMs: number): Peer {
    const country = this.#pins.get(pin)
    const peer = country && this.#peers.get(country)
    if (!peer)
      throw new JuxtaError('peer-unknown', 'the key of the TLS certificate is pinned to no peer', {
        rule: 'pin',
        members: { spki: pin },
      })
    const entry = peer.identity.tls.find((t) => t.spki === pin)!
    const now = Math.floor(nowMs / 1000)
    if (!keyCounts(entry, now, now))
      throw new JuxtaError('peer-unknown', `the TLS key of ${peer.country} is outside the time its identity gives it`, {
        rule: 'pin-validity',
      })
    if (peer.state === 'blocked')
      throw new JuxtaError('peer-unknown', `${peer.country} is blocked at this node`, { rule: 'blocked' })
    return peer
  }

  /** The signing key `kid` in the identity of `country`. Fails with `key-unknown`. */
  signingKey(country: Country, kid: string): IdentityKey {
    const key = this.#peers
      .get(country)
      ?.identity.keys.filter(isSigning)
      .find((k) => k.kid === kid)
    if (!key)
      throw new JuxtaError('key-unknown', `kid is no signing key in the identity of ${country} that is known here`, {
        pointer: '/kid',
        rule: 'known',
      })
    return key
  }

  /** The key of second signatures `kid` in the identity of `country`. Fails with `key-unknown`. */
  secondKey(country: Country, kid: string): SecondKey {
    const key = this.#peers
      .get(country)
      ?.identity.keys.filter(isSecond)
      .find((k) => k.kid === kid)
    if (!key)
      throw new JuxtaError(
        'key-unknown',
        `kid is no key of second signatures in the identity of ${country} that is known here`,
        {
          pointer: '/kid',
          rule: 'known',
        },
      )
    return key
  }

  signingKeys(country: Country): IdentityKey[] {
    return this.#peers.get(country)?.identity.keys.filter(isSigning) ?? []
  }

  /** The newest encryption key of `country` that counts at `nowMs`. Fails with `key-unknown`. */
  encryptionKey(country: Country, nowMs: number): IdentityKey {
    const now = Math.floor(nowMs / 1000)
    const keys = this.get(country)
      .identity.keys.filter(isEncryption)
      .filter((k) => keyCounts(k, now, now))
    const newest = keys.sort((a, b) => b.from - a.from)[0]
    if (!newest)
      throw new JuxtaError('key-unknown', `the identity of ${country} holds no encryption key that counts now`, {
        rule: 'encryption-key',
      })
    return newest
  }

  /** The agreement that allows what is asked, newest first. Fails with `no-agreement` and the reason the best candidate gives. */
  allow(peer: Country, q: Question): Agreement {
    const found = allowing(this.#peers.get(peer)?.agreements ?? [], q)
    if (found.agreement) return found.agreement
    const { reason, ...more } = found.denial ?? { rule: 'none', reason: `there is no agreement in force with ${peer}` }
    throw new JuxtaError('no-agreement', reason, more)
  }

  /** Whether either side suspends anything of what is agreed with `peer`. */
  suspends(peer: Country): boolean {
    return this.#peers.get(peer)?.agreements.some((a) => a.suspensions?.some((w) => w.procedures.length > 0)) ?? false
  }

  #agreement(peer: Country, hash: Digest): Agreement | undefined {
    return this.#peers.get(peer)?.agreements.find((a) => a.hash === hash)
  }

  /** One named agreement must allow what is asked. Fails with `no-agreement`. */
  allowUnder(peer: Country, hash: Digest, q: Question): Agreement {
    const agreement = this.#agreement(peer, hash)
    if (!agreement)
      throw new JuxtaError('no-agreement', 'the agreement that the manifest names is not in force here', {
        rule: 'unknown',
        pointer: '/agreement',
      })
    const denied = denies(agreement, { ...q, heard: true }, this.#peers.get(peer)?.agreements)
    if (denied)
      throw new JuxtaError('no-agreement', denied.reason, {
        rule: denied.rule,
        pointer: denied.pointer ?? '/agreement',
      })
    return agreement
  }

  /** What a message says beside its manifest must be allowed by the agreement that this names. Fails with `no-agreement`. */
  allowContent(peer: Country, hash: Digest, content: Content, xsdSet: XsdSetOf): void {
    const agreement = this.#agreement(peer, hash)
    const denied = agreement && deniesContent(agreement.document, content, xsdSet)
    if (denied) throw new JuxtaError('no-agreement', denied.reason, { rule: denied.rule, pointer: denied.pointer })
  }
}
