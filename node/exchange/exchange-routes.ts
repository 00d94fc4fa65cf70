/** The exchange side: what a peer may ask of this node. Every route knows its peer before its body is read. */
import type { Request } from '../http/server.ts'
import { asJuxtaError, JuxtaError, toProblem } from '../values/errors.ts'
import type { Country } from '../values/ids.ts'
import { decodeUtf8 } from '../values/text.ts'
import { time } from '../values/time.ts'
import type { Peer } from '../peers/directory.ts'
import { registryIn } from '../peers/registry.ts'
import type { Procedures } from '../cases/procedures.ts'
import { identify } from '../http/mtls.ts'
import { renewOwn, type Node } from '../node.ts'
import { signJws } from '../seal/jws.ts'
import type { Admission } from './admission.ts'
import type { Agree } from './agree.ts'
import type { Courier } from './courier.ts'
import type { Receive } from './receive.ts'
import { setsIn } from './sets.ts'
import type { createWitness } from './witness.ts'
import { mediaTypeOf, type Answer, type Guard, type Handler } from '../http/server.ts'

const peers = new WeakMap<Request, Peer>()

/** What a peer's requests go to. */
export type ExchangeSide = {
  readonly procedures: Procedures
  readonly courier: Courier
  readonly receive: Receive
  readonly takeEvent: (peer: Country, jws: string) => Promise<void>
  readonly agree: Agree
  readonly witness: ReturnType<typeof createWitness>
  readonly admission: Admission
}

/** Who asks: the peer that the key of its TLS certificate is pinned to, by its newest identity. Fails with `peer-unknown`. */
async function identifyPeer({ directory, clock, introduce }: Node, request: Request): Promise<Peer> {
  const look = () =>
    directory.upToDate(() => identify(request, (pin) => directory.byPin(pin, clock.now()), clock.now()))
  try {
    return await look()
  } catch (error) {
    // A certificate of a peer's authority for a key that is not pinned: the peer may have published it since.
    const of = error instanceof JuxtaError && error.rule === 'pin' ? (error.members['country'] as Country) : null
    if (!of || !directory.find(of) || !(await introduce.lookAgain(of))) throw error
    return look()
  }
}

/** The description of this node (wire.md), signed anew for each who asks. */
async function description(node: Node, procedures: Procedures): Promise<string> {
  await renewOwn(node)
  const { country, clock, settings, own, signer } = node
  const now = Math.floor(clock.now() / 1000)
  const claims = {
    iss: country,
    iat: now,
    exp: now + 86_400,
    name: own.identity.name,
    exchange: settings.exchangeUrl,
    limits: { message_bytes: settings.messageBytes },
    procedures: procedures.all.map(({ name, version }) => ({ name, versions: [version] })),
    log: own.identity.log.origin,
  }
  return signJws(signer, own.signingKey, 'juxta-node+jwt', JSON.stringify(claims))
}

export const peerOfRequest = (request: Request): Country => peers.get(request)!.country

function expectType(request: Request, type: string): void {
  if (mediaTypeOf(request) !== type)
    throw new JuxtaError('malformed', `the media type must be ${type}`, {
      pointer: '/content-type',
      rule: 'media-type',
    })
}

export function exchangeRoutes(
  node: Node,
  { procedures, courier, receive, takeEvent, agree, witness, admission }: ExchangeSide,
  route: (id: string, handler: Handler) => void,
  guard: (guard: Guard) => void,
): void {
  guard(async (_operation, request) => {
    const peer = await identifyPeer(node, request)
    peers.set(request, peer)
    void courier
      .heardOf(peer.country)
      .catch((error: unknown) => node.logger.warn({ err: error, peer: peer.country }, 'what waits was not woken'))
  })
  const peerOf = peerOfRequest

  route('putMessage', async ({ request, params, bytes }): Promise<Answer> => {
    expectType(request, 'application/jose')
    admission.admitting()
    // A compact JWE is ASCII; what is not is caught by the strict syntax.
    const answer = await receive(peerOf(request), params['jti']!, bytes.toString('latin1'))
    if ('receipt' in answer) return { status: answer.status, type: 'application/secevent+jwt', body: answer.receipt }
    const problem = {
      ...toProblem(answer.problem),
      status: answer.status,
      ...(answer.set === null ? {} : { set: answer.set }),
    }
    return { status: answer.status, type: 'application/problem+json', body: JSON.stringify(problem) }
  })

  route('postEvent', async ({ request, bytes }): Promise<Answer> => {
    expectType(request, 'application/secevent+jwt')
    try {
      await takeEvent(peerOf(request), decodeUtf8(bytes).trim())
      return { status: 202 }
    } catch (cause) {
      const error = asJuxtaError(cause)
      if (error.fault !== 'reject') throw error
      // RFC 8935 §2.4: error codes of its registry.
      const err =
        {
          'signature-invalid': 'authentication_failed',
          'key-unknown': 'invalid_key',
          'sender-mismatch': 'invalid_issuer',
          'wrong-recipient': 'invalid_audience',
        }[error.code as string] ?? 'invalid_request'
      return { status: 400, type: 'application/json', body: JSON.stringify({ err, description: error.message }) }
    }
  })

  route('getEvents', async ({ request, query }): Promise<Answer> => {
    const after = Number(query['after'] ?? -1)
    const rows = await setsIn(node.store).setsSince(after, peerOf(request), Number(query['limit'] ?? 100))
    return { body: { sets: rows.map((row) => row.jws), next: String(rows.at(-1)?.logIndex ?? Math.max(after, 0)) } }
  })

  route('putAgreement', async ({ request, params, json }): Promise<Answer> => {
    const { hash, state } = await agree.receive(peerOf(request), params['hash']!, json())
    return { body: { hash, state } }
  })

  route('getIdentity', async ({ query }): Promise<Answer> => {
    const after = Number(query['after'] ?? 0)
    const chain = await registryIn(node.store).identities(node.country)
    return { body: { identities: chain.filter((i) => i.version > after).map((i) => i.jws) } }
  })

  route('addCheckpoint', async ({ request, bytes }): Promise<Answer> => {
    admission.running()
    return witness.addCheckpoint(peerOf(request), bytes)
  })

  route('getWitnessed', async ({ request }): Promise<Answer> => ({ body: await witness.seenOf(peerOf(request)) }))

  route('getDescription', async (): Promise<Answer> => ({
    type: 'application/jwt',
    body: await description(node, procedures),
  }))

  route('ping', async ({ request }): Promise<Answer> => ({
    body: { country: node.country, peer: peerOf(request), time: time(node.clock.now()) },
  }))
}
