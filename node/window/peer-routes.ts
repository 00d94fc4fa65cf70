/** The window side for operators towards other countries: peers, this node's own identity, agreements. */
import { isEnding } from '../peers/allows.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { components } from '../generated/window.ts'
import { answering } from '../http/caller.ts'
import type { WindowHandler, WindowRoutes } from '../http/window-auth.ts'
import { parsePublicJwk, type Identity, type PublicJwk } from '../message/identity.ts'
import type { Node } from '../node.ts'
import { readText } from '../operate/node-folder.ts'
import type { Stage } from '../peers/annexes.ts'
import { agreementHash, agreementText, parseAgreement } from '../peers/agreement.ts'
import type { Peer, SetApart } from '../peers/directory.ts'
import { draftAgreement } from '../procedures/draft-agreement.ts'
import { registryIn } from '../peers/registry.ts'
import { signInvite } from '../seal/identity.ts'
import type { SigningKey } from '../seal/jws.ts'
import { thumbprint } from '../seal/keys.ts'
import { publicOf } from '../seal/webcrypto.ts'
import { fingerprintWords } from '../seal/words.ts'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { parseSeconds, time } from '../values/time.ts'
import { agreementView, agreementViews } from './agreement-views.ts'

type Schemas = components['schemas']

const USES = { sig: 'signing', enc: 'encryption', second: 'second' } as const

const keysOf = (identity: Identity): Schemas['PeerKey'][] => {
  const validity = (k: { from: number; until: number; revoked_at?: number }) => ({
    from: time(k.from * 1000),
    until: time(k.until * 1000),
    ...(k.revoked_at === undefined ? {} : { revokedAt: time(k.revoked_at * 1000) }),
  })
  return [
    ...identity.tls.map((t) => ({ use: 'tls' as const, id: t.spki, ...validity(t) })),
    ...identity.keys.map((k) => ({
      use: USES[k.use],
      id: k.kid,
      ...('crv' in k.jwk ? { curve: k.jwk.crv } : {}),
      ...validity(k),
    })),
  ]
}
const identityView = ({ identity, jws }: { identity: Identity; jws: string }): Schemas['Identity'] => ({
  country: identity.country,
  name: identity.name,
  version: identity.version,
  issuedAt: time(identity.issued_at * 1000),
  keys: keysOf(identity),
  jws,
})

/** An invitation that this node signs, and the words by which two people make sure of its key. */
export async function invite({
  country,
  clock,
  paths,
  settings,
  signer,
  store,
}: Node): Promise<{ invite: string; words: string; fingerprint: string }> {
  const { jwk } = await publicOf(readText(paths.identityKey))
  const kid = await thumbprint(jwk)
  const identity = (await registryIn(store).identities(country)).at(-1)!.jws
  const key: SigningKey & { jwk: PublicJwk } = { kid, alg: jwk.crv === 'Ed25519' ? 'Ed25519' : 'ES256', jwk }
  const made = await signInvite(signer, key, {
    identity,
    exchange: settings.exchangeUrl,
    tlsAuthority: readText(paths.authority),
    issuedAt: Math.floor(clock.now() / 1000),
  })
  return { invite: made, words: fingerprintWords(kid), fingerprint: kid }
}

