/** Certificates and CRLs that tests need beside those of the development authority: one that signs itself, and what an authority says that it has withdrawn. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createHash, createPrivateKey, KeyObject, webcrypto } from 'node:crypto'
import { bareSign } from '../bench/bare.ts'
import { readJws } from './forge.ts'

x509.cryptoProvider.set(webcrypto as never)
const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000

const signingKey = (pem: string) =>
  webcrypto.subtle.importKey('pkcs8', createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }), CURVE, true, [
    'sign',
  ])

/** A CRL (DER) of an authority (PEM), as of now; `withdrawn`: certificates (PEM) that it has withdrawn, each since when; `critical`: extensions that nobody has to understand. */
export async function crlOf(
  authority: { readonly certificate: string; readonly key: string },
  withdrawn: readonly { readonly certificate: string; readonly since: Date }[] = [],
  critical: readonly string[] = [],
  now = Date.now(),
): Promise<Buffer> {
  const crl = await x509.X509CrlGenerator.create({
    issuer: new x509.X509Certificate(authority.certificate).subject,
    thisUpdate: new Date(now),
    nextUpdate: new Date(now + 7 * DAY),
    entries: withdrawn.map(({ certificate, since }) => ({
      serialNumber: new x509.X509Certificate(certificate).serialNumber,
      revocationDate: since,
    })),
    extensions: critical.map((id) => new x509.Extension(id, true, Buffer.from([2, 1, 1]))),
    signingAlgorithm: CURVE,
    signingKey: (await signingKey(authority.key)) as never,
  })
  return Buffer.from(crl.rawData)
}

/** The same claims as in `jws`, signed by a new key whose certificate it has signed itself (PEM). */
export async function selfSigned(jws: string): Promise<{ jws: string; certificate: string }> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Customs, C=XB',
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    keys: keys as never,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
    ],
  })
  const { header, claims } = readJws(jws)
  const x5t = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('base64url')
  return {
    jws: bareSign({ ...header, 'x5t#S256': x5t }, JSON.stringify(claims), KeyObject.from(keys.privateKey)),
    certificate: certificate.toString('pem'),
  }
}
