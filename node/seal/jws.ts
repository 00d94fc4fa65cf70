/** Signing and verifying everything that is a JWS on the wire: manifests, SETs, identities, descriptions, invitations and agreements. */
import './base64.ts'
import { compactVerify } from 'jose/jws/compact/verify'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { decodeUtf8 } from '../values/text.ts'
import type { PublicJwk } from '../message/identity.ts'
import type { Signer } from './signer.ts'
import { checkHeader, readCompact, type Typ } from './compact.ts'
import { publicKey } from './keys.ts'
import { verifyNatively } from './native.ts'

export type VerifyKey = { readonly kid: string; readonly alg: string; readonly jwk: PublicJwk }
export type SigningKey = { readonly kid: string; readonly alg: 'ES256' | 'Ed25519' }

export type ReadJws = {
  readonly jws: string
  readonly kid: string
  readonly alg: string
  readonly header: Readonly<Record<string, unknown>>
  readonly text: string
}

/** Compact JWS of `payload` (JSON text) with the header of `typ` and `more`. */
export const signJws = (
  signer: Pick<Signer, 'signCompact'>,
  key: SigningKey,
  typ: Typ,
  payload: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> => signer.signCompact({ alg: key.alg, typ, kid: key.kid, ...more }, payload)

/** Reads an attacker-controlled JWS up to, and without, its signature. Fails with `malformed` or `algorithm-refused`. */
export function readJws(jws: string, typ: Typ): ReadJws {
  const { header, bytes } = readCompact(jws, 'JWS')
  checkHeader(header, typ)
  return {
    jws,
    kid: header['kid'] as string,
    alg: header['alg'] as string,
    header,
    text: decodeUtf8(bytes[1]!),
  }
}

/** The claims of a JWS that was read, as JSON. */
export const claimsOf = (read: ReadJws): unknown => parseStrictJson(read.text)

/** Checks the signature with `key`, which must be the one the header names. Fails with `key-unknown`, `algorithm-refused` or `signature-invalid`. */
export async function verifyJws(read: ReadJws, key: VerifyKey): Promise<void> {
  if (key.kid !== read.kid) throw new JuxtaError('key-unknown', 'kid names another key', { pointer: '/kid' })
  if (key.alg !== read.alg)
    throw new JuxtaError('algorithm-refused', 'alg is not the algorithm of this key', { pointer: '/alg', rule: 'alg' })
  const verifies = verifyNatively(read.jws, key.jwk, read.alg) ?? (await verifyByJose(read.jws, key.jwk, read.alg))
  if (!verifies) throw new JuxtaError('signature-invalid', 'the signature does not verify')
}

/** The reference: whether the signature of `jws` is that of `jwk` by `alg`. Fails with `algorithm-refused` where `jwk` is no key for it. */
export async function verifyByJose(jws: string, jwk: PublicJwk, alg: string): Promise<boolean> {
  const imported = await publicKey(jwk, alg as SigningKey['alg'])
  return compactVerify(jws, imported, { algorithms: [alg] }).then(
    () => true,
    () => false,
  )
}

/** Reads and verifies in one step, with the key among `keys` that the header names. */
export async function openJws(jws: string, typ: Typ, keys: readonly VerifyKey[]): Promise<ReadJws> {
  const read = readJws(jws, typ)
  const key = keys.find((k) => k.kid === read.kid)
  if (!key) throw new JuxtaError('key-unknown', 'kid names no key that is known', { pointer: '/kid' })
  await verifyJws(read, key)
  return read
}
