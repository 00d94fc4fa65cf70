/** The window side for operators: peers, agreements, API keys, queues, alerts. */
import { outboxIn } from '../exchange/outbox.ts'
import { alertsIn, keysIn } from '../peers/registry.ts'
import type { Request } from '../http/server.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type Country, type MessageId } from '../values/ids.ts'
import { parsePublicJwk, type Identity, type PublicJwk } from '../message/identity.ts'
import type { Agree } from '../exchange/agree.ts'
import type { Introduce } from '../peers/introduce.ts'
import type { PeerDirectory, Peer } from '../peers/directory.ts'
import type { Store } from '../store/store.ts'
import type { AgreementRow, ApiKeyRow, NewLeaf } from '../store/types.ts'
import type { components } from '../generated/window.ts'
import { parseSeconds, time } from '../values/time.ts'
import type { Answer, Handler } from '../http/server.ts'
import { hashSecret, newSecret, type Caller } from '../http/window-auth.ts'

export type OperatorNeeds = {
  readonly store: Store
  readonly directory: PeerDirectory
  readonly introduce: Introduce
  readonly agree: Agree
  caller(request: Request): Caller
  invite(): Promise<{ invite: string; words: string; fingerprint: string }>
  wordsOf(peer: Peer): Promise<string>
  circuitOpen(peer: Country): boolean
  operatorLeaf(object: string): NewLeaf
  ownIdentity(): { identity: Identity; jws: string }
  renew(jws: string, key: PublicJwk): Promise<Identity>
  now(): number
}

type Schemas = components['schemas']

const stamp = (ms: number | null): string | null => (ms === null ? null : time(ms))

const agreementView = (row: AgreementRow): Schemas['Agreement'] => ({
  hash: row.hash,
  peer: row.peer,
  state: row.state,
  document: JSON.parse(row.document) as Record<string, never>,
  inForceAt: stamp(row.inForceAt),
  revokedAt: row.revokedAt === null ? null : time(row.revokedAt * 1000),
})

const keyView = (row: ApiKeyRow): Schemas['Key'] => ({
  id: row.id,
  client: row.client,
  name: row.name,
  roles: row.roles as Schemas['Role'][],
  ...(row.agency === null ? {} : { agency: row.agency }),
  ...(row.procedures === null ? {} : { procedures: row.procedures }),
  ...(row.types === null ? {} : { types: row.types }),
  createdAt: time(row.createdAt),
  revokedAt: stamp(row.revokedAt),
})

