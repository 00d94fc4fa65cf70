/** Neighbours as XA knows them, by their keys, and a node of XA that is a store and a clock: what they would say is signed here, and there is no network. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import pino from 'pino'
import { bareSign } from '../../bench/bare.ts'
import { createAuthority, issueCertificate } from '../../certs-dev/authority.ts'
import type { Node } from '../../node/node.ts'
import { PeerDirectory } from '../../node/peers/directory.ts'
import { registryIn } from '../../node/peers/registry.ts'
import type { Store } from '../../node/store/store.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { Country } from '../../node/values/country.ts'
import { newMessageId } from '../../node/values/id.ts'
import { ShiftedClock } from '../nodes.ts'
import { XA } from './stored.ts'

/** A signing key and its certificate, of an authority of its country. */
async function signing(country: string) {
  const authority = await createAuthority({ country, name: country })
  const { certificatePem, privateKeyPem } = await issueCertificate(authority, {
    country,
    name: country,
    use: 'signing',
  })
  return { certificate: new X509Certificate(certificatePem), privateKey: createPrivateKey(privateKeyPem!) }
}
const SIGNING = { XB: await signing('XB'), XC: await signing('XC') }

/** Seconds. */
const DAY = 86_400

function neighbour(country: keyof typeof SIGNING) {
  const now = Math.floor(Date.now() / 1000)
  const { privateKey, certificate: issued } = SIGNING[country]
  const certificate = issued.raw
  const { kty, crv, x, y } = issued.publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  const key = {
    ...{ kid, use: 'sig', alg: 'ES256', jwk: { kty, crv, x, y }, from: now - 365 * DAY, until: now + 365 * DAY },
    revoked_at: undefined,
    x5c: [certificate.toString('base64')],
  }
  const x5t = createHash('sha256').update(certificate).digest('base64url')
  const signs = (typ: string, payload: string, more: object = {}): string =>
    bareSign({ alg: 'ES256', typ, kid, ...more }, payload, privateKey)
  return {
    key: key as Omit<typeof key, 'revoked_at'> & { revoked_at?: number | undefined },
    signs,
    /** What its identity says of its TLS keys; `published`: what the next version says. */
    tls: [] as { spki: string; revoked_at?: number }[],
    published: [] as { spki: string; revoked_at?: number }[],
    /** A SET of it to XA. */
    says: (event: string, body: object, claims: object = {}): string => {
      const all = {
        ...{ iss: country, aud: 'XA', jti: newMessageId(Date.now()), iat: Math.floor(Date.now() / 1000) },
        ...claims,
        events: { [`urn:juxta:event:${event}`]: body },
      }
      return signs('secevent+jwt', JSON.stringify(all), { 'x5t#S256': x5t, iat: all.iat })
    },
  }
}
/** Claims and event of a SET. */
export function setOf(jws: string): { claims: Record<string, any>; name: string; event: Record<string, any> } {
  const claims = JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as Record<string, any>
  const [name, event] = Object.entries(claims['events'] as Record<string, Record<string, any>>)[0]!
  return { claims, name: name.replace('urn:juxta:event:', ''), event }
}

export function among(store: Store) {
  const known: Record<string, ReturnType<typeof neighbour>> = { XB: neighbour('XB'), XC: neighbour('XC') }
  const clock = new ShiftedClock()
  const alerts: string[] = []
  const woken: Country[] = []
  const refreshed: Country[] = []
  const directory = new PeerDirectory(registryIn(store), JSON.parse)
  const node = {
    country: XA,
    store,
    clock,
    owner: 'one',
    chance: () => 0,
    logger: pino({ level: 'silent' }),
    alert: async (kind: string) => void alerts.push(kind),
    settle: async () => undefined,
    settleOnce: async () => undefined,
    events: { tell: () => undefined, isReserved: () => false },
    queue: { wake: (peer: Country) => void woken.push(peer) },
    settings: { witnesses: null },
    own: {
      signingKey: { alg: 'ES256', kid: 'ours' },
      isWithdrawn: () => false,
      identity: { country: XA, keys: [], witness: { name: 'xa' } },
    },
    signer: { signCompact: async (_: object, text: string) => `h.${Buffer.from(text).toString('base64url')}.s` },
    directory: {
      get: (peer: string) => ({ identity: { keys: [known[peer]!.key], tls: known[peer]!.tls } }),
      refresh: async () => undefined,
      all: () =>
        Object.keys(known).map((country) => ({
          country,
          state: 'active',
          identity: { witness: { name: country.toLowerCase() } },
        })),
      identitiesOf: (country: Country) => directory.identitiesOf(country),
      signingKeys: (peer: string) => [known[peer]!.key],
      signingKey: (peer: string, kid: string) => {
        const { key } = known[peer]!
        if (key.kid !== kid) throw new JuxtaError('key-unknown', 'no such key')
        return key
      },
    },
    introduce: {
      knowing: (_: string, ask: () => unknown) => ask(),
      isLogOf: async (peer: string, origin: string) => origin.startsWith(`juxta.${peer.toLowerCase()}.`),
      async refreshIdentity(peer: Country) {
        refreshed.push(peer)
        known[peer]!.tls.push(...known[peer]!.published)
      },
    },
  } as unknown as Node
  return { node, clock, alerts, woken, refreshed, XB: known['XB']!, XC: known['XC']! }
}
