/** The identity of this node as it stands now: a newer version, and the key files that came with it, are taken without a restart and by every replica. */
import { X509Certificate } from 'node:crypto'
import type { FileSigner } from '../seal/file-signer.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { keyCounts, parseIdentity, type Identity, type IdentityKey } from '../message/identity.ts'
import type { Clock } from '../values/clock.ts'
import type { PeerStore } from '../store/types.ts'
import type { SigningKey } from '../seal/jws.ts'

export type OwnIdentity = {
  readonly identity: Identity
  /** The signed form of `identity`. */
  readonly jws: string
  /** The newest signing key that counts now and is held here: with `from` ahead of its publication, the switch comes by itself. */
  readonly signing: IdentityKey & { readonly x5tS256: string }
  /** `signing` as a signer wants it; whoever holds this always signs with the key of the moment. */
  readonly signingKey: SigningKey & { readonly x5tS256: string }
  /** The same where another version of our identity stands. */
  signingKeyOf(identity: Identity): SigningKey & { readonly x5tS256: string }
  /** Whether the key `kid` was withdrawn, so that what it signed must be signed anew. */
  isWithdrawn(kid: string): boolean
  /** Reads identity and key files again where a newer version is in the store; answers whether it was. */
  refresh(): Promise<boolean>
}

/** Fails with `settings-invalid` where there is no identity yet, or no key file of its signing keys. */
export async function openOwnIdentity(needs: {
  country: Country
  peers: PeerStore
  signer: FileSigner
  clock: Clock
  keys: string
}): Promise<OwnIdentity> {
  const { country, peers, signer, clock } = needs
  const fingerprints = new Map<string, string>()

  const newest = async (): Promise<{ identity: Identity; jws: string }> => {
    const found = (await peers.identities(country)).at(-1)
    if (!found)
      throw new JuxtaError(
        'settings-invalid',
        'this node has no identity yet: have its certificates issued, then juxta identity publish',
        { rule: 'identity' },
      )
    const claims: unknown = JSON.parse(Buffer.from(found.jws.split('.')[1]!, 'base64url').toString('utf8'))
    return { identity: parseIdentity(claims), jws: found.jws }
  }

  let current = await newest()
  const signing = (identity = current.identity): IdentityKey & { x5tS256: string } => {
    const now = Math.floor(clock.now() / 1000)
    const held = identity.keys
      .filter((k) => k.use === 'sig' && k.revoked_at === undefined && signer.has(k.kid))
      .sort((a, b) => b.from - a.from)
    // Where none counts, peers refuse by name what the newest one signs, and doctor says why.
    const key = held.find((k) => keyCounts(k, now, now)) ?? held[0]
    if (!key?.x5c?.[0])
      throw new JuxtaError(
        'settings-invalid',
        `no key file in ${needs.keys} is a signing key of this node's identity`,
        { rule: 'signing-key' },
      )
    let x5tS256 = fingerprints.get(key.kid)
    if (x5tS256 === undefined) {
      const { fingerprint256 } = new X509Certificate(Buffer.from(key.x5c[0], 'base64'))
      x5tS256 = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
      fingerprints.set(key.kid, x5tS256)
    }
    return { ...key, x5tS256 }
  }
  signing()

  return {
    get identity() {
      return current.identity
    },
    get jws() {
      return current.jws
    },
    get signing() {
      return signing()
    },
    signingKey: {
      get kid() {
        return signing().kid
      },
      get alg() {
        return signing().alg as 'ES256' | 'Ed25519'
      },
      get x5tS256() {
        return signing().x5tS256
      },
    },
    signingKeyOf(identity) {
      const { kid, alg, x5tS256 } = signing(identity)
      return { kid, alg: alg as 'ES256' | 'Ed25519', x5tS256 }
    },
    isWithdrawn: (kid) => current.identity.keys.some((k) => k.kid === kid && k.revoked_at !== undefined),
    async refresh() {
      const next = await newest()
      if (next.identity.version <= current.identity.version) return false
      await signer.reload()
      fingerprints.clear()
      current = next
      return true
    },
  }
}
