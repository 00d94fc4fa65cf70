/** Messages and events of a node that plays a neighbour, made by hand from its own keys, so that anything in them can be wrong. */
import { randomBytes } from 'node:crypto'
import { makeSecond } from '../exchange/second-signatures.ts'
import { EVENT } from '../message/security-event.ts'
import { isEncryption, keyCounts, type IdentityKey } from '../message/identity.ts'
import { manifestDigest } from '../message/manifest.ts'
import type { Node } from '../node.ts'
import { sealNatively } from '../seal/native-sealing.ts'
import type { Country } from '../values/country.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { newMessageId, type MessageId } from '../values/id.ts'

export type Json = Record<string, unknown>
type Maker = Pick<Node, 'country' | 'clock' | 'signer' | 'own' | 'directory'>

/** What is wrong; everything else is as the wire format wants it. */
export type Wrong = {
  /** The claims of the manifest, before they are signed. */
  readonly claims?: (claims: Json) => void
  /** Its protected header. */
  readonly header?: (header: Json) => void
  /** The signed manifest. */
  readonly manifest?: (jws: string) => string
  readonly bundle?: (bundle: Json) => void
  /** The protected header of the JWE. */
  readonly sealed?: (header: Json) => void
  readonly jwe?: (jwe: string) => string
  /** The key that it is sealed to, in place of that of the receiver. */
  readonly key?: IdentityKey['jwk']
  /** The document, in place of one that is right. */
  readonly document?: { readonly mediaType: string; readonly text: string }
}

/** What a message is: a procedure and a type that the agreement allows. */
export type About = { readonly procedure: string; readonly type: string; readonly version: string }

export type Forged = {
  readonly jti: MessageId
  readonly txn: MessageId
  readonly manifest: string
  readonly digest: Digest
  readonly salt: Buffer
  readonly bundle: Json
  readonly jwe: string
}

const seconds = ({ clock }: Maker): number => Math.floor(clock.now() / 1000)

/** The encryption key of `peer` that counts now and stands first. */
export function encryptionKeyOf(node: Maker, peer: Country): IdentityKey {
  const now = seconds(node)
  const key = node.directory.get(peer).identity.keys.find((k) => isEncryption(k) && keyCounts(k, now, now))
  if (!key) throw new JuxtaError('key-unknown', `${peer} has no encryption key that counts now`)
  return key as IdentityKey
}

/** A JWE of `bundle` to `peer`. */
export function sealedTo(node: Maker, peer: Country, bundle: Json, { sealed, jwe, key }: Wrong = {}): string {
  const to = encryptionKeyOf(node, peer)
  const header: Json = {
    ...{ alg: 'ECDH-ES', enc: 'A256GCM', kid: to.kid, typ: 'juxta-message+jwe', cty: 'juxta-bundle+json' },
    ...{ iss: node.country, aud: peer },
  }
  sealed?.(header)
  const made = sealNatively(header as { alg: string; enc: string }, Buffer.from(JSON.stringify(bundle)), key ?? to.jwk)
  if (made === null) throw new JuxtaError('key-unknown', `nothing can be sealed to the key of ${peer}`)
  return jwe?.(made) ?? made
}

/** A message to `peer` under `agreement`. */
export async function forge(
  node: Maker,
  peer: Country,
  { about, agreement }: { readonly about: About; readonly agreement: string },
  wrong: Wrong = {},
): Promise<Forged> {
  const { mediaType, text } = wrong.document ?? {
    mediaType: 'application/xml',
    text: `<Test>${randomBytes(6).toString('hex')}</Test>`,
  }
  const document = Buffer.from(text)
  const [salt, partSalt] = [randomBytes(32), randomBytes(16)]
  const now = node.clock.now()
  const iat = Math.floor(now / 1000)
  const [jti, txn] = [newMessageId(now), newMessageId(now)]
  const part = { id: 'document', media_type: mediaType, size: document.length }
  const claims: Json = {
    ...{ iss: node.country, aud: peer, jti, iat, exp: iat + 3600, txn, ...about, agreement, priority: 5 },
    salt_hash: digestOf(salt),
    parts: [{ ...part, digest: digestOf(partSalt, document) }],
  }
  wrong.claims?.(claims)
  const signed = await signedAs(node, 'juxta-manifest+jwt', claims, wrong.header)
  const manifest = wrong.manifest?.(signed) ?? signed
  const second = await makeSecond(node, peer, signed)
  const bundle: Json = {
    manifest,
    ...(second === null ? {} : { second }),
    salt: salt.toString('base64url'),
    parts: { document: { salt: partSalt.toString('base64url'), text } },
  }
  wrong.bundle?.(bundle)
  const jwe = sealedTo(node, peer, bundle, wrong)
  return {
    jti: claims['jti'] as MessageId,
    txn: claims['txn'] as MessageId,
    ...{ manifest, digest: manifestDigest(manifest), salt, bundle, jwe },
  }
}

function signedAs(node: Maker, typ: string, claims: Json, wrong?: (header: Json) => void): Promise<string> {
  const { alg, kid, x5tS256 } = node.own.signingKey
  const header: Json = { alg, typ, kid, 'x5t#S256': x5tS256, iat: claims['iat'] }
  wrong?.(header)
  return node.signer.signCompact(header as Parameters<Node['signer']['signCompact']>[0], JSON.stringify(claims))
}

/** A SET to `peer`, with a closer look at what it says left to whoever gets it. */
export function forgeEvent(
  node: Maker,
  peer: Country,
  name: string,
  body: Json,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = node.clock.now()
  const claims = { iss: node.country, aud: peer, jti: newMessageId(now), iat: Math.floor(now / 1000), ...more }
  return signedAs(node, 'secevent+jwt', { ...claims, events: { [`${EVENT}${name}`]: body } })
}

/** The same text with one character of its segment `n` changed, counted from its middle so that base64url stays canonical. */
export function spoiled(compact: string, n: number): string {
  const segments = compact.split('.')
  const text = segments.at(n)!
  const at = Math.floor(text.length / 2)
  segments[n < 0 ? segments.length + n : n] = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  return segments.join('.')
}

/** The same text with another header, which nothing vouches for. */
export function reheaded(compact: string, change: (header: Json) => void): string {
  const at = compact.indexOf('.')
  const header = JSON.parse(Buffer.from(compact.slice(0, at), 'base64url').toString('utf8')) as Json
  change(header)
  return Buffer.from(JSON.stringify(header)).toString('base64url') + compact.slice(at)
}
