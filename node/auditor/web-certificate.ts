/** X.509 certificates of timestamp authorities (RFC 5280) as `X509Certificate` of Node has them, for the page that verifies in a browser. */
import {
  context,
  derFault,
  DerItems,
  expectTag,
  oidOf,
  parseDer,
  SIGNATURE_DIGESTS,
  TAG,
  timeOf,
  type Der,
} from '../log/der.ts'
import { Bytes } from './web-bytes.ts'
import { PublicKey, verify } from './web-keys.ts'

const UTC_TIME = 0x17
const BITS = 0x03
const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
}
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.97': 'organizationIdentifier',
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as Node writes it. */
function timeIn(items: DerItems): string {
  const value = items.any()
  const [year, month, day, clock] = partsOf(value)
  return `${MONTHS[Number(month) - 1]} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`
}

function partsOf(value: Der): [string, string, string, string] {
  if (value.tag !== UTC_TIME) {
    const text = new Date(timeOf(value)).toISOString()
    return [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10), text.slice(11, 19)]
  }
  const m = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(value.body.toString('latin1'))
  if (!m) throw derFault('DER: not a time in UTC')
  const year = Number(m[1]) < 50 ? `20${m[1]}` : `19${m[1]}`
  return [year, m[2]!, m[3]!, `${m[4]}:${m[5]}:${m[6]}`]
}

/** One line an attribute, as Node writes a name. */
function nameText(name: Der): string {
  return new DerItems(name)
    .rest()
    .flatMap((set) => new DerItems(set).rest())
    .map((pair) => {
      const items = new DerItems(pair)
      const type = oidOf(items.next(TAG.oid))
      return `${ATTRIBUTES[type] ?? type}=${items.any().body.toString('utf8')}`
    })
    .join('\n')
}

const pemBytes = (pem: string): Uint8Array => {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1]
  if (body === undefined) throw derFault('not a certificate in PEM')
  return Bytes.from(body, 'base64')
}

export class Certificate {
  readonly raw: Buffer
  readonly publicKey: PublicKey
  readonly subject: string
  readonly validFrom: string
  readonly validTo: string
  readonly ca: boolean
  /** The extended key usages, as Node calls them. */
  readonly keyUsage: string[]
  readonly #signed: Buffer
  readonly #algorithm: string
  readonly #signature: Buffer
  readonly #names: { issuer: Buffer; subject: Buffer }
  readonly #extensions = new Map<string, Der>()

  constructor(input: Uint8Array | string) {
    const whole = parseDer(typeof input === 'string' ? pemBytes(input) : input, TAG.sequence)
    this.raw = whole.raw
    const outer = new DerItems(whole)
    const signed = outer.next(TAG.sequence)
    this.#signed = signed.raw
    this.#algorithm = oidOf(new DerItems(outer.next(TAG.sequence)).next(TAG.oid))
    this.#signature = outer.next(BITS).body.subarray(1)
    outer.end()
    const items = new DerItems(signed)
    items.optional(context(0))
    items.next(TAG.integer)
    items.next(TAG.sequence)
    const issuer = items.next(TAG.sequence)
    const validity = new DerItems(items.next(TAG.sequence))
    this.validFrom = timeIn(validity)
    this.validTo = timeIn(validity)
    const subject = items.next(TAG.sequence)
    this.#names = { issuer: issuer.raw, subject: subject.raw }
    this.subject = nameText(subject)
    this.publicKey = new PublicKey(items.next(TAG.sequence).raw)
    for (const more of items.rest())
      if (more.tag === context(3))
        for (const extension of new DerItems(new DerItems(more).next(TAG.sequence)).rest()) {
          const e = new DerItems(extension)
          const id = oidOf(e.next(TAG.oid))
          e.optional(TAG.boolean)
          this.#extensions.set(id, e.next(TAG.octets))
        }
    const constraints = this.#extension(OID.basicConstraints, TAG.sequence)
    this.ca = constraints !== null && new DerItems(constraints).optional(TAG.boolean)?.body[0] === 0xff
    const usages = this.#extension(OID.extendedKeyUsage, TAG.sequence)
    this.keyUsage = usages ? new DerItems(usages).rest().map(oidOf) : []
  }

  #extension(id: string, tag: number): Der | null {
    const value = this.#extensions.get(id)
    return value ? expectTag(parseDer(value.body, tag), tag) : null
  }

  /** Whether `issuer` may have issued this one: names, key identifiers and usage (X509_check_issued of OpenSSL). */
  checkIssued(issuer: Certificate): boolean {
    if (!this.#names.issuer.equals(issuer.#names.subject)) return false
    const authority = this.#extension(OID.authorityKeyIdentifier, TAG.sequence)
    const wanted = authority && new DerItems(authority).optional(0x80)?.body
    const has = issuer.#extension(OID.subjectKeyIdentifier, TAG.octets)?.body
    if (wanted && has && !wanted.equals(has)) return false
    const usage = issuer.#extension(OID.keyUsage, BITS)?.body
    // keyCertSign is bit 5 (§4.2.1.3).
    return !usage || ((usage[1] ?? 0) & 0x04) !== 0
  }

  verify(key: PublicKey): boolean {
    const digest = SIGNATURE_DIGESTS[this.#algorithm]
    return digest !== undefined && verify(digest, this.#signed, key, this.#signature)
  }
}
