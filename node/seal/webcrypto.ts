/** Key pairs through WebCrypto: asynchronous, because on Node 20 a synchronous key pair that is exported as JWK can hang for ever. */
import { webcrypto } from 'node:crypto'
import type { PublicJwk } from '../message/identity.ts'

const { subtle } = webcrypto

const pemOf = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

export async function generateKeyPair(
  alg: 'ES256' | 'Ed25519' | 'ECDH-ES+A256KW',
  crv: 'P-256' | 'X25519',
): Promise<{ pem: string; jwk: PublicJwk; spki: Buffer }> {
  const algorithm =
    alg === 'ES256'
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : alg === 'Ed25519'
        ? { name: 'Ed25519' }
        : crv === 'P-256'
          ? { name: 'ECDH', namedCurve: 'P-256' }
          : { name: 'X25519' }
  const usages: webcrypto.KeyUsage[] = alg === 'ECDH-ES+A256KW' ? ['deriveBits', 'deriveKey'] : ['sign', 'verify']
  const pair = (await subtle.generateKey(algorithm, true, usages)) as webcrypto.CryptoKeyPair
  const { kty, crv: curve, x, y } = await subtle.exportKey('jwk', pair.publicKey)
  return {
    pem: pemOf('PRIVATE KEY', await subtle.exportKey('pkcs8', pair.privateKey)),
    jwk: { kty, crv: curve, x, ...(y === undefined ? {} : { y }) } as PublicJwk,
    spki: Buffer.from(await subtle.exportKey('spki', pair.publicKey)),
  }
}

/** The public JWK and SubjectPublicKeyInfo of a PKCS#8 PEM. */
export async function publicOf(pem: string): Promise<{ jwk: PublicJwk; spki: Buffer }> {
  const { createPublicKey } = await import('node:crypto')
  const key = createPublicKey(pem)
  const spki = key.export({ type: 'spki', format: 'der' })
  const { kty, crv, x, y } = key.export({ format: 'jwk' })
  return { jwk: { kty, crv, x, ...(y === undefined ? {} : { y }) } as PublicJwk, spki }
}
