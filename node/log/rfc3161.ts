/**
 * Timestamps (RFC 3161, with the certificate identifiers of RFC 5816): asking a TSA to date a checkpoint, and checking its token against certificates
 * that the reader trusts. A token counts if one of those certificates signed it or directly issued the one that did: no further path is built. A
 * little longer than most files: the structure of a token is only checked where it is read.
 */
import { hash, timingSafeEqual, verify, X509Certificate } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import { context, der, DerItems, derInteger, derOid, integerOf, oidOf, parseDer, TAG, timeOf, type Der } from './der.ts'
import { parseCertificateTime } from '../values/time.ts'

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const

const DIGESTS: Readonly<Record<string, string>> = {
  [OID.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Signature algorithms: the type of key, and the digest where the algorithm names it. */
const SIGNATURES: Readonly<Record<string, { key: string; digest?: string | null }>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa' },
  '1.2.840.113549.1.1.11': { key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', digest: 'sha512' },
  '1.3.101.112': { key: 'ed25519', digest: null },
}
const MIN_RSA_BITS = 2048
export const MAX_TOKEN_BYTES = 64 * 1024

const fault = (message: string, rule: string, cause?: unknown): JuxtaError =>
  new JuxtaError('log-invalid', message, { rule, cause })

const NULL = Buffer.from([0x05, 0x00])
const sha256Id = der(TAG.sequence, derOid(OID.sha256), NULL)

/** A TimeStampReq (DER) over the SHA-256 `imprint`, for `application/timestamp-query`. `nonce`: 8 to 16 random bytes. Asks for the certificate. */
export function timestampRequest(imprint: Uint8Array, nonce: Uint8Array): Buffer {
  if (imprint.length !== 32) throw new JuxtaError('internal', 'the imprint must be a SHA-256')
  const version = derInteger(Buffer.from([1]))
  const messageImprint = der(TAG.sequence, sha256Id, der(TAG.octets, imprint))
  return der(TAG.sequence, version, messageImprint, derInteger(nonce), der(TAG.boolean, Buffer.from([0xff])))
}

export type Timestamp = {
  /** Milliseconds since 1970: the time that the TSA states. */
  readonly genTime: number
  readonly serial: string
  readonly policy: string
  /** Hex digits, without leading zeros; null where the token has none. */
  readonly nonce: string | null
  /** Subject and last moment (milliseconds) of the TSA's certificate: after it, the token needs a later one over it. */
  readonly tsa: string
  readonly validUntil: number
}

/** The token in an attacker-controlled TimeStampResp. Fails with `answer-invalid` where the TSA refused, `log-invalid` where the answer is malformed. */
export function readTimestampResponse(response: Uint8Array): Buffer {
  if (response.length > MAX_TOKEN_BYTES) throw fault('the answer of the TSA is too long', 'tsa-size')
  const items = new DerItems(parseDer(response, TAG.sequence))
  const status = integerOf(new DerItems(items.next(TAG.sequence)).next(TAG.integer))
  // 0 granted, 1 granted with modifications (RFC 3161 §2.4.2).
  if (status !== '00' && status !== '01')
    throw new JuxtaError('answer-invalid', `the TSA refused with status ${Number.parseInt(status, 16)}`, {
      rule: 'tsa-status',
    })
  const token = items.next(TAG.sequence)
  items.end()
  return Buffer.from(token.raw)
}

type Signer = { sid: Der; digest: string; attributes: Der; algorithm: string; signature: Buffer }
type Token = { info: Buffer; certificates: X509Certificate[]; signer: Signer }

function digestName(algorithm: Der): string {
  const name = DIGESTS[oidOf(new DerItems(algorithm).next(TAG.oid))]
  if (!name) throw fault('the token uses a digest other than SHA-2', 'tsa-algorithm')
  return name
}

function readToken(token: Uint8Array): Token {
  if (token.length > MAX_TOKEN_BYTES) throw fault('the token is too long', 'tsa-size')
  const outer = new DerItems(parseDer(token, TAG.sequence))
  if (oidOf(outer.next(TAG.oid)) !== OID.signedData) throw fault('the token is no signed data', 'tsa-content')
  const signedData = new DerItems(new DerItems(outer.next(context(0))).next(TAG.sequence))
  outer.end()
  if (integerOf(signedData.next(TAG.integer)) !== '03') throw fault('the token is of another version', 'tsa-content')
  signedData.next(TAG.set)
  const content = new DerItems(signedData.next(TAG.sequence))
  if (oidOf(content.next(TAG.oid)) !== OID.tstInfo) throw fault('the token is no timestamp', 'tsa-content')
  const info = new DerItems(content.next(context(0))).next(TAG.octets).body
  content.end()
  const certificates = signedData.optional(context(0))
  signedData.optional(context(1))
  const signers = new DerItems(signedData.next(TAG.set)).rest()
  signedData.end()
  if (signers.length !== 1) throw fault('the token must have one signature', 'tsa-signers')
  const signer = new DerItems(signers[0]!)
  signer.next(TAG.integer)
  const sid = signer.any()
  const digest = digestName(signer.next(TAG.sequence))
  const attributes = signer.next(context(0))
  const algorithm = oidOf(new DerItems(signer.next(TAG.sequence)).next(TAG.oid))
  const signature = signer.next(TAG.octets).body
  signer.optional(context(1))
  signer.end()
  return {
    info,
    certificates: certificates ? new DerItems(certificates).rest().flatMap(readCertificate) : [],
    signer: { sid, digest, attributes, algorithm, signature },
  }
}

/** Certificates are only candidates here: one that cannot be read is passed over. */
function readCertificate(value: Der): X509Certificate[] {
  try {
    return [new X509Certificate(value.raw)]
  } catch {
    return []
  }
}

function readAttributes(value: Der): Map<string, Der> {
  const attributes = new Map<string, Der>()
  for (const attribute of new DerItems(value).rest()) {
    const items = new DerItems(attribute)
    const type = oidOf(items.next(TAG.oid))
    const values = new DerItems(items.next(TAG.set))
    if (attributes.has(type)) throw fault('a signed attribute stands twice', 'tsa-attributes')
    attributes.set(type, values.any())
    values.end()
    items.end()
  }
  return attributes
}

/** The digest of the certificate that the signature names (ESSCertID, ESSCertIDv2), and its algorithm. */
function namedCertificate(attributes: Map<string, Der>): { algorithm: string; digest: Buffer } {
  const v2 = attributes.get(OID.signingCertificateV2)
  const value = v2 ?? attributes.get(OID.signingCertificate)
  if (!value) throw fault('the token does not name its certificate', 'tsa-attributes')
  const first = new DerItems(new DerItems(new DerItems(value).next(TAG.sequence)).next(TAG.sequence))
  const algorithm = v2 ? first.optional(TAG.sequence) : undefined
  const digest = first.next(TAG.octets).body
  return { algorithm: v2 ? (algorithm ? digestName(algorithm) : 'sha256') : 'sha1', digest }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)

function isTrusted(certificate: X509Certificate, trusted: readonly X509Certificate[]): boolean {
  return trusted.some(
    (t) => t.raw.equals(certificate.raw) || (t.ca && certificate.checkIssued(t) && certificate.verify(t.publicKey)),
  )
}

function checkSignature({ signer }: Token, certificate: X509Certificate): void {
  const how = SIGNATURES[signer.algorithm]
  const key = certificate.publicKey
  if (!how || key.asymmetricKeyType !== how.key)
    throw fault('the token is signed with an algorithm not on the list', 'tsa-algorithm')
  if (how.key === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS)
    throw fault(`the RSA key of the TSA has less than ${MIN_RSA_BITS} bits`, 'tsa-algorithm')
  // RFC 5652 §5.4: signed is the SET OF, not the implicit tag that stands in the token.
  const signed = Buffer.from(signer.attributes.raw)
  signed[0] = TAG.set
  const digest = how.digest === undefined ? signer.digest : how.digest
  let valid = false
  try {
    valid = verify(digest, signed, key, signer.signature)
  } catch (cause) {
    throw fault('the signature of the TSA cannot be checked', 'tsa-signature', cause)
  }
  if (!valid) throw fault('the signature of the TSA does not verify', 'tsa-signature')
}

function readInfo(
  info: Buffer,
): { algorithm: string; imprint: Buffer } & Pick<Timestamp, 'genTime' | 'serial' | 'policy' | 'nonce'> {
  const items = new DerItems(parseDer(info, TAG.sequence))
  if (integerOf(items.next(TAG.integer)) !== '01') throw fault('the timestamp is of another version', 'tsa-content')
  const policy = oidOf(items.next(TAG.oid))
  const messageImprint = new DerItems(items.next(TAG.sequence))
  const algorithm = oidOf(new DerItems(messageImprint.next(TAG.sequence)).next(TAG.oid))
  const imprint = messageImprint.next(TAG.octets).body
  const serial = integerOf(items.next(TAG.integer))
  const genTime = timeOf(items.next(TAG.time))
  items.optional(TAG.sequence)
  items.optional(TAG.boolean)
  const nonce = items.optional(TAG.integer)
  items.optional(context(0))
  items.optional(context(1))
  items.end()
  return { algorithm, imprint, serial, genTime, policy, nonce: nonce ? integerOf(nonce) : null }
}

/**
 * Checks an attacker-controlled token over the SHA-256 `imprint`. `trusted` are certificates of TSAs or of their issuers. With `nonce` (that of the
 * request) an answer must repeat it. That the certificate has run out since is not judged here: see `validUntil`. Fails with `log-invalid` and a
 * rule: `der`, `tsa-content`, `tsa-imprint`, `tsa-nonce`, `tsa-algorithm`, `tsa-attributes`, `tsa-certificate`, `tsa-untrusted`, `tsa-signature`.
 */
export function verifyTimestamp(
  token: Uint8Array,
  imprint: Uint8Array,
  trusted: readonly X509Certificate[],
  nonce?: Uint8Array,
): Timestamp {
  const read = readToken(token)
  const { algorithm, imprint: stamped, ...info } = readInfo(read.info)
  if (algorithm !== OID.sha256 || !same(stamped, imprint))
    throw fault('the timestamp is over something else', 'tsa-imprint')
  if (nonce && info.nonce !== integerOf(parseDer(derInteger(nonce), TAG.integer)))
    throw fault('the timestamp does not answer this request', 'tsa-nonce')
  const attributes = readAttributes(read.signer.attributes)
  const contentType = attributes.get(OID.contentType)
  if (!contentType || oidOf(contentType) !== OID.tstInfo)
    throw fault('the signature is over another type', 'tsa-attributes')
  const messageDigest = attributes.get(OID.messageDigest)
  if (messageDigest?.tag !== TAG.octets || !same(messageDigest.body, hash(read.signer.digest, read.info, 'buffer')))
    throw fault('the timestamp is not what was signed', 'tsa-signature')
  const named = namedCertificate(attributes)
  const certificate = [...read.certificates, ...trusted].find((c) =>
    same(hash(named.algorithm, c.raw, 'buffer'), named.digest),
  )
  if (!certificate) throw fault('the certificate of the TSA is neither in the token nor trusted', 'tsa-certificate')
  checkSignature(read, certificate)
  if (!isTrusted(certificate, trusted))
    throw fault('no trusted certificate stands behind the timestamp', 'tsa-untrusted')
  if (certificate.keyUsage.join() !== OID.timeStamping)
    throw fault('the certificate of the TSA is not for timestamps alone', 'tsa-certificate')
  const validUntil = parseCertificateTime(certificate.validTo)
  if (info.genTime < parseCertificateTime(certificate.validFrom) || info.genTime > validUntil)
    throw fault('the certificate of the TSA was not valid at the time it states', 'tsa-certificate')
  return { ...info, tsa: certificate.subject.replaceAll('\n', ', '), validUntil }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** PEM certificates of a trust file, each text one or a bundle of several, in whatever order: all count. Fails with `settings-invalid`. */
export function readCertificates(texts: readonly string[]): X509Certificate[] {
  // What holds none is tried as it is, so that it is refused.
  const pems = texts.flatMap((text) => text.match(PEM) ?? [text])
  return pems.map((pem) => {
    try {
      return new X509Certificate(pem)
    } catch (cause) {
      throw new JuxtaError('settings-invalid', 'a certificate of a TSA cannot be read', {
        rule: 'tsa-certificate',
        cause,
      })
    }
  })
}
