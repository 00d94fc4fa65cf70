/** A development certificate authority: its own certificate, and TLS, signing and encryption certificates of countries, good ones and bad ones. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createPrivateKey, createPublicKey, randomBytes, webcrypto, type KeyObject } from 'node:crypto'

x509.cryptoProvider.set(webcrypto as never)

export type CertificateUse = 'tls' | 'signing' | 'encryption'
/** What is wrong with a certificate that a test asks for. */
export type CertificateFault = 'expired' | 'not-yet-valid' | 'wrong-usage' | 'wrong-country' | 'other-authority'

export type Authority = { readonly country: string; readonly certificatePem: string; readonly privateKeyPem: string }

const DAY = 86_400_000
const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const EDWARDS = { name: 'Ed25519' }
/** What WebCrypto calls the algorithm of a PEM key: P-256 or Ed25519. */
const algorithmOf = (key: KeyObject) => (key.asymmetricKeyType === 'ed25519' ? EDWARDS : CURVE)

const pem = (label: string, der: ArrayBuffer | Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der as Uint8Array)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

const der = (text: string): Buffer => Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64')

// A positive 16-byte serial (RFC 5280 §4.1.2.2).
const serial = (): string =>
  (randomBytes(16).readUInt8(0) & 0x7f).toString(16).padStart(2, '0') + randomBytes(15).toString('hex')

const generate = async (): Promise<webcrypto.CryptoKeyPair> =>
  await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])

const exportKey = async (key: webcrypto.CryptoKey): Promise<string> =>
  pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key))

const importSigner = (privateKeyPem: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', der(privateKeyPem), algorithmOf(createPrivateKey(privateKeyPem)), true, ['sign'])

// X.500 values are escaped as RFC 4514 asks for.
const escape = (value: string): string => value.replace(/[",+<>;\\=]/g, '\\$&').replace(/^[ #]| $/g, '\\$&')
const subject = (country: string, name: string, common: string): string =>
  `CN=${escape(common)}, O=${escape(name)}, C=${escape(country)}`

/** A new authority: EC P-256, path length 0, signing certificates and CRLs only. */
export async function createAuthority({
  country,
  name,
  now = new Date(),
  days = 3650,
}: {
  country: string
  name: string
  now?: Date
  days?: number
}): Promise<Authority> {
  const keys = await generate()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: subject(country, name, `${name} development authority`),
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + days * DAY),
    keys: keys as never,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    country,
    certificatePem: pem('CERTIFICATE', certificate.rawData),
    privateKeyPem: await exportKey(keys.privateKey),
  }
}

const usages = (use: CertificateUse): x509.Extension[] => {
  const flags = {
    tls: x509.KeyUsageFlags.digitalSignature,
    signing: x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation,
    encryption: x509.KeyUsageFlags.keyAgreement,
  }[use]
  const extensions: x509.Extension[] = [new x509.KeyUsagesExtension(flags, true)]
  if (use === 'tls')
    extensions.push(
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
    )
  return extensions
}

export type CertificateRequest = {
  country: string
  name: string
  use: CertificateUse
  /** SubjectPublicKeyInfo as PEM of an existing key, so that a renewed certificate keeps its key; a new P-256 key where absent. */
  publicKeyPem?: string
  /** DNS names and IP addresses; loopback where absent. */
  hosts?: readonly string[]
  /** Addresses of the lists of what the authority has withdrawn (CRL distribution points). */
  lists?: readonly string[]
  now?: Date
  days?: number
  fault?: CertificateFault
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const isAddress = (host: string): boolean => /^[0-9.]+$/.test(host) || host.includes(':')

/** A certificate from `authority`; `privateKeyPem` is there where the key was made here. */
export async function issueCertificate(
  authority: Authority,
  request: CertificateRequest,
): Promise<{ certificatePem: string; privateKeyPem?: string }> {
  const { country, name, use, hosts = LOOPBACK, lists = [], now = new Date(), days = 730, fault } = request
  const issuer =
    fault === 'other-authority' ? await createAuthority({ country: authority.country, name, now }) : authority
  const made = request.publicKeyPem === undefined ? await generate() : null
  const publicKey =
    made?.publicKey ??
    (await webcrypto.subtle.importKey(
      'spki',
      createPublicKey(request.publicKeyPem!).export({ type: 'spki', format: 'der' }),
      algorithmOf(createPublicKey(request.publicKeyPem!)),
      true,
      ['verify'],
    ))
  const issuerCertificate = new x509.X509Certificate(issuer.certificatePem)
  const [notBefore, notAfter] =
    fault === 'expired'
      ? [now.getTime() - 30 * DAY, now.getTime() - DAY]
      : fault === 'not-yet-valid'
        ? [now.getTime() + DAY, now.getTime() + 30 * DAY]
        : [now.getTime() - 3_600_000, now.getTime() + days * DAY]
  const of = fault === 'wrong-country' ? (country === 'ZZ' ? 'QZ' : 'ZZ') : country
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: subject(of, name, `${name} ${use}`),
    issuer: issuerCertificate.subject,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    publicKey: publicKey as never,
    signingKey: (await importSigner(issuer.privateKeyPem)) as never,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(lists.length > 0 ? [new x509.CRLDistributionPointsExtension([...lists])] : []),
      ...usages(fault === 'wrong-usage' ? (use === 'encryption' ? 'tls' : 'encryption') : use),
      ...(fault === 'wrong-usage' && use === 'tls'
        ? [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning])]
        : []),
      ...(use === 'tls'
        ? [
            new x509.SubjectAlternativeNameExtension(
              hosts.map((host) => ({ type: isAddress(host) ? ('ip' as const) : ('dns' as const), value: host })),
            ),
          ]
        : []),
      await x509.AuthorityKeyIdentifierExtension.create(issuerCertificate.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  })
  return {
    certificatePem: pem('CERTIFICATE', certificate.rawData),
    ...(made ? { privateKeyPem: await exportKey(made.privateKey) } : {}),
  }
}

