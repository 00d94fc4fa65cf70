/** Mutual TLS 1.3 for a Fastify server: the caller is known by the pinned key of its certificate; certificates are exchanged without a restart. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Server } from 'node:https'
import { createSecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls'
import { JuxtaError } from '../values/errors.ts'
import type { Digest } from '../values/digest.ts'
import { countryOf, pinOf } from '../peers/certificate.ts'
import type { Peer } from '../peers/directory.ts'
import { tlsGroups } from '../peers/tls-groups.ts'
import { parseCertificateTime } from '../values/time.ts'

export type TlsMaterial = {
  readonly certificate: string
  readonly key: string
  readonly authorities: readonly string[]
}

/** OpenSSL judges the chain, the times and the purpose; what it finds is answered by name instead of a broken handshake, so nothing may run before `identify`. */
export const mtlsOptions = ({ certificate, key, authorities }: TlsMaterial) =>
  ({
    cert: certificate,
    key,
    ca: [...authorities],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    ...tlsGroups(),
  }) as const satisfies SecureContextOptions & { requestCert: boolean; rejectUnauthorized: boolean }

const WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'your TLS certificate has expired',
  CERT_NOT_YET_VALID: 'your TLS certificate is not valid yet',
  INVALID_PURPOSE: 'your TLS certificate is not made for TLS clients',
  UNABLE_TO_GET_ISSUER_CERT: 'your TLS certificate comes from an authority that is not the one of your invitation',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'your TLS certificate comes from an authority that is not the one of your invitation',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'your TLS certificate comes from an authority that is not the one of your invitation',
  SELF_SIGNED_CERT_IN_CHAIN: 'your TLS certificate comes from an authority that is not known here',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'your TLS certificate is self-signed',
  CERT_SIGNATURE_FAILURE: 'the signature of your TLS certificate is wrong',
}

type Seen = { pin: Digest; country: string | undefined; notAfter: number }
const seen = new WeakMap<object, Seen>()

/** The peer on the other end of `request`. Fails with `peer-unknown`, the check that failed as its rule, and whose turn it is. */
export function identify(request: FastifyRequest, find: (pin: Digest) => Peer, now: number): Peer {
  const socket = request.raw.socket as TLSSocket
  const fail = (rule: string, message: string): JuxtaError =>
    new JuxtaError('peer-unknown', message, { rule, members: { turn: 'caller' } })
  let known = seen.get(socket)
  if (!known) {
    const certificate = socket.getPeerCertificate()
    if (!certificate?.raw) throw fail('certificate', 'no TLS client certificate was shown')
    if (!socket.authorized) {
      const code = String(socket.authorizationError)
      throw fail(code, WORDS[code] ?? `your TLS certificate does not verify: ${code}`)
    }
    known = {
      pin: pinOf(certificate.raw),
      country: countryOf(certificate),
      notAfter: parseCertificateTime(certificate.valid_to),
    }
    seen.set(socket, known)
  }
  // A connection may outlive its certificate.
  if (now > known.notAfter) throw fail('CERT_HAS_EXPIRED', WORDS['CERT_HAS_EXPIRED']!)
  const { pin, country } = known
  let peer: Peer
  try {
    peer = find(pin)
  } catch (error) {
    // Whose new key it may be, so that this country can be asked for its newest identity.
    if (error instanceof JuxtaError && error.rule === 'pin')
      throw new JuxtaError('peer-unknown', error.message, { rule: 'pin', members: { ...error.members, country } })
    throw error
  }
  if (country !== undefined && country !== peer.country)
    throw fail('COUNTRY', `your TLS certificate is for ${country}, its key is pinned to ${peer.country}`)
  return peer
}

/** What the window side shows to Single Windows. */
export const windowTls = ({ certificate, key }: Pick<TlsMaterial, 'certificate' | 'key'>) =>
  ({ cert: certificate, key, minVersion: 'TLSv1.2' }) as const satisfies SecureContextOptions

/** Switches the window side to a new certificate; connections that are open go on. */
export const reloadWindowTls = (app: FastifyInstance, pair: Pick<TlsMaterial, 'certificate' | 'key'>): void =>
  (app.server as unknown as Server).setSecureContext(windowTls(pair))

/** Switches to new certificates or authorities: new connections at once, idle ones are closed so that they come back. */
export function reloadTls(app: FastifyInstance, material: TlsMaterial): void {
  const server = app.server as unknown as Server
  const { cert, key, ca, minVersion, ecdhCurve } = mtlsOptions(material)
  const context = { cert, key, ca, minVersion, ecdhCurve }
  createSecureContext(context)
  server.setSecureContext(context)
  server.closeIdleConnections()
}
