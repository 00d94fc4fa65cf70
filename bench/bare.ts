/** The cryptography of one message with node:crypto alone: the floor that the bench compares with, and a second opinion for the tests. It checks nothing. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPair,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'

const makePair = promisify(generateKeyPair)
const b64 = (value: string | Uint8Array): string => Buffer.from(value as string).toString('base64url')
const header = (value: object | string): string => b64(typeof value === 'string' ? value : JSON.stringify(value))

/** Compact JWS with exactly `head` (an object, or its JSON text) and `payload`, ES256 or Ed25519 by the kind of key. */
export function bareSign(head: object | string, payload: string | Uint8Array, key: KeyObject): string {
  const input = `${header(head)}.${b64(payload)}`
  const digest = key.asymmetricKeyType === 'ec' ? 'sha256' : null
  const signature = sign(digest, Buffer.from(input), digest ? { key, dsaEncoding: 'ieee-p1363' } : key)
  return `${input}.${signature.toString('base64url')}`
}

export function bareVerify(jws: string, key: KeyObject): boolean {
  const at = jws.lastIndexOf('.')
  const digest = key.asymmetricKeyType === 'ec' ? 'sha256' : null
  const signature = Buffer.from(jws.slice(at + 1), 'base64url')
  return verify(digest, Buffer.from(jws.slice(0, at)), digest ? { key, dsaEncoding: 'ieee-p1363' } : key, signature)
}

/** Concat KDF (RFC 7518 §4.6.2) for ECDH-ES with A256GCM, no apu or apv. */
function derive(secret: Buffer, enc = 'A256GCM'): Buffer {
  const length = (n: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(n)
    return bytes
  }
  const info = Buffer.concat([length(enc.length), Buffer.from(enc), length(0), length(0), length(256)])
  return createHash('sha256').update(length(1)).update(secret).update(info).digest()
}

/** Compact JWE, ECDH-ES and A256GCM, to the P-256 key `to`; `edit` may change the header before it is sealed in. */
export async function bareSeal(
  head: Record<string, unknown>,
  plaintext: Uint8Array,
  to: KeyObject,
  edit: (head: Record<string, unknown>) => object | string = (h) => h,
): Promise<string> {
  const { privateKey, publicKey } = await makePair('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const protectedHeader = header(edit({ ...head, epk: { kty, crv, x, y } }))
  const key = derive(diffieHellman({ privateKey, publicKey: to }))
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(protectedHeader))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return [protectedHeader, '', b64(iv), b64(body), b64(cipher.getAuthTag())].join('.')
}

export function bareOpen(jwe: string, key: KeyObject): Buffer {
  const [head, , iv, body, tag] = jwe.split('.') as [string, string, string, string, string]
  const { epk } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { epk: Record<string, string> }
  const publicKey = createPublicKey({ key: epk, format: 'jwk' })
  const decipher = createDecipheriv(
    'aes-256-gcm',
    derive(diffieHellman({ privateKey: key, publicKey })),
    Buffer.from(iv, 'base64url'),
  )
  decipher.setAAD(Buffer.from(head)).setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()])
}

export const privateKeyOf = (pem: string): KeyObject => createPrivateKey(pem)
export const publicKeyOf = (jwk: object): KeyObject => createPublicKey({ key: jwk as never, format: 'jwk' })
