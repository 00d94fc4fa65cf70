/** The cryptography of one message with node:crypto alone: the floor that the bench compares with, and a second opinion for the tests. It checks nothing. */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPair,
  randomBytes,
  sign,
  verify,
  type ECDH,
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

type Epk = Readonly<Record<string, string>>
/** How the secret of ECDH-ES on P-256 comes about. */
export type Agreement = {
  ephemeral(to: KeyObject): Promise<{ epk: Epk; secret: Buffer }> | { epk: Epk; secret: Buffer }
  secret(own: KeyObject, epk: Epk): Buffer
}

/** By key objects, as one would write it: pairs are made beside the main thread. */
export const BY_KEYS: Agreement = {
  async ephemeral(to) {
    const { privateKey, publicKey } = await makePair('ec', { namedCurve: 'P-256' })
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' }) as Epk
    return { epk: { kty: kty!, crv: crv!, x: x!, y: y! }, secret: diffieHellman({ privateKey, publicKey: to }) }
  },
  secret: (own, epk) =>
    diffieHellman({ privateKey: own, publicKey: createPublicKey({ key: epk, format: 'jwk' } as never) }),
}

const CURVE = 'prime256v1'
const points = new WeakMap<KeyObject, Buffer>()
const scalars = new WeakMap<KeyObject, ECDH>()
const bytesOf = (text: string | undefined): Buffer => Buffer.from(text!, 'base64url')
const pointOf = ({ x, y }: Epk): Buffer => Buffer.concat([Buffer.from([4]), bytesOf(x), bytesOf(y)])

function kept<T>(all: WeakMap<KeyObject, T>, key: KeyObject, make: (jwk: Epk) => T): T {
  const known = all.get(key) ?? make(key.export({ format: 'jwk' }) as Epk)
  all.set(key, known)
  return known
}

/** By points and scalars, kept for each key: the least that node:crypto can do it in. */
export const BY_POINTS: Agreement = {
  ephemeral(to) {
    const pair = createECDH(CURVE)
    const made = pair.generateKeys()
    const epk = { kty: 'EC', crv: 'P-256', x: b64(made.subarray(1, 33)), y: b64(made.subarray(33)) }
    return { epk, secret: pair.computeSecret(kept(points, to, pointOf)) }
  },
  secret(own, epk) {
    const scalar = kept(scalars, own, ({ d }) => {
      const made = createECDH(CURVE)
      made.setPrivateKey(bytesOf(d))
      return made
    })
    return scalar.computeSecret(pointOf(epk))
  },
}

/** Compact JWE, ECDH-ES and A256GCM, to the P-256 key `to`; `edit` may change the header before it is sealed in. */
export async function bareSeal(
  head: Record<string, unknown>,
  plaintext: Uint8Array,
  to: KeyObject,
  edit: (head: Record<string, unknown>) => object | string = (h) => h,
  agreement: Agreement = BY_KEYS,
): Promise<string> {
  const { epk, secret } = await agreement.ephemeral(to)
  const protectedHeader = header(edit({ ...head, epk }))
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', derive(secret), iv).setAAD(Buffer.from(protectedHeader))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return [protectedHeader, '', b64(iv), b64(body), b64(cipher.getAuthTag())].join('.')
}

export function bareOpen(jwe: string, key: KeyObject, agreement: Agreement = BY_KEYS): Buffer {
  const [head, , iv, body, tag] = jwe.split('.') as [string, string, string, string, string]
  const { epk } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { epk: Epk }
  const secret = derive(agreement.secret(key, epk))
  const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(iv, 'base64url'))
  decipher.setAAD(Buffer.from(head)).setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()])
}

export const privateKeyOf = (pem: string): KeyObject => createPrivateKey(pem)
export const publicKeyOf = (jwk: object): KeyObject => createPublicKey({ key: jwk as never, format: 'jwk' })
