/** Messages made by hand, with node:crypto alone, so that a test can put any fault into them and send them as a peer would. */
import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bareOpen, bareSeal, bareSign, privateKeyOf, publicKeyOf } from '../bench/bare.ts'
import { newMessageId } from '../node/values/id.ts'
import { PROCEDURES } from '../node/procedures/procedures.ts'
import type { Answer, TestNode } from './nodes.ts'

type Json = Record<string, any>

/** What a fault changes; everything else is as the wire format wants it. */
export type Fault = {
  /** The claims before they are signed; a text is signed as it is. */
  readonly claims?: (claims: Json) => Json | string
  /** The protected header of the manifest. */
  readonly header?: (header: Json) => Json | string
  /** The signed manifest. */
  readonly manifest?: (jws: string) => string
  /** Another node whose signing key signs. */
  readonly signedBy?: TestNode
  /** The second signature of the manifest. */
  readonly second?: (manifest: string) => Promise<string>
  /** The plaintext before it is sealed. */
  readonly bundle?: (bundle: Json) => Json | string | Buffer
  /** The protected header of the JWE. */
  readonly sealed?: (header: Json) => Json | string
  /** The sealed message. */
  readonly jwe?: (jwe: string) => string
  /** Another node to whose key it is sealed. */
  readonly sealedTo?: TestNode
  readonly document?: string
  readonly mediaType?: string
  /** The bytes of the context, where there is one. */
  readonly context?: string
}

export type Forged = { jti: string; claims: Json; manifest: string; bundle: Json; jwe: string; digest: string }

const digest = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return `sha-256:${hash.digest('base64url')}`
}

/** A message from `from` to `to`. */
export async function forge(from: TestNode, to: TestNode, fault: Fault = {}): Promise<Forged> {
  const bytes = Buffer.from(fault.document ?? '<Declaration>cheese</Declaration>')
  const [salt, partSalt, contextSalt] = [randomBytes(32), randomBytes(16), randomBytes(16)]
  const context = fault.context === undefined ? undefined : Buffer.from(fault.context)
  const signer = fault.signedBy ?? from
  const { signing } = signer.node.own
  const iat = Math.floor(from.clock.now() / 1000)
  const jti = newMessageId(from.clock.now())
  const wanted: Json = {
    iss: from.country,
    aud: to.country,
    jti,
    iat,
    exp: iat + 3600,
    txn: newMessageId(from.clock.now()),
    procedure: 'pre-arrival',
    type: 'declaration',
    version: PROCEDURES.newest('pre-arrival')!.version,
    agreement:
      from.node.directory.find(to.country)?.agreements.find((a) => a.revokedAt === null)?.hash ?? digest('none'),
    priority: 5,
    salt_hash: digest(salt),
    parts: [
      ...(context === undefined
        ? []
        : [
            {
              id: 'context',
              media_type: 'application/json',
              size: context.length,
              digest: digest(contextSalt, context),
            },
          ]),
      {
        id: 'document',
        media_type: fault.mediaType ?? 'application/xml',
        size: bytes.length,
        digest: digest(partSalt, bytes),
      },
    ],
  }
  const claims = fault.claims?.(structuredClone(wanted)) ?? wanted
  const stated = typeof claims === 'string' ? wanted : claims
  const header: Json = {
    alg: signing.alg,
    typ: 'juxta-manifest+jwt',
    kid: signing.kid,
    'x5t#S256': certificateOf(signer),
    iat: stated['iat'],
  }
  const signed = bareSign(
    fault.header?.(header) ?? header,
    typeof claims === 'string' ? claims : JSON.stringify(claims),
    privateKeyOf(signer.key('signing')),
  )
  const manifest = fault.manifest?.(signed) ?? signed
  const bundle: Json = {
    manifest,
    ...(fault.second ? { second: await fault.second(manifest) } : {}),
    salt: salt.toString('base64url'),
    parts: {
      ...(context === undefined
        ? {}
        : { context: { salt: contextSalt.toString('base64url'), text: context.toString() } }),
      document: { salt: partSalt.toString('base64url'), text: bytes.toString() },
    },
  }
  const plain = fault.bundle?.(bundle) ?? bundle
  const encryption = (fault.sealedTo ?? to).node.own.identity.keys.find((k) => k.use === 'enc')!
  const outer: Json = {
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid: encryption.kid,
    typ: 'juxta-message+jwe',
    cty: 'juxta-bundle+json',
    iss: from.country,
    aud: to.country,
  }
  const sealed = await bareSeal(
    outer,
    Buffer.isBuffer(plain) ? plain : Buffer.from(typeof plain === 'string' ? plain : JSON.stringify(plain)),
    publicKeyOf(encryption.jwk),
    fault.sealed,
  )
  const jwe = fault.jwe?.(sealed) ?? sealed
  return {
    jti: String(stated['jti']),
    claims: stated,
    manifest,
    bundle,
    jwe,
    digest: digest(manifest.slice(0, manifest.lastIndexOf('.'))),
  }
}

