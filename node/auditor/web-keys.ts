/** Public keys and signatures as `node:crypto` has them, on WebCrypto, for the page that verifies in a browser. */
import { derFault, DerItems, expectTag, integerOf, oidOf, parseDer, TAG } from '../log/der.ts'
import { answer } from './web-answers.ts'
import { Bytes } from './web-bytes.ts'

const { subtle } = globalThis.crypto
const BITS = 0x03
const ALGORITHMS: Readonly<Record<string, 'ed25519' | 'ec' | 'rsa'>> = {
  '1.3.101.112': 'ed25519',
  '1.2.840.10045.2.1': 'ec',
  '1.2.840.113549.1.1.1': 'rsa',
}
const CURVES: Readonly<Record<string, [name: string, size: number]>> = {
  '1.2.840.10045.3.1.7': ['P-256', 32],
  '1.3.132.0.34': ['P-384', 48],
  '1.3.132.0.35': ['P-521', 66],
}

/** A public key as its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export class PublicKey {
  readonly spki: Uint8Array
  readonly asymmetricKeyType: 'ed25519' | 'ec' | 'rsa' | undefined
  readonly asymmetricKeyDetails: { modulusLength?: number }
  readonly curve: [name: string, size: number] | undefined

  constructor(spki: Uint8Array) {
    this.spki = spki
    const items = new DerItems(parseDer(spki, TAG.sequence))
    const algorithm = new DerItems(items.next(TAG.sequence))
    this.asymmetricKeyType = ALGORITHMS[oidOf(algorithm.next(TAG.oid))]
    if (this.asymmetricKeyType === 'ec') this.curve = CURVES[oidOf(algorithm.next(TAG.oid))]
    const bits = items.next(BITS).body.subarray(1)
    this.asymmetricKeyDetails =
      this.asymmetricKeyType === 'rsa'
        ? { modulusLength: integerOf(new DerItems(parseDer(bits, TAG.sequence)).next(TAG.integer)).length * 4 }
        : {}
  }
}

export const createPublicKey = ({ key }: { key: Uint8Array; format: 'der'; type: 'spki' }): PublicKey =>
  new PublicKey(key)

/** X.509 and CMS write an ECDSA signature as a SEQUENCE of two integers, WebCrypto reads r ‖ s. */
function rawSignature(signature: Uint8Array, size: number): Uint8Array {
  const items = new DerItems(expectTag(parseDer(signature, TAG.sequence), TAG.sequence))
  const number = (): Uint8Array => Bytes.from(integerOf(items.next(TAG.integer)).padStart(size * 2, '0'), 'hex')
  const raw = Bytes.concat([number(), number()])
  items.end()
  if (raw.length !== size * 2) throw derFault('the signature is longer than its curve')
  return raw
}

const text = (data: Uint8Array): string => Bytes.from(data).toString('base64')

/** As `verify` of node:crypto; `digest` is null for Ed25519. A signature that cannot be read does not verify. */
export function verify(digest: string | null, data: Uint8Array, key: PublicKey, signature: Uint8Array): boolean {
  const hash = digest === null ? '' : `SHA-${digest.slice(3)}`
  const how =
    key.asymmetricKeyType === 'ed25519'
      ? { name: 'Ed25519' }
      : key.asymmetricKeyType === 'rsa'
        ? { name: 'RSASSA-PKCS1-v1_5', hash }
        : { name: 'ECDSA', namedCurve: key.curve?.[0] ?? 'unknown', hash }
  return answer(
    `verify ${hash} ${text(key.spki)} ${text(data)} ${text(signature)}`,
    async () => {
      const imported = await subtle.importKey('spki', Bytes.from(key.spki), how, false, ['verify'])
      const raw = key.curve ? rawSignature(signature, key.curve[1]) : signature
      return subtle.verify(how, imported, Bytes.from(raw), Bytes.from(data))
    },
    false,
  )
}
