/** The exchange side: what a peer may ask of this node. Every route knows its peer before its body is read. */
import type { Request } from '../http/server.ts'
import { asJuxtaError, JuxtaError, toProblem } from '../values/errors.ts'
import type { Country } from '../values/ids.ts'
import { decodeUtf8 } from '../values/json.ts'
import type { Peer } from '../peers/directory.ts'
import type { SetStore } from '../store/types.ts'
import { mediaTypeOf, type Answer, type Guard, type Handler } from '../http/server.ts'

const peers = new WeakMap<Request, Peer>()

export type ReceiveAnswer =
  { status: number; receipt: string } | { status: number; problem: JuxtaError; set: string | null }

export type ExchangeNeeds = {
  readonly country: Country
  identify(request: Request): Promise<Peer>
  heardOf(peer: Country): void
  receive(peer: Country, jti: string, jwe: string): Promise<ReceiveAnswer>
  takeEvent(peer: Country, jws: string): Promise<void>
  takeAgreement(peer: Country, hash: string, body: unknown): Promise<{ hash: string; state: string }>
  identities(after: number): Promise<string[]>
  description(): Promise<string>
  addCheckpoint(peer: Country, body: Buffer): Promise<{ status: number; type: string; body: string }>
  witnessed(peer: Country): Promise<object>
  sets: Pick<SetStore, 'setsSince'>
  now(): number
  /** Fails with `log-unavailable` or `busy` where nothing can be taken at the moment. */
  admitting(): void
  /** Fails with `busy` while the node stops. */
  cosigning(): void
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
  needs: ExchangeNeeds,
  route: (id: string, handler: Handler) => void,
  guard: (guard: Guard) => void,
): void {
  guard(async (_operation, request) => {
    const peer = await needs.identify(request)
    peers.set(request, peer)
    needs.heardOf(peer.country)
  })
  const peerOf = peerOfRequest

  route('putMessage', async ({ request, params, bytes }): Promise<Answer> => {
    expectType(request, 'application/jose')
    needs.admitting()
    // A compact JWE is ASCII; what is not is caught by the strict syntax.
    const answer = await needs.receive(peerOf(request), params['jti']!, bytes.toString('latin1'))
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
      await needs.takeEvent(peerOf(request), decodeUtf8(bytes).trim())
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
    const rows = await needs.sets.setsSince(
      after,
      peerOf(request),
      Math.min(Math.max(Number(query['limit'] ?? 100), 1), 500),
    )
    return { body: { sets: rows.map((row) => row.jws), next: String(rows.at(-1)?.logIndex ?? Math.max(after, 0)) } }
  })

  route('putAgreement', async ({ request, params, json }): Promise<Answer> => {
    const { hash, state } = await needs.takeAgreement(peerOf(request), params['hash']!, json())
    return { body: { hash, state } }
  })

  route('getIdentity', async ({ query }): Promise<Answer> => ({
    body: { identities: await needs.identities(Number(query['after'] ?? 0)) },
  }))

  route('addCheckpoint', async ({ request, bytes }): Promise<Answer> => {
    needs.cosigning()
    return needs.addCheckpoint(peerOf(request), bytes)
  })

  route('getWitnessed', async ({ request }): Promise<Answer> => ({ body: await needs.witnessed(peerOf(request)) }))

  route('getDescription', async (): Promise<Answer> => ({ type: 'application/jwt', body: await needs.description() }))

  route('ping', async ({ request }): Promise<Answer> => ({
    body: { country: needs.country, peer: peerOf(request), time: needs.now() },
  }))
}