export function operatorRoutes(needs: OperatorNeeds, route: (id: string, handler: Handler) => void): void {
  const { store, directory, introduce, agree } = needs

  const keysOf = (identity: Identity): Schemas['PeerKey'][] => {
    const validity = (k: { from: number; until: number; revoked_at?: number }) => ({
      from: time(k.from * 1000),
      until: time(k.until * 1000),
      ...(k.revoked_at === undefined ? {} : { revokedAt: time(k.revoked_at * 1000) }),
    })
    return [
      ...identity.tls.map((t) => ({ use: 'tls' as const, id: t.spki, ...validity(t) })),
      ...identity.keys.map((k) => ({
        use: k.use === 'sig' ? ('signing' as const) : ('encryption' as const),
        id: k.kid,
        curve: k.jwk.crv,
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

  async function peerView(peer: Peer): Promise<Schemas['Peer']> {
    return {
      country: peer.country,
      name: peer.name,
      state: peer.state,
      exchange: peer.exchangeUrl,
      identityVersion: peer.identity.version,
      words: await needs.wordsOf(peer),
      circuit: needs.circuitOpen(peer.country) ? 'open' : 'closed',
      keys: keysOf(peer.identity),
      agreements: peer.agreements.filter((a) => a.inForceAt !== null && a.revokedAt === null).map((a) => a.hash),
    }
  }
  const found = (country: string): Peer => {
    const peer = directory.find(country as Country)
    if (!peer) throw new JuxtaError('not-found', `${country} is not a peer of this node`)
    return peer
  }

  route('listPeers', async () => ({ body: { items: await Promise.all(directory.all().map(peerView)), next: null } }))
  route('getPeer', async ({ params }) => ({ body: await peerView(found(params['country']!)) }))
  route('invitePeer', async () => ({ body: await needs.invite() }))
  route('acceptPeer', async ({ json }): Promise<Answer> => {
    const { invite, trust, words } = json() as { invite: string; trust?: boolean; words?: string }
    const introduction = trust ? await introduce.accept(invite, words) : await introduce.read(invite)
    return { body: { ...introduction, trusted: trust === true } }
  })
  route('testPeer', async ({ params }) => ({ body: await introduce.test(found(params['country']!).country) }))
  for (const [id, state] of [
    ['blockPeer', 'blocked'],
    ['unblockPeer', 'active'],
  ] as const)
    route(id, async ({ request, params }) => {
      const { country } = found(params['country']!)
      await introduce.setState(country, state, needs.caller(request).name)
      return { body: await peerView(found(country)) }
    })

  route('showIdentity', async () => ({ body: identityView(needs.ownIdentity()) }))
  route('publishIdentity', async ({ json }): Promise<Answer> => {
    const { identity, identityKey } = json() as { identity: string; identityKey: Record<string, unknown> }
    await needs.renew(identity, parsePublicJwk(identityKey, '/identityKey'))
    return { body: identityView(needs.ownIdentity()) }
  })

  route('listAgreements', async () => ({ body: { items: (await agree.list()).map(agreementView), next: null } }))
  route('getAgreement', async ({ params }) => ({ body: agreementView(await agree.find(params['hash']!)) }))
  route('proposeAgreement', async ({ json }) => ({ status: 202, body: agreementView(await agree.propose(json())) }))
  route('acceptAgreement', async ({ params }) => ({ body: agreementView(await agree.accept(params['hash']!)) }))
  route('revokeAgreement', async ({ params, json }) => {
    const { reason, effectiveAt } = json() as { reason: string; effectiveAt?: string }
    return {
      body: agreementView(
        await agree.revoke(params['hash']!, reason, effectiveAt === undefined ? undefined : parseSeconds(effectiveAt)),
      ),
    }
  })

  route('listKeys', async () => ({ body: { items: (await keysIn(store).keys()).map(keyView), next: null } }))
  route('createKey', async ({ request, json }): Promise<Answer> => {
    const body = json() as {
      name: string
      client?: string
      roles: string[]
      agency?: string
      procedures?: string[]
      types?: string[]
    }
    const secret = newSecret()
    const row: ApiKeyRow = {
      id: newMessageId(needs.now()),
      client: body.client ?? body.name,
      name: body.name,
      hash: hashSecret(secret),
      roles: body.roles,
      agency: body.agency ?? null,
      procedures: body.procedures ?? null,
      types: body.types ?? null,
      createdAt: needs.now(),
      revokedAt: null,
    }
    await keysIn(store).createKey(
      row,
      needs.operatorLeaf(
        JSON.stringify({
          action: 'create-key',
          key: row.id,
          roles: row.roles,
          by: needs.caller(request).name,
          at: row.createdAt,
        }),
      ),
    )
    return { status: 201, body: { key: keyView(row), secret } }
  })
  route('revokeKey', async ({ request, params }): Promise<Answer> => {
    const id = params['id'] as MessageId
    if (
      !(await keysIn(store).revokeKey(
        id,
        needs.now(),
        needs.operatorLeaf(
          JSON.stringify({ action: 'revoke-key', key: id, by: needs.caller(request).name, at: needs.now() }),
        ),
      ))
    )
      throw new JuxtaError('not-found', 'there is no such key, or it was revoked before')
    return { status: 204 }
  })

  route('listQueues', async () => ({
    body: {
      items: (await outboxIn(store).queues(needs.now())).map((q) => ({
        ...q,
        oldest: stamp(q.oldest),
        circuit: needs.circuitOpen(q.peer) ? 'open' : 'closed',
      })),
      next: null,
    },
  }))
  route('listAlerts', async ({ query }) => ({
    body: {
      items: (await alertsIn(store).alerts(query['all'] !== 'true')).map((a) => ({
        ...a,
        at: time(a.at),
        lastAt: time(a.lastAt),
        closedAt: stamp(a.closedAt),
      })),
      next: null,
    },
  }))
  route('closeAlert', async ({ params }): Promise<Answer> => {
    if (!(await alertsIn(store).closeAlert(params['id'] as MessageId, needs.now())))
      throw new JuxtaError('not-found', 'there is no such open alert')
    return { status: 204 }
  })
}
