/** The transport over mutual TLS 1.3: one pool of kept-alive HTTP/1.1 connections per peer, the peer's certificate judged by OpenSSL and its key by its pin. */
import { Readable } from 'node:stream'
import { createSecureContext, TLSSocket, type PeerCertificate, type SecureContext } from 'node:tls'
import { buildConnector, Pool } from 'undici'
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { countryOf, pinOf } from '../peers/certificate.ts'
import type { PeerDirectory } from '../peers/directory.ts'
import { groupOf, tlsGroups } from '../peers/tls-groups.ts'
import { keyCounts } from '../message/identity.ts'
import type { Clock } from '../values/clock.ts'
import { URGENT_PLACES, type PeerAnswer, type PeerRequest, type Transport } from '../peers/transport.ts'

export type TransportNeeds = {
  readonly directory: PeerDirectory
  readonly clock: Clock
  readonly connections: number
  /** Our TLS certificate chain and key (PEM), read anew for each new pool. */
  material(): { certificate: string; key: string }
  /** Milliseconds that a request and its answer may take in all. */
  readonly wholeMs?: number
}

const MAX_ANSWER = 1 << 20
/** How long nothing may come. */
const TIMEOUT_MS = 30_000
/** How long a stream may stand still, and its answer take after its last byte. */
const STREAM_IDLE_MS = 60_000
/** How long a request may take from its first byte to the last one of its answer, as long as a node gives to whoever asks it: a byte now and then is no answer. */
const WHOLE_MS = 120_000