export function peerRoutes(node: Node, { courier, renewIdentity }: Exchange): WindowRoutes {
  const { directory, introduce, own } = node
  async function peerView(peer: Peer): Promise<Schemas['Peer']> {
    return {
      country: peer.country,
      name: peer.name,
      state: peer.state,
      exchange: peer.exchangeUrl,
      identityVersion: peer.identity.version,
      words: fingerprintWords(await thumbprint(JSON.parse(peer.identityKey) as PublicJwk)),
      circuit: courier.circuitOpen(peer.country) ? 'open' : 'closed',
      keys: keysOf(peer.identity),
      agreements: peer.agreements.filter((a) => a.inForceAt !== null && !isEnding(a)).map((a) => a.hash),
    }
  }
  async function apartView({ row, fault }: SetApart): Promise<Schemas['Peer']> {
    return {
      country: row.country,
      name: row.name,
      state: row.state,
      exchange: row.exchangeUrl,
      identityVersion: row.identityVersion,
      words: fingerprintWords(await thumbprint(JSON.parse(row.identityKey) as PublicJwk)),
      circuit: courier.circuitOpen(row.country) ? 'open' : 'closed',
      keys: [],
      agreements: [],
      fault,
    }
  }
  /** A peer as it is listed: one whose identity cannot be read too, so that it can be seen and blocked. */
  const listed = (country: string): Promise<Schemas['Peer']> => {
    const apart = directory.setApart().find(({ row }) => row.country === country)
    return apart ? apartView(apart) : peerView(found(country))
  }
  const found = (country: string): Peer => {
    const peer = directory.find(country as Country)
    if (!peer)
      throw new JuxtaError('not-found', `${country} is no peer of this node`, {
        pointer: '/path/country',
        rule: 'known',
      })
    return peer
  }

  const turn =
    (state: 'blocked' | 'active'): WindowHandler =>
    async ({ caller, params }) => {
      const { country } = await listed(params['country']!)
      await introduce.setState(country as Country, state, caller.name)
      return { body: await listed(country) }
    }

  return {
    listPeers: async () => ({
      body: {
        items: await Promise.all([...directory.all().map(peerView), ...directory.setApart().map(apartView)]),
        next: null,
      },
    }),
    getPeer: async ({ params }) => ({ body: await listed(params['country']!) }),
    invitePeer: async () => ({ body: await invite(node) }),
    async acceptPeer({ json, about }) {
      const { invite, trust, words } = json() as { invite: string; trust?: boolean; words?: string }
      const read = await introduce.read(invite)
      about(read.country)
      const introduction = trust ? await introduce.accept(invite, words) : read
      return { body: { ...introduction, trusted: trust === true } }
    },
    testPeer: async ({ params }) => ({ body: await introduce.test(found(params['country']!).country) }),
    blockPeer: turn('blocked'),
    unblockPeer: turn('active'),
    showIdentity: async () => ({ body: identityView(own) }),
    async publishIdentity({ json }) {
      const { identity, identityKey } = json() as { identity: string; identityKey: Record<string, unknown> }
      await renewIdentity(identity, parsePublicJwk(identityKey, '/identityKey'))
      return { body: identityView(own) }
    },
  }
}

export function agreementRoutes(node: Pick<Node, 'country' | 'clock'>, { agree, suspend }: Exchange): WindowRoutes {
  const { country, clock } = node
  const seconds = (): number => Math.floor(clock.now() / 1000)
  const { views, viewOf } = agreementViews(node, { agree })
  return {
    async draftAgreement({ query }) {
      const stage = query['stage'] as Stage['name'] | undefined
      const more = stage === undefined ? {} : { stage }
      const draft = draftAgreement(country, query['with'] as Country, seconds(), more)
      return { body: draft }
    },
    listAgreements: async () => ({ body: { items: await views(), next: null } }),
    getAgreement: async ({ params }) => ({ body: await viewOf(params['hash']!) }),
    async proposeAgreement({ json, about }) {
      const document = json()
      about(agreementHash(agreementText(parseAgreement(document))))
      return { status: 202, body: agreementView(await agree.propose(document), seconds()) }
    },
    acceptAgreement: async ({ params }) => ({ body: agreementView(await agree.accept(params['hash']!), seconds()) }),
    async suspendAgreement({ params, json, caller }) {
      const { effectiveAt, until, ...order } = json() as {
        procedures?: string[]
        reason: string
        effectiveAt?: string
        until?: string
      }
      const [at, end] = [effectiveAt, until].map((text) => (text === undefined ? undefined : parseSeconds(text)))
      const said = { ...order, client: answering(caller), effectiveAt: at, until: end }
      return { body: agreementView(await suspend.suspend(params['hash']!, said), seconds()) }
    },
    async resumeAgreement({ params, json, caller }) {
      const { effectiveAt, from, ...order } = json() as Schemas['Resumption']
      const [at, begun] = [effectiveAt, from].map((text) => (text === undefined ? undefined : parseSeconds(text)))
      const said = { ...order, client: answering(caller), effectiveAt: at, from: begun }
      return { body: agreementView(await suspend.resume(params['hash']!, said), seconds()) }
    },
    async revokeAgreement({ params, json }) {
      const { reason, effectiveAt, together } = json() as Schemas['AgreementEnd']
      const at = effectiveAt === undefined ? undefined : parseSeconds(effectiveAt)
      await agree.revoke(params['hash']!, reason, { effectiveAt: at, together })
      return { body: await viewOf(params['hash']!) }
    },
    async withdrawAgreement({ params, json }) {
      const { reason } = json() as { reason: string }
      return { body: agreementView(await agree.withdraw(params['hash']!, reason), seconds()) }
    },
    async declineAgreement({ params, json }) {
      const { reason } = json() as { reason: string }
      return { body: agreementView(await agree.decline(params['hash']!, reason), seconds()) }
    },
  }
}
