/** Certificate revocation lists (RFC 5280 §5), read strictly: whole lists of the issuer's own certificates. What is read is attacker-controlled until `isCrlOf` says whose it is. */
import { verify, type X509Certificate } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import { context, DerItems, expectTag, oidOf, parseDer, SIGNATURE_DIGESTS, TAG, timeOf, type Der } from './der.ts'

const UTC_TIME = 0x17
const BITS = 0x03
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28'
const CRL_DISTRIBUTION_POINTS = '2.5.29.31'

export type Crl = {
  /** DER of the name of the issuer. */
  readonly issuer: Buffer
  /** Milliseconds since 1970: what was withdrawn up to then is on it; and by when there is a newer one, where it says so. */
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  /** Serial number (hex digits as in DER) → since when, in milliseconds since 1970. */
  readonly withdrawn: ReadonlyMap<string, number>
  readonly signed: Buffer
  readonly algorithm: string
  readonly signature: Buffer
}

const fault = (message: string): JuxtaError => new JuxtaError('log-invalid', message, { rule: 'crl' })

/** A UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5). */
function readTime(value: Der): number {
  if (value.tag !== UTC_TIME) return timeOf(value)
  const text = value.body.toString('latin1')
  if (!/^\d{12}Z$/.test(text)) throw fault('a time is not in UTC')
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19'
  return timeOf({ ...value, tag: TAG.time, body: Buffer.from(century + text) })
}
const isTime = (value: Der | undefined): boolean => value?.tag === UTC_TIME || value?.tag === TAG.time

/** Those of a list or of an entry. One that is critical and not known changes what the list says. */
function readExtensions(value: Der): Map<string, { critical: boolean; body: Buffer }> {
  const found = new Map<string, { critical: boolean; body: Buffer }>()
  for (const one of new DerItems(value).rest()) {
    const items = new DerItems(one)
    const id = oidOf(items.next(TAG.oid))
    const critical = items.optional(TAG.boolean)?.body[0] === 0xff
    found.set(id, { critical, body: items.next(TAG.octets).body })
  }
  return found
}

function checkExtensions(value: Der | undefined, ofEntry: boolean): void {
  if (!value) return
  for (const [id, { critical, body }] of readExtensions(value)) {
    if (!critical) continue
    // A name of a place and "for certificates of users alone" leave the list whole as far as it is asked here.
    const whole =
      !ofEntry &&
      id === ISSUING_DISTRIBUTION_POINT &&
      new DerItems(parseDer(body, TAG.sequence)).rest().every((v) => v.tag === context(0) || v.tag === 0x81)
    if (!whole) throw fault('the list is a part of one, or says what is not understood')
  }
}

/** Fails with `log-invalid`, rule `crl` or `der`. */
export function readCrl(bytes: Uint8Array): Crl {
  const outer = new DerItems(parseDer(bytes, TAG.sequence))
  const list = outer.next(TAG.sequence)
  const algorithm = oidOf(new DerItems(outer.next(TAG.sequence)).next(TAG.oid))
  const signature = outer.next(BITS).body.subarray(1)
  outer.end()
  const items = new DerItems(list)
  items.optional(TAG.integer)
  items.next(TAG.sequence)
  const issuer = items.next(TAG.sequence)
  const thisUpdate = readTime(items.any())
  const rest = items.rest()
  const nextUpdate = isTime(rest[0]) ? readTime(rest.shift()!) : null
  const entries = rest[0]?.tag === TAG.sequence ? rest.shift()! : null
  checkExtensions(rest[0]?.tag === context(0) ? new DerItems(rest.shift()!).next(TAG.sequence) : undefined, false)
  if (rest.length > 0) throw fault('there is more in the list than is expected')
  const withdrawn = new Map<string, number>()
  for (const entry of entries ? new DerItems(entries).rest() : []) {
    const e = new DerItems(expectTag(entry, TAG.sequence))
    const serial = e.next(TAG.integer).body.toString('hex')
    withdrawn.set(serial, readTime(e.any()))
    checkExtensions(e.optional(TAG.sequence), true)
    e.end()
  }
  return { issuer: issuer.raw, thisUpdate, nextUpdate, withdrawn, signed: list.raw, algorithm, signature }
}

/** What a list is compared by: names and serial number of a certificate, and where its issuer says that its lists are (http alone). */
export type Named = {
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly serial: string
  readonly lists: readonly string[]
}

/** Fails with `log-invalid`, rule `der`. */
export function readNames(certificate: Uint8Array): Named {
  const signed = new DerItems(new DerItems(parseDer(certificate, TAG.sequence)).next(TAG.sequence))
  signed.optional(context(0))
  const serial = signed.next(TAG.integer).body.toString('hex')
  signed.next(TAG.sequence)
  const issuer = signed.next(TAG.sequence).raw
  signed.next(TAG.sequence)
  const subject = signed.next(TAG.sequence).raw
  const more = signed.rest().find((v) => v.tag === context(3))
  const points = more && readExtensions(new DerItems(more).next(TAG.sequence)).get(CRL_DISTRIBUTION_POINTS)
  return { issuer, subject, serial, lists: points ? readPoints(points.body) : [] }
}

function readPoints(body: Buffer): string[] {
  return new DerItems(parseDer(body, TAG.sequence)).rest().flatMap((point) => {
    const name = new DerItems(point).optional(context(0))
    const full = name && new DerItems(name).optional(context(0))
    return (full ? new DerItems(full).rest() : [])
      .filter((v) => v.tag === 0x86)
      .map((v) => v.body.toString('latin1'))
      .filter((url) => /^http:\/\/[\x21-\x7e]{1,1000}$/.test(url))
  })
}

/** Whether `issuer` signed the list. */
export function isCrlOf(crl: Crl, issuer: X509Certificate): boolean {
  const digest = SIGNATURE_DIGESTS[crl.algorithm]
  if (digest === undefined || !readNames(issuer.raw).subject.equals(crl.issuer)) return false
  try {
    return verify(digest, crl.signed, issuer.publicKey, crl.signature)
  } catch {
    return false
  }
}