// What OpenSSL says of the peer's certificate, in words, with whose turn it is.
const TLS: Readonly<Record<string, { detail: string; turn: 'ours' | 'theirs' }>> = {
  CERT_HAS_EXPIRED: { detail: 'their TLS certificate has expired: they must renew it', turn: 'theirs' },
  CERT_NOT_YET_VALID: { detail: 'their TLS certificate is not valid yet (or our clock is wrong)', turn: 'theirs' },
  INVALID_PURPOSE: { detail: 'their TLS certificate is not made for TLS servers', turn: 'theirs' },
  UNABLE_TO_GET_ISSUER_CERT: {
    detail: 'their TLS certificate comes from another authority than their invitation names',
    turn: 'theirs',
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    detail: 'their TLS certificate comes from another authority than their invitation names',
    turn: 'theirs',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    detail: 'their TLS certificate comes from another authority than their invitation names',
    turn: 'theirs',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    detail: 'their TLS certificate comes from another authority than their invitation names',
    turn: 'theirs',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { detail: 'their TLS certificate is self-signed', turn: 'theirs' },
  CERT_SIGNATURE_FAILURE: { detail: 'the signature of their TLS certificate is wrong', turn: 'theirs' },
  COUNTRY: { detail: 'their TLS certificate is for another country', turn: 'theirs' },
  PIN: {
    detail:
      'the key of their TLS certificate is not pinned in their identity: they must publish a new identity version',
    turn: 'theirs',
  },
}

const nameOf = (country: Country, unpinned: boolean): string => (unpinned ? `${country} unpinned` : country)

/** Why an attempt got no answer. */
function unreached(country: Country, cause: unknown): JuxtaError {
  if (cause instanceof JuxtaError) return cause
  const code = String((cause as { code?: string }).code ?? '')
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new JuxtaError('answer-invalid', 'the answer of the peer is larger than 1 MiB', {
      rule: 'answer-size',
      cause,
    })
  const known = TLS[code]
  if (known) return new JuxtaError('tls-failed', known.detail, { rule: code, members: { turn: known.turn }, cause })
  if (/^ERR_SSL|^ERR_TLS|^EPROTO/.test(code))
    return new JuxtaError('tls-failed', `the TLS handshake failed: ${code}`, {
      rule: code,
      members: { turn: 'theirs' },
      cause,
    })
  return new JuxtaError(
    'unreachable',
    `${country} cannot be reached: ${code || (cause instanceof Error ? cause.message : 'no answer')}`,
    { rule: 'reach', members: { turn: 'theirs' }, cause },
  )
}

const headersOf = ({ contentType, priority, headers }: PeerRequest): Record<string, string> => ({
  ...(contentType === undefined ? {} : { 'content-type': contentType }),
  ...(priority === undefined ? {} : { priority: `u=${Math.min(7, priority)}` }),
  ...headers,
})

/** The pieces of a stream; each that is asked for puts off the end of an attempt that stands still. */
async function* goingOn(stream: AsyncIterable<Buffer>, end: NodeJS.Timeout): AsyncGenerator<Buffer> {
  for await (const piece of stream) {
    end.refresh()
    yield piece
  }
  end.refresh()
}

type Judging = {
  readonly secureContext: SecureContext
  readonly checkServerIdentity: (host: string, shown: PeerCertificate) => Error | undefined
}

/** Opens connections of a pool; `heard` is told the key agreement of each. */
function connecting(judging: Judging, heard: (group: string | null) => void): buildConnector.connector {
  const options = { ...judging, rejectUnauthorized: true, timeout: 10_000, maxCachedSessions: 0 }
  const connect = buildConnector(options)
  return (to, connected) =>
    connect(to, (...result) => {
      if (result[1] instanceof TLSSocket) heard(groupOf(result[1]))
      connected(...result)
    })
}

export function httpsTransport(needs: TransportNeeds): Transport {
  const { directory, clock, connections, material, wholeMs = WHOLE_MS } = needs
  const pools = new Map<string, Pool>()
  /** What the newest connection to each peer has negotiated. */
  const groups = new Map<Country, string | null>()
  let closed = false
  function open(country: Country, unpinned: boolean, peer: NonNullable<PeerRequest['at']>): Pool {
    const { certificate, key } = material()
    const secureContext = createSecureContext({
      cert: certificate,
      key,
      ca: peer.tlsAuthority,
      minVersion: 'TLSv1.3',
      ...tlsGroups(),
    })
    // The host name says nothing here: the peer is who holds a pinned key.
    const checkServerIdentity = (_host: string, shown: PeerCertificate): Error | undefined => {
      const named = countryOf(shown)
      if (named !== undefined && named !== country)
        return Object.assign(new Error(`the certificate is for ${named}`), { code: 'COUNTRY' })
      if (unpinned) return undefined
      const pin = pinOf(shown.raw)
      const now = Math.floor(clock.now() / 1000)
      const pinned = directory.get(country).identity.tls.some((t) => t.spki === pin && keyCounts(t, now, now))
      return pinned ? undefined : Object.assign(new Error('the TLS key is not pinned'), { code: 'PIN' })
    }
    const heard = (group: string | null): void => void groups.set(country, group)
    return new Pool(peer.exchangeUrl, {
      connections: connections + URGENT_PLACES,
      pipelining: 1,
      keepAliveTimeout: 60_000,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      maxResponseSize: MAX_ANSWER,
      connect: connecting({ secureContext, checkServerIdentity }, heard),
    })
  }

  function pool(country: Country, unpinned: boolean): Pool {
    const kept = pools.get(nameOf(country, unpinned))
    if (kept) return kept
    const made = open(country, unpinned, directory.get(country))
    pools.set(nameOf(country, unpinned), made)
    return made
  }

  async function forget(name: string): Promise<void> {
    const old = pools.get(name)
    pools.delete(name)
    if (old) await old.close().catch(() => undefined)
  }

  return {
    async request(country, request): Promise<PeerAnswer> {
      const { method, path, body, stream, timeoutMs = stream ? STREAM_IDLE_MS : TIMEOUT_MS } = request
      const { binary = false, unpinned = false, at } = request
      let once: Pool | null = null
      const ending = new AbortController()
      const limit = stream ? STREAM_IDLE_MS : timeoutMs < TIMEOUT_MS ? timeoutMs : wholeMs
      const end = setTimeout(() => ending.abort(), limit)
      try {
        if (closed)
          throw new JuxtaError('unreachable', 'this node is stopping', { rule: 'stopping', members: { turn: 'ours' } })
        if (directory.find(country)?.state === 'blocked')
          throw new JuxtaError('unreachable', `${country} is blocked at this node: unblock it`, {
            rule: 'blocked',
            members: { turn: 'ours' },
          })
        if (at) once = open(country, unpinned, at)
        const answer = await (once ?? pool(country, unpinned)).request({
          method,
          path,
          headers: headersOf(request),
          body: stream ? Readable.from(goingOn(stream, end), { objectMode: false, highWaterMark: 1 }) : (body ?? null),
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          signal: ending.signal,
        })
        const bytes = Buffer.from(await answer.body.arrayBuffer())
        const type = answer.headers['content-type']
        const after = Number(answer.headers['retry-after'])
        return {
          status: answer.statusCode,
          contentType: typeof type === 'string' ? type : '',
          retryAfter: Number.isFinite(after) && after > 0 ? after : null,
          body: bytes.toString(binary ? 'latin1' : 'utf8'),
        }
      } catch (cause) {
        throw unreached(country, cause)
      } finally {
        clearTimeout(end)
        void once?.destroy().catch(() => undefined)
      }
    },
    group: (peer) => groups.get(peer) ?? null,
    async forget(peer) {
      const names = peer === undefined ? [...pools.keys()] : [nameOf(peer, false), nameOf(peer, true)]
      await Promise.all(names.map(forget))
    },
    async close() {
      closed = true
      await Promise.all([...pools.values()].map((p) => p.destroy().catch(() => undefined)))
      pools.clear()
    },
  }
}
