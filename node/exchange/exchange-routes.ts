/** The exchange side: what a peer may ask of this node. Every route knows its peer before its body is read. */
import type { Request } from '../http/server.ts'
import { asJuxtaError, JuxtaError, toProblem } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { decodeUtf8 } from '../values/text.ts'
import { time } from '../values/time.ts'
import type { Peer } from '../peers/directory.ts'
import { registryIn } from '../peers/registry.ts'
import type { Procedures } from '../cases/procedures.ts'
import { identify } from '../http/mtls.ts'
import { renewOwn, type Node } from '../node.ts'
import { statedLimits } from '../operate/quota-alerts.ts'
import { signJws } from '../seal/jws.ts'
import type { Admission } from './admission.ts'
import type { Agree } from './agree.ts'
import type { CompareWitnessed } from './compare-witnessed.ts'
import type { LogWarnings } from './log-warning.ts'
import type { Receive } from './receive.ts'
import { isPlaceText } from '../values/cursor.ts'
import { isCount } from '../values/members.ts'
import { urgencyOf, type Turns } from './shares.ts'
import { setsIn } from './sets.ts'
import type { createWitness } from './witness.ts'
import type { Incoming, Routes } from '../http/server.ts'

/** What a peer's requests go to. */
export type ExchangeSide = {
  readonly procedures: Procedures
  readonly receive: Receive
  readonly takeEvent: (peer: Country, jws: string) => Promise<void>
  readonly agree: Agree
  readonly witness: ReturnType<typeof createWitness>
  readonly witnessed: CompareWitnessed
  readonly admission: Admission
  readonly logWarnings: LogWarnings
  readonly turns: Turns
}

/** Who asks: the peer that the key of its TLS certificate is pinned to, by its newest identity. Fails with `peer-unknown`. */
export async function identifyPeer({ directory, clock, introduce }: Node, request: Request): Promise<Peer> {
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
    limits: {
      message_bytes: settings.messageBytes,
      part_bytes: settings.partBytes,
      ...statedLimits(settings.quotas.peer),
    },
    procedures: procedures.newestOfEach.map(({ name }) => ({ name, versions: procedures.versions(name) })),
    log: own.identity.log.origin,
  }
  return signJws(signer, own.signingKey, 'juxta-node+jwt', JSON.stringify(claims))
}

/** Fails with `malformed` where the body is of another media type. */
export function expectType({ mediaType }: Incoming<Country>, type: string): void {
  if (mediaType !== type)
    throw new JuxtaError('malformed', `the media type must be ${type}`, {
      pointer: '/content-type',
      rule: 'media-type',
    })
}

/** Versions of our identity in one answer, which a peer reads up to 1 MiB. */
const VERSIONS_AN_ANSWER = 8

/** What a message puts into the log: that it came, and its receipt. */
const LEAVES = 2

export function exchangeRoutes(
  node: Node,
  { procedures, receive, takeEvent, agree, witness, witnessed, admission, logWarnings, turns }: ExchangeSide,
): Routes<Country> {
  const { quotas } = node
  return {
    async putMessage(incoming) {
      const { caller, params, bytes } = incoming
      expectType(incoming, 'application/jose')
      admission.admitting()
      const begin = async (): Promise<() => void> => {
        quotas.peer.affords(caller)
        quotas.peer.take(caller, 'leaves', LEAVES)
        return turns.take(caller, urgencyOf(incoming.headers['priority']))
      }
      const answer = await receive(caller, params['jti']!, bytes, { begin })
      if ('receipt' in answer) {
        const { status, receipt: set, second } = answer
        return second === null
          ? { status, type: 'application/secevent+jwt', body: set }
          : { status, type: 'application/json', body: JSON.stringify({ set, second }) }
      }
      const problem = {
        ...toProblem(answer.problem),
        status: answer.status,
        ...(answer.set === null ? {} : { set: answer.set }),
      }
      return { status: answer.status, type: 'application/problem+json', body: JSON.stringify(problem) }
    },

    async postEvent(incoming) {
      const { caller, bytes } = incoming
      expectType(incoming, 'application/secevent+jwt')
      quotas.peer.take(caller, 'events')
      quotas.peer.take(caller, 'leaves')
      const end = await turns.take(caller, urgencyOf(incoming.headers['priority']))
      try {
        await takeEvent(caller, decodeUtf8(bytes).trim())
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
      } finally {
        end()
      }
    },

    async getEvents({ caller, query, after, next }) {
      const [shard, index] = after(isPlaceText, isCount) ?? []
      const since = shard === undefined || index === undefined ? null : { shard, index }
      const rows = await setsIn(node.store).issuedSince(since, caller, Number(query['limit'] ?? 100))
      const last = rows.at(-1)
      // Empty is the beginning.
      return {
        body: {
          sets: rows.map((row) => row.jws),
          next: next(last && [last.shard, last.logIndex]) ?? query['after'] ?? '',
        },
      }
    },

    async postLogWarning({ caller, json }) {
      quotas.peer.take(caller, 'events')
      await logWarnings.take(caller, json())
      return { status: 202 }
    },

    async putAgreement({ caller, params, json }) {
      quotas.peer.take(caller, 'leaves')
      const { hash, state } = await agree.receive(caller, params['hash']!, json())
      return { body: { hash, state } }
    },

    async getIdentity({ query }) {
      const after = Number(query['after'] ?? 0)
      const newer = (await registryIn(node.store).identities(node.country)).filter((i) => i.version > after)
      // What does not fit an answer is asked for next: each is at most as long as an invitation may be.
      const identities = newer.slice(0, VERSIONS_AN_ANSWER).map((i) => i.jws)
      return { body: { identities, ...(newer.length > identities.length ? { more: true } : {}) } }
    },

    async addCheckpoint({ caller, bytes }) {
      admission.running()
      quotas.peer.take(caller, 'leaves')
      return witness.addCheckpoint(caller, bytes)
    },

    getWitnessed: async ({ caller }) => ({ body: await witness.seenOf(caller) }),

    async compareWitnessed({ caller, json }) {
      quotas.peer.take(caller, 'events')
      return { body: await witnessed.show(caller, json()) }
    },

    getDescription: async () => ({
      type: 'application/jwt',
      body: await description(node, procedures),
    }),

    ping: async ({ caller }) => ({
      body: { country: node.country, peer: caller, time: time(node.clock.now()) },
    }),
  }
}