/** Sends a message as `from` (or over the connection of somebody else) and answers what `to` said. */
export const put = (from: TestNode, to: TestNode, { jti, jwe }: { jti: string; jwe: string }): Promise<Answer> =>
  from.ask(to, 'PUT', `/v1/messages/${jti}`, 'application/jose', jwe)

/** Header and claims of a compact JWS, unverified. */
export function readJws(jws: string): { header: Json; claims: Json } {
  const [header, claims] = jws.split('.').map((s) => Buffer.from(s, 'base64url').toString())
  return { header: JSON.parse(header!) as Json, claims: JSON.parse(claims!) as Json }
}

/** What a header says of the certificate of `node`'s signing key: base64url SHA-256 of its DER. */
const certificateOf = ({ dir }: TestNode): string => {
  const { raw } = new X509Certificate(readFileSync(join(dir, 'certificates', 'signing.pem')))
  return createHash('sha256').update(raw).digest('base64url')
}

/** A JWS of `node` over `claims` (an object, or its text), with other members of the header where `header` has them. */
export const signed = (node: TestNode, typ: string, claims: Json | string, header: Json = {}): string => {
  const { alg, kid } = node.node.own.signing
  return bareSign(
    { alg, typ, kid, ...header },
    typeof claims === 'string' ? claims : JSON.stringify(claims),
    privateKeyOf(node.key('signing')),
  )
}

/** What a SET of `node` with these claims has in its header beside what every JWS has. */
export const setHeader = (node: TestNode, claims: Json): Json => ({
  'x5t#S256': certificateOf(node),
  iat: claims['iat'],
})

/** A SET of `from` to `to` with one event. */
export function eventOf(from: TestNode, to: TestNode, name: string, body: Json, claims: Json = {}): string {
  const all = {
    iss: from.country,
    aud: to.country,
    jti: newMessageId(from.clock.now()),
    iat: Math.floor(from.clock.now() / 1000),
    ...claims,
    events: { [`urn:juxta:event:${name}`]: body },
  }
  return signed(from, 'secevent+jwt', all, setHeader(from, all))
}

/** What `node` was sent, opened with its key. */
export function opened(node: TestNode, jwe: string): { manifest: string; salt: string; claims: Json; digest: string } {
  const { manifest, salt } = JSON.parse(bareOpen(jwe, privateKeyOf(node.key('encryption'))).toString()) as Json
  return {
    manifest,
    salt,
    claims: readJws(manifest).claims,
    digest: digest(manifest.slice(0, manifest.lastIndexOf('.'))),
  }
}

/** What a lie about a message changes in a faultless answer to it. */
export type Lie = {
  readonly event?: string
  readonly body?: (body: Json) => Json
  readonly leaf?: (leaf: Json) => Json
  /** In place of the message's salt. */
  readonly salt?: Buffer
  readonly claims?: Json
  /** Another node whose key signs. */
  readonly signedBy?: TestNode
}

/** The receipt that `by` owes `from` for the sealed message `jwe`. */
export function receiptOf(by: TestNode, from: TestNode, jwe: string, lie: Lie = {}): string {
  const { manifest, salt, claims, digest: manifestDigest } = opened(by, jwe)
  const object = createHash('sha256')
    .update(manifest.slice(0, manifest.lastIndexOf('.')))
    .digest()
  const leaf = {
    c: digest('juxta-commit-v1\0message\0', lie.salt ?? Buffer.from(salt, 'base64url'), object),
    kind: 'received',
    mid: randomBytes(16).toString('base64url'),
    peer: from.country,
    v: 1,
  }
  const body = {
    message: claims['jti'],
    manifest_digest: manifestDigest,
    sealed_digest: digest(jwe),
    log: { origin: by.node.own.identity.log.origin, index: 0, leaf: JSON.stringify(lie.leaf?.(leaf) ?? leaf) },
  }
  return answerOf(by, from, claims, lie.event ?? 'received', lie.body?.(body) ?? body, lie)
}

/** A signed refusal, for good, of the sealed message `jwe`. */
export function refusalOf(by: TestNode, from: TestNode, jwe: string, lie: Lie = {}): string {
  const { claims, digest: manifestDigest } = opened(by, jwe)
  const body = {
    message: claims['jti'],
    manifest_digest: manifestDigest,
    problem: 'stale',
    detail: 'the message has expired',
    retryable: false,
  }
  return answerOf(by, from, claims, lie.event ?? 'refused', lie.body?.(body) ?? body, lie)
}

function answerOf(by: TestNode, from: TestNode, about: Json, event: string, body: Json, lie: Lie): string {
  const claims = {
    iss: by.country,
    aud: from.country,
    jti: newMessageId(by.clock.now()),
    iat: Math.floor(by.clock.now() / 1000),
    txn: about['txn'],
    ...lie.claims,
    events: { [`urn:juxta:event:${event}`]: body },
  }
  const signer = lie.signedBy ?? by
  return signed(signer, 'secevent+jwt', claims, setHeader(signer, claims))
}