/** A certificate signing request (PKCS#10) for a production authority, signed with the private key it asks a certificate for. */
export async function createRequest({
  country,
  name,
  use,
  privateKeyPem,
  hosts = [],
}: {
  country: string
  name: string
  use: CertificateUse
  privateKeyPem: string
  hosts?: readonly string[]
  /** Addresses of the lists of what the authority has withdrawn (CRL distribution points). */
  lists?: readonly string[]
}): Promise<string> {
  const privateKey = await importSigner(privateKeyPem)
  const known = createPublicKey(privateKeyPem)
  const algorithm = algorithmOf(known)
  const spki = known.export({ type: 'spki', format: 'der' })
  const publicKey = await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify'])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: subject(country, name, `${name} ${use}`),
    keys: { privateKey, publicKey } as never,
    signingAlgorithm: algorithm,
    extensions: [
      ...usages(use),
      ...(hosts.length > 0
        ? [
            new x509.SubjectAlternativeNameExtension(
              hosts.map((host) => ({ type: isAddress(host) ? ('ip' as const) : ('dns' as const), value: host })),
            ),
          ]
        : []),
    ],
  })
  return pem('CERTIFICATE REQUEST', request.rawData)
}

/** What a certificate request asks for is granted as it stands: this authority checks nothing, which is why it is for development only. */
export async function issueFromRequest(
  authority: Authority,
  requestPem: string,
  use: CertificateUse,
  now = new Date(),
): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(requestPem)
  if (!(await request.verify())) throw new Error('the certificate request is not signed by its own key')
  const names = new x509.Name(request.subject)
  const { certificatePem } = await issueCertificate(authority, {
    country: names.getField('C')[0] ?? authority.country,
    name: names.getField('O')[0] ?? 'unnamed',
    use,
    publicKeyPem: pem('PUBLIC KEY', request.publicKey.rawData),
    now,
  })
  return certificatePem
}
