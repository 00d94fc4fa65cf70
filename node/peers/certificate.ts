/** Certificates of this node and of its peers: what they name, and what one must be. One judgement for doctor, for a start and for files that come newly. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { JuxtaError } from '../values/errors.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { parseCertificateTime } from '../values/time.ts'

/** All certificates of a PEM file, in its order. */
export function certificatesIn(pem: string): X509Certificate[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text),
  )
}

/** The country (RFC 4519 `c`) of the subject of a certificate, where it names one. */
export const countryOf = (certificate: { subject?: { C?: string | string[] } }): string | undefined => {
  const named = certificate.subject?.C
  return Array.isArray(named) ? named.join(' ') : named
}

/** The pin of a certificate: SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4). */
export const pinOf = (der: Buffer): Digest =>
  digestOf(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }))

/** `members.mend`: what an operator does about it. */
export const certificateFault = (rule: string, detail: string, mend: string): JuxtaError =>
  new JuxtaError('settings-invalid', detail, { rule, members: { mend } })

export type CertificateWanted = {
  /** Where the file lies, for the words to the operator. */
  readonly path: string
  readonly use: 'tls' | 'signing' | 'authority' | 'server'
  readonly country?: string
  readonly authorities?: readonly X509Certificate[]
  /** The host that peers are told, which it must name. */
  readonly host?: string
}

/** Extended key usages (RFC 5280 §4.2.1.12): to its peers a node is server and client. */
const [SERVER, CLIENT] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']
const PURPOSES: Readonly<Record<CertificateWanted['use'], readonly string[]>> = {
  tls: [SERVER, CLIENT],
  server: [SERVER],
  signing: [],
  authority: [],
}

/** The first certificate of a PEM file, with those that stand after it. Fails with `settings-invalid`. */
export function readChain(pem: string, path: string): [X509Certificate, ...X509Certificate[]] {
  const mend = `put a PEM certificate at ${path}`
  try {
    const [first, ...rest] = certificatesIn(pem)
    if (first) return [first, ...rest]
  } catch (cause) {
    throw certificateFault('pem', `${path} holds a certificate that cannot be read: ${(cause as Error).message}`, mend)
  }
  throw certificateFault('pem', `${path} holds no PEM certificate`, mend)
}

/** Fails with `settings-invalid` where `key` (PEM) cannot be read, or is not that of the certificate. */
export function checkKey(certificate: X509Certificate, key: string, path: string): void {
  const mend = 'put the certificate and the key of one request together'
  let fits: boolean
  try {
    fits = certificate.checkPrivateKey(createPrivateKey(key))
  } catch (cause) {
    throw certificateFault('key', `the private key of ${path} cannot be read: ${(cause as Error).message}`, mend)
  }
  if (!fits) throw certificateFault('key', `${path} is not of a private key of this node`, mend)
}

/** Keys that peers take: TLS and manifests are signed by keys of a closed list. */
const KEYS: Readonly<Record<CertificateWanted['use'], readonly string[] | null>> = {
  tls: ['P-256'],
  signing: ['P-256', 'Ed25519'],
  server: null,
  authority: null,
}

function keyNameOf({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey
  if (type === 'ed25519') return 'Ed25519'
  if (type === 'ec') return details?.namedCurve === 'prime256v1' ? 'P-256' : `EC ${details?.namedCurve}`
  return String(type).toUpperCase()
}

const nameOf = ({ subject }: X509Certificate): string => `"${subject.replaceAll('\n', ', ')}"`

const isValidAt = (certificate: X509Certificate, now: number): boolean =>
  parseCertificateTime(certificate.validFrom) <= now && now < parseCertificateTime(certificate.validTo)

/** Follows issuers from the first of `chain` to an authority that has issued itself, each within its time. */
function checkChain(chain: readonly X509Certificate[], authorities: readonly X509Certificate[], now: number): void {
  let current = chain[0]!
  for (let i = 0; i < 8; i++) {
    const issuers = [...authorities, ...chain].filter((c) => current.checkIssued(c) && current.verify(c.publicKey))
    // One that was renewed stands beside the one that has ended.
    const issuer = issuers.find((c) => isValidAt(c, now)) ?? issuers[0]
    if (!issuer)
      throw certificateFault(
        'chain',
        `no certificate of authority.pem has issued ${nameOf(current)}`,
        'put the certificate of the authority that issued it, with all above it, into authority.pem',
      )
    if (!isValidAt(issuer, now))
      throw certificateFault(
        'chain-expired',
        `its issuer ${nameOf(issuer)} is valid from ${issuer.validFrom} to ${issuer.validTo} only`,
        'put the renewed certificate of that authority into authority.pem, and into the chain after its own where it stands there',
      )
    if (authorities.includes(issuer) && issuer.checkIssued(issuer)) return
    current = issuer
  }
  throw certificateFault(
    'chain',
    'the chain does not end in an authority that has issued itself',
    'put the root into authority.pem',
  )
}

/** Judges the first of `chain`: times, purpose, country, issuers. `now` in milliseconds since 1970. Fails with `settings-invalid`. */
export function checkCertificate(
  chain: readonly [X509Certificate, ...X509Certificate[]],
  { path, use, country, authorities, host }: CertificateWanted,
  now: number,
): void {
  const [found] = chain
  const again = `have it issued again, put it at ${path}, then: juxta identity publish`
  if (parseCertificateTime(found.validFrom) > now)
    throw certificateFault(
      'not-yet-valid',
      `not valid before ${found.validFrom}`,
      'check the clock of this machine, or have it issued again',
    )
  if (parseCertificateTime(found.validTo) <= now) throw certificateFault('expired', `expired ${found.validTo}`, again)
  if (use === 'authority' && !found.ca)
    throw certificateFault(
      'authority',
      'is not the certificate of an authority',
      'put the certificate of the issuer there',
    )
  // Where it names no purpose, it is for all.
  const purposes = found.keyUsage as readonly string[] | undefined
  if (purposes && PURPOSES[use].some((oid) => !purposes.includes(oid)))
    throw certificateFault(
      'purpose',
      `its extended key usage lacks ${use === 'tls' ? 'TLS server and TLS client' : 'TLS server'}`,
      again,
    )
  const keys = KEYS[use]
  if (keys && !keys.includes(keyNameOf(found)))
    throw certificateFault('key-type', `its key is ${keyNameOf(found)}, and must be ${keys.join(' or ')}`, again)
  if (host !== undefined && !(isIP(host) ? found.checkIP(host) : found.checkHost(host)))
    throw certificateFault('host', `it does not name ${host}, the host that peers are told (subjectAltName)`, again)
  const named = countryOf(found.toLegacyObject())
  if (country !== undefined && named !== undefined && named !== country)
    throw certificateFault('country', `is for the country ${named}, this node is of ${country}`, again)
  if (authorities) checkChain(chain, authorities, now)
}
